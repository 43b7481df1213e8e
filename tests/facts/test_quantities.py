"""Quantities: what is the same amount, what is not, and what is no amount at all."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.facts import Fact, agree, extract
from pipeline.facts.numerals import half_width, read_numeral

DATA = Path(__file__).parent.parent / "data" / "facts"


def lines(name: str) -> list[str]:
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def equal_pairs() -> Iterator[tuple[str, str]]:
    for line in lines("equal_quantities"):
        yield from combinations((form.strip() for form in line.split(" = ")), 2)


def unequal_pairs() -> Iterator[tuple[str, str]]:
    for line in lines("unequal_quantities"):
        one, other = line.split(" | ")
        yield one, other


def amounts(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.key) for fact in extract(text) if fact.kind in ("number", "placeholder")]


def only(text: str) -> Fact:
    (fact,) = [fact for fact in extract(text) if fact.kind == "number"]
    return fact


@pytest.mark.parametrize(("one", "other"), list(equal_pairs()))
def test_two_ways_of_writing_one_amount_have_one_key(one: str, other: str) -> None:
    assert amounts(one)
    assert amounts(one) == amounts(other)


@pytest.mark.parametrize(("one", "other"), list(unequal_pairs()))
def test_different_amounts_have_different_keys(one: str, other: str) -> None:
    assert amounts(one)
    assert amounts(other)
    assert amounts(one) != amounts(other)


@pytest.mark.parametrize("text", lines("no_quantities"))
def test_words_with_numerals_in_them_are_no_amounts(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("招录", ""), ("其中硕士以上", "，"), ("共", "以来的"), ("建成", "。"), ("，", "的"), ("今年", "全部落实")],
)
@pytest.mark.parametrize("amount", ["12名", "1.2亿元", "百分之三十", "3000余万元", "3—5个", "九成五", "十几家"])
def test_an_amount_is_the_same_in_any_sentence(before: str, amount: str, after: str) -> None:
    assert amounts(before + amount + after) == amounts(amount)


def test_what_differs_can_be_said() -> None:
    rise = only("占比提高到41%")
    assert (rise.value, rise.unit, rise.direction, rise.mode) == (Fraction(41), "%", "up", "to")
    often = only("每季度研判一次")
    assert (often.value, often.unit, often.per) == (Fraction(1), "次", "季度")
    least = only("培训不少于120人次")
    assert (least.comparator, least.low, least.unit) == (">=", Fraction(120), "人次")
    spread = only("储备3—5名")
    assert (spread.low, spread.high, spread.value) == (Fraction(3), Fraction(5), None)
    money = only("投入3800万元")
    assert (money.value, money.unit, money.counted) == (Fraction(38_000_000), "元", False)


def test_the_figure_a_change_starts_from_is_told_apart() -> None:
    first, second = (fact for fact in extract("高级职称比例由8%提高到12%") if fact.kind == "number")
    assert (first.mode, second.mode) == ("from", "to")
    assert not agree(first, second)


@pytest.mark.parametrize(
    ("note", "draft"),
    [
        ("每人1.5万", "每人1.5万元"),
        ("提高到41%", "达41%"),
        ("专家团队4个", "4支专家团队"),
        ("30余名", "超过30名"),
        ("同比增长9.4%", "实现9.4%的增长"),
        ("12名", "12人"),
        ("覆盖率由六成提升到九成五", "覆盖率提升到95%"),
    ],
)
def test_a_draft_may_leave_unsaid_what_the_note_says(note: str, draft: str) -> None:
    stated = [fact for fact in extract(draft) if fact.kind == "number"]
    assert all(any(agree(fact, other) for other in extract(note)) for fact in stated)


@pytest.mark.parametrize(
    ("note", "draft"),
    [
        ("提高到41%", "下降到41%"),
        ("增加15人", "减少15人"),
        ("每月1次", "每年1次"),
        ("12名", "12次"),
        ("30%", "30个百分点"),
        ("3.2万人次", "3.2万人"),
        ("不少于60天", "不超过60天"),
        ("860余人次", "860人次"),
        ("XX名", "12名"),
        ("增加投资3800万元", "减少投资3800万元"),
    ],
)
def test_a_changed_figure_never_agrees(note: str, draft: str) -> None:
    stated = [fact for fact in extract(draft) if fact.kind == "number"]
    assert stated
    assert not any(agree(fact, other) for fact in stated for other in extract(note))


def test_an_indefinite_one_counts_only_when_asked() -> None:
    assert amounts("共建一个工作站") == []
    (fact,) = [fact for fact in extract("共建一个工作站", indefinite=True) if fact.kind == "number"]
    assert agree(fact, only("工作站1个"))


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_digits_and_grouped_digits_read_alike(number: int) -> None:
    plain, grouped = read_numeral(str(number), 0), read_numeral(f"{number:,}", 0)
    assert plain is not None
    assert grouped is not None
    assert plain.low == grouped.low == number


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_chinese_numeral_is_read_back(number: int) -> None:
    from cn2an import an2cn

    numeral = read_numeral(str(an2cn(number)), 0)
    assert numeral is not None
    assert numeral.low == numeral.high == number


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=9999, places=2), st.sampled_from(["万", "亿"]))
def test_scaled_decimals_are_exact(number: object, scale: str) -> None:
    numeral = read_numeral(half_width(f"{number}{scale}"), 0)
    assert numeral is not None
    assert numeral.low == Fraction(str(number)) * {"万": 10**4, "亿": 10**8}[scale]
