"""The shell that all pages share: nothing fetched, nothing unescaped, colours that can be read."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from markupsafe import Markup

from pipeline.export.shell import base_css, shell

_MAIN = Markup('<main id="main"><p>正文</p></main>')


def test_the_title_is_escaped_and_the_body_kept() -> None:
    page = shell("<b>&", _MAIN)
    assert "<title>&lt;b&gt;&amp;</title>" in page
    assert '<main id="main"><p>正文</p></main>' in page


def test_a_body_that_is_no_markup_is_escaped() -> None:
    assert "<script>" not in shell("标题", "<script>alert(1)</script>")  # type: ignore[arg-type]


def test_the_policy_allows_only_the_code_of_the_page_by_its_hash() -> None:
    page = shell("标题", _MAIN, css=".x{}", js="let a = 1;\r\nlet b = 2;")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = policy.group(1).replace("&#39;", "'")
    assert allowed.startswith("default-src 'none'")
    for element in ("style", "script"):
        code = re.search(f"<{element}>(.*?)</{element}>", page, re.DOTALL)
        assert code is not None
        digest = base64.b64encode(hashlib.sha256(code.group(1).encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in allowed


def test_a_page_without_script_allows_none() -> None:
    assert "script" not in shell("标题", _MAIN)


def test_nothing_is_fetched() -> None:
    page = shell("标题", _MAIN, js="1")
    assert not re.search(r"https?://|url\(|@import|\bsrc=|<link", page)


@pytest.mark.parametrize(("css", "js"), [("</style>", ""), ("", "'</SCRIPT>'"), ("\0", "")])
def test_code_that_would_leave_its_element_is_refused(css: str, js: str) -> None:
    with pytest.raises(ValueError, match="cannot stand inside"):
        shell("标题", _MAIN, css=css, js=js)


def test_characters_that_html_cannot_hold_are_shown_as_replaced() -> None:
    page = shell("a\0b\ud800c\x1b", _MAIN)
    assert "<title>a\ufffdb\ufffdc\ufffd</title>" in page
    page.encode("utf-8")


_TEXT = ("ink", "soft", "link", "accent", "blocker", "warning", "info", "good")
_PAIRS = [
    *((text, ground) for text in _TEXT for ground in ("paper", "sheet")),
    *((text, "lit") for text in ("ink", "soft", "link", "blocker", "warning", "info")),
    ("added-ink", "added"),
    ("removed-ink", "removed"),
    ("ink", "added"),
    ("ink", "removed"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), _PAIRS)
def test_text_stands_out_from_its_ground(scheme: int, text: str, ground: str) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", base_css().split("@media screen")[scheme]))
    assert _contrast(colours[text], colours[ground]) >= 4.5


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
