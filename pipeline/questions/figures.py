"""Figures that say too little: growth without a base, a level without where it came from, a rate of how many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.facts import Fact
from pipeline.facts.data import quantities
from pipeline.questions.bank import words
from pipeline.questions.page import Entry, Found, Page, quote

_SUBJECT_MOST = 16
_TIMES = re.compile(r"(?:19|20)\d\d年(?:度)?|今年|全年|本年|去年|上半年|下半年|截至\S{0,6}")
_FROM_TO = re.compile("[由从自].{0,12}[到至为]")
_PLAIN_RATE = ("%",)


def base(page: Page) -> Iterator[Found]:
    """“增长8.1%”: than when, and from what."""
    for entry in page.of("done", "problem"):
        for fact in entry.numbers:
            if fact.mode in ("by", "times") and fact.unit in ("%", "倍", "百分点") and not _has_base(entry, fact):
                before = f"{_year_before(page)}{_subject(entry, fact)}"
                yield Found("base", (entry,), {"quote": quote(entry, fact.start, fact.end), "before": before})
                break


def origin(page: Page) -> Iterator[Found]:
    """“提高到41%”: from what, since when."""
    for entry in page.of("done", "problem"):
        for fact in entry.numbers:
            if fact.mode == "to" and not _compared(entry, fact) and not _change_told(entry):
                values = {"quote": quote(entry, fact.start, fact.end), "subject": _subject(entry, fact)}
                yield Found("origin", (entry,), values)
                break


def _change_told(entry: Entry) -> bool:
    """“由8%提高到12%”, “提高到41%，比上年提高6个百分点”: one knows where it came from."""
    changed = any(fact.mode == "by" for fact in entry.numbers) and re.search(words().compared, entry.text)
    return bool(changed) or any(fact.mode == "from" for fact in entry.numbers)


def period(page: Page) -> Iterator[Found]:
    """“由六成提升到九成五”: over what time. Asked only where neither the note nor the head says a year."""
    for entry in page.of("done"):
        origins = [fact for fact in entry.numbers if fact.mode == "from"]
        if origins and not entry.dates and page.year is None and not re.search(r"年", entry.said):
            end = next((fact.end for fact in entry.numbers if fact.start > origins[0].start), origins[0].end)
            yield Found("period", (entry,), {"quote": quote(entry, origins[0].start, end)})


def rate(page: Page) -> Iterator[Found]:
    """“核实率100%”: of how many. Asked of cases handled one by one, where a note has no count at all."""
    for entry in page.of("done"):
        share = next((fact for fact in entry.numbers if fact.unit in _PLAIN_RATE and not fact.mode), None)
        moved = any(fact.mode in ("from", "to") for fact in entry.numbers)
        if share is None or moved or any(_counts(fact) for fact in entry.numbers) or _answered_with_count(entry):
            continue
        clause = entry.clause_at(share.start).text
        name = "survey" if re.search(words().surveys, clause) else "rate"
        if name == "survey" or re.search(words().case_rates, clause):
            subject = _subject(entry, share) or "这个比率"
            yield Found(name, (entry,), {"quote": quote(entry, share.start, share.end), "subject": subject})


def how_many(page: Page) -> Iterator[Found]:
    """“选派干部到一线跟班学习”: how many. Asked where a note counts nothing at all."""
    for entry in page.of("done"):
        if any(_counts(fact) for fact in entry.numbers) or _open_or_answered(entry):
            continue
        for pattern, asks in words().uncounted:
            found = next((f for f in re.finditer(pattern, entry.text) if not entry.quoted(f.start())), None)
            if found:
                yield Found("how_many", (entry,), {"quote": quote(entry, found.start(), found.end()), "asks": asks})
                break


def _open_or_answered(entry: Entry) -> bool:
    return entry.said != entry.text or any(fact.kind == "placeholder" for fact in entry.facts)


def _has_base(entry: Entry, fact: Fact) -> bool:
    """Compared with something, and, of a fall, with the figure itself beside it: “同比下降30%” of what?"""
    if not _compared(entry, fact):
        return False
    return fact.direction != "down" or any(_counts(other) for other in entry.numbers if other is not fact)


def _compared(entry: Entry, fact: Fact) -> bool:
    """Whether the clause of a figure, the clause before it or an answer says what it is compared with."""
    clause = entry.clause_at(fact.start)
    before = entry.clause_before(clause)
    lead = before.text if before else ""
    if lead and _counted_in(entry, clause.start - 1 - len(lead), clause.start) and not _FROM_TO.search(lead):
        lead = ""  # 同比 there belongs to a figure of its own
    answers = entry.said[len(entry.text) :]
    return bool(re.search(words().compared, lead + clause.text + answers)) or bool(re.search(r"\d", answers))


def _counted_in(entry: Entry, start: int, end: int) -> bool:
    return any(start <= fact.start < end for fact in entry.numbers)


def _counts(fact: Fact) -> bool:
    return fact.unit not in ("%", "百分点", "倍", "岁", "比", "个月", "天") and not fact.per


def _answered_with_count(entry: Entry) -> bool:
    return bool(re.search(r"\d", entry.said[len(entry.text) :]))


def _year_before(page: Page) -> str:
    return f"{page.year - 1}年" if page.year else "上年"


def _subject(entry: Entry, fact: Fact) -> str:
    """What the figure is said of: the words before it, or, when it stands alone, those of the clause before."""
    clause = entry.clause_at(fact.start)
    own = _without_change(entry.text[clause.start : fact.start])
    before = entry.clause_before(clause)
    if len(own.strip()) < 2 and before is not None:
        first = next((f.start for f in entry.numbers if before.start <= f.start < before.end), before.end)
        own = entry.text[before.start : first]
    subject = re.sub(r"(?:完成|达到?|共|累计|为|实现)$", "", _TIMES.sub("", _without_change(own)).strip(" “”"))
    return subject if len(subject) <= _SUBJECT_MOST else ""


def _without_change(text: str) -> str:
    """“投诉量下降” -> “投诉量”."""
    verbs = sorted((*quantities().up, *quantities().down), key=len, reverse=True)
    return re.sub(
        rf"(?:同比|环比)?(?:{'|'.join(map(re.escape, verbs))})(?:[了近约超到至为]|超过){{0,3}}$", "", text.strip()
    )
