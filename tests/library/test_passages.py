"""Reports are cut by structure, never by length alone, and their own defects are named."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.genre import load_genres
from pipeline.library.passages import MAX_CHARS, Report, parse_report
from pipeline.resources import corpus_folder

DRAFTS = Path(__file__).parents[1] / "data" / "reference_drafts"


def _parsed(text: str, **options: bool) -> Report:
    return parse_report(text, load_genres(), **options)


def _seed(name: str) -> Report:
    return _parsed((corpus_folder("reports") / f"{name}.txt").read_text(encoding="utf-8"))


def test_a_speech_has_its_title_opening_four_sections_and_closing() -> None:
    report = _seed("000_shengtaihuanjing_fayan")
    roles = [passage.role for passage in report.passages]
    assert report.genre == "fayan"
    assert report.warnings == ()
    assert (roles[0], roles[1], roles[-1]) == ("title", "opening", "closing")
    assert roles.count("heading") == roles.count("lead") == 4
    assert roles.count("point") == 13


def test_a_point_is_its_topic_and_its_text_under_its_heading() -> None:
    report = _seed("004_ziranziyuan_fayan")
    point = next(p for p in report.passages if p.text.startswith("强化集中学。"))
    assert point.text.endswith("努力做到学思用贯通、知信行统一。")
    assert point.section == 2
    assert point.heading.startswith("始终贯穿“学思想”的主线")


def test_a_written_report_is_known_by_its_numbered_headings_and_its_defects_are_named() -> None:
    report = _seed("002_shengtaihuanjing_xuanren")
    assert report.genre == "xuanren"
    assert [w.split("：")[0] for w in report.warnings] == ["没有标题", "一级标题序号从“一”跳到“三”"]
    assert sum(passage.role == "point" for passage in report.passages) == 10


@pytest.mark.parametrize("path", sorted(DRAFTS.glob("*.txt")), ids=lambda path: path.stem)
def test_the_genre_of_a_draft_never_seen_is_recognised(path: Path) -> None:
    report = _parsed(path.read_text(encoding="utf-8"))
    assert report.genre == ("xuanren" if "xuanren" in path.stem else "fayan")
    assert not report.warnings


def test_front_matter_names_the_genre_and_is_no_text() -> None:
    report = _parsed("---\n文种: 选人用人\n---\n# 标题在此\n\n一、情况\n做了一些工作，还有差距。\n", markdown=True)
    assert report.genre == "xuanren"
    assert "文种" not in report.text
    assert not report.text.startswith("#")


def test_a_text_of_no_genre_is_taken_with_a_warning() -> None:
    report = _parsed("今天天气很好。\n我们去爬山。\n")
    assert any("看不出文种" in warning for warning in report.warnings)


def test_a_text_full_of_defects_tells_the_first_few() -> None:
    report = _parsed("一、情况\n" + "（三）加强管理。做了工作。\n（一）抓好教育。做了工作。\n" * 30)
    assert len(report.warnings) == 6
    assert report.warnings[-1].startswith("另有 ")


def test_a_long_point_is_split_at_sentence_ends() -> None:
    sentence = "坚持把政治标准放在首位，注重在急难险重任务中考察识别干部。"
    report = _parsed("一、工作情况\n（一）强化教育培训。" + sentence * 60 + "\n（二）加强监督管理。" + sentence + "\n")
    pieces = [p for p in report.passages if p.role == "point"]
    assert len(pieces) > 3
    assert all(len(piece.text) <= MAX_CHARS + len(sentence) for piece in pieces)
    assert all(piece.text.endswith("。") for piece in pieces)
    assert "".join(piece.text for piece in pieces[:-1]).count(sentence) == 60


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="一二、（）是。，：\n 各位同志汇报如下干部“”#*x", max_size=300))
def test_any_text_gives_passages_in_order_that_lie_in_it(text: str) -> None:
    report = _parsed(text)
    assert all(report.text[p.start : p.end] == p.text for p in report.passages)
    starts = [(p.start, p.end) for p in report.passages]
    assert starts == sorted(starts)
    assert all(before[1] <= after[0] for before, after in pairwise(starts))
