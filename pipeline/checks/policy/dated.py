"""Dated terms (时限): campaigns, plans and bodies that do not fit the year a text speaks in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.bank import Strict, load_bank
from pipeline.checks.context import Context, Span

_LONG_PAST = 4
"""Years after which a term is out of date in a text that names no year at all."""


class DatedTerm(Strict):
    """A term and the years in which it may be presented as current. ``now``: what to write instead."""

    term: str
    now: str
    since: int | None = None
    until: int | None = None
    exempt_after: tuple[str, ...] = ()


class DatedBank(Strict):
    source: str
    as_of: str
    current: tuple[str, ...]
    exempt_before: tuple[str, ...]
    exempt_after: tuple[str, ...]
    terms: tuple[DatedTerm, ...]
    bodies: tuple[DatedTerm, ...]


@lru_cache(maxsize=1)
def dated_bank() -> DatedBank:
    """The bank, read once. Raises UserError when the file does not hold."""
    return load_bank("dated_terms.yaml", DatedBank)


def misdated(context: Context) -> Iterator[tuple[Span, DatedTerm, int | None]]:
    """Terms that do not fit, with the year the text speaks in; None when it names none."""
    bank = dated_bank()
    bodies = {term.term for term in bank.bodies}
    hits = list(_hits(context.text))
    year = context.year
    floor = max((term.since for _, term in hits if term.since), default=0) if year is None else 0
    for span, term in hits:
        if term.term not in bodies and not _is_current(context.text, span, term, bank):
            continue
        if year is not None and not _fits(term, year) and str(term.until) not in context.text:
            yield span, term, year
        elif year is None and _is_past(term, max(floor, _congress(context.text)), bank):
            yield span, term, None


def _is_past(term: DatedTerm, floor: int, bank: DatedBank) -> bool:
    """Whether a text without a year must be later: it is not before ``floor``, or the term ended long ago."""
    return term.until is not None and (term.until < floor or term.until <= int(bank.as_of[:4]) - _LONG_PAST)


def _congress(text: str) -> int:
    """The year before which a text that names 党的二十大 cannot have been written."""
    return 2022 if re.search("党的二十[大届]", text) else 0


def _fits(term: DatedTerm, year: int) -> bool:
    return (term.since or 0) <= year <= (term.until or 9999)


def _hits(text: str) -> Iterator[tuple[Span, DatedTerm]]:
    """The longest term at each place."""
    free = 0
    for match in _pattern().finditer(text):
        if match.start() >= free:
            free = match.end()
            yield match.span(), _by_name()[match.group()]


@lru_cache(maxsize=1)
def _by_name() -> dict[str, DatedTerm]:
    bank = dated_bank()
    return {term.term: term for term in (*bank.terms, *bank.bodies)}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = sorted(_by_name(), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in names))


def _is_current(text: str, span: Span, term: DatedTerm, bank: DatedBank) -> bool:
    """Whether the term is presented as work in hand: after such a verb in its clause, and not as something past."""
    before = re.split("[，。；：！？\n]", text[max(0, span[0] - 30) : span[0]])[-1]
    after = re.split("[，。；：！？\n]", text[span[1] : span[1] + 12])[0]
    if any(word in before[-8:] for word in bank.exempt_before):
        return False
    if any(word in after for word in (*bank.exempt_after, *term.exempt_after)):
        return False
    return any(word in before for word in bank.current)
