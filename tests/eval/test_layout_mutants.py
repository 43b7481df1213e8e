"""Every planted fault of layout is found, and none on the files that nigao writes."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.layout_score import Outcome, false_alarms, main, score
from eval.mutants.of_layout import KINDS
from pipeline.checks.layout import RULES
from pipeline.layouts import load_layouts


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return score(seed=1)


def test_every_planted_fault_is_found(outcomes: list[Outcome]) -> None:
    assert [f"{one.kind} @ {one.source}" for one in outcomes if not one.caught] == []


def test_faults_of_many_kinds_are_planted_in_all_reference_drafts(outcomes: list[Outcome]) -> None:
    in_all = [kind for kind, count in Counter(one.kind for one in outcomes).items() if count == 7]
    assert len(in_all) >= 50
    assert len(outcomes) >= 380


def test_nothing_is_found_on_the_files_that_nigao_writes() -> None:
    layouts = tuple(load_layouts())
    assert {"standard", "gbt33476", "reading"} <= set(layouts)
    assert false_alarms(layouts) == []


def test_kinds_name_rules_that_exist_and_every_rule_has_a_kind() -> None:
    named = {rule for kind in KINDS for rule in kind.rules}
    assert named == {rule.name for rule in RULES}


def test_the_report_lists_every_kind(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("eval.layout_score.KINDS", KINDS[:2])
    assert main(["--seed", "5"]) == 0
    shown = capsys.readouterr().out
    assert "总计 14/14（100.0%），2 种" in shown
    assert all(kind.name in shown for kind in KINDS[:2])
