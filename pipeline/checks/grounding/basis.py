"""What a draft may stand on: the notes, read once, with their facts, clauses and figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.checks.grounding.reading import (
    Clause,
    Figure,
    Pairs,
    clauses,
    figures,
    has_lack_head,
    has_plan_head,
)
from pipeline.checks.grounding.words import pairs
from pipeline.facts import Fact, FactKind, extract
from pipeline.notes import Note, Notes, full_unit

_MARKS = re.compile(r"[\s“”‘’《》〈〉\"'，。；：！？、,;:!?（）()·]")
_LABEL = re.compile(r"^[^：:，,。；;]{1,14}[：:]")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact and the id of the note that tells it; "" for the head of the notes."""

    fact: Fact
    note: str


class Basis:
    """The notes of one draft. ``year``: that of the draft, by which 今年 is read."""

    def __init__(self, notes: Notes, year: int | None) -> None:
        self.notes = notes
        self.year = year
        self.told: list[Told] = []
        self.clauses: list[Clause] = []
        self.figures: list[Figure] = []
        for note in notes.drafted:
            self._read(note)
        heads = (notes.unit, full_unit(notes.unit, notes.occasion), notes.occasion, notes.salutation, notes.year)
        self.head = "\n".join(head for head in heads if head)
        self.told += [Told(fact, "") for fact in extract(self.head, year=year)]

    def _read(self, note: Note) -> None:
        facts = extract(note.text, year=self.year)
        label = match.group() if (match := _LABEL.match(note.text)) else ""
        planned = has_plan_head(note.group) or has_plan_head(label)
        lacking = not planned and (has_lack_head(note.group) or has_lack_head(label))
        read = clauses(note.text, note=note.id, planned=planned, lacking=lacking)
        offset = len(self.clauses)
        self.told += [Told(fact, note.id) for fact in facts]
        self.figures += [
            replace(one, clause=one.clause + offset, note=note.id) for one in figures(note.text, facts, read)
        ]
        self.clauses += read

    def of_kind(self, *kinds: FactKind) -> list[Told]:
        return [told for told in self.told if told.fact.kind in kinds]

    @cached_property
    def bare(self) -> str:
        """All that the writer handed in, without marks and blanks."""
        return bare("\n".join((self.head, *(f"{note.group}|{note.text}" for note in self.notes.drafted))))

    def says(self, words: str) -> bool:
        """Whether the notes have ``words``, marks and blanks aside."""
        return bare(words) in self.bare

    @cached_property
    def _note_pairs(self) -> dict[str, Pairs]:
        return {note.id: pairs(f"{note.group}，{note.text}") for note in self.notes.drafted}

    def pairs_of(self, note_id: str) -> Pairs:
        """The word pairs of one note and its group."""
        return self._note_pairs.get(note_id, frozenset())

    def clause_of(self, told: Told) -> Clause:
        """The clause of its note that a fact stands in."""
        own = [clause for clause in self.clauses if clause.note == told.note]
        return next((clause for clause in reversed(own) if clause.start <= told.fact.start), own[0])

    @cached_property
    def _rarity(self) -> dict[str, float]:
        counts = Counter(pair for clause in self.clauses for pair in clause.pairs)
        return {pair: 1 / count for pair, count in counts.items()}

    def weight(self, found: Iterable[str]) -> float:
        """How much a set of pairs says: the rarer a pair is in the notes, the more."""
        return sum(self._rarity.get(pair, 1.0) for pair in found)

    @cached_property
    def _where(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for at, clause in enumerate(self.clauses):
            for pair in clause.pairs:
                places[pair].append(at)
        return places

    def nearest(self, of: Pairs, *, lacking: bool | None = None, least: int = 1) -> tuple[Clause | None, float]:
        """The clause of the notes of which ``of`` holds the largest share, and that share by weight.

        ``lacking``: only among shortcomings, or only among the others. ``least``: how many pairs it has to have; labels
        (考察：) have few.
        """
        counts: Counter[int] = Counter()
        for pair in of:
            for at in self._where.get(pair, ()):
                clause = self.clauses[at]
                if lacking in (None, clause.lacking) and len(clause.pairs) >= least:
                    counts[at] += 1
        best, share = None, 0.0
        for at, _ in counts.most_common(4):
            clause = self.clauses[at]
            held = self.weight(clause.pairs & of) / self.weight(clause.pairs)
            if held > share:
                best, share = clause, held
        return best, share

    def text_of(self, note_id: str) -> str:
        note = self.notes.by_id(note_id)
        return note.text if note else self.head


def bare(text: str) -> str:
    """``text`` without marks and blanks."""
    return _MARKS.sub("", text)


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def notes_year(notes: Notes) -> int | None:
    """The year that the notes are of; what a draft says of its year is no ground for what it says."""
    match = _YEAR.search(notes.year)
    return int(match.group(1)) if match else None
