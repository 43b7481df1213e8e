"""``nigao outline`` and ``nigao draft``: from notes to an outline and to a finished draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import JsonFlag, backend_name

if TYPE_CHECKING:
    from pipeline.genre import Genre
    from pipeline.library import Library
    from pipeline.notes import Notes
    from pipeline.settings import Settings
    from pipeline.writing.pipeline import Result

NotesArgument = Annotated[Path, typer.Argument(metavar="要点文件", help="要点（.md .txt .docx），至少写明单位。")]


def outline(
    notes: NotesArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写到文件，不写则显示。")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """由要点拟出提纲。提纲可以手工修改，再用 draft --outline 成稿。"""
    from pipeline.commands.files import checked_outputs, write_all
    from pipeline.settings import load_settings
    from pipeline.writing import outline_yaml
    from pipeline.writing import plan as plan_of

    targets = checked_outputs([output] if output else [], inputs=[notes])
    settings = load_settings()
    read, genre = _read(notes, settings)
    library = _ready_library(settings)
    _say_what_was_read(read)
    try:
        plan = plan_of(read, genre, library)
    finally:
        library.close()
    text = outline_yaml(plan, read)
    write_all({target: text.encode() for target in targets})
    if as_json:
        console.out_json(plan.model_dump(mode="json"))
    elif not targets:
        console.out(text.rstrip("\n"))


def draft(
    notes: NotesArgument,
    outline_file: Annotated[
        Path | None, typer.Option("--outline", metavar="提纲", help="按这份提纲写（由 nigao outline 生成后修改）。")
    ] = None,
    outputs: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="文件", help="写到文件，可重复；按扩展名 .txt .md .json 决定格式。"),
    ] = None,
    backend: Annotated[
        str,
        typer.Option(
            metavar="方式", parser=backend_name, help="auto 有模型用模型、没有则离线；offline 离线；llm 模型。"
        ),
    ] = "auto",
    as_json: JsonFlag = False,
) -> None:
    """由要点写出全文，并逐条说明要点用在了哪里。"""
    from pipeline.commands.files import checked_outputs, write_all
    from pipeline.export import as_data, exporter_for
    from pipeline.settings import load_settings

    named = outputs or []
    exporters = [exporter_for(path) for path in named]
    targets = checked_outputs(named, inputs=[notes, *([outline_file] if outline_file else [])])
    settings = load_settings()
    _require_backend(backend, settings)
    result = _drafted(notes, outline_file, settings, _who_writes(backend, settings))
    contents = {target: export(result).encode() for target, export in zip(targets, exporters, strict=True)}
    write_all(contents)
    if as_json:
        console.out_json(as_data(result))
    else:
        console.out(result.draft.text.rstrip("\n"))
    _close_with_findings(result)


def _drafted(notes: Path, outline_file: Path | None, settings: Settings, who: str) -> Result:
    """The result. Nothing is said before all input has proved good, so that an error is the only line."""
    from pipeline.writing import draft as write
    from pipeline.writing import load_outline

    read, genre = _read(notes, settings)
    plan = load_outline(outline_file, read) if outline_file else None
    library = _ready_library(settings)
    _say_what_was_read(read)
    if who:
        console.say(who)
    try:
        return write(read, genre, library, plan)
    finally:
        library.close()


def _read(path: Path, settings: Settings) -> tuple[Notes, Genre]:
    """The notes and the genre they ask for."""
    from pipeline.commands.genres import known_genres, named_genre
    from pipeline.errors import UserError
    from pipeline.notes import read_notes

    notes = read_notes(path)
    genre = named_genre(None, notes, path, known_genres(settings))
    if genre is None:
        raise UserError(f"{path}：没有写明文种。请加上一行“文种：汇报发言”或“文种：选人用人工作情况汇报”。")
    return notes, genre


def _say_what_was_read(notes: Notes) -> None:
    for warning in notes.warnings:
        console.say(f"提示：{warning}")


def _require_backend(wanted: str, settings: Settings) -> None:
    """Refuses ``llm`` where no model can write: what was asked for by name is not replaced in silence."""
    from pipeline.errors import UserError

    if wanted == "llm" and not settings.model.configured:
        raise UserError(
            "没有配置模型，不能用 --backend llm。请设置 NIGAO_MODEL_BASE_URL 和 NIGAO_MODEL_NAME"
            "（或在 nigao.toml 的 [model] 中写 base_url 和 name），或改用 --backend offline。"
        )
    if wanted == "llm":
        raise UserError("本版本还不能用模型写稿。请改用 --backend offline。")


def _who_writes(wanted: str, settings: Settings) -> str:
    """What the user is told when ``auto`` falls back to the offline composer; "" when that was asked for."""
    if wanted != "auto":
        return ""
    why = "本版本还不能用模型写稿" if settings.model.configured else "没有配置模型"
    return f"{why}，由离线拟稿器写稿：它不是语言模型，只组织要点、不增加事实。"


def _ready_library(settings: Settings) -> Library:
    """The library; when there is none yet it is built from the shipped reports."""
    from pipeline import library
    from pipeline.resources import corpus_folder

    if not library.exists(settings):
        console.say("范文库还没有建立，先收入随附的范文（只需一次）。")
        with console.progress("收入范文") as progress:
            library.ingest([corpus_folder("reports")], settings, progress)
    return library.open_library(settings)


def _close_with_findings(result: Result) -> None:
    """Says what the writer should know; leaves with exit code 1 when something must be mended first."""
    for notice in result.notices:
        console.say(f"提示：{notice}")
    blockers = [finding for finding in result.findings if finding.severity == "blocker"]
    for finding in blockers:
        console.say(f"必须处理：{finding.message}{finding.suggestion}（{finding.rule}）")
    if blockers:
        console.say(f"稿件已写出，但有 {len(blockers)} 处必须处理的问题。")
        raise typer.Exit(1)
