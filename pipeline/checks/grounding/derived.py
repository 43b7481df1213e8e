"""Figures that the notes do not have but that follow from two of theirs: a sum, a difference, a share, a rate.

They are true and still nobody's statement: the writer is told where they come from and asked to vouch for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.reading import Figure
from pipeline.facts import Fact

_SOURCES_MOST = 12
"""Figures of the sentence and its notes that are combined."""
_HUNDRED = Fraction(100)


def derived_from(page: Page, figure: Figure) -> tuple[Figure, ...]:
    """The two figures of the notes that ``figure`` follows from; () if none. Only those that its sentence is about."""
    if figure.fact.value is None or figure.fact.comparator not in ("", "~", "over", "~<"):
        return ()
    for one, other in permutations(_sources(page, figure)[:_SOURCES_MOST], 2):
        if one.fact.value is not None and other.fact.value is not None and _follows(figure.fact, one.fact, other.fact):
            return one, other
    return ()


def _sources(page: Page, figure: Figure) -> Sequence[Figure]:
    """The notes' figures that stand in the sentence."""
    said = page.keys_of_sentence[page.clauses[figure.clause].sentence]
    return [one for one in page.basis.figures if one.fact.key in said]


def _follows(said: Fact, one: Fact, other: Fact) -> bool:
    assert said.value is not None
    step = _last_digit(said)
    return any(unit == said.unit and abs(value - said.value) <= step / 2 for value, unit in _results(one, other))


def _results(one: Fact, other: Fact) -> Iterator[tuple[Fraction, str]]:
    """What comes of two figures, with its unit. The first is the larger or the later one where that matters."""
    a, b = one.value, other.value
    assert a is not None
    assert b is not None
    if one.unit == other.unit or (one.counted and other.counted):
        yield abs(a - b), "百分点" if one.unit == "%" else one.unit
        if one.unit != "%":
            yield a + b, one.unit
        if b and one.unit != "%":
            yield _HUNDRED * a / b, "%"
            yield _HUNDRED * abs(a - b) / b, "%"
            yield a / b, "倍"


def _last_digit(fact: Fact) -> Fraction:
    """The worth of the last digit that the figure states: 1/10 for 97.5%; nothing for a fraction in words."""
    digits = fact.text.rstrip("%％个百分点倍").rpartition(".")[2] if "." in fact.text else ""
    places = len("".join(char for char in digits if char.isdigit()))
    if "分之" in fact.text:
        return Fraction(0)
    return Fraction(1, 10**places) if fact.unit in ("%", "百分点", "倍") else Fraction(0)
