"""The page put together."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from eval.compare import RunComparison
from eval.compare_sides import Side
from eval.compare_text import verdict_words
from eval.report_page.view import view
from pipeline.comparing import comparison_css
from pipeline.export.shell import shell, templates

_HERE = Path(__file__).resolve().parent


def report_page(a: Side, b: Side, result: RunComparison) -> str:
    """One HTML document that needs nothing else."""
    body = templates(_HERE).get_template("page.html.j2").render(view(a, b, result))
    css = comparison_css() + _read("page.css")
    return shell(f"评测比较：{verdict_words(result)}", Markup(body), css=css, js=_read("page.js"))


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
