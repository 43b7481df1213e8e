"""Questions of a model: tied to notes, merged with those of the rules."""

from __future__ import annotations

import json

import pytest

from pipeline.models import ReplyFault, Request
from pipeline.questions import merge, questions
from pipeline.writing.chat import model_questions
from tests.writing.chat.scripted import FAYAN, NOTES, Scripted, backend


def asking(*asked: object) -> Scripted:
    return Scripted(lambda _: json.dumps({"questions": list(asked)}, ensure_ascii=False))


def test_a_question_knows_its_note_and_its_line() -> None:
    model = asking(
        {"notes": ["N03"], "question": "9名年轻干部到哪几个林场锻炼，各多长时间？", "why": "落不到实处", "example": ""}
    )
    merged = merge((), model_questions(NOTES, FAYAN, None, backend(model), ()), NOTES)
    [question] = merged.questions
    assert question.notes == (NOTES.drafted[2].id,)
    assert question.line == NOTES.drafted[2].line


def test_a_question_about_an_unknown_note_is_dropped_and_that_is_said() -> None:
    model = asking({"notes": ["N77"], "question": "哪一年？", "why": "", "example": ""})
    merged = merge((), model_questions(NOTES, FAYAN, None, backend(model), ()), NOTES)
    assert merged.questions == ()
    assert len(merged.notices) == 1


def test_the_rules_questions_are_told_so_that_they_are_not_asked_twice() -> None:
    heard: list[Request] = []

    def answer(request: Request) -> str:
        heard.append(request)
        return '{"questions": []}'

    known = questions(NOTES, FAYAN)
    assert known
    assert model_questions(NOTES, FAYAN, None, backend(Scripted(answer)), known) == []
    assert all(question.question in heard[0].messages[-1].text for question in known)


@pytest.mark.parametrize("answer", ['{"questions": 3}', '{"questions": [{"notes": 5}]}', '["a"]'])
def test_an_answer_of_another_shape_is_a_fault(answer: str) -> None:
    with pytest.raises(ReplyFault):
        model_questions(NOTES, FAYAN, None, backend(Scripted(lambda _: answer)), ())
