"""Parsing and rendering are inverses, on every text; real texts fall into the parts a reader sees."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import from_json, to_json
from pipeline.genre import Genre, load_genres
from pipeline.parsing import parse, split_number
from tests.texts import REFERENCE_DRAFTS, SEEDS, genre_id

GENRES = load_genres()
TEXTS = [*SEEDS, *REFERENCE_DRAFTS]

_pieces = st.sampled_from(
    [
        "市水利局在全市组织工作会议上的汇报发言材料",
        "各位领导、同志们：",
        "现将有关情况汇报如下：",
        "一、",
        "（一）",
        "一是",
        "二是",
        "抓好学习。",
        "坚持党管干部，抓住关键。",
        "“水利讲堂”",
        "汇报完毕，谢谢。",
        "2024年3月5日",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\u3000\u3000",
        "\ufeff",
        "。",
        "：",
        "\x00",
    ]
)
any_text = st.one_of(st.text(max_size=400), st.lists(_pieces, max_size=30).map("".join))


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_real_texts_round_trip_byte_for_byte(path: Path) -> None:
    raw = path.read_bytes()
    assert parse(raw.decode(), GENRES[genre_id(path)]).text.encode() == raw


@given(any_text, st.sampled_from(list(GENRES.values())))
@settings(max_examples=300, deadline=None)
def test_any_text_round_trips_and_every_span_holds_its_part(text: str, genre: Genre) -> None:
    draft = parse(text, genre)
    assert draft.text == text
    assert all(text[part.start : part.end] == part.text for part in draft.parts)
    assert from_json(to_json(draft)) == draft


@given(any_text)
@settings(max_examples=200, deadline=None)
def test_no_character_that_can_be_seen_falls_between_the_parts(text: str) -> None:
    draft = parse(text, GENRES["fayan"])
    between = "".join(part.gap for part in draft.parts) + draft.tail
    assert not [char for char in between if not char.isspace() and char != "\ufeff"]


def test_a_speech_falls_into_title_salutation_opening_sections_closing() -> None:
    path = next(p for p in SEEDS if p.name.startswith("000"))
    draft = parse(path.read_text(encoding="utf-8"), GENRES["fayan"])
    assert [p.role for p in draft.parts][:3] == ["title", "salutation", "opening"]
    assert draft.parts[-1].role == "closing"
    assert [s.heading.text for s in draft.sections if s.heading] == [
        "强化源头储备，建好干部成长“蓄水池”。",
        "突出四个历练，搭好干部成长“练兵场”。",
        "严格监督管理，把好干部成长“方向盘”。",
        "坚持正确导向，树好干部成长“风向标”。",
    ]
    assert [len(s.points) for s in draft.sections] == [3, 4, 3, 3]
    assert draft.sections[0].lead.startswith("紧盯后继有人")


def test_a_written_report_without_title_still_gives_its_sections_and_points() -> None:
    path = next(p for p in SEEDS if p.name.startswith("002"))
    draft = parse(path.read_text(encoding="utf-8"), GENRES["xuanren"])
    assert draft.first("title") is None
    assert [s.heading.text for s in draft.sections if s.heading] == [
        "一、选人用人工作开展情况",
        "三、存在问题",
        "四、下一步工作打算",
    ]
    assert [len(s.points) for s in draft.sections] == [6, 3, 1]


@pytest.mark.parametrize("path", REFERENCE_DRAFTS, ids=lambda p: p.stem)
def test_sections_of_the_reference_drafts_have_headings_and_topics(path: Path) -> None:
    draft = parse(path.read_text(encoding="utf-8"), GENRES[genre_id(path)])
    assert all(section.heading for section in draft.sections)
    topics = [point.topic for section in draft.sections[:1] for point in section.points]
    assert len(topics) >= 2
    assert all(topics)


def test_a_date_line_under_the_closing_is_the_signature() -> None:
    body = "标题\n\n各位领导：\n开头。现将情况汇报如下：\n做好工作。一二三四五。\n"
    text = body + "汇报完毕，谢谢。\n市水利局\n2024年3月5日\n"
    draft = parse(text, GENRES["fayan"])
    assert [p.text for p in draft.of_role("signature")] == ["市水利局", "2024年3月5日"]
    assert draft.of_role("closing")[0].text == "汇报完毕，谢谢。"


@pytest.mark.parametrize(
    ("heading", "number", "words"),
    [
        ("（一）强化学习。", "（一）", "强化学习。"),
        ("十二、下一步打算", "十二、", "下一步打算"),
        ("三是考核不够", "三是", "考核不够"),
        ("坚持抓早抓小。", "", "坚持抓早抓小。"),
    ],
)
def test_a_heading_number_is_told_from_its_words(heading: str, number: str, words: str) -> None:
    assert split_number(heading) == (number, words)


_LONG_TITLE = (
    "市水利局在全市深入学习贯彻党的二十届三中全会精神专题研讨班暨全市优化营商环境、推进新质生产力发展、"
    "加强干部人才队伍建设工作会议上的汇报发言材料"
)
_REST = "各位领导：\n各位代表，同志们：\n全市上下同心同德。现将有关情况汇报如下：\n一、抓好学习\n认真学习。\n"


def test_a_title_longer_than_titles_are_is_still_the_title() -> None:
    draft = parse(f"{_LONG_TITLE}\n{_REST}", GENRES["fayan"])
    assert [part.text for part in draft.of_role("title")] == [_LONG_TITLE]


def test_each_line_that_addresses_people_is_a_salutation() -> None:
    draft = parse(f"{_LONG_TITLE}\n{_REST}", GENRES["fayan"])
    assert [part.text for part in draft.of_role("salutation")] == ["各位领导：", "各位代表，同志们："]


@pytest.mark.parametrize("line", ["我代表市水利局作交流发言：", "按照领导要求，主要抓了以下工作："])
def test_a_line_that_says_more_than_a_salutation_is_none(line: str) -> None:
    draft = parse(f"市水利局情况汇报\n各位领导：\n{line}\n一、抓好学习\n认真学习。\n", GENRES["fayan"])
    assert len(draft.of_role("salutation")) == 1


def test_a_long_first_paragraph_is_no_title() -> None:
    paragraph = "市水利局坚持党管干部原则，" * 6 + "现将有关情况作如下汇报。"
    assert not parse(f"{paragraph}\n{_REST}", GENRES["fayan"]).of_role("title")
