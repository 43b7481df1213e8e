"""A .docx -> ``WordDocument``: the text with every tracked change accepted, and its effective formatting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from pipeline.word.footers import read_section
from pipeline.word.formats import Font, Properties, paragraph_properties, run_properties, value_of
from pipeline.word.model import Paragraph, Run, Section, WordDocument
from pipeline.word.numbering import Numbers
from pipeline.word.package import DamagedPackage, Package, W
from pipeline.word.pieces import GONE, WRAPPERS, Fields, Piece, Pieces, read_pieces
from pipeline.word.styles import Styles, Theme, merged

_CHANGES: Final = {
    **dict.fromkeys((W + "ins", W + "cellIns"), "insertion"),
    **dict.fromkeys((W + "del", W + "cellDel"), "deletion"),
    **dict.fromkeys((W + "moveTo", W + "moveFrom"), "move"),
    **{
        W + f"{name}Change": "formatting"
        for name in ("rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid", "numbering", "tblPrEx")
    },
}
_NEAR: Final = 20
"""How many runs away from a break the words around it are looked for."""
_HEADINGS: Final = ("heading", "标题")


def read_document(path: Path | IO[bytes]) -> WordDocument:
    """The file, or its bytes, which the caller has found to be a zip of bearable size.

    Time and memory grow with the size of its parts. Raises DamagedPackage when it is no document.
    """
    with Package(path) as package:
        root = package.root(package.main)
        body = root.find(W + "body")
        if body is None:
            raise DamagedPackage(f"{package.main} 没有正文")
        reader = _Reader(package)
        reader.blocks(body)
        return reader.document(root)


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles, self._theme, self._numbers = Styles(package), Theme(package), Numbers(package)
        self._fields = Fields()
        self._cache: dict[tuple[str | None, Any], tuple[Properties, Properties]] = {}
        self._pending: Pieces | None = None
        self._lines: list[str] = []
        self._marked: list[str] = []
        self._at = 0
        self._has_words = False
        self._body_count = 0
        self._paragraphs: list[Paragraph] = []
        self._sections: list[Section] = []
        self._left_out: Counter[str] = Counter()
        self._changes: list[tuple[int, str]] = []
        self._comments: dict[str, int] = {}
        self._used: dict[str, Properties] = {}

    # --- blocks

    def blocks(self, parent: Any) -> None:
        """Reads paragraphs and tables in order, into whatever wraps them."""
        self._walk(parent)
        self._flush_pending()

    def _walk(self, parent: Any) -> None:
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._flush_pending()
                self._table(child)
            elif child.tag in WRAPPERS:
                self._walk(child)
            elif child.tag == W + "altChunk":
                self._left_out["embedded"] += 1
            elif child.tag == W + "sectPr":
                self._section(child)

    def _paragraph(self, element: Any) -> None:
        """One paragraph; when its mark was deleted it runs on into the next, whose formatting then holds for both."""
        pieces = self._pending or Pieces()
        self._changes += [(self._at, _CHANGES[one.tag]) for one in element.iter(*_CHANGES)]
        self._read(element, pieces)
        ppr = element.find(W + "pPr")
        if _mark_is_gone(ppr):
            self._pending = pieces
            return
        self._pending = None
        self._finish(pieces, ppr)
        if ppr is not None and (section := ppr.find(W + "sectPr")) is not None:
            self._section(section)

    def _read(self, element: Any, into: Pieces) -> None:
        style = value_of(element.find(W + "pPr"), "pStyle")
        read_pieces(element, lambda rpr: self._formats(style, rpr), self._fields, into, self._left_out)

    def _flush_pending(self) -> None:
        """What stood before a deleted paragraph mark with no paragraph after it."""
        pieces, self._pending = self._pending, None
        if pieces is not None and pieces.all:
            self._finish(pieces, None)

    # --- paragraphs

    def _finish(self, pieces: Pieces, ppr: Any) -> None:
        style = value_of(ppr, "pStyle")
        format_ = self._paragraph_format(style, paragraph_properties(ppr))
        self._used.setdefault(self._styles.name(style), self._named(self._styles.effective_run(style, {})))
        drawn = self._drawn_number(format_, pieces)
        runs, breaks = self._laid_out(pieces.all, format_, len(drawn))
        text = drawn + "".join(piece.text for piece in pieces.all)
        self._body_count += 1
        paragraph = Paragraph(
            self._at, self._at + len(text), runs, format_, self._styles.name(style), self._body_count,
            drawn=len(drawn), breaks=breaks,
        )  # fmt: skip
        for key, offset in pieces.comments:
            self._comments.setdefault(key, min(self._at + len(drawn) + offset, paragraph.end))
        self._append(paragraph, text)

    def _append(self, paragraph: Paragraph, text: str) -> None:
        self._paragraphs.append(paragraph)
        self._lines.append(text)
        heading = text.strip() and paragraph.style.lower().startswith(_HEADINGS)
        self._marked.append(f"# {text}" if heading else text)
        self._has_words = self._has_words or bool(text.strip())
        self._at += len(text) + 1

    def _drawn_number(self, format_: Properties, pieces: Pieces) -> str:
        if not format_.get("list") or not any(piece.text.strip() for piece in pieces.all):
            return ""
        return self._numbers.prefix(format_["list"], format_.get("list_level", 0))

    def _laid_out(
        self, pieces: list[Piece], format_: Properties, drawn: int
    ) -> tuple[tuple[Run, ...], tuple[int, ...]]:
        """The runs, with their places, and where lines were broken by hand.

        In the title, the first words of a document, centred, a break between characters of one size only shapes the
        lines: the title is one, and its break no character of the text.
        """
        is_title = format_.get("align") == "center" and not self._has_words
        runs: list[Run] = []
        breaks: list[int] = []
        at = self._at + drawn
        for index, piece in enumerate(pieces):
            if piece.soft:
                breaks.append(at)
                if is_title and _same_size(pieces, index):
                    piece.text = ""
            if piece.text:
                runs.append(Run(at, at + len(piece.text), piece.format, piece.direct))
            at += len(piece.text)
        return tuple(runs), tuple(breaks)

    def _paragraph_format(self, style: str | None, direct: Properties) -> Properties:
        of_style = self._styles.of_paragraphs(style)
        together = merged(self._styles.paragraph_defaults, of_style, direct)
        list_id = together.get("list")
        if not list_id:
            return together
        if "list_level" not in together:
            together["list_level"] = self._numbers.depth_of_style(list_id, style)
        indents = self._numbers.indents(list_id, together["list_level"])
        layers = (of_style, indents, direct) if "list" in direct else (indents, of_style, direct)
        return {**merged(self._styles.paragraph_defaults, *layers), "list_level": together["list_level"]}

    def _formats(self, style: str | None, rpr: Any) -> tuple[Properties, Properties]:
        key = style, tuple((one.tag, tuple(one.attrib.items())) for one in rpr) if rpr is not None else ()
        if key not in self._cache:
            direct = run_properties(rpr)
            self._cache[key] = self._named(self._styles.effective_run(style, direct)), direct
        return self._cache[key]

    def _named(self, format_: Properties) -> Properties:
        """The fonts that the theme gives, under their names."""
        fonts = {key: value for key, value in format_.items() if isinstance(value, Font) and value.by_theme}
        return {**format_, **{key: Font(self._theme.font(font.name), by_theme=True) for key, font in fonts.items()}}

    # --- tables

    def _table(self, table: Any) -> None:
        self._left_out["table"] += 1
        above: list[str] = []
        for row in _rows(table):
            above = list(self._cells(row, above))
            text = "\t".join(above)
            paragraph = Paragraph(self._at, self._at + len(text), (), {}, "", self._body_count, in_table=True)
            self._append(paragraph, text)

    def _cells(self, row: Any, above: list[str]) -> Iterator[str]:
        """The texts of a row's cells; a cell merged with the one above it repeats its text."""
        for index, cell in enumerate(_inside(row, W + "tc")):
            properties = cell.find(W + "tcPr")
            merge = properties.find(W + "vMerge") if properties is not None else None
            continues = merge is not None and merge.get(W + "val", "continue") == "continue"
            yield above[index] if continues and index < len(above) else self._cell(cell)

    def _cell(self, cell: Any) -> str:
        pieces = Pieces()
        words: list[str] = []
        for paragraph in cell.iter(W + "p"):
            if next(paragraph.iterancestors(W + "txbxContent"), None) is not None:
                continue
            self._changes += [(self._at, _CHANGES[one.tag]) for one in paragraph.iter(*_CHANGES)]
            self._read(paragraph, pieces)
            if not _mark_is_gone(paragraph.find(W + "pPr")):
                words.append("".join(piece.text for piece in pieces.all))
                pieces = Pieces()
        words.append("".join(piece.text for piece in pieces.all))
        return " ".join(word for word in words if word).replace("\n", " ").replace("\t", " ")

    # --- the whole

    def _section(self, element: Any) -> None:
        before = self._sections[-1] if self._sections else None
        end = max(self._at - 1, 0)
        formats = (self._format_of, self._run_format_of)
        self._sections.append(read_section(element, end, self._package, before, formats))

    def _format_of(self, paragraph: Any) -> Properties:
        ppr = paragraph.find(W + "pPr")
        return self._paragraph_format(value_of(ppr, "pStyle"), paragraph_properties(ppr))

    def _run_format_of(self, paragraph: Any, rpr: Any) -> Properties:
        return self._formats(value_of(paragraph.find(W + "pPr"), "pStyle"), rpr)[0]

    def document(self, root: Any) -> WordDocument:
        settings = self._package.first("settings")
        even = settings.find(W + "evenAndOddHeaders") if settings is not None else None
        return WordDocument(
            text="\n".join(self._lines),
            paragraphs=tuple(self._paragraphs),
            sections=tuple(self._sections),
            left_out=self._left_out,
            changes=Counter(_CHANGES[one.tag] for one in root.iter(*_CHANGES)),
            change_places=tuple(self._changes),
            comments=tuple(self._authors()),
            even_and_odd=even is not None and even.get(W + "val", "1") not in ("0", "false", "off"),
            style_formats=tuple(self._used.items()),
            markup="\n".join(self._marked),
        )

    def _authors(self) -> Iterator[tuple[str, int]]:
        root = self._package.first("comments")
        known = (
            {one.get(W + "id"): one.get(W + "author", "") for one in root.iterchildren(W + "comment")}
            if root is not None
            else {}
        )
        for key, offset in self._comments.items():
            yield known.get(key, ""), offset


def _mark_is_gone(ppr: Any) -> bool:
    mark = ppr.find(W + "rPr") if ppr is not None else None
    return mark is not None and any(mark.find(tag) is not None for tag in GONE)


def _same_size(pieces: list[Piece], index: int) -> bool:
    """Whether the characters around a break have one size."""
    before = _next_words(pieces, index, -1)
    after = _next_words(pieces, index, 1)
    return before is not None and after is not None and before.format.get("size") == after.format.get("size")


def _next_words(pieces: list[Piece], index: int, step: int) -> Piece | None:
    at = index + step
    while 0 <= at < len(pieces) and abs(at - index) < _NEAR:
        if pieces[at].text.strip():
            return pieces[at]
        at += step
    return None


def _rows(table: Any) -> Iterator[Any]:
    for row in _inside(table, W + "tr"):
        properties = row.find(W + "trPr")
        if properties is None or properties.find(W + "del") is None:
            yield row


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _inside(child, tag)
