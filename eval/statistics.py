"""Whether two runs differ: drafts paired by case, repeats nested inside cases.

A row of an array is one draft, a column one figure; NaN where a figure means nothing. Two instruments, each for what it
is good at. The hierarchical bootstrap (cases drawn anew, then repeats within each) says how large a difference is.
The test by rearrangement says whether there is one: drafts of the same prompt could as well have stood on the other
side, so within each case the sides are dealt out anew; its error is bounded whatever the distribution and however few
the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

RESAMPLES = 2000
LEVEL = 0.95
ALPHA = 0.025
"""Chance, on either side, that a difference is seen where there is none: two-sided one in twenty."""
POWER = 0.8
_NEVER = 100_000
"""More cases than this are as good as no number at all."""


@dataclass(frozen=True)
class Pair:
    """One case: the drafts of either run. Both have at least one row and the same columns."""

    a: Values
    b: Values


@dataclass(frozen=True)
class Interval:
    """A mean difference (B − A) over cases with the interval that holds it in 95 of 100 bootstrap samples."""

    mean: float
    low: float
    high: float

    @property
    def above(self) -> bool:
        return self.low > 0

    @property
    def below(self) -> bool:
        return self.high < 0


def case_differences(pairs: Sequence[Pair]) -> Values:
    """Rows are cases: mean of B less mean of A; NaN where a side has no value."""
    return np.array([row_mean(pair.b) - row_mean(pair.a) for pair in pairs])


def intervals(pairs: Sequence[Pair], seed: int = 1, resamples: int = RESAMPLES) -> list[Interval | None]:
    """Of each column; None where fewer than two cases have a difference: one case says nothing of others."""
    rng = np.random.default_rng(seed)
    seen = case_differences(pairs)
    if _once(pairs):
        counts = rng.multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), size=resamples)
        means = _weighed(counts.astype(float), seen)
    else:
        drawn = np.stack([_redrawn(pair, rng, resamples) for pair in pairs])  # case, resample, column
        chosen = rng.integers(len(pairs), size=(len(pairs), resamples))
        means = row_mean(drawn[chosen, np.arange(resamples)])  # resample, column
    return [_interval(seen[:, at], means[:, at]) for at in range(seen.shape[1])]


def _once(pairs: Sequence[Pair]) -> bool:
    """Whether every case was drafted once on either side: drawing repeats, or dealing them out, is then plain."""
    return all(len(pair.a) == len(pair.b) == 1 for pair in pairs)


def _weighed(weights: Values, values: Values) -> Values:
    """Means over the rows of ``values`` with each row of ``weights``, by their size; NaN aside, and where none is."""
    known = ~np.isnan(values)
    size = np.abs(weights) @ known
    total = weights @ np.where(known, values, 0.0)
    mean: Values = np.where(size > 0, total / np.maximum(size, 1), np.nan)
    return mean


def _redrawn(pair: Pair, rng: np.random.Generator, resamples: int) -> Values:
    """Differences of one case with the repeats of either side drawn anew."""
    sides = (side[rng.integers(len(side), size=(len(side), resamples))] for side in (pair.b, pair.a))
    b, a = (row_mean(side) for side in sides)
    return b - a


def _interval(seen: Values, means: Values) -> Interval | None:
    if np.count_nonzero(~np.isnan(seen)) < 2:
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(means, [tail, 1 - tail])
    return Interval(float(np.nanmean(seen)), float(low), float(high))


@dataclass(frozen=True)
class Chances:
    """How often a difference at least so large comes about when the sides are dealt out anew: ``lower`` for B below A,
    ``higher`` for B above A."""

    lower: Values
    higher: Values


def chances(pairs: Sequence[Pair], seed: int = 1, dealt: int = RESAMPLES) -> Chances:
    """Of each column by itself. For one that was chosen beforehand."""
    seen, null = _dealt(pairs, seed, dealt)
    lower, higher = (null <= seen + _EQUAL).sum(axis=0), (null >= seen - _EQUAL).sum(axis=0)
    return Chances((1 + lower) / (1 + dealt), (1 + higher) / (1 + dealt))


def joint_chances(pairs: Sequence[Pair], seed: int = 1, dealt: int = RESAMPLES) -> Chances:
    """Of each column, where any of them may be the one that is pointed out (the largest of all is what is compared)."""
    seen, null = _dealt(pairs, seed, dealt)
    spread = np.sqrt((null**2).mean(axis=0))
    scale = np.where(spread > _EQUAL, spread, np.inf)
    seen, null = seen / scale, null / scale
    lowest, highest = null.min(axis=1), null.max(axis=1)
    lower = (lowest[:, None] <= seen + _EQUAL).sum(axis=0)
    higher = (highest[:, None] >= seen - _EQUAL).sum(axis=0)
    return Chances((1 + lower) / (1 + dealt), (1 + higher) / (1 + dealt))


_EQUAL = 1e-9


def _dealt(pairs: Sequence[Pair], seed: int, dealt: int) -> tuple[Values, Values]:
    """The mean difference of each column as it is, and as it is when the sides are dealt out anew (row by row).

    A column without a difference anywhere is 0 throughout.
    """
    rng = np.random.default_rng(seed)
    seen = case_differences(pairs)
    if _once(pairs):
        null = _weighed(rng.choice([-1.0, 1.0], size=(dealt, len(pairs))), seen)
    else:
        null = row_mean(np.stack([_exchanged(pair, rng, dealt) for pair in pairs]))
    return np.nan_to_num(row_mean(seen)), np.nan_to_num(null)


def _exchanged(pair: Pair, rng: np.random.Generator, dealt: int) -> Values:
    both = np.concatenate([pair.a, pair.b])
    order = rng.permuted(np.tile(np.arange(len(both)), (dealt, 1)), axis=1).T
    return row_mean(both[order[len(pair.a) :]]) - row_mean(both[order[: len(pair.a)]])


def row_mean(values: Values) -> Values:
    """Mean over the first axis, NaN aside; NaN where nothing is left."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    mean: Values = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return mean


def cases_needed(differences: Values) -> int | None:
    """Cases of this kind in which the mean of ``differences`` would be told from none, four times out of five.

    None when it is none, when a single case gives no spread, or when the number would be beyond all use.
    """
    known = differences[~np.isnan(differences)]
    if len(known) < 2 or abs(known.mean()) < _EQUAL:
        return None
    normal = NormalDist()
    steps = normal.inv_cdf(1 - ALPHA) + normal.inv_cdf(POWER)
    needed = max(_fewest(), ceil((steps * known.std(ddof=1) / abs(known.mean())) ** 2))
    return needed if needed <= _NEVER else None


def _fewest() -> int:
    """Cases that all point one way before that is no accident: 2⁻ⁿ below ``ALPHA``."""
    return next(count for count in range(1, 64) if 0.5**count <= ALPHA)


def same_prompt_trials(drafts: Sequence[Values], trials: int, repeats: int, seed: int) -> Iterator[list[Pair]]:
    """Pairs of runs of one prompt: both sides drawn, without putting back, from the same drafts of each case."""
    rng = np.random.default_rng(seed)
    for _ in range(trials):
        orders = [rng.permutation(len(rows)) for rows in drafts]
        yield [
            Pair(rows[order[:repeats]], rows[order[repeats : 2 * repeats]])
            for rows, order in zip(drafts, orders, strict=True)
        ]
