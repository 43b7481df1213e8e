"""Two notes that contradict each other or say the same, and one note whose figures could belong to either of two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pipeline.facts import Fact
from pipeline.questions.bank import words
from pipeline.questions.page import Clause, Entry, Found, Page, gist, quote

_FILLERS = re.compile(
    r"(?:19|20)\d\d年(?:度)?|今年|全年|本年|以来|累计|共计?|已经?|达到?|了|目前|现有|总共|合计|一共|其中|[“”\s、]"
)
_SUBJECT_LEAST = 4  # characters: below, two clauses share too little to be about one thing
_EXTRA_MOST = 2  # characters that one wording of a subject may have over the other
_QUALIFIES = re.compile("[新省市县区乡镇村国内外男女正副高中初硕博首再拟第]|累计|其中")
_SAME_LEAST = 0.6  # share of its character pairs above which a note is in one with the same figures
_THINGS = ("人", "人次", "个", "家", "所", "户", "件")


@dataclass(frozen=True)
class _Stated:
    """A figure and what it is said of."""

    entry: Entry
    fact: Fact
    subject: str


def conflict(page: Page) -> Iterator[Found]:
    """The same said of the same thing with different figures, in two notes."""
    stated = [one for entry in page.of("done", "problem") for one in _stated(entry)]
    seen: set[tuple[str, str]] = set()
    for one, other in combinations(stated, 2):
        notes = (one.entry.note.id, other.entry.note.id)
        if one.entry is other.entry or notes in seen or not _contradict(one, other):
            continue
        seen.add(notes)
        yield _pair("conflict", one, other)


def twice(page: Page) -> Iterator[Found]:
    """The same thing in two notes, word for word or with the same figures and most of the words."""
    for one, other in combinations(page.entries, 2):
        if one.text != other.text and not _same(one, other):
            continue
        kinds = {one.kind, other.kind}
        first, second = (one, other) if one.kind == "done" else (other, one)
        rule = "done_or_planned" if kinds == {"done", "plan"} else "twice"
        yield _two(rule, first, second, gist(first.text), gist(second.text))


def scope(page: Page) -> Iterator[Found]:
    """“引进甲310名，乙47名，全部落实补贴”: all of both, or of the last?"""
    for entry in page.of("done"):
        for clause in entry.clauses:
            if (found := _ambiguous(entry, clause)) is not None:
                rule, first, last = found
                yield Found(rule, (entry,), {"quote": gist(clause.text.strip()), "first": first, "last": last})
                break


def two_deeds(page: Page) -> Iterator[Found]:
    """One bullet, two deeds that share no word, each with its own figure, where no group says what it is about."""
    for entry in page.of("done"):
        parts = [clause for clause in entry.clauses if _is_deed(entry, clause)]
        if entry.note.group or len(entry.clauses) != 2 or len(parts) != 2:
            continue
        first, second = parts
        if not _pairs_of(_bare(first.text)) & _pairs_of(_bare(second.text)):
            yield Found("two_deeds", (entry,), {"first": gist(first.text, 18), "second": gist(second.text, 18)})


# --- contradictions


def _stated(entry: Entry) -> Iterator[_Stated]:
    for fact in entry.numbers:
        clause = entry.clause_at(fact.start)
        inside = [other for other in entry.numbers if clause.start <= other.start < clause.end]
        if len(inside) != 1 or fact.value is None or fact.comparator or fact.unit in ("岁", "个月"):
            continue
        subject = entry.text[clause.start : fact.start] + entry.text[fact.end : clause.end]
        yield _Stated(entry, fact, _bare(subject))


def _contradict(one: _Stated, other: _Stated) -> bool:
    a, b = one.fact, other.fact
    alike = a.unit == b.unit and a.per == b.per and a.mode == b.mode and a.value != b.value
    return alike and _one_subject(one.subject, other.subject) and _one_time(one.entry, other.entry)


def _one_subject(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SUBJECT_LEAST or len(longer) - len(shorter) > _EXTRA_MOST:
        return False
    extra = _left_over(shorter, longer)
    return extra is not None and not _QUALIFIES.search(extra)


def _left_over(shorter: str, longer: str) -> str | None:
    """What ``longer`` has over ``shorter``; None when it does not hold its characters in order."""
    extra, at = "", 0
    for char in longer:
        if at < len(shorter) and char == shorter[at]:
            at += 1
        else:
            extra += char
    return extra if at == len(shorter) else None


def _one_time(one: Entry, other: Entry) -> bool:
    """Two notes of different years, half-years or months may well have different figures."""
    return {fact.key for fact in one.dates} == {fact.key for fact in other.dates} or not (one.dates and other.dates)


def _same(one: Entry, other: Entry) -> bool:
    first, second = one.stated, other.stated
    if not first or not second or not (first <= second or second <= first):
        return False
    pairs = [_pairs_of(_bare(entry.text)) for entry in (one, other)]
    return len(pairs[0] & pairs[1]) >= max(2, _SAME_LEAST * min(map(len, pairs)))


def _pair(rule: str, one: _Stated, other: _Stated) -> Found:
    shown = (quote(each.entry, each.fact.start, each.fact.end) for each in (one, other))
    return _two(rule, one.entry, other.entry, *shown)


def _two(rule: str, one: Entry, other: Entry, first: str, second: str) -> Found:
    return Found(rule, (one, other), {"quote": first, "other": second})


# --- within one note


def _ambiguous(entry: Entry, clause: Clause) -> tuple[str, str, str] | None:
    """The rule, the first and the last of the counted things before “全部…” without a count, or before “其中…”."""
    counted = any(clause.start <= fact.start < clause.end for fact in entry.numbers)
    whole = bool(re.match(rf"(?:已|现已|目前)?(?:{words().whole})", clause.text)) and not counted
    among = clause.text.startswith("其中") and counted
    lead = entry.text[: clause.start]
    before = [
        f for f in entry.numbers if f.end <= clause.start and f.unit in _THINGS and not f.comparator and not f.per
    ]
    if not (whole or among) or len(before) < 2 or len({fact.unit for fact in before}) > 1:
        return None
    first, last = (quote(entry, fact.start, fact.end) for fact in (before[0], before[-1]))
    joined = re.search("其中|共|合计|。|；", lead) or first == last
    return None if joined else ("among" if among else "scope", first, last)


def _is_deed(entry: Entry, clause: Clause) -> bool:
    counted = any(clause.start <= fact.start < clause.end and not fact.per for fact in entry.numbers)
    return counted and bool(re.match(words().deeds, clause.text))


def _bare(text: str) -> str:
    return _FILLERS.sub("", re.sub(r"[\d.]+[%％]?", "", text)).strip("，。；：")


def _pairs_of(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} - set(words().generic)
