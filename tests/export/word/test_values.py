"""The values of GB/T 9704 in the file, for every kind of line."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest

from pipeline.document import to_json
from pipeline.layouts import LayoutProfile
from tests.export.word.helping import (
    LAYOUTS,
    STANDARD,
    W,
    drafted,
    of_file,
    of_text,
    paragraphs,
    part,
    value,
    word,
    words,
)
from tests.texts import REFERENCE_DRAFTS

SPEECH = drafted(
    ("title", "市水利局在全市组织工作会议上的汇报发言材料", ""),
    ("salutation", "各位领导、同志们：", "\n\n"),
    ("opening", "2023年，“全市”组织工作——再上台阶…根据安排，汇报如下：", "\n"),
    ("heading", "坚持广开渠道，建好“蓄水池”。", "\n"),
    ("topic", "公开招录选优才。", ""),
    ("text", "公开招录12名【待补充：学历】。", ""),
    ("heading", "一、下一步打算", "\n"),
    ("topic", "（一）抓学习", "\n"),
    ("topic", "一是抓实干。", "\n"),
    ("text", "继续努力。", ""),
    ("closing", "汇报完毕，谢谢。", "\n"),
    ("signature", "市水利局", "\n"),
    ("signature", "2024年3月5日", "\n"),
)
DOCX = word(to_json(SPEECH))
LINES = [(words(paragraph).replace("|", ""), paragraph) for paragraph in paragraphs(DOCX)]


def _line(start: str) -> Any:
    return next(paragraph for text, paragraph in LINES if text.startswith(start))


def _run(paragraph: Any, text: str) -> Any:
    return next(run for run in paragraph.iter(f"{W}r") if text in words(run))


def _style(style_id: str | None, path: str, attribute: str = "val") -> str | None:
    styles = part(DOCX, "word/styles.xml")
    style = next(style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == style_id)
    return value(style, path, attribute)


def test_the_page_is_a4_with_the_margins_of_the_standard_and_no_grid() -> None:
    section = part(DOCX, "word/document.xml").find(f"{W}body/{W}sectPr")
    assert (value(section, "pgSz", "w"), value(section, "pgSz", "h")) == ("11906", "16838")
    margins = {side: int(value(section, "pgMar", side) or 0) for side in ("top", "bottom", "left", "right")}
    assert margins == pytest.approx({"top": 2098, "bottom": 1984, "left": 1588, "right": 1474}, abs=1)
    assert section.find(f"{W}docGrid") is None


def test_every_line_has_the_exact_pitch_without_space_around_it() -> None:
    for paragraph in paragraphs(DOCX):
        assert value(paragraph, "pPr/spacing", "line") == "579"
        assert value(paragraph, "pPr/spacing", "lineRule") == "exact"
        assert value(paragraph, "pPr/widowControl") == "0"
    assert value(_line("2023年，"), "pPr/spacing", "after") == "0"


@pytest.mark.parametrize(
    ("start", "font", "size", "align", "first_line"),
    [
        ("市水利局在全", "方正小标宋简体", "44", "center", "0"),
        ("各位领导、同", "仿宋_GB2312", "32", "left", "0"),
        ("2023年，", "仿宋_GB2312", "32", "both", "640"),
        ("一、下一步打", "黑体", "32", "both", "640"),
        ("（一）抓学习", "楷体_GB2312", "32", "both", "640"),
        ("汇报完毕，谢", "仿宋_GB2312", "32", "both", "640"),
    ],
)
def test_each_kind_of_line_has_its_font_size_and_indent(
    start: str, font: str, size: str, align: str, first_line: str
) -> None:
    paragraph = _line(start)
    assert {value(run, "rPr/rFonts", "eastAsia") for run in paragraph.iter(f"{W}r")} == {font}
    assert {value(run, "rPr/sz") for run in paragraph.iter(f"{W}r")} == {size}
    assert value(paragraph, "pPr/jc") == align
    assert value(paragraph, "pPr/ind", "firstLine") == first_line
    assert value(paragraph, "pPr/ind", "firstLineChars") == ("200" if first_line == "640" else "0")
    style = value(paragraph, "pPr/pStyle")
    assert _style(style, "rPr/rFonts", "eastAsia") == font
    assert _style(style, "pPr/spacing", "line") == "579"


def test_only_the_characters_of_a_run_in_heading_are_in_its_font() -> None:
    paragraph = _line("坚持广开渠道")
    heading, topic = _run(paragraph, "坚持广开"), _run(paragraph, "公开招录选优才")
    assert _style(value(heading, "rPr/rStyle"), "rPr/rFonts", "eastAsia") == "黑体"
    assert words(heading) == "坚持广开渠道，建好“蓄水池”。"
    assert _style(value(topic, "rPr/rStyle"), "rPr/rFonts", "eastAsia") == "楷体_GB2312"
    assert words(topic) == "公开招录选优才。"
    body = [run for run in paragraph.iter(f"{W}r") if run.find(f"{W}rPr/{W}rStyle") is None]
    assert "".join(words(run) for run in body) == "公开招录12名【待补充：学历】。"
    assert {value(run, "rPr/rFonts", "eastAsia") for run in body} == {"仿宋_GB2312"}


def test_points_opened_by_one_is_are_body_text() -> None:
    run = _run(_line("一是抓实干。"), "一是")
    assert _style(value(run, "rPr/rStyle"), "rPr/rFonts", "eastAsia") == "仿宋_GB2312"


def test_digits_are_in_times_and_chinese_marks_never() -> None:
    for paragraph in paragraphs(DOCX):
        for run in paragraph.iter(f"{W}r"):
            fonts = run.find(f"{W}rPr/{W}rFonts")
            assert fonts.get(f"{W}hint") == "eastAsia"
            if re.search("[0-9]", words(run)):
                assert fonts.get(f"{W}ascii") == fonts.get(f"{W}hAnsi") == "Times New Roman"
                assert not re.search("[“”—…]", words(run))


def test_marks_beside_digits_are_chinese_in_every_slot() -> None:
    paragraph = paragraphs(word(of_text("标题\n在“7·15”洪涝灾害抢险中表现突出。")))[1]
    for mark in ("·", "”"):
        fonts = _run(paragraph, mark).find(f"{W}rPr/{W}rFonts")
        assert {fonts.get(W + slot) for slot in ("ascii", "hAnsi", "eastAsia", "cs")} == {"仿宋_GB2312"}


def test_the_title_is_broken_by_hand_and_stands_one_line_above_the_text() -> None:
    assert words(_line("市水利局在全")) == "市水利局在全市组织工作会议上的|汇报发言材料"
    assert value(_line("市水利局在全"), "pPr/spacing", "after") == "0"
    crowded = paragraphs(word(of_text("市水利局工作汇报\n各位领导：\n正文。完了。")))[0]
    assert value(crowded, "pPr/spacing", "after") == "579"


def test_a_date_longer_than_the_name_stands_two_characters_from_the_right_and_the_name_begins_two_before_it() -> None:
    name, date = (paragraph for _, paragraph in LINES[-2:])
    # the date is longer (6 characters against 4): it takes the two characters, the name begins two before it
    assert value(date, "pPr/ind", "rightChars") == "200"
    assert value(name, "pPr/ind", "rightChars") == "600"
    assert value(name, "pPr/spacing", "before") == "579"


def test_a_date_shorter_than_the_name_begins_two_characters_after_it() -> None:
    draft = drafted(
        ("text", "正文。", ""), ("signature", "市人力资源和社会保障局", "\n"), ("signature", "2024年3月5日", "\n")
    )
    name, date = paragraphs(word(to_json(draft)))[1:]
    assert value(name, "pPr/ind", "rightChars") == "200"
    assert value(date, "pPr/ind", "rightChars") == "500"


def test_a_line_indented_with_blanks_is_not_indented_twice() -> None:
    indented = paragraphs(word(of_text("标题\n　　正文一句。\n正文二句。")))
    assert [value(paragraph, "pPr/ind", "firstLine") for paragraph in indented[1:]] == ["0", "640"]


@pytest.mark.parametrize(("name", "align"), [("word/footer1.xml", "right"), ("word/footer2.xml", "left")])
def test_the_page_number_is_a_field_between_dashes_at_the_outer_edge(name: str, align: str) -> None:
    footer = part(DOCX, name)
    assert words(footer) == "— 1 —"
    assert [instruction.text for instruction in footer.iter(f"{W}instrText")] == [" PAGE "]
    assert value(footer.find(f"{W}p"), "pPr/jc") == align
    assert value(footer.find(f"{W}p"), "pPr/ind", align) == "280"
    assert {value(run, "rPr/rFonts", "ascii") for run in footer.iter(f"{W}r")} == {"宋体"}
    assert {value(run, "rPr/sz") for run in footer.iter(f"{W}r")} == {"28"}
    assert part(DOCX, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None


def test_a_reading_copy_is_larger_with_the_number_in_the_middle() -> None:
    docx = word(to_json(SPEECH), LAYOUTS["reading"])
    assert value(_run(paragraphs(docx)[3], "全市"), "rPr/sz") == "36"
    assert value(paragraphs(docx)[3], "pPr/spacing", "line") == "660"
    assert value(part(docx, "word/footer1.xml").find(f"{W}p"), "pPr/jc") == "center"
    assert part(docx, "word/settings.xml").find(f"{W}evenAndOddHeaders") is None


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_no_theme_no_numbering_no_template_no_program_and_no_date(layout: LayoutProfile) -> None:
    docx = word(of_file(REFERENCE_DRAFTS[0]), layout)
    package = zipfile.ZipFile(BytesIO(docx))
    names = set(package.namelist())
    assert not {
        name for name in names if re.search("theme|numbering|thumbnail|app.xml|customXml|stylesWithEffects", name)
    }
    everything = b"".join(package.read(name) for name in names)
    assert not re.search(b"Theme=|numPr|python|nigao|docGrid|dcterms:created", everything)
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_say_what_and_whose_it_is() -> None:
    core = part(DOCX, "docProps/core.xml")
    found = {child.tag.rpartition("}")[2]: child.text for child in core}
    assert found["title"] == "市水利局在全市组织工作会议上的汇报发言材料"
    assert found["creator"] == "市水利局"
    assert found["subject"] == "汇报发言"


def test_another_font_in_the_layout_is_another_font_in_the_file() -> None:
    house = STANDARD.model_copy(update={"body": STANDARD.body.model_copy(update={"font": "方正仿宋_GBK"})})
    run = _run(paragraphs(word(to_json(SPEECH), house))[3], "全市")
    assert value(run, "rPr/rFonts", "eastAsia") == "方正仿宋_GBK"
