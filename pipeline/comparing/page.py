"""A comparison as a fragment of HTML: ``del`` and ``ins``, moves linked both ways, unchanged paragraphs folded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from pathlib import Path

from pipeline.comparing.model import OF_OLD, Comparison, Op, Row, Segment
from pipeline.comparing.terminal import shortened, total


@lru_cache(maxsize=1)
def comparison_css() -> str:
    """What ``comparison_html`` needs beside the shared style sheet."""
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def comparison_html(comparison: Comparison, *, key: str = "move") -> str:
    """The fragment, every text of it escaped. ``key`` opens the ids of moves: each comparison on a page has its own."""
    parts = [f'<section class="comparison" aria-label="文字比较"><p class="sum">{escape(total(comparison))}</p>']
    for changed, rows in groupby(comparison.rows, key=lambda row: row.changed):
        shown = [f"<p>{''.join(_segments(row, key))}</p>" for row in rows]
        parts += shown if changed else [_folded(shown)]
    return "\n".join([*parts, "</section>"])


def _folded(shown: list[str]) -> str:
    return f"<details><summary>{len(shown)} 段未改</summary>{''.join(shown)}</details>"


def _segments(row: Row, key: str) -> Iterator[str]:
    for segment in row.segments:
        if segment.move:
            yield _moved(segment, key)
        else:
            yield _changed(segment.kind, segment.text)


def _changed(kind: str, text: str, attributes: str = "") -> str:
    """Text of one kind. What a screen reader does not say of ``del`` and ``ins`` is said in hidden words."""
    words = escape(text)
    if kind == "equal":
        return words
    element, said = ("del", "删去") if kind in OF_OLD else ("ins", "增加")
    return f"<{element}{attributes}>{_hidden(f'〔{said}：')}{words}{_hidden('〕')}</{element}>"


def _hidden(words: str) -> str:
    return f'<span class="hidden-text">{words}</span>'


def _moved(segment: Segment, key: str) -> str:
    here = segment.kind == "moved_here"
    name = f"{key}-{segment.move}"
    own, other = (f"{name}-here", f"{name}-away") if here else (f"{name}-away", f"{name}-here")
    words = f"移来 {segment.move}" if here else f"移走 {segment.move}"
    link = f'<a class="move" id="{escape(own)}" href="#{escape(other)}">{words}</a>' if segment.opens else ""
    if not here:  # its words stand in full where they moved to
        return link + _changed(segment.kind, shortened(segment.text), ' class="away"')
    edits = segment.edits or (Op("equal", segment.text, None, None),)
    return f'{link}<span class="here">{"".join(_edit(op) for op in edits)}</span>'


def _edit(op: Op) -> str:
    text = op.text.rstrip("\n")
    return _changed(op.kind, text) if text else ""
