"""Figures of a draft: length against what was asked for, minutes to read aloud, shares, register against exemplars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.checks.figures import register_figures
from pipeline.document import Draft, Part, han_count
from pipeline.export.page.basis import WORDS, Kind, Sentence
from pipeline.export.page.record import Record
from pipeline.genre import LengthRule

WIDTH = 200
"""Width of a chart strip, in its own units."""
_MARGIN = 0.12
"""Blank on both sides of a strip, as a share of what it spans."""
_PER_HUNDRED = "每百词"
_UNITS = {"平均词长": "字", "句长中位数": "字符"}


@dataclass(frozen=True, slots=True)
class Length:
    """``characters`` with marks and ``han`` without, both without blanks; ``target`` 0: none is known."""

    characters: int
    han: int
    target: int
    says: str
    minutes: float
    per_minute: int
    oral: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A stretch of the draft with its share of all characters, 0–1, and its bar in units of ``WIDTH``."""

    name: str
    characters: int
    share: float
    width: float


@dataclass(frozen=True, slots=True)
class Strip:
    """One figure of the register with its place on a strip: the exemplars' range and the draft's own mark."""

    name: str
    unit: str
    value: float
    low: float
    high: float
    says: str
    band: tuple[float, float]
    mark: float


def length_of(record: Record) -> Length:
    text = record.draft.text
    rule = record.genre.length if record.genre else LengthRule()
    characters, han = sum(not char.isspace() for char in text), han_count(text)
    target = record.length or (rule.default if record.genre else 0)
    return Length(
        characters=characters,
        han=han,
        target=target,
        says=_against_target(characters, target, rule.tolerance, asked=bool(record.length)),
        minutes=round(han / rule.per_minute, 1),
        per_minute=rule.per_minute,
        oral=record.genre.oral if record.genre else True,
    )


def _against_target(characters: int, target: int, tolerance: float, *, asked: bool) -> str:
    if not target:
        return "没有字数要求"
    off = (characters - target) / target
    verdict = "在允许的范围内" if abs(off) <= tolerance else "超出允许的范围" if asked else "与通常篇幅相差较大"
    wanted = f"要求 {target} 字" if asked else f"要点未提字数，这一文种通常 {target} 字"
    side = "多" if off >= 0 else "少"
    return f"{wanted}，{side} {abs(off):.1%}，{verdict}（±{tolerance:.0%}）"


def shares(draft: Draft) -> list[Share]:
    """Opening, each section and closing, in order, of all characters that are no blanks."""
    stretches = [(name, _size(parts)) for name, parts in _stretches(draft)]
    whole = sum(not char.isspace() for char in draft.text) or 1
    most = max((size for _, size in stretches), default=0) or 1
    return [Share(name, size, size / whole, size / most * WIDTH) for name, size in stretches if size]


def _stretches(draft: Draft) -> Iterator[tuple[str, Sequence[Part]]]:
    yield "标题、称谓", [*draft.of_role("title"), *draft.of_role("byline"), *draft.of_role("salutation")]
    yield "开头", draft.of_role("opening")
    for at, section in enumerate(draft.sections, 1):
        yield section.heading.text if section.heading else f"第{at}部分（无标题）", section.parts
    yield "结束语、落款", [*draft.of_role("closing"), *draft.of_role("signature")]


def _size(parts: Sequence[Part]) -> int:
    return sum(not char.isspace() for part in parts for char in part.text)


def strips(text: str) -> list[Strip]:
    """The figures of the register; none for a text too short to tell."""
    rows = register_figures(text)
    return [_strip(name, row["value"], row["low"], row["high"]) for name, row in rows.items() if "low" in row]


def _strip(name: str, value: float, low: float, high: float) -> Strip:
    least, most = min(value, low), max(value, high)
    margin = (most - least or 1) * _MARGIN
    scale = WIDTH / (most - least + 2 * margin)
    band, own, top = ((at - least + margin) * scale for at in (low, value, high))
    says = "低于范文" if value < low else "高于范文" if value > high else "在范文之间"
    return Strip(name, _UNITS.get(name, _PER_HUNDRED), value, low, high, says, (band, top - band), own)


def kinds(sentences: Sequence[Sentence]) -> list[tuple[str, int]]:
    """How many sentences stand on what, in a fixed order; kinds that do not occur are left out."""
    counted: Counter[Kind] = Counter(sentence.kind for sentence in sentences)
    return [(words, counted[kind]) for kind, words in WORDS.items() if counted[kind]]
