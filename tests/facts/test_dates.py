"""Dates and periods: one moment, one key."""

import pytest

from pipeline.facts import extract


def days(text: str, year: int | None = None) -> list[str]:
    return [fact.key for fact in extract(text, year=year) if fact.kind == "date"]


@pytest.mark.parametrize(
    "forms",
    [
        ("二〇二三年三月十五日", "2023年3月15日", "2023/3/15", "2023.3.15", "2023-03-15", "２０２３年３月１５日"),
        ("23年底", "2023年底", "2023年年底", "2023年末"),
        ("2022-2023年度", "2022—2023年", "2022年至2023年", "2022年到2023年"),
        ("1-9月", "前三季度", "1—9月份", "一至九月"),
        ("上半年", "1—6月"),
        ("第三季度", "三季度", "7—9月"),
        ("2023年上半年", "2023年1—6月"),
        ("近三年", "过去3年", "最近三年", "近3年来", "三年来"),
        ("“十四五”时期", "“十四五”期间", "十四五规划"),
        ("上年", "去年"),
        ("2024年底前", "2024年年底之前"),
        ("“7·15”洪涝", "7月15日洪涝"),
    ],
)
def test_two_ways_of_writing_one_time_have_one_key(forms: tuple[str, ...]) -> None:
    keys = {tuple(days(form)) for form in forms}
    assert len(keys) == 1
    assert keys != {()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年", "2022年"),
        ("2023年底", "2023年初"),
        ("2023年底", "2023年"),
        ("2024年底前", "2025年底前"),
        ("3月15日", "3月16日"),
        ("上半年", "下半年"),
        ("近三年", "近五年"),
        ("近三年", "今后三年"),
        ("今年", "去年"),
        ("“十四五”时期", "“十三五”时期"),
        ("2023年以来", "2023年前"),
        ("1—6月", "1—9月"),
        ("7·15", "7·16"),
    ],
)
def test_different_times_have_different_keys(one: str, other: str) -> None:
    assert days(one)
    assert days(other)
    assert days(one) != days(other)


@pytest.mark.parametrize(
    "text", ["一月一课", "每月一期", "3个月", "初中教师", "近年来", "三年行动", "2.31", "七一", "中旬"]
)
def test_words_that_only_sound_like_dates_are_none(text: str) -> None:
    assert days(text) == []


def test_this_year_is_resolved_when_the_year_is_known() -> None:
    assert days("今年完成12项，较上年增加3项", 2023) == days("2023年完成12项，较2022年增加3项")
    assert days("今年1—9月", 2023) == days("2023年前三季度")
    assert days("今年") == ["今年"]
