"""``nigao eval`` as an editor and a CI job meet it: exit codes, files, one line for an error."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from eval import backends, check_rates, run
from eval.check_rates import CheckRates
from eval.libraries import settings_for
from eval.mutants.kinds import FIRST
from eval.record import read_run
from pipeline.cli import main
from pipeline.errors import ServiceError, UserError
from pipeline.settings import Settings
from tests.eval.samples import CASE, write_case

WEAK = CASE.replace("facts: [3座]", "facts: [3座, 9座]")


class Done(NamedTuple):
    """What one run of the command line left behind."""

    code: int
    out: str
    err: str


Nigao = Callable[..., Done]


@pytest.fixture(scope="session")
def eval_home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the library of the cases is built already."""
    home = tmp_path_factory.mktemp("eval-home")
    own = settings_for(Settings(home=home))
    shutil.copytree(built_home, own.home)
    return home


@pytest.fixture
def nigao(eval_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Nigao]:
    """Runs ``nigao eval …`` in this process, one job."""
    monkeypatch.setenv("NIGAO_HOME", str(eval_home))
    monkeypatch.setattr(run, "processors", lambda: 1)
    backends.settings.cache_clear()

    def call(*arguments: object) -> Done:
        code = main(["eval", *map(str, arguments)])
        return Done(code, *capsys.readouterr())

    yield call
    backends.settings.cache_clear()


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    write_case(tmp_path / "cases", "good")
    return tmp_path / "cases"


@pytest.fixture
def accepted(nigao: Nigao, cases: Path, tmp_path: Path) -> Path:
    """A baseline of the good case."""
    assert nigao("run", "--cases", cases, "-o", tmp_path / "first.jsonl").code == 0
    assert nigao("accept", tmp_path / "first.jsonl", "--cases", cases).code == 0
    return tmp_path / "baselines" / "offline.json"


def _fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(run, "draft_for", broken)


# --- run


def test_run_shows_cases_and_metrics_and_keeps_the_drafts(nigao: Nigao, cases: Path, tmp_path: Path) -> None:
    done = nigao("run", "--cases", cases, "-o", tmp_path / "run.jsonl", "--summary", tmp_path / "page.md")
    assert done.code == 0
    assert "[1/1] good" in done.err
    for word in ("good", "要点写入", "事实有据", "语体距离", "费用"):
        assert word in done.out
    stored = read_run(tmp_path / "run.jsonl")
    assert "雷达站3座" in stored.records[0].text
    assert stored.header.data.keys() > {"corpus/genres/fayan.yaml"}
    assert "prompts/section.md" in stored.header.prompts
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("## 评测 offline")
    assert not (tmp_path / "run.jsonl.part").exists()


def test_repeats_of_the_composer_are_the_same(nigao: Nigao, cases: Path, tmp_path: Path) -> None:
    nigao("run", "--cases", cases, "--repeat", 2, "-o", tmp_path / "run.jsonl")
    first, second = read_run(tmp_path / "run.jsonl").by_case["good"]
    assert first.text == second.text


def test_quality_that_fell_short_exits_1_and_names_case_metric_and_rule(
    nigao: Nigao, accepted: Path, cases: Path, tmp_path: Path
) -> None:
    assert accepted.is_file()
    (cases / "good" / "case.yaml").write_text(WEAK, encoding="utf-8")
    done = nigao("run", "--cases", cases, "-o", tmp_path / "run.jsonl")
    assert done.code == 1
    assert "没有达到：good 案例要求：达到 → 未达到（事实：没有写出“9座”）" in done.err


def test_lost_case_exits_1(nigao: Nigao, accepted: Path, cases: Path, tmp_path: Path) -> None:
    assert accepted.is_file()
    shutil.move(cases / "good", cases / "renamed")
    done = nigao("run", "--cases", cases, "-o", tmp_path / "run.jsonl")
    assert done.code == 1
    assert "没有达到：good 案例：有 → 没有了" in done.err
    assert "新案例 renamed" in done.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UserError("要点太长。请删减。"), 2),
        (ServiceError("模型没有回答。请稍后再试。"), 3),
        (ZeroDivisionError("缺陷"), 70),
    ],
)
def test_an_error_is_never_a_score(
    nigao: Nigao, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    write_case(cases, "weak", WEAK)
    _fails(monkeypatch, error)
    done = nigao("run", "--cases", cases, "-o", tmp_path / "run.jsonl")
    assert done.code == code
    assert "出错：good 第 1 次" in done.err
    assert "没有达到" not in done.err
    stored = read_run(tmp_path / "run.jsonl")
    assert all(record.score is None and record.error for record in stored.records)
    assert nigao("accept", tmp_path / "run.jsonl", "--baseline", tmp_path / "b.json").code == 2


def test_interrupted_run_keeps_what_was_drafted(
    nigao: Nigao, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case(cases, "second")
    drafted = backends.draft_for
    calls = iter([drafted])

    def once(*arguments: object) -> object:
        return next(calls, _interrupt)(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "draft_for", once)
    assert nigao("run", "--cases", cases, "-o", tmp_path / "run.jsonl").code == 130
    assert not (tmp_path / "run.jsonl").exists()
    kept = (tmp_path / "run.jsonl.part").read_text(encoding="utf-8").splitlines()
    assert [json.loads(one)["kind"] for one in kept] == ["run", "draft"]


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_json_has_figures_errors_and_shortfalls(nigao: Nigao, cases: Path, tmp_path: Path) -> None:
    done = nigao("run", "--cases", cases, "-o", tmp_path / "run.jsonl", "--json")
    data = json.loads(done.out)
    assert data["cases"]["good"]["shares"]["coverage"] == 1.0
    assert data["errors"] == data["shortfalls"] == []
    assert data["header"]["backend"] == "offline"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--case", "none"], "没有评测案例“none”"),
        (["run", "--tag", "none"], "没有案例带标签“none”"),
        (["run", "--backend", "gpt"], "--backend 只能是 offline、replay、live，不能是“gpt”"),
        (
            ["run", "--backend", "replay", "--recordings", "nowhere", "--case", "01-shuili-fayan"],
            "案例 01-shuili-fayan没有录制",
        ),
        (["run", "--backend", "replay", "--recordings", "nowhere"], "所选案例都没有录制的回答"),
        (["run", "--backend", "live"], "没有配置模型"),
        (["run", "--record"], "--record 只能同 --backend live 一起用"),
        (["run", "--repeat", "0"], "不能是“0”"),
        (["run", "-j", "many"], "不能是“many”"),
        (["run", "--cases", "nowhere"], "没有评测案例"),
        (["run", "-o", "/nowhere/run.jsonl"], "/nowhere"),
        (["run", "--case", "01-shuili-fayan", "--baseline", "none.json"], "没有基线文件 none.json"),
        (["score", "none.jsonl"], "none.jsonl"),
        (["accept", "none.jsonl"], "none.jsonl"),
    ],
)
def test_bad_usage_exits_2_with_one_line(
    nigao: Nigao, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = nigao(*arguments)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert words in done.err


# --- score and accept


def test_scoring_again_drafts_nothing_and_gives_the_same(
    nigao: Nigao, accepted: Path, cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fails(monkeypatch, AssertionError("nothing is drafted"))
    again = tmp_path / "again.jsonl"
    done = nigao("score", tmp_path / "first.jsonl", "--cases", cases, "--baseline", accepted, "-o", again)
    assert done.code == 0
    assert read_run(again) == read_run(tmp_path / "first.jsonl")


def test_scoring_again_follows_the_expectations_as_they_are_now(
    nigao: Nigao, accepted: Path, cases: Path, tmp_path: Path
) -> None:
    (cases / "good" / "case.yaml").write_text(WEAK, encoding="utf-8")
    done = nigao("score", tmp_path / "first.jsonl", "--cases", cases, "--baseline", accepted)
    assert done.code == 1
    assert "没有写出“9座”" in done.err


def test_stored_drafts_of_other_notes_are_not_scored(nigao: Nigao, accepted: Path, cases: Path, tmp_path: Path) -> None:
    del accepted
    (cases / "good" / "notes.txt").write_text("单位：市气象局\n文种：汇报发言\n- 建成雷达站4座\n", encoding="utf-8")
    done = nigao("score", tmp_path / "first.jsonl", "--cases", cases)
    assert done.code == 2
    assert "案例“good”的要点、文种或范文在成稿以后改过" in done.err
    shutil.rmtree(cases / "good")
    write_case(cases, "other")
    assert "案例“good”已经没有了" in nigao("score", tmp_path / "first.jsonl", "--cases", cases).err


def test_accepting_shows_what_changes_and_a_dry_run_writes_nothing(
    nigao: Nigao, accepted: Path, cases: Path, tmp_path: Path
) -> None:
    before = accepted.read_bytes()
    write_case(cases, "second", WEAK)
    nigao("run", "--cases", cases, "-o", tmp_path / "second.jsonl")
    shown = nigao("accept", tmp_path / "second.jsonl", "--baseline", accepted, "--dry-run")
    assert "second 案例：没有 → 有" in shown.out
    assert accepted.read_bytes() == before
    nigao("accept", tmp_path / "second.jsonl", "--baseline", accepted)
    assert nigao("run", "--cases", cases, "--baseline", accepted, "-o", tmp_path / "third.jsonl").code == 0


# --- cases and checks


def test_cases_are_listed_and_their_schema_printed(nigao: Nigao, cases: Path) -> None:
    assert "good" in nigao("cases", "--cases", cases).out
    assert json.loads(nigao("cases", "--schema").out)["additionalProperties"] is False
    assert json.loads(nigao("cases", "--cases", cases, "--json").out)[0]["id"] == "good"


@pytest.fixture
def few_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small part of the mutation suite: two kinds of one family."""
    few = [kind for kind in FIRST if kind.families[0] == "placeholder"]
    monkeypatch.setattr(check_rates, "FIRST", few[:2])
    monkeypatch.setattr(check_rates, "LATER", few[2:3])


@pytest.mark.usefixtures("few_kinds")
def test_checks_print_rates_and_fall_with_them(nigao: Nigao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    baseline, rates = tmp_path / "checks.json", tmp_path / "rates.json"
    done = nigao("checks", "--baseline", baseline, "-o", rates, "--accept")
    assert done.code == 0
    assert "placeholder" in done.out
    assert "一次写成的稿件" in done.out
    found = CheckRates.model_validate_json(rates.read_text(encoding="utf-8"))
    better = found.families["placeholder"].model_copy(update={"planted": 100, "caught": 100})
    raised = found.model_copy(update={"families": {**found.families, "placeholder": better, "gone": better}})
    baseline.write_text(check_rates.rates_text(raised), encoding="utf-8")
    monkeypatch.setattr(check_rates, "check_rates", lambda _: found)
    worse = nigao("checks", "--baseline", baseline, "--summary", tmp_path / "page.md")
    caught = found.families["placeholder"]
    assert worse.code == 1
    assert "没有达到：gone 检查族：有 → 没有了" in worse.err
    assert ("没有达到：placeholder 检出率" in worse.err) == (caught.caught < caught.planted)
    assert "没有达到" in (tmp_path / "page.md").read_text(encoding="utf-8")
