"""``nigao export`` and what ``-o`` of other commands shares with it: which file is written how."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import JsonFlag

if TYPE_CHECKING:
    from pipeline.export import Record, WordOptions
    from pipeline.layouts import LayoutProfile
    from pipeline.settings import Settings

LayoutOption = Annotated[
    str,
    typer.Option(
        "--layout",
        metavar="版式",
        help="Word 文件的版式：standard、gbt33476、reading，NIGAO_HOME/layouts 中的，或一个 .yaml 文件。",
    ),
]
CleanFlag = Annotated[bool, typer.Option("--clean", metavar="", help="Word 文件不带批注和突出显示。")]
TraceFlag = Annotated[bool, typer.Option("--trace", metavar="", help="Word 文件逐条批注所依据的要点。")]
DEFAULT_LAYOUT = "standard"


def export(
    draft: Annotated[Path, typer.Argument(metavar="稿件", help="draft 写出的 .json，或 .txt .md .docx 的文稿。")],
    outputs: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="文件", help="写到文件，可重复；.docx .txt .md .html .json。"),
    ] = None,
    genre: Annotated[str | None, typer.Option(metavar="文种", help="文稿的文种；不写则按要点文件或文稿判断。")] = None,
    notes: Annotated[
        Path | None, typer.Option(metavar="要点文件", help="文稿所依据的要点：据此检查，结果写成批注。")
    ] = None,
    layout: LayoutOption = DEFAULT_LAYOUT,
    clean: CleanFlag = False,
    trace: TraceFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """把稿件写成 Word 文件或其他格式；检查结果写成批注。"""
    from pipeline.errors import UserError
    from pipeline.settings import load_settings

    if not outputs:
        raise UserError("没有写明输出文件。请用 -o 给出文件名，如 -o 稿件.docx。")
    settings = load_settings()
    options = word_options(layout, settings, clean, trace)
    files = OutputFiles(outputs, [draft, *([notes] if notes else [])], options)
    record = _record(draft, genre, notes, settings)
    files.write(record)
    blockers = [finding for finding in record.get("findings") or () if finding["severity"] == "blocker"]
    if as_json:
        console.out_json(
            {"files": [str(path) for path in outputs], "layout": options.layout.id, "blockers": len(blockers)}
        )
    if blockers:
        console.say(f"文件已写出，但稿件有 {len(blockers)} 处必须处理的问题：{blockers[0]['message']}")
        raise typer.Exit(1)


class OutputFiles:
    """The files that one draft is written to: all proven good before any work starts, written all or none."""

    def __init__(self, paths: Sequence[Path], inputs: Sequence[Path], options: WordOptions) -> None:
        """Raises UserError naming the path whose suffix is unknown or that cannot be written."""
        from pipeline.commands.files import checked_outputs
        from pipeline.export import renderer_for

        self._options = options
        self._renderers = [renderer_for(path) for path in paths]
        self._targets = checked_outputs(paths, inputs)

    def write(self, record: Record) -> None:
        """Writes them. Raises UserError when the draft does not fit a format or a file cannot be written."""
        from pipeline.commands.files import write_all

        pairs = zip(self._targets, self._renderers, strict=True)
        write_all({target: render(record, self._options) for target, render in pairs})


def word_options(layout: str, settings: Settings, clean: bool, trace: bool) -> WordOptions:
    """How Word files are to look. Raises UserError when the layout is unknown or the flags contradict each other."""
    from pipeline.errors import UserError
    from pipeline.export import WordOptions

    if clean and trace:
        raise UserError("--clean 不带批注，--trace 要加批注，两者只能选一。")
    return WordOptions(named_layout(layout, settings), clean, trace)


def named_layout(name: str, settings: Settings) -> LayoutProfile:
    """The layout called ``name``: shipped, in ``layouts/`` under NIGAO_HOME, or a .yaml file."""
    from pipeline.layouts import find_layout, load_layouts

    return find_layout(name, load_layouts((settings.home / "layouts",)))


def _record(path: Path, genre_name: str | None, notes_path: Path | None, settings: Settings) -> Record:
    from pipeline.errors import UserError
    from pipeline.export import load_record

    if path.suffix.lower() == ".json":
        if genre_name or notes_path:
            raise UserError(f"{path}：JSON 稿件已经带有文种、要点和检查结果。请去掉 --genre 和 --notes。")
        return load_record(path)
    return _record_of_text(path, genre_name, notes_path, settings)


def _record_of_text(path: Path, genre_name: str | None, notes_path: Path | None, settings: Settings) -> Record:
    from pipeline.checks.guess import guess_genre
    from pipeline.commands.genres import known_genres, named_genre
    from pipeline.errors import UserError
    from pipeline.export import record_of_text
    from pipeline.notes import read_notes

    text = _text(path)
    notes = read_notes(notes_path) if notes_path else None
    genre = named_genre(genre_name, notes, notes_path, known_genres(settings)) or guess_genre(text)
    if genre is None:
        raise UserError(f"{path}：看不出是什么文种。请用 --genre 写明，如 --genre 汇报发言。")
    try:
        return record_of_text(text, genre, notes)
    except UserError as error:
        raise UserError(f"{path}：{error}") from error


def _text(path: Path) -> str:
    """The text of the file. In Markdown a blank line only parts paragraphs."""
    from pipeline.export import plain_text
    from pipeline.reading import read_text

    text = read_text(path)
    if path.suffix.lower() != ".md":
        return text
    return "\n".join(line for line in plain_text(text)[0].split("\n") if line.strip()) + "\n"
