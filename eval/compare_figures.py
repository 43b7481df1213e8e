"""What a comparison looks at: the figures of ``compare_weights.yaml`` and the overall score they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from eval.figures import METRICS, Metric
from eval.metrics import Score
from eval.statistics import Values
from pipeline.data_files import read_data
from pipeline.errors import UserError

WEIGHTS = Path(__file__).with_name("compare_weights.yaml")
WHOLE = 100.0
_SHARES: Mapping[str, Metric] = {metric.name: metric for metric in METRICS}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Counts(_Strict):
    """Findings that a figure counts. ``rules``: names, or ``family.*``; none means all."""

    level: Literal["blockers", "warnings", "unmet"]
    rules: tuple[Annotated[str, Field(pattern=r"^[a-z_]+\.([a-z_]+|\*)$")], ...] = ()

    def takes(self, rule: str) -> bool:
        return not self.rules or rule in self.rules or f"{rule.partition('.')[0]}.*" in self.rules


class Figure(_Strict):
    """One figure. ``weight``: points lost for each finding, or from the best share to the worst.

    ``guard``: when this figure alone got worse, the whole did not stay as good.
    """

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    label: Annotated[str, Field(min_length=2)]
    counts: Counts | None = None
    share: str = ""
    weight: Annotated[float, Field(ge=0, le=100)]
    guard: bool
    reason: Annotated[str, Field(min_length=6)]

    @model_validator(mode="after")
    def _one_source(self) -> Figure:
        if (self.counts is None) == (self.share == ""):
            raise ValueError("counts 和 share 应恰有一个")
        if self.share and self.share not in _SHARES:
            raise ValueError(f"share 没有“{self.share}”，可用的：{'、'.join(_SHARES)}")
        return self

    @property
    def better(self) -> int:
        """+1 when more is better, −1 when less is."""
        return _SHARES[self.share].better if self.share else -1

    def shown(self, value: float | None) -> str:
        if value is None or np.isnan(value):
            return "—"
        return _SHARES[self.share].shown(value) if self.share else f"{value:.2f}"

    def difference(self, value: float) -> str:
        """With its sign; shares in percentage points."""
        percent = bool(self.share) and _SHARES[self.share].percent
        words = f"{value * 100:+.1f}" if percent else f"{value:+.2f}"
        return words.replace("-", "−") if float(words) else words[1:]


class Weights(_Strict):
    """The file. ``source``, ``as_of``: where the weights come from."""

    source: Annotated[str, Field(min_length=6)]
    as_of: str
    figures: Annotated[tuple[Figure, ...], Field(min_length=1)]


@lru_cache(maxsize=4)
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Raises UserError naming the fault."""
    found = read_data(path, Weights, "权重文件")
    names = [figure.id for figure in found.figures]
    if doubled := [name for name in names if names.count(name) > 1]:
        raise UserError(f"权重文件 {path} 有误：“{doubled[0]}”写了两次。请改正后再试。")
    return found


def values_of(score: Score, figures: Sequence[Figure]) -> list[float]:
    """The figures of one draft, in the order of ``figures``; NaN for what means nothing here."""
    counted = _counted(score, figures)
    return [counted[figure.id] if figure.counts else _share(score, figure.share) for figure in figures]


def _share(score: Score, name: str) -> float:
    value = getattr(score, name)
    return float("nan") if value is None else float(value)


def _counted(score: Score, figures: Sequence[Figure]) -> dict[str, float]:
    """Every finding counts for the first figure that takes it."""
    counts = {figure.id: 0.0 for figure in figures if figure.counts}
    levels = {"blockers": score.blockers, "warnings": score.warnings, "unmet": {"unmet": len(score.unmet)}}
    for level, rules in levels.items():
        for rule, count in rules.items():
            first = next((one for one in figures if one.counts and _takes(one.counts, level, rule)), None)
            if first is not None:
                counts[first.id] += count
    return counts


def _takes(counts: Counts, level: str, rule: str) -> bool:
    return counts.level == level and counts.takes(rule)


def points_lost(values: Values, figures: Sequence[Figure]) -> Values:
    """Points that each figure costs; the last axis is the figures. 0 for what means nothing here."""
    weights = np.array([figure.weight for figure in figures])
    best = np.array([1.0 if figure.better > 0 else 0.0 for figure in figures])
    lost: Values = np.nan_to_num(np.abs(values - best)) * weights
    return lost
