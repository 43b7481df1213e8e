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
from pipeline.layouts import Style

Script = Literal["han", "latin", "mark"]
"""``mark``: characters such as “” — … that Word takes for Latin or Chinese by their neighbours."""

_PLACEHOLDER = re.compile("【(?:待补充|待核实)[^【】\n]{0,200}】|【待(?:补充|核实)")


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
    """Offsets of the whole text at which runs must end, so that comments stand at exactly their words."""

    def __init__(self, offsets: Iterable[int] = ()) -> None:
        self._offsets = sorted(set(offsets))

    def within(self, start: int, end: int) -> Sequence[int]:
        return self._offsets[bisect_right(self._offsets, start) : bisect_left(self._offsets, end)]


def pieces(text: str, line: Line, cuts: Cuts, breaks: Sequence[int] = (), *, mark: bool = True) -> list[Piece]:
    """The pieces of one line of ``text``, in order, covering it. ``breaks``: offsets of line breaks in a title.

    ``mark``: whether placeholders are highlighted.
    """
    marked = [match.span() for match in _PLACEHOLDER.finditer(text, line.start, line.end)] if mark else []
    edges = {line.start, line.end, *cuts.within(line.start, line.end), *breaks}
    edges.update(at for span in line.spans for at in (span.start, span.end))
    edges.update(at for span in marked for at in span)
    scripts = list(_scripts(text, line.start, line.end))
    edges.update(start for start, _ in scripts)
    starts = [start for start, _ in scripts]
    return [
        Piece(
            start,
            end,
            scripts[bisect_right(starts, start) - 1][1],
            next((span.style for span in line.spans if span.start <= start < span.end), None),
            start in breaks,
            any(begin <= start < stop for begin, stop in marked),
        )
        for start, end in pairwise(sorted(edges))
    ]


def _scripts(text: str, start: int, end: int) -> Iterator[tuple[int, Script]]:
    """Where a script begins, and which. Blanks go with what stands before them."""
    last: Script | None = None
    for at in range(start, end):
        script = script_of(text[at]) or last or "han"
        if script != last:
            yield at, script
            last = script


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
