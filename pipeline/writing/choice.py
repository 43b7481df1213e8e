"""Picking phrases: deterministic, fitting, never the same twice in a draft.

The order in which phrases are tried depends on the notes alone, so the same notes give the same draft and the notes of
another bureau give other words.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

_RUN = 8  # characters; two phrases that share a longer run would read as a repetition
_WORN = (
    *("坚持", "着力", "着眼", "努力", "力求", "推动", "引导", "促进", "激励"),
    *("不断", "切实", "始终", "立足", "让", "把", "以", "为"),
)


class Choice:
    """Picks for one draft. ``seed``: anything that tells this draft from another, such as its notes."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._runs: set[str] = set()
        self._worn: dict[str, int] = dict.fromkeys(_WORN, 0)
        self._taken: set[str] = set()

    def order(self, candidates: Iterable[str], salt: str) -> list[str]:
        """The candidates in this draft's own order."""
        return sorted(candidates, key=lambda text: self._rank(text, salt))

    def pick(self, candidates: Iterable[str], salt: str, longest: int = 10_000, about: str = "") -> str | None:
        """The best candidate of at most ``longest`` characters that repeats nothing; None if there is none.

        Among equally fresh ones the one that speaks of ``about`` comes first.
        """
        fresh = [text for text in self.order(candidates, salt) if len(text) <= longest and self.is_fresh(text)]
        if not fresh:
            return None
        best = min(fresh, key=lambda text: (self._wear(text), -min(2, shared_pairs(text, about))))
        self.note(best)
        return best

    def is_fresh(self, text: str) -> bool:
        """Whether it is unused and shares no long run with anything already in the draft."""
        return text not in self._taken and not any(run in self._runs for run in _runs(text))

    def note(self, text: str) -> None:
        """Records that ``text`` stands in the draft."""
        self._taken.add(text)
        self._runs.update(_runs(text))
        for word in _WORN:
            self._worn[word] += text.count(word)

    def _wear(self, text: str) -> int:
        """How worn its opening words are by now: keeps one verb from opening every sentence."""
        return sum(times for word, times in self._worn.items() if text.startswith(word)) // 2

    def _rank(self, text: str, salt: str) -> bytes:
        return blake2b(f"{self._seed}\0{salt}\0{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()


def shared_pairs(text: str, about: str) -> int:
    """How many pairs of neighbouring Chinese characters of ``text`` also stand in ``about``."""
    return sum(text[at : at + 2] in about for at in range(len(text) - 1) if text[at] >= "一" and text[at + 1] >= "一")


def _runs(text: str) -> Iterable[str]:
    return (text[at : at + _RUN] for at in range(len(text) - _RUN + 1))
