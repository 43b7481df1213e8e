"""``nigao check DRAFT``: one text, its findings grouped by severity, and where each note went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.checks import check
from pipeline.commands import console
from pipeline.commands.check_view import show
from pipeline.commands.genres import known_genres, named_genre
from pipeline.commands.texts import ReadDraft, read_draft
from pipeline.errors import NigaoError, UserError
from pipeline.export import plain
from pipeline.notes import Notes, read_notes

if TYPE_CHECKING:
    from pipeline.checks.layout import WordFile
    from pipeline.checks.report import Report
    from pipeline.genre import Genre


@dataclass(frozen=True)
class WordOptions:
    """What is asked of a Word file: the name of the layout it is judged by, the draft it was made from."""

    layout: str | None = None
    against: Path | None = None


def run(path: Path, notes_path: Path | None, genre_name: str | None, options: WordOptions, *, as_json: bool) -> bool:
    """Checks one file and shows the result. True when it has blocking findings."""
    read = read_draft(path)
    word = _word_file(path, read, options)
    text, origin = read.text, read.origin
    notes = read_notes(notes_path) if notes_path else None
    genre = named_genre(genre_name, notes, notes_path, known_genres())
    try:
        report = _checked(text, notes, genre, word)
    except UserError as error:
        raise UserError(f"{path}：{error}") from error
    if as_json:
        console.out_json(as_data(report, origin))
    else:
        show(text, report, notes)
    return bool(report.summary["blocker"])


def _word_file(path: Path, read: ReadDraft, options: WordOptions) -> WordFile | None:
    """The Word file with the layout it is to have. Raises UserError when one is asked of what is no Word file."""
    if read.word is None:
        if options.layout or options.against:
            raise UserError(f"{path}：--layout 和 --against 只用于 Word 文件（.docx）。请去掉，或改查 Word 文件。")
        return None
    from pipeline.checks.layout import WordFile
    from pipeline.commands.exporting import DEFAULT_LAYOUT, named_layout
    from pipeline.settings import load_settings

    against = read_draft(options.against).text if options.against else None
    return WordFile(read.word, named_layout(options.layout or DEFAULT_LAYOUT, load_settings()), against)


def _checked(text: str, notes: Notes | None, genre: Genre | None, word: WordFile | None) -> Report:
    """Checked beside the user's own library, if there is one; one that cannot be opened is said, and not used."""
    from pipeline import library
    from pipeline.settings import load_settings

    settings = load_settings()
    if not library.exists(settings):
        return check(text, notes, genre, word=word)
    try:
        opened = library.open_library(settings)
    except NigaoError as error:
        console.say(f"提示：范文库打不开，改与随附的范文比较。{error}")
        return check(text, notes, genre, word=word)
    with opened:
        return check(text, notes, genre, opened, word)


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
