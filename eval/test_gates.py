"""The gates, one test a case and one a family: ``pytest eval --junitxml=…`` (see ``eval/conftest.py``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from eval.backends import Writer, drafted_with, has_recording
from eval.case import CASES, load_case, load_cases
from eval.check_rates import CheckRates, check_rates, judge_checks, load_rates
from eval.gate import TOTAL, Verdict, baseline_path, judge, load_baseline
from eval.header import header_for
from eval.mutants.kinds import FIRST
from eval.record import Backend, Run, read_run
from eval.run import processors
from eval.running import carry_out

IDS = sorted(path.parent.name for path in CASES.glob("*/case.yaml"))
RECORDED = [one for one in IDS if has_recording(load_case(CASES / one), Writer("replay"))]
DRAFTED: list[tuple[Backend, str]] = [*(("offline", one) for one in IDS), *(("replay", one) for one in RECORDED)]
BACKENDS: list[Backend] = ["offline", *(["replay"] if RECORDED else [])]  # type: ignore[list-item]
FAMILIES = sorted({kind.families[0] for kind in FIRST})

Judged = Callable[[Backend], tuple[Run, Verdict]]


@pytest.fixture(scope="session")
def judged(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The run of a backend and what the gate says of it; each is drafted or read once."""
    left: Path | None = pytestconfig.getoption("--eval-out")

    @cache
    def run_of(backend: Backend) -> tuple[Run, Verdict]:
        run = read_run(left / f"eval-{backend}.jsonl") if left else _drafted(backend, tmp_path_factory.mktemp("eval"))
        return run, judge(run, load_baseline(backend, baseline_path(backend)))

    return run_of


def _drafted(backend: Backend, folder: Path) -> Run:
    writer = Writer(backend)
    cases = drafted_with(load_cases(), writer, named=False)
    run, _ = carry_out(cases, writer, header_for(cases, writer, whole=True), processors(), folder / "run.jsonl")
    return run


@pytest.fixture(scope="session")
def rates(pytestconfig: pytest.Config) -> CheckRates:
    left: Path | None = pytestconfig.getoption("--eval-out")
    stored = load_rates(left / "eval-checks.json") if left else None
    return stored or check_rates(processors())


@pytest.mark.parametrize(("backend", "case"), DRAFTED, ids=str)
def test_case_holds_what_was_accepted(backend: Backend, case: str, judged: Judged) -> None:
    run, verdict = judged(backend)
    assert case in run.by_case, "the run does not have this case"
    assert [record.error.message for record in run.by_case[case] if record.error] == []
    assert [str(one) for one in verdict.shortfalls if one.case == case] == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_means_hold_and_no_case_was_lost(backend: Backend, judged: Judged) -> None:
    run, verdict = judged(backend)
    lost = [one for one in verdict.shortfalls if one.case == TOTAL or one.case not in run.by_case]
    assert [str(one) for one in lost] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_family_notices_what_it_noticed(family: str, rates: CheckRates) -> None:
    assert [str(one) for one in judge_checks(rates, load_rates()) if one.case == family] == []


def test_claims_and_later_kinds_are_noticed_as_before(rates: CheckRates) -> None:
    assert [str(one) for one in judge_checks(rates, load_rates()) if one.case not in FAMILIES] == []
