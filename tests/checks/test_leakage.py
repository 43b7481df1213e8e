"""What came over from an exemplar or from another line of work is found; what is this bureau's own is left alone."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.leakage import check as check_leakage
from pipeline.checks.leakage.shelf import Exemplar, Shelf, masked_words, runs, seeds
from pipeline.notes import parse_notes
from tests.texts import NOTES, REFERENCE_DRAFTS, SEEDS

_NOTES = "单位：市审计局\n会议：全市组织工作会议\n- 举办“审计大讲堂”9期，参训420人次\n- 开展经济责任审计项目12个\n"
_COPIED = "对存在苗头性倾向性或者轻微问题的，及时采取提醒、函询、诫勉、组织约谈等方式，早提醒早纠正。"


def _found(text: str, notes: str | None = _NOTES, library: object = None) -> list[Finding]:
    parsed = parse_notes(notes, "要点.md") if notes else None
    return list(check_leakage(Context(text, parsed, library=library)))


def _rules(text: str, notes: str | None = _NOTES) -> set[str]:
    return {finding.rule for finding in _found(text, notes) if finding.severity != "info"}


@pytest.mark.parametrize(
    "text",
    [
        "深入开展“一月一课一片一实践”主题党日活动。",
        "深入学习贯彻习近平总书记来陕考察重要指示精神。",
        "为实现“三高四新”美好蓝图贡献力量。",
        "在韶山干部学院举办培训班。",
        "组建耕地保护帮帮团。",
        "市生态环境局党组始终抓在经常。",
        "落实《市生态环境系统青年干部后备人才库实施方案》。",
    ],
)
def test_names_that_only_an_exemplar_has_are_found(text: str) -> None:
    assert "leakage.local" in _rules(text)


def test_name_of_an_exemplar_that_the_notes_have_too_is_left_alone() -> None:
    notes = "单位：市审计局\n- 开展“一月一课一片一实践”主题党日活动12次\n"
    assert _rules("开展“一月一课一片一实践”主题党日活动12次。", notes) == set()


def test_one_word_of_another_field_is_mentioned_two_in_a_sentence_warn_and_three_block() -> None:
    assert [one.severity for one in _found("加强护理队伍建设。")] == ["info"]
    assert [one.severity for one in _found("推进分级诊疗和医联体建设。")] == ["warning"]
    assert [one.severity for one in _found("推进分级诊疗和医联体建设。加强家庭医生队伍。")] == ["blocker", "blocker"]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("加强经济责任审计，抓实审计整改。", _NOTES),
        ("加强水库除险加固，落实河长制。", "单位：市水利局\n- 举办水利讲堂9期\n"),
        ("推进分级诊疗和医联体建设。", "单位：市政府办公室\n- 协调医联体建设任务4项\n"),
    ],
)
def test_words_of_ones_own_field_are_left_alone(text: str, notes: str) -> None:
    assert _rules(text, notes) == set()


def test_sentence_of_an_exemplar_is_found_also_without_notes() -> None:
    text = "市审计局在全市组织工作会议上的汇报发言材料\n\n各位领导：\n坚持抓早抓小。\n注重日常。" + _COPIED
    for notes in (_NOTES, None):
        (finding,) = (one for one in _found(text, notes) if one.rule == "leakage.copied")
        assert finding.severity == "warning"
        assert text[finding.start : finding.end] == _COPIED


def test_copy_is_found_across_blanks_and_line_breaks() -> None:
    broken = _COPIED[:20] + "\n  " + _COPIED[20:]
    assert any(one.rule == "leakage.copied" for one in _found("注重日常。" + broken))


def test_short_common_runs_and_formulas_are_left_alone() -> None:
    text = (
        "坚持德才兼备、以德为先、任人唯贤，坚持事业为上、以事择人、人岗相适，坚定拥护“两个确立”、坚决做到“两个维护”。"
    )
    assert _found(text) == []


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_exemplar_itself_has_copied_nothing(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    found = _found(path.read_text(encoding="utf-8"), None)
    assert [one for one in found if one.severity != "info"] == []


@pytest.mark.parametrize("path", REFERENCE_DRAFTS, ids=lambda path: path.stem)
def test_reference_drafts_leak_nothing_and_hardly_copy(path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    notes = next(one for one in NOTES if one.stem == path.stem).read_text(encoding="utf-8")
    found = [one for one in _found(path.read_text(encoding="utf-8"), notes) if one.severity != "info"]
    assert {one.rule for one in found} <= {"leakage.copied"}
    assert len(found) <= 1


# --- a library


@dataclass
class _Stored:
    id: str
    report: str
    text: str
    masked: str


class _Library:
    """Passages that share a word with the query, as the library's own keyword search gives them."""

    def __init__(self, *passages: _Stored) -> None:
        self._passages = passages

    def worded(self, text: str, k: int) -> list[_Stored]:
        shared = [one for one in self._passages if any(text[at : at + 4] in one.text for at in range(len(text) - 3))]
        return shared[:k]


_REST = "创建，把支部建在产业链上，让党旗在园区高高飘扬，引导广大党员在攻坚一线亮身份、比奉献。"
_PASSAGE, _MASKED = f"扎实推进“五色先锋”{_REST}", f"扎实推进〔载体〕{_REST}"


def test_names_and_runs_of_the_librarys_passages_are_found() -> None:
    library = _Library(_Stored("1", "某园区", _PASSAGE, _MASKED))
    text = "注重日常。推进“五色先锋”创建，让党旗在园区高高飘扬，引导广大党员在攻坚一线亮身份、比奉献。"
    assert {one.rule for one in _found(text, _NOTES, library)} == {"leakage.local", "leakage.copied"}


def test_words_that_two_reports_share_are_nobodys_own() -> None:
    library = _Library(_Stored("1", "甲", _PASSAGE, _PASSAGE), _Stored("2", "乙", _PASSAGE, _PASSAGE))
    text = "让党旗在园区高高飘扬，引导广大党员在攻坚一线亮身份、比奉献。"
    assert _found(text, _NOTES, library) == []


# --- the parts


def test_masked_words_are_read_off_the_mask() -> None:
    text, masked = "在韶山干部学院打造精品青干班，掌握储备*名左右", "在〔机构〕打造〔载体〕，掌握储备〔待填〕名左右"
    assert list(masked_words(text, masked)) == [("机构", "韶山干部学院"), ("载体", "精品青干班"), ("待填", "*")]


def test_runs_are_the_longest_and_know_their_report() -> None:
    shelf = Shelf(
        [Exemplar("甲", "一二三四五六七八九十甲乙丙丁戊己庚", ""), Exemplar("乙", "三四五六七八九十甲乙丙丁", "")]
    )
    text = "零零三四五六七八九十甲乙丙丁戊零"
    assert [(text[run.start : run.end], run.report) for run in runs(text, shelf)] == [
        ("三四五六七八九十甲乙丙丁戊", "甲")
    ]


@given(st.text(alphabet="一月课片实践“”，。\n 生态环境局陕\ud800\x00", max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered_with_findings_inside_it(text: str) -> None:
    for finding in _found(text):
        assert 0 <= finding.start < finding.end <= len(text)


def test_text_made_of_an_exemplars_runs_takes_linear_time() -> None:
    piece = SEEDS[0].read_text(encoding="utf-8")
    seeds()

    def seconds(times: int) -> float:
        start = time.process_time()
        _found(piece[:900] * times)
        return time.process_time() - start

    seconds(1)
    assert seconds(40) < 8 * max(seconds(10), 0.05)
