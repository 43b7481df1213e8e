"""Rows pasted from a spreadsheet: cells with tabs between them, perhaps under a row of column names."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.notes.head import field_lines
from pipeline.notes.lines import Line

_LABEL_MOST = 16
_COLUMN_MOST = 8
_SAYS = re.compile(r"[\d，。；：！？,;:!?]")


def without_tables(lines: list[Line]) -> list[Line]:
    """Each row of a table becomes a bullet, “公开招录：全年12名，人事科”; the row of column names goes."""
    rows = [_is_row(line) for line in lines]
    return [_row(lines, rows, at) if rows[at] else line for at, line in enumerate(lines)]


def _is_row(line: Line) -> bool:
    return line.kind in ("text", "bullet") and "\t" in line.text and not field_lines(line.text)


def _row(lines: list[Line], rows: list[bool], at: int) -> Line:
    line, above, below = lines[at], at > 0 and rows[at - 1], at + 1 < len(lines) and rows[at + 1]
    if not above and not below:
        return line
    if not above and line.kind == "text" and _names_columns(_cells(line)):
        return Line(line.number_in_file, "rule")
    return replace(line, kind="bullet", marker=line.marker or "symbol", text=_sentence(_cells(line)))


def _cells(line: Line) -> list[str]:
    return [cell.strip() for cell in line.text.split("\t") if cell.strip()]


def _names_columns(cells: list[str]) -> bool:
    return all(len(cell) <= _COLUMN_MOST and not _SAYS.search(cell) for cell in cells)


def _sentence(cells: list[str]) -> str:
    first, *others = cells
    if not others:
        return first
    named = len(first) <= _LABEL_MOST and not _SAYS.search(first)
    return first + ("：" if named else "，") + "，".join(cell.rstrip("，。；") for cell in others)
