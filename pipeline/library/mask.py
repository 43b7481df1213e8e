"""Masks: what is local to a report becomes a typed mark such as 〔机构〕: an exemplar teaches register, never facts.

Figures, dates and the like are found by ``pipeline.facts``. The rules beyond fail on the safe side: quotations and
titles are masked unless they are known to be general, and so is every noun that is not known to be true of any
organisation. A word missing from the data costs an exemplar some of its colour; it never lets a fact through. What is
general is data (``pipeline.library.terms``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ahocorasick

from pipeline.facts import FactKind, extract
from pipeline.library.names import Name, is_general, local_names
from pipeline.library.tagging import tagged
from pipeline.library.terms import load_terms

VERSION = 2
"""Rises with the rules: reports masked by older ones are ingested anew."""

NUMBER, TIME, PLACE, BODY, CARRIER = "数量", "时间", "地点", "机构", "载体"
DOCUMENT, PERSON, MATTER, BLANK = "文件", "人名", "事项", "待填"
MARKS = (NUMBER, TIME, PLACE, BODY, CARRIER, DOCUMENT, PERSON, MATTER, BLANK)

_QUOTED = re.compile(r"[“\"]([^“”\"\n]{1,80})[”\"]")
_TITLED = re.compile(r"《([^《》\n]{1,100})》")
_BLANK = re.compile(
    r"\*+|(?<![A-Za-z])[Xx×]{1,6}(?![A-Za-z])|_{2,}|＿+|[〇○]{2,}|【[^【】\n]{0,60}】|〔[^〔〕\n]{0,60}〕"
)
_FIGURE = re.compile(r"[0-9０-９](?:[0-9０-９.．,，]*[0-9０-９])?")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PLACE_LETTER = re.compile(r"(?<=[来赴援驻莅])[陕湘皖鲁苏浙赣鄂桂甘晋蒙闽粤琼渝冀豫辽藏疆京津沪滇黔](?![剧菜语绣])")
_CENTRE_AND_PROVINCE = re.compile(r"中省")
_JOINED = re.compile(r"(〔[^〔〕]*〕)(?:(?:、|和|与|及|以及|及其)?\1)+")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    mark: str


def mask(text: str) -> str:
    """The whole of ``text`` masked."""
    return mask_passages(text, [(0, len(text))])[0]


def mask_passages(text: str, places: Sequence[tuple[int, int]]) -> list[str]:
    """The text between each pair of offsets, with everything local masked; ``text`` is the whole report.

    The whole report is looked at, because a name recognised in one passage is masked in all.
    """
    text = _SURROGATE.sub("\ufffd", text)
    spans = _merged(_all_spans(text))
    starts = [span.start for span in spans]
    return [_masked(text, start, end, spans, starts) for start, end in places]


def _masked(text: str, start: int, end: int, spans: Sequence[_Span], starts: Sequence[int]) -> str:
    parts: list[str] = []
    at = start
    for span in spans[max(0, bisect_right(starts, start) - 1) :]:
        if span.start >= end:
            break
        if span.end > at:
            parts += [text[at : max(at, span.start)], f"〔{span.mark}〕"]
            at = min(span.end, end)
    parts.append(text[at:end])
    return _JOINED.sub(r"\1", "".join(parts))


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Spans in order without overlap: of those that overlap, the mark of the longest stands for all."""
    merged: list[_Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            longest = max(last, span, key=lambda s: s.end - s.start)
            merged[-1] = _Span(last.start, max(last.end, span.end), longest.mark)
        else:
            merged.append(span)
    return merged


# --- finding what is local


def _all_spans(text: str) -> list[_Span]:
    safe = _safe_regions(text)
    names = [_Span(name.start, name.end, _mark_of(name)) for name in local_names(text, list(tagged(text)))]
    quoted = list(_quotations(text))
    inner = [_Span(span.start + 1, span.end - 1, span.mark) for span in quoted]
    loose = [*_facts(text), *_places(text), *names, *_recurring(text, [*names, *inner])]
    enclosed = [*quoted, *_documents(text), *_blanks(text)]
    return [*enclosed, *(cut for span in loose for cut in _outside(span, safe))]


def _mark_of(name: Name) -> str:
    tags = {"PER": PERSON, "LOC": PLACE, "ORG": BODY}
    endings = {"named": CARRIER, "general": CARRIER, "document": DOCUMENT, "body": BODY}
    return endings.get(name.kind) or tags.get(name.kind, MATTER)


def _quotations(text: str) -> Iterator[_Span]:
    """What stands in quotation marks, marks included, unless it is a general term or metaphor."""
    for match in _QUOTED.finditer(text):
        if not _is_quotable(match.group(1)):
            yield _Span(match.start(), match.end(), CARRIER)


def _is_quotable(words: str) -> bool:
    return words.strip("，。、！；") in load_terms().quotable


def _documents(text: str) -> Iterator[_Span]:
    """Titles in 《》, unless they are laws and rules that bind everyone."""
    lawful = load_terms().lawful
    for match in _TITLED.finditer(text):
        if re.sub(r"[（(][^（）()]*[）)]$", "", match.group(1)) not in lawful:
            yield _Span(match.start(), match.end(), DOCUMENT)


def _blanks(text: str) -> Iterator[_Span]:
    return (_Span(match.start(), match.end(), BLANK) for match in _BLANK.finditer(text))


_FACT_MARKS: dict[FactKind, str] = {
    "number": NUMBER,
    "date": TIME,
    "place": PLACE,
    "body": BODY,
    "person": PERSON,
    "programme": CARRIER,
    "honour": MATTER,
}


def _facts(text: str) -> Iterator[_Span]:
    """Facts that have a form of their own, and any digit that none of them took."""
    for fact in extract(text):
        if fact.kind in _FACT_MARKS and fact.text.strip("“”") not in load_terms().quotable:
            yield _Span(fact.start, fact.end, _FACT_MARKS[fact.kind])
    for match in _FIGURE.finditer(text):
        yield _Span(match.start(), match.end(), NUMBER)


def _places(text: str) -> Iterator[_Span]:
    for pattern in (_PLACE_LETTER, _CENTRE_AND_PROVINCE):
        for match in pattern.finditer(text):
            yield _Span(match.start(), match.end(), PLACE)


def _recurring(text: str, names: Sequence[_Span]) -> Iterator[_Span]:
    """Other places where a name that was recognised once stands: taggers judge each sentence by itself."""
    known = {text[span.start : span.end]: span.mark for span in names}
    finder = ahocorasick.Automaton()
    for name, mark in known.items():
        if len(name) > 2 and not is_general(name):
            finder.add_word(name, (len(name), mark))
    if len(finder):
        finder.make_automaton()
        yield from (_Span(end + 1 - length, end + 1, mark) for end, (length, mark) in finder.iter(text))


# --- what is general


def _safe_regions(text: str) -> list[tuple[int, int]]:
    """Where general terms, metaphors and titles stand."""
    regions = [match.span() for match in _QUOTED.finditer(text) if _is_quotable(match.group(1))]
    for end, length in _terms_automaton().iter_long(text):
        regions.append((end + 1 - length, end + 1))
    return sorted(regions)


@lru_cache(maxsize=1)
def _terms_automaton() -> Any:
    automaton = ahocorasick.Automaton()
    terms = load_terms()
    for term in (*terms.terms, *(f"《{title}》" for title in terms.titles)):
        automaton.add_word(term, len(term))
    automaton.make_automaton()
    return automaton


def _outside(span: _Span, safe: Sequence[tuple[int, int]]) -> Iterator[_Span]:
    """The parts of a span that lie in no safe region."""
    at = span.start
    for start, end in safe:
        if end <= at or start >= span.end:
            continue
        if start > at:
            yield _Span(at, start, span.mark)
        at = end
    if at < span.end:
        yield _Span(at, span.end, span.mark)
