"""What the charts draw, in the units of their view boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from eval.compare import CaseResult, RunComparison
from eval.statistics import Interval

WIDTH = 320.0
_EDGE = 12.0


@dataclass(frozen=True)
class Scale:
    """From values to places on a line of ``WIDTH``. ``ticks``: (place, label)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_EDGE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * _EDGE), 1)


def scale(values: Sequence[float], whole: Sequence[float] = ()) -> Scale:
    """One that holds ``values`` and ``whole`` between round numbers."""
    known = [*values, *whole]
    low, high = min(known), max(known)
    step = _step((high - low) or 1.0)
    low, high = floor(low / step) * step, -floor(-high / step) * step
    high = high if high > low else low + step
    bare = Scale(low, high)
    count = round((high - low) / step)
    return Scale(low, high, tuple((bare.at(low + at * step), _label(low + at * step)) for at in range(count + 1)))


def _step(span: float) -> float:
    """1, 2 or 5 of a power of ten, so that some four ticks fit."""
    power: float = 10.0 ** floor(log10(span / 4))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * 4 >= span)


def _label(value: float) -> str:
    return f"{value:g}".replace("-", "−")


@dataclass(frozen=True)
class Bar:
    """An interval on a scale: two ends and the mean."""

    low: float
    mean: float
    high: float


def forest_scale(result: RunComparison) -> Scale:
    """For differences in points: all intervals and 0."""
    known = [one.points for one in result.figures if one.points] + [result.overall]
    values = [value for one in known if one for value in (one.low, one.high)]
    return scale(values, (-1.0, 1.0))


def bar(interval: Interval | None, on: Scale) -> Bar | None:
    return Bar(on.at(interval.low), on.at(interval.mean), on.at(interval.high)) if interval else None


def case_scale(result: RunComparison) -> Scale:
    """For scores of drafts."""
    return scale([value for one in result.cases for value in (*one.a, *one.b)], (100.0,))


@dataclass(frozen=True)
class Dots:
    """One case: a dot for every draft of either side, a line between the means."""

    a: tuple[float, ...]
    b: tuple[float, ...]
    mean_a: float
    mean_b: float


def dots(case: CaseResult, on: Scale) -> Dots:
    return Dots(
        tuple(map(on.at, case.a)),
        tuple(map(on.at, case.b)),
        on.at(sum(case.a) / len(case.a)),
        on.at(sum(case.b) / len(case.b)),
    )
