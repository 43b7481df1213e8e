"""``nigao eval compare``: whether drafts got better, in figures and as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli_options import backend_name, how_many, say_errors
from pipeline.commands import console
from pipeline.commands.values import JsonFlag

if TYPE_CHECKING:
    from eval.compare_sides import Drafting, Side

_SIDE = "运行结果（.jsonl）、提示词文件夹，或 git 版本（取其 prompts/）。"


def compare(
    a: Annotated[str, typer.Argument(metavar="A", help=f"已接受的一方：{_SIDE}")],
    b: Annotated[str, typer.Argument(metavar="B", help=f"改过的一方：{_SIDE}")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="另写成一个网页文件（.html）。")
    ] = None,
    backend: Annotated[
        str,
        typer.Option(metavar="方式", parser=backend_name, help="两边有提示词时谁来写：replay 回放；live 用模型。"),
    ] = "offline",
    repeat: Annotated[int, typer.Option(metavar="N", parser=how_many, help="现写时每个案例写几次。")] = 1,
    jobs: Annotated[int, typer.Option("-j", "--jobs", metavar="N", parser=how_many, help="现写时同时几个进程。")] = 2,
    case: Annotated[
        list[str] | None, typer.Option("--case", metavar="案例", help="现写时只做这个案例，可重复。")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="标签", help="现写时只做带这个标签的，可重复。")
    ] = None,
    cases: Annotated[Path | None, typer.Option(metavar="文件夹", help="案例文件夹，默认随附的案例。")] = None,
    recordings: Annotated[Path | None, typer.Option(metavar="文件夹", help="录制的回答放在哪里。")] = None,
    fail_if_worse: Annotated[
        bool, typer.Option("--fail-if-worse", metavar="", help="判断为变差时退出码为 1。")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """比较两次运行或两套提示词：变好、变差，还是看不出；可写成一个网页。

    B 比 A 如何：同一案例配对，重复写的稿件归在案例之内。只要比得出来，退出码是 0。
    """
    from eval.backends import BACKENDS, RECORDINGS
    from eval.case import CASES
    from eval.compare_sides import Drafting

    who = next(one for one in BACKENDS if one == backend)
    drafting = Drafting(
        backend=who,
        repeat=repeat,
        jobs=jobs,
        cases=cases or CASES,
        ids=tuple(case or ()),
        tags=tuple(tag or ()),
        recordings=recordings or RECORDINGS,
    )
    _compare(a, b, drafting, output, fail_if_worse=fail_if_worse, as_json=as_json)


def _compare(a: str, b: str, drafting: Drafting, output: Path | None, *, fail_if_worse: bool, as_json: bool) -> None:
    from eval.compare import compare_runs
    from eval.compare_sides import sides
    from eval.compare_text import as_data, lines
    from pipeline.commands.files import checked_outputs, write_all

    inputs = [Path(one) for one in (a, b) if Path(one).is_file()]
    targets = checked_outputs([_html(output)] if output else [], inputs=inputs)
    first, second = sides(a, b, drafting)
    _leave_without_drafts(first, second)
    result = compare_runs(first.run, second.run)
    if targets:
        from eval.report_page import report_page

        write_all({target: report_page(first, second, result).encode() for target in targets})
    if as_json:
        console.out_json(as_data(result, (str(first.path), str(second.path))))
    else:
        for line in lines(result):
            console.out(line)
    for caution in result.cautions:
        console.say(f"注意：{caution}")
    for name, reason in result.left_out:
        console.say(f"没有比较：{name}（{reason}）")
    _leave(first, second, worse=fail_if_worse and result.verdict == "worse")


def _html(path: Path) -> Path:
    from pipeline.errors import UserError

    if path.suffix.lower() not in (".html", ".htm"):
        raise UserError(f"输出文件 {path}：比较结果只能写成 .html。请改文件名，或用 --json 取得数据。")
    return path


def _leave_without_drafts(first: Side, second: Side) -> None:
    """Where nothing at all could be drafted, the fault is the service's and there is nothing to compare."""
    for side in (first, second):
        if side.drafted and len(side.run.errors) == len(side.run.records):
            _leave(first, second, worse=False)


def _leave(first: Side, second: Side, *, worse: bool) -> None:
    """What was drafted just now and erred outranks the verdict: of it nothing is known."""
    codes = [0]
    for side in (first, second):
        if side.drafted:
            console.say(f"{side.name} 的运行结果：{side.path}")
            say_errors(side.run)
            codes += [one.error.exit_code for one in side.run.errors if one.error]
    if code := max(codes) or int(worse):
        raise typer.Exit(code)
