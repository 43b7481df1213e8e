"""A comparison on the terminal: [-what went-]{+what came+}, unchanged paragraphs folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from pipeline.comparing.model import Comparison, Op, Row, Segment

if TYPE_CHECKING:
    from rich.text import Text

_STYLES: Final = {
    "equal": "",
    "delete": "red strike",
    "insert": "green underline",
    "moved_away": "magenta strike",
    "moved_here": "magenta underline",
    "mark": "bold magenta",
}
_LONGEST: Final = 80
"""Characters of unchanged text shown whole inside a changed paragraph; of more, both ends."""
_END: Final = 30


def comparison_lines(comparison: Comparison, *, colour: bool) -> Iterator[Text]:
    """The lines to print. With ``colour`` deletions are struck through and insertions underlined, without it they
    stand in [-…-] and {+…+}; nothing is told by colour alone."""
    from rich.text import Text

    unchanged = 0
    for row in comparison.rows:
        if not row.changed:
            unchanged += 1
            continue
        if unchanged:
            yield Text(f"… {unchanged} 段未改 …", style="dim")
        unchanged = 0
        yield _line(row, colour=colour)
    if unchanged:
        yield Text(f"… {unchanged} 段未改 …", style="dim")
    yield Text(total(comparison))


def total(comparison: Comparison) -> str:
    """The sum of a comparison in one line."""
    if comparison.same:
        return "两篇文字完全相同。"
    counts = comparison.summary
    moved = f"，移动 {counts['moved']} 处" if counts["moved"] else ""
    return (
        f"改动 {counts['changed']} 段，未改 {counts['unchanged']} 段；"
        f"删去 {counts['deleted']} 个字符，增加 {counts['inserted']} 个字符{moved}。"
    )


def _line(row: Row, *, colour: bool) -> Text:
    from rich.text import Text

    line = Text()
    for segment in row.segments:
        for words, style in _words(segment, colour=colour):
            line.append(_printable(words), style=_STYLES[style])
    return line


def _words(segment: Segment, *, colour: bool) -> Iterator[tuple[str, str]]:
    if segment.kind == "equal":
        yield shortened(segment.text), "equal"
        return
    if segment.move:
        yield from _moved(segment, colour=colour)
        return
    yield _marked(segment.text, segment.kind, colour=colour), segment.kind


def _moved(segment: Segment, *, colour: bool) -> Iterator[tuple[str, str]]:
    if segment.opens:
        yield f"【{'移走' if segment.kind == 'moved_away' else '移来'}{segment.move}】", "mark"
    if segment.edits:
        for op in segment.edits:
            yield from _edit(op, colour=colour)
        return
    yield _marked(shortened(segment.text), segment.kind, colour=colour), segment.kind


def _edit(op: Op, *, colour: bool) -> Iterator[tuple[str, str]]:
    text = op.text.rstrip("\n")
    if text:
        yield (shortened(text), "equal") if op.kind == "equal" else (_marked(text, op.kind, colour=colour), op.kind)


def _marked(text: str, kind: str, *, colour: bool) -> str:
    if colour:
        return text
    return f"[-{text}-]" if kind in ("delete", "moved_away") else f"{{+{text}+}}"


def shortened(text: str) -> str:
    """The text, or its two ends when it is long and only has to be recognised."""
    return text if len(text) <= _LONGEST else f"{text[:_END]}……{text[-_END:]}"


def _printable(text: str) -> str:
    """Without control characters, which could rewrite what the terminal shows."""
    return "".join(char if char.isprintable() or char in "\u3000\t" else "\ufffd" for char in text)
