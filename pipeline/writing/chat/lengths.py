"""How long each part is to be: the length asked for, shared out by what the notes are worth and can carry."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.genre import Genre
from pipeline.notes import Notes
from pipeline.writing.outline import Outline, OutlinePoint

# Characters that a note carries with stance and purpose around it: a few for being there, some for each of its own.
# In six drafts written by hand a character of the notes carries 6.1 to 7.1 of text, opening and headings included.
_A_NOTE, _A_CHARACTER = 80, 5.2
_OPENING = (0.11, 130, 240)  # share of the whole, least and most, in characters
_LEAD = 55
_FRAME = 45  # characters around the parts: closing, transition, marks
_DRESSED = {"problems": 0.2, "next_steps": 0.4}  # shortcomings and plans are said, not dressed up
_WORTH = {0: 3}  # a weight nobody gave is a middling one


@dataclass(frozen=True)
class Lengths:
    """Targets in characters with punctuation. ``points``: by section and point."""

    total: int
    opening: int
    lead: int
    points: tuple[tuple[int, ...], ...]


def lengths(outline: Outline, notes: Notes, genre: Genre) -> Lengths:
    """The targets for a draft after ``outline``."""
    words = {note.id: len("".join(note.text.split())) for note in notes.drafted}
    share, least, most = _OPENING
    carried = sum(_A_NOTE + _A_CHARACTER * length for length in words.values())
    total = min(notes.length or genre.length.default, int(most + carried))
    opening = int(min(most, max(least, share * total))) + sum(words[note] for note in outline.opening)
    rules = [genre.section_rule(section.rule) for section in outline.sections]
    leads = sum(_LEAD for rule in rules if rule.leads and not rule.lead)
    fixed = _FRAME + len(outline.title) + len(outline.salutation) + opening + leads
    fixed += sum(len(s.heading) + 1 + sum(len(point.topic) + 1 for point in s.points) for s in outline.sections)
    points = [[(_needs(point, words), _claim(point, s.rule, words)) for point in s.points] for s in outline.sections]
    spare = max(0, total - fixed - sum(need for section in points for need, _ in section))
    claims = sum(claim for section in points for _, claim in section) or 1
    shares = tuple(tuple(int(need + spare * claim / claims) for need, claim in section) for section in points)
    return Lengths(total, opening, _LEAD, shares)


def _needs(point: OutlinePoint, words: dict[str, int]) -> int:
    return sum(words[note] for note in point.notes)


def _claim(point: OutlinePoint, rule: str, words: dict[str, int]) -> float:
    """What share of the spare room a point has a claim to: by what its notes carry, and by its weight."""
    plain = _DRESSED.get(rule, 1.0)
    carries = sum(_A_NOTE + (_A_CHARACTER - 1) * words[note] for note in point.notes)
    return plain * carries * (0.5 + _WORTH.get(point.weight, point.weight) / 6)


def rounded(length: float) -> int:
    """A length as a writer is told it."""
    return max(10, round(length / 10) * 10)
