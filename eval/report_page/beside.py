"""Two drafts side by side: part by part, sentence by sentence, with what the other does not have marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any, Literal

from pipeline.comparing import compare
from pipeline.comparing.model import OF_NEW, OF_OLD
from pipeline.document import Draft, Part, from_json, sentence_spans

Mark = Literal["", "changed", "moved"]
_REWRITTEN = 0.6
"""Share of new characters from which a sentence is shown as another one, without marking words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in pieces (words, marked). ``mark``: whether it differs from the other draft."""

    mark: Mark
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One part of a draft. ``role`` as in ``pipeline.document``."""

    role: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """What stands beside each other: the head of both drafts, a section of each, the close of both."""

    a: tuple[Paragraph, ...]
    b: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two drafts. ``changed``: sentences of A and of B that the other does not have as they are."""

    ranks: tuple[Rank, ...]
    changed: tuple[int, int]
    sentences: tuple[int, int]


def beside(a: dict[str, Any], b: dict[str, Any]) -> Beside:
    """``a``, ``b``: drafts as JSON."""
    old, new = from_json(a), from_json(b)
    marks = _marks(old.text, new.text)
    ranks = tuple(_ranks(_groups(old, marks[0]), _groups(new, marks[1])))
    sides = ([one for rank in ranks for one in rank.a], [one for rank in ranks for one in rank.b])
    every = [[sentence for paragraph in side for sentence in paragraph.sentences] for side in sides]
    changed = [sum(bool(one.mark) for one in side) for side in every]
    return Beside(ranks, (changed[0], changed[1]), (len(every[0]), len(every[1])))


def _marks(old: str, new: str) -> tuple[list[Mark], list[Mark]]:
    """A mark for every character of either text."""
    marks: tuple[list[Mark], list[Mark]] = ([], [])
    for op in compare(old, new).ops:
        mark: Mark = "" if op.kind == "equal" else ("moved" if op.move and not op.edits else "changed")
        if op.kind in OF_OLD:
            marks[0].extend([mark] * len(op.text))
        if op.kind in OF_NEW:
            marks[1].extend([mark] * len(op.text))
    return marks


def _groups(draft: Draft, marks: Sequence[Mark]) -> list[tuple[Paragraph, ...]]:
    """Head, sections, close."""
    body = {part.start for section in draft.sections for part in section.parts}
    first = min(body, default=len(draft.text))
    outside = [part for part in draft.parts if part.start not in body]
    head = [part for part in outside if part.start < first]
    close = [part for part in outside if part.start >= first]
    return [
        tuple(_paragraph(draft.text, part, marks) for part in parts)
        for parts in (head, *(section.parts for section in draft.sections), close)
    ]


def _ranks(a: list[tuple[Paragraph, ...]], b: list[tuple[Paragraph, ...]]) -> Iterator[Rank]:
    """Sections stand beside each other in their order; one that the other has not stands alone."""
    yield Rank(a[0], b[0])
    for old, new in zip_longest(a[1:-1], b[1:-1], fillvalue=()):
        yield Rank(old, new)
    yield Rank(a[-1], b[-1])


def _paragraph(text: str, part: Part, marks: Sequence[Mark]) -> Paragraph:
    spans = sentence_spans(text, part.start, part.end)
    return Paragraph(part.role, tuple(_sentence(text, start, end, marks) for start, end in spans))


def _sentence(text: str, start: int, end: int, marks: Sequence[Mark]) -> Sentence:
    own = marks[start:end]
    differing = sum(mark == "changed" for mark in own)
    if not differing:
        moved: Mark = "moved" if any(own) else ""
        return Sentence(moved, ((text[start:end], False),))
    if differing >= _REWRITTEN * (end - start):
        return Sentence("changed", ((text[start:end], False),))
    runs = groupby(range(start, end), key=lambda at: marks[at] == "changed")
    pieces = [("".join(text[at] for at in places), differs) for differs, places in runs]
    return Sentence("changed", tuple(pieces))
