"""The page that shows where every sentence of a draft comes from: one HTML file that fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.export.page.record import read_record
from pipeline.export.page.view import view
from pipeline.export.shell import shell, templates

__all__ = ["page"]

_HERE = Path(__file__).resolve().parent


def page(record: Mapping[str, Any]) -> str:
    """The page for one draft JSON (``pipeline.export.as_data``), also one read back from a file written earlier.

    Keys that are missing leave their part of the page out. Raises UserError naming the key that does not hold.
    """
    shown = view(read_record(record))
    body = Markup(templates(_HERE).get_template("page.html.j2").render(shown))
    return shell(f"{shown['title']}：逐句依据", body, css=_file("page.css"), js=_file("page.js"))


@lru_cache(maxsize=4)
def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
