"""Two runs laid side by side: which figures moved, how sure that is, and what it comes to.

``compare_runs(a, b)`` is pure: the same two runs give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from eval.compare_figures import WHOLE, Figure, load_weights, points_lost, values_of
from eval.record import Run, RunRecord
from eval.statistics import (
    ALPHA,
    Chances,
    Interval,
    Pair,
    Values,
    case_differences,
    cases_needed,
    chances,
    intervals,
    joint_chances,
    row_mean,
)
from pipeline.errors import UserError

Verdict = Literal["better", "worse", "cannot_tell"]
_EQUAL = 1e-9
_ALPHA_OF_FIGURES = 0.01
"""For all figures together, either way: with ``ALPHA`` for the score, chance calls fewer than one in twenty worse."""
_TELLING = 0.1
"""Points below which a difference is not worth a word."""
WORDS: dict[Verdict, str] = {"better": "变好", "worse": "变差", "cannot_tell": "看不出"}


@dataclass(frozen=True)
class FigureResult:
    """One figure over all cases. ``a``, ``b``: means over the cases that have it, None where none has.

    ``difference``: B − A in the figure's own unit. ``points``: the same in points of the overall score, a loss below
    0. ``verdict``: whether it moved, counting that many figures are looked at. ``cases``: those that have it.
    """

    figure: Figure
    a: float | None
    b: float | None
    difference: Interval | None
    points: Interval | None
    verdict: Verdict
    cases: int


@dataclass(frozen=True)
class CaseResult:
    """One case: the overall score of every repeat on either side, and the mean difference (B − A)."""

    case: str
    a: tuple[float, ...]
    b: tuple[float, ...]
    difference: float
    figures: tuple[tuple[Figure, float, float], ...]  # those that moved: figure, mean of A, mean of B

    @property
    def telling(self) -> tuple[tuple[Figure, float, float], ...]:
        """Those that cost or gain something, the most first."""
        weighed = [(one[0].weight * abs(one[2] - one[1]), one) for one in self.figures]
        found = sorted(weighed, key=lambda one: -one[0])
        return tuple(one for points, one in found if points >= _TELLING)


@dataclass(frozen=True)
class RunComparison:
    """What ``compare_runs`` answers. ``overall``: of the score of 100 points. ``reasons``: why the verdict, in words.

    ``needed``: cases in which the difference seen would be told from none four times out of five; None: no number
    would do. ``left_out``: (case, reason) of cases that could not be compared. ``cautions``: what weakens the answer.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    overall: Interval | None
    score_a: float
    score_b: float
    needed: int | None
    figures: tuple[FigureResult, ...]
    cases: tuple[CaseResult, ...]
    left_out: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]
    repeats: tuple[int, int]

    @property
    def moved(self) -> tuple[FigureResult, ...]:
        return tuple(one for one in self.figures if one.verdict != "cannot_tell")


def compare_runs(a: Run, b: Run, seed: int = 1) -> RunComparison:
    """B against A. Raises UserError when no case can be compared."""
    left_out = dict(_left_out(a, b))
    names = [case for case in a.header.cases if case in b.header.cases and case not in left_out]
    if not names:
        reason = next(iter(left_out.values()), "没有相同的案例")
        raise UserError(f"两次运行没有可以比较的案例（{reason}）。请用同一批案例重新运行 nigao eval run。")
    figures = load_weights().figures
    pairs = [Pair(_drafts(a, case, figures), _drafts(b, case, figures)) for case in names]
    return compare_pairs(names, pairs, figures, seed, tuple(left_out.items()), tuple(_cautions(a, b)))


def _left_out(a: Run, b: Run) -> Iterator[tuple[str, str]]:
    for case in dict.fromkeys([*a.header.cases, *b.header.cases]):
        if case not in a.header.cases or case not in b.header.cases:
            yield case, f"只有 {'B' if case not in a.header.cases else 'A'} 有"
        elif a.header.cases[case] != b.header.cases[case]:
            yield case, "两次的要点、文种或范文不同"
        elif not _scored(a, case) or not _scored(b, case):
            yield case, f"{'A' if not _scored(a, case) else 'B'} 出错，没有稿件"


def _scored(run: Run, case: str) -> list[RunRecord]:
    return [record for record in run.by_case[case] if record.score is not None]


def _drafts(run: Run, case: str, figures: Sequence[Figure]) -> Values:
    return np.array([values_of(record.score, figures) for record in _scored(run, case) if record.score])


def _cautions(a: Run, b: Run) -> Iterator[str]:
    if (a.header.nigao, a.header.data) != (b.header.nigao, b.header.data):
        yield "两次运行评分时的版本、文种或成句不同。先用 nigao eval score 给两次都重新评分，再比较才公平。"
    if a.header.backend != b.header.backend or a.header.model != b.header.model:
        yield "两次运行的拟稿方式或模型不同，差别不只来自提示词。"
    if failed := sum(bool(record.error) for run in (a, b) for record in run.records):
        yield f"有 {failed} 篇出错，没有计入。"
    texts = [[record.text for record in run.records] for run in (a, b)]
    if texts[0] == texts[1]:
        yield "两次运行的稿件一字不差。"


# --- reckoning


def compare_pairs(
    names: Sequence[str],
    pairs: Sequence[Pair],
    figures: Sequence[Figure],
    seed: int = 1,
    left_out: tuple[tuple[str, str], ...] = (),
    cautions: tuple[str, ...] = (),
) -> RunComparison:
    """The cases ``names``, of which ``pairs`` holds the drafts, a column a figure."""
    scored = [_with_overall(pair, figures) for pair in pairs]
    *points, overall = intervals(scored, seed)
    of_figures = _figure_results(pairs, points, figures, seed)
    alone = chances([Pair(one.a[:, -1:], one.b[:, -1:]) for one in scored], seed)
    whole = _told(overall, alone, 0, overall, ALPHA)
    verdict, reasons = _verdict(whole, of_figures)
    differences = case_differences(scored)[:, -1]
    return RunComparison(
        verdict=verdict,
        reasons=tuple(reasons),
        overall=overall,
        score_a=_score(scored, "a"),
        score_b=_score(scored, "b"),
        needed=cases_needed(differences),
        figures=of_figures,
        cases=tuple(_case(*one, figures) for one in zip(names, pairs, scored, strict=True)),
        left_out=left_out,
        cautions=cautions,
        repeats=(max(len(pair.a) for pair in pairs), max(len(pair.b) for pair in pairs)),
    )


def _with_overall(pair: Pair, figures: Sequence[Figure]) -> Pair:
    """Columns: points of each figure (a loss is below 0), then the overall score."""
    return Pair(_in_points(pair.a, figures), _in_points(pair.b, figures))


def _in_points(values: Values, figures: Sequence[Figure]) -> Values:
    lost = points_lost(values, figures)
    return np.column_stack([-lost, WHOLE - lost.sum(axis=1)])


def _score(scored: Sequence[Pair], side: str) -> float:
    return float(np.mean([getattr(pair, side)[:, -1].mean() for pair in scored]))


def _figure_results(
    pairs: Sequence[Pair], points: Sequence[Interval | None], figures: Sequence[Figure], seed: int
) -> tuple[FigureResult, ...]:
    raw = intervals(pairs, seed)
    sides = _means(pairs)
    signed = [_signed(pair, figures) for pair in pairs]
    odds = joint_chances(signed, seed)
    seen = case_differences(pairs)
    return tuple(
        FigureResult(
            figure=figure,
            a=None if np.isnan(sides[0, at]) else float(sides[0, at]),
            b=None if np.isnan(sides[1, at]) else float(sides[1, at]),
            difference=raw[at],
            points=points[at] if figure.weight else None,
            verdict=_told(_turned(raw[at], figure), odds, at, points[at], _ALPHA_OF_FIGURES),
            cases=int(np.count_nonzero(~np.isnan(seen[:, at]))),
        )
        for at, figure in enumerate(figures)
    )


def _signed(pair: Pair, figures: Sequence[Figure]) -> Pair:
    """The figures so turned that more is better."""
    sign = np.array([float(figure.better) for figure in figures])
    return Pair(pair.a * sign, pair.b * sign)


def _turned(interval: Interval | None, figure: Figure) -> Interval | None:
    """The interval so turned that above 0 is better."""
    if interval is None or figure.better > 0:
        return interval
    return Interval(-interval.mean, -interval.high, -interval.low)


def _means(pairs: Sequence[Pair]) -> Values:
    """Of A and of B, over the cases that have the figure on both sides, so that they differ by their difference."""
    both = np.array([[row_mean(pair.a), row_mean(pair.b)] for pair in pairs])  # case, side, figure
    both[np.isnan(both).any(axis=1)[:, None, :].repeat(2, axis=1)] = np.nan
    return row_mean(both)


def _told(interval: Interval | None, odds: Chances, at: int, points: Interval | None, alpha: float) -> Verdict:
    """Both instruments have to agree: the interval leaves out 0, and chance alone would hardly do it.

    A difference that is sure but next to nothing in ``points`` says nothing either.
    """
    if interval is None or (points is not None and points.mean and abs(points.mean) < _TELLING):
        return "cannot_tell"
    if interval.below and odds.lower[at] <= alpha:
        return "worse"
    return "better" if interval.above and odds.higher[at] <= alpha else "cannot_tell"


def _verdict(whole: Verdict, figures: Sequence[FigureResult]) -> tuple[Verdict, list[str]]:
    fallen = [one.figure.label for one in figures if one.figure.guard and one.verdict == "worse"]
    reasons = [f"总分{WORDS[whole]}" if whole != "cannot_tell" else "总分看不出差别"]
    if not fallen:
        return whole, reasons
    reasons.append(f"单独看，{'、'.join(fallen)}变差")
    return ("cannot_tell" if whole == "better" else "worse"), reasons


def _case(name: str, pair: Pair, scored: Pair, figures: Sequence[Figure]) -> CaseResult:
    means = zip(figures, row_mean(pair.a).tolist(), row_mean(pair.b).tolist(), strict=True)
    moved = tuple((figure, old, new) for figure, old, new in means if abs(new - old) > _EQUAL)
    a, b = scored.a[:, -1], scored.b[:, -1]
    return CaseResult(name, tuple(map(float, a)), tuple(map(float, b)), float(b.mean() - a.mean()), moved)
