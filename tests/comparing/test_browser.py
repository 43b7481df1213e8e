"""The page of a comparison in a real browser: readable to everybody, in both schemes, asking nothing of the network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.texts import REFERENCE_DRAFTS

sync_api = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright，不在浏览器中检查")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有安装 axe-playwright-python")

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@pytest.mark.skipif(_CHROMIUM is None, reason="没有找到 Chromium，不在浏览器中检查")
def test_a_comparison_with_a_move_has_no_fault_of_access_in_either_scheme(tmp_path: Path) -> None:
    lines = REFERENCE_DRAFTS[0].read_text(encoding="utf-8").split("\n")
    new, page = tmp_path / "b.txt", tmp_path / "比较.html"
    lines.insert(7, lines.pop(4).replace("12名", "15名"))
    new.write_text("\n".join([*lines[:8], lines[8] + "新增一句。", *lines[9:]]), encoding="utf-8")
    assert main(["diff", str(REFERENCE_DRAFTS[0]), str(new), "-o", str(page)]) == 0
    asked: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        for scheme in ("light", "dark"):
            tab = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}).new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.goto(page.as_uri())
            assert axe.Axe().run(tab).response["violations"] == []
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        browser.close()
    assert [url for url in asked if not url.startswith("file:")] == []
