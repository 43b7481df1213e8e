"""Masks: what is local to a report becomes a typed mark, so that an exemplar teaches register and never facts."""

from __future__ import annotations

VERSION = 0
"""Rises with the rules: reports masked by older ones are ingested anew."""


def mask_passages(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The text between each pair of offsets, with everything local masked; ``text`` is the whole report."""
    return [text[start:end] for start, end in spans]
