"""``nigao eval …``: the commands of the evaluation. Assembled into the command line by ``pipeline.commands.plugged``.

Exit codes: 0 all gates hold; 1 quality fell short; 2 bad case or usage; 3 a service failed; 70 a bug while drafting.
Nothing heavy is imported here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eval.cli_add_case import add_case
from eval.cli_compare import compare
from eval.cli_judge import judge
from eval.cli_options import backend_name, how_many, say_errors
from pipeline.commands import console
from pipeline.commands.localised import ChineseCommand, ChineseGroup
from pipeline.commands.modelling import PromptsOption
from pipeline.commands.values import JsonFlag

if TYPE_CHECKING:
    from eval.backends import Writer
    from eval.case import Case
    from eval.gate import Baseline, Verdict
    from eval.record import Run

app = typer.Typer(
    name="eval",
    cls=ChineseGroup,
    help="评测：把案例逐个写成稿件、评分，与已接受的基线比较。",
    epilog="退出码：0 达到基线；1 质量没有达到；2 案例或用法有误；3 服务出错。说明见 docs/eval.md。",
    add_completion=False,
    no_args_is_help=True,
    subcommand_metavar="命令 [参数]…",
    options_metavar="[选项]",
)


CaseIds = Annotated[list[str] | None, typer.Option("--case", metavar="案例", help="只做这个案例，可重复。")]
Tags = Annotated[list[str] | None, typer.Option("--tag", metavar="标签", help="只做带这个标签的案例，可重复。")]
CasesFolder = Annotated[Path | None, typer.Option("--cases", metavar="文件夹", help="案例文件夹，默认随附的案例。")]
Jobs = Annotated[int | None, typer.Option("-j", "--jobs", metavar="N", parser=how_many, help="同时几个进程。")]
Summary = Annotated[Path | None, typer.Option("--summary", metavar="文件", help="另写一份 Markdown 摘要。")]
BaselineFile = Annotated[Path | None, typer.Option("--baseline", metavar="文件", help="基线文件，默认随附的基线。")]
RunFile = Annotated[Path, typer.Argument(metavar="运行结果", help="nigao eval run 写出的 .jsonl。")]


def run(
    case: CaseIds = None,
    tag: Tags = None,
    backend: Annotated[
        str,
        typer.Option(metavar="方式", parser=backend_name, help="offline 离线；replay 回放录制的回答；live 用模型。"),
    ] = "offline",
    repeat: Annotated[int, typer.Option(metavar="N", parser=how_many, help="每个案例写几次。")] = 1,
    jobs: Jobs = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="运行结果写到这里，不写则放在数据文件夹。")
    ] = None,
    prompts: PromptsOption = None,
    record: Annotated[
        bool, typer.Option("--record", metavar="", help="把 live 的回答录下来，供 replay 回放。")
    ] = False,
    recordings: Annotated[Path | None, typer.Option(metavar="文件夹", help="录制的回答放在哪里。")] = None,
    cases: CasesFolder = None,
    baseline: BaselineFile = None,
    summary: Summary = None,
    as_json: JsonFlag = False,
) -> None:
    """把案例写成稿件、评分，列出按案例和按指标的结果，与基线比较。"""
    from eval.backends import drafted_with
    from eval.header import header_for
    from eval.running import carry_out

    ids, tags = case or [], tag or []
    writer = _writer(backend, prompts, recordings, record=record)
    chosen = drafted_with(_cases(cases, ids, tags), writer, named=bool(ids))
    header = header_for(chosen, writer, whole=not ids and not tags, repeat=repeat)
    accepted = _baseline(backend, baseline, cases)
    done, path = carry_out(chosen, writer, header, _jobs(jobs), output, [summary] if summary else [])
    _close(done, accepted, summary, as_json=as_json, path=path)


def score(
    path: RunFile,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="重新评分后的运行结果写到这里。")
    ] = None,
    jobs: Jobs = None,
    cases: CasesFolder = None,
    baseline: BaselineFile = None,
    summary: Summary = None,
    as_json: JsonFlag = False,
) -> None:
    """按现在的规则和案例要求，给已有的运行结果重新评分，不再写稿。"""
    from eval.record import read_run, write_run
    from eval.run import rescored
    from pipeline.commands.files import checked_outputs

    targets = checked_outputs([one for one in (output, summary) if one], inputs=[path])
    stored = read_run(path)
    found = _cases(cases, [], [])
    with console.progress("评分") as shown:
        count = iter(range(1, len(stored.records) + 1))
        tell = (lambda record: shown(next(count), len(stored.records), record.case)) if shown else None
        again = rescored(stored, found, _jobs(jobs), tell)
    if output and targets:
        write_run(output, again)
    accepted = _baseline(stored.header.backend, baseline, cases)
    _close(again, accepted, summary, as_json=as_json, path=output)


def accept(
    path: RunFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", metavar="", help="只显示会改变什么，不写基线。")] = False,
    cases: CasesFolder = None,
    baseline: BaselineFile = None,
    as_json: JsonFlag = False,
) -> None:
    """接受一次运行的结果作为新的基线，并列出改变了什么。"""
    from eval.gate import accepted, as_text, changes, load_baseline
    from eval.record import read_run
    from pipeline.commands.files import checked_outputs, write_all

    done = read_run(path)
    target = _new_baseline(done.header.backend, baseline, cases, make=not dry_run)
    old = load_baseline(done.header.backend, target)
    new = accepted(done, old)
    changed = changes(old, new)
    if not dry_run:
        (real,) = checked_outputs([target], inputs=[path])
        write_all({real: as_text(new).encode()})
    if as_json:
        found = [_plain(one) for one in changed]
        console.out_json({"baseline": str(target), "written": not dry_run, "changes": found})
        return
    for one in changed:
        console.out(str(one))
    what = "没有改变" if not changed else f"{len(changed)} 项改变"
    console.say(f"{what}，{'没有写入' if dry_run else '已写入'}基线 {target}。")


def checks(
    jobs: Jobs = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="检出率另写成 JSON。")] = None,
    accept_now: Annotated[bool, typer.Option("--accept", metavar="", help="接受这次的检出率作为新的基线。")] = False,
    baseline: BaselineFile = None,
    summary: Summary = None,
    as_json: JsonFlag = False,
) -> None:
    """检查规则的检出率和误报率：植入的缺陷、已标注的无据说法，与基线比较。"""
    from eval import check_rates as rates_of
    from eval.tables import plain
    from pipeline.commands.files import checked_outputs, write_all

    target = baseline or rates_of.BASELINE
    targets = checked_outputs([one for one in (output, summary) if one])
    old = rates_of.load_rates(target)
    rates = rates_of.check_rates(_jobs(jobs))
    fallen = rates_of.judge_checks(rates, old)
    pages = [rates_of.rates_text(rates)] * bool(output) + [rates_of.checks_summary(rates, fallen)] * bool(summary)
    write_all({path: page.encode() for path, page in zip(targets, pages, strict=True)})
    if accept_now:
        _accept_rates(rates, old, _outside_package(target, "基线", "--baseline"))
    if as_json:
        console.out_json({"rates": rates.model_dump(mode="json"), "shortfalls": [_plain(one) for one in fallen]})
    else:
        console.out(plain(*rates_of.rate_rows(rates)) + "\n\n" + plain(*rates_of.claim_rows(rates)))
    for one in fallen:
        console.say(f"没有达到：{one}")
    if fallen and not accept_now:
        raise typer.Exit(1)


def cases_listed(
    cases: CasesFolder = None,
    schema: Annotated[bool, typer.Option("--schema", metavar="", help="输出案例文件的 JSON Schema。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """列出并校验全部案例。"""
    from eval.case import schema as schema_text
    from eval.tables import plain

    if schema:
        console.out(schema_text().rstrip("\n"))
        return
    found = _cases(cases, [], [])
    if as_json:
        console.out_json([{"id": one.id, **one.file.model_dump(mode="json")} for one in found])
        return
    rows = [
        (one.id, one.genre.id, str(len(one.notes.notes)), "、".join(one.file.tags), one.file.title) for one in found
    ]
    console.out(plain(("案例", "文种", "要点", "标签", "考什么"), rows))
    console.say(f"共 {len(found)} 个案例，都能读懂。")


for _name, _command in (
    ("run", run),
    ("score", score),
    ("accept", accept),
    ("checks", checks),
    ("cases", cases_listed),
    ("compare", compare),
    ("judge", judge),
    ("add-case", add_case),
):
    app.command(_name, cls=ChineseCommand, options_metavar="[选项]")(_command)


# --- what the commands share


def _cases(folder: Path | None, ids: list[str], tags: list[str]) -> list[Case]:
    from eval.case import CASES, load_cases

    return load_cases(folder or CASES, ids, tags)


def _jobs(given: int | None) -> int:
    from eval.run import processors

    return given or processors()


def _writer(backend: str, prompts: Path | None, recordings: Path | None, *, record: bool) -> Writer:
    from eval.backends import BACKENDS, RECORDINGS, Writer
    from pipeline.errors import UserError

    if record and backend != "live":
        raise UserError(f"--record 只能同 --backend live 一起用，不能是 {backend}。")
    if record:
        _outside_package(recordings or RECORDINGS, "录制的回答", "--recordings")
    who = next(one for one in BACKENDS if one == backend)
    return Writer(who, prompts, recordings or RECORDINGS, record)


def _baseline(backend: Any, given: Path | None, cases: Path | None) -> Baseline | None:
    """The baseline to compare with, read before anything is paid for. One that the user names has to be there."""
    from eval.gate import baseline_path, load_baseline
    from pipeline.errors import UserError

    if given is not None and not given.is_file():
        raise UserError(f"没有基线文件 {given}。请检查路径，或用 nigao eval accept 建立。")
    return load_baseline(backend, given or baseline_path(backend, cases))


def _new_baseline(backend: Any, given: Path | None, cases: Path | None, *, make: bool) -> Path:
    """The baseline to write; the folder of those beside the user's own cases is made when it is not there."""
    from eval.gate import baseline_path

    path = given or _outside_package(baseline_path(backend, cases), "基线", "--baseline")
    if make and given is None:
        path.parent.mkdir(exist_ok=True)
    return path


def _outside_package(path: Path, what: str, option: str) -> Path:
    """Nothing is ever written into an installed package."""
    from pipeline.errors import UserError
    from pipeline.resources import data_folder

    if data_folder().name == "_data" and Path(__file__).parent in path.parents:
        raise UserError(f"随附的{what}在安装包里，不能改写。请用 {option} 另指定一个地方。")
    return path


def _accept_rates(rates: Any, old: Any, target: Path) -> None:
    from eval.check_rates import rates_text
    from pipeline.commands.files import checked_outputs, write_all

    kept = rates.model_copy(update={"tolerance": old.tolerance}) if old else rates
    (real,) = checked_outputs([target])
    write_all({real: rates_text(kept).encode()})
    console.say(f"已写入基线 {target}。")


def _plain(value: Any) -> Any:
    from pipeline.export import plain

    return plain(value)


def _close(done: Run, accepted: Baseline | None, summary: Path | None, *, as_json: bool, path: Path | None) -> None:
    """Shows the run and the verdict, and leaves with the code that they call for."""
    from eval.gate import judge
    from eval.tables import summary as page
    from pipeline.commands.files import checked_outputs, write_all

    verdict = judge(done, accepted)
    if summary:
        write_all({target: page(done, verdict).encode() for target in checked_outputs([summary])})
    if as_json:
        console.out_json(_as_data(done, verdict, path))
    else:
        _show(done, verdict)
    if path is not None:
        console.say(f"运行结果：{path}")
    _say(done, verdict)
    if code := _exit_code(done, verdict):
        raise typer.Exit(code)


def _as_data(done: Run, verdict: Verdict, path: Path | None) -> dict[str, Any]:
    from eval.figures import figures_by_case, spent_by, total_of

    cases = figures_by_case(done)
    return {
        "run": str(path) if path else None,
        "header": _plain(done.header),
        "total": _plain(total_of(cases)),
        "cases": _plain(cases),
        "spent": _plain(spent_by(record.score for record in done.records if record.score)),
        "errors": [{"case": one.case, "repeat": one.repeat, **_plain(one.error)} for one in done.errors],
        "shortfalls": _plain(verdict.shortfalls),
        "better": _plain(verdict.better),
        "known": _plain(verdict.known),
        "changed": list(verdict.changed),
    }


def _show(done: Run, verdict: Verdict) -> None:
    from eval.tables import by_case, by_metric, plain

    console.out(plain(*by_case(done)) + "\n\n" + plain(*by_metric(done, verdict)))


def _say(done: Run, verdict: Verdict) -> None:
    say_errors(done)
    for case, one in verdict.known:
        console.say(f"接受基线时就没有达到：{case} {one}")
    for shortfall in verdict.shortfalls:
        console.say(f"没有达到：{shortfall}")
    if verdict.shortfalls and verdict.changed:
        console.say(f"基线以来改动过的文件：{'、'.join(verdict.changed)}")
    for case in verdict.fresh:
        console.say(f"新案例 {case}，基线里还没有；认可后请用 nigao eval accept 接受。")
    if verdict.against is None:
        console.say(f"还没有 {done.header.backend} 的基线；认可这次结果后请用 nigao eval accept 接受。")
    elif verdict.better:
        console.say(f"有 {len(verdict.better)} 项比基线好；认可后请用 nigao eval accept 接受。")


def _exit_code(done: Run, verdict: Verdict) -> int:
    """An error outranks a shortfall: of what was not drafted nothing is known."""
    codes = [record.error.exit_code for record in done.errors if record.error]
    return max(codes) if codes else int(not verdict.holds)
