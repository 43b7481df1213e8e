"""The page in a real browser: no network, no accessibility violation, usable by keyboard, on paper and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.export.page import page
from tests.browsing import Opened, launched, needs_browser, violations, watched_views
from tests.export.page_records import stored

_WIDE, _NARROW = (1600, 1000), (390, 844)

pytestmark = needs_browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    paths = {name: folder / f"{name}.html" for name in ("wenlv", "with_faults")}
    for name, path in paths.items():
        path.write_text(page(stored(name)), encoding="utf-8")
    return paths


@pytest.fixture
def opened(browser: Any, files: dict[str, Path]) -> Iterator[Opened]:
    """Opens a stored draft's page; anything the page says on the console or asks of the network fails the test."""
    with watched_views(browser) as open_view:

        def open_(name: str = "with_faults", size: tuple[int, int] = _WIDE, **options: Any) -> Any:
            return open_view(files[name], size, **options)

        yield open_


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("with_faults", _WIDE, "light"),
        ("with_faults", _NARROW, "dark"),
        ("wenlv", (1100, 900), "dark"),
        ("wenlv", _NARROW, "light"),
    ],
)
def test_the_audit_finds_nothing(opened: Opened, name: str, size: tuple[int, int], scheme: str) -> None:
    view = opened(name, size, color_scheme=scheme)
    view.locator(".s[data-kind=facts]").nth(1).focus()
    assert view.locator(".note.lit").count()
    assert violations(view) == []


def test_the_audit_finds_nothing_on_paper(opened: Opened) -> None:
    view = opened(color_scheme="dark")
    view.emulate_media(media="print")
    assert violations(view) == []
    paper = view.evaluate("getComputedStyle(document.body).color")
    assert paper == "rgb(29, 28, 26)", "ink stays dark on paper whatever the screen's scheme"
    assert not view.locator(".masthead nav").is_visible()
    assert view.locator("#note-1").is_visible()


@pytest.mark.parametrize("size", [_WIDE, _NARROW], ids=["wide", "narrow"])
def test_nothing_hangs_over_the_edge(opened: Opened, size: tuple[int, int]) -> None:
    view = opened(size=size)
    assert view.evaluate("document.documentElement.scrollWidth") <= size[0]


def _id(view: Any) -> str:
    return str(view.evaluate("document.activeElement.id"))


def _lit(view: Any, kind: str) -> list[str]:
    return list(view.locator(f"{kind}.lit").evaluate_all("all => all.map(one => one.id)"))


def test_focusing_a_sentence_lights_its_notes_and_the_reverse(opened: Opened) -> None:
    view = opened()
    sentence = view.locator(".s[data-kind=facts]").first
    sentence.focus()
    notes = _lit(view, ".note")
    assert notes
    view.locator(f"#{notes[0]}").focus()
    assert sentence.get_attribute("id") in _lit(view, ".s")
    assert not _lit(view, ".note")


def test_hovering_lights_and_leaving_gives_the_light_back_to_the_focus(opened: Opened) -> None:
    view = opened()
    first, second = (view.locator(".s[data-kind=facts]").nth(at) for at in (0, 1))
    first.focus()
    held = _lit(view, ".note")
    second.scroll_into_view_if_needed()
    x, y = second.evaluate("one => { const r = one.getClientRects()[0]; return [r.right - 8, r.top + r.height / 2]; }")
    view.mouse.move(x, y)
    assert _lit(view, ".note") != held
    view.mouse.move(2, 2)
    assert _lit(view, ".note") == held


def test_what_is_lit_in_a_column_comes_into_view(opened: Opened) -> None:
    view = opened()
    view.locator(".s[data-kind=facts]").last.focus()
    last = view.locator(".note.lit").last
    box, column = last.bounding_box(), view.locator(".column-notes").bounding_box()
    assert column["y"] <= box["y"]
    assert box["y"] + box["height"] <= column["y"] + column["height"] + 1


def test_the_keyboard_walks_from_sentence_to_sentence_and_to_the_basis(opened: Opened) -> None:
    view = opened()
    view.locator("#s1").focus()
    for key, reached in (("ArrowDown", "s2"), ("ArrowRight", "s3"), ("ArrowUp", "s2"), ("Tab", "s3"), ("Home", "s1")):
        view.keyboard.press(key)
        assert _id(view) == reached
    view.locator(".s[data-kind=facts]").first.focus()
    basis = view.locator(".s[data-kind=facts]").first.get_attribute("data-lights").split()[0]
    view.keyboard.press("Enter")
    assert _id(view) == basis
    view.keyboard.press("Escape")
    assert view.locator(".lit, .held").count() == 0


def test_the_first_tab_offers_to_skip_to_the_draft(opened: Opened) -> None:
    view = opened()
    view.keyboard.press("Tab")
    assert view.locator(".skip").is_visible()
    view.keyboard.press("Enter")
    view.keyboard.press("Tab")
    assert _id(view) == "s1"


def test_focus_can_be_seen(opened: Opened) -> None:
    view = opened()
    for place in ("#s3", "#note-1", "#finding-1"):
        view.keyboard.press("Tab")  # a keyboard is in use
        view.locator(place).focus()
        outline = view.locator(place).evaluate("one => getComputedStyle(one).outlineStyle")
        assert outline == "solid"


def test_findings_are_filtered_by_severity(opened: Opened) -> None:
    view = opened()
    all_, infos = view.locator(".finding").count(), view.locator(".finding[data-severity=info]").count()
    view.locator(".filter input[value=info]").uncheck()
    assert view.locator(".finding:visible").count() == all_ - infos
    assert view.locator("#filter-state").inner_text() == f"显示 {all_ - infos} 条，共 {all_} 条"
    assert view.locator(".ref-finding[data-severity=info]:visible").count() == 0


def test_a_link_to_a_place_lights_what_stands_there(opened: Opened) -> None:
    view = opened()
    link = view.locator("#note-1 .state a").first
    target = link.get_attribute("href")[1:]
    link.click()
    view.wait_for_function(f"document.activeElement.id === '{target}'")
    assert view.locator(f"#{target}").evaluate("one => one.matches('.lit, .held')")
    assert view.locator("#note-1").evaluate("one => one.matches('.lit, .held')")


@pytest.mark.parametrize("size", [_NARROW, (1100, 900)], ids=["narrow", "middle"])
def test_where_no_column_stands_beside_it_the_notes_come_to_the_sentence(opened: Opened, size: tuple[int, int]) -> None:
    view = opened(size=size)
    sentence = view.locator(".s[data-kind=facts]").first
    sentence.focus()
    tray = view.locator("#tray")
    assert "依据：要点 1" in tray.inner_text()
    assert stored("with_faults")["notes"][0]["text"] in tray.inner_text()
    assert sentence.bounding_box()["y"] < tray.bounding_box()["y"]
    view.locator("#tray-close").click()
    assert not tray.is_visible()


def test_the_tray_follows_the_mouse_too(opened: Opened) -> None:
    view = opened(size=(1100, 900))
    x, y = view.locator("#s2").evaluate("one => { const r = one.getClientRects()[0]; return [r.left + 8, r.top + 8]; }")
    view.mouse.move(x, y)
    assert "程式用语" in view.locator("#tray").inner_text()
    view.mouse.move(2, 300)
    assert not view.locator("#tray").is_visible()


def test_without_script_the_page_is_whole_and_its_links_work(opened: Opened) -> None:
    view = opened(java_script_enabled=False)
    for place in ("#s1", "#note-1", "#finding-1", "#source-1", "#figures", "#origin"):
        assert view.locator(place).is_visible()
    assert not view.locator(".filter").is_visible()
    view.locator(".refs a").first.click()
    assert "#" in view.url


def test_opening_marks_in_hostile_text_run_nothing(opened: Opened, files: dict[str, Path]) -> None:
    record = stored("wenlv")
    record["notes"][0]["text"] = "</script><script>document.title='x'</script><img src=x onerror=document.title=1>"
    files["hostile"] = files["wenlv"].with_name("hostile.html")
    files["hostile"].write_text(page(record), encoding="utf-8")
    view = opened("hostile", size=_NARROW)
    view.locator(".s[data-kind=facts]").first.focus()
    view.locator("#note-1").focus()
    assert view.title().endswith("逐句依据")
    assert view.locator("img").count() == 0
