"""A draft's clauses: spans between marks, each knowing its sentence, its role and the kind of section it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipeline.checks.claims.lexicon import lexicon
from pipeline.document import Draft, Part, Role, sentence_spans

Place = Literal["", "lack", "plan"]

_CLAUSE = re.compile(r"[^，；：。！？!?;,\n]+")
_MARK_MOST = 80  # characters of an open mark
_ITEMS_FROM = 17
"""Characters from which a run of items (、) is split, if each item could be a clause of its own."""
_ITEM_MIN = 6
_VERBS = ("attain", "build", "act", "promise")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between marks. ``start``/``end``: offsets in the text; ``sentence``: which one, counted over the draft.

    ``place``: whether it stands among the shortcomings ("lack") or the next steps ("plan").
    """

    start: int
    end: int
    text: str
    sentence: int
    role: Role
    place: Place = ""
    item: bool = False  # a later item of a 、 run


def clauses(draft: Draft) -> list[Clause]:
    """All clauses of ``draft``, in order."""
    found: list[Clause] = []
    place: Place = ""
    text = draft.text
    number = 0
    for part in draft.parts:
        place = _place_of_heading(part, place)
        for start, end in sentence_spans(text, part.start, part.end):
            place = _place_of_sentence(text[start:end], place)
            found += _clauses_of(text, start, end, number, part.role, place)
            number += 1
    return found


def _clauses_of(text: str, start: int, end: int, number: int, role: Role, place: Place) -> Iterator[Clause]:
    for match in _CLAUSE.finditer(text, start, end):
        if _in_open_mark(text, match.start()):
            continue
        for at, (begin, stop) in enumerate(_items(text, *match.span())):
            bare = text[begin:stop].strip(" \u3000")
            if bare:
                first = text.index(bare[0], begin, stop)
                yield Clause(first, first + len(bare), bare, number, role, place, at > 0)


def _in_open_mark(text: str, at: int) -> bool:
    """Whether ``at`` lies in 【待补充：…】, which says that something is not known: no claim."""
    opened = text.rfind("【", max(0, at - _MARK_MOST), at)
    return opened >= 0 and "】" not in text[opened:at]


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The items of a long run of clauses joined by 、, each with a verb of its own; else the whole span."""
    if end - start < _ITEMS_FROM or "、" not in text[start:end] or "“" in text[start:end]:
        return [(start, end)]
    cuts = [start - 1, *(at for at in range(start, end) if text[at] == "、"), end]
    spans = [(left + 1, right) for left, right in pairwise(cuts)]
    return spans if all(_could_stand_alone(text[left:right]) for left, right in spans) else [(start, end)]


def _could_stand_alone(item: str) -> bool:
    return len(item) >= _ITEM_MIN and lexicon().has(item[:2], *_VERBS)


def _place_of_heading(part: Part, place: Place) -> Place:
    """A heading opens a section: of shortcomings, of plans, or neither. A heading never leaves the plans half told."""
    if part.role == "heading":
        if lexicon().has(part.text, "plan_mark", "plan_head"):
            return "plan"
        return "lack" if lexicon().has(part.text, "lack_mark", "lack_head") else ("plan" if place == "plan" else "")
    return "" if part.role == "closing" else place


def _place_of_sentence(sentence: str, place: Place) -> Place:
    if lexicon().has(sentence, "plan_mark"):
        return "plan"
    return "lack" if lexicon().has(sentence, "lack_mark") and place != "plan" else place
