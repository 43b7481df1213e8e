"""Figures: each is laid beside the note's figure that it restates, by value and by what is said of it.

A figure that the notes have is bound to the place that says most of the same; if that says another thing, it was moved.
A figure that they do not have is compared with the note's figure in the same words, which tells what was changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from pipeline.checks.finding import Finding
from pipeline.checks.grounding.derived import derived_from
from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.reading import Figure, without_bounds
from pipeline.checks.grounding.rules import DIRECTION, MOVED, NUMBER, UNIT
from pipeline.checks.grounding.words import any_of, assertions, pairs, synonyms_in
from pipeline.checks.rule import Rule
from pipeline.checks.words import words
from pipeline.facts import Fact, agree

_FOREIGN = 0.2
"""Share of what a note says around its figure below which a sentence with that figure speaks of something else. Sound
drafts, also those that word everything anew, have 0.33 and more."""
_STRANGE = 0.25
"""Below this share of the words beside a figure known to its note, and of the note's words beside its own figure found
here, the clause speaks of something else. In sound drafts one of the two is 0.3 at least."""

_AT_HOME = 0.25
"""Share of a note's words from which the sentence is on its matter, and less is asked of the words beside a figure."""
_ALIKE = 0.55
"""Share from which a figure stands in the words that the notes have around another one."""
_AHEAD = 0.35
"""How much more alike the words around another figure must be before two figures count as exchanged."""
_ROUND = Fraction(1, 5)
_NEAR = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure of the draft and the note's figure that it restates."""

    figure: Figure
    basis: Figure


def figures_bound(page: Page) -> tuple[list[Finding], list[Bound]]:
    """Findings on the figures of ``page``, and what each sound figure stands on."""
    findings: list[Finding] = []
    bound: list[Bound] = []
    for figure in page.figures:
        same = [one for one in page.basis.figures if _restates(figure.fact, one.fact)]
        if _is_named(page, figure) or _in_a_name(page, figure) or _merely_counts(page, figure):
            continue
        if not same:
            findings.append(_unknown(page, figure))
            continue
        basis = max(same, key=lambda one: _support(page, figure, one))
        found = _moved(page, figure, basis) or _turned(page, figure, basis) or _counted_otherwise(page, figure, basis)
        if found:
            findings.append(found)
        else:
            bound.append(Bound(figure, basis))
    return [*findings, *_doubled(page, bound)], bound


def _is_named(page: Page, figure: Figure) -> bool:
    """“三张清单” without its marks: the notes have the very words, as a name or a turn of phrase."""
    following = figure.right[:2]
    return len(following) == 2 and not figure.fact.text[0].isdigit() and page.basis.says(figure.fact.text + following)


def _merely_counts(page: Page, figure: Figure) -> bool:
    """“两项工作”, “三类岗位”: a small number in words that counts what is being said, and is no figure of the notes.

    Unless a note's figure of the same unit is missing from the draft, which this one may then stand for.
    """
    if figure.fact.text not in _counts():
        return False
    said = {one.fact.key for one in page.figures}
    return not any(one.fact.unit == figure.fact.unit and one.fact.key not in said for one in page.basis.figures)


@lru_cache(maxsize=1)
def _counts() -> frozenset[str]:
    return frozenset(
        number + unit for number in "两二三四五六" for unit in ("项", "类", "方面", "个方面", "者", "点", "头")
    )


def _in_a_name(page: Page, figure: Figure) -> bool:
    """“行政执法质量提升三年行动”: the figure is part of a name, which is judged as a whole."""
    return bool(page.in_names[figure.fact.start] and page.in_names[figure.fact.end - 1])


# --- values


def _restates(said: Fact, told: Fact) -> bool:
    """Whether ``said`` may be a wording of ``told``: equal, or a rounder form that is true of it."""
    if said.key == told.key or (said.low, said.high) == (told.low, told.high):
        alike = _bound(said) == _bound(told)
        return agree(said, replace(told, comparator=said.comparator)) if alike else agree(said, told)
    return bool(said.comparator) and _rounds(said, told)


def _bound(fact: Fact) -> str:
    """Which side a figure is bounded on: 七成以上, 超过七成 and 七成多 say the same of it."""
    return {">": ">", ">=": ">", "over": ">", "<": "<", "<=": "<"}.get(fact.comparator, fact.comparator)


def _rounds(said: Fact, told: Fact) -> bool:
    """“1100余名” and “近1200名” of 1126名, “九成以上” of 95%: true, and not too far off."""
    if told.value is None or said.value is None or said.unit != told.unit or told.comparator not in ("", "over"):
        return False
    if said.per != told.per or {said.direction, told.direction} == {"up", "down"} or said.mode not in ("", told.mode):
        return False
    if _significant(said.value) >= _significant(told.value):
        return False
    value, round_value = told.value, said.value
    if said.comparator in ("over", ">", ">="):
        return round_value <= value <= round_value * (1 + _ROUND)
    if said.comparator == "~<":
        return value <= round_value <= value * (1 + _NEAR)
    if said.comparator == "~":
        return abs(value - round_value) <= value * _NEAR / 2
    return False


def _significant(value: Fraction) -> int:
    """How many digits a figure states: 2 for 860, 1 for 800, 4 for 68.45."""
    digits = str(value.numerator if value.denominator == 1 else float(value)).replace(".", "").strip("0")
    return len(digits)


# --- what is said of them


def _support(page: Page, figure: Figure, basis: Figure) -> tuple[float, float]:
    """How much of what the note says of its figure stands around this one: beside it, and in its sentence."""
    clause = page.clauses[figure.clause]
    return (_wide(page, figure, basis), _share(page, basis.near, figure.near | clause.pairs))


def _wide(page: Page, figure: Figure, basis: Figure) -> float:
    wide = page.sentence_pairs(page.clauses[figure.clause])
    return max(_share(page, basis.near, wide), 0.8 * _share(page, page.basis.pairs_of(basis.note), wide))


def _share(page: Page, of: frozenset[str], within: frozenset[str]) -> float:
    total = page.basis.weight(of)
    return page.basis.weight(of & within) / total if total else 0.0


def _moved(page: Page, figure: Figure, basis: Figure) -> Finding | None:
    other = _better(page, figure, basis)
    if other is not None:
        return _moved_from(figure, basis, other)
    strange = _wide(page, figure, basis) < _FOREIGN or _speaks_of_something_else(page, figure, basis)
    if strange or _starts_strangely(page, figure, basis):
        message = f"“{figure.fact.text}”在要点中说的是“{basis.phrase}”，这里用在了“{_short(figure.phrase)}”。"
        remedy = "改回要点所说的对象；确有此数的，请补一条要点。"
        return MOVED.at(_span(figure), message, remedy, severity="blocker" if strange else "warning", notes=_ids(basis))
    return None


def _moved_from(figure: Figure, basis: Figure, other: Figure) -> Finding:
    said = figure.fact.text
    message = f"“{said}”在要点中说的是“{basis.phrase}”；这里说的，要点中是“{other.fact.text}”。"
    remedy = f"改为“{other.fact.text}”，或把“{said}”放回它所说的对象。"
    return MOVED.at(_span(figure), message, remedy, notes=_ids(basis, other))


def _better(page: Page, figure: Figure, basis: Figure) -> Figure | None:
    """A figure of the notes with another value whose own words stand around this one, clearly more than its own.

    Words between two figures are said of both and tell nothing apart.
    """
    best, ahead = None, 0.0
    for one in page.basis.figures:
        if not _comparable(figure.fact, one.fact) or _restates(figure.fact, one.fact):
            continue
        alike = _share(page, one.own - basis.own, figure.own)
        lead = alike - _share(page, basis.own - one.own, figure.near)
        if alike >= _ALIKE and lead > ahead:
            best, ahead = one, lead
    return best if ahead >= _AHEAD else None


def _doubled(page: Page, bound: list[Bound]) -> Iterator[Finding]:
    """Of two figures in one sentence that restate the same one of the notes, the one that stands in another's words."""
    by_basis: dict[tuple[str, int, int], list[Bound]] = {}
    for one in bound:
        sentence = page.clauses[one.figure.clause].sentence
        by_basis.setdefault((one.basis.note, one.basis.fact.start, sentence), []).append(one)
    for group in by_basis.values():
        for one in group if len(group) > 1 else ():
            other = _in_whose_words(page, one)
            if other is not None:
                yield _moved_from(one.figure, one.basis, other)


def _in_whose_words(page: Page, one: Bound) -> Figure | None:
    """A figure of the same note whose words, the shared ones aside, all stand beside this one."""
    for other in page.basis.figures:
        telling = other.own - one.basis.own
        apart = other.note == one.basis.note and not _restates(one.figure.fact, other.fact)
        if apart and len(telling) > 1 and _comparable(one.figure.fact, other.fact) and telling <= one.figure.own:
            return other
    return None


def _comparable(one: Fact, other: Fact) -> bool:
    return one.unit == other.unit or (one.counted and other.counted)


def _speaks_of_something_else(page: Page, figure: Figure, basis: Figure) -> bool:
    """Whether hardly anything beside the figure is in the note, nor the note's own words beside it here."""
    if len(figure.own) < 3:
        return False
    known = _share(page, figure.own, page.basis.pairs_of(basis.note))
    kept = _share(page, basis.own, page.clauses[figure.clause].pairs) if basis.own else 0.0
    few = 0.5 if _wide(page, figure, basis) < _AT_HOME else 0.34
    return known < _STRANGE and kept < _STRANGE and _few_characters(page, figure.left + figure.right, basis, few)


def _starts_strangely(page: Page, figure: Figure, basis: Figure) -> bool:
    """Whether nothing right before the figure is in the note: neither its words, nor synonyms, nor its characters."""
    left = pairs(without_bounds(figure.left))
    if len(left) < 4 or left & page.basis.pairs_of(basis.note) or not _few_characters(page, figure.left, basis):
        return False
    return not synonyms_in(figure.left, page.basis.text_of(basis.note))


def _few_characters(page: Page, around: str, basis: Figure, few: float = 0.5) -> bool:
    """Whether not even single characters are the note's: “共办11期” restates “举办11期”."""
    told = page.basis.text_of(basis.note)
    han = [char for char in around if "一" <= char <= "鿿"]
    return sum(char in told for char in han) < few * len(han)


# --- figures that no note has


def _unknown(page: Page, figure: Figure) -> Finding:
    sources = derived_from(page, figure)
    if sources:
        said = "”“".join(one.fact.text for one in sources)
        message = f"“{figure.fact.text}”要点中没有直接写，可由“{said}”推算得出。"
        remedy = "核对推算无误后补一条要点；不要紧的，删去。"
        return NUMBER.at(_span(figure), message, remedy, severity="warning", notes=_ids(*sources))
    if _is_aimed_at(page, figure):
        message = f"“{figure.fact.text}”是今后的目标，要点中没有。"
        return NUMBER.at(_span(figure), message, "删去；确有这一目标的，请补一条要点。")
    near = _in_the_same_words(page, figure)
    if near is None or not _may_stand_for(figure.fact, near.fact):
        message = f"“{figure.fact.text}”要点中没有。"
        return NUMBER.at(_span(figure), message, "删去，或改为要点中的数；确有此数的，请补一条要点。")
    rule, what = _difference(figure.fact, near.fact)
    message = f"这里写作“{figure.fact.text}”，要点中是“{_short(near.phrase)}”：{what}。"
    return rule.at(_span(figure), message, f"改为“{near.fact.text}”。", notes=_ids(near))


def _is_aimed_at(page: Page, figure: Figure) -> bool:
    """Whether the words before the figure in its clause set a target: 力争…突破10万亩."""
    clause = page.clauses[figure.clause]
    return any_of(_AIMS).search(clause.text[: max(0, figure.fact.start - clause.start)]) is not None


_AIMS = ("力争", "争取", "计划", "拟", "预计", "有望", "到明年", "年内", "年底前", "三年内", "五年内", "今后")


def _may_stand_for(said: Fact, told: Fact) -> bool:
    """Whether the one can be a slip for the other: of like units, or of the same value or digits; not 三年 for 11%."""
    if _comparable(said, told) or (said.low, said.high) == (told.low, told.high):
        return True
    return not said.unit or not told.unit or _digits(said) == _digits(told) != ""


def _in_the_same_words(page: Page, figure: Figure) -> Figure | None:
    """The note's figure that this one was made from: the one in most of the same words."""
    best, share = None, 0.0
    for one in page.basis.figures:
        if not one.near:
            continue
        alike = max(
            _share(page, one.near, figure.near), 0.9 * _share(page, figure.own, one.near) if figure.own else 0.0
        )
        if one.fact.value == figure.fact.value:
            alike += 0.3 if one.fact.unit == figure.fact.unit else 0.1
        if alike > share:
            best, share = one, alike
    return best if share >= _ALIKE else None


def _difference(said: Fact, told: Fact) -> tuple[Rule, str]:
    """The rule that is broken and what differs, the gravest first."""
    if {said.direction, told.direction} == {"up", "down"}:
        return DIRECTION, "升降相反"
    if (said.low, said.high) == (told.low, told.high):
        if said.unit != told.unit:
            return UNIT, "单位不同"
        if said.per != told.per:
            return UNIT, "频次或范围不同"
        if said.mode != told.mode:
            return DIRECTION, "“到”与“了”、起点与终点不同"
        return NUMBER, "程度词（超、近、余、以上、以下）不同"
    if _digits(said) == _digits(told) and said.unit != told.unit:
        return UNIT, "单位不同"
    if _digits(said) == _digits(told):
        return UNIT, "量级不同"
    if said.per != told.per and said.per and told.per:
        return UNIT, "频次或范围不同"
    return NUMBER, "数值不同"


def _digits(fact: Fact) -> str:
    return "".join(char for char in fact.text if char.isdigit() or char == ".")


# --- turns


def _turned(page: Page, figure: Figure, basis: Figure) -> Finding | None:
    """A rise or fall that the note does not tell, or start and end of a change exchanged."""
    said, told = figure.fact, basis.fact
    if {said.mode, told.mode} == {"from", "to"}:
        message = (
            f"“{said.text}”在要点中是变化的{_END[told.mode]}（“{_short(basis.phrase)}”），这里写成了{_END[said.mode]}。"
        )
        return DIRECTION.at(_span(figure), message, "按要点写清由多少到多少。", notes=_ids(basis))
    if said.direction and not told.direction and said.mode and not _rises(page, basis, said):
        message = f"要点只说“{_short(basis.phrase)}”，没有说{'增' if said.direction == 'up' else '减'}。"
        return DIRECTION.at(_span(figure), message, "去掉升降的说法；确有变化的，请补一条要点。", notes=_ids(basis))
    return None


# --- what is counted, and how often


def _counted_otherwise(page: Page, figure: Figure, basis: Figure) -> Finding | None:
    """每年 put in, or dropped for a total; or the classifier of another figure of the same note (17个、6820套)."""
    said, told = figure.fact, basis.fact
    what = ""
    if said.per in _TIMES and not told.per and f"每{said.per}" not in page.basis.text_of(basis.note):
        what = f"要点没有说“每{said.per}”"
    elif told.per in _TIMES and not said.per and any_of(_TOTALS).search(figure.left):
        what = f"要点说的是“每{told.per}”，不是总数"
    elif _has_anothers_classifier(page, said, basis):
        what = f"要点的单位是“{told.unit}”"
    if not what:
        return None
    message = f"这里写作“{_short(figure.phrase)}”，要点中是“{_short(basis.phrase)}”：{what}。"
    return UNIT.at(_span(figure), message, f"改为“{_short(basis.phrase)}”。", notes=_ids(basis))


_TIMES = ("年", "月", "季度", "季", "周", "天", "日", "半年")
_TOTALS = ("共", "累计", "总计", "合计", "全年", "已")


def _has_anothers_classifier(page: Page, said: Fact, basis: Figure) -> bool:
    """Whether a counted figure has lost its classifier for that of a neighbour in its note's clause."""
    if not (said.counted and basis.fact.counted) or said.unit == basis.fact.unit or _GENERIC in (said.unit, ""):
        return False
    near = [one for one in page.basis.figures if one.clause == basis.clause and one is not basis]
    return any(one.fact.counted and one.fact.unit == said.unit for one in near)


_GENERIC = "个"
_END = {"from": "起点", "to": "终点"}


def _rises(page: Page, basis: Figure, said: Fact) -> bool:
    """Whether the note says the same turn in other words (新增)."""
    told = page.basis.text_of(basis.note)
    return said.direction == "up" and any(word in told for word in assertions().rising)


# --- wording

_BEFORE_MOST = 8


def _span(figure: Figure) -> tuple[int, int]:
    """The figure with the words right before it, which say what it is a figure of."""
    start = figure.fact.start
    for word in reversed(words(figure.left)):
        if figure.fact.start - start + len(word) > _BEFORE_MOST:
            break
        start -= len(word)
    return start, figure.fact.end


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


def _ids(*figures: Figure) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.note for figure in figures if figure.note))
