"""``nigao eval judge``: a model reads the drafts of a run. Never part of any other command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.cli_options import how_many
from pipeline.commands import console
from pipeline.commands.modelling import PromptsOption
from pipeline.commands.values import JsonFlag

if TYPE_CHECKING:
    from eval.judge_asking import Couple, Item, Judge
    from eval.judge_calibration import Calibration, Identity
    from eval.record import Run
    from pipeline.commands.modelling import Keeping


def judge_backend(value: str) -> str:
    """Who judges: a model, or its recorded answers."""
    from pipeline.errors import UserError

    if value not in ("live", "replay"):
        raise UserError(f"--backend 只能是 live、replay，不能是“{value}”。评审要用模型，没有离线的。")
    return value


def judge(
    run: Annotated[Path | None, typer.Argument(metavar="[运行结果]", help="nigao eval run 写出的 .jsonl。")] = None,
    other: Annotated[
        Path | None,
        typer.Argument(metavar="[另一次]", help="给出两次运行，就逐案比较哪一稿好（A、B 隐去，次序互换）。"),
    ] = None,
    backend: Annotated[
        str, typer.Option(metavar="方式", parser=judge_backend, help="live 用模型；replay 回放录制的回答。")
    ] = "live",
    votes: Annotated[int, typer.Option(metavar="K", parser=how_many, help="每篇判几次；各票都保留。")] = 1,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", metavar="", help="先考评审：让它判缺陷已知的稿件，记下检出率、误报和偏向。")
    ] = False,
    sample: Annotated[int, typer.Option(metavar="N", parser=how_many, help="校准时植入多少处缺陷。")] = 24,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="评审结果另写成 JSON。")] = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="案例", help="只判这个案例，可重复。")] = None,
    prompts: PromptsOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", metavar="", help="不用以前存下的回答，重新问。")] = False,
    recordings: Annotated[Path | None, typer.Option(metavar="文件夹", help="录制的回答放在哪里。")] = None,
    record: Annotated[bool, typer.Option("--record", metavar="", help="把回答录进 --recordings 的文件夹。")] = False,
    cases: Annotated[Path | None, typer.Option(metavar="文件夹", help="案例文件夹，默认随附的案例。")] = None,
    as_json: JsonFlag = False,
) -> None:
    """（可选）请模型当评审：逐句找依据、打分；给两次运行就盲比。没有校准过的评审，结果处处标明“未经校准”。"""
    from eval.record import read_run
    from pipeline.commands.files import checked_outputs

    inputs = [one for one in (run, other) if one]
    _require_sense(inputs, calibrate=calibrate)
    targets = checked_outputs([output] if output else [], inputs=inputs)
    runs = [read_run(path) for path in inputs]
    keeping = _keeping(backend, recordings, record=record, fresh=fresh)
    with _opened(keeping, prompts, votes) as (judging, who):
        if calibrate:
            data, lines, failed = _calibrated(judging, who, sample)
        else:
            data, lines, failed = _judged(judging, who, runs, cases, case or [])
    _hand_over({**data, "judge": who.model_dump(mode="json"), "votes": votes}, lines, targets, as_json=as_json)
    _bill(judging)
    if failed:
        console.say(f"{failed} 篇没有判成。")
        raise typer.Exit(3)


def _require_sense(inputs: Sequence[Path], *, calibrate: bool) -> None:
    from pipeline.errors import UserError

    if calibrate and inputs:
        raise UserError("--calibrate 用的是自带的稿件，不要再给运行结果。请去掉其中一个。")
    if not calibrate and not inputs:
        raise UserError("请给出要评审的运行结果（.jsonl），或用 --calibrate 先校准评审。")


def _keeping(backend: str, recordings: Path | None, *, record: bool, fresh: bool) -> Keeping:
    from pipeline.commands.modelling import Keeping
    from pipeline.errors import UserError

    if recordings is None and (record or backend == "replay"):
        raise UserError("录制和回放评审都要写明文件夹。请加 --recordings 文件夹。")
    if record and backend != "live":
        raise UserError(f"--record 只能同 --backend live 一起用，不能是 {backend}。")
    if backend == "replay":
        return Keeping(replay=recordings)
    return Keeping(record=recordings if record else None, fresh=fresh)


@contextmanager
def _opened(keeping: Keeping, prompts: Path | None, votes: int) -> Iterator[tuple[Judge, Identity]]:
    from eval.judge_asking import Judge
    from eval.judge_calibration import identity
    from pipeline.commands import modelling
    from pipeline.settings import load_settings

    keeping.require_sense()
    with modelling.open_backend(load_settings(), keeping, prompts) as opened:
        yield Judge(opened, votes), identity(opened.model.name, opened.prompts)


_Result = tuple[dict[str, Any], list[str], int]
"""What is written, what is shown, and how many drafts could not be judged."""


def _calibrated(judging: Judge, who: Identity, sample: int) -> _Result:
    from eval.judge_calibration import calibrate, calibration_path, calls_needed, save_calibration, standing
    from eval.judge_text import calibration_lines
    from pipeline.settings import load_settings

    console.say(f"校准要问 {calls_needed(sample, judging.votes)} 次。")
    found = calibrate(judging, who, sample)
    path = calibration_path(load_settings(), who)
    save_calibration(path, found)
    lines = [*calibration_lines(found), f"{who.model}：{standing(found)}", f"校准记录：{path}"]
    return {"calibration": found.model_dump(mode="json"), "standing": standing(found)}, lines, 0


def _judged(judging: Judge, who: Identity, runs: Sequence[Run], cases: Path | None, ids: list[str]) -> _Result:
    from eval.judge_calibration import standing
    from eval.judge_text import judged_data, pair_lines, pairs_data, rubric_lines

    known = _known(who)
    words = standing(known)
    about = {"standing": words, "calibration": known.model_dump(mode="json") if known else None}
    if len(runs) == 1:
        items = _items(runs[0], cases, ids)
        judged = _with_progress(lambda done: judging.judge(items, done), len(items) * judging.votes)
        lines = [f"评审 {who.model}：{words}", *rubric_lines(judged, words)]
        return {**about, "drafts": judged_data(judged)}, lines, sum(one.verdict == "unjudged" for one in judged)
    couples = _couples(runs[0], runs[1], cases, ids)
    pairs = _with_progress(lambda done: judging.judge_pairs(couples, done), len(couples) * judging.votes)
    lines = [f"评审 {who.model}：{words}", *pair_lines(pairs, words)]
    return {**about, "pairs": pairs_data(pairs)}, lines, sum(one.verdict == "unjudged" for one in pairs)


def _known(who: Identity) -> Calibration | None:
    from eval.judge_calibration import calibration_path, load_calibration
    from pipeline.settings import load_settings

    return load_calibration(calibration_path(load_settings(), who), who)


def _with_progress(work: Callable[[Callable[[], None]], Any], total: int) -> Any:
    with console.progress("评审") as shown:
        finished = iter(range(1, total + 1))
        return work((lambda: shown(next(finished), total, "")) if shown else (lambda: None))


def _items(run: Run, folder: Path | None, ids: list[str]) -> list[Item]:
    from eval.judge_asking import Item

    cases = _cases_of(run, folder, ids)
    return [
        Item(one.case, one.repeat, cases[one.case].notes, cases[one.case].genre, one.text)
        for one in run.records
        if one.draft is not None and one.case in cases
    ]


def _couples(a: Run, b: Run, folder: Path | None, ids: list[str]) -> list[Couple]:
    from eval.judge_asking import Couple
    from pipeline.errors import UserError

    cases = _cases_of(a, folder, ids)
    others = {
        (one.case, one.repeat): one for one in b.records if one.draft and one.digest == a.header.cases.get(one.case)
    }
    couples = [
        Couple(one.case, one.repeat, cases[one.case].notes, cases[one.case].genre, one.text, other.text)
        for one in a.records
        if one.draft and one.case in cases and (other := others.get((one.case, one.repeat)))
    ]
    if not couples:
        raise UserError("两次运行没有可以比较的案例。请用同一批案例重新运行 nigao eval run。")
    return couples


def _cases_of(run: Run, folder: Path | None, ids: list[str]) -> dict[str, Any]:
    """The cases of ``run`` that were asked for. Raises UserError when one is gone or has other notes now."""
    from eval.case import CASES, load_cases
    from pipeline.errors import UserError

    if unknown := [one for one in ids if one not in run.header.cases]:
        raise UserError(f"运行结果里没有案例“{unknown[0]}”。有的：{'、'.join(run.header.cases)}。")
    wanted = ids or list(run.header.cases)
    cases = {case.id: case for case in load_cases(folder or CASES, wanted)}
    if changed := [one for one in wanted if cases[one].digest != run.header.cases[one]]:
        raise UserError(f"案例“{changed[0]}”的要点、文种或范文在成稿以后改过，不能再评。请重新运行 nigao eval run。")
    return cases


def _hand_over(data: dict[str, Any], lines: Sequence[str], targets: Sequence[Path], *, as_json: bool) -> None:
    import json

    from pipeline.commands.files import write_all

    text = json.dumps({"kind": "judged", **data}, ensure_ascii=False, indent=1) + "\n"
    write_all({target: text.encode() for target in targets})
    if as_json:
        console.out_json({"kind": "judged", **data})
        return
    for line in lines:
        console.out(line)


def _bill(judging: Judge) -> None:
    tokens = sum(usage.prompt_tokens + usage.completion_tokens for usage in judging.used)
    cached = sum(usage.cached for usage in judging.used)
    console.say(f"评审问了 {len(judging.used)} 次（其中 {cached} 次取自以前存下的回答），{tokens} 个词元。")
