"""Dates and periods: in the notes, and those that the notes have for what is said here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.checks.finding import Finding
from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.rules import DATE
from pipeline.checks.grounding.wording import Match
from pipeline.facts import Fact, agree

_RELATIVE = ("今年", "去年", "前年", "明年", "后年")


def dates(page: Page, matched: Iterable[Match]) -> Iterator[Finding]:
    """Findings on dates that no note has, and on those that it has for something else."""
    told = [one.fact for one in page.basis.of_kind("date")]
    strange = [fact for fact in page.of_kind("date") if not _is_known(page, fact, told)]
    for fact in strange:
        message = f"“{fact.text}”要点中没有。"
        yield DATE.at((fact.start, fact.end), message, "删去，或改为要点中的日期；确是这时的，请补一条要点。")
    yield from _exchanged(page, matched, {fact.start for fact in strange})


def _is_known(page: Page, fact: Fact, told: list[Fact]) -> bool:
    key = fact.key.partition("|")[0]
    if (
        key.startswith("plan:")
        or key in ("今年", "last:1")
        or (page.basis.year is not None and key == str(page.basis.year))
    ):
        return True
    if any(agree(fact, one) or _holds(key, one.key) for one in told):
        return True
    return page.basis.says(fact.text)


def _holds(said: str, told: str) -> bool:
    """Whether the notes’ date lies in the draft’s wider one (2023-03 in 2023) or has it without a year (--03-15)."""
    told = told.partition("|")[0]
    return told.startswith(said + "-") or (said.startswith("--") and told.endswith(said[1:]))


def _exchanged(page: Page, matched: Iterable[Match], seen: set[int]) -> Iterator[Finding]:
    """In a clause that restates a note’s clause with a date: another date, though the notes have it elsewhere."""
    days = page.of_kind("date")
    told_at = [(one.note, one.fact) for one in page.basis.of_kind("date") if one.note]
    for match in matched:
        said = [day for day in days if match.said.start <= day.start < match.said.end and day.start not in seen]
        own = [fact for note, fact in told_at if note == match.told.note]
        told = [fact for fact in own if match.told.start <= fact.start < match.told.end]
        for day in said:
            if told and not any(agree(day, one) or _wider(day, one) for one in told) and _of_one_kind(day, told[0]):
                message = f"这里写作“{day.text}”，要点中是“{told[0].text}”。"
                yield DATE.at((day.start, day.end), message, f"改为“{told[0].text}”。", notes=(match.told.note,))


def _wider(one: Fact, other: Fact) -> bool:
    return _holds(one.key.partition("|")[0], other.key) or _holds(other.key.partition("|")[0], one.key)


def _of_one_kind(one: Fact, other: Fact) -> bool:
    """Whether both name a point of the calendar, or both count from the year of the draft, so that they can differ."""
    if one.key in _RELATIVE or other.key in _RELATIVE:
        return one.key in _RELATIVE and other.key in _RELATIVE
    return one.key[:1] in "12-" and other.key[:1] in "12-"
