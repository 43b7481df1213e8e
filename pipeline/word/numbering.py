"""Automatic numbers and bullets: what Word draws before a paragraph and does not store in its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pipeline.word.formats import Properties, paragraph_properties, value_of, whole
from pipeline.word.package import Package, W

_NUMERALS: Final = "〇一二三四五六七八九"
_CHINESE: Final = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
)


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    pattern: str
    start: int
    style: str
    indents: Properties


class Numbers:
    """Counts the paragraphs of each list, as Word does when it draws their numbers."""

    def __init__(self, package: Package) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counts: dict[str, dict[int, int]] = {}
        root = package.first("numbering")
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        abstracts = {one.get(W + "abstractNumId"): one for one in root.iterchildren(W + "abstractNum")}
        for number in root.iterchildren(W + "num"):
            abstract = abstracts.get(value_of(number, "abstractNumId"))
            overrides = {one.get(W + "ilvl"): one for one in number.iterchildren(W + "lvlOverride")}
            for level in abstract.iterchildren(W + "lvl") if abstract is not None else ():
                self._add(str(number.get(W + "numId")), level, overrides.get(level.get(W + "ilvl")))

    def _add(self, list_id: str, level: Any, override: Any) -> None:
        depth = level.get(W + "ilvl") or "0"
        start = value_of(override, "startOverride")
        new = override.find(W + "lvl") if override is not None else None
        level = level if new is None else new
        self._levels[list_id, whole(depth, 0)] = _Level(
            kind=value_of(level, "numFmt") or "decimal",
            pattern=value_of(level, "lvlText") or "",
            start=whole(start or value_of(level, "start"), 1),
            style=value_of(level, "pStyle") or "",
            indents=paragraph_properties(level.find(W + "pPr")),
        )

    def depth_of_style(self, list_id: str, style: str | None) -> int:
        """The level of a list that is bound to a paragraph style; the first when none is."""
        return next((key[1] for key, level in self._levels.items() if key[0] == list_id and level.style == style), 0)

    def indents(self, list_id: str, depth: int) -> Properties:
        """What a level of a list says of its paragraphs."""
        level = self._levels.get((list_id, depth))
        return level.indents if level else {}

    def prefix(self, list_id: str, depth: int) -> str:
        """What Word draws before the next paragraph: “一、”, “（二）”, “3.”, “- ” for any bullet, or nothing."""
        level = self._levels.get((list_id, depth))
        if level is None:
            return ""
        if level.kind == "bullet":
            return "- "
        self._count(list_id, depth, level.start)
        return "" if level.kind == "none" else self._filled(list_id, level.pattern)

    def _count(self, list_id: str, depth: int, start: int) -> None:
        counts = self._counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

    def _filled(self, list_id: str, pattern: str) -> str:
        for depth, count in self._counts[list_id].items():
            pattern = pattern.replace(f"%{depth + 1}", _number(count, self._levels[list_id, depth].kind))
        return pattern


def _number(count: int, kind: str) -> str:
    if kind in _CHINESE:
        return _chinese(count)
    if kind == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if kind in ("lowerLetter", "upperLetter") and 1 <= count <= 26:
        return chr((0x61 if kind == "lowerLetter" else 0x41) + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if count >= 100:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones or not tens else "")
