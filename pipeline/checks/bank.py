"""The banks under ``corpus/phrases``: how word lists are read, validated and looked up."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from pipeline.data_files import read_data
from pipeline.resources import corpus_folder


class Strict(BaseModel):
    """A piece of a bank: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


B = TypeVar("B", bound=BaseModel)


def load_bank(name: str, model: type[B]) -> B:
    """The bank in ``corpus/phrases/<name>``. Raises UserError naming the file and the key that does not hold."""
    return read_data(corpus_folder("phrases") / name, model, "数据文件")


class Lexicon:
    """Words with what is said of each, found in a text in one linear pass; of overlapping hits the longest counts.

    ``allowed``: longer words in which a listed one means nothing (尽可能 for 可能).
    """

    def __init__(self, entries: dict[str, str], allowed: tuple[str, ...] = ()) -> None:
        import ahocorasick

        self._automaton = ahocorasick.Automaton()
        for word, meaning in entries.items():
            self._automaton.add_word(word, (word, meaning))
        for word in allowed:
            self._automaton.add_word(word, (word, None))
        self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """(start, end, word, meaning) of every hit, in order; none inside another or across an allowed word."""
        hits = sorted(self._hits(text), key=lambda hit: (hit[0], -hit[1]))
        allowed = [(start, end) for start, end, _, meaning in hits if meaning is None]
        free = 0
        for start, end, word, meaning in hits:
            if meaning is None or start < free or _crosses(start, end, allowed):
                continue
            free = end
            yield start, end, word, meaning

    def _hits(self, text: str) -> Iterator[tuple[int, int, str, str | None]]:
        for last, (word, meaning) in self._automaton.iter(text):
            yield last + 1 - len(word), last + 1, word, meaning


def _crosses(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether (start, end) overlaps one of the sorted ``spans`` without holding it whole."""
    for at in range(bisect_left(spans, (max(start - 16, 0), 0)), len(spans)):
        if spans[at][0] >= end:
            return False
        if spans[at][1] > start and not (start <= spans[at][0] and spans[at][1] <= end):
            return True
    return False


class _Pairs(Strict):
    source: str
    as_of: str
    allowed: tuple[str, ...] = ()
    pairs: dict[str, str]


def load_pairs(name: str) -> Lexicon:
    """A bank of wrong words and what they should be."""
    bank = load_bank(name, _Pairs)
    return Lexicon(bank.pairs, bank.allowed)
