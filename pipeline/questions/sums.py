"""Figures within one note that do not add up: parts over their whole, shares of whole things, changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline.facts import Fact
from pipeline.questions.page import Entry, Found, Page, inside_quotes

_TOTAL = re.compile(r"(?:共计?|合计|总计|一共|总共)(?:发放|投入|补助|补贴|落实|为|达|有)?$")
_SHARE = re.compile(r"占(?:(?P<whole>[^，。；占]{1,12})的|比)?(?:达|为)?$")
_FROM = re.compile(r"[由从](?:去年|上年|前年|原来|\d{4}年)?底?的?$")
_TO = re.compile(r"[^，。；]{0,6}[到至为](?:今年|现在|目前|\d{4}年)?底?的?$")
_LEVELS = ("%", "岁", "百分点", "倍", "比", "个月", "天")


def sums(page: Page) -> Iterator[Found]:
    """The first thing in each note that does not add up."""
    for entry in page.entries:
        problem = next((found for check in _CHECKS for found in check(entry)), None)
        if problem is not None:
            start, end, words = problem
            shown = inside_quotes(entry.text[entry.clause_at(start).start : end].strip("，；"))
            yield Found("sum", (entry,), {"quote": shown, "problem": words})


Problem = tuple[int, int, str]  # start and end of the words in question, what is wrong


def _parts_over_whole(entry: Entry) -> Iterator[Problem]:
    """“引进12名，其中博士5名、硕士9名”: one part, or parts listed with 、, may not exceed the whole."""
    for at in _places(entry.text, "其中"):
        parts = [f for f in entry.numbers if f.start > at and _is_count(f) and "；" not in entry.text[at : f.start]]
        whole = _whole_of(entry, at, parts[0].unit) if parts else None
        parts = [fact for fact in parts if whole and fact.unit == whole.unit]
        if whole is None or whole.value is None or not parts:
            continue
        for one in parts:
            if one.low is not None and one.low > whole.value:
                yield whole.start, one.end, f"其中数“{one.text}”比总数“{whole.text}”还大"
        listed = _listed(entry, parts)
        total = sum((fact.low or Fraction(0) for fact in listed), Fraction(0))
        if len(listed) > 1 and total > whole.value:
            yield (
                whole.start,
                listed[-1].end,
                f"其中各项加起来是{_shown(total)}，超过“{whole.text}”；各项有重叠的请写明",
            )


def _whole_of(entry: Entry, at: int, unit: str) -> Fact | None:
    before = (fact for fact in reversed(entry.numbers) if fact.end <= at and _is_count(fact) and fact.unit == unit)
    return next(before, None)


def _listed(entry: Entry, parts: list[Fact]) -> list[Fact]:
    """The parts that one enumeration joins: no comma between them, which may start a second way of counting."""
    listed = parts[:1]
    for fact in parts[1:]:
        if re.search("[，。；]", entry.text[listed[-1].end : fact.start]):
            break
        listed.append(fact)
    return listed


def _total(entry: Entry) -> Iterator[Problem]:
    """“甲5人、乙7人，共13人”."""
    for index, fact in enumerate(entry.numbers):
        if not _is_count(fact) or fact.value is None or not _TOTAL.search(entry.text[: fact.start]):
            continue
        parts = [f for f in entry.numbers[:index] if f.unit == fact.unit and _is_count(f) and f.value is not None]
        joined = entry.text[parts[0].start : fact.start] if parts else ""
        if len(parts) < 2 or len(parts) != index or re.search("[。；]|其中", joined):
            continue
        total = sum((part.value or Fraction(0) for part in parts), Fraction(0))
        if total != fact.value:
            yield parts[0].start, fact.end, f"各项加起来是{_shown(total)}，与“{fact.text}”对不上"


def _share_of_things(entry: Entry) -> Iterator[Problem]:
    """“选拔9名，占新提拔的70%”, “12名，其中硕士占81%”: no number of whole things gives that share."""
    for share in entry.numbers:
        clause = entry.clause_at(share.start)
        found = _SHARE.search(entry.text[clause.start : share.start])
        count = _count_shared(entry, clause.start)
        if found is None or count is None or share.unit != "%" or share.comparator or share.value is None:
            continue
        if not _possible(share, int(count.value or 0), is_part=bool(found["whole"])):
            yield count.start, clause.end, f"按“{count.text}”算，怎么也得不出“{share.text}”"


def _count_shared(entry: Entry, before: int) -> Fact | None:
    """The count a share is taken of: the last before 其中, else the last in front of its clause. Whole things only."""
    at = entry.text.rfind("其中", 0, before + 2)
    counts = [fact for fact in entry.numbers if fact.end <= (at if at >= 0 else before) and _is_count(fact)]
    last = counts[-1] if counts else None
    whole = last is not None and (last.counted or last.unit in ("人", "人次")) and last.comparator == ""
    return last if whole and last is not None and last.value and last.value.denominator == 1 else None


def _possible(share: Fact, count: int, *, is_part: bool) -> bool:
    """Whether whole numbers give the share, as rounded: of ``count`` things, or ``count`` things of some total."""
    wanted, digits = share.value or Fraction(0), _decimals(share)
    if not wanted or not count:
        return True
    near = round(100 * count / wanted) if is_part else round(wanted * count / 100)
    pairs = ((count, other) if is_part else (other, count) for other in range(max(1, near - 1), near + 2))
    return any(abs(Fraction(100 * part, whole) - wanted) <= Fraction(1, 2 * 10**digits) for part, whole in pairs)


def _over_all(entry: Entry) -> Iterator[Problem]:
    """“占任务的105%”."""
    for share in entry.numbers:
        clause = entry.clause_at(share.start)
        if share.unit == "%" and (share.low or 0) > 100 and _SHARE.search(entry.text[clause.start : share.start]):
            yield clause.start, clause.end, "“占”不会超过100%，是不是“完成”"


def _product(entry: Entry) -> Iterator[Problem]:
    """“救助37人，每人1万元，共40万元”."""
    for index, each in enumerate(entry.numbers):
        count = next((f for f in reversed(entry.numbers[:index]) if f.unit == each.per and not f.per), None)
        total = next((f for f in entry.numbers[index + 1 :] if f.unit == each.unit and not f.per), None)
        if not each.per or count is None or total is None or not (each.value and count.value and total.value):
            continue
        exact = not (each.comparator or count.comparator or total.comparator)
        if exact and _TOTAL.search(entry.text[: total.start]) and each.value * count.value != total.value:
            words = f"“{count.text}”乘“{each.text}”是{_shown(each.value * count.value)}{each.unit}，不是“{total.text}”"
            yield count.start, total.end, words


def _shares_over_all(entry: Entry) -> Iterator[Problem]:
    """“城镇占60%、农村占45%”."""
    for clause in entry.clauses:
        shares = [f for f in entry.numbers if f.unit == "%" and not f.mode and clause.start <= f.start < clause.end]
        plain = [fact for fact in shares if fact.value is not None and "占" in entry.text[clause.start : fact.start]]
        total = sum((fact.value or Fraction(0) for fact in plain), Fraction(0))
        if len(plain) > 1 and total > 101:
            yield clause.start, clause.end, f"各项占比加起来是{_shown(total)}%，超过100%"


def _change(entry: Entry) -> Iterator[Problem]:
    """“由8%提高到12%，提高5个百分点”, “由100件减少到80件，下降30%”."""
    for first, second in zip(entry.numbers, entry.numbers[1:], strict=False):
        if not _from_to(entry, first, second) or not first.value or first.unit != second.unit:
            continue
        stated = next(
            (f for f in entry.numbers if f.start > second.end and f.mode == "by" and f.value is not None), None
        )
        if stated is None or second.value is None or "；" in entry.text[second.end : stated.start]:
            continue
        expected = _expected(first.value, second.value, stated)
        if expected is not None and abs(expected - (stated.value or 0)) > _tolerance(stated):
            words = f"从“{first.text}”到“{second.text}”，变化是{_shown(expected)}{_unit(stated)}，不是“{stated.text}”"
            yield first.start, stated.end, words


def _from_to(entry: Entry, first: Fact, second: Fact) -> bool:
    """“由8%提高到12%”, “由去年的28人增加到今年的35人”."""
    lead, between = entry.text[max(0, first.start - 7) : first.start], entry.text[first.end : second.start]
    return first.mode == "from" or bool(_FROM.search(lead) and _TO.match(between))


def _expected(before: Fraction, after: Fraction, stated: Fact) -> Fraction | None:
    change = abs(after - before)
    if stated.unit == "百分点":
        return change
    return 100 * change / before if stated.unit == "%" else None


def _tolerance(stated: Fact) -> Fraction:
    return Fraction(6, 10 * 10 ** _decimals(stated))


def _decimals(fact: Fact) -> int:
    found = re.search(r"\.(\d+)", fact.text)
    return len(found.group(1)) if found else 0


def _unit(fact: Fact) -> str:
    return "个百分点" if fact.unit == "百分点" else fact.unit


def _is_count(fact: Fact) -> bool:
    return fact.unit not in _LEVELS and not fact.per and fact.mode == "" and fact.comparator in ("", "over", ">", ">=")


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _shown(value: Fraction) -> str:
    return f"{float(value):.10g}" if value.denominator == 1 else f"{float(value):.1f}"


_CHECKS = (_over_all, _product, _parts_over_whole, _total, _share_of_things, _shares_over_all, _change)
