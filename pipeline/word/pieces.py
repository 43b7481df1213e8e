"""The characters of one paragraph, read as if every tracked change had been accepted.

Insertions and what moved here are text; deletions and what moved away are not; of a field its result is. What is no
part of the running text (text boxes, pictures, notes at the foot, hidden words) is counted and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pipeline.word.formats import Properties
from pipeline.word.package import W

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_PRIVATE: Final = range(0xF000, 0xF100)

GONE: Final = frozenset((W + "del", W + "moveFrom"))
"""Holds text that is gone once the changes are accepted."""

WRAPPERS: Final = frozenset(
    W + name
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo")
) | frozenset((_MC + "AlternateContent", _MC + "Choice"))
"""Hold content as if they were not there."""

_FIXED: Final = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_NOTES: Final = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_DRAWN: Final = frozenset((W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"))
_PRESERVED: Final = str.maketrans("\r\n", "  ")


@dataclass(slots=True)
class Piece:
    """Characters under one formatting. ``soft``: it is a line break made by hand."""

    text: str
    format: Properties
    direct: Properties
    soft: bool = False


@dataclass(slots=True)
class Pieces:
    """What was read of one paragraph, or of several whose marks were deleted."""

    all: list[Piece] = field(default_factory=list)
    comments: list[tuple[str, int]] = field(default_factory=list)
    length: int = 0

    def add(self, piece: Piece) -> None:
        self.all.append(piece)
        self.length += len(piece.text)


Formats = Callable[[Any], tuple[Properties, Properties]]
"""From a run's ``w:rPr`` (or None) to its effective and its direct properties."""


class Fields:
    """Where the text stands in fields (PAGE, TOC, …): of a field the result is text, the instruction is not.

    A field may span paragraphs, but no instruction of an office text does: one left open ends with its paragraph.
    """

    def __init__(self) -> None:
        self._open: list[bool] = []  # of each open field: whether its instruction is still being read

    @property
    def instructing(self) -> bool:
        return any(self._open)

    def mark(self, kind: str) -> None:
        """A ``w:fldChar`` of this kind was met."""
        if kind == "begin":
            self._open.append(True)
        elif self._open:
            if kind == "separate":
                self._open[-1] = False
            else:
                self._open.pop()

    def end_paragraph(self) -> None:
        if self.instructing:
            self._open.clear()


def read_pieces(paragraph: Any, formats: Formats, fields: Fields, into: Pieces, left_out: Counter[str]) -> None:
    """Adds the characters of a ``w:p`` to ``into`` and what it leaves out to ``left_out``."""
    _Walk(formats, fields, into, left_out).inside(paragraph)
    fields.end_paragraph()


class _Walk:
    def __init__(self, formats: Formats, fields: Fields, into: Pieces, left_out: Counter[str]) -> None:
        self._formats = formats
        self._fields = fields
        self._into = into
        self._left_out = left_out

    def inside(self, parent: Any) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child)
            elif tag in WRAPPERS:
                self.inside(child)
            elif tag == W + "commentRangeStart":
                self._into.comments.append((child.get(W + "id", ""), self._into.length))
            elif isinstance(tag, str) and tag.startswith(_MATH):
                self._add("".join(one.text or "" for one in child.iter(_MATH + "t")), {}, {})

    def _run(self, run: Any) -> None:
        effective, direct = self._formats(run.find(W + "rPr"))
        for child in run:
            self._of_run(child, effective, direct)

    def _of_run(self, child: Any, effective: Properties, direct: Properties) -> None:
        tag = child.tag
        if tag == W + "t":
            self._add(_text(child), effective, direct)
        elif tag in _FIXED:
            self._add(_FIXED[tag], effective, direct, soft=tag == W + "cr")
        elif tag == W + "br":
            if child.get(W + "type", "textWrapping") == "textWrapping":
                self._add("\n", effective, direct, soft=True)
        elif tag == W + "fldChar":
            self._fields.mark(child.get(W + "fldCharType", ""))
        else:
            self._rarer(child, effective, direct)

    def _rarer(self, child: Any, effective: Properties, direct: Properties) -> None:
        tag = child.tag
        if tag in _NOTES:
            self._left_out[_NOTES[tag]] += 1
        elif tag == W + "sym":
            self._symbol(child, effective, direct)
        elif tag == W + "ruby":
            for base in child.iterchildren(W + "rubyBase"):
                self.inside(base)
        elif tag == W + "commentReference":
            self._into.comments.append((child.get(W + "id", ""), self._into.length))
        elif tag in _DRAWN:
            self._left_out.update(_drawn(child))

    def _symbol(self, child: Any, effective: Properties, direct: Properties) -> None:
        try:
            code = int(child.get(W + "char", ""), 16)
        except ValueError:
            code = _PRIVATE.start
        if code in _PRIVATE or not 0x20 <= code <= 0xFFFD or 0xD800 <= code < 0xE000:
            self._left_out["symbol"] += 1  # a picture in a symbol font: no character says the same
        else:
            self._add(chr(code), effective, direct)

    def _add(self, text: str, effective: Properties, direct: Properties, *, soft: bool = False) -> None:
        if not text or self._fields.instructing:
            return
        if effective.get("hidden"):
            self._left_out["hidden"] += len(text)
        else:
            self._into.add(Piece(text, effective, direct, soft))


def _text(element: Any) -> str:
    """What a ``w:t`` shows: blanks at its ends count only where xml:space says so; a line break in it is a blank."""
    text = (element.text or "").translate(_PRESERVED)
    return text if _preserves(element) else text.strip(" \t")


def _preserves(element: Any) -> bool:
    """``xml:space`` of the element or of what it stands in; asked for only where there are blanks to lose."""
    text = element.text or ""
    if not text or (text[0] not in " \t\r\n" and text[-1] not in " \t\r\n"):
        return True
    while element is not None:
        if (space := element.get(_XML_SPACE)) is not None:
            return bool(space == "preserve")
        element = element.getparent()
    return False


def _drawn(element: Any) -> Counter[str]:
    """One text box or picture; of two renderings of the same one, the first."""
    choice = next(element.iter(_MC + "Choice"), element)
    boxes = [box for box in choice.iter(W + "txbxContent") if "".join(box.itertext()).strip()]
    if boxes:
        return Counter(text_box=1)
    return Counter(picture=1)
