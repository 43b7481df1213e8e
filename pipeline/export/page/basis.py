"""What each sentence of a draft stands on: which notes, or why on none.

The layout names the notes of a whole paragraph; the ledger names sentences, sometimes a pair of neighbours. Of these
a sentence keeps the notes that it shares a fact with, compared by value, or that carry one of its clauses. A sentence
that names something the notes do not have is never called free of facts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from pipeline.checks.claims import Classed, classed
from pipeline.document import Part, Role, sentence_spans
from pipeline.export.page.record import Record
from pipeline.facts import Fact, agree, extract

Kind = Literal["facts", "topic", "heading", "form", "stance", "doubt", "named", "paragraph", "unknown"]

WORDS: dict[Kind, str] = {
    "facts": "依据要点",
    "topic": "主题句",
    "heading": "小标题",
    "form": "程式用语",
    "stance": "套话、立场",
    "doubt": "依据存疑",
    "named": "立场，含通用名称",
    "paragraph": "依据到段落",
    "unknown": "依据不明",
}

_FORMS: tuple[Role, ...] = ("title", "byline", "salutation", "closing", "signature")
_STATED = ("number", "date", "document", "programme", "person", "honour")
_ENDS: dict[Kind, tuple[Role, ...]] = {
    "heading": ("heading", "closing", "signature"),
    "topic": ("topic", "heading", "closing", "signature"),
}
"""What ends the stretch that a heading or a topic sums up."""
_TELLING = 10
_CARRIES = 2
"""Content words from which a clause that a note carries tells that note from another."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what it stands on. ``part``: index of its part; ``notes``: ids, in the order of the notes."""

    start: int
    end: int
    part: int
    role: Role
    kind: Kind
    notes: tuple[str, ...]
    says: str


def sentences(record: Record) -> list[Sentence]:
    """Every sentence of the draft, in order, headings and salutation included."""
    seen = _Seen(record)
    found = [
        seen.sentence(at, part, span)
        for at, part in enumerate(record.draft.parts)
        for span in sentence_spans(record.draft.text, part.start, part.end)
    ]
    return [seen.summed_up(at, found) for at in range(len(found))]


class _Seen:
    """A record with everything that is looked up for each of its sentences."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._facts = {note.id: extract(note.text) for note in record.notes if not note.set_aside}
        self._head = f"{record.unit}\n{record.occasion}\n{record.year}"
        self._doubts = [(f.start, f.end) for f in record.findings if f.rule.startswith("grounding.")]
        self._clauses = classed(record.draft, record.given) if record.given.drafted else []
        self._starts = [one.start for one in self._clauses]

    def sentence(self, at: int, part: Part, span: tuple[int, int]) -> Sentence:
        kind, notes = self._basis(part, span)
        return self._sentence(span, at, part.role, kind, notes)

    def _sentence(self, span: tuple[int, int], at: int, role: Role, kind: Kind, notes: Iterable[str]) -> Sentence:
        ordered = sorted(notes, key=lambda note: self._record.numbers.get(note, 0))
        return Sentence(*span, at, role, kind, tuple(ordered), self._said(kind, ordered, span))

    def summed_up(self, at: int, found: Sequence[Sentence]) -> Sentence:
        """A heading or topic with the notes of the sentences under it, any other sentence as it is."""
        one = found[at]
        ends = _ENDS.get(one.kind)
        if ends is None:
            return one
        notes = set(one.notes)
        for after in islice(found, at + 1, None):
            if after.role in ends:
                break
            notes |= set(after.notes)
        return self._sentence((one.start, one.end), one.part, one.role, one.kind, notes)

    def _basis(self, part: Part, span: tuple[int, int]) -> tuple[Kind, set[str]]:
        if not self._record.notes:
            return ("paragraph", set(part.notes)) if part.notes else ("unknown", set())
        if part.role in _FORMS:
            return "form", set()
        if part.role == "heading":
            return "heading", set(part.notes)
        if notes := self._stands_on(part, span):
            return "facts", notes
        if part.role == "topic":
            return "topic", set(part.notes)
        if any(_overlap(span, doubt) for doubt in self._doubts) or self._claims(span):
            return "doubt", set()
        return ("named" if self._own_facts(span) else "stance"), set()

    def _stands_on(self, part: Part, span: tuple[int, int]) -> set[str]:
        """Of the notes placed here those that the sentence shows; any note that has its figures, where none is."""
        facts, carried = self._own_facts(span), self._carried(span)
        showing = {note for note, own in self._facts.items() if note in carried or _share(facts, own)}
        if placed := {note for note in showing if self._placed(note, part, span)}:
            return placed
        return {note for note in showing if _share(filter(_tells, facts), self._facts[note])}

    def _placed(self, note: str, part: Part, span: tuple[int, int]) -> bool:
        """Whether the ledger finds the note in this sentence; where it knows no place, whether the layout does."""
        row = self._record.coverage.get(note)
        if row and row.where:
            return any(_overlap(span, where) for where in row.where)
        return note in part.notes

    def _within(self, span: tuple[int, int]) -> list[Classed]:
        return self._clauses[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]

    def _carried(self, span: tuple[int, int]) -> set[str]:
        return {
            one.seen.binding.note
            for one in self._within(span)
            if one.name == "fact" and (one.seen.binding.content >= _CARRIES or one.seen.binding.figures)
        }

    def _claims(self, span: tuple[int, int]) -> bool:
        return any(one.name == "claim" for one in self._within(span))

    def _own_facts(self, span: tuple[int, int]) -> list[Fact]:
        """What the sentence states, without what the head of the notes says of the bureau itself."""
        text = self._record.draft.text[span[0] : span[1]]
        return [fact for fact in extract(text) if fact.kind in _STATED and fact.text not in self._head]

    def _said(self, kind: Kind, notes: list[str], span: tuple[int, int]) -> str:
        numbers = "、".join(str(self._record.numbers[note]) for note in notes if note in self._record.numbers)
        if kind == "named":
            names = "、".join(dict.fromkeys(fact.text for fact in self._own_facts(span)))
            return f"立场；所提“{names}”不是取自要点，检查没有异议"
        return _SAYS[kind].format(notes=numbers) if numbers or "{" not in _SAYS[kind] else _BARE.get(kind, "")


_SAYS: dict[Kind, str] = {
    "facts": "依据：要点 {notes}",
    "topic": "主题句，概括要点 {notes}",
    "heading": "小标题，统领要点 {notes}",
    "form": "程式用语：标题、称谓、结束语等",
    "stance": "套话、立场，不含事实",
    "doubt": "依据存疑：读来是事实，要点中没有查到",
    "paragraph": "稿件未附要点原文，只知本段依据的要点编号",
    "unknown": "稿件未附要点，依据不明",
}
_BARE: dict[Kind, str] = {"topic": "主题句", "heading": "小标题"}


def _tells(fact: Fact) -> bool:
    """Whether a fact alone tells which note it is from: a name does, a figure of some size too, 三张 and 2023年 not."""
    if fact.kind == "number":
        return fact.low is not None and fact.low >= _TELLING
    return fact.kind != "date"


def _share(facts: Iterable[Fact], others: Iterable[Fact]) -> bool:
    return any(agree(one, other) for one in facts for other in others)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
