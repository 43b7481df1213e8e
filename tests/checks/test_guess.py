"""The genre of a text by anybody: its title tells, else how it begins and ends."""

from __future__ import annotations

import pytest

from pipeline.checks.guess import guess_genre
from pipeline.checks.structure.samples import speech, written

_LONG_TITLE = (
    "市水利局在全市深入学习贯彻党的二十届三中全会精神专题研讨班暨全市优化营商环境、推进新质生产力发展、"
    "加强干部人才队伍建设工作会议上的汇报发言材料"
)


def _id(text: str) -> str | None:
    genre = guess_genre(text)
    return genre.id if genre else None


@pytest.mark.parametrize("closing", ["以上汇报，请审阅。", "以上汇报，请审示。", "以上报告，请审议。", "特此报告。"])
@pytest.mark.parametrize("year", ["2023年", ""])
def test_a_written_report_with_its_usual_closing_is_one(closing: str, year: str) -> None:
    assert _id(written("2023年选人用人", f"{year}选人用人") + f"\n{closing}") == "xuanren"


def test_a_report_of_no_known_genre_that_asks_to_be_read_is_no_speech() -> None:
    text = written("市水利局2023年选人用人工作情况汇报", "市水利局防汛工作情况").replace("选人用人", "防汛")
    assert _id(f"{text}\n以上汇报，请审阅。") is None


def test_a_speech_without_a_title_is_known_by_its_beginning_and_end() -> None:
    assert _id(speech(title="")) == "fayan"


def test_a_title_longer_than_titles_are_tells_the_genre_by_its_end() -> None:
    assert _id(speech(title=_LONG_TITLE, closing="")) == "fayan"


def test_a_text_of_neither_is_none() -> None:
    assert _id("关于放假的通知\n各单位：\n五月一日放假。\n") is None
