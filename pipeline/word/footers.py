"""The sections of a document: page, margins, grid, and what stands at the foot of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from pipeline.word.formats import Properties, points, whole
from pipeline.word.model import Footer, Run, Section
from pipeline.word.package import Package, R, W

_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIDES: Final = ("top", "bottom", "left", "right", "header", "footer", "gutter")
_SETTINGS: Final = frozenset((W + "pPr", W + "rPr", W + "sectPr", W + "del", W + "moveFrom", _FALLBACK))

RunFormat = Callable[[Any, Any], Properties]
"""From a ``w:p`` and a ``w:rPr`` to effective properties."""
ParagraphFormat = Callable[[Any], Properties]


def read_section(
    element: Any, end: int, package: Package, before: Section | None, formats: tuple[ParagraphFormat, RunFormat]
) -> Section:
    """One ``w:sectPr``. Footers it does not name are those of the section before it."""
    size, margins = element.find(W + "pgSz"), element.find(W + "pgMar")
    grid, columns = element.find(W + "docGrid"), element.find(W + "cols")
    title_page = element.find(W + "titlePg")
    return Section(
        end=end,
        width=_length(size, "w"),
        height=_length(size, "h"),
        margins={side: _length(margins, side) for side in _SIDES},
        grid=(grid.get(W + "type") or "") if grid is not None else "",
        line_pitch=_length(grid, "linePitch"),
        footers=_footers(element, package, before, formats),
        first_page_differs=title_page is not None and title_page.get(W + "val", "1") not in ("0", "false", "off"),
        columns=whole(columns.get(W + "num"), 1) if columns is not None else 1,
    )


def _length(element: Any, attribute: str) -> float | None:
    return points(element.get(W + attribute)) if element is not None else None


def _footers(
    element: Any, package: Package, before: Section | None, formats: tuple[ParagraphFormat, RunFormat]
) -> tuple[Footer, ...]:
    parts = dict(package.related("footer"))
    found = {footer.kind: footer for footer in before.footers} if before else {}
    for reference in element.iterchildren(W + "footerReference"):
        kind, part = reference.get(W + "type") or "default", parts.get(reference.get(R + "id"))
        if part is not None:
            found[kind] = _footer(kind, package.root(part), formats)
    return tuple(found.values())


def _footer(kind: str, root: Any, formats: tuple[ParagraphFormat, RunFormat]) -> Footer:
    texts: list[str] = []
    runs: list[Run] = []
    place: Properties = {}
    at = 0
    for paragraph, rpr, text in _words(root):
        if text.strip():
            runs.append(Run(at, at + len(text), formats[1](paragraph, rpr)))
            place = formats[0](paragraph)
        texts.append(text)
        at += len(text)
    joined = "".join(texts)
    return Footer(kind, joined.strip(), "#" in joined, tuple(runs), place)


def _words(root: Any) -> Iterator[tuple[Any, Any, str]]:
    """Paragraph, ``w:rPr`` and characters of every run, text boxes included; “#” for a PAGE field's result."""
    for paragraph in root.iter(W + "p"):
        if any(above.tag == _FALLBACK for above in paragraph.iterancestors()):
            continue
        yield from _of_paragraph(paragraph)


def _of_paragraph(paragraph: Any) -> Iterator[tuple[Any, Any, str]]:
    instruction: list[str] | None = None
    showing = True
    for element in _inline(paragraph):
        rpr = element.getparent().find(W + "rPr")
        if element.tag == W + "fldSimple":
            if _is_page(element.get(W + "instr", "")):
                yield paragraph, next(element.iter(W + "rPr"), None), "#"
        elif element.tag == W + "fldChar":
            kind = element.get(W + "fldCharType")
            if kind == "begin":
                instruction, showing = [], False
            elif instruction is not None and kind in ("separate", "end"):
                if _is_page("".join(instruction)):
                    yield paragraph, rpr, "#"
                instruction = None
            showing = showing or kind == "end"
        elif element.tag == W + "instrText":
            if instruction is not None:
                instruction.append(element.text or "")
        elif showing and not _in_page_field(element):
            yield paragraph, rpr, element.text or ""


def _inline(paragraph: Any) -> Iterator[Any]:
    """Texts and field marks of a paragraph in order, not of paragraphs in boxes within it, nor what was deleted."""
    for child in paragraph:
        if child.tag in _SETTINGS or child.tag == W + "p" or not isinstance(child.tag, str):
            continue
        if child.tag in (W + "t", W + "fldChar", W + "instrText"):
            yield child
        else:
            if child.tag == W + "fldSimple":
                yield child
            yield from _inline(child)


def _in_page_field(element: Any) -> bool:
    field = next(element.iterancestors(W + "fldSimple"), None)
    return field is not None and _is_page(field.get(W + "instr", ""))


def _is_page(instruction: str) -> bool:
    return instruction.split()[:1] in (["PAGE"], ["page"], ["Page"])
