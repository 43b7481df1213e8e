"""Every rule documents itself with two examples; both are executed here."""

from __future__ import annotations

import pytest

from pipeline.checks import check, rules
from pipeline.checks.finding import FAMILIES
from pipeline.checks.layout import example
from pipeline.checks.rule import Rule
from pipeline.genre import load_genres
from pipeline.notes import parse_notes

_RULES = rules()


def _fires(rule: Rule, text: str) -> bool:
    notes = parse_notes(rule.notes, "例.md") if rule.notes else None
    genre = load_genres()[rule.genre] if rule.genre else None
    word = example(text) if rule.family == "layout" else None
    text = word.document.text if word else text
    return any(finding.rule == rule.name for finding in check(text, notes, genre, word=word).findings)


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.name)
def test_example_that_breaks_the_rule_is_found(rule: Rule) -> None:
    assert _fires(rule, rule.breaks)


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.name)
def test_example_that_holds_is_left_alone(rule: Rule) -> None:
    assert not _fires(rule, rule.holds)


def test_names_are_unique_and_belong_to_the_fixed_families() -> None:
    names = [rule.name for rule in _RULES]
    assert len(set(names)) == len(names)
    assert {rule.family for rule in _RULES} <= set(FAMILIES)


def test_every_rule_says_what_it_means_and_where_it_comes_from() -> None:
    assert all(rule.meaning.endswith("。") and rule.source for rule in _RULES)
