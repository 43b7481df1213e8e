"""Whether a draft has the length asked for, and which of its points to mend where it has not."""

from __future__ import annotations

from pipeline.checks.finding import Finding
from pipeline.document import Draft, Point
from pipeline.writing.chat.lengths import Lengths, rounded

# Offices count 字数 with punctuation, the genre's tables without (87 % of it). A draft from 98 % to 112 % of the figure
# is within 15 % of it by both counts.
_ASKED = (0.98, 1.12)
_AIM = 1.04  # of the figure, for a draft that is too short
_UNASKED = (0.88, 1.12)
_LET_BE = 90  # characters; a point that is to be shorter is said in a sentence
_SHORT, _LONG = 0.95, 1.2  # of its length: a point beyond them is sent back where the whole is too short or too long


def length_faults(draft: Draft, goal: Lengths, *, asked: bool) -> list[Finding]:
    """Points off their length, where the whole is too. ``asked``: the writer named a length."""
    length = len("".join(draft.text.split()))
    low, high = _ASKED if asked else _UNASKED
    if low <= length / goal.total <= high:
        return []
    short = length < goal.total
    aim = _AIM if short and asked else 1.0
    return [
        _fault(point, wanted * aim, short)
        for section, lengths in zip(draft.sections, goal.points, strict=False)
        for point, wanted in zip(section.points, lengths, strict=False)
        if point.texts and wanted >= _LET_BE and _is_off(point, wanted * aim, short)
    ]


def _is_off(point: Point, wanted: float, short: bool) -> bool:
    return len(point.text) < _SHORT * wanted if short else len(point.text) > _LONG * wanted


def _fault(point: Point, wanted: float, short: bool) -> Finding:
    remedy = "用立场和目的充实，不添事实。" if short else "删去虚的话，要点一个不少。"
    return Finding(
        rule="length.point",
        severity="info",
        start=point.texts[0].start,
        end=point.texts[-1].end,
        excerpt="",
        message=f"这一段写了{len(point.text)}字，应约{rounded(wanted)}字。",
        suggestion=remedy,
    )
