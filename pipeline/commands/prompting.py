"""``nigao prompts``: what the prompts are, whether they hold, and exactly what would be sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.localised import ChineseCommand, ChineseGroup
from pipeline.commands.modelling import PromptsOption
from pipeline.commands.values import JsonFlag

if TYPE_CHECKING:
    from pipeline.models import Reply, Request
    from pipeline.prompts import Prompt, PromptBook

app = typer.Typer(
    name="prompts",
    cls=ChineseGroup,
    help="查看和检验提示词。",
    no_args_is_help=True,
    subcommand_metavar="命令 [参数]…",
    options_metavar="[选项]",
)
_SENT = ("plan", "opening", "section", "revise", "questions")
_STAGE = typer.Argument(metavar="阶段", help="如 plan、section；可用的见 nigao prompts list。")


@app.command("list", cls=ChineseCommand, options_metavar="[选项]")
def listed(prompts: PromptsOption = None, as_json: JsonFlag = False) -> None:
    """列出各阶段的提示词文件。"""
    rows = [_row(prompt) for prompt in _book(prompts)]
    if as_json:
        console.out_json(rows)
        return
    for row in rows:
        console.out(f"{row['stage']:<12}{row['file']:<16}第 {row['version']} 版  {row['hash']}  {row['tokens']} 词元")


@app.command("show", cls=ChineseCommand, options_metavar="[选项]")
def show(stage: Annotated[str, _STAGE], prompts: PromptsOption = None, as_json: JsonFlag = False) -> None:
    """显示一个阶段的提示词原文。"""
    prompt = _book(prompts)[stage]
    if as_json:
        console.out_json({**_row(prompt), "variables": list(prompt.front.variables), "parts": dict(prompt.parts)})
    else:
        console.out(prompt.path.read_text(encoding="utf-8-sig").rstrip("\n"))


@app.command("lint", cls=ChineseCommand, options_metavar="[选项]")
def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[文件或文件夹]…", help="不写则检验在用的全部。")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """检验提示词：说明是否完整，变量是否写对，有没有超出这一阶段能给的。"""
    from pipeline.errors import UserError

    checked: list[dict[str, str]] = []
    for path in _files(paths):
        try:
            _lint_one(path)
            checked.append({"file": str(path), "fault": ""})
        except UserError as error:
            checked.append({"file": str(path), "fault": str(error)})
    bad = [row["fault"] for row in checked if row["fault"]]
    if as_json:
        console.out_json(checked)
    for fault in bad:
        console.say(f"错误：{fault}")
    if bad:
        raise typer.Exit(2)
    if not as_json:
        console.out(f"{len(checked)} 个提示词文件，没有发现问题。")


@app.command("render", cls=ChineseCommand, options_metavar="[选项]")
def render(
    stage: Annotated[str, _STAGE],
    notes: Annotated[Path, typer.Argument(metavar="要点文件", help="用这份要点填写。")],
    prompts: PromptsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """显示一份要点在某个阶段会发给模型的全部文字和词元数（提纲以离线拟稿器的代替，修改以其初稿代替）。"""
    book = _book(prompts)
    _require_sent(stage)
    requests = _requests(stage, notes, book)
    if not requests:
        console.say("离线拟稿器的初稿没有要修改的地方，这一阶段没有可显示的内容。")
    if as_json:
        console.out_json([_request_data(request) for request in requests])
        return
    for request in requests:
        for message in request.messages:
            console.out(f"━━ {request.label} · {message.role} · {_count(message.text)} 词元 ━━")
            console.out(message.text)
        console.out(f"━━ 合计 {sum(_count(message.text) for message in request.messages)} 词元 ━━\n")


def _require_sent(stage: str) -> None:
    from pipeline.errors import UserError

    if stage not in _SENT:
        raise UserError(f"“{stage}”不是写稿时发送的阶段。可用的阶段：{'、'.join(_SENT)}。")


def _book(folder: Path | None) -> PromptBook:
    from pipeline.prompts import load_prompts
    from pipeline.settings import load_settings

    return load_prompts(folder or load_settings().prompts)


def _row(prompt: Prompt) -> dict[str, str | int]:
    front = prompt.front
    tokens = sum(map(_count, prompt.parts.values()))
    return {
        "stage": front.stage,
        "file": prompt.path.name,
        "id": front.id,
        "version": front.version,
        "hash": prompt.digest,
        "tokens": tokens,
    }


def _files(paths: Sequence[Path] | None) -> list[Path]:
    from pipeline.errors import UserError
    from pipeline.resources import prompts_folder
    from pipeline.settings import load_settings

    places = paths or [load_settings().prompts or prompts_folder()]
    files = [file for place in places for file in (sorted(place.glob("*.md")) if place.is_dir() else [place])]
    if not files:
        raise UserError(f"{places[0]} 中没有提示词文件（*.md）。请写对路径。")
    return files


def _lint_one(path: Path) -> None:
    """Raises UserError with the fault. The template is filled once, so that nothing is left for a paid call to find."""
    from pipeline.prompts import load_prompt

    prompt = load_prompt(path)
    prompt.messages({name: f"〈{name}〉" for name in prompt.front.variables})


def _count(text: str) -> int:
    from pipeline.models.tokens import count_tokens

    return count_tokens(text)


def _request_data(request: Request) -> dict[str, object]:
    return {
        "stage": request.stage,
        "label": request.label,
        "messages": [
            {"role": message.role, "text": message.text, "tokens": _count(message.text)} for message in request.messages
        ],
        "schema": request.schema,
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
    }


class _Unasked:
    """A model that is never asked: what would be sent is only shown. Its window is the configured one, or wide."""

    name = "（未调用）"

    def __init__(self, window: int) -> None:
        self.window = window or 1_000_000

    def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        raise AssertionError(f"render asked the model: {request.label}, {on_text}")

    def prepare(self) -> None:
        """Nothing is loaded for what is never asked."""

    def close(self) -> None:
        """Nothing is under way."""

    def count(self, text: str) -> int:
        return _count(text)


def _requests(stage: str, path: Path, book: PromptBook) -> list[Request]:
    from pipeline.commands.writing import read_with_genre, ready_library
    from pipeline.settings import load_settings
    from pipeline.writing.chat import Backend
    from pipeline.writing.estimate import requests_for

    settings = load_settings()
    notes, genre = read_with_genre(path, settings)
    backend = Backend(_Unasked(settings.model.window), book, settings.model)
    with ready_library(settings) as library:
        return requests_for(stage, notes, genre, library, backend)
