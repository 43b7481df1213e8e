"""The bank of set phrases: every form in it does what it is there for."""

from __future__ import annotations

import re
import zlib

import pytest

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.policy.bank import PolicyBank, policy_bank
from pipeline.checks.policy.near import NearIndex, near_index
from pipeline.checks.registry import run
from pipeline.notes import parse_notes

_BANK = policy_bank()
_RIGHT = sorted(_BANK.right)
_WRONG = [(wrong, entry.phrase) for entry in _BANK.phrases for wrong in entry.wrong]


def _policy(text: str, year: str = "") -> list[Finding]:
    notes = parse_notes(f"单位：市水利局\n年度：{year}\n- 公开招录12名", "例.txt") if year else None
    return list(run(Context(text, notes), frozenset({"policy"})))


def test_the_bank_is_large_and_each_group_names_its_source() -> None:
    assert sum(bool(entry.wrong) for entry in _BANK.phrases) >= 150
    assert all(group.source for group in _BANK.groups)
    assert re.fullmatch(r"\d{4}-\d{2}", _BANK.as_of)


@pytest.mark.parametrize("phrase", _RIGHT)
def test_a_right_form_is_left_alone(phrase: str) -> None:
    found = [f.message for f in _policy(f"始终牢记{phrase}，抓好各项工作。") if f.rule != "policy.dated"]
    assert not found


@pytest.mark.parametrize("wrong", [wrong for wrong, _ in _WRONG])
def test_a_known_wrong_form_is_found(wrong: str) -> None:
    assert any(
        f.severity == "blocker" or f.rule == "policy.near_miss" for f in _policy(f"始终牢记{wrong}，抓好各项工作。")
    )


def _with_one_character_changed(phrase: str) -> str:
    """The phrase with one of its Chinese characters, not the first, replaced by one that makes no other phrase."""
    places = [
        at for at, char in enumerate(phrase) if "一" <= char <= "鿿" and at > 1 and char not in "的和与在是于为以把"
    ]
    at = places[zlib.crc32(phrase.encode()) % len(places)]
    return phrase[:at] + "隽" + phrase[at + 1 :]


_NEAR = [entry.phrase for entry in _BANK.phrases if entry.near and len(entry.phrase) >= 6]


@pytest.mark.parametrize("phrase", _NEAR)
def test_a_phrase_with_one_wrong_character_is_found(phrase: str) -> None:
    text = f"坚持{_with_one_character_changed(phrase)}，抓好各项工作。"
    assert any(f.rule in ("policy.near_miss", "policy.part") for f in _policy(text))


def test_a_word_left_out_or_put_in_is_found() -> None:
    index = NearIndex(["以人民为中心的发展思想"], ["以人民为中心的发展思想"])
    assert [miss.edits for miss in index.find("坚持以人民中心的发展思想")] == []  # 为 is grammar: not ours to judge
    assert [miss.edits for miss in index.find("坚持以人民为中的发展思想")] == [1]
    assert [miss.edits for miss in index.find("坚持以人民为中核心的发展思想")] == [1]


def test_another_word_in_the_place_of_the_last_is_no_near_miss() -> None:
    assert not list(near_index().find("全国组织工作会议首次阐释了这一思想"))


@pytest.mark.parametrize(
    ("text", "year", "found"),
    [
        ("扎实开展党史学习教育。", "2021年", False),
        ("扎实开展党史学习教育。", "2024年", True),
        ("推动党史学习教育常态化长效化。", "2024年", False),
        ("巩固拓展党史学习教育成果。", "2024年", False),
        ("推进“十四五”规划实施。", "2023年", False),
        ("推进“十三五”规划实施。", "2023年", True),
        ("会同市环保局开展检查。", "2023年", True),
        ("会同市生态环境局开展检查。", "2023年", False),
        ("在脱贫攻坚战中表现突出的干部。", "2022年", False),
        ("全力打赢脱贫攻坚战。", "2022年", True),
    ],
)
def test_a_term_is_held_against_the_year(text: str, year: str, found: bool) -> None:
    assert any(f.rule == "policy.dated" for f in _policy(text, year)) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("深刻领悟“两个确立”的决定性意义，增强“四个意识”、坚定“四个自信”、做到“两个维护”", False),
        ("做到“两个维护”，增强“四个意识”、坚定“四个自信”", True),
        ("推动形成能者上、优者奖、庸者下、劣者汰的局面", False),
        ("推动形成能者上、庸者下、优者奖、劣者汰的局面", True),
        ("坚持早发现、早干预、早帮扶", False),
        ("经风雨、见世面、宽眼界", False),
    ],
)
def test_parts_are_held_to_their_order(text: str, found: bool) -> None:
    assert any(f.rule in ("policy.order", "policy.wrong_form") for f in _policy(text)) is found


def test_a_wrong_form_that_is_part_of_a_right_one_is_refused() -> None:
    data = _BANK.model_dump()
    data["groups"] = [
        {"name": "甲", "source": "乙", "phrases": [{"phrase": "党的二十大精神", "wrong": ["二十大精神"]}]},
    ]
    with pytest.raises(ValueError, match="二十大精神"):
        PolicyBank.model_validate(data)
