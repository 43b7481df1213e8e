"""A long title breaks between phrases, never inside what belongs together, into lines of a good shape."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.export.word.title import title_breaks, width

ROOM = 20.1


def _lines(title: str, room: float = ROOM) -> list[str]:
    return [title[start:end] for start, end in pairwise((0, *title_breaks(title, room), len(title)))]


@pytest.mark.parametrize(
    "title",
    [
        "市水利局在全市组织工作会议上的|汇报发言材料",
        "市文化广电和旅游局|在全市组织工作会议上的汇报发言材料",
        "市农业农村局在全市乡村振兴工作推进会上的|汇报发言材料",
        "中共某某市生态环境局党组关于学习贯彻|《党政领导干部选拔任用工作条例》|情况的汇报",
        "某县人民政府办公室关于进一步优化营商环境|促进民营经济高质量发展工作情况的报告",
        "县委组织部关于抓党建|促乡村振兴工作推进情况的汇报材料",
        "市应急管理局关于2023年度|干部选拔任用工作情况的专题汇报",
        "市应急管理局2023年选人用人工作情况汇报",
        "关于2023年度选人用人工作情况的汇报",
    ],
)
def test_a_title_breaks_at_a_phrase(title: str) -> None:
    assert "|".join(_lines(title.replace("|", ""))) == title


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("市发展和改革委员会在全市重点项目建设现场推进会议上的交流发言材料", "市发展和改革委员会"),
        ("市人力资源和社会保障局在全市“十四五”规划实施工作会议上的交流发言", "“十四五”"),
        ("关于贯彻落实《中国共产党党员教育管理工作条例》若干工作情况的专题汇报", "《中国共产党党员教育管理工作条例》"),
        ("市住房和城乡建设局关于2022—2024年度党风廉政建设和反腐败工作的汇报", "2022—2024年度"),
    ],
)
def test_what_belongs_together_stays_on_one_line(title: str, whole: str) -> None:
    assert any(whole in line for line in _lines(title))


BUREAUS = ["市水利局", "市卫生健康委员会", "市人力资源和社会保障局", "区市场监督管理局", "县农业农村局", "省自然资源厅"]
MEETINGS = ["全市组织工作会议", "全省巩固拓展脱贫攻坚成果推进会", "年度述职评议考核会议", "“百县千镇”工程现场会"]
KINDS = ["汇报发言材料", "交流发言", "典型经验交流材料", "表态发言"]


@given(st.sampled_from(BUREAUS), st.sampled_from(MEETINGS), st.sampled_from(KINDS))
def test_titles_of_speeches_fit_never_cut_a_name_and_are_no_rectangle(bureau: str, meeting: str, kind: str) -> None:
    lines = _lines(f"{bureau}在{meeting}上的{kind}")
    assert all(width(line) <= ROOM for line in lines)
    assert any(bureau in line for line in lines)
    assert all(len(line) >= 4 for line in lines)
    assert not any(line.endswith(("在", "的汇")) or line.startswith(("的", "上", "和", "”", "》")) for line in lines)
    assert len(lines) == 1 or len({width(line) for line in lines}) > 1


@given(st.text(max_size=150), st.floats(5, 40))
def test_any_title_is_only_cut_inside_and_in_order(title: str, room: float) -> None:
    breaks = title_breaks(title, room)
    assert list(breaks) == sorted(set(breaks))
    assert all(0 < at < len(title) for at in breaks)


def test_a_title_without_any_place_to_break_is_left_to_wrap() -> None:
    assert title_breaks("《" + "字" * 30 + "》", ROOM) == ()


def test_a_title_far_too_long_still_breaks_between_words_into_lines_that_fit() -> None:
    title = (
        "市水利局在全市深入学习贯彻党的二十届三中全会精神专题研讨班暨全市优化营商环境、推进新质生产力发展、"
        "加强干部人才队伍建设工作会议上的汇报发言材料"
    )
    lines = _lines(title)
    assert len(lines) == 4
    assert all(width(line) <= ROOM for line in lines)
