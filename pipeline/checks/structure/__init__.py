"""Structure (结构): parts, their order and form, numbering, parallelism, counts, completeness, length."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.structure import counts, ending, front, hollow, moves, numbering, parallel, sections

_PARTS = (front, moves, numbering, hollow, sections, parallel, counts, ending)
RULES = tuple(rule for part in _PARTS for rule in part.RULES)


def check(context: Context) -> Iterator[Finding]:
    """All findings on the structure of ``context.text``."""
    for part in _PARTS:
        yield from part.check(context)
