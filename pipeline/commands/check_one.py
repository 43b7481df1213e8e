"""``nigao check DRAFT``: one text, its findings grouped by severity, and where each note went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.checks import check
from pipeline.checks.finding import Coverage, Finding
from pipeline.commands import console
from pipeline.commands.genres import known_genres, named_genre
from pipeline.commands.texts import read_draft
from pipeline.commands.values import SEVERITIES
from pipeline.errors import UserError
from pipeline.export import plain
from pipeline.notes import Notes, read_notes

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from pipeline.checks.report import Report

_STYLES = {"blocker": "bold red", "warning": "yellow", "info": "cyan"}
_STATUSES = {"covered": "已写入", "partial": "不完整", "missing": "未写入", "set_aside": "未采用"}
_CONTEXT = 12  # characters shown on either side of an excerpt


def run(path: Path, notes_path: Path | None, genre_name: str | None, *, as_json: bool) -> bool:
    """Checks one file and shows the result. True when it has blocking findings."""
    read = read_draft(path)
    text, origin = read.text, read.origin
    notes = read_notes(notes_path) if notes_path else None
    genre = named_genre(genre_name, notes, notes_path, known_genres())
    try:
        report = check(text, notes, genre)
    except UserError as error:
        raise UserError(f"{path}：{error}") from error
    if as_json:
        console.out_json(as_data(report, origin))
    else:
        _show(text, report, notes)
    return bool(report.summary["blocker"])


def as_data(report: Report, origin: list[int] | None = None) -> dict[str, object]:
    """The report as plain values; ``origin`` maps offsets of the checked text to those of the file."""
    data: dict[str, object] = plain(report)
    if origin is not None:
        data["findings"] = [
            {**plain(finding), "start": origin[finding.start], "end": origin[finding.end]}
            for finding in report.findings
        ]
        data["coverage"] = [
            {**plain(row), "where": [[origin[start], origin[end]] for start, end in row.where]}
            for row in report.coverage
        ]
    return data


def _show(text: str, report: Report, notes: Notes | None) -> None:
    screen = console.rich_console()
    for severity, words in SEVERITIES.items():
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            screen.print(f"{words}（{len(found)}）", style=_STYLES[severity])
        for finding in found:
            screen.print(_described(text, finding))
    if notes is not None and report.coverage:
        screen.print(_ledger(report.coverage, notes, fancy=screen.is_terminal))
    counts = "，".join(f"{words} {report.summary[severity]} 处" for severity, words in SEVERITIES.items())
    screen.print(f"合计：{counts}。全文 {report.summary['han']} 字。")


def _described(text: str, finding: Finding) -> Text:
    from rich.text import Text

    line = text.count("\n", 0, finding.start) + 1
    shown = Text(f"  第 {line} 行 {finding.rule}：{finding.message}")
    if finding.suggestion:
        shown.append(f" → {finding.suggestion}")
    if finding.end > finding.start:
        shown.append("\n    ").append_text(_marked(text, finding.start, min(finding.end, finding.start + 60)))
    return shown


def _marked(text: str, start: int, end: int) -> Text:
    from rich.text import Text

    before, inside, after = text[max(0, start - _CONTEXT) : start], text[start:end], text[end : end + _CONTEXT]
    marked = Text(_one_line(before), style="dim")
    marked.append("⟦" + _one_line(inside) + "⟧", style="bold not dim")
    return marked.append(_one_line(after), style="dim")


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _ledger(coverage: tuple[Coverage, ...], notes: Notes, *, fancy: bool) -> Table | str:
    rows = [(row.note, _STATUSES[row.status], "、".join(row.lacking), _note_text(notes, row.note)) for row in coverage]
    if not fancy:
        return "\n".join(["要点去向", *("  " + "  ".join(filter(None, row)) for row in rows)])
    from rich.table import Table

    table = Table("编号", "去向", "缺少", "要点", title="要点去向", title_justify="left")
    for row in rows:
        table.add_row(*row)
    return table


def _note_text(notes: Notes, note_id: str) -> str:
    note = notes.by_id(note_id)
    return note.text if note else ""
