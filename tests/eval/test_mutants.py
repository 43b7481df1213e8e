"""The gate: defects planted by programme are noticed by the families they belong to, at the place they were planted."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from eval.mutants.kinds import FIRST, LATER
from eval.mutants.planted import score_planted
from eval.mutants.score import Outcome, false_alarms, missing_families, plant_all, score
from eval.mutants.source import reference_drafts, seeds
from eval.mutants_score import main
from pipeline.checks.finding import FAMILIES

_OVERALL, _FAMILY = 0.98, 0.95
_SEED = 20
_LARGE = ("grounding", "structure", "format")
_TEXTS, _TEXTS_OF_LARGE = 4, 2
"""Texts that each kind is planted in, fewer for families of many kinds; ``python -m eval.mutants_score`` takes all."""


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    there = [kind for kind in FIRST if kind.families[0] not in missing_families()]
    large = [kind for kind in there if kind.families[0] in _LARGE]
    small = [kind for kind in there if kind.families[0] not in _LARGE]
    return [*score(large, _SEED, texts=_TEXTS_OF_LARGE), *score(small, _SEED, texts=_TEXTS)]


def _missed(outcomes: list[Outcome]) -> list[str]:
    return [f"{one.kind}@{one.source}：{one.excerpt[:80]}" for one in outcomes if not one.caught]


def test_there_are_kinds_enough_for_every_family() -> None:
    kinds = Counter(kind.families[0] for kind in FIRST)
    assert sum(kinds.values()) >= 40
    assert len(LATER) >= 15
    assert set(kinds) == set(FAMILIES) - {"layout"}


def test_nearly_all_planted_defects_are_noticed(outcomes: list[Outcome]) -> None:
    assert len(outcomes) >= 250
    missed = _missed(outcomes)
    assert 1 - len(missed) / len(outcomes) >= _OVERALL, missed


def test_every_family_notices_its_own(outcomes: list[Outcome]) -> None:
    by_family: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_family[outcome.family].append(outcome)
    shares = {family: 1 - len(_missed(group)) / len(group) for family, group in by_family.items()}
    low = {family: _missed(by_family[family]) for family, share in shares.items() if share < _FAMILY}
    assert not low


def test_sound_drafts_have_no_blocker_and_at_most_three_warnings() -> None:
    alarms = false_alarms()
    assert [(name, finding.rule) for name, finding in alarms if finding.severity == "blocker"] == []
    assert max(Counter(name for name, _ in alarms).values(), default=0) <= 3


def test_planting_is_the_same_for_the_same_seed_and_differs_for_another() -> None:
    first, again, other = ([planted.text for _, _, planted in plant_all(FIRST[:20], seed)] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_planted_defect_lies_inside_the_text_and_changes_it() -> None:
    sound = {source.name: source.text for source in (*reference_drafts(), *seeds())}
    for kind, source, planted in plant_all((*FIRST, *LATER), 3):
        assert planted.text != sound[source.name], kind.name
        if planted.span is not None:
            assert 0 <= planted.span[0] < planted.span[1] <= len(planted.text) + 1, kind.name


def test_report_prints_shares_by_family_and_kind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.mutants_score.FIRST", FIRST[:2])
    assert main(["--seed", "1"]) == 0
    printed = capsys.readouterr().out
    assert "structure.title_dropped" in printed
    assert "原稿上的发现" in printed


@pytest.mark.parametrize(("name", "least"), [("planted.yaml", 0.95), ("planted_second.yaml", 0.95)])
def test_defects_planted_by_hand_stay_noticed(name: str, least: float) -> None:
    outcomes = score_planted(name)
    assert len({one.kind for one in outcomes}) >= 40
    missed = [f"{one.kind}@{one.source}：{one.excerpt[:60]}" for one in outcomes if not one.caught]
    assert 1 - len(missed) / len(outcomes) >= least, missed
