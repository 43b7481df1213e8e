"""The page of a comparison in a real browser: readable to everybody, in both schemes, asking nothing of the network."""

from __future__ import annotations

from pathlib import Path

from pipeline.cli import main
from tests.browsing import launched, needs_browser, violations
from tests.texts import REFERENCE_DRAFTS


@needs_browser
def test_a_comparison_with_a_move_has_no_fault_of_access_in_either_scheme(tmp_path: Path) -> None:
    lines = REFERENCE_DRAFTS[0].read_text(encoding="utf-8").split("\n")
    new, page = tmp_path / "b.txt", tmp_path / "比较.html"
    lines.insert(7, lines.pop(4).replace("12名", "15名"))
    new.write_text("\n".join([*lines[:8], lines[8] + "新增一句。", *lines[9:]]), encoding="utf-8")
    assert main(["diff", str(REFERENCE_DRAFTS[0]), str(new), "-o", str(page)]) == 0
    asked: list[str] = []
    with launched() as browser:
        for scheme in ("light", "dark"):
            tab = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 844}).new_page()
            tab.on("request", lambda request: asked.append(request.url))
            tab.goto(page.as_uri())
            assert violations(tab) == []
            assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [url for url in asked if not url.startswith("file:")] == []
