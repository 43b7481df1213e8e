"""Faults of a layout, gathered: what is wrong in the same way in forty paragraphs is one finding, at the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.checks.context import Span
from pipeline.checks.finding import Finding, Severity
from pipeline.checks.rule import Rule


@dataclass(frozen=True, slots=True)
class Fault:
    """One breach. Those of one rule with equal ``message`` and ``suggestion`` are one finding.

    ``message``: what was found and what is wanted, ending in “。”; ``severity``: less than the rule's own, or "".
    """

    rule: Rule
    span: Span
    message: str
    suggestion: str
    severity: Severity | None = None


def gathered(faults: Iterable[Fault]) -> Iterator[Finding]:
    """The findings, each with the number of places when there are several."""
    groups: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.rule.name, fault.message, fault.suggestion), []).append(fault)
    for alike in groups.values():
        first = alike[0]
        places = f"（共 {len(alike)} 处，此为第一处）" if len(alike) > 1 else ""
        message = first.message.removesuffix("。") + places + "。"
        yield first.rule.at(first.span, message, first.suggestion, severity=first.severity)
