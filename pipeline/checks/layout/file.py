"""The Word file under check, cut into what is judged: lines of one kind, pieces of one kind and one formatting."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pipeline.checks.context import Context, Span
from pipeline.checks.layout.naming import same_font
from pipeline.checks.numerals import to_int
from pipeline.document import Draft, Part
from pipeline.facts.placeholders import placeholders
from pipeline.layouts import LayoutProfile, Style, TextRule
from pipeline.parsing import split_number
from pipeline.word import Paragraph, Run, WordDocument

KINDS: Final[dict[str, str]] = {
    "title": "标题",
    "byline": "署名日期",
    "salutation": "称谓",
    "heading": "一级标题",
    "topic": "二级标题",
    "item": "分项",
    "signature": "落款",
    "body": "正文",
}
TITLE_END: Final = re.compile("(汇报|发言|材料|报告|讲话|交流|总结|提纲)$")
_MOST: Final = 10**6
NUMBER: Final = re.compile(
    r"(?P<first>[一二三四五六七八九十]{1,3})、|[（(](?P<second>[一二三四五六七八九十]{1,3})[）)]"
)
_MARKED: Final = re.compile("【[^【】\\n]{0,200}】")
FINAL: Final = "。！？；：…”）》"
_RUN_IN_MOST: Final = 60
"""Characters of a run-in heading; a longer stretch in a heading's font is body text in a wrong one."""


@dataclass(frozen=True)
class WordFile:
    """A Word file to check, the layout it is judged by, and the text it was made from, when that is known."""

    document: WordDocument
    layout: LayoutProfile
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one formatting and one kind. ``styles``: the kinds they may be set as, the likeliest first."""

    start: int
    end: int
    text: str
    run: Run
    styles: tuple[Style, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph outside tables. ``styles``: the kinds it may be set as; none for one without words."""

    paragraph: Paragraph
    text: str
    styles: tuple[Style, ...]
    pieces: tuple[Piece, ...]

    @property
    def span(self) -> Span:
        """Where its words are; the empty place of a paragraph without any."""
        bare = self.text.strip()
        start = self.paragraph.start + (self.text.find(bare) if bare else 0)
        return start, start + len(bare)

    @property
    def style(self) -> Style:
        return self.styles[0] if self.styles else "body"

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


class Page:
    """A Word file with its text read as a draft. Everything is linear in the file."""

    def __init__(self, context: Context, file: WordFile) -> None:
        self.context, self.file = context, file
        self.document, self.layout = file.document, file.layout

    def rules(self, styles: tuple[Style, ...]) -> tuple[TextRule, ...]:
        """How text of these kinds is set."""
        return tuple(self.layout.rule(style) for style in styles)

    def stretches(self, line: Line) -> list[tuple[int, int, str, float]]:
        """Where the Chinese font or the size changes in a line: start, end, the font by its layout's name, size."""
        found: list[tuple[int, int, str, float]] = []
        for run in line.paragraph.runs:
            if not self.document.text[run.start : run.end].strip():
                continue
            font, size = self._font_name(run), float(run.format.get("size", 10.0))
            if found and found[-1][2:] == (font, size):
                found[-1] = (found[-1][0], run.end, font, size)
            else:
                found.append((run.start, run.end, font, size))
        return found

    def _font_name(self, run: Run) -> str:
        """The heading's font by the name the layout has for it; any other by its own."""
        font = run.format.get("font.eastAsia")
        name = font.name if font is not None else ""
        return self.layout.heading.font if same_font(name, self.layout.heading.font) else name

    def last_number(self, kind: str, before: int) -> int | None:
        """The last number of a kind (“first”: 一、, “second”: （一）) that opened a paragraph up to ``before``."""
        numbers = self._numbers[kind]
        at = bisect_right(numbers, (before, _MOST)) - 1
        return numbers[at][1] if at >= 0 else None

    @cached_property
    def _numbers(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {"first": [], "second": []}
        for line in self.words:
            if match := NUMBER.match(line.text.strip()):
                kind = str(match.lastgroup)
                found[kind].append((line.paragraph.start, to_int(match.group(kind))))
        return found

    def line_at(self, at: int) -> Span:
        """The words of the paragraph that holds the offset ``at``."""
        index = bisect_right(self._starts, at) - 1
        return self.lines[index].span if index >= 0 else (0, 0)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.paragraph.start for line in self.lines]

    def is_placeholder(self, start: int, end: int) -> bool:
        """Whether the characters are something left to be filled in or verified; such are highlighted on purpose."""
        at = bisect_right(self._placeholders, (start, len(self.document.text))) - 1
        return at >= 0 and end <= self._placeholders[at][1]

    @cached_property
    def _placeholders(self) -> list[Span]:
        """What stands for something missing, spans that touch as one, in order."""
        text = self.document.text
        found = [match.span() for match in _MARKED.finditer(text)]
        found += [(fact.start, fact.end) for fact in placeholders(text)]
        merged: list[Span] = []
        for start, end in sorted(found):
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(merged[-1][1], end)
            else:
                merged.append((start, end))
        return merged

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines())

    @cached_property
    def words(self) -> tuple[Line, ...]:
        """The lines that hold words."""
        return tuple(line for line in self.lines if not line.is_blank)

    @cached_property
    def _draft(self) -> Draft:
        """The text as a tree, in which a line broken by hand goes on: it is one paragraph all the same."""
        text = list(self.document.text)
        for paragraph in self.document.body:
            for at in paragraph.breaks:
                if at < paragraph.end and text[at] == "\n":
                    text[at] = " "
        return self.context.reread("".join(text))

    def _lines(self) -> Iterator[Line]:
        parts = [part for part in self._draft.parts if part.start < part.end]
        first = 0
        for paragraph in self.document.body:
            while first < len(parts) and parts[first].end <= paragraph.start:
                first += 1
            own = _until(parts, first, paragraph.end)
            text = self.document.text[paragraph.start : paragraph.end]
            yield Line(paragraph, text, self._styles(paragraph, own), tuple(self._pieces(paragraph, own)))

    def _styles(self, paragraph: Paragraph, parts: list[Part]) -> tuple[Style, ...]:
        if not parts:
            return ()
        styles = self._of_part(parts[0])
        if styles[0] in ("heading", "topic", "item"):
            alone = len(parts) == 1 and parts[0].end >= paragraph.end
            return (*styles, "body") if alone else ("body",)
        return styles

    def _of_part(self, part: Part) -> tuple[Style, ...]:
        if part.role == "topic":
            number = split_number(part.text)[0]
            return ("item", "body") if number and number[0] not in "（(" else ("topic",)
        if part.role == "byline" and TITLE_END.search(part.text.strip()):
            return "byline", "title"
        found: dict[str, Style] = {role: role for role in _SAME}
        return (found.get(part.role, "body"),)

    def _pieces(self, paragraph: Paragraph, parts: list[Part]) -> Iterator[Piece]:
        """Where runs and parts overlap; both are in order, so one walk over the two finds all."""
        first = 0
        for index, run in enumerate(paragraph.runs):
            while first < len(parts) and parts[first].end <= run.start:
                first += 1
            for part in _until(parts, first, run.end):
                start, end = max(run.start, part.start), min(run.end, part.end)
                if text := self.document.text[start:end].strip() and self.document.text[start:end]:
                    yield Piece(start, end, text, run, self._piece_styles(paragraph, part, index))

    def _piece_styles(self, paragraph: Paragraph, part: Part, index: int) -> tuple[Style, ...]:
        styles = self._of_part(part)
        if styles == ("body",) and self._reads_as_heading(paragraph, index):
            return (*styles, "heading", "topic", "item")
        return styles

    def _reads_as_heading(self, paragraph: Paragraph, index: int) -> bool:
        """Whether a run in body text may be a run-in heading that the text alone does not show to be one."""
        start, end = _stretch(paragraph.runs, index)
        inside = self.document.text[start:end].rstrip()
        before = self.words_before(paragraph, start)
        opens = not before or before[-1] in FINAL
        return opens and end - start <= _RUN_IN_MOST and (inside[-1:] in FINAL or end >= paragraph.end)

    def words_before(self, paragraph: Paragraph, at: int) -> str:
        """What stands before a place in its paragraph, the last sixty characters of it, without blanks at the end."""
        return self.document.text[max(paragraph.start, at - _RUN_IN_MOST) : at].rstrip()


def _stretch(runs: tuple[Run, ...], index: int) -> Span:
    """A run with its neighbours in the same Chinese font."""
    first = last = index
    font = runs[index].format.get("font.eastAsia")
    while first and runs[first - 1].format.get("font.eastAsia") == font and index - first < _RUN_IN_MOST:
        first -= 1
    while last + 1 < len(runs) and runs[last + 1].format.get("font.eastAsia") == font and last - index < _RUN_IN_MOST:
        last += 1
    return runs[first].start, runs[last].end


_SAME: Final[tuple[Style, ...]] = ("title", "byline", "salutation", "heading", "signature")


def _until(parts: list[Part], first: int, end: int) -> list[Part]:
    found: list[Part] = []
    while first < len(parts) and parts[first].start < end:
        found.append(parts[first])
        first += 1
    return found
