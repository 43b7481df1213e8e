"""A model's questions beside those of the rules: added where they ask something else, never about unknown notes."""

from __future__ import annotations

from pipeline.genre import load_genres
from pipeline.notes import parse_notes
from pipeline.questions import Question, merge, questions

TEXT = "单位：市水利局\n文种：汇报发言\n年度：2024年\n- 校长占比提高到41%\n- 出台《实施细则》\n- 招录12名"
NOTES = parse_notes(TEXT)
RULES = questions(NOTES, load_genres()["fayan"])
FIRST, SECOND, THIRD = (note.id for note in NOTES.notes)


def by_model(text: str, *notes: str) -> Question:
    return Question(id=f"m{abs(hash(text)) % 1000}", rule="model", notes=notes, question=text)


def added(*asked: Question) -> list[str]:
    return [one.question for one in merge(RULES, asked, NOTES).questions if one.rule == "model"]


def test_a_new_question_of_a_model_is_added_in_its_place() -> None:
    question = by_model("这12名分到了哪些基层站所？", THIRD)
    merged = merge(RULES, [question], NOTES)
    assert merged.notices == ()
    assert [one.weight for one in merged.questions] == sorted((one.weight for one in merged.questions), reverse=True)
    (kept,) = (one for one in merged.questions if one.rule == "model")
    assert (kept.question, kept.line) == (question.question, 6)
    assert len(merged.questions) == len(RULES) + 1


def test_a_question_about_an_unknown_note_or_none_is_left_out_and_told() -> None:
    merged = merge(
        RULES, [by_model("由谁组织？", "n0000000"), by_model("总体效果如何？"), by_model("？", THIRD)], NOTES
    )
    assert list(merged.questions) == RULES
    assert len(merged.notices) == 3
    assert "n0000000" in merged.notices[0]
    assert "由谁组织？" in merged.notices[0]


def test_what_a_rule_asks_already_is_not_asked_twice() -> None:
    assert added(by_model("41%这个占比的基数，也就是上一年是多少？", FIRST)) == []
    assert added(by_model("细则出台以来取得了什么成效？", SECOND)) == []
    assert added(by_model("细则由哪个部门起草？", SECOND)) != []


def test_two_wordings_of_one_question_of_the_model_count_once() -> None:
    asked = added(by_model("这12名分到了哪些基层站所？", THIRD), by_model("这12名都分到了哪些基层站所？", THIRD))
    assert asked == ["这12名分到了哪些基层站所？"]


def test_what_the_writer_has_answered_is_not_asked_again() -> None:
    notes = parse_notes(TEXT + "\n  问：这12名分到了哪些基层站所？\n  答：全部分到乡镇水利站工作")
    merged = merge([], [by_model("12名分到哪些基层站所了？", THIRD), by_model("其中硕士几名？", THIRD)], notes)
    assert [one.question for one in merged.questions] == ["其中硕士几名？"]


def test_a_quotation_that_holds_a_word_of_a_rule_is_no_sign_of_the_same_question() -> None:
    assert added(by_model("“原来是多少”这几个字要不要写进稿子？", FIRST)) != []
