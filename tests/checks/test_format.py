"""Stutters, English words amid Chinese, what a model says to its reader, quotation marks in messages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks.context import Context
from pipeline.checks.format import check, stutter
from pipeline.checks.policy import check as check_policy
from pipeline.checks.rule import Rule


def _rules(text: str) -> set[str]:
    return {finding.rule for finding in check(Context(text))}


@pytest.mark.parametrize(
    "text", ["着力补齐齐短板。", "引导引导农户趋利避害。", "，坚坚持党的领导。", "努力打造努力打造行家里手。"]
)
def test_what_was_typed_twice_is_found(text: str) -> None:
    assert "format.stutter" in _rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "深入学习习近平总书记重要论述。",
        "市市场监管局层层压实责任。",
        "一项一项抓推进，一件一件抓落实。",
        "今年年初召开党委委员会议，改进工作作风。",
        "推动动能转换，发展展现新貌。",
        "基层党组织组织功能进一步增强。",
        "要紧紧依靠群众，干干净净做事。",
    ],
)
def test_words_that_double_by_themselves_are_left_alone(text: str) -> None:
    assert "format.stutter" not in _rules(text)


@pytest.mark.parametrize("text", ["及时解决改革中的bottleneck问题。", "提前planning、精心组织。"])
def test_an_english_word_amid_chinese_is_found(text: str) -> None:
    assert "format.english" in _rules(text)


@pytest.mark.parametrize("text", ["推广app应用，开通wifi热点。", "推行“AI+医疗”，建成DRG付费平台，用电12万kwh。"])
def test_names_and_units_in_latin_letters_are_left_alone(text: str) -> None:
    assert "format.english" not in _rules(text)


def test_a_question_to_the_writer_is_found() -> None:
    assert "format.meta" in _rules("为全面推进乡村振兴作出贡献。需要我再压缩到五百字吗？")


def test_a_counted_phrase_with_words_put_in_is_found() -> None:
    findings = list(check_policy(Context("增强“四个意识”、坚定“四个自信”、做到“两个坚决维护”。")))
    assert [one.suggestion for one in findings] == ["改为“两个维护”。"]


def test_quotation_marks_inside_quotation_marks_become_single_ones() -> None:
    rule = Rule("format.x", "info", "", "", "", "")
    assert rule.at((0, 1), "“推行“首违不罚””读来").message == "“推行‘首违不罚’”读来"
    assert rule.at((0, 1), "“甲”和“乙”").message == "“甲”和“乙”"
    assert rule.at((0, 1), "“推行“首违").message == "“推行“首违"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="层齐补短板引导市场一，\n\x00\ud800a", max_size=80))
def test_any_text_is_searched_for_stutters(text: str) -> None:
    for finding in stutter.check(Context(text)):
        assert 0 <= finding.start < finding.end <= len(text)
