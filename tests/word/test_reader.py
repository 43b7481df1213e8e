"""A Word file is read as it would read with every tracked change accepted, and nothing that is no text gets in."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading import read_text, read_word
from tests.word.building import W, changed, document, p, package, part, run, word_file

TextOf = Callable[..., str]

_DELETED = '<w:r><w:delText xml:space="preserve">{}</w:delText></w:r>'


@pytest.fixture
def text_of(tmp_path: Path) -> TextOf:
    def read(body: str, **parts: str) -> str:
        path = word_file(tmp_path / "稿件.docx", body, **parts)
        text = read_text(path)
        assert read_word(path).text == text
        return text

    return read


# --- tracked changes


def test_insertions_are_kept_and_deletions_dropped(text_of: TextOf) -> None:
    body = p("公开招录", changed("del", _DELETED.format("十名")), changed("ins", run("12名")), "。")
    assert text_of(body) == "公开招录12名。"


def test_moved_words_stand_only_where_they_moved_to(text_of: TextOf) -> None:
    moved = run("第一句。")
    body = p(changed("moveFrom", moved), "第二句。") + p("第三句。", changed("moveTo", moved))
    assert text_of(body) == "第二句。\n第三句。第一句。"


def test_a_deleted_paragraph_mark_joins_the_paragraphs(text_of: TextOf) -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="张三"/></w:rPr>'
    assert text_of(p("前半段，", properties=gone) + p("后半段。") + p("下一段。")) == "前半段，后半段。\n下一段。"


def test_a_paragraph_deleted_whole_leaves_no_line(text_of: TextOf) -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="张三"/></w:rPr>'
    deleted = p(changed("del", _DELETED.format("删去的一段。")), properties=gone)
    assert text_of(p("第一段。") + deleted + p("第三段。")) == "第一段。\n第三段。"


def test_a_paragraph_that_moved_away_leaves_no_line(text_of: TextOf) -> None:
    away = p(
        changed("moveFrom", run("移动的一段。")), properties='<w:rPr><w:moveFrom w:id="2" w:author="张三"/></w:rPr>'
    )
    here = p(changed("moveTo", run("移动的一段。")), properties='<w:rPr><w:moveTo w:id="3" w:author="张三"/></w:rPr>')
    assert text_of(away + p("其他。") + here) == "其他。\n移动的一段。"


def test_an_inserted_paragraph_mark_parts_the_paragraphs(text_of: TextOf) -> None:
    new = '<w:rPr><w:ins w:id="1" w:author="张三"/></w:rPr>'
    assert text_of(p("一。", properties=new) + p("二。")) == "一。\n二。"


def test_a_deleted_table_row_is_dropped(text_of: TextOf) -> None:
    cell = "<w:tc>{}</w:tc>".format
    kept = f"<w:tr>{cell(p('入库'))}{cell(p('146人'))}</w:tr>"
    gone = f'<w:tr><w:trPr><w:del w:id="1" w:author="张三"/></w:trPr>{cell(p("旧"))}{cell(p("0"))}</w:tr>'
    assert text_of(f"<w:tbl>{kept}{gone}</w:tbl>" + p("完。")) == "入库\t146人\n完。"


def test_changes_are_counted_by_kind_and_placed(tmp_path: Path) -> None:
    formatting = "<w:rPrChange w:id='1' w:author='张三'><w:rPr/></w:rPrChange>"
    body = p("第一段。") + p(changed("ins", run("新")), changed("del", _DELETED.format("旧")), run("字", formatting))
    document = read_word(word_file(tmp_path / "a.docx", body))
    assert document.changes == {"insertion": 1, "deletion": 1, "formatting": 1}
    assert {place for place, _ in document.change_places} == {5}


# --- comments, fields, notes, hidden words


def test_comments_are_left_out_and_their_authors_known(tmp_path: Path) -> None:
    marks = '<w:commentRangeStart w:id="7"/>', '<w:commentRangeEnd w:id="7"/>'
    body = p("核实", marks[0], "这个数", marks[1], '<w:r><w:commentReference w:id="7"/></w:r>', "。")
    comments = part("w:comments", f'<w:comment w:id="7" w:author="李四">{p("哪里来的？")}</w:comment>')
    document = read_word(word_file(tmp_path / "a.docx", body, comments=comments))
    assert document.text == "核实这个数。"
    assert document.comments == (("李四", 2),)


def test_of_a_field_only_the_result_is_text(text_of: TextOf) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    nested = mark("begin") + run("内") + mark("separate") + run("3") + mark("end")
    body = p(
        "共",
        mark("begin"),
        "<w:r><w:instrText> = </w:instrText></w:r>",
        nested,
        mark("separate"),
        "5",
        mark("end"),
        "页",
    )
    assert text_of(body) == "共5页"
    assert text_of(p("第", f'<w:fldSimple w:instr=" PAGE ">{run("2")}</w:fldSimple>', "页")) == "第2页"


def test_an_instruction_left_open_does_not_swallow_the_rest(text_of: TextOf) -> None:
    assert text_of(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "指令") + p("正文。")) == "\n正文。"


def test_hidden_words_are_left_out_wherever_they_were_hidden(tmp_path: Path) -> None:
    styles = part(
        "w:styles",
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="V"><w:basedOn w:val="H"/></w:style>',
    )
    body = p("见", run("甲", "<w:vanish/>"), run("乙", '<w:rStyle w:val="V"/>'), run("丙", '<w:vanish w:val="0"/>'))
    document = read_word(word_file(tmp_path / "a.docx", body, styles=styles))
    assert document.text == "见丙"
    assert document.left_out["hidden"] == 2


def test_notes_pictures_and_text_boxes_are_counted_and_left_out(tmp_path: Path) -> None:
    box = f"<w:pict><w:txbxContent>{p('框里的话')}</w:txbxContent></w:pict>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = p(
        "正文", '<w:r><w:footnoteReference w:id="2"/></w:r>', f"<w:r>{twice}</w:r>", "<w:r><w:drawing/></w:r>", "。"
    )
    document = read_word(word_file(tmp_path / "a.docx", body))
    assert document.text == "正文。"
    assert document.left_out == {"footnote": 1, "text_box": 1, "picture": 1}


# --- characters


def test_tabs_breaks_and_special_hyphens_are_characters(text_of: TextOf) -> None:
    body = p("甲", "<w:r><w:tab/></w:r>", "乙", "<w:r><w:br/></w:r>", "丙", "<w:r><w:noBreakHyphen/></w:r>", "丁")
    assert text_of(body) == "甲\t乙\n丙-丁"


def test_a_page_break_is_no_character(text_of: TextOf) -> None:
    assert text_of(p("甲", '<w:r><w:br w:type="page"/></w:r>', "乙")) == "甲乙"


def test_a_break_that_shapes_the_title_is_no_character(text_of: TextOf) -> None:
    centred = '<w:jc w:val="center"/>'
    big, small = '<w:sz w:val="44"/>', '<w:sz w:val="32"/>'
    title = p(run("市水利局", big), f"<w:r><w:rPr>{big}</w:rPr><w:br/></w:r>", run("情况汇报", big), properties=centred)
    assert text_of(title + p("正文。")) == "市水利局情况汇报\n正文。"
    with_date = p(run("情况汇报", big), "<w:r><w:br/></w:r>", run("（2024年3月5日）", small), properties=centred)
    assert text_of(with_date + p("正文。")) == "情况汇报\n（2024年3月5日）\n正文。"


def test_blanks_at_the_ends_count_only_where_the_file_says_so(text_of: TextOf) -> None:
    assert text_of(p("<w:r><w:t> 甲 </w:t></w:r>", run(" 乙 "), run("\u3000丙"))) == "甲 乙 \u3000丙"


def test_content_controls_links_and_inserted_wrappers_are_seen_through(text_of: TextOf) -> None:
    inner = f"<w:sdt><w:sdtContent>{run('二')}</w:sdtContent></w:sdt>"
    link = f'<w:hyperlink r:id="x">{changed("ins", run("三"))}</w:hyperlink>'
    assert text_of(f"<w:sdt><w:sdtContent>{p('一', inner, link)}</w:sdtContent></w:sdt>") == "一二三"


def test_a_cell_merged_with_the_one_above_repeats_it(text_of: TextOf) -> None:
    def row(merge: str, left: str, right: str) -> str:
        return f"<w:tr><w:tc><w:tcPr>{merge}</w:tcPr>{p(left)}</w:tc><w:tc>{p(right)}</w:tc></w:tr>"

    rows = row('<w:vMerge w:val="restart"/>', "培训", "3期") + row("<w:vMerge/>", "", "46人次")
    assert text_of(f"<w:tbl>{rows}</w:tbl>") == "培训\t3期\n培训\t46人次"


def test_the_strict_dialect_of_the_format_is_read(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", p("严格格式。"))
    strict = document(p("严格格式。")).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    path.write_bytes(package({"word/document.xml": strict}))
    assert read_text(path) == "严格格式。"


# --- automatic numbers


_LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/>{}<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="{}"/></w:lvl>'
_BOUND = '<w:pStyle w:val="Two"/>'
_NUMBERING = part(
    "w:numbering",
    f'<w:abstractNum w:abstractNumId="0">{_LEVEL.format(0, "", "%1、")}'
    f"{_LEVEL.format(1, '<w:pStyle w:val=&quot;Two&quot;/>'.replace('&quot;', chr(34)), '（%2）')}</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    "</w:lvlOverride></w:num>",
)


def test_numbers_that_word_draws_are_written_out(text_of: TextOf) -> None:
    styles = part(
        "w:styles",
        '<w:style w:type="paragraph" w:styleId="Two"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    )

    def listed(words: str, number: str = "1") -> str:
        return p(words, properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')

    second = '<w:pStyle w:val="Two"/>'
    body = listed("主要做法") + p("选才", properties=second) + p("育才", properties=second) + listed("问题")
    assert text_of(body + p("用才", properties=second) + listed("附", "2"), numbering=_NUMBERING, styles=styles) == (
        "一、主要做法\n（一）选才\n（二）育才\n二、问题\n（一）用才\n五、附"
    )


# --- effective formatting


def test_formatting_comes_from_defaults_styles_and_the_text_itself(tmp_path: Path) -> None:
    styles = part(
        "w:styles",
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/><w:rFonts w:eastAsiaTheme="minorEastAsia"/></w:rPr>'
        '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a">'
        '<w:rPr><w:b/></w:rPr><w:pPr><w:ind w:firstLineChars="200"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Body"><w:basedOn w:val="a"/>'
        '<w:rPr><w:sz w:val="32"/></w:rPr></w:style>',
    )
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
        '<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/><a:font script="Hans" typeface="等线"/>'
        "</a:minorFont></a:fontScheme></a:themeElements></a:theme>"
    )
    fonts = '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:b w:val="0"/>'
    body = p("甲") + p("乙", run("丙", fonts), properties='<w:pStyle w:val="Body"/><w:jc w:val="both"/>')
    document = read_word(word_file(tmp_path / "a.docx", body, styles=styles, theme=theme))
    first, second = document.paragraphs
    (plain, own) = second.runs
    assert first.runs[0].format["size"] == 10.5
    assert first.runs[0].format["bold"] is True
    assert (plain.format["size"], plain.format["bold"], plain.format["font.eastAsia"].name) == (16.0, True, "等线")
    assert plain.format["font.eastAsia"].by_theme
    assert (own.format["size"], own.format["bold"], own.format["font.eastAsia"].name) == (16.0, False, "仿宋_GB2312")
    assert second.format["first_line_chars"] == 2.0
    assert second.format["align"] == "both"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))), min_size=1, max_size=5))
def test_runs_cover_the_text_in_order(lines: list[str]) -> None:
    body = "".join(
        p(*(run(escape(half)) for half in (line[: len(line) // 2], line[len(line) // 2 :]))) for line in lines
    )
    with TemporaryDirectory() as folder:
        path = word_file(Path(folder) / "a.docx", body + p("尾"))
        document = read_word(path)
    joined = "".join(document.text[one.start : one.end] for paragraph in document.paragraphs for one in paragraph.runs)
    assert document.text == "\n".join([*lines, "尾"])
    assert joined == document.text.replace("\n", "")
