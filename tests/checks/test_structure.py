"""Words at parting, torn lines, mixed enumerations, moves of the opening."""

from __future__ import annotations

import pytest

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.structure import check
from pipeline.checks.structure.samples import sections, speech
from pipeline.genre import load_genres


def _found(text: str, genre: str | None = "fayan") -> list[Finding]:
    return list(check(Context(text, None, load_genres()[genre] if genre else None)))


def _rules(text: str, genre: str | None = "fayan") -> set[str]:
    return {finding.rule for finding in _found(text, genre)}


@pytest.mark.parametrize(
    "parting",
    [
        "征程万里风正劲，重任千钧再扬鞭。下一步，市水利局将以此次会议为契机，努力开创水利工作新局面。",
        "成绩来之不易，差距也很明显。专业人才仍然不足，下一步将着力加以解决。",
        "同志们，水利工作责任重大、使命光荣。我们将以更实的举措，推动各项工作落地见效。",
    ],
)
def test_words_at_parting_are_no_section(parting: str) -> None:
    text = speech(sections=(*sections(), parting))
    assert not _rules(text) & {"structure.heading_parallel", "structure.required_section", "structure.balance"}


def test_a_last_section_that_reports_is_still_held_to_the_form_of_the_others() -> None:
    text = speech(sections=(*sections()[:2], "激励使用工作情况。" + sections()[2].split("。", 1)[1]))
    assert "structure.heading_parallel" in _rules(text)


def test_a_line_break_inside_a_sentence_is_a_warning_that_names_the_next_line() -> None:
    line = (
        "目前全市共有专职代办人员六百余人，帮办代办队伍基本建成，服务网络不断延伸，服务事项不断拓展，"
        "每个镇（街道）、村（社区）的基层便民服务大厅"
    )
    text = f"二、主要做法\n{line}\n（点）都有不少于2名工作人员，方便群众办事。\n"
    (finding,) = (one for one in _found(text, None) if one.rule == "structure.truncated")
    assert finding.severity == "warning"
    assert "（点）" in finding.message


def test_a_last_line_that_breaks_off_blocks_in_a_speech() -> None:
    text = speech(closing="").replace("让专业人才安心扎根水利。", "让专业人才安心")
    assert "blocker" in {one.severity for one in _found(text) if one.rule == "structure.truncated"}


def test_an_item_numbered_otherwise_is_found_at_its_own_number() -> None:
    text = "主要有三点：一是加强统筹。（2）加强培养。三是加强考核。"
    (finding,) = (one for one in _found(text, None) if one.rule == "structure.enumeration")
    assert text[finding.start : finding.end] == "（2）"
    assert "二是" in finding.suggestion


def test_a_move_that_the_opening_lacks_is_named_with_what_to_write() -> None:
    opening = "今天天气晴好，会场布置一新，来宾云集，气氛热烈。现将有关工作情况汇报如下："
    messages = [one.message for one in _found(speech(opening=opening)) if one.rule == "structure.opening_moves"]
    assert any("本单位总做法" in message for message in messages)
    assert not [one for one in _found(speech()) if one.rule == "structure.opening_moves"]


_ADDED = (
    "市气象局坚持把群众满意作为工作标准，努力为群众提供更好的气象服务。",
    "市水利局全体干部职工有信心、有决心完成各项任务。",
    "群众满意是我们的工作标准。我们将继续努力。",
    "努力为群众提供更好的水利服务。",
    "我们将再接再厉。",
)


@pytest.mark.parametrize("sentence", _ADDED)
def test_a_sentence_that_a_person_adds_before_the_closing_is_no_hollow_heading(sentence: str) -> None:
    assert "structure.hollow" not in _rules(speech(sections=(*sections(), sentence)))


@pytest.mark.parametrize("at", [1, 3])
def test_a_heading_that_lost_its_paragraph_blocks_amid_the_others_and_at_the_end(at: int) -> None:
    heading = "健全管才机制，筑好干部成长“防火墙”。"
    body = [*sections()[:at], heading, *sections()[at:]]
    text = speech(sections=tuple(body))
    (finding,) = (one for one in _found(text) if one.rule == "structure.hollow")
    assert (finding.severity, text[finding.start : finding.end]) == ("blocker", heading)


def test_headings_that_all_lost_their_paragraphs_are_each_found() -> None:
    headings = tuple(section.split("。")[0] + "。" for section in sections())
    found = [one for one in _found(speech(sections=headings)) if one.rule == "structure.hollow"]
    assert len(found) == len(headings)


_LONG_TITLE = (
    "市水利局在全市深入学习贯彻党的二十届三中全会精神专题研讨班暨全市优化营商环境、推进新质生产力发展、"
    "加强干部人才队伍建设工作会议上的汇报发言材料"
)


def test_a_title_that_is_far_too_long_is_told_so_and_nothing_else() -> None:
    found = [one for one in _found(speech(title=_LONG_TITLE)) if one.start < len(_LONG_TITLE)]
    found = [one for one in found if one.rule != "structure.length"]
    assert [(one.rule, one.severity) for one in found] == [("structure.title", "warning")]
    assert "超过" in found[0].message


def test_a_salutation_on_two_lines_is_one() -> None:
    text = speech(salutation="各位领导：\n各位代表，同志们：")
    assert not _rules(text) & {"structure.salutation", "structure.opening", "structure.truncated"}
