"""Notices, while an answer comes in, that it only repeats itself, so that reading can stop."""

from __future__ import annotations

import re
from collections import Counter

_EVERY = 48  # characters between two looks
_LONGEST = 400  # characters of a passage that is written again and again
_TIMES = 4  # how often it is, before it counts
_LEAST = 96  # and how many characters that must be together
_BLANK_LEAST = 400  # of blanks alone, which indent JSON
_SAME = 5  # how often one sentence may not stand in a draft
_WEIGHTY = 10  # Chinese characters that make a sentence one that is not said twice by chance
_END = re.compile(r"[。；！？;!?\n]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千零〇两]+")


class Repeats:
    """Feed it the pieces of one answer; ``add`` is True once the answer has begun to repeat itself."""

    def __init__(self, *, prose: bool = True) -> None:
        self._prose = prose
        self._tail = ""
        self._new = 0
        self._unfinished = ""
        self._said: Counter[str] = Counter()

    def add(self, piece: str) -> bool:
        """Whether the answer repeats itself, with ``piece`` added."""
        self._tail = (self._tail + piece)[-_LONGEST * _TIMES :]
        self._new += len(piece)
        *whole, self._unfinished = _END.split(self._unfinished + piece)
        said_again = any(self._again(sentence) for sentence in whole)
        if self._new < _EVERY:
            return said_again
        self._new = 0
        return said_again or _periodic(self._tail)

    def _again(self, sentence: str) -> bool:
        """Whether a sentence has been said too often. In prose it is no other for its numbers; entries of JSON are."""
        if len(_HAN.findall(sentence)) < _WEIGHTY:
            return False
        core = _NUMBER.sub("", sentence).strip() if self._prose else sentence.strip()
        self._said[core] += 1
        return self._said[core] >= _SAME


def _periodic(tail: str) -> bool:
    """Whether ``tail`` ends in one passage, written several times over."""
    return any(_ends_in_copies(tail, length) for length in range(1, len(tail) // _TIMES + 1))


def _ends_in_copies(tail: str, length: int) -> bool:
    passage = tail[-length:]
    least = _LEAST if passage.strip() else _BLANK_LEAST
    times = max(_TIMES, -(-least // length))
    return len(tail) >= times * length and tail.endswith(passage * times)
