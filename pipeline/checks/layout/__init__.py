"""Layout (版式) of a Word file, as it would print: what a format checker and a strict secretary look for.

The rules judge by a ``LayoutProfile`` and look at effective formatting, so a file edited in Word or WPS is judged by
how it looks, not by which style says so. They are silent on a text that is no Word file.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.layout import characters, flow, page, paragraphs, title, traces
from pipeline.checks.layout.fault import gathered
from pipeline.checks.layout.file import Page, WordFile
from pipeline.checks.layout.samples import example

__all__ = ["RULES", "WordFile", "check", "example"]

_PARTS = (page, characters, paragraphs, title, flow, traces)
RULES = tuple(rule for part in _PARTS for rule in part.RULES)


def check(context: Context) -> Iterable[Finding]:
    """Findings on the Word file the text was read from; none when it was read from no Word file."""
    if context.word is None:
        return ()
    read = Page(context, context.word)
    return gathered(fault for part in _PARTS for fault in part.check(read))
