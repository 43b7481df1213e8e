"""``nigao outline`` and ``nigao draft``: from notes to an outline and to a finished draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.exporting import DEFAULT_LAYOUT, CleanFlag, LayoutOption, OutputFiles, TraceFlag, word_options
from pipeline.commands.modelling import Keeping, PromptsOption
from pipeline.commands.values import JsonFlag, backend_name

if TYPE_CHECKING:
    from pipeline.genre import Genre
    from pipeline.library import Library
    from pipeline.notes import Notes
    from pipeline.settings import Settings
    from pipeline.writing.chat import Backend
    from pipeline.writing.outline import Outline
    from pipeline.writing.pipeline import Result

NotesArgument = Annotated[Path, typer.Argument(metavar="要点文件", help="要点（.md .txt .docx），至少写明单位。")]
BackendOption = Annotated[
    str,
    typer.Option(metavar="方式", parser=backend_name, help="auto 有模型用模型、没有则离线；offline 离线；llm 模型。"),
]


def outline(
    notes: NotesArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写到文件，不写则显示。")
    ] = None,
    backend: BackendOption = "auto",
    prompts: PromptsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """由要点拟出提纲。提纲可以手工修改，再用 draft --outline 成稿。"""
    from pipeline.commands.files import checked_outputs, write_all
    from pipeline.settings import load_settings
    from pipeline.writing import outline_yaml, plan_by_model
    from pipeline.writing import plan as plan_of
    from pipeline.writing.chat import Planned

    targets = checked_outputs([output] if output else [], inputs=[notes])
    settings = load_settings()
    require_backend(backend, settings)
    read, genre = read_with_genre(notes, settings)
    with chosen_backend(backend, settings, Keeping(), prompts) as chat, ready_library(settings) as library:
        _say_what_was_read(read)
        planned = plan_by_model(read, genre, library, chat) if chat else Planned(plan_of(read, genre, library))
    for notice in planned.notices:
        console.say(f"提示：{notice}")
    text = outline_yaml(planned.outline, read)
    write_all({target: text.encode() for target in targets})
    if as_json:
        console.out_json(planned.outline.model_dump(mode="json"))
    elif not targets:
        console.out(text.rstrip("\n"))


def draft(
    notes: NotesArgument,
    outline_file: Annotated[
        Path | None, typer.Option("--outline", metavar="提纲", help="按这份提纲写（由 nigao outline 生成后修改）。")
    ] = None,
    outputs: Annotated[
        list[Path] | None,
        typer.Option("-o", "--output", metavar="文件", help="写到文件，可重复；按扩展名决定格式。"),
    ] = None,
    backend: BackendOption = "auto",
    prompts: PromptsOption = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="文件夹", help="把模型的答复录在这个文件夹里。")
    ] = None,
    replay: Annotated[
        Path | None, typer.Option("--replay", metavar="文件夹", help="用录好的答复重写，不连接模型。")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", metavar="", help="不用也不保存已有的答复。")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", metavar="", help="不用已有的答复，重新向模型要。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", metavar="", help="只估算要调用几次、用多少词元。")] = False,
    layout: LayoutOption = DEFAULT_LAYOUT,
    clean: CleanFlag = False,
    trace: TraceFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """由要点写出全文，并逐条说明要点用在了哪里。"""
    from pipeline.errors import ServiceError
    from pipeline.export import as_data
    from pipeline.settings import load_settings

    keeping = Keeping(not no_cache, fresh, record, replay)
    keeping.require_sense()
    settings = load_settings()
    inputs = [notes, *([outline_file] if outline_file else [])]
    files = OutputFiles(outputs or [], inputs, word_options(layout, settings, clean, trace))
    wanted = "llm" if replay else backend
    if not replay:
        require_backend(wanted, settings)
    with chosen_backend(wanted, settings, keeping, prompts) as chat:
        if dry_run:
            _say_estimate(notes, settings, chat, as_json=as_json)
            return
        result = _drafted(notes, outline_file, settings, chat, wanted, keeping.again)
    written = as_data(result)
    files.write(written)
    if as_json:
        console.out_json(written)
    else:
        console.out(result.draft.text.rstrip("\n"))
    if result.failure:
        raise ServiceError(f"{result.failure}稿件已写出，但检查发现的问题还没有改完。{keeping.again}")
    _close_with_findings(result)


@contextmanager
def chosen_backend(wanted: str, settings: Settings, keeping: Keeping, prompts: Path | None) -> Iterator[Backend | None]:
    """The model that writes, None for the composer."""
    from pipeline.commands.modelling import open_backend

    if wanted == "offline" or (not keeping.replay and not settings.model.configured):
        yield None
        return
    with open_backend(settings, keeping, prompts) as chat:
        yield chat


def _drafted(
    notes: Path, outline_file: Path | None, settings: Settings, chat: Backend | None, wanted: str, again: str
) -> Result:
    """The result. Nothing is said before all input has proved good, so that an error is the only line."""
    from pipeline.writing import draft as write
    from pipeline.writing import load_outline

    read, genre = read_with_genre(notes, settings)
    plan = load_outline(outline_file, read) if outline_file else None
    with ready_library(settings) as library:
        _say_what_was_read(read)
        if chat is None:
            _say_who_writes(wanted)
            return write(read, genre, library, plan)
        return _by_model(notes, read, genre, library, plan, chat, settings, again)


def _by_model(
    path: Path,
    notes: Notes,
    genre: Genre,
    library: Library,
    outline: Outline | None,
    chat: Backend,
    settings: Settings,
    again: str,
) -> Result:
    """A draft by the model, watched as it comes. What was finished is kept when it breaks off.

    ``again``: what a second run would do with what was paid for, for the message.
    """
    from pipeline.commands.watching import keep_unfinished, unfinished_file, watching
    from pipeline.errors import ServiceError
    from pipeline.writing import draft as write

    console.say(f"由模型“{chat.model.name}”写稿。")
    kept_at = unfinished_file(path, settings.home / "unfinished")
    with watching() as (listener, watch):
        try:
            result = write(notes, genre, library, outline, chat, listener)
        except KeyboardInterrupt:
            keep_unfinished(watch, kept_at)
            raise
        except ServiceError as error:
            if keep_unfinished(watch, kept_at) is None:
                raise
            raise ServiceError(f"{error}已写好的部分存在 {kept_at}。{again}") from error
    kept_at.unlink(missing_ok=True)
    return result


def _say_estimate(path: Path, settings: Settings, chat: Backend | None, *, as_json: bool) -> None:
    """What the draft would take, without asking the model anything."""
    from pipeline.errors import UserError
    from pipeline.writing.estimate import estimate

    if chat is None:
        raise UserError("--dry-run 估算的是模型写稿的用量，现在没有用模型。请先配置模型，离线写稿不产生费用。")
    read, genre = read_with_genre(path, settings)
    with ready_library(settings) as library:
        expected = estimate(read, genre, library, chat)
    if as_json:
        console.out_json(expected.data())
    else:
        console.out(expected.words())


def read_with_genre(path: Path, settings: Settings) -> tuple[Notes, Genre]:
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


def require_backend(wanted: str, settings: Settings) -> None:
    """Refuses ``llm`` where no model can write: what was asked for by name is not replaced in silence."""
    from pipeline.errors import UserError

    if wanted == "llm" and not settings.model.configured:
        raise UserError(
            "没有配置模型，不能用 --backend llm。请设置 OPENAI_BASE_URL 和 NIGAO_MODEL"
            "（或在 nigao.toml 的 [model] 中写 base_url 和 name），或改用 --backend offline。"
        )


def _say_who_writes(wanted: str) -> None:
    """Tells the user when ``auto`` falls back to the offline composer."""
    if wanted == "auto":
        console.say("没有配置模型，由离线拟稿器写稿：它不是语言模型，只组织要点、不增加事实。")


@contextmanager
def ready_library(settings: Settings) -> Iterator[Library]:
    """The library while it is needed, built from the shipped reports where there is none yet."""
    library = _opened(settings)
    try:
        yield library
    finally:
        library.close()


def _opened(settings: Settings) -> Library:
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
    if result.backend == "llm":
        console.say(usage_words(result.usage, result.reused))
    if blockers:
        console.say(f"稿件已写出，但有 {len(blockers)} 处必须处理的问题。")
        raise typer.Exit(1)


def usage_words(usage: Mapping[str, float], reused: int) -> str:
    """What a draft by a model took, in one line. ``reused``: how many of the calls cost nothing this time."""
    words = [
        f"调用模型 {usage['calls']:.0f} 次",
        f"{usage['tokens']:.0f} 个词元（输入 {usage['prompt_tokens']:.0f}，输出 {usage['completion_tokens']:.0f}）",
        f"输入中 {usage['reusable_share']:.0%} 可由前缀缓存重用",
        f"模型用时合计 {usage['seconds']:.1f} 秒",
    ]
    if "cost" in usage:
        words.append(f"费用约 {usage['cost']:.4f} 元")
    if reused:
        words.append(f"以上含 {reused} 次取自留存的答复，这次没有再付费")
    return "，".join(words) + "。"
