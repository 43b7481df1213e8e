"""Two texts are compared paragraph by paragraph, sentence by sentence, word by word, and quickly."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.comparing import Comparison, Op, compare, comparison_html, comparison_lines
from pipeline.comparing.align import align, heaviest, rising
from pipeline.comparing.model import OF_NEW, OF_OLD
from tests.texts import REFERENCE_DRAFTS

DRAFT = next(path for path in REFERENCE_DRAFTS if path.name.startswith("01_")).read_text(encoding="utf-8")
LINES = DRAFT.split("\n")


def _changes(comparison: Comparison) -> list[tuple[str, str]]:
    return [(op.kind, op.text) for op in comparison.ops if op.kind != "equal"]


def _printed(comparison: Comparison) -> str:
    return "\n".join(line.plain for line in comparison_lines(comparison, colour=False))


def _holds(a: str, b: str) -> Comparison:
    """The comparison, which gives both texts back, with places that fit."""
    comparison = compare(a, b)
    for ops in (comparison.ops, *(op.edits for op in comparison.ops if op.edits)):
        for op in ops:
            assert (op.a is not None, op.b is not None) == (op.kind in OF_OLD, op.kind in OF_NEW)
            assert op.a is None or a[slice(*op.a)] == op.text
            assert op.b is None or b[slice(*op.b)] == op.text
    assert "".join(op.text for op in comparison.ops if op.a) == a
    assert "".join(op.text for op in comparison.ops if op.b) == b
    return comparison


# --- what is found


def test_equal_texts_have_no_changes() -> None:
    comparison = _holds(DRAFT, DRAFT)
    assert comparison.same
    assert comparison.summary["unchanged"] == sum(bool(line.strip()) for line in LINES)
    assert "完全相同" in _printed(comparison)


def test_a_figure_is_the_only_change() -> None:
    comparison = _holds(DRAFT, DRAFT.replace("12名", "15名").replace("83.3%", "85.3%"))
    assert _changes(comparison) == [("delete", "12"), ("insert", "15"), ("delete", "83.3%"), ("insert", "85.3%")]


def test_words_are_not_cut() -> None:
    comparison = _holds("坚持党管干部原则，认真落实。", "坚持党管人才原则，认真落实。")
    assert _changes(comparison) == [("delete", "干部"), ("insert", "人才")]


def test_an_inserted_and_a_deleted_paragraph_are_each_one_change() -> None:
    comparison = _holds(DRAFT, "\n".join([*LINES[:4], *LINES[5:7], "新增的一段，讲下一步打算。", *LINES[7:]]))
    assert _changes(comparison) == [("delete", LINES[4] + "\n"), ("insert", "新增的一段，讲下一步打算。\n")]


@pytest.mark.parametrize(("source", "target"), [(4, 7), (7, 4), (3, 6), (8, 3)])
def test_a_moved_paragraph_is_shown_as_moved(source: int, target: int) -> None:
    lines = LINES[:]
    moved = lines.pop(source)
    lines.insert(target, moved)
    comparison = _holds(DRAFT, "\n".join(lines))
    assert sorted(kind for kind, _ in _changes(comparison)) == ["moved_away", "moved_here"]
    assert {text.rstrip("\n") for _, text in _changes(comparison)} == {moved} or source + 1 == target


def test_a_paragraph_that_moved_and_was_edited_shows_the_edit() -> None:
    lines = LINES[:]
    lines.insert(7, lines.pop(4).replace("12名", "15名"))
    comparison = _holds(DRAFT, "\n".join(lines))
    (here,) = [op for op in comparison.ops if op.kind == "moved_here"]
    assert [(op.kind, op.text) for op in here.edits if op.kind != "equal"] == [("delete", "12"), ("insert", "15")]
    assert "[-12-]{+15+}" in _printed(comparison)


def test_the_lesser_part_is_what_moved() -> None:
    long, short = "长的一段，" * 40 + "完。", "短的一段不长。"
    comparison = _holds(f"{long}\n{short}\n尾。", f"{short}\n{long}\n尾。")
    assert {op.text.strip() for op in comparison.ops if op.move} == {short}


def test_a_sentence_that_moved_between_paragraphs_is_shown_as_moved() -> None:
    sentence = "功以才成，业由才广。"
    comparison = _holds(DRAFT, DRAFT.replace(sentence, "").replace("才能调用。", "才能调用。" + sentence, 1) + sentence)
    assert [kind for kind, text in _changes(comparison) if text == sentence] == ["moved_away", "moved_here"]


def test_joined_and_parted_paragraphs_change_only_the_line_break() -> None:
    joined = "\n".join([*LINES[:5], LINES[5] + LINES[6], *LINES[7:]])
    assert _changes(_holds(DRAFT, joined)) == [("delete", "\n")]
    assert _changes(_holds(joined, DRAFT)) == [("insert", "\n")]
    assert "[-⏎-]" in _printed(compare(DRAFT, joined))
    assert "{+⏎+}" in _printed(compare(joined, DRAFT))


def test_a_rewritten_sentence_is_not_cut_to_shreds() -> None:
    old = "功以才成，业由才广。"
    comparison = _holds(f"{old}\n", "水利要发展，的确需要各方面人才。\n")
    assert len(_changes(comparison)) == 2


def test_blank_lines_that_came_or_went_are_changes() -> None:
    assert _changes(_holds("甲段文字。\n乙段文字。\n", "甲段文字。\n\n乙段文字。\n")) == [("insert", "\n")]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_operations_give_both_texts_back(data: st.DataObject) -> None:
    pieces = st.lists(
        st.sampled_from(["干部", "12名", "。", "\n", "，", "的", "坚持人才引领驱动。", "\ud800", "a", " "]), max_size=30
    )
    old = data.draw(pieces)
    new = data.draw(st.one_of(pieces, st.permutations(old), st.just(old[1:] + old[:1])))
    _holds("".join(old), "".join(new))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_are_compared(old: str, new: str) -> None:
    comparison = _holds(old, new)
    assert comparison.same == (old == new)
    comparison_html(comparison)
    assert all("\x1b" not in line.plain for line in comparison_lines(comparison, colour=False))


# --- alignment


def test_alignment_is_of_equal_tokens_in_order_however_long_the_sequences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.comparing.align._EXACT", 400)
    source = random.Random(3)
    for _ in range(60):
        old = [source.randrange(40) for _ in range(source.randint(0, 200))]
        new = (
            [source.randrange(40) for _ in range(source.randint(0, 200))]
            if source.random() < 0.5
            else old[20:] + old[:20]
        )
        pairs = align(old, new)
        assert all(old[x] == new[y] for x, y in pairs)
        assert all(p[0] < q[0] and p[1] < q[1] for p, q in pairwise(pairs))


def test_long_sequences_with_few_changes_lose_nothing_by_the_short_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.comparing.align._EXACT", 2000)
    old = list(range(3000))
    new = [n for n in old if n % 50]
    assert len(align(old, new)) == len(new)


def test_the_heaviest_order_wins_over_the_longest() -> None:
    assert rising([(0, 5), (1, 1), (2, 2), (3, 6)]) == [(1, 1), (2, 2), (3, 6)]
    assert heaviest({(0, 5): 10.0, (1, 1): 1.0, (2, 2): 1.0, (3, 6): 1.0}) == {(0, 5), (3, 6)}
    assert heaviest({}) == set()


# --- time


def _shuffled(text: str) -> str:
    letters = list(text)
    random.Random(1).shuffle(letters)
    return "".join(letters)


LONG = (DRAFT * 50)[:100_000]
PAIRS: dict[str, Callable[[], tuple[str, str]]] = {
    "one word changed everywhere": lambda: (LONG, LONG.replace("坚持", "强化")),
    "one long paragraph": lambda: (LONG.replace("\n", ""), LONG.replace("\n", "").replace("干部", "人才")),
    "characters in any order": lambda: (_shuffled(LONG), LONG),
    "one character a line": lambda: ("\n".join(LONG[:20_000]), "\n".join(_shuffled(LONG[:20_000]))),
    "lines of two kinds": lambda: ("a\n" * 20_000, "b\na\n" * 10_000),
    "one character": lambda: ("好" * 100_000, "好" * 99_000 + "坏"),
    "nothing but brackets": lambda: ("（" * 50_000, "）" * 50_000),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_long_texts_are_compared_in_seconds(pair: Callable[[], tuple[str, str]]) -> None:
    old, new = pair()
    begun = time.perf_counter()
    compare(old, new)
    assert time.perf_counter() - begun < 10  # 2 s at most on the slowest machine it was seen on


# --- what is shown


def test_unchanged_paragraphs_are_folded_with_their_count() -> None:
    lines = _printed(compare(DRAFT, DRAFT.replace("12名", "15名"))).split("\n")
    assert lines[0] == "… 3 段未改 …"
    assert lines[2] == "… 4 段未改 …"
    assert lines[3].startswith("改动 1 段，未改 7 段；删去 2 个字符，增加 2 个字符。")


def test_colours_come_with_strike_and_underline() -> None:
    (line, _) = comparison_lines(compare("干部工作。", "人才工作。"), colour=True)
    assert line.plain == "干部人才工作。"
    assert [str(span.style) for span in line.spans if span.style] == ["red strike", "green underline"]


def test_control_characters_never_reach_the_terminal() -> None:
    assert "\x1b" not in _printed(compare("甲\x1b[2J", "乙\x1b]0;x\x07"))


def test_html_escapes_every_text_and_says_what_was_done() -> None:
    page = comparison_html(compare("甲<script>alert(1)</script>。", "乙<img src=x onerror=y>&。"))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;" in page
    assert "onerror=y&gt;&amp;" in page
    assert re.search(r'<del><span class="hidden-text">〔删去：</span>', page)
    assert re.search(r'<ins><span class="hidden-text">〔增加：</span>', page)


def test_html_links_both_ends_of_a_move_once() -> None:
    lines = LINES[:]
    lines.insert(7, lines.pop(4))
    page = comparison_html(compare(DRAFT, "\n".join(lines)), key="x")
    assert re.findall(r'id="([^"]+)" href="#([^"]+)"', page) == [("x-1-away", "x-1-here"), ("x-1-here", "x-1-away")]
    assert page.count("<details>") == 3


def test_ops_are_plain_values() -> None:
    (op,) = compare("同", "同").ops
    assert op == Op("equal", "同", (0, 1), (0, 1))
