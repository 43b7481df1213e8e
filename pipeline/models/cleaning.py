"""An answer without what models add to it: reasoning, fences, Markdown, words to the asker. All of it is counted.

Only marks and whole clauses go; a word of the answer itself is never changed. Time is linear in the answer: patterns
of wording.yaml see one line at a time, and no more than 200 characters of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from pipeline.models.wording import any_of, wording

_SEEN = 200  # characters of a line that a pattern may look at
_META_LINES = 4  # words to the asker are at most so many lines at either end
_FENCE = re.compile(r"[ \t]*(?:```|~~~)[^\n]{0,40}")
_RULE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*")
_LEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•][ \t]+)")
# One asterisk within words is a figure left out (提拔*人), not a mark.
_PAIRS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\*\*(?=[^\s*])([^*\n]{1,400})\*\*",
        r"__(?=[^\s_])([^_\n]{1,400})__",
        r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,400})\*(?![\w*])",
        r"`([^`\n]{1,400})`",
    )
)


def without_thinking(raw: str, stripped: Counter[str]) -> str:
    """The answer behind the reasoning. An open without a close leaves nothing of what follows it."""
    text = raw
    for opening, closing in wording().thinking:
        text = _without_pair(text, opening, closing, stripped)
    return text


def _without_pair(text: str, opening: str, closing: str, stripped: Counter[str]) -> str:
    """Cuts every opening … closing; a closing that nothing opened ends reasoning that began with the answer."""
    opens, closes = (re.compile(re.escape(mark), re.IGNORECASE) for mark in (opening, closing))
    kept: list[str] = []
    at = 0
    while (close := closes.search(text, at)) or opens.search(text, at):
        start = opens.search(text, at)
        stripped["thinking"] += 1
        if start is None or (close and close.start() < start.start()):
            kept = []
        else:
            kept.append(text[at : start.start()])
            close = closes.search(text, start.end())
        at = close.end() if close else len(text)
    return "".join([*kept, text[at:]])


def clean(raw: str) -> tuple[str, Counter[str]]:
    """The prose of an answer, and what was stripped by kind: thinking, fence, markdown, meta."""
    stripped: Counter[str] = Counter()
    text = without_thinking(raw, stripped)
    text = _counted(any_of(wording().residue), "", text, stripped, "meta")
    lines = _without_fences(text.replace("\r\n", "\n").split("\n"), stripped)
    lines = [_plain(line, stripped) for line in lines if not _is(_RULE, line, stripped, "markdown")]
    _cut_head(lines, stripped)
    _cut_tail(lines, stripped)
    return "\n".join(line.rstrip() for line in lines).strip(), stripped


def _counted(pattern: re.Pattern[str], by: str, text: str, stripped: Counter[str], kind: str) -> str:
    text, count = pattern.subn(by, text)
    stripped.update({kind: count} if count else {})
    return text


def _is(pattern: re.Pattern[str], line: str, stripped: Counter[str], kind: str) -> bool:
    found = len(line) <= _SEEN and pattern.fullmatch(line) is not None
    stripped.update({kind: 1} if found else {})
    return found


def _without_fences(lines: list[str], stripped: Counter[str]) -> list[str]:
    """Without the lines that open or close a fence; two of them are one fence."""
    kept = [line for line in lines if not (len(line) <= _SEEN and _FENCE.fullmatch(line))]
    if kept != lines:
        stripped["fence"] += (len(lines) - len(kept) + 1) // 2
    return kept


def _plain(line: str, stripped: Counter[str]) -> str:
    line = _counted(_LEADING, "", line, stripped, "markdown") if _LEADING.match(line) else line
    for pair in _PAIRS:
        line = _counted(pair, r"\1", line, stripped, "markdown")
    return line


def _cut_head(lines: list[str], stripped: Counter[str]) -> None:
    """Cuts words to the asker off the first lines, as long as something follows them."""
    pattern = any_of(wording().head)
    for _ in range(_META_LINES):
        _drop_blank(lines, 0)
        found = pattern.match(lines[0][:_SEEN]) if lines else None
        if not found:
            return
        stripped["meta"] += 1
        rest = lines[0][found.end() :].lstrip(" ，,。：:！!")
        lines[:1] = [rest] if rest else []


def _cut_tail(lines: list[str], stripped: Counter[str]) -> None:
    """Cuts last lines that are words to the asker."""
    pattern = any_of(wording().tail)
    for _ in range(_META_LINES):
        _drop_blank(lines, -1)
        if not lines or not pattern.match(lines[-1].strip()[:_SEEN]):
            return
        stripped["meta"] += 1
        lines.pop()


def _drop_blank(lines: list[str], end: int) -> None:
    while lines and not lines[end].strip():
        lines.pop(end)


class Visible:
    """Passes on an answer piece by piece, but not the reasoning it begins with."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self.restart()

    def restart(self) -> None:
        """Forgets what came; the call has begun anew."""
        self._held = ""
        self._closing = ""
        self._open = False

    def add(self, piece: str) -> None:
        """Takes the next piece of the answer."""
        if self._open:
            self._show(piece)
            return
        self._held += piece
        self._decide()

    def _decide(self) -> None:
        """Shows what is held as soon as it is sure to be no reasoning."""
        text = self._held.lstrip()
        low = text.lower()
        pairs = [(start.lower(), end.lower()) for start, end in wording().thinking]
        self._closing = self._closing or next((end for start, end in pairs if low.startswith(start)), "")
        if self._closing:
            at = low.find(self._closing)
            text = text[at + len(self._closing) :].lstrip() if at >= 0 else ""
        elif any(start.startswith(low) for start, _ in pairs):
            return
        if text:
            self._open = True
            self._show(text)
