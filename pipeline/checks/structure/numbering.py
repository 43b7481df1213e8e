"""Numbering (序号): headings and enumerations count from one, miss nothing, repeat nothing, and keep to one system."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.checks.context import Context, Line, Span
from pipeline.checks.finding import Finding
from pipeline.checks.numerals import NUMERAL, to_int, to_numeral
from pipeline.checks.rule import Rule
from pipeline.checks.structure.samples import written

_SOURCE = "GB/T 9704—2012 7.3.3；种子范文 002 缺“二、”，列为缺陷"

GAP = Rule(
    name="structure.numbering_gap",
    severity="blocker",
    meaning="同级序号连续，从一开始，中间不缺号。",
    breaks=written("二、存在问题", "三、存在问题").replace("三、下一步", "四、下一步"),
    holds=written(),
    source=_SOURCE,
)
REPEAT = Rule(
    name="structure.numbering_repeat",
    severity="blocker",
    meaning="同级序号不重复、不倒置。",
    breaks=written("（三）从严", "（二）从严"),
    holds=written(),
    source=_SOURCE,
)
MIXED = Rule(
    name="structure.numbering_mixed",
    severity="warning",
    meaning="同级标题只用一种序号，层次依次为“一、”“（一）”“1.”“（1）”，不混用、不越级。",
    breaks=written("（二）规范", "2.规范"),
    holds=written(),
    source=_SOURCE,
)
CHAIN = Rule(
    name="structure.enumeration",
    severity="blocker",
    meaning="文中列举（一是、二是…；第一，第二，…；一方面、另一方面）从一开始，不缺、不重，且不止一项。",
    breaks="主要有三点：一是加强统筹。二是加强培养。四是加强考核。",
    holds="主要有三点：一是加强统筹。二是加强培养。三是加强考核。",
    source="种子范文；通行写法",
)
RULES = (GAP, REPEAT, MIXED, CHAIN)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the head of a line. ``level``: 0 第一部分, 1 一、, 2 （一）, 3 1., 4 （1）, 5 ①."""

    level: int
    value: int
    start: int
    end: int
    line: int

    @property
    def span(self) -> Span:
        return self.start, self.end


_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (0, re.compile(rf"第({NUMERAL}{{1,3}})(?:部分|章|编)")),
    (1, re.compile(rf"({NUMERAL}{{1,3}})[、．.，,：: 　](?!{NUMERAL}{{1,3}}[、级是线])")),
    (2, re.compile(rf"[（(]({NUMERAL}{{1,3}})[）)]")),
    (3, re.compile(r"(\d{1,2})[.．、](?!\d)")),
    (4, re.compile(r"[（(](\d{1,2})[）)]")),
    (5, re.compile(r"([①-⑳])")),
)
_CHAINS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("是", re.compile(rf"({NUMERAL}{{1,2}})是(?!{NUMERAL})")),
    ("要", re.compile(rf"({NUMERAL}{{1,2}})要(?!{NUMERAL})")),
    ("第", re.compile(rf"第({NUMERAL}{{1,2}})[，,：、是]")),
    ("其", re.compile(rf"其({NUMERAL}{{1,2}})[，,：是]")),
    ("方", re.compile(r"(一|另一)方面")),
)
_CLAUSE_STARTS = "。；;：:，,！？!?\n （(“、"


def check(context: Context) -> Iterator[Finding]:
    """Findings on numbered headings and on enumerations, whatever the genre."""
    found = markers(context)
    yield from _sequences(context, found)
    yield from _skipped_levels(context, found)
    yield from _chains(context, found)


def markers(context: Context) -> list[Marker]:
    """The numbers that lines begin with, in order."""
    return [mark for at, line in enumerate(context.lines) if (mark := _marker(at, line)) is not None]


def _marker(at: int, line: Line) -> Marker | None:
    for level, pattern in _LEVELS:
        if match := pattern.match(line.text):
            value = ord(match.group(1)) - ord("①") + 1 if level == 5 else to_int(match.group(1))
            return Marker(level, value, line.start, line.start + match.end(), at)
    return None


# --- headings


def _sequences(context: Context, found: list[Marker]) -> Iterator[Finding]:
    for siblings in _siblings(found):
        if siblings[0].level <= 2 or len(siblings) > 1:
            yield from _sequence(context, found, siblings)


def _siblings(found: list[Marker]) -> Iterator[list[Marker]]:
    """Groups of markers of one level under one parent. A list that restarts at one below level 2 is a new group."""
    open_groups: dict[int, list[Marker]] = {}
    for mark in found:
        for level in [level for level in open_groups if level > mark.level]:
            yield open_groups.pop(level)
        group = open_groups.get(mark.level)
        if group and mark.value == 1 and (mark.level >= 3 or _restarts(group, mark)):
            yield open_groups.pop(mark.level)
            group = None
        open_groups.setdefault(mark.level, []).append(mark)
    yield from open_groups.values()


def _restarts(group: list[Marker], mark: Marker) -> bool:
    """Whether a number one far down is the start of another list (an appendix) rather than a slip."""
    return len(group) >= 2 and mark.line - group[-1].line > 3 and group[-1].value >= 2 and group[-1].level != 1


def _sequence(context: Context, found: list[Marker], siblings: list[Marker]) -> Iterator[Finding]:
    expected = 1
    previous: Marker | None = None
    for at, mark in enumerate(siblings):
        if mark.value != expected:
            following = siblings[at + 1].value if at + 1 < len(siblings) else None
            yield _breach(context, found, previous, mark, expected, following)
        slip = at + 1 < len(siblings) and siblings[at + 1].value == expected + 1
        expected = (expected if slip or mark.value < expected else mark.value) + 1
        previous = mark


def _breach(
    context: Context, found: list[Marker], previous: Marker | None, mark: Marker, expected: int, following: int | None
) -> Finding:
    here = context.text[mark.start : mark.end]
    wanted = _written(here, expected)
    if mark.value < expected or following == expected + 1:
        rule = REPEAT if mark.value < expected else GAP
        return rule.at(
            mark.span, f"序号“{here}”与上下文不连续，此处应为“{wanted}”。", f"改为“{wanted}”，并核对其后的序号。"
        )
    stray = _stray(context, found, previous, mark, expected)
    if stray is not None:
        return MIXED.at(
            stray,
            f"此处应有序号“{wanted}”，实际没有或写法不同。",
            f"改用与同级一致的序号“{wanted}”。",
            severity="blocker",
        )
    return GAP.at(mark.span, f"序号缺“{wanted}”，直接到了“{here}”。", f"补上“{wanted}”部分，或顺改其后的序号。")


def _stray(context: Context, found: list[Marker], previous: Marker | None, mark: Marker, expected: int) -> Span | None:
    """Where the missing number should stand: a marker of another kind with its value, or a heading without number."""
    first = previous.line + 1 if previous else 0
    low, high = (bisect_left(found, line, key=_line) for line in (first, mark.line))
    between = found[low:high]
    for at, other in enumerate(between, low):
        if other.value == expected and _is_alone(found, at):
            return other.span
    numbered = {other.line for other in between}
    for at in range(first, mark.line if previous else first):
        if at not in numbered and _looks_like_heading(context.lines[at]):
            line = context.lines[at]
            end = re.search("[。：:]|$", line.text)
            return line.start, line.start + (end.end() if end else len(line.text))
    return None


def _line(mark: Marker) -> int:
    return mark.line


def _is_alone(found: list[Marker], at: int) -> bool:
    """Whether no neighbour of the same level continues it: a list of its own is no stray number."""
    mark = found[at]
    beside = found[max(at - 3, 0) : at] + found[at + 1 : at + 4]
    return not any(other.level == mark.level and abs(other.value - mark.value) == 1 for other in beside)


def _looks_like_heading(line: Line) -> bool:
    first = re.split("[。：:]", line.text, maxsplit=1)[0]
    standalone = len(line.text) <= 30 and line.text[-1] not in "。；，：！？”）…"
    run_in = len(line.text) > len(first) + 20 and 4 <= len(first) <= 20 and not re.search("[，；、]", first)
    return standalone or (run_in and line.text[len(first)] == "。")


def _written(like: str, value: int) -> str:
    """A number in the manner of another one: “（三）”, 2 -> “（二）”."""
    if re.search("[①-⑳]", like):
        return chr(ord("①") + value - 1) if value <= 20 else str(value)
    numeral = str(value) if re.search(r"\d", like) else to_numeral(value)
    return re.sub(rf"\d+|{NUMERAL}+", lambda _: numeral, like, count=1)


def _skipped_levels(context: Context, found: list[Marker]) -> Iterator[Finding]:
    """A level that is jumped over although the text uses it elsewhere; deeper levels are free below level 3."""
    used = {mark.level for mark in found}
    parents: list[Marker] = []
    for mark in found:
        while parents and parents[-1].level >= mark.level:
            parents.pop()
        above = parents[-1].level if parents else 0
        if mark.level == 3 and above == 1 and 2 in used:
            here = context.text[mark.start : mark.end]
            yield MIXED.at(
                mark.span,
                f"“{here}”直接用在“一、”之下，越过了“（一）”一级。",
                f"改为“（{to_numeral(mark.value)}）”，与同级一致。",
            )
        parents.append(mark)


# --- enumerations in running text


@dataclass(frozen=True, slots=True)
class Link:
    """One 一是, 二是… of a chain. ``value`` 0: 另一方面."""

    kind: str
    value: int
    start: int
    end: int


def links(text: str) -> list[Link]:
    """The enumerators that open a clause, of all kinds, in order."""
    found = [link for kind, pattern in _CHAINS for link in _links_of(kind, pattern, text)]
    return sorted(found, key=lambda link: link.start)


def _links_of(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Link]:
    for match in pattern.finditer(text):
        start = match.start()
        if start and text[start - 1] not in _CLAUSE_STARTS:
            continue
        value = (1 if match.group(1) == "一" else 2) if kind == "方" else to_int(match.group(1))
        yield Link(kind, value, start, match.end())


def chains(context: Context, found: list[Marker] | None = None) -> list[list[Link]]:
    """Chains of enumerators, each begun by a first item or by the start of a numbered part."""
    cuts = [mark.start for mark in (markers(context) if found is None else found) if mark.level <= 2]
    result: list[list[Link]] = []
    for kind in "是要第其方":
        part = -1
        current: list[Link] = []
        for link in (link for link in links(context.text) if link.kind == kind):
            here = bisect_right(cuts, link.start)
            if current and (link.value == 1 or here != part):
                result.append(current)
                current = []
            part = here
            current.append(link)
        if current:
            result.append(current)
    return result


def _chains(context: Context, found: list[Marker]) -> Iterator[Finding]:
    for chain in chains(context, found):
        if chain[0].kind == "方":
            yield from _two_sides(context, chain)
        else:
            yield from _chain(context, chain)


def _chain(context: Context, chain: list[Link]) -> Iterator[Finding]:
    kind = chain[0].kind
    lonely = len(chain) == 1
    if lonely and (kind != "是" or chain[0].value != 1):
        if kind in "是其" and chain[0].value > 1:
            yield _broken_chain(context, chain[0], 1)
        return
    if lonely:
        yield CHAIN.at((chain[0].start, chain[0].end), "列举只有“一是”，没有“二是”。", "补全列举，或去掉“一是”。")
        return
    expected = 1
    for at, link in enumerate(chain):
        if link.value != expected:
            odd = _otherwise(context, chain[at - 1].end if at else link.start, link.start, expected)
            yield _mixed_chain(context, odd, link, expected) if odd else _broken_chain(context, link, expected)
        slip = at + 1 < len(chain) and chain[at + 1].value == expected + 1
        expected = (expected if slip or link.value < expected else link.value) + 1


def _otherwise(context: Context, start: int, end: int, expected: int) -> Span | None:
    """Where between two items the missing one stands, numbered in another way: （2）, 2., （二）, 第二，."""
    digits, numeral = str(expected), to_numeral(expected)
    forms = rf"[（(](?:{digits}|{numeral})[）)]|(?<!\d){digits}[.．、](?!\d)|第{numeral}(?:[，,、]|是)|{numeral}、"
    match = re.compile(rf"(?<=[。；;：:\n])(?:{forms})").search(context.text, start, end)
    return match.span() if match else None


def _mixed_chain(context: Context, odd: Span, link: Link, expected: int) -> Finding:
    wanted = _written(context.text[link.start : link.end], expected)
    here = context.text[slice(*odd)]
    return CHAIN.at(odd, f"列举的序号不一致：此处是“{here}”，前后写作“{wanted}”一类。", f"改为“{wanted}”。")


def _broken_chain(context: Context, link: Link, expected: int) -> Finding:
    here = context.text[link.start : link.end]
    wanted = _written(here, expected)
    start = link.start if expected > 1 else _sentence_start(context.text, link.start)
    return CHAIN.at(
        (start, link.end), f"列举不连续：此处是“{here}”，应为“{wanted}”。", f"改为“{wanted}”，或补上所缺的一项。"
    )


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence before an enumerator begins: there the first item, left unnumbered, is to be looked for."""
    end = max(at - 1, 0)
    return max(text.rfind(mark, max(0, end - 120), end) for mark in "。：\n！？") + 1


def _two_sides(context: Context, chain: list[Link]) -> Iterator[Finding]:
    """另一方面 without 一方面 is heard as a slip; 一方面 alone too, if it opens a sentence of an enumeration."""
    if [link.value for link in chain] == [2]:
        yield CHAIN.at(
            (chain[0].start, chain[0].end),
            "“另一方面”之前没有“一方面”。",
            "补上“一方面”，或改写此句。",
            severity="warning",
        )
    elif [link.value for link in chain] == [1] and context.text[chain[0].end : chain[0].end + 1] in ("是", "，"):
        yield CHAIN.at(
            (chain[0].start, chain[0].end),
            "“一方面”之后没有“另一方面”。",
            "补上“另一方面”，或改写此句。",
            severity="warning",
        )
