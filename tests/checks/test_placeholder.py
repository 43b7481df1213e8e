"""What is a placeholder and what is not."""

from __future__ import annotations

import pytest

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.placeholder import marks
from pipeline.checks.registry import run
from pipeline.notes import parse_notes


def _found(text: str, notes: str) -> list[Finding]:
    return list(run(Context(text, parse_notes(notes, "例.txt")), frozenset({"placeholder"})))


@pytest.mark.parametrize(
    "text",
    [
        "选派X名干部",
        "选派XX名干部",
        "选派*名干部",
        "与**大学共建",
        "投入____万元",
        "〔待填：人数〕",
        "某某单位",
        "20××年",
        "○○同志",
        "（请补充数据）",
        "【单位名称】",
        "{{人数}}",
        "完成TODO",
        "N名干部",
        "（    ）",
        "2023年  月",
    ],
)
def test_a_mark_that_waits_to_be_filled_is_found(text: str) -> None:
    assert marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "规格为4×4米",
        "“数据要素×”行动",
        "G415X线",
        "7×24小时",
        "2*3公里",
        "X光检查",
        "SUV车型",
        "**坚持党建引领。**推动发展",
        "* 第一项",
        "若干措施",
        "1+N体系",
        "某日深夜",
        "二〇二三年",
        "C919飞机",
        "（以下简称条例）",
        "《办法》（试行）",
        "AXX型",
    ],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert not marks(text)


def test_a_placeholder_of_the_notes_is_passed_on_once_a_kind() -> None:
    found = _found(
        "选派XX名干部，引进XX名人才，排查*条风险。", "单位：市文旅局\n- 选派XX名干部\n- 引进XX名人才\n- 排查出*条风险"
    )
    assert [(f.rule, f.severity) for f in found] == [("placeholder.listed", "info")] * 2


def test_a_placeholder_that_the_notes_do_not_have_blocks() -> None:
    found = _found("选派X天跟班。", "单位：市文旅局\n- 选派干部跟班60天")
    assert [(f.rule, f.severity) for f in found] == [("placeholder.unlisted", "blocker")]


def test_the_mark_that_nigao_itself_leaves_does_not_block() -> None:
    found = _found("【待补充：存在问题，要点中没有提供】", "单位：市文旅局\n- 选派干部跟班60天")
    assert [(f.rule, f.severity) for f in found] == [("placeholder.pending", "warning")]
