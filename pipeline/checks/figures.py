"""Figures of the register (语体), against the spread of the exemplars: reported, never a verdict.

Which figures tell official prose from casual, news and flowery prose was measured on the seeds; of those, the ones that
plain counting gives are reported.
"""

from __future__ import annotations

import re
from functools import lru_cache
from statistics import mean, median, stdev
from typing import Any

from pipeline.checks.words import words
from pipeline.document import han_count, sentence_spans
from pipeline.resources import corpus_folder

_SHORTEST = 200
"""Chinese characters below which shares say nothing."""

_PRONOUNS = frozenset(["我", "你", "他", "她", "它", "我们", "你们", "他们", "她们", "它们", "咱们", "大家", "自己"])
_INTENSIFIERS = frozenset(
    ["很", "非常", "十分", "特别", "极其", "相当", "更加", "最", "太", "真", "尤其", "格外", "挺"]
)
_ASPECT = frozenset("了着过")


def register_figures(text: str) -> dict[str, dict[str, float]]:
    """Figure -> ``value``, ``low`` and ``high`` of the shipped exemplars, and ``z``: how far off in their deviations.

    Per 100 words unless the name says otherwise. Empty for a text too short to tell.
    """
    if han_count(text) < _SHORTEST:
        return {}
    return {name: _against(value, [other[name] for other in _exemplars()]) for name, value in _figures(text).items()}


def _against(value: float, exemplars: list[float]) -> dict[str, float]:
    if len(exemplars) < 2:
        return {"value": round(value, 2)}
    spread = stdev(exemplars)
    z = (value - mean(exemplars)) / spread if spread else 0.0
    return {
        "value": round(value, 2),
        "low": round(min(exemplars), 2),
        "high": round(max(exemplars), 2),
        "z": round(z, 2),
    }


@lru_cache(maxsize=1)
def _exemplars() -> tuple[dict[str, float], ...]:
    paths = sorted(corpus_folder("reports").glob("*.txt"))
    return tuple(_figures(path.read_text(encoding="utf-8")) for path in paths)


def _figures(text: str) -> dict[str, Any]:
    plain = text.encode("utf-8", "replace").decode("utf-8")
    tokens = [word for line in plain.split("\n") for word in words(line) if re.search(r"\w", word)]
    hundred = len(tokens) / 100 or 1.0
    sentences = [end - start for start, end in sentence_spans(text)]
    return {
        "的": tokens.count("的") / hundred,
        "了着过": sum(word in _ASPECT for word in tokens) / hundred,
        "代词": sum(word in _PRONOUNS for word in tokens) / hundred,
        "程度副词": sum(word in _INTENSIFIERS for word in tokens) / hundred,
        "顿号": text.count("、") / hundred,
        "平均词长": sum(map(len, tokens)) / (len(tokens) or 1),
        "句长中位数": float(median(sentences)) if sentences else 0.0,
    }
