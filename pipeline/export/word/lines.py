"""Draft -> lines of the page: which line is set how, and which of its characters are a run-in heading.

One line of the text is one paragraph of the file. Nothing here knows Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.document import Draft, Part, Role
from pipeline.layouts import Style
from pipeline.parsing import split_number

_OF_ROLE: dict[Role, Style] = {
    "title": "title",
    "byline": "byline",
    "salutation": "salutation",
    "heading": "heading",
    "topic": "topic",
    "signature": "signature",
}
_RUN_IN: tuple[Style, ...] = ("heading", "topic", "item")
_TITLE_END = re.compile("(汇报|发言|材料|报告|讲话|交流|总结|提纲)$")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of the draft's text that are set otherwise than their line."""

    start: int
    end: int
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, ``start`` to ``end``, without its line break."""

    start: int
    end: int
    style: Style
    spans: tuple[Span, ...] = ()

    @property
    def is_blank(self) -> bool:
        return self.start == self.end


def lines(draft: Draft) -> list[Line]:
    """The lines of ``draft.text`` but for line breaks at its very end. Linear in the text."""
    text = draft.text.rstrip("\n")
    parts = _styled(draft)
    found: list[Line] = []
    start = first = 0
    for line in text.split("\n"):
        end = start + len(line)
        while first < len(parts) and parts[first].end <= start:
            first += 1
        found.append(_line(text, start, end, _within(parts, first, end)))
        start = end + 1
    return found


def _styled(draft: Draft) -> list[Span]:
    """The parts with the style each is set in, empty ones left out."""
    title = draft.first("title")
    return [Span(part.start, part.end, _style(part, title)) for part in draft.parts if part.start < part.end]


def _style(part: Part, title: Part | None) -> Style:
    """The level of a topic is that of its number: （一） is the second level, 一是 belongs to the text."""
    if part.role == "topic":
        number = split_number(part.text)[0]
        return "topic" if not number or number[0] in "（(" else "item"
    if part.role == "byline" and _goes_on(title, part):
        return "title"
    return _OF_ROLE.get(part.role, "body")


def _goes_on(title: Part | None, line: Part) -> bool:
    """Whether a line under the title is the rest of it: it names the kind of text, which the title itself did not."""
    return bool(title and _TITLE_END.search(line.text) and not _TITLE_END.search(title.text))


def _within(parts: list[Span], first: int, end: int) -> Iterator[Span]:
    for at in range(first, len(parts)):
        if parts[at].start >= end:
            return
        yield parts[at]


def _line(text: str, start: int, end: int, parts: Iterable[Span]) -> Line:
    cut = [Span(max(part.start, start), min(part.end, end), part.style) for part in parts]
    if not cut:
        return Line(start, end, "body")
    if cut[0].style not in _RUN_IN:
        return Line(start, end, cut[0].style, _run_in(cut))
    bare = text[start:end].strip()
    if len(cut) == 1 and text[cut[0].start : cut[0].end].strip() == bare:
        return Line(start, end, cut[0].style)
    return Line(start, end, "body", _run_in(cut))


def _run_in(parts: list[Span]) -> tuple[Span, ...]:
    return tuple(part for part in parts if part.style in _RUN_IN)
