"""Figures of the register (语体), against the spread of the exemplars: reported, never a verdict.

The exemplars are those reports of the user's library that share most words with the text; without a library the
shipped ones. How far each of them lies from the others (leave one out) says how far off is still usual.

Which figures tell official prose from casual, news and flowery prose was measured on the seeds; of those, the ones that
plain counting gives are reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import mean, median, stdev
from typing import Any

from pipeline.checks.context import Context
from pipeline.checks.words import words
from pipeline.document import han_count, sentence_spans
from pipeline.resources import corpus_folder

_SHORTEST = 200
"""Chinese characters below which shares say nothing."""

_EXEMPLARS_LEAST, _EXEMPLARS_MOST = 3, 12
_QUERIES_MOST, _HITS = 24, 4
_ITSELF = 60
"""Characters at the start of a text by which it is known as a report of the library."""

_PRONOUNS = frozenset(["我", "你", "他", "她", "它", "我们", "你们", "他们", "她们", "它们", "咱们", "大家", "自己"])
_INTENSIFIERS = frozenset(
    ["很", "非常", "十分", "特别", "极其", "相当", "更加", "最", "太", "真", "尤其", "格外", "挺"]
)
_ASPECT = frozenset("了着过")


def register_figures(text: str, exemplars: Sequence[str] = ()) -> dict[str, dict[str, float]]:
    """Figure -> ``value``; ``low`` and ``high`` of the exemplars; ``z``: how far off in their deviations.

    ``usual``: the largest such distance of an exemplar from the others.

    ``exemplars``: texts to compare with, at least three; else the shipped reports. Per 100 words unless the name says
    otherwise. Empty for a text too short to tell.
    """
    if han_count(text) < _SHORTEST:
        return {}
    others = _measured(tuple(exemplars)) if len(exemplars) >= _EXEMPLARS_LEAST else _shipped()
    return {name: _against(value, [other[name] for other in others]) for name, value in _figures(text).items()}


def _against(value: float, exemplars: list[float]) -> dict[str, float]:
    if len(exemplars) < _EXEMPLARS_LEAST:
        return {"value": round(value, 2)}
    apart = [_distance(one, exemplars[:at] + exemplars[at + 1 :]) for at, one in enumerate(exemplars)]
    return {
        "value": round(value, 2),
        "low": round(min(exemplars), 2),
        "high": round(max(exemplars), 2),
        "z": round(_distance(value, exemplars), 2),
        "usual": round(max(map(abs, apart)), 2),
    }


def _distance(value: float, others: list[float]) -> float:
    spread = stdev(others)
    return (value - mean(others)) / spread if spread else 0.0


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, float], ...]:
    paths = sorted(corpus_folder("reports").glob("*.txt"))
    return tuple(_figures(path.read_text(encoding="utf-8")) for path in paths)


@lru_cache(maxsize=4)
def _measured(texts: tuple[str, ...]) -> tuple[dict[str, float], ...]:
    return tuple(_figures(text) for text in texts)


def nearest_reports(context: Context) -> list[str]:
    """The texts of the library's reports that share most words with this one; [] if too few."""
    if context.library is None:
        return []
    found: Counter[str] = Counter()
    for start, end in context.sentences[:_QUERIES_MOST]:
        found.update(stored.report for stored in context.library.worded(context.text[start:end][:200], _HITS))
    texts = [
        "\n".join(stored.text for stored in context.library.passages(report))
        for report, _ in found.most_common(_EXEMPLARS_MOST)
    ]
    own = context.text.strip()[:_ITSELF]
    others = [text for text in texts if han_count(text) >= _SHORTEST and own not in text]
    return others if len(others) >= _EXEMPLARS_LEAST else []


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
