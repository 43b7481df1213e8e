"""All questions that the rules have about a notes file, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.genre import Genre
from pipeline.notes import Notes
from pipeline.questions import figures, pairs, sums, whole, wording
from pipeline.questions.bank import rules
from pipeline.questions.merging import settled
from pipeline.questions.model import Question, question_id
from pipeline.questions.page import Found, Page

_IMPORTANT = 9  # by how much a question about a note that the writer marked weighs more
_RULES = (
    whole.year, whole.other_year, whole.head, whole.sections, whole.room,
    figures.base, figures.origin, figures.period, figures.rate, figures.how_many, sums.sums,
    pairs.conflict, pairs.twice, pairs.scope, pairs.two_deeds,
    wording.placeholder, wording.status, wording.honour, wording.superlative, wording.who, wording.funds,
    wording.vague, wording.part, wording.often, wording.person, wording.abbreviation, wording.outcome,
    wording.deadline, wording.remedy,
)  # fmt: skip


def questions(notes: Notes, genre: Genre) -> list[Question]:
    """What the rules would ask about ``notes``, the weightiest first, without what the writer has answered.

    Raises UserError when ``corpus/phrases/questions.yaml`` does not hold.
    """
    page = Page(notes, genre)
    found = [_question(one) for ask in _RULES for one in ask(page)]
    return ranked(settled(found, notes))


def ranked(asked: Iterable[Question]) -> list[Question]:
    """The weightiest first; among equals those on the whole, then in the order of the file and of the rules."""
    return sorted(asked, key=lambda one: (-one.weight, one.line))


def _question(found: Found) -> Question:
    rule = rules()[found.rule]
    notes = tuple(entry.note.id for entry in found.entries)
    text = rule.question.format(**found.values)
    important = any(entry.note.important for entry in found.entries)
    return Question(
        id=question_id(rule.id, notes, text),
        rule=rule.id,
        notes=notes,
        line=found.entries[0].note.line if found.entries else 0,
        question=text,
        why=rule.why.format(**found.values),
        example=rule.example.format(**found.values),
        weight=rule.weight + _IMPORTANT * important,
        field=found.field,
        group=found.group,
        mends=rule.mends,
    )
