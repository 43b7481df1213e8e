"""What a model would ask the writer before drafting, as questions tied to notes; ``pipeline.questions`` merges them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.genre import Genre
from pipeline.models import ReplyFault, Request
from pipeline.notes import Notes
from pipeline.questions.model import Question, question_id
from pipeline.writing.chat.backend import Backend, head_of
from pipeline.writing.chat.labels import Labels

if TYPE_CHECKING:
    from pipeline.library import Library

_RULE = "model"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    notes: tuple[str, ...] = ()
    question: str = ""
    why: str = ""
    example: str = ""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    questions: tuple[_Asked, ...] = ()


def model_questions(
    notes: Notes, genre: Genre, library: Library | None, backend: Backend, known: Sequence[Question]
) -> list[Question]:
    """The model's questions beside the ``known`` ones. A note it named wrongly keeps the wrong name, for ``merge``.

    Raises ReplyFault when its answer is of no use, ModelUnavailable when it does not answer.
    """
    labels = Labels(notes)
    reply = backend.model.ask(question_request(notes, genre, library, backend, known))
    return [_question(asked, labels) for asked in _read(reply.data)]


def question_request(
    notes: Notes, genre: Genre, library: Library | None, backend: Backend, known: Sequence[Question]
) -> Request:
    """What is asked for the model's questions."""
    values = {"head": head_of(notes, genre, library, backend).text, "known": _told(known)}
    return backend.prompts.request("questions", values, label="要问的问题")


def _told(known: Sequence[Question]) -> str:
    if not known:
        return ""
    return "\n以下问题已经准备问，不要重复：\n" + "\n".join(f"- {one.question}" for one in known)


def _read(data: Any) -> Sequence[_Asked]:
    try:
        return _Answer.model_validate(data).questions
    except ValidationError as error:
        raise ReplyFault("模型提的问题不合格式。请换一个更强的模型，或用 --backend offline。", "shape", "") from error


def _question(asked: _Asked, labels: Labels) -> Question:
    ids = tuple(note.id if (note := labels.note(label)) else label for label in asked.notes)
    text = asked.question.strip()
    return Question(
        id=question_id(_RULE, ids, text),
        rule=_RULE,
        notes=ids,
        question=text,
        why=asked.why.strip(),
        example=asked.example.strip(),
    )
