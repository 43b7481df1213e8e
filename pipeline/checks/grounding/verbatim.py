"""Where a draft says a note word for word: there is nothing to bind, whatever else the same figure is said of."""

from __future__ import annotations

from pipeline.checks.context import Context, Span

_MARKS = "，。；：、,;:.!！?？ \t\n\u3000"
_LEAST = 6  # characters; a shorter note may stand inside another statement by chance


def verbatim(context: Context) -> list[Span]:
    """Spans of the text that hold a whole note, between marks, its own closing mark aside."""
    assert context.notes is not None
    return [span for note in context.notes.drafted for span in _copies(context.text, _said(note.text))]


def _said(note: str) -> str:
    return note.strip(_MARKS)


def _copies(text: str, words: str) -> list[Span]:
    spans: list[Span] = []
    at = text.find(words) if len(words) >= _LEAST else -1
    while at >= 0:
        end = at + len(words)
        if _bounded(text, at - 1) and _bounded(text, end):
            spans.append((at, end))
        at = text.find(words, end)
    return spans


def _bounded(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at] in _MARKS
