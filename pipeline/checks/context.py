"""What every family of checks looks at: the text, its tree, its lines and sentences, each computed once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.checks.words import words
from pipeline.document import Draft, sentence_spans
from pipeline.genre import Genre, load_genres
from pipeline.notes import Notes
from pipeline.parsing import parse

if TYPE_CHECKING:
    from pipeline.checks.layout.file import WordFile

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph without the blanks around it, and its character offsets in the text."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass
class Context:
    """One text under check. ``genre`` is the one given, that of the notes, or one the text clearly is; else None.

    ``guessed`` says that it is only the last. ``library`` is the exemplar library, or None. ``word``: the Word file the
    text was read from, or None.
    """

    text: str
    notes: Notes | None = None
    genre: Genre | None = None
    guessed: bool = False
    library: Any = None
    word: WordFile | None = None

    @cached_property
    def draft(self) -> Draft:
        """The tree; a text of no known genre is read as a speech, whose layout asks for the least."""
        return self.reread(self.text)

    def reread(self, text: str) -> Draft:
        """Another form of the text as a tree of the same genre."""
        return parse(text, self.genre or load_genres()["fayan"])

    @cached_property
    def lines(self) -> list[Line]:
        return list(_lines(self.text))

    @cached_property
    def sentences(self) -> list[Span]:
        return sentence_spans(self.text)

    @cached_property
    def notes_text(self) -> str:
        """Everything the writer handed in, as one text; "" without notes."""
        if self.notes is None:
            return ""
        given = self.notes
        heads = (given.unit, given.occasion, given.salutation, given.year)
        return "\n".join((*heads, *(f"{note.group}：{note.text}" for note in given.notes)))

    @cached_property
    def quoted(self) -> bytearray:
        """One byte a character: 1 inside “…”, the marks included."""
        return _quoted(self.text)

    @cached_property
    def boundaries(self) -> frozenset[int]:
        """Offsets where a word begins or ends."""
        return frozenset(_boundaries(self.lines))

    @cached_property
    def year(self) -> int | None:
        """The year the text speaks in: that of the notes, else the one it names most; None if it names none."""
        if self.notes and (match := _YEAR.search(self.notes.year)):
            return int(match.group(1))
        return _spoken_year(self.text) or _spoken_year(self.notes_text)


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SPOKEN_YEAR = re.compile(r"(?<![\d\-—~～至到])((?:19|20)\d\d)年(?!底?前|以[前后]|至|[—~～-])")


def _spoken_year(text: str) -> int | None:
    """The latest year that is not a deadline: reports speak of the year they report on, and of earlier ones."""
    years = [int(year) for year in _SPOKEN_YEAR.findall(text)]
    return max(years) if years else None


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    at = 0
    for line in text.split("\n"):
        bare = line.strip(_BLANKS)
        if bare:
            start = at + line.index(bare[0])
            found.append(Line(start, start + len(bare), bare))
        at += len(line) + 1
    return found


_BLANKS = " \t\r\x0b\x0c\u3000\ufeff\xa0\u200b\x85\u2028\u2029"


def _boundaries(lines: list[Line]) -> Iterator[int]:
    for line in lines:
        at = line.start
        for word in words(line.text):
            yield at
            at += len(word)
        yield at


def _quoted(text: str) -> bytearray:
    inside = bytearray(len(text))
    opened = -1
    for match in re.finditer("[“”\n]", text):
        if match.group() == "“" and opened < 0:
            opened = match.start()
        elif match.group() == "”" and opened >= 0:
            inside[opened : match.end()] = b"\x01" * (match.end() - opened)
            opened = -1
        elif match.group() == "\n":
            opened = -1
    return inside
