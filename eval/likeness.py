"""How near a draft is to other texts: to the exemplars in register, to any of them in words, to an original."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import mean, stdev

from pipeline.checks.context import Context
from pipeline.checks.figures import register_figures
from pipeline.checks.leakage.shelf import Shelf, in_banks, runs

_FAR = 6.0
"""Deviations beyond which a figure is simply far off: with three exemplars, spreads may be tiny."""
_PIECE_LEAST = 4
_PIECE = re.compile(r"[^，。；：！？、,;:!?（）()“”\s]+")
_HAN = re.compile(r"[一-鿿]")


# --- register


def register_distance(text: str, exemplars: Sequence[str]) -> float | None:
    """How far the register of ``text`` is from ``exemplars``, in units of how far each of these is from the others.

    The mean, over the figures of ``register_figures``, of the distance to their mean in deviations; 1.0 is as far as an
    exemplar left out is from the rest. None for a text too short to tell, or fewer than two exemplars.
    """
    own = _values(text)
    others = [values for one in exemplars if (values := _values(one))]
    if not own or len(others) < 2:
        return None
    scale = mean(_distance(one, [other for other in others if other is not one]) for one in others)
    return round(_distance(own, others) / scale, 3) if scale else None


@lru_cache(maxsize=64)
def _values(text: str) -> dict[str, float]:
    return {name: figure["value"] for name, figure in register_figures(text).items()}


def _distance(one: dict[str, float], others: list[dict[str, float]]) -> float:
    spreads = _spreads()
    steps = [abs(one[name] - mean(other[name] for other in others)) / spread for name, spread in spreads.items()]
    return mean(min(step, _FAR) for step in steps)


@lru_cache(maxsize=1)
def _spreads() -> dict[str, float]:
    """Deviation of each figure over all shipped reports: one yardstick, whichever of them is left out."""
    from eval.libraries import Exemplars

    every = [_values(one.text) for one in Exemplars().reports]
    spreads = {name: stdev(values[name] for values in every) for name in every[0]}
    return {name: spread for name, spread in spreads.items() if spread > 0}


# --- copied runs


def copied_share(context: Context, shelf: Shelf) -> float:
    """Share of the characters of ``context.text`` in runs of 12 and more that an exemplar has word for word.

    Set phrases, what stands in two exemplars and the words of the notes are everybody's.
    """
    total = sum(not char.isspace() for char in context.text)
    copied = sum(_copied(context, shelf, context.text[run.start : run.end]) for run in runs(context.text, shelf))
    return round(copied / total, 4) if total else 0.0


def _copied(context: Context, shelf: Shelf, words: str) -> int:
    return sum(len(piece) for piece in _PIECE.findall(words) if not _is_common(context, shelf, piece))


def _is_common(context: Context, shelf: Shelf, piece: str) -> bool:
    if context.notes is not None and context.notes.occasion:
        piece = max(piece.split(context.notes.occasion), key=len)
    if len(piece) < _PIECE_LEAST or piece in context.notes_text or in_banks(piece):
        return True
    return shelf.reports_with(piece) > 1


# --- an original


def likeness(text: str, original: str) -> float:
    """F1 of the pairs of neighbouring Chinese characters that two texts share: 1.0 for the same text."""
    ours, theirs = _pairs(text), _pairs(original)
    shared = sum((ours & theirs).values())
    total = sum(ours.values()) + sum(theirs.values())
    return round(2 * shared / total, 4) if total else 0.0


@lru_cache(maxsize=64)
def _pairs(text: str) -> Counter[str]:
    han = "".join(_HAN.findall(text))
    return Counter(han[at : at + 2] for at in range(len(han) - 1))
