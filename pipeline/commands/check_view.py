"""What ``nigao check`` shows a person: findings by severity, each marked in its sentence, and where each note went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.checks.finding import Coverage, Finding
from pipeline.commands import console
from pipeline.commands.values import SEVERITIES
from pipeline.notes import Notes

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.checks.report import Report

_STYLES = {"blocker": "bold red", "warning": "yellow", "info": "cyan"}
_STATUSES = {"covered": "已写入", "partial": "不完整", "missing": "未写入", "set_aside": "未采用"}
_STATUS_STYLES = {"covered": "green", "partial": "yellow", "missing": "bold red", "set_aside": "dim"}
_CONTEXT = 18  # characters of the sentence shown on either side of an excerpt
_EXCERPT = 60
_INDENT = 4
_NO_BREAK = "\u00a0"  # rich starts a new line at any other blank, and a Chinese sentence is one long word to it


def show(text: str, report: Report, notes: Notes | None) -> None:
    """Prints the findings, the ledger and the counts; in a pipe one line each, unwrapped and without colours."""
    screen = console.rich_console()
    for severity, words in SEVERITIES.items():
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            screen.print(f"{words}（{len(found)}）", style=_STYLES[severity])
        for finding in found:
            _show_finding(screen, text, finding)
    if notes is not None and report.coverage:
        screen.print(_table(text, report.coverage, notes) if screen.is_terminal else _lines(text, report, notes))
    screen.print(_totals(report))


# --- findings


def _show_finding(screen: Console, text: str, finding: Finding) -> None:
    where = "全文" if finding.start == len(text) else f"第 {_line(text, finding.start)} 行"
    if not screen.is_terminal:
        remedy = f" → {finding.suggestion}" if finding.suggestion else ""
        screen.print(f"  {where} {finding.rule}：{finding.message}{remedy}")
        if finding.end > finding.start:
            screen.print(" " * _INDENT, end="")
            screen.print(_marked(text, finding))
        return
    _print_indented(screen, f"{where}  {finding.rule}", 2, style="bold")
    _print_indented(screen, finding.message)
    if finding.suggestion:
        _print_indented(screen, f"→{finding.suggestion}", style="green")
    if finding.end > finding.start:
        _print_indented(screen, _marked(text, finding))


def _print_indented(screen: Console, shown: str | Text, by: int = _INDENT, style: str = "none") -> None:
    from rich.padding import Padding
    from rich.text import Text

    words = Text(shown.replace(" ", _NO_BREAK), style=style) if isinstance(shown, str) else shown
    screen.print(Padding(words, (0, 0, 0, by)), style=style)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _marked(text: str, finding: Finding) -> Text:
    """The excerpt between ⟦⟧ with what stands around it in its paragraph; a long one with its two ends."""
    from rich.text import Text

    start, end = finding.start, finding.end
    first = max(text.rfind("\n", 0, start) + 1, start - _CONTEXT)
    following = text.find("\n", end)
    last = min(len(text) if following < 0 else following, end + _CONTEXT)
    marked = Text("…" if first > text.rfind("\n", 0, start) + 1 else "", style="dim")
    marked.append(_one_line(text[first:start]))
    marked.append("⟦" + _shortened(text[start:end]) + "⟧", style="bold not dim reverse")
    marked.append(_one_line(text[end:last]))
    return marked.append("…" if last < (len(text) if following < 0 else following) else "")


def _shortened(excerpt: str) -> str:
    shown = _one_line(excerpt)
    return shown if len(shown) <= _EXCERPT else f"{shown[: _EXCERPT * 2 // 3]}……{shown[-_EXCERPT // 3 :]}"


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() and char != " " else _NO_BREAK for char in text)


# --- the ledger


def _table(text: str, coverage: tuple[Coverage, ...], notes: Notes) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="要点去向", title_justify="left", title_style="bold", show_lines=False)
    table.add_column("要点", overflow="fold", ratio=1)
    table.add_column("去向", no_wrap=True)
    table.add_column("位置", overflow="fold", max_width=12)
    table.add_column("缺少", overflow="fold", max_width=24)
    table.add_column("编号", no_wrap=True, style="dim")
    for row in coverage:
        status = Text(_STATUSES[row.status], style=_STATUS_STYLES[row.status])
        lacking = "" if row.status == "set_aside" else "、".join(row.lacking)
        table.add_row(
            _folded(_note_text(notes, row.note)), status, _folded(_places(text, row)), _folded(lacking), row.note
        )
    return table


def _folded(text: str) -> str:
    return text.replace(" ", _NO_BREAK)


def _places(text: str, row: Coverage) -> str:
    """“第 4、6 行”: the lines where a note went."""
    lines = sorted({_line(text, start) for start, _ in row.where})
    return f"第 {'、'.join(map(str, lines))} 行" if lines else ""


def _lines(text: str, report: Report, notes: Notes) -> str:
    rows = [
        (row.note, _STATUSES[row.status], _places(text, row), "、".join(row.lacking), _note_text(notes, row.note))
        for row in report.coverage
    ]
    return "\n".join(["要点去向", *("  " + "  ".join(filter(None, row)) for row in rows)])


def _note_text(notes: Notes, note_id: str) -> str:
    note = notes.by_id(note_id)
    return note.text if note else ""


# --- the last line


def _totals(report: Report) -> str:
    counts = "，".join(f"{words} {report.summary[severity]} 处" for severity, words in SEVERITIES.items())
    said = f"合计：{counts}。"
    if report.coverage:
        states = [row.status for row in report.coverage]
        went = "，".join(f"{words} {states.count(state)} 条" for state, words in _STATUSES.items() if state in states)
        said += f"要点 {len(states)} 条：{went}。"
    return f"{said}全文 {report.summary['han']} 字。".replace(" ", _NO_BREAK)
