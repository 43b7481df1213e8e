"""Which tokens two sequences share, in order: exact where that is affordable, near-linear always."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final

Pairs = list[tuple[int, int]]

_EXACT: Final = 60_000_000
"""Cells of a table of pairs up to which the longest common subsequence is computed; one bit each."""
_DEPTH: Final = 24
_GRAMS: Final = (8, 4, 2, 1)


def align(a: Sequence[Hashable], b: Sequence[Hashable]) -> Pairs:
    """Pairs of indexes of equal tokens, both rising.

    Sequences too long for the exact answer are cut at runs of tokens that each of them has once, and where there are
    none into pieces of bearable length: the time stays near to linear, the answer is then no longer the longest.
    """
    numbers: dict[Hashable, int] = {}
    first = [numbers.setdefault(token, len(numbers)) for token in a]
    second = [numbers.setdefault(token, len(numbers)) for token in b]
    return list(_aligned(first, second, 0, 0, _DEPTH))


def _aligned(a: list[int], b: list[int], i: int, j: int, depth: int) -> Iterator[tuple[int, int]]:
    """Pairs of ``a`` and ``b``, which start at ``i`` and ``j`` of the whole."""
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    yield from ((i + k, j + k) for k in range(head))
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    yield from _inner(inner_a, inner_b, i + head, j + head, depth)
    yield from ((i + len(a) - k, j + len(b) - k) for k in range(tail, 0, -1))


def _common(a: list[int], b: list[int]) -> int:
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _inner(a: list[int], b: list[int], i: int, j: int, depth: int) -> Iterator[tuple[int, int]]:
    if not a or not b:
        return
    if len(a) * len(b) <= _EXACT:
        yield from ((i + x, j + y) for x, y in _exact(a, b))
        return
    at_a = at_b = 0
    for x, y in [*(_anchors(a, b) if depth else ()), (len(a), len(b))]:
        yield from _between(a[at_a:x], b[at_b:y], i + at_a, j + at_b, depth)
        if x < len(a):
            yield i + x, j + y
        at_a, at_b = x + 1, y + 1


def _between(a: list[int], b: list[int], i: int, j: int, depth: int) -> Iterator[tuple[int, int]]:
    """The stretch between two anchors; one without any is cut into pieces that can be done exactly."""
    if depth and (len(a) * len(b) <= _EXACT or _anchors(a, b)):
        yield from _aligned(a, b, i, j, depth - 1)
        return
    count = -(-max(len(a), len(b)) // int(_EXACT**0.5))
    for piece in range(count):
        a0, a1 = len(a) * piece // count, len(a) * (piece + 1) // count
        b0, b1 = len(b) * piece // count, len(b) * (piece + 1) // count
        yield from ((i + a0 + x, j + b0 + y) for x, y in _exact(a[a0:a1], b[b0:b1]))


def _exact(a: list[int], b: list[int]) -> Iterator[tuple[int, int]]:
    from rapidfuzz.distance import LCSseq

    for op in LCSseq.opcodes(a, b):
        if op.tag == "equal":
            yield from zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True)


def _anchors(a: list[int], b: list[int]) -> Pairs:
    """Starts of the longest runs of tokens that stand once in each sequence, as many as keep their order."""
    for size in _GRAMS:
        once_a, once_b = _once(a, size), _once(b, size)
        found = sorted((at, once_b[gram]) for gram, at in once_a.items() if gram in once_b)
        if found:
            return rising(found)
    return []


def _once(tokens: list[int], size: int) -> dict[tuple[int, ...], int]:
    places: dict[tuple[int, ...], int] = {}
    for at in range(len(tokens) - size + 1):
        gram = tuple(tokens[at : at + size])
        places[gram] = -1 if gram in places else at
    return {gram: at for gram, at in places.items() if at >= 0}


def rising(pairs: Pairs) -> Pairs:
    """The most of ``pairs``, sorted by their first number, whose second numbers rise too."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        place = bisect_left(ends, second)
        before.append(at_end[place - 1] if place else -1)
        ends[place : place + 1] = [second]
        at_end[place : place + 1] = [index]
    chosen: Pairs = []
    index = at_end[-1] if at_end else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def heaviest(weights: Mapping[tuple[int, int], float]) -> set[tuple[int, int]]:
    """Of pairs with weights, those in one order (both numbers rising) that weigh the most together."""
    tops = _Tops(max((second for _, second in weights), default=0) + 1)
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for pair in sorted(weights, key=lambda one: (one[0], -one[1])):
        weight, before[pair] = tops.below(pair[1])
        tops.put(pair[1], weight + weights[pair], pair)
    _, last = tops.below(len(tops))
    chosen: set[tuple[int, int]] = set()
    while last is not None:
        chosen.add(last)
        last = before[last]
    return chosen


class _Tops:
    """The heaviest chain that ends before a number: a Fenwick tree of maxima."""

    def __init__(self, size: int) -> None:
        self._tree: list[tuple[float, tuple[int, int] | None]] = [(0.0, None)] * (size + 1)

    def __len__(self) -> int:
        return len(self._tree) - 1

    def below(self, number: int) -> tuple[float, tuple[int, int] | None]:
        best: tuple[float, tuple[int, int] | None] = (0.0, None)
        while number > 0:
            if self._tree[number][0] > best[0]:
                best = self._tree[number]
            number -= number & -number
        return best

    def put(self, number: int, weight: float, pair: tuple[int, int]) -> None:
        number += 1
        while number < len(self._tree):
            if weight > self._tree[number][0]:
                self._tree[number] = weight, pair
            number += number & -number
