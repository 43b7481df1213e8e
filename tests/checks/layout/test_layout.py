"""The layout of a Word file is judged as it prints, by the layout that was asked for."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Pt

from pipeline.checks import check
from pipeline.checks.finding import Finding
from pipeline.checks.guess import guess_genre
from pipeline.checks.layout import WordFile
from pipeline.checks.layout.naming import millimetres, same_font, size_name
from pipeline.cli import main
from pipeline.export import WordOptions
from pipeline.export.records import record_of_text
from pipeline.export.word import as_word
from pipeline.genre import load_genres
from pipeline.layouts import load_layouts
from pipeline.word import read_document
from tests.texts import REFERENCE_DRAFTS, genre_id
from tests.word.building import p, part, run, word_file

_PATH = REFERENCE_DRAFTS[0]
TEXT = _PATH.read_text(encoding="utf-8").rstrip("\n")
LAYOUTS = load_layouts()


def _written(text: str = TEXT, layout: str = "standard", *, clean: bool = True, **record: Any) -> bytes:
    genre = load_genres()[genre_id(_PATH)]
    return as_word({**record_of_text(text, genre), **record}, WordOptions(LAYOUTS[layout], clean=clean))


def _found(content: bytes, layout: str = "standard", against: str | None = None) -> list[Finding]:
    document = read_document(io.BytesIO(content))
    file = WordFile(document, LAYOUTS[layout], against)
    report = check(document.text, genre=guess_genre(document.text), word=file)
    return [finding for finding in report.findings if finding.rule.startswith("layout.")]


def _edited(content: bytes, edit: Any) -> bytes:
    document = Document(io.BytesIO(content))
    edit(document)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


# --- what is judged


def test_a_text_that_is_no_word_file_has_no_layout() -> None:
    assert not [finding for finding in check(TEXT).findings if finding.rule.startswith("layout.")]


def test_a_file_is_judged_by_the_layout_asked_for() -> None:
    content = _written(layout="reading")
    assert _found(content, "reading") == []
    by_standard = _found(content)
    assert "正文字号为小二（18 磅），应为三号（16 磅）" in "".join(finding.message for finding in by_standard)
    assert {"layout.line_pitch", "layout.page_number_form"} <= _rules(by_standard)


def test_what_is_wrong_in_many_places_is_one_finding_at_the_first() -> None:
    def higher(document: Any) -> None:
        for paragraph in document.paragraphs:
            paragraph.paragraph_format.line_spacing = Pt(30)

    found = [finding for finding in _found(_edited(_written(), higher)) if finding.rule == "layout.line_pitch"]
    body = next(finding for finding in found if "正文" in finding.message)
    assert "固定值 30 磅，应为固定值 28.95 磅（共 6 处，此为第一处）" in body.message
    assert TEXT[body.start : body.end] == TEXT.split("\n")[3]


def test_findings_name_what_was_found_what_is_wanted_and_the_remedy() -> None:
    def narrow(document: Any) -> None:
        document.sections[0].left_margin = Pt(72)

    (finding,) = _found(_edited(_written(), narrow))
    assert (finding.start, finding.end) == (0, 0)
    assert finding.message == "左边距为 25.4 毫米，应为 28 毫米。"
    assert finding.suggestion


def test_comments_and_highlights_of_nigao_itself_are_no_faults() -> None:
    text = TEXT.replace("公开招录水利专业人员12名", "公开招录水利专业人员【待补充：人数】名")
    finding = Finding(rule="x.y", severity="warning", start=50, end=60, excerpt="", message="说明。").model_dump()
    content = _written(text, clean=False, findings=[finding])
    document = read_document(io.BytesIO(content))
    assert document.comments
    assert any(run.format.get("highlight") for paragraph in document.paragraphs for run in paragraph.runs)
    assert _found(content) == []


def test_blanks_at_the_head_are_told_once_and_not_as_a_missing_indent() -> None:
    def blanks(document: Any) -> None:
        paragraph = document.paragraphs[3]
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph._p.pPr.ind.attrib.clear()
        paragraph.runs[0].text = "　　" + paragraph.runs[0].text

    assert _rules(_found(_edited(_written(), blanks))) == {"layout.blanks"}


def test_a_long_title_that_the_page_breaks_inside_a_word_is_found() -> None:
    def one_line(document: Any) -> None:
        title = document.paragraphs[0]
        for extra in title.runs[1:]:
            title._p.remove(extra._r)
        title.runs[0].text = "市水利局关于进一步加强水利干部人才队伍建设工作汇报"

    text = TEXT.replace(TEXT.split("\n")[0], "市水利局关于进一步加强水利干部人才队伍建设工作汇报")
    assert _found(_written(text)) == []
    found = _found(_edited(_written(text), one_line))
    assert [finding.rule for finding in found] == ["layout.title_break"]
    assert "“建设”" in found[0].message


# --- paragraphs lost and broken


def _plain(paragraphs: list[str]) -> str:
    return "".join(p(one) for one in paragraphs)


def test_against_the_original_a_lost_paragraph_is_found_without_any_sign_of_it(tmp_path: Path) -> None:
    original = "标题\n第一段讲学习，内容很多。\n第二段讲管理，内容也很多。\n第三段讲下一步的打算。"
    lines = original.split("\n")
    path = word_file(tmp_path / "a.docx", _plain([lines[0], lines[1] + lines[2].replace("管理", "监督"), lines[3]]))
    file = WordFile(read_document(path), LAYOUTS["standard"], original)
    found = [one for one in check(file.document.text, word=file).findings if one.rule == "layout.lost_paragraph"]
    assert [one.excerpt for one in found] == ["第二段讲监督，内"]
    without = WordFile(file.document, LAYOUTS["standard"])
    assert not [one for one in check(file.document.text, word=without).findings if "lost" in one.rule]


def test_against_the_original_a_broken_paragraph_is_found_and_edits_are_not(tmp_path: Path) -> None:
    original = "标题\n第一段讲学习。内容很多。\n第二段讲管理，内容也很多。\n第三段讲下一步的打算。"
    edited = ["标题", "第一段讲学习。", "内容很多。", "新的一段，不曾有过。", "第三段讲下一步的安排。"]
    file = WordFile(read_document(word_file(tmp_path / "a.docx", _plain(edited))), LAYOUTS["standard"], original)
    found = [one for one in check(file.document.text, word=file).findings if "paragraph" in one.rule]
    assert [(one.rule, one.excerpt) for one in found if one.rule != "layout.empty_paragraph"] == [
        ("layout.broken_paragraph", "内容很多。 新的")
    ]


@pytest.mark.parametrize(
    ("paragraphs", "lost"),
    [
        (["一、做法", "（一）学习。学了三次。（二）管理。管了三次。"], "（二）管理。管了"),
        (["一、做法", "做了很多事。二、问题", "问题不少。"], "二、问题"),
        (["一、做法（一）学习。学了三次。", "（二）管理。"], "（一）学习。学了"),
        (["各位领导，同志们：按照会议安排，汇报工作。", "做了很多。"], "按照会议安排，汇"),
        (["工作有新进展。现将情况汇报如下：坚持学习。", "做了很多。"], "坚持学习。"),
        (["做了很多。", "工作有新进展。汇报完毕，谢谢。"], "汇报完毕，谢谢。"),
    ],
)
def test_two_paragraphs_run_together_are_told_by_their_words(tmp_path: Path, paragraphs: list[str], lost: str) -> None:
    document = read_document(word_file(tmp_path / "a.docx", _plain(["某局情况汇报", *paragraphs])))
    file = WordFile(document, LAYOUTS["standard"])
    found = [one for one in check(document.text, word=file).findings if one.rule == "layout.lost_paragraph"]
    assert [one.excerpt for one in found] == [lost]


@pytest.mark.parametrize(
    "paragraph",
    [
        "主要有三项：（一）学习。（二）管理。（三）监督。",
        "落实《条例》第二、三条的规定，二、三季度各查一次。",
        "现将有关情况汇报如下。",
        "各位领导：大家好。",
    ],
)
def test_words_that_only_look_like_it_are_left_alone(tmp_path: Path, paragraph: str) -> None:
    document = read_document(word_file(tmp_path / "a.docx", _plain(["某局情况汇报", paragraph, "做了很多。"])))
    file = WordFile(document, LAYOUTS["standard"])
    assert not [one for one in check(document.text, word=file).findings if one.rule == "layout.lost_paragraph"]


# --- names


def test_fonts_are_known_by_their_chinese_and_english_names() -> None:
    assert same_font("SimHei", "黑体")
    assert same_font("FANGSONG_gb2312", "仿宋_GB2312")
    assert same_font("@宋体", "SimSun")
    assert not same_font("仿宋", "仿宋_GB2312")
    assert not same_font("", "黑体")


def test_sizes_and_lengths_are_named_as_an_office_names_them() -> None:
    assert size_name(16.0) == "三号（16 磅）"
    assert size_name(17.0) == "17 磅"
    assert millimetres(2098 / 20) == 37.0


# --- any file, and time


def test_a_file_without_section_styles_or_footers_is_judged(tmp_path: Path) -> None:
    document = read_document(word_file(tmp_path / "a.docx", p("某局情况汇报") + p("做了很多。")))
    found = check(document.text, word=WordFile(document, LAYOUTS["standard"])).findings
    assert {"layout.paper", "layout.font", "layout.size", "layout.align"} <= {one.rule for one in found}


def test_judging_is_linear_in_the_length_of_the_file(tmp_path: Path) -> None:
    from pipeline.checks.context import Context
    from pipeline.checks.layout import check as check_layout

    def seconds(count: int) -> float:
        lines = (p(f"（{'一二三'[n % 3]}）做法。", run("做了“很多”事，", "<w:b/>"), "还要做。") for n in range(count))
        document = read_document(word_file(tmp_path / f"{count}.docx", p("某局情况汇报") + "".join(lines)))
        context = Context(document.text, word=WordFile(document, LAYOUTS["standard"]))
        begun = time.perf_counter()
        list(check_layout(context))
        return time.perf_counter() - begun

    seconds(100)
    assert seconds(4_000) < 14 * seconds(500) + 0.3


def test_many_runs_in_one_paragraph_are_judged_in_linear_time(tmp_path: Path) -> None:
    from pipeline.checks.context import Context
    from pipeline.checks.layout import check as check_layout

    runs = "".join(run("事，", "<w:b/>" if n % 2 else "") for n in range(8_000))
    document = read_document(word_file(tmp_path / "a.docx", p("某局情况汇报") + p(runs) + p("尾。")))
    begun = time.perf_counter()
    list(check_layout(Context(document.text, word=WordFile(document, LAYOUTS["standard"]))))
    assert time.perf_counter() - begun < 3


# --- the command


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "layouts").mkdir(parents=True)
    return tmp_path / "home"


def _checked(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    code = main(["check", *map(str, arguments), "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return code, [finding for finding in findings if finding["rule"].startswith("layout.")]


def test_check_reads_a_word_file_and_its_layout(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "稿件.docx"
    path.write_bytes(_written(layout="reading"))
    assert _checked(capsys, path, "--layout", "reading") == (0, [])
    assert _checked(capsys, path)[1]
    house = "id: house\nbased_on: reading\nname: 本单位\nsource: 本单位规定\n"
    (home / "layouts" / "house.yaml").write_text(house, encoding="utf-8")
    assert _checked(capsys, path, "--layout", "本单位")[1] == []


def test_check_compares_with_the_original(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del home
    lines = TEXT.split("\n")
    path, original = tmp_path / "稿件.docx", tmp_path / "原稿.txt"
    original.write_text(TEXT + "\n", encoding="utf-8")
    path.write_bytes(_written("\n".join([*lines[:5], lines[5] + lines[6], *lines[7:]])))
    found = _checked(capsys, path, "--against", original)[1]
    assert [one["rule"] for one in found] == ["layout.lost_paragraph"]
    assert lines[6].startswith(found[0]["excerpt"])


@pytest.mark.parametrize("option", [("--layout", "standard"), ("--against", "b.txt")])
def test_layout_options_want_a_word_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["check", str(path), *option]) == 2
    assert "只用于 Word 文件" in capsys.readouterr().err


def test_styles_part_alone_carries_the_fonts(tmp_path: Path) -> None:
    """What stands nowhere but in the styles is judged like what stands on the text."""
    fonts = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="FangSong_GB2312"/>'
    own = (
        '<w:pPr><w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200"/><w:jc w:val="both"/></w:pPr>'
    )
    styles = part(
        "w:styles",
        f'<w:style w:type="paragraph" w:default="1" w:styleId="a">{own}'
        f'<w:rPr>{fonts}<w:spacing w:val="-5"/><w:sz w:val="32"/></w:rPr></w:style>',
    )
    body = p("某局情况汇报") + p("做了很多事情，2023年培训3期。") + p("还要做很多事情，还要培训很多期。")
    document = read_document(word_file(tmp_path / "a.docx", body, styles=styles))
    found = check(document.text, word=WordFile(document, LAYOUTS["standard"])).findings
    of_text = {one.rule for one in found if one.rule.startswith("layout.") and one.start > 6}
    assert of_text == set()


@pytest.mark.parametrize("layout", ["standard", "reading"])
def test_our_own_file_of_a_title_far_too_long_and_two_salutations_has_no_fault(layout: str) -> None:
    title = (
        "市水利局在全市深入学习贯彻党的二十届三中全会精神专题研讨班暨全市优化营商环境、推进新质生产力发展、"
        "加强干部人才队伍建设工作会议上的汇报发言材料"
    )
    text = "\n".join([title, "各位领导：", "各位代表，同志们：", TEXT[TEXT.index("：\n") + 2 :]])
    assert not _found(_written(text, layout), layout)
