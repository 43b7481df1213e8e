"""A draft as a Word file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.run import Run

from pipeline.document import Draft, from_json
from pipeline.errors import UserError
from pipeline.export.word.comments import AUTHOR, INITIALS, UNWRITABLE, Remark, finding_remarks, trace_remarks
from pipeline.export.word.footer import add_page_numbers, footer_distance
from pipeline.export.word.lines import Line, lines
from pipeline.export.word.markup import W_NS, paragraph, paragraph_format, run, run_format, section
from pipeline.export.word.options import WordOptions
from pipeline.export.word.package import describe, new_document, packed
from pipeline.export.word.pieces import Cuts, Piece, pieces, placeholder_spans
from pipeline.export.word.title import title_breaks, width
from pipeline.genre import load_genres
from pipeline.layouts import TextRule

_DATE = re.compile(r"[（(]?[\d〇零○一二三四五六七八九十]{2,4}年.{0,12}[日月][）)]?$")
_HEADING_LEVELS = {"heading": 0, "topic": 1}


def as_word(record: Mapping[str, Any], options: WordOptions) -> bytes:
    """The draft of ``record`` (its JSON form) as a .docx. The same record and options give the same bytes.

    Raises UserError when the text holds a character that no Word file can, KeyError or ValueError on a foreign record.
    """
    draft = from_json(dict(record))
    text = draft.text.rstrip("\n")
    _require_writable(text)
    remarks = [] if options.clean else _remarks(record, draft, trace=options.trace)
    body, starts = _Writer(draft, options, remarks).write()
    document = new_document(options.layout, body)
    _annotate(document, remarks, starts)
    add_page_numbers(document, options.layout)
    describe(document, title=_title(draft), author=_unit(record, draft), subject=_genre_name(record))
    return packed(document)


def _require_writable(text: str) -> None:
    if found := UNWRITABLE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise UserError(
            f"稿件第 {line} 行有 Word 文件不能保存的字符 U+{ord(found.group()):04X}。请在原稿中删去这个字符后再试。"
        )


def _remarks(record: Mapping[str, Any], draft: Draft, *, trace: bool) -> list[Remark]:
    found = finding_remarks(record, draft.text.rstrip("\n"))
    return sorted(
        [*found, *(trace_remarks(record, draft) if trace else ())], key=lambda remark: (remark.start, remark.end)
    )


class _Writer:
    """Writes the lines of one draft; remembers which run holds which characters."""

    def __init__(self, draft: Draft, options: WordOptions, remarks: Sequence[Remark]) -> None:
        self.text = draft.text.rstrip("\n")
        self.lines = lines(draft)
        self.layout = options.layout
        marked = () if options.clean else placeholder_spans(self.text)
        self.cuts = Cuts((at for remark in remarks for at in (remark.start, remark.end)), marked)
        self.signed = [at for at, line in enumerate(self.lines) if line.style == "signature"]

    def write(self) -> tuple[str, list[int]]:
        """The body as WordprocessingML, and for each of its runs in order the offset of its first character."""
        written = [self._paragraph(at) for at in range(len(self.lines))]
        starts = [piece.start for _, line in written for piece in line]
        return "".join(markup for markup, _ in written) + self._section(), starts

    def _section(self) -> str:
        return f"<w:sectPr>{section(self.layout.page, footer_distance(self.layout), '')}</w:sectPr>"

    def _paragraph(self, at: int) -> tuple[str, list[Piece]]:
        line = self.lines[at]
        rule = self._rule(at)
        cut = [] if line.is_blank else pieces(self.text, line, self.cuts, self._breaks(line))
        runs = "".join(run(self.text[p.start : p.end], p, self._rule_of(p, rule)) for p in cut)
        properties = paragraph_format(
            rule, before=self._before(at), after=self._after(at), outline=_HEADING_LEVELS.get(line.style)
        )
        return paragraph(line.style, properties, run_format(rule), runs), cut

    def _rule_of(self, piece: Piece, rule: TextRule) -> TextRule:
        return self.layout.rule(piece.run_in) if piece.run_in else rule

    def _rule(self, at: int) -> TextRule:
        """How the line is set. One that the writer indented with blanks is not indented again."""
        line = self.lines[at]
        rule = self.layout.rule(line.style)
        if line.style == "signature":
            return rule.model_copy(update={"right": self._signature_right(at, rule)})
        if rule.first_line and self.text[line.start : line.end][:1].isspace():
            return rule.model_copy(update={"first_line": 0.0})
        return rule

    def _signature_right(self, at: int, rule: TextRule) -> float:
        """GB/T 9704 7.3.5.2: the signature two characters from the right, the date beginning two after it begins; a
        date that is longer than the signature takes the two characters from the right, and the signature moves."""
        dates = [i for i in self.signed if _DATE.match(self._words(i))]
        if not dates or dates[0] == self.signed[0]:
            return rule.right
        date, name = width(self._words(dates[0])), width(self._words(dates[0] - 1))
        if at == dates[0]:
            return rule.right if date > name else max(0.0, rule.right + name - date - 2)
        return rule.right + max(0.0, date - name + 2) if date > name else rule.right

    def _words(self, at: int) -> str:
        return self.text[self.lines[at].start : self.lines[at].end].strip()

    def _breaks(self, line: Line) -> tuple[int, ...]:
        if line.style != "title":
            return ()
        rule = self.layout.title
        room = self.layout.page.text_width / (rule.size + rule.spacing)
        return tuple(line.start + at for at in title_breaks(self.text[line.start : line.end], room))

    def _after(self, at: int) -> float:
        """A line's height below the title and what stands under it, where the text itself has no blank line there."""
        if at + 1 >= len(self.lines) or self.lines[at].style not in ("title", "byline"):
            return 0.0
        below = self.lines[at + 1]
        return 0.0 if below.is_blank or below.style in ("title", "byline") else self.layout.body.pitch

    def _before(self, at: int) -> float:
        """A line's height above the signature, where the text has no blank line there."""
        first = bool(self.signed) and at == self.signed[0]
        return self.layout.body.pitch if first and at and not self.lines[at - 1].is_blank else 0.0


def _annotate(document: Any, remarks: Sequence[Remark], starts: Sequence[int]) -> None:
    """Adds the comments. The runs were cut where a remark begins and ends, so each stands at exactly its words."""
    if not remarks:
        return
    body = document._body
    runs = list(document.element.body.iter(qn("w:r")))
    for remark in remarks:
        first, last = bisect_left(starts, remark.start), bisect_left(starts, remark.end) - 1
        if first <= last:
            span = [Run(runs[first], body), Run(runs[last], body)]
            comment = document.add_comment(span, text=remark.text, author=AUTHOR, initials=INITIALS)._comment_elm
            comment.date = None  # the day of the export would make every file another
            for words in comment.xpath(".//w:r[w:t]"):
                words.get_or_add_rPr().insert(0, parse_xml(f'<w:rFonts xmlns:w="{W_NS}" w:hint="eastAsia"/>'))


def _title(draft: Draft) -> str:
    title = draft.first("title")
    return title.text if title else ""


def _unit(record: Mapping[str, Any], draft: Draft) -> str:
    """The bureau that speaks: as the notes name it, else the one that the title begins with."""
    from pipeline.facts.names import bodies

    if named := str(record.get("unit") or ""):
        return named
    return next((fact.text for fact in bodies(_title(draft)) if fact.start == 0), "")


def _genre_name(record: Mapping[str, Any]) -> str:
    genre = load_genres().get(str(record.get("genre")))
    return genre.name if genre else ""
