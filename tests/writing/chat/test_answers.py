"""Answers of models, taken apart."""

from __future__ import annotations

import pytest

from pipeline.writing.chat.answers import by_place, closed, tidied, without_repeat
from pipeline.writing.faults import LEAD


def test_each_line_goes_to_the_place_it_names() -> None:
    answer = "【引】人才是根本。\n【1】公开招录12名。\n【2】入库146人，\n覆盖各县。"
    assert by_place(answer, [LEAD, 1, 2]) == {LEAD: "人才是根本。", 1: "公开招录12名。", 2: "入库146人，覆盖各县。"}


def test_places_that_were_not_asked_for_are_dropped_and_missing_ones_stay_missing() -> None:
    assert by_place("【1】甲。\n【7】乙。", [1, 2]) == {1: "甲。"}


def test_the_first_answer_for_a_place_counts() -> None:
    assert by_place("【1】甲。\n【1】乙。", [1]) == {1: "甲。"}


@pytest.mark.parametrize("mark", ["【1】", "【 1 】：", "- 【1】", "**【1】", "【１】"])
def test_marks_are_read_as_models_set_them(mark: str) -> None:
    assert by_place(f"{mark}公开招录12名。", [1])[1].startswith("公开招录12名")


def test_an_answer_without_marks_counts_only_if_its_paragraphs_match_the_places() -> None:
    assert by_place("甲甲。\n\n乙乙。", [LEAD, 1]) == {LEAD: "甲甲。", 1: "乙乙。"}
    assert by_place("甲甲。\n乙乙。\n丙丙。", [LEAD, 1]) == {}


def test_open_marks_of_the_text_are_no_places() -> None:
    assert by_place("【1】培训【待补充：人次】，覆盖各县。", [1]) == {1: "培训【待补充：人次】，覆盖各县。"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ('建立"水利英才库",入库146人', "建立“水利英才库”，入库146人"),
        ("培训 12 名干部", "培训12名干部"),
        ("增长3.5%,其中", "增长3.5%，其中"),
        ("共1,286户", "共1,286户"),
        ("会议 8:30 开始", "会议8:30开始"),
    ],
)
def test_half_width_marks_between_characters_become_chinese_ones_and_figures_stay(typed: str, meant: str) -> None:
    assert tidied(typed) == meant


def test_a_topic_said_again_before_its_text_is_dropped_once() -> None:
    assert without_repeat("公开招录选优才。2023年招录12名。", "公开招录选优才") == "2023年招录12名。"
    assert without_repeat("公开招录选优才12名。", "公开招录选优才") == "公开招录选优才12名。"
    assert without_repeat("（一）2023年招录12名。", "公开招录选优才") == "2023年招录12名。"
    assert without_repeat("一是招录12名，二是入库146人。", "x") == "一是招录12名，二是入库146人。"


def test_every_text_ends_in_a_final_mark() -> None:
    assert closed("招录12名，") == "招录12名。"
    assert closed("他说：“好。”") == "他说：“好。”"
    assert closed("建立“英才库”") == "建立“英才库”。"
