"""The gate: what falls short and what does not, and what accepting changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.gate import TOTAL, Baseline, accepted, as_text, changes, judge, load_baseline
from eval.metrics import Unmet
from eval.record import Failure, Run, RunRecord, run_of
from eval.tables import by_case, markdown, plain, summary
from pipeline.errors import UserError
from tests.eval.samples import a_run, a_score


@pytest.fixture
def baseline() -> Baseline:
    return accepted(a_run({"a": [a_score()], "b": [a_score(warnings={"structure.balance": 1})]}), None)


def _run(**changed: Any) -> Run:
    """The accepted run with case a ``changed``."""
    return a_run({"a": [a_score(**changed)], "b": [a_score(warnings={"structure.balance": 1})]})


def _names(run: Run, baseline: Baseline | None) -> set[tuple[str, str]]:
    return {(one.case, one.metric) for one in judge(run, baseline).shortfalls}


def test_the_accepted_run_holds(baseline: Baseline) -> None:
    verdict = judge(_run(), baseline)
    assert verdict.holds
    assert verdict.better == ()


@pytest.mark.parametrize(
    ("changed", "metric"),
    [
        ({"blockers": {"grounding.number": 1}}, "必须处理"),
        ({"warnings": {"grounding.claim": 2}}, "建议处理"),
        ({"coverage": 0.9}, "要点写入"),
        ({"coverage": None}, "要点写入"),
        ({"grounding": 0.98}, "事实有据"),
        ({"leakage": 1}, "串稿"),
        ({"structure": 0.8}, "结构"),
        ({"length_error": 0.09}, "篇幅误差"),
        ({"register_distance": 1.9}, "语体距离"),
        ({"copied": 0.03}, "照搬范文"),
        ({"unmet": (Unmet(what="事实", message="没有写出“3座”"),)}, "案例要求"),
    ],
)
def test_what_gets_worse_falls_short(baseline: Baseline, changed: dict[str, Any], metric: str) -> None:
    assert ("a", metric) in _names(_run(**changed), baseline)


@pytest.mark.parametrize(
    "changed",
    [
        {"warnings": {"grounding.claim": 1}},
        {"length_error": 0.06},
        {"register_distance": 1.6},
        {"copied": 0.012},
        {"coverage": 1.0, "length_error": 0.0},
    ],
)
def test_what_stays_within_the_tolerance_holds(baseline: Baseline, changed: dict[str, Any]) -> None:
    assert judge(_run(**changed), baseline).holds


def test_many_small_losses_fall_short_together() -> None:
    cases = {name: [a_score(register_distance=1.5)] for name in "abcdef"}
    old = accepted(a_run(cases), None)
    worse = a_run({name: [a_score(register_distance=1.7)] for name in "abcdef"})
    assert _names(worse, old) == {(TOTAL, "语体距离")}


def test_shortfall_names_rule_old_new_and_the_changed_prompt_the_draft_used() -> None:
    old = accepted(a_run({"a": [a_score()]}, backend="replay", prompts={"prompts/section.md": "1"}), None)
    now = a_run(
        {"a": [a_score(blockers={"grounding.number": 2})]},
        backend="replay",
        prompts={"prompts/section.md": "2", "prompts/plan.md": "1"},
    )
    (one,) = judge(now, old).shortfalls
    assert (one.case, one.rule, one.old, one.new) == ("a", "grounding.number", "0 处", "2 处")
    assert one.prompts == ("prompts/section.md",)
    assert judge(now, old).changed == ("prompts/plan.md", "prompts/section.md")
    for word in ("a", "grounding.number", "prompts/section.md"):
        assert word in summary(now, judge(now, old))


def test_lost_case_falls_short_of_a_whole_run_only(baseline: Baseline) -> None:
    assert _names(a_run({"a": [a_score()]}), baseline) == {("b", "案例")}
    assert judge(a_run({"a": [a_score()]}, whole=False), baseline).holds


def test_new_case_is_named_and_moves_no_mean(baseline: Baseline) -> None:
    run = a_run({"a": [a_score()], "b": [a_score(warnings={"structure.balance": 1})], "c": [a_score(coverage=0.5)]})
    verdict = judge(run, baseline)
    assert verdict.fresh == ("c",)
    assert verdict.holds


def test_without_a_baseline_blockers_and_missed_expectations_fall_short() -> None:
    assert judge(_run(), None).holds
    assert _names(_run(blockers={"coverage.missing": 1}), None) == {("a", "必须处理")}
    assert _names(_run(unmet=(Unmet(what="事实", message="没有"),)), None) == {("a", "案例要求")}


def test_expectation_missed_when_accepted_is_known_and_holds() -> None:
    missed = (Unmet(what="事实", message="没有写出“3座”"),)
    old = accepted(_run(unmet=missed), None)
    verdict = judge(_run(unmet=missed), old)
    assert verdict.holds
    assert verdict.known == (("a", "事实：没有写出“3座”"),)
    assert [one.metric for one in judge(_run(), old).better] == ["案例要求"]


def test_worst_repeat_counts_for_findings_and_the_mean_for_shares(baseline: Baseline) -> None:
    old = accepted(a_run({"a": [a_score(), a_score()]}), None)
    assert _names(a_run({"a": [a_score(), a_score(blockers={"policy.dated": 1})]}), old) == {("a", "必须处理")}
    assert a_run({"a": [a_score(copied=0.0), a_score(copied=0.02)]}).by_case["a"][1].repeat == 1
    assert accepted(a_run({"a": [a_score(copied=0.0), a_score(copied=0.02)]}), None).cases["a"].shares["copied"] == 0.01
    assert baseline.cases.keys() == {"a", "b"}


def test_tolerances_in_the_file_win(baseline: Baseline) -> None:
    wide = {
        **baseline.tolerances,
        "coverage": baseline.tolerances["coverage"].model_copy(update={"case": 0.2, "total": 0.2}),
    }
    assert judge(_run(coverage=0.9), baseline.model_copy(update={"tolerances": wide})).holds


# --- accepting


def test_accepting_a_part_keeps_the_other_cases_and_the_tolerances(baseline: Baseline) -> None:
    wide = baseline.model_copy(
        update={"tolerances": {**baseline.tolerances, "warnings": baseline.tolerances["copied"]}}
    )
    new = accepted(a_run({"a": [a_score(coverage=0.9)]}, whole=False), wide)
    assert new.cases["b"] == baseline.cases["b"]
    assert new.cases["a"].shares["coverage"] == 0.9
    assert new.tolerances == wide.tolerances


def test_accepting_a_whole_run_drops_cases_that_are_gone(baseline: Baseline) -> None:
    new = accepted(a_run({"a": [a_score()]}), baseline)
    assert list(new.cases) == ["a"]
    assert [(one.case, one.new) for one in changes(baseline, new)] == [("b", "没有")]


def test_run_with_errors_cannot_be_accepted() -> None:
    good = a_run({"a": [a_score()]})
    record = RunRecord(case="a", digest="digest", error=Failure(kind="service", message="模型没有回答"))
    with pytest.raises(UserError, match="有案例出错（a）"):
        accepted(run_of(good.header, [record]), None)


def test_changes_show_everything_either_way(baseline: Baseline) -> None:
    new = accepted(_run(coverage=0.9, warnings={"policy.dated": 1}, register_distance=1.2), baseline)
    assert {(one.case, one.metric, one.rule) for one in changes(baseline, new)} == {
        ("a", "要点写入", ""),
        ("a", "建议处理", "policy.dated"),
        ("a", "语体距离", ""),
    }
    assert changes(baseline, baseline) == []


def test_baseline_file_reads_back_and_has_a_case_a_line(baseline: Baseline, tmp_path: Path) -> None:
    path = tmp_path / "offline.json"
    path.write_text(as_text(baseline), encoding="utf-8")
    assert load_baseline("offline", path) == baseline
    assert (
        sum(line.startswith('  "a": {') or line.startswith('  "b": {') for line in as_text(baseline).splitlines()) == 2
    )


def test_bad_baseline_is_refused_by_name(baseline: Baseline, tmp_path: Path) -> None:
    path = tmp_path / "offline.json"
    path.write_text(as_text(baseline), encoding="utf-8")
    with pytest.raises(UserError, match="是 offline 的，本次是 live"):
        load_baseline("live", path)
    path.write_text(json.dumps({**json.loads(as_text(baseline)), "colour": 1}), encoding="utf-8")
    with pytest.raises(UserError, match="colour：没有这一项"):
        load_baseline("offline", path)
    assert load_baseline("offline", tmp_path / "none.json") is None


# --- tables


def test_columns_line_up_with_chinese_in_them() -> None:
    from rich.cells import cell_len

    head, rows = by_case(_run(warnings={"grounding.claim": 2}))
    lines = plain(head, rows).splitlines()
    assert {cell_len(line[: line.index("100.0%")]) for line in lines[1:]} == {
        cell_len(lines[0][: lines[0].index("要点写入")])
    }


def test_case_that_erred_has_no_figures_in_the_table() -> None:
    run = a_run({"a": [a_score()]})
    failed = run_of(run.header, [RunRecord(case="a", digest="d", error=Failure(kind="bug", message="坏了"))])
    assert by_case(failed)[1][0][:3] == ("a", "出错", "")
    assert "坏了" in summary(failed, judge(failed, None))


def test_markdown_cells_cannot_break_the_table() -> None:
    assert markdown(("一",), [("a|b\nc",)]).splitlines()[2] == "| a\\|b c |"
