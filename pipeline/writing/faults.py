"""Which findings a part is sent back with, and how they are put to whoever mends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.checks.finding import Finding
from pipeline.document import Draft, Part

OPENING = -1
"""The opening, where sections are counted from 0."""
LEAD = 0
"""The place of a section's lead; points count from 1."""

_MENDED = ("grounding", "leakage", "coverage", "policy", "register", "format", "duplicate", "injection")
_WEIGHT = {"blocker": 10, "warning": 3, "info": 1}
_COPIED = 16  # characters; a shorter run is an idiom as often as a loan


def mendable(findings: Iterable[Finding]) -> list[Finding]:
    """What a rewritten part can mend: all that blocks, warnings on words, claims of any weight and longer copies.

    Never open marks, which are honest.
    """
    return [finding for finding in findings if _is_mendable(finding)]


def _is_mendable(finding: Finding) -> bool:
    if finding.severity == "warning":
        return finding.rule.split(".")[0] in _MENDED
    copied = finding.rule == "leakage.copied" and finding.end - finding.start >= _COPIED
    return finding.severity == "blocker" or finding.rule == "grounding.claim" or copied


def weight(findings: Sequence[Finding]) -> int:
    """How bad a part is, for telling whether a revision is better."""
    return sum(_WEIGHT[finding.severity] for finding in findings)


def by_section(draft: Draft, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Findings by the section they lie in, ``OPENING`` for the opening. One without a place lies where its note is."""
    found: dict[int, list[Finding]] = {}
    spans = _spans(draft)
    for finding in findings:
        holding = [at for at, _, _, notes in spans if set(finding.notes) & notes]
        lying = [at for at, start, end, _ in spans if _inside(finding, start, end)]
        if places := (holding or lying if _is_of_note(finding) else lying or holding):
            found.setdefault(places[0], []).append(finding)
    return found


def _is_of_note(finding: Finding) -> bool:
    """Whether it is about a note that is not told in full: then it lies where the outline put the note."""
    return finding.rule.startswith("coverage.") and bool(finding.notes)


def _spans(draft: Draft) -> list[tuple[int, int, int, set[str]]]:
    opening = draft.first("opening")
    spans = [(OPENING, opening.start, opening.end, set(opening.notes))] if opening else []
    return spans + [(at, s.start, s.end, set(s.notes)) for at, s in enumerate(draft.sections)]


def by_place(draft: Draft, at: int, findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Findings of section ``at`` by place: ``LEAD``, or the point counted from 1. What is on the heading is left out:
    headings are the outline's."""
    section = draft.sections[at]
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        lying = [index for index, point in enumerate(section.points, 1) if _on(finding, point.texts)]
        holding = [index for index, point in enumerate(section.points, 1) if set(finding.notes) & set(point.notes)]
        lead = [LEAD] if _on(finding, section.leads) else []
        if places := (holding if _is_of_note(finding) else lying or lead):
            found.setdefault(places[0], []).append(finding)
    return found


def _on(finding: Finding, parts: Sequence[Part]) -> bool:
    return (
        bool(parts) and finding.end > parts[0].start and finding.start < parts[-1].end and finding.end > finding.start
    )


def _inside(finding: Finding, start: int, end: int) -> bool:
    return start <= finding.start and finding.end <= end and finding.end > finding.start


def told(place: str, findings: Sequence[Finding]) -> str:
    """The findings on one place as lines of a prompt."""
    return "\n".join(f"{place} {_words(finding)}" for finding in findings)


def _words(finding: Finding) -> str:
    quoted = f"“{finding.excerpt[:60]}”：" if finding.excerpt and finding.excerpt not in finding.message else ""
    return f"{quoted}{finding.message}{finding.suggestion}"
