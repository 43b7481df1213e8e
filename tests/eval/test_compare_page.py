"""The page of a comparison: what it holds, how large it is, and how it does in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from eval.compare import compare_runs
from eval.compare_sides import Side
from eval.record import Run, run_of
from eval.report_page import report_page
from eval.report_page.beside import beside
from eval.report_page.charts import scale
from tests.browsing import Opened, launched, needs_browser, violations, watched_views
from tests.eval.compare_samples import changed_in, claims_let_in, labelled, run_with, scored, sound

_MOST = 3 * 1024 * 1024
_OLD = {"prompts/section.md": "第一行\n标题各部分句式一致。\n第三行"}
_NEW = {"prompts/section.md": "第一行\n标题写清楚即可。\n第三行"}
_PROMPTS = {"prompts/section.md": "a", "prompts/plan.md": "same"}


def _page(a: Run, b: Run) -> str:
    return report_page(Side("甲.jsonl", a, Path("a")), Side("乙 <稿>.jsonl", b, Path("b")), compare_runs(a, b))


def _runs(names: list[str]) -> tuple[Run, Run]:
    good, bad = sound(), changed_in(0.6, claims_let_in)
    changed = {**_PROMPTS, "prompts/section.md": "b"}
    a = run_with({name: good[name] for name in names}, findings=4, prompts=_PROMPTS, prompt_texts=_OLD)
    b = run_with({name: bad[name] for name in names}, findings=4, prompts=changed, prompt_texts=_NEW)
    return a, b


@pytest.fixture(scope="module")
def whole() -> str:
    """The page of twenty-four cases."""
    return _page(*_runs(sorted(labelled())[:24]))


def test_twenty_four_cases_fit_in_three_megabytes(whole: str) -> None:
    assert whole.count('<details class="case"') == 24
    assert len(whole.encode()) <= _MOST


def test_the_page_asks_for_nothing_outside_itself(whole: str) -> None:
    assert "default-src 'none'" in unescape(whole)
    assert not re.search(r"""(?:src|href)=["'](?!#)""", whole)
    assert " style=" not in whole


def test_verdict_figures_prompts_and_findings_are_there(whole: str) -> None:
    said = unescape(whole)
    for words in (
        "B 比 A 变差",
        "无据说法",
        "折合总分",
        "权重和理由",
        "乙 <稿>.jsonl",
        "B 有、A 没有的发现",
        "grounding.claim",
    ):
        assert words in said
    assert "乙 <稿>" not in whole, "names are escaped"
    assert "prompts/section.md" in whole
    assert "prompts/plan.md" not in whole, "a prompt that did not change is not shown"
    diff = whole[whole.index("prompts/section.md") :]
    assert "<del>" in diff
    assert "<ins>" in diff


def test_every_difference_has_a_chart_and_every_case_its_dots(whole: str) -> None:
    assert whole.count('class="dots"') == 24
    assert whole.count('class="forest') == 1 + 13  # the score, and every figure that has a weight


def test_cases_stand_in_the_order_of_what_they_lost(whole: str) -> None:
    shown = [float(one.replace("−", "-")) for one in re.findall(r'<span class="delta">([^<]+)</span>', whole)]
    assert shown == sorted(shown)


def test_prompts_whose_words_were_not_kept_are_named_all_the_same() -> None:
    a, b = _runs(sorted(labelled())[:2])
    bare = [run_of(run.header.model_copy(update={"prompt_texts": {}}), run.records) for run in (a, b)]
    page = _page(*bare)
    assert "prompts/section.md" in page
    assert "没有保存原文" in page


def test_of_several_repeats_the_one_nearest_the_mean_is_shown() -> None:
    name = next(name for name, text in changed_in(0.6, claims_let_in).items() if text != sound()[name])
    good, bad = (run_with({name: texts[name]}) for texts in (sound(), changed_in(0.6, claims_let_in)))
    repeats = [run.records[0].model_copy(update={"repeat": at}) for at, run in enumerate((bad, good, good))]
    many = run_of(good.header.model_copy(update={"repeat": 3}), repeats)
    page = _page(many, bad)
    assert "A 第 2 次" in page
    assert "几次中各取最接近平均的一次" in page


# --- side by side


def _side_by_side(new: str) -> Any:
    name = "01_shuili_fayan.by_hand"
    old = scored(name, sound()[name])[0]
    return beside(old, scored(name, new)[0])


def test_only_the_sentence_that_changed_is_marked_and_in_it_the_words() -> None:
    text = sound()["01_shuili_fayan.by_hand"]
    at = text.index("水利", 400)
    found = _side_by_side(text[:at] + "治水" + text[at + 2 :])
    assert found.changed == (1, 1)
    marked = [s for rank in found.ranks for p in rank.b for s in p.sentences if s.mark]
    assert len(marked) == 1
    assert "治水" in "".join(words for words, differs in marked[0].pieces if differs)


def test_the_sides_hold_their_texts_whole() -> None:
    new = changed_in(0.6, claims_let_in)["01_shuili_fayan.by_hand"]
    found = _side_by_side(new)
    for side, text in (("a", sound()["01_shuili_fayan.by_hand"]), ("b", new)):
        shown = "".join(
            words
            for rank in found.ranks
            for paragraph in getattr(rank, side)
            for sentence in paragraph.sentences
            for words, _ in sentence.pieces
        )
        assert shown == "".join(text.split("\n"))


def test_a_section_without_a_counterpart_stands_alone() -> None:
    text = sound()["01_shuili_fayan.by_hand"]
    draft = labelled()["01_shuili_fayan.by_hand"].draft
    last = draft.sections[-1]
    found = _side_by_side(text[: last.start] + text[last.end :].lstrip("\n"))
    assert len(found.ranks) == len(draft.sections) + 2
    assert found.ranks[-2].a
    assert not found.ranks[-2].b


@pytest.mark.parametrize(
    ("values", "low", "high"), [([3.0, 41.0], 0.0, 60.0), ([-0.2, 0.1], -0.2, 0.1), ([5.0], 4.5, 6)]
)
def test_scales_hold_their_values_between_round_numbers(values: list[float], low: float, high: float) -> None:
    found = scale(values)
    assert low - 1e-9 <= found.low <= min(values)
    assert max(values) <= found.high <= high + 1e-9
    assert 2 <= len(found.ticks) <= 7
    assert found.at(found.low) < found.at(found.high)


# --- in a browser

_WIDE, _NARROW = (1400, 1000), (390, 844)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "page.html"
    path.write_text(_page(*_runs(sorted(labelled())[:4])), encoding="utf-8")
    return path


@pytest.fixture
def opened(browser: Any, file: Path) -> Iterator[Opened]:
    """Opens the page; anything it says on the console or asks of the network fails the test."""
    with watched_views(browser) as open_view:

        def open_(size: tuple[int, int] = _WIDE, **options: Any) -> Any:
            return open_view(file, size, **options)

        yield open_


@needs_browser
@pytest.mark.parametrize(("size", "scheme"), [(_WIDE, "light"), (_WIDE, "dark"), (_NARROW, "light"), (_NARROW, "dark")])
def test_the_audit_finds_nothing(opened: Opened, size: tuple[int, int], scheme: str) -> None:
    view = opened(size, color_scheme=scheme)
    view.locator("#open-all").click()
    assert violations(view) == []
    assert view.evaluate("document.documentElement.scrollWidth") <= size[0]


@needs_browser
def test_the_audit_finds_nothing_on_paper_and_ink_stays_dark(opened: Opened) -> None:
    view = opened(color_scheme="dark")
    view.emulate_media(media="print")
    assert violations(view) == []
    assert view.evaluate("getComputedStyle(document.body).color") == "rgb(29, 28, 26)"
    assert not view.locator(".tools").is_visible()


@needs_browser
def test_a_link_in_the_table_opens_the_case_and_brings_the_focus_there(opened: Opened) -> None:
    view = opened()
    view.locator('a[href="#case-3"]').focus()
    view.keyboard.press("Enter")
    view.locator("#case-3[open] > summary:focus").wait_for()


@needs_browser
def test_cases_are_filtered_by_what_became_of_them(opened: Opened) -> None:
    view = opened()
    for kind in ("even", "better"):
        view.locator(f".filter input[value={kind}]").uncheck()
    shown = view.locator(".case:visible")
    assert shown.count() == view.locator(".case[data-direction=worse]").count() > 0
    assert view.locator("#filter-state").inner_text() == f"显示 {shown.count()} 个案例，共 4 个"
    view.locator("#close-all").click()
    assert view.locator(".case[open]").count() == 0


@needs_browser
def test_without_script_every_case_still_opens_by_keyboard(opened: Opened) -> None:
    view = opened(java_script_enabled=False)
    assert not view.locator(".tools").is_visible()
    view.locator("#case-2 summary").focus()
    view.keyboard.press("Enter")
    assert view.locator("#case-2 .texts, #case-2 > p").first.is_visible()
