"""The figures of a case and of a run: which there are, which way is better, and how far one may slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from pydantic import BaseModel, ConfigDict

from eval.metrics import Score
from eval.record import Run


@dataclass(frozen=True)
class Metric:
    """One figure of ``Score``. ``better``: +1 when more is better, −1 when less is.

    ``case``, ``total``: how far it may get worse in one case, and in the mean of all, before the gate falls.
    """

    name: str
    label: str
    better: int
    case: float
    total: float
    percent: bool = True

    def shown(self, value: float | None) -> str:
        if value is None:
            return "—"
        return f"{value:.1%}" if self.percent else f"{value:.2f}"


METRICS = (
    Metric("coverage", "要点写入", +1, 0.0, 0.0),
    Metric("grounding", "事实有据", +1, 0.0, 0.0),
    Metric("leakage", "串稿", -1, 0.0, 0.0, percent=False),
    Metric("structure", "结构", +1, 0.0, 0.0),
    Metric("length_error", "篇幅误差", -1, 0.03, 0.01),
    Metric("register_distance", "语体距离", -1, 0.30, 0.10, percent=False),
    Metric("copied", "照搬范文", -1, 0.010, 0.003),
    Metric("likeness", "接近原文", +1, 0.03, 0.015),
    Metric("first_faults", "初稿待改", -1, 2.0, 0.5, percent=False),
)
"""The gated figures. Offline drafts are the same every time, so what may not slip has no tolerance; what a better
wording may well move a little has."""

WARNINGS_CASE, WARNINGS_TOTAL = 1, 2
"""Warnings more than accepted that one case, and all together, may have."""


class Figures(BaseModel):
    """One case over its repeats: findings by rule in the worst repeat, every expectation missed in any, mean shares."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    blockers: dict[str, int] = {}
    warnings: dict[str, int] = {}
    unmet: tuple[str, ...] = ()
    shares: dict[str, float | None] = {}


@dataclass(frozen=True)
class Spent:
    """What drafts took: calls, tokens, seconds, and 元 (None when a price is not known)."""

    calls: int
    tokens: int
    seconds: float
    cost: float | None


def figures_of(scores: Sequence[Score]) -> Figures:
    """The figures of one case; ``scores`` are those of its repeats."""
    return Figures(
        blockers=_worst([score.blockers for score in scores]),
        warnings=_worst([score.warnings for score in scores]),
        unmet=tuple(sorted({f"{one.what}：{one.message}" for score in scores for one in score.unmet})),
        shares={metric.name: _mean(getattr(score, metric.name) for score in scores) for metric in METRICS},
    )


def figures_by_case(run: Run) -> dict[str, Figures]:
    """The figures of every case that has a score; a case with errors only has none."""
    found = {}
    for case, records in run.by_case.items():
        scores = [record.score for record in records if record.score is not None]
        if scores:
            found[case] = figures_of(scores)
    return found


def total_of(cases: Mapping[str, Figures]) -> Figures:
    """All cases as one: findings added up, shares averaged over the cases that have them."""
    return Figures(
        blockers=_added([case.blockers for case in cases.values()]),
        warnings=_added([case.warnings for case in cases.values()]),
        unmet=tuple(f"{name} {one}" for name, case in sorted(cases.items()) for one in case.unmet),
        shares={metric.name: _mean(case.shares.get(metric.name) for case in cases.values()) for metric in METRICS},
    )


def spent_by(scores: Iterable[Score]) -> Spent:
    """What all of ``scores`` took together."""
    every = list(scores)
    costs = [score.cost for score in every]
    known = [cost for cost in costs if cost is not None]
    return Spent(
        sum(score.calls for score in every),
        sum(score.tokens for score in every),
        round(sum(score.seconds for score in every), 3),
        round(sum(known), 6) if len(known) == len(costs) else None,
    )


def _worst(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    rules = sorted({rule for one in counts for rule in one})
    return {rule: max(one.get(rule, 0) for one in counts) for rule in rules}


def _added(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    rules = sorted({rule for one in counts for rule in one})
    return {rule: sum(one.get(rule, 0) for one in counts) for rule in rules}


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(mean(known), 4) if known else None
