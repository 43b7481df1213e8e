"""Format (格式): marks, machine residue, characters."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.format import marks, residue, spelling, stutter

_PARTS = (marks, residue, spelling, stutter)
RULES = tuple(rule for part in _PARTS for rule in part.RULES)


def check(context: Context) -> Iterator[Finding]:
    """All findings on the format of ``context.text``."""
    for part in _PARTS:
        yield from part.check(context)
