"""Clauses: exact spans, places, and runs of items."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.claims.clauses import clauses
from pipeline.checks.context import Context
from pipeline.document import Draft, Part
from pipeline.genre import load_genres
from pipeline.parsing import parse

_ALPHABET = "建设机制让干部，。、；：！？“”在中了将的\n 0１A…"


def _texts(text: str) -> list[str]:
    return [clause.text for clause in clauses(Draft.of("fayan", [Part("text", text)]))]


@given(st.text(alphabet=_ALPHABET, max_size=120))
def test_every_clause_is_a_slice_of_the_text_in_order(text: str) -> None:
    found = clauses(Context(text).draft)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text(alphabet=_ALPHABET, max_size=120))
def test_only_marks_and_blanks_are_left_out(text: str) -> None:
    inside = {at for one in clauses(Context(text).draft) for at in range(one.start, one.end)}
    assert all(char in "，。、；：！？…“” \n" for at, char in enumerate(text) if at not in inside)


def test_items_that_have_verbs_of_their_own_are_clauses() -> None:
    assert _texts("建立联系机制两项、完善管理制度五项、举办专题培训三次。") == [
        "建立联系机制两项",
        "完善管理制度五项",
        "举办专题培训三次",
    ]


def test_a_list_of_things_is_one_clause() -> None:
    text = "统筹考虑干部队伍的年龄结构、专业结构、经历结构等因素"
    assert _texts(text + "。") == [text]


def test_clauses_after_next_steps_and_among_shortcomings_know_it() -> None:
    text = (
        "市水利局在全市会议上的汇报发言材料\n各位领导：\n根据安排，现将有关情况汇报如下：\n"
        "坚持实干，抓好建设。办好实事。新建水库2座。\n"
        "工作中还存在一些不足：设备老化。下一步，将更新设备。\n汇报完毕，请批评指正，谢谢。"
    )
    places = {one.text: one.place for one in clauses(parse(text, load_genres()["fayan"]))}
    assert (places["新建水库2座"], places["设备老化"], places["将更新设备"]) == ("", "lack", "plan")
