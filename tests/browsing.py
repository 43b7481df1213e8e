"""What tests of pages in a real browser share; a module that imports this one is skipped where no playwright is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="没有安装 playwright，不在浏览器中检查")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有安装 axe-playwright-python")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="没有找到 Chromium，不在浏览器中检查")

Opened = Callable[..., Any]


@contextmanager
def launched() -> Iterator[Any]:
    """The browser, running."""
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def watched_views(browser: Any) -> Iterator[Opened]:
    """Opens pages; anything they say on the console or ask of the network fails the test at the end."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def hear_request(request: Any) -> None:
        if not request.url.startswith("file:"):
            complaints.append(request.url)

    def open_(path: Path, size: tuple[int, int], **options: Any) -> Any:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        view = context.new_page()
        view.on("console", lambda message: complaints.append(message.text))
        view.on("pageerror", lambda error: complaints.append(str(error)))
        view.on("request", hear_request)
        view.set_default_timeout(5000)
        view.goto(path.as_uri())
        return view

    try:
        yield open_
    finally:
        for context in contexts:
            context.close()
    assert complaints == [], complaints  # pytest explains no assertion outside test modules


def violations(view: Any) -> list[str]:
    """What the accessibility audit finds, each by its rule and the first place that breaks it."""
    found = axe.Axe().run(view).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
