"""Grounding (有据): what a draft says stands on a note, by value and by what is said of it. Silent without notes."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.grounding.rules import RULES

__all__ = ["RULES", "check"]


def check(context: Context) -> Iterator[Finding]:
    """Findings on what the draft says and the notes do not, or otherwise. A note said word for word has none."""
    if context.notes is None or not context.notes.drafted:
        return
    from pipeline.checks.grounding.verbatim import verbatim

    said = verbatim(context)
    for finding in _findings(context):
        if not any(start <= finding.start and finding.end <= end for start, end in said):
            yield finding


def _findings(context: Context) -> Iterator[Finding]:
    from pipeline.checks.grounding.days import dates
    from pipeline.checks.grounding.naming import names
    from pipeline.checks.grounding.page import Page
    from pipeline.checks.grounding.quantities import figures_bound
    from pipeline.checks.grounding.sayings import honours, quotations
    from pipeline.checks.grounding.wording import absences, exchanged, matches, statements, strengths, vague

    page = Page(context)
    findings, bound = figures_bound(page)
    matched = list(matches(page, bound))
    yield from findings
    yield from statements(page, matched)
    yield from exchanged(page, bound)
    yield from vague(page, matched, bound)
    yield from strengths(page)
    yield from absences(page)
    yield from dates(page, matched)
    yield from names(page, bound)
    yield from honours(page)
    yield from quotations(page)
