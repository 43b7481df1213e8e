"""The gate on the checks themselves."""

from __future__ import annotations

import pytest

from eval.check_rates import CheckRates, ClaimRate, FamilyRate, judge_checks, load_rates, rates_text
from eval.mutants.kinds import FIRST, LATER
from pipeline.checks.finding import FAMILIES


def _rates(**changed: FamilyRate) -> CheckRates:
    families = {"grounding": FamilyRate(planted=200, caught=198, alarms=1, alarmed=1), **changed}
    claims = {"single_prompt": ClaimRate(serious=(28, 32), minor=(40, 65), right=(60, 70))}
    return CheckRates(drafts=7, families=families, claims=claims)


def test_the_same_rates_hold_and_none_fall_without_a_baseline() -> None:
    assert judge_checks(_rates(), _rates()) == []
    assert judge_checks(_rates(), None) == []


@pytest.mark.parametrize(
    ("family", "metric"),
    [
        (FamilyRate(planted=200, caught=190, alarms=1, alarmed=1), "检出率"),
        (FamilyRate(planted=200, caught=198, alarms=2, alarmed=1), "误报"),
    ],
)
def test_fewer_catches_and_more_alarms_fall_short(family: FamilyRate, metric: str) -> None:
    assert [(one.case, one.metric) for one in judge_checks(_rates(grounding=family), _rates())] == [
        ("grounding", metric)
    ]


def test_alarm_of_a_family_that_raised_none_falls_short() -> None:
    now = _rates(policy=FamilyRate(planted=40, caught=40, alarms=1, alarmed=1))
    assert [(one.case, one.old, one.new) for one in judge_checks(now, _rates())] == [("policy", "0 处", "1 处")]


def test_missed_claims_fall_short() -> None:
    worse = {"single_prompt": ClaimRate(serious=(20, 32), minor=(40, 65), right=(60, 70))}
    assert [one.metric for one in judge_checks(_rates().model_copy(update={"claims": worse}), _rates())] == [
        "严重的无据说法检出"
    ]
    assert [one.metric for one in judge_checks(_rates().model_copy(update={"claims": {}}), _rates())] == ["无据说法"]


def test_rates_read_back() -> None:
    assert CheckRates.model_validate_json(rates_text(_rates())) == _rates()


def test_accepted_rates_cover_every_family() -> None:
    accepted = load_rates()
    assert accepted is not None
    assert set(FAMILIES) - {"layout"} <= set(accepted.families)
    assert all(one.caught_share >= 0.9 for one in accepted.families.values() if one.planted)


def test_kinds_of_both_sets_have_names_of_their_own() -> None:
    names = [kind.name for kind in (*FIRST, *LATER)]
    assert len(names) == len(set(names))
