"""Questions on the notes as a whole: the head, the year, the sections the genre wants, the length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.questions.bank import words
from pipeline.questions.page import Entry, Found, Page, quote

CARRIES = 6.5
"""Characters of a finished text that one character of notes carries: seven drafts worked over by hand took 6.1 to 7.1,
but for one that its editors found padded (11.4)."""
_SHORT_FROM = 1.2  # the length asked for over what the notes carry, from which it is worth a question
_CROWDED_FROM = 1.6  # characters of a text to one of notes, below which every note is a mere mention
_OPEN = re.compile(r"[*＊]+|[XxＸ×]{2,}|_{2,}|某某?")
_RELATIVE = ("今年", "去年", "上年", "本年", "明年", "前年")


def year(page: Page) -> Iterator[Found]:
    """Which year the text is about, when the head does not say."""
    if page.year is not None or page.notes.year:
        return
    done = list(page.of("done", "problem"))
    named = [
        (entry, f)
        for entry in done
        for f in entry.dates
        if re.match(r"(?:19|20)\d\d", f.key) and _of_its_own(entry, f.start, f.end)
    ]
    relative = [(entry, f) for entry in done for f in entry.dates if f.text.startswith(_RELATIVE)]
    shown = named[:1] + relative[:1]
    wordings = "，有的写".join(f"“{fact.text}”" for _, fact in shown)
    tail = "，其余没有写。" if named and not relative else "。" if named else "，没有写明是哪一年。"
    evidence = f"要点里有的写{wordings}{tail}" if shown else "各条都没有写年份。"
    yield Found("year", tuple(dict.fromkeys(entry for entry, _ in shown)), {"evidence": evidence}, field="年度")


def other_year(page: Page) -> Iterator[Found]:
    """A figure of another year than the text is about; a plan whose time has passed."""
    if page.year is None:
        return
    for entry in page.entries:
        for fact in entry.dates:
            found = re.match(r"((?:19|20)\d\d)(?!.*\.\.)", fact.key)
            if found is None or not _of_its_own(entry, fact.start, fact.end) or entry.said != entry.text:
                continue
            stated = int(found.group(1))
            values = {"quote": quote(entry, fact.start, fact.end), "year": f"{stated}年", "head": f"{page.year}年"}
            if entry.kind == "plan" and stated < page.year:
                yield Found("past_plan", (entry,), values)
                break
            ahead = stated > page.year and re.search(words().ahead, entry.clause_at(fact.start).text)
            if entry.kind == "done" and stated != page.year and not ahead:
                yield Found("other_year", (entry,), values)
                break


def _of_its_own(entry: Entry, start: int, end: int) -> bool:
    """Whether a year dates what is told, and not a comparison, a beginning, a document or an event."""
    around = entry.text[max(0, start - 1) : start] + entry.text[end - 3 : end + 2]
    return not entry.quoted(start) and not re.search(words().own_years, around)


def head(page: Page) -> Iterator[Found]:
    """场合, 称谓, 字数 that are missing although the genre uses them; fields with something left open."""
    notes, genre = page.notes, page.genre
    if not notes.occasion and "{场合}" in genre.title.template:
        yield Found("occasion", (), field="场合")
    if not notes.salutation and genre.salutation is not None and genre.salutation.required:
        yield Found("salutation", (), {"default": genre.salutation.default}, field="称谓")
    if not notes.length and not any(found.rule == "thin" for found in room(page)):
        yield Found("length", (), {"default": genre.length.default}, field="字数")
    for field, value in (("单位", notes.unit), ("场合", notes.occasion), ("称谓", notes.salutation)):
        if _OPEN.search(value):
            yield Found("head_placeholder", (), {"field": field, "quote": value}, field=field)


def sections(page: Page) -> Iterator[Found]:
    """Sections the genre requires and the notes have nothing for; the totals its opening wants."""
    for rule in page.genre.sections:
        if rule.required and rule.missing and rule.gathers and not page.section_notes(rule):
            yield Found("section", (), {"section": rule.heading or rule.id}, group=rule.heading or rule.gathers[0])
    gathers = page.genre.opening.gathers
    if gathers and not page.gathered(gathers):
        yield Found("totals", (), {"section": gathers[0]}, group=gathers[0])


def room(page: Page) -> Iterator[Found]:
    """Too few notes for the length asked for, or too many."""
    entries = page.entries
    chars = sum(len(entry.said) for entry in entries)
    wanted = page.notes.length or page.genre.length.default
    carries = max(200, round(chars * CARRIES / 100) * 100)
    values: dict[str, str | int] = {"count": len(entries), "chars": chars, "carries": carries, "length": wanted}
    if wanted > _SHORT_FROM * carries:
        asked = f"离要求的{wanted}字" if page.notes.length else f"离这个文种通常的{wanted}字"
        yield Found("thin", (), {**values, "wanted": asked, "short": wanted - carries}, field="字数")
    elif page.notes.length and wanted < _CROWDED_FROM * chars:
        yield Found("crowded", (), values, field="字数")
