"""Questions from two sources as one list: those of the rules are exact and stand, a model's are added where they ask
something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.notes import Asked, Notes
from pipeline.questions.bank import rules
from pipeline.questions.model import Question

_ALIKE = 0.5  # share of common character pairs from which two questions on one note are the same
_TEXT_MOST = 160  # characters of a question that is not an essay


@dataclass(frozen=True)
class Merged:
    """``questions``: the weightiest first. ``notices``: what was left out and why, in Chinese, for the user."""

    questions: tuple[Question, ...]
    notices: tuple[str, ...]


def merge(by_rules: Sequence[Question], by_model: Sequence[Question], notes: Notes) -> Merged:
    """The rules' questions and those of a model that add to them.

    A model's question is left out with a notice when it names a note that does not exist, or none, or is empty or too
    long; and silently when a rule, an earlier question of the model or the file itself asks the same.
    """
    kept = list(by_rules)
    notices: list[str] = []
    lines = {note.id: note.line for note in notes.notes}
    for question in by_model:
        if fault := _fault(question, lines):
            notices.append(f"模型提的一个问题没有采用，{fault}：{question.question[:40]}")
        elif settled([question], notes) and not any(_same(question, other) for other in kept):
            kept.append(question.model_copy(update={"line": min(lines[one] for one in question.notes)}))
    return Merged(tuple(sorted(kept, key=lambda one: (-one.weight, one.line))), tuple(notices))


def settled(questions: Sequence[Question], notes: Notes) -> list[Question]:
    """``questions`` without those that the file asks already and the writer has answered."""
    answered = [asked for asked in notes.asked if asked.answer]
    return [question for question in questions if not any(_answered(question, asked) for asked in answered)]


def _fault(question: Question, lines: dict[str, int]) -> str:
    unknown = [one for one in question.notes if one not in lines]
    if unknown:
        return f"它说的要点 {unknown[0][:20]} 不存在"
    if not question.notes:
        return "它没有说是哪一条要点"
    return "它是空的或者太长" if not 4 <= len(question.question.strip()) <= _TEXT_MOST else ""


def _answered(question: Question, asked: Asked) -> bool:
    places = ("",) if question.group or not question.notes else question.notes
    if asked.note not in places:
        return False
    return _alike(question.question, asked.question) or _one_matter(question.rule, asked.question)


def _same(question: Question, other: Question) -> bool:
    if not set(question.notes) & set(other.notes):
        return False
    return _alike(question.question, other.question) or _one_matter(other.rule, question.question)


def _one_matter(rule: str, text: str) -> bool:
    """Whether ``text`` asks, outside its quotations, in words that questions of ``rule`` use."""
    known = rules().get(rule)
    bare = re.sub("“[^”]*”", "", text)
    return known is not None and any(word in bare for word in known.aspects)


def _alike(one: str, other: str) -> bool:
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) >= _ALIKE * (len(first) + len(second)) and bool(first)


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"[\W_]", "", text)
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
