"""Near misses: wording that differs from a set phrase in a character or two.

A phrase of n characters with at most k edits leaves one of k + 1 pieces whole, so pieces are looked up in one pass and
only the surroundings of a hit are compared: linear in the length of the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.words import is_word

_FUNCTION = frozenset("的地得了着过和与及、，,“”‘’并也更又就都而之其是在于为把将要能可各再且 \n")
"""Characters whose coming and going is grammar, not an error in the phrase."""

_SHORTEST = 6
_TWO_EDITS_FROM = 10
_LONGEST = 60
_NO_BROTHER_FROM = 14


@dataclass(frozen=True, slots=True)
class NearMiss:
    """``text[start:end]`` is ``phrase`` but for ``edits`` characters."""

    start: int
    end: int
    phrase: str
    edits: int


class NearIndex:
    """Set phrases, to be compared with what a text has in their stead."""

    def __init__(self, phrases: Iterable[str], right: Iterable[str]) -> None:
        import ahocorasick

        self._pieces = ahocorasick.Automaton()
        self._right = ahocorasick.Automaton()
        for form in right:
            self._right.add_word(form, len(form))
        by_piece: dict[str, list[tuple[str, int]]] = {}
        for phrase in phrases:
            for offset, piece in _pieces(phrase):
                by_piece.setdefault(piece, []).append((phrase, offset))
        for piece, owners in by_piece.items():
            self._pieces.add_word(piece, (len(piece), owners))
        self._right.make_automaton()
        self._pieces.make_automaton()

    def find(self, text: str) -> Iterator[NearMiss]:
        """Near misses in order of their place, the closest where several overlap; right forms are left alone."""
        exact = sorted((last + 1 - length, last + 1) for last, length in self._right.iter(text))
        found = {miss for miss in self._candidates(text) if not _covered(miss, exact)}
        taken = 0
        for miss in sorted(found, key=lambda miss: (miss.start, miss.edits, -miss.end)):
            if miss.start >= taken:
                taken = miss.end
                yield miss

    def _candidates(self, text: str) -> Iterator[NearMiss]:
        for last, (length, owners) in self._pieces.iter(text):
            for phrase, offset in owners:
                start = last + 1 - length - offset
                yield from _compare(text, start, phrase, anchored=(offset, offset + length))


def _pieces(phrase: str) -> list[tuple[int, str]]:
    """k + 1 pieces of a phrase that allows k edits, with their offsets."""
    count = 3 if len(phrase) >= _TWO_EDITS_FROM else 2
    cuts = [len(phrase) * at // count for at in range(count + 1)]
    return [(start, phrase[start:end]) for start, end in pairwise(cuts)]


def _compare(text: str, start: int, phrase: str, anchored: tuple[int, int]) -> Iterator[NearMiss]:
    """The text around a piece that fits: first the same length, else one character more or fewer on either side."""
    allowed = 2 if len(phrase) >= _TWO_EDITS_FROM else 1
    window = text[start : start + len(phrase)] if start >= 0 else ""
    if window == phrase:
        return
    if len(window) == len(phrase) and (edits := _substituted(window, phrase)):
        if edits <= allowed or (edits == 2 and _swapped(window, phrase)):
            yield NearMiss(start, start + len(phrase), phrase, edits)
        return
    if len(phrase) > _SHORTEST or phrase.startswith("“"):
        yield from _shifted(text, start, phrase, anchored)


def _substituted(window: str, phrase: str) -> int:
    """How many characters differ; 0 (no near miss) if one of them is grammar or punctuation."""
    pairs = [(old, new) for old, new in zip(phrase, window, strict=True) if old != new]
    if len(pairs) == 2 and not _swapped(window, phrase) and _is_another_word(window, phrase):
        return 0
    if any(new in _FUNCTION or not _is_han(new) for _, new in pairs):
        return 2 if _swapped(window, phrase) else 0
    return len(pairs)


def _is_another_word(window: str, phrase: str) -> bool:
    """Two characters that are another word (政治责任 for 主体责任), or beside words that can stand without them.

    Only a long phrase has no such brother: what begins 习近平新时代中国特色社会主义 ends in one way.
    """
    at = [here for here, (old, new) in enumerate(zip(phrase, window, strict=True)) if old != new]
    if at[1] != at[0] + 1:
        return False
    if at[0] == 0 or phrase.endswith("精神"):
        return True
    here = slice(at[0], at[1] + 1)
    return len(phrase) < _NO_BROTHER_FROM and is_word(window[here]) and is_word(phrase[here])


def _swapped(window: str, phrase: str) -> bool:
    """Whether two neighbouring characters changed places."""
    at = [here for here, (old, new) in enumerate(zip(phrase, window, strict=True)) if old != new]
    return len(at) == 2 and at[1] == at[0] + 1 and window[at[0]] == phrase[at[1]] and window[at[1]] == phrase[at[0]]


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _shifted(text: str, start: int, phrase: str, anchored: tuple[int, int]) -> Iterator[NearMiss]:
    """One character inserted or left out, before or after the piece that fits."""
    first, last = anchored
    head, piece, tail = phrase[:first], phrase[first:last], phrase[last:]
    at = start + first
    if head and text[at + len(piece) : at + len(piece) + len(tail)] == tail:
        for begin in (at - len(head) - 1, at - len(head) + 1):
            if begin >= 0 and _one_off(text[begin:at], head):
                yield NearMiss(begin, at + len(piece) + len(tail), phrase, 1)
    if tail and head == text[max(start, 0) : at] and start >= 0:
        for end in (at + len(piece) + len(tail) - 1, at + len(piece) + len(tail) + 1):
            if _one_off(text[at + len(piece) : end], tail):
                yield NearMiss(start, end, phrase, 1)


def _one_off(seen: str, wanted: str) -> bool:
    """Whether ``seen`` is ``wanted`` with one Chinese character too many or too few inside (not at its outer end)."""
    longer, shorter = (seen, wanted) if len(seen) > len(wanted) else (wanted, seen)
    if len(longer) != len(shorter) + 1 or len(shorter) < 1:
        return False
    at = next((here for here, char in enumerate(shorter) if longer[here] != char), len(shorter))
    extra = longer[at]
    return (
        longer[:at] + longer[at + 1 :] == shorter
        and extra not in _FUNCTION
        and _is_han(extra)
        and 0 < at < len(shorter)
    )


def _covered(miss: NearMiss, exact: list[tuple[int, int]]) -> bool:
    """Whether a right form stands over the very characters that would be wrong. ``exact`` is sorted."""
    for at in range(bisect_left(exact, (miss.start - _LONGEST, 0)), len(exact)):
        start, end = exact[at]
        if start >= miss.end:
            return False
        if (start <= miss.start and miss.end <= end) or _overlaps(miss, start, end):
            return True
    return False


def _overlaps(miss: NearMiss, start: int, end: int) -> bool:
    shared = min(miss.end, end) - max(miss.start, start)
    return shared >= miss.end - miss.start - 1


def _pairs(items: tuple[str, ...]) -> Iterator[str]:
    """Neighbouring parts of a chain, which are often quoted by themselves: 早提醒、早纠正."""
    for first, second in pairwise(items):
        if len(first) + len(second) >= _SHORTEST:
            yield f"{first}、{second}"


@lru_cache(maxsize=1)
def near_index() -> NearIndex:
    """The index of the shipped bank, built once."""
    from pipeline.checks.policy.bank import policy_bank

    bank = policy_bank()
    wanted = {entry.phrase for entry in bank.phrases if entry.near and len(entry.phrase) >= _SHORTEST}
    pairs = {pair for chain in bank.chains if chain.within == "list" for pair in _pairs(chain.items)}
    return NearIndex(sorted(wanted | pairs), bank.right | pairs | {f"“{known}”" for known in bank.quoted_known})
