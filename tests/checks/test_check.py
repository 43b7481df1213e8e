"""``check``: the contract that every caller relies on."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.checks import check
from pipeline.checks.context import Context
from pipeline.checks.registry import PER_RULE_MAX, run
from pipeline.checks.report import MAX_CHARS
from pipeline.checks.structure.samples import NOTES, speech, written
from pipeline.errors import UserError
from pipeline.genre import load_genres
from pipeline.notes import parse_notes

_OWN = frozenset({"structure", "policy", "register", "format", "duplicate", "placeholder", "injection"})
_PIECES = [
    "一、存在问题\n",
    "（一）",
    "1.",
    "一是",
    "，二是",
    "“",
    "”",
    "（",
    "《",
    "X名",
    "**",
    "____",
    "【待补充：数】",
    "\n",
    "。",
    "，",
    "：",
    "各位领导：",
    "汇报如下：",
    "汇报完毕，谢谢。",
    "坚持党管干部原则",
    "“两个确立”",
    "以习近平同志为核心的党中央",
    "幹部",
    "and",
    "😀",
    "\ud800",
    "\x00",
    "\u200b",
    "2019年",
    "“十三五”",
    "三个方面：",
    "我",
    "太好了",
    "<think>",
    "system:",
    "能者上、优者奖、",
]


def test_findings_come_in_the_order_of_their_place_with_their_excerpt() -> None:
    text = speech(title="", closing="").replace("，", ",", 3)
    findings = check(text, None, load_genres()["fayan"]).findings
    assert [f.start for f in findings] == sorted(f.start for f in findings)
    assert all(
        f.excerpt.rstrip("…") == text[f.start : f.end][: len(f.excerpt.rstrip("…"))].replace("\n", " ")
        for f in findings
    )


def test_every_message_says_what_to_do() -> None:
    findings = check(written("二、存在问题", "三、存在问题").replace("，", ",,"), parse_notes(NOTES, "例.md")).findings
    assert findings
    assert all(
        f.message.endswith("。") and f.suggestion.endswith("。") for f in findings if f.rule.split(".")[0] in _OWN
    )


def test_genre_is_taken_from_the_notes() -> None:
    assert check(speech(), parse_notes(NOTES, "例.md")).summary["genre"] == "fayan"


def test_genre_is_guessed_where_the_text_clearly_is_one() -> None:
    summary = check(speech()).summary
    assert (summary["genre"], summary["genre_guessed"]) == ("fayan", True)
    assert check(written()).summary["genre"] == "xuanren"


def test_a_text_of_no_known_genre_is_not_held_to_one() -> None:
    report = check(
        "关于开展安全检查的通知\n各科室：\n请于5月底前完成自查，并将情况书面报送办公室。\n市水利局\n2024年5月6日"
    )
    assert report.summary["genre"] == ""
    assert not [f for f in report.findings if f.severity != "info"]


def test_an_empty_text_is_answered() -> None:
    for text in ("", "\n\n", "\u3000"):
        assert check(text, None, load_genres()["fayan"]).summary["characters"] == 0


def test_a_text_beyond_the_limit_is_refused_with_the_limit() -> None:
    with pytest.raises(UserError, match=str(MAX_CHARS)):
        check("中" * (MAX_CHARS + 1))


def test_one_trouble_a_thousand_times_is_reported_a_hundred_times() -> None:
    findings = list(run(Context("坚持原则,严格程序。\n" * 1000), frozenset({"format"})))
    assert len([f for f in findings if f.rule == "format.half_width"]) == PER_RULE_MAX


def test_register_is_reported_as_figures_beside_those_of_the_exemplars() -> None:
    path = Path(__file__).parent.parent / "data" / "reference_drafts" / "01_shuili_fayan.txt"
    figures = check(path.read_text(encoding="utf-8")).summary["register"]
    assert figures["的"]["low"] <= figures["的"]["high"]
    assert {"value", "low", "high", "z", "usual"} == set(figures["顿号"])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_PIECES) | st.text(st.characters(), max_size=6), max_size=40), st.booleans())
def test_any_text_is_answered_with_spans_inside_it(pieces: list[str], known: bool) -> None:
    text = "".join(pieces)
    notes = parse_notes(NOTES, "例.md") if known else None
    for finding in run(Context(text, notes, load_genres()["fayan"] if known else None), _OWN):
        assert 0 <= finding.start <= finding.end <= len(text)
        finding.model_dump_json()


@pytest.mark.parametrize(
    "piece", ["，", "一、\n", "“", "（", "一是", "以习近平同志为核心的党中夹", "“两个确立”", "\n", "*", "中", "幹"]
)
def test_hostile_text_is_answered(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    assert len(list(run(Context(text, None, load_genres()["fayan"]), _OWN))) <= PER_RULE_MAX * 60
