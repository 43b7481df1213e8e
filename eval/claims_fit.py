"""Moves the weights of ``pipeline.checks.claims`` by labelled drafts.

Logistic regression with a penalty on every step away from the weights set by hand: where examples are few, the hand
decides; where they are many, they do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.checks.claims.features import Measures

_STEPS = 60
_ENOUGH = 1e-6
_FREE_BIAS = 0.01
"""Penalty on the bias: nearly none, the share of claims is what it is."""


def fit(
    rows: Sequence[Measures],
    targets: Sequence[float],
    weights: Sequence[float],
    hand: Mapping[str, float],
    penalty: float,
) -> dict[str, float]:
    """The weights, by measure, of the most likely curve (Newton's method).

    ``targets``: 1 where the row is what is looked for, else 0; ``weights``: what each row counts.
    """
    names = sorted({name for row in rows for name in row} | set(hand))
    start = np.array([hand.get(name, 0.0) for name in names])
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    pull = np.diag([_FREE_BIAS if name == "bias" else penalty for name in names])
    fitted = _newton(table, np.array(targets), np.array(weights), start, pull)
    return {name: round(float(value), 3) for name, value in zip(names, fitted, strict=True)}


def _newton(
    table: NDArray[np.float64],
    targets: NDArray[np.float64],
    weights: NDArray[np.float64],
    start: NDArray[np.float64],
    pull: NDArray[np.float64],
) -> NDArray[np.float64]:
    at = start.copy()
    for _ in range(_STEPS):
        odds = 1 / (1 + np.exp(-table @ at))
        slope = table.T @ (weights * (targets - odds)) - pull @ (at - start)
        bend = table.T @ (table * (weights * odds * (1 - odds))[:, None]) + pull
        step = np.linalg.solve(bend, slope)
        at += step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return at
