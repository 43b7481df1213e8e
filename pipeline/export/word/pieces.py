"""Lines -> pieces: stretches of characters that share a font, a style and a mark, one Word run each."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from pipeline.export.word.lines import Line
from pipeline.facts.placeholders import placeholders
from pipeline.layouts import Style

Script = Literal["han", "latin", "mark"]
"""``mark``: characters such as “” — … that Word takes for Latin or Chinese by their neighbours."""

_OURS = re.compile("【(?:待补充|待核实)[^【】\n]{0,200}】")


@dataclass(frozen=True, slots=True)
class Piece:
    """One run. ``run_in``: the style of a run-in heading, None for text of its line; ``breaks``: a new line of the
    title starts before it; ``marked``: a placeholder, to be highlighted."""

    start: int
    end: int
    script: Script
    run_in: Style | None = None
    breaks: bool = False
    marked: bool = False


class Cuts:
    """Offsets of the whole text at which runs must end, so that comments stand at exactly their words, and the
    placeholders, which are highlighted."""

    def __init__(self, offsets: Iterable[int] = (), marked: Iterable[tuple[int, int]] = ()) -> None:
        spans = _merged(marked)
        self._marks = [at for span in spans for at in span]  # an offset lies inside after an odd number of these
        self._offsets = sorted({*offsets, *self._marks})

    def within(self, start: int, end: int) -> Sequence[int]:
        return self._offsets[bisect_right(self._offsets, start) : bisect_left(self._offsets, end)]

    def is_marked(self, at: int) -> bool:
        return bisect_right(self._marks, at) % 2 == 1


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def placeholder_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where something is left to be filled in or verified: 【待补充：…】, XX名, **."""
    yield from (match.span() for match in _OURS.finditer(text))
    yield from ((fact.start, fact.end) for fact in placeholders(text))


def pieces(text: str, line: Line, cuts: Cuts, breaks: Sequence[int] = ()) -> list[Piece]:
    """The pieces of one line of ``text``, in order, covering it. ``breaks``: offsets of line breaks in a title."""
    scripts = dict(_scripts(text, line.start, line.end))
    run_ins = {at: style for span in line.spans for at, style in ((span.start, span.style), (span.end, None))}
    edges = {line.end, *scripts, *run_ins, *cuts.within(line.start, line.end), *breaks}
    found: list[Piece] = []
    script: Script = "han"
    run_in: Style | None = None
    for start, end in pairwise(sorted(edges)):
        script = scripts.get(start, script)
        run_in = run_ins.get(start, run_in)
        found.append(Piece(start, end, script, run_in, start in breaks, cuts.is_marked(start)))
    return found


def _scripts(text: str, start: int, end: int) -> Iterator[tuple[int, Script]]:
    """Where a script begins, and which. Blanks go with what stands before them.

    Marks go with Chinese, where every program sets them in the Chinese font; beside Latin some do not, so there they
    are runs of their own. They are none elsewhere because LibreOffice drops the spacing at the end of a run, so that
    a line of many short runs would lose a character.
    """
    last: Script | None = None
    for at in range(start, end):
        script = script_of(text[at]) or last or "han"
        if script == "mark" and _stands_in_chinese(text, at, end, last):
            script = "han"
        if script != last:
            yield at, script
            last = script


def _stands_in_chinese(text: str, at: int, end: int, last: Script | None) -> bool:
    """Whether Chinese stands before the mark, or at the head of a line behind it."""
    if last is not None:
        return last == "han"
    following = (script_of(text[ahead]) for ahead in range(at + 1, min(end, at + 8)))
    return next((script for script in following if script in ("han", "latin")), "han") == "han"


@lru_cache(maxsize=4096)
def script_of(char: str) -> Script | None:
    """The font a character wants; None for a blank, which takes any."""
    if char in " \t":
        return None
    if char < "\x7f":
        return "latin"
    if unicodedata.east_asian_width(char) in "WF":
        return "han"
    return "latin" if unicodedata.name(char, "").startswith("LATIN ") else "mark"
