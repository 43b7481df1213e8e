"""``nigao check DRAFT``: one text, its findings grouped by severity, and where each note went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.checks import check
from pipeline.commands import console
from pipeline.commands.check_view import show
from pipeline.commands.genres import known_genres, named_genre
from pipeline.commands.texts import read_draft
from pipeline.errors import NigaoError, UserError
from pipeline.export import plain
from pipeline.notes import Notes, read_notes

if TYPE_CHECKING:
    from pipeline.checks.report import Report
    from pipeline.genre import Genre


def run(path: Path, notes_path: Path | None, genre_name: str | None, *, as_json: bool) -> bool:
    """Checks one file and shows the result. True when it has blocking findings."""
    read = read_draft(path)
    text, origin = read.text, read.origin
    notes = read_notes(notes_path) if notes_path else None
    genre = named_genre(genre_name, notes, notes_path, known_genres())
    try:
        report = _checked(text, notes, genre)
    except UserError as error:
        raise UserError(f"{path}：{error}") from error
    if as_json:
        console.out_json(as_data(report, origin))
    else:
        show(text, report, notes)
    return bool(report.summary["blocker"])


def _checked(text: str, notes: Notes | None, genre: Genre | None) -> Report:
    """Checked beside the user's own library, if there is one; one that cannot be opened is said, and not used."""
    from pipeline import library
    from pipeline.settings import load_settings

    settings = load_settings()
    if not library.exists(settings):
        return check(text, notes, genre)
    try:
        opened = library.open_library(settings)
    except NigaoError as error:
        console.say(f"提示：范文库打不开，改与随附的范文比较。{error}")
        return check(text, notes, genre)
    with opened:
        return check(text, notes, genre, opened)


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
