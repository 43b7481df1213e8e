"""A Word file that has been read: its text, and the formatting of every stretch of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.word.formats import Properties


@dataclass(frozen=True, slots=True)
class Run:
    """Characters ``start`` to ``end`` of the document's text under one formatting; ``format`` is the effective one.

    ``direct``: what was set on the characters themselves, over their styles.
    """

    start: int
    end: int
    format: Properties
    direct: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text. ``format`` is effective; ``number`` counts paragraphs from 1, those of tables aside.

    ``drawn``: how many characters at its head Word draws and does not store (an automatic number).
    ``breaks``: offsets where a line break was made by hand; one that only shapes a centred title is no character.
    """

    start: int
    end: int
    runs: tuple[Run, ...]
    format: Properties
    style: str
    number: int
    in_table: bool = False
    drawn: int = 0
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands at the foot of a page. ``kind``: default, even or first; ``text`` with “#” for the page's number."""

    kind: str
    text: str
    has_number: bool
    runs: tuple[Run, ...] = ()
    format: Properties = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """One section's page: lengths in points, None where the file does not say. ``end``: offset where its text ends."""

    end: int
    width: float | None
    height: float | None
    margins: dict[str, float | None]
    grid: str
    line_pitch: float | None
    footers: tuple[Footer, ...]
    first_page_differs: bool
    columns: int = 1


@dataclass(frozen=True)
class WordDocument:
    """``text`` joins the paragraphs by line breaks. ``left_out`` counts what the text does not hold, by what it is:

    text_box, picture, footnote, endnote, hidden, symbol, embedded. ``changes`` counts tracked changes by kind
    (insertion, deletion, move, formatting), ``comments`` lists (author, offset of its words).
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    left_out: Counter[str]
    changes: Counter[str]
    change_places: tuple[tuple[int, str], ...]
    comments: tuple[tuple[str, int], ...]
    even_and_odd: bool = False
    style_formats: tuple[tuple[str, Properties], ...] = ()
    """Name of each paragraph style that is used, and what new text in it would be set in."""
    markup: str = ""
    """The text with paragraphs in a heading style as “# ” lines."""

    @cached_property
    def body(self) -> tuple[Paragraph, ...]:
        """The paragraphs outside tables."""
        return tuple(paragraph for paragraph in self.paragraphs if not paragraph.in_table)
