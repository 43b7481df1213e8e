"""A Word document -> text, with the automatic numbers and bullets that Word draws but does not store in the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

_NUMERALS = "〇一二三四五六七八九"
_CHINESE_KINDS = ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting")


def word_text(path: Path, *, markup: bool = False) -> str:
    """Paragraphs in reading order, one a line; table rows as cells joined by tabs.

    ``markup``: paragraphs in a heading style start with “# ”. Raises whatever python-docx raises on a damaged package.
    """
    document = Document(str(path))
    numbers = _Numbers(document)
    return "\n".join(line for block in document.iter_inner_content() for line in _lines(block, numbers, markup))


def _lines(block: Paragraph | Table, numbers: _Numbers, markup: bool) -> Iterator[str]:
    if isinstance(block, Table):
        for row in block.rows:
            yield "\t".join(dict.fromkeys(cell.text.replace("\n", " ") for cell in row.cells))
        return
    text = numbers.prefix(block) + block.text
    yield f"# {text}" if markup and text.strip() and _is_heading(block) else text


def _is_heading(paragraph: Paragraph) -> bool:
    style = paragraph.style
    return bool(style and style.name and (style.name.startswith("Heading") or style.name.startswith("标题")))


class _Numbers:
    """Counts the paragraphs of each list, as Word does when it draws their numbers."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        numbering = document.part.numbering_part if _has_numbering(document) else None
        if numbering is not None:
            self._read(numbering.element)

    def _read(self, root: Any) -> None:
        abstracts = {a.get(qn("w:abstractNumId")): a for a in root.findall(qn("w:abstractNum"))}
        for num in root.findall(qn("w:num")):
            abstract = abstracts.get(num.find(qn("w:abstractNumId")).get(qn("w:val")))
            for level in abstract.findall(qn("w:lvl")) if abstract is not None else ():
                key = num.get(qn("w:numId")), int(level.get(qn("w:ilvl")))
                self._levels[key] = _val(level, "numFmt"), _val(level, "lvlText"), int(_val(level, "start") or 1)

    def prefix(self, paragraph: Paragraph) -> str:
        """What Word draws before the paragraph: “一、”, “（二）”, “3.”, “- ” for any bullet, or nothing."""
        num_id, depth = _list_of(paragraph)
        if (num_id, depth) not in self._levels or not paragraph.text.strip():
            return ""
        kind, pattern, _ = self._levels[num_id, depth]
        if kind == "bullet":
            return "- "
        self._count(num_id, depth)
        return "" if kind == "none" else self._filled(num_id, pattern)

    def _count(self, num_id: str, depth: int) -> None:
        counts = self._counts.setdefault(num_id, {})
        counts[depth] = counts.get(depth, self._levels[num_id, depth][2] - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]

    def _filled(self, num_id: str, pattern: str) -> str:
        for level, count in self._counts[num_id].items():
            kind = self._levels[num_id, level][0]
            pattern = pattern.replace(f"%{level + 1}", _number(count, kind))
        return pattern


def _has_numbering(document: Any) -> bool:
    return any(rel.reltype.endswith("/numbering") for rel in document.part.rels.values())


def _val(level: Any, name: str) -> str:
    child = level.find(qn(f"w:{name}"))
    return str(child.get(qn("w:val")) or "") if child is not None else ""


def _list_of(paragraph: Paragraph) -> tuple[str, int]:
    """List id and depth of a paragraph, from itself or from its style; ("", 0) when it is in no list."""
    style = paragraph.style
    for element in (paragraph._p, *([style.element] if style is not None else [])):
        found = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is not None:
            num_id, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
            return (
                num_id.get(qn("w:val")) if num_id is not None else "",
                int(depth.get(qn("w:val"))) if depth is not None else 0,
            )
    return "", 0


def _number(count: int, kind: str) -> str:
    if kind in (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
    ):
        return _chinese(count)
    if kind == "decimalEnclosedCircle" and count <= 20:
        return chr(0x2460 + count - 1)
    if kind in ("lowerLetter", "upperLetter") and count <= 26:
        return chr((0x61 if kind == "lowerLetter" else 0x41) + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if count >= 100:
        return str(count)
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones or not tens else "")
