"""The decision: what class a clause is of, how surely it is a claim, and how grave a claim.

Two sums of measures, each through a logistic curve. Their weights (corpus/phrases/claims_weights.yaml) start from
values set by hand and are moved by the labelled drafts (``python -m eval.claims_score --fit``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Literal

from pipeline.checks.bank import Strict, load_bank
from pipeline.checks.claims.features import Measures, Seen

ClauseClass = Literal["fact", "set_phrase", "stance", "purpose", "transition", "claim"]
Kind = Literal["practice", "mechanism", "complete", "result", "promise", "lack"]

CLAIM = 0.45
"""Confidence from which a clause is reported."""
GRAVE = 0.18
"""Gravity from which a claim is one that a director could be asked to prove; below it is filler.

Low, because an editor marks three fillers for every grave claim, and missing a grave one costs more.
"""

_SIGNS: dict[Kind, tuple[str, ...]] = {
    "practice": ("method", "manner_act_free", "act_object", "act", "object", "manner", "act_first"),
    "lack": ("lack_named",),
    "promise": ("plan_unasked", "plan_concrete", "plan_promise"),
    "mechanism": ("build_thing", "purpose_build"),
    "complete": ("complete", "each_can", "did"),
    "result": (
        "aspect",
        "aspect_attain",
        "attain_first",
        "trend_free",
        "trend_trait",
        "change_free",
        "degree",
        "becomes",
        "new_figure",
    ),
}
_DECISIVE: dict[str, Kind] = {
    "lack_named": "lack",
    "short_of": "lack",
    "in_plan": "promise",
    "plan_figure": "promise",
    "build_thing": "mechanism",
    "trend_free": "result",
    "done": "result",
}
_TRANSITIONS = ("title", "salutation", "heading", "topic", "closing", "signature", "byline")


class Curve(Strict):
    """Weights by measure: as set by hand, and as fitted around them."""

    hand: dict[str, float]
    fitted: dict[str, float]


class Weights(Strict):
    """What is read from the file: one curve for being a claim, one for its gravity."""

    source: str
    as_of: str
    claim: Curve
    grave: Curve


@dataclass(frozen=True, slots=True)
class Classed:
    """A clause with its class. ``confidence``: that it is a claim, 0 for a fact; ``gravity``: of the claim; both 0–1.

    ``kind`` says what makes it read as a claim.
    """

    seen: Seen
    name: ClauseClass
    confidence: float
    gravity: float
    kind: Kind

    @property
    def start(self) -> int:
        return self.seen.clause.start

    @property
    def end(self) -> int:
        return self.seen.clause.end


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights, read and validated once. Raises UserError when the file does not hold."""
    return load_bank("claims_weights.yaml", Weights)


def classify(seen: Seen, claim: Mapping[str, float], grave: Mapping[str, float]) -> Classed:
    """The class of one clause under two sets of weights."""
    confidence = 0.0 if seen.fact else curve(seen.measures, claim)
    name: ClauseClass = "claim" if confidence >= CLAIM else _other(seen)
    return Classed(seen, name, confidence, curve(seen.measures, grave), _kind(seen.measures, claim))


def curve(measures: Measures, by: Mapping[str, float]) -> float:
    """The logistic curve of the weighted sum."""
    return 1 / (1 + exp(-sum(by.get(name, 0.0) * value for name, value in measures.items())))


def _other(seen: Seen) -> ClauseClass:
    """The class of what is no claim; a clause that opens as nothing in particular is a statement of principle."""
    if seen.fact:
        return "fact"
    if seen.clause.role in _TRANSITIONS:
        return "transition"
    if seen.measures.get("set_phrase"):
        return "set_phrase"
    return "purpose" if seen.opener == "purpose" else "stance"


def _kind(measures: Measures, by: Mapping[str, float]) -> Kind:
    """The kind with a decisive sign, else the one whose signs weigh most; ties go to the earlier one."""
    for sign, kind in _DECISIVE.items():
        if measures.get(sign):
            return kind
    sums = {kind: sum(by.get(n, 0.0) * measures.get(n, 0.0) for n in signs) for kind, signs in _SIGNS.items()}
    return max(sums, key=lambda kind: sums[kind])
