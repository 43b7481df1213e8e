"""Where the title is broken: by hand, by the next paragraph, or by the edge of the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from pipeline.checks.layout.fault import Fault
from pipeline.checks.layout.file import TITLE_END, Line, Page
from pipeline.checks.rule import Rule
from pipeline.checks.words import words

TITLE_BREAK = Rule(
    name="layout.title_break",
    severity="warning",
    meaning="标题分行词意完整：不在词、单位名称、书名号或引号中间断开。",
    breaks="标题断在词中间",
    holds="标题断在词语之间",
    source="GB/T 9704-2012 7.3.1：回行时词意完整、排列对称、长短适宜",
    genre="xuanren",
)
RULES = (TITLE_BREAK,)

_HELD: Final = re.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）|[\dA-Za-z][\dA-Za-z.%·—～-]*[年月日届次号]?")
_ASCII: Final = 0.5  # of a full-width character


def check(page: Page) -> Iterator[Fault]:
    """Breaks of the title that cut through something."""
    lines = _title_lines(page)
    if not lines:
        return
    title, places = _joined(lines)
    for at in _breaks(page, lines, title, places):
        if cut := _cut_through(title, at):
            before, after = title[max(0, at - 6) : at], title[at : at + 6]
            yield Fault(
                TITLE_BREAK,
                (places[max(0, at - 1)], places[min(at, len(places) - 1)] + 1),
                f"标题在“{before}／{after}”处断开，拆开了“{cut}”。",
                "在词语之间换行，如单位名称之后、“…上的”之后。",
            )


def _title_lines(page: Page) -> list[Line]:
    """The paragraphs of the title: it may have been broken by a new paragraph."""
    lines: list[Line] = []
    for line in page.words[:4]:
        goes_on = "title" in line.styles or (lines and "byline" in line.styles and _looks_like(line, lines[0]))
        if not goes_on or (lines and line.paragraph.number != lines[-1].paragraph.number + 1):
            break
        lines.append(line)
        if TITLE_END.search(line.text.strip()):
            break
    return lines


def _looks_like(line: Line, first: Line) -> bool:
    sizes = [{run.format.get("size") for run in one.paragraph.runs} for one in (line, first)]
    return bool(sizes[0] & sizes[1])


def _joined(lines: list[Line]) -> tuple[str, list[int]]:
    """The title as one text, and where each of its characters stands in the document."""
    places = [
        line.paragraph.start + at for line in lines for at, char in enumerate(line.text) if char not in "\n \u3000"
    ]
    title = "".join(char for line in lines for char in line.text if char not in "\n \u3000")
    return title, places


def _breaks(page: Page, lines: list[Line], title: str, places: list[int]) -> list[int]:
    """Offsets in the title before which a new line starts: those made, and those the edge of the page makes."""
    made = {place for line in lines for place in line.paragraph.breaks} | {line.paragraph.start for line in lines[1:]}
    found = {_index(places, place) for place in made} - {0, len(title)}
    rule = page.layout.title
    room = page.layout.page.text_width / (rule.size + rule.spacing)
    edges = sorted({0, *found, len(title)})
    for start, end in pairwise(edges):
        found |= set(_wrapped(title, start, end, room))
    return sorted(found)


def _index(places: list[int], place: int) -> int:
    return bisect_left(places, place)


def _wrapped(title: str, start: int, end: int, room: float) -> Iterator[int]:
    """Where a line that is too long for the page goes on by itself."""
    width = 0.0
    for at in range(start, end):
        width += _ASCII if title[at] < "\x7f" else 1.0
        if width > room + 1e-6:
            yield at
            width = _ASCII if title[at] < "\x7f" else 1.0


def _cut_through(title: str, at: int) -> str:
    """The word, name or quotation that a break at ``at`` parts; "" for none."""
    from pipeline.facts.names import bodies

    held = [match.span() for match in _HELD.finditer(title)] + [(fact.start, fact.end) for fact in bodies(title)]
    for start, end in [*_words(title), *held]:
        if start < at < end:
            return title[start:end]
    return ""


def _words(title: str) -> Iterator[tuple[int, int]]:
    at = 0
    for word in words(title):
        yield at, at + len(word)
        at += len(word)
