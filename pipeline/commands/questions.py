"""``nigao questions``: what an editor would ask before drafting, shown or written under the notes for an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.modelling import Keeping, PromptsOption
from pipeline.commands.values import JsonFlag
from pipeline.commands.writing import BackendOption, chosen_backend, read_with_genre, ready_library, require_backend

if TYPE_CHECKING:
    from pipeline.errors import ServiceError
    from pipeline.genre import Genre
    from pipeline.notes import Asking, Notes
    from pipeline.questions import Question
    from pipeline.settings import Settings
    from pipeline.writing.chat import Backend

SHOWN = 10  # questions: more than a clerk answers in one sitting
_TEXT_SUFFIXES = (".md", ".txt")
_KEYS = {"id", "rule", "notes", "line", "question", "why", "example"}


def questions(
    notes: Annotated[Path, typer.Argument(metavar="要点文件", help="要点（.md .txt .docx），至少写明单位。")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="把问题写在每个要点下面，另存为 .md 或 .txt，供填写。"),
    ] = None,
    backend: BackendOption = "auto",
    prompts: PromptsOption = None,
    all_of_them: Annotated[bool, typer.Option("--all", help=f"列出全部问题；不写则只列最要紧的 {SHOWN} 个。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """起草前要问清的事：逐条列出要点里不清楚、对不上、缺依据的地方。"""
    from pipeline.commands.files import checked_outputs, write_all
    from pipeline.errors import ServiceError
    from pipeline.questions import questions as ask
    from pipeline.settings import load_settings

    targets = checked_outputs([_suffixed(output, notes)] if output else [], inputs=[notes])
    settings = load_settings()
    read, genre = read_with_genre(notes, settings)
    found = ask(read, genre)
    require_backend(backend, settings)
    with chosen_backend(backend, settings, Keeping(), prompts) as chat:
        found, failure = _with_models(read, genre, found, chat, settings) if chat else (found, None)
    chosen = found if all_of_them else found[:SHOWN]
    if targets:
        write_all({targets[0]: _asked_copy(notes, read, chosen)})
    if as_json:
        console.out_json([one.model_dump(mode="json", include=_KEYS) for one in chosen])
    else:
        _show(chosen, read)
    _say_the_rest(read, len(found) - len(chosen), targets)
    if failure:
        raise ServiceError(f"{failure}以上只是按规则提出的问题。")


def _with_models(
    notes: Notes, genre: Genre, found: list[Question], chat: Backend, settings: Settings
) -> tuple[list[Question], ServiceError | None]:
    """The questions of the rules and those that the model adds; without the latter when it fails, with its failure."""
    from pipeline.errors import ServiceError
    from pipeline.questions import merge
    from pipeline.writing.chat import model_questions

    try:
        with ready_library(settings) as library:
            merged = merge(found, model_questions(notes, genre, library, chat, found), notes)
    except ServiceError as error:
        return found, error
    for notice in merged.notices:
        console.say(f"提示：{notice}")
    return list(merged.questions), None


def _suffixed(output: Path, notes: Path) -> Path:
    """Refuses an output that answers could not be typed into and read back from."""
    from pipeline.errors import UserError

    if output.suffix.lower() not in _TEXT_SUFFIXES:
        raise UserError(f"-o 只能写成 .md 或 .txt 文件，不能是“{output.name}”。请改成 {notes.stem}-问.md。")
    return output


# --- the copy to fill in


def _asked_copy(path: Path, read: Notes, chosen: list[Question]) -> bytes:
    """The notes file with the questions in it, in the encoding and with the line ends that it has."""
    from pipeline.notes import with_questions
    from pipeline.reading import read_text

    askings = [_asking(one, read) for one in chosen]
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return with_questions(read_text(path, markup=True), askings, str(path)).encode()
    data = path.read_bytes()
    mark, encoding = encoding_of(data)
    return mark + with_questions(data[len(mark) :].decode(encoding), askings, str(path)).encode(encoding)


def _asking(question: Question, read: Notes) -> Asking:
    """Where the answer belongs: a field, a group, else the last of the notes, which has seen the others."""
    from pipeline.notes import Asking

    placed = question.field or question.group
    lines = {note.id: note.line for note in read.notes}
    note = "" if placed or not question.notes else max(question.notes, key=lambda one: lines.get(one, 0))
    return Asking(question.question, question.example, note, question.field, question.group, question.mends)


def encoding_of(data: bytes) -> tuple[bytes, str]:
    """The byte order mark and the encoding in which ``pipeline.reading`` understands ``data``."""
    from pipeline.reading import decode

    marks = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
    for mark, encoding in marks:
        if data.startswith(mark):
            return mark, encoding
    text = decode(data)
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        try:
            if data.decode(encoding) == text:
                return b"", encoding
        except UnicodeDecodeError:
            continue
    return b"", "utf-8"


# --- on the screen


def _show(chosen: list[Question], read: Notes) -> None:
    """By note, in the order of the file; what concerns the whole comes first."""
    lines = {note.id: note.line for note in read.notes}
    for question in sorted(chosen, key=lambda one: (one.line if one.notes and not one.field else 0, -one.weight)):
        console.out(f"{_where(question, lines)}：{question.question}")
        if question.example:
            console.out(f"    可答：{question.example}")
        console.out(f"    为什么问：{question.why}")


def _where(question: Question, lines: dict[str, int]) -> str:
    numbers = sorted({lines[note] for note in question.notes if note in lines})
    return f"第 {'、'.join(map(str, numbers))} 行" if numbers and not question.field else "全文"


def _say_the_rest(read: Notes, left: int, targets: list[Path]) -> None:
    for warning in read.warnings:
        console.say(f"提示：{warning}")
    if left > 0:
        console.say(f"另有 {left} 个次要的问题，用 --all 列出。")
    if targets:
        console.say(f"问题已写在 {targets[0]} 里。请在“答：”后面填写（不清楚的写“不清楚”），再用它起草。")
