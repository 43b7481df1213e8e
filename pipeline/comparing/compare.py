"""``compare``: paragraphs are paired first, then sentences, then the words of what is left.

What stands in both texts but elsewhere is a move: a paragraph, even one whose words changed on the way, or a whole
sentence. Time grows little faster than the length of the texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from pipeline.comparing.align import Pairs, align, heaviest
from pipeline.comparing.model import OF_NEW, OF_OLD, Comparison, Kind, Op
from pipeline.comparing.readable import joined, readable
from pipeline.comparing.tokens import Token, sentences, units, words

MOVED_MIN: Final = 4
"""Characters of the shortest paragraph that counts as moved; a shorter one is deleted and inserted."""
SENTENCE_MIN: Final = 10
"""The same of a sentence inside a paragraph."""
_ALIKE: Final = 0.5
"""Share of four-character runs that two paragraphs must have in common to be one that moved and was edited."""
_GRAM: Final = 4
_COMMON: Final = 8
"""A run that stands in more paragraphs than this tells none of them apart."""


def compare(a: str, b: str) -> Comparison:
    """How ``a`` became ``b``."""
    return Comparison(tuple(_Comparing(a, b).ops()))


@dataclass(slots=True)
class _Region:
    """What stands between two paragraphs that are in both texts: sentences on either side."""

    old: list[Token]
    new: list[Token]


class _Comparing:
    def __init__(self, a: str, b: str) -> None:
        self._old, self._new = units(a), units(b)
        self._moves = 0
        self._partner: dict[int, Token] = {}  # move -> the token in the old text

    def ops(self) -> Iterator[Op]:
        """The operations, with their places and with what changed in what moved."""
        return (self._with_edits(op) for op in _placed(joined(self._all()), 0, 0))

    def _all(self) -> Iterator[Op]:
        kept = self._kept_units()
        regions = [self._region(*bounds) for bounds in _gaps(kept, len(self._old), len(self._new))]
        self._mark_moved_sentences(regions)
        for index, region in enumerate(regions):
            yield from self._within(region)
            if index < len(kept):
                yield from _kept(self._old[kept[index][0]], self._new[kept[index][1]])

    # --- paragraphs

    def _kept_units(self) -> Pairs:
        """Pairs of paragraphs that are in both texts and kept their place. Like ones that did not are marked as moved.

        Of all pairs, equal or alike, those that hold the most text in one order stay; so what moved is the lesser part.
        """
        equal = align([_key(one) for one in self._old], [_key(one) for one in self._new])
        alike = self._alike(equal)
        weights = {(x, y): len(self._old[x].text) * score for x, y, score in [*((*one, 1.0) for one in equal), *alike]}
        stay = heaviest(weights)
        for x, y in sorted(weights.keys() - stay):
            if len(_key(self._old[x]).strip()) >= MOVED_MIN:
                self._move(self._old, x, self._new, y)
        return [pair for pair in equal if pair in stay]

    def _alike(self, equal: Pairs) -> Iterator[tuple[int, int, float]]:
        of_old = _others(self._old, {x for x, _ in equal})
        of_new = _others(self._new, {y for _, y in equal})
        return _best_pairs(self._old, self._new, of_old, of_new)

    def _move(self, old: list[Token], x: int, new: list[Token], y: int) -> None:
        self._moves += 1
        self._partner[self._moves] = old[x]
        old[x], new[y] = replace(old[x], move=self._moves), replace(new[y], move=self._moves)

    # --- moved sentences

    def _region(self, a0: int, a1: int, b0: int, b1: int) -> _Region:
        return _Region(_sentences(self._old[a0:a1]), _sentences(self._new[b0:b1]))

    def _mark_moved_sentences(self, regions: list[_Region]) -> None:
        """Sentences that were taken out in one place and stand, word for word, in another."""
        old: dict[str, list[tuple[list[Token], int]]] = defaultdict(list)
        new: dict[str, list[tuple[list[Token], int]]] = defaultdict(list)
        for region in regions:
            kept = _sentence_pairs(region)
            for side, tokens, index in ((old, region.old, 0), (new, region.new, 1)):
                there = {pair[index] for pair in kept}
                for at, token in enumerate(tokens):
                    if at not in there and not token.move and len(token.text.strip()) >= SENTENCE_MIN:
                        side[token.text].append((tokens, at))
        for text, places in old.items():
            if len(places) == 1 and len(new.get(text, ())) == 1:
                self._move(*places[0], *new[text][0])

    # --- words

    def _within(self, region: _Region) -> Iterator[Op]:
        ops: list[Op] = []
        at_a = at_b = 0
        for x, y in [*_sentence_pairs(region), (len(region.old), len(region.new))]:
            ops += _by_words(region.old[at_a:x], region.new[at_b:y])
            if x < len(region.old):
                ops.append(_op("equal", region.old[x]))
            at_a, at_b = x + 1, y + 1
        return readable(ops)

    def _with_edits(self, op: Op) -> Op:
        if op.kind != "moved_here":
            return op
        old = self._partner[op.move]
        if old.text.rstrip("\n") == op.text.rstrip("\n"):
            return op
        assert op.b is not None
        region = _Region(list(sentences(old)), list(sentences(Token(op.text, op.b[0]))))
        return replace(op, edits=tuple(_placed(self._within(region), old.start, op.b[0])))


def _key(unit: Token) -> str:
    return unit.text.rstrip("\n")


def _others(tokens: list[Token], kept: set[int]) -> list[int]:
    return [at for at, token in enumerate(tokens) if at not in kept and len(_key(token).strip()) >= MOVED_MIN]


def _gaps(kept: Pairs, ends_a: int, ends_b: int) -> Iterator[tuple[int, int, int, int]]:
    at_a = at_b = 0
    for x, y in [*kept, (ends_a, ends_b)]:
        yield at_a, x, at_b, y
        at_a, at_b = x + 1, y + 1


def _best_pairs(
    old: list[Token], new: list[Token], of_old: list[int], of_new: list[int]
) -> Iterator[tuple[int, int, float]]:
    """Pairs of like paragraphs, each paragraph in one pair at most, the likest first."""
    scored = sorted(_scored(old, new, of_old, of_new), key=lambda one: (-one[0], one[1], one[2]))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for score, x, y in scored:
        if x not in taken_old and y not in taken_new:
            taken_old.add(x)
            taken_new.add(y)
            yield x, y, score


def _scored(
    old: list[Token], new: list[Token], of_old: list[int], of_new: list[int]
) -> Iterator[tuple[float, int, int]]:
    grams = {y: _grams(_key(new[y])) for y in of_new}
    holders: dict[str, list[int]] = defaultdict(list)
    for y, own in grams.items():
        for gram in own:
            holders[gram].append(y)
    for x in of_old:
        own = _grams(_key(old[x]))
        shared = Counter(chain.from_iterable(holders[g] for g in own if len(holders.get(g, ())) <= _COMMON))
        for y, count in shared.items():
            score = count / max(len(own), len(grams[y]))
            if score >= _ALIKE:
                yield score, x, y


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))}


def _sentences(tokens: Iterable[Token]) -> list[Token]:
    """The sentences of paragraphs; one that moved stays whole."""
    return [one for token in tokens for one in ((token,) if token.move else sentences(token))]


def _identity(token: Token, side: str) -> object:
    return (side, token.move) if token.move else token.text


def _sentence_pairs(region: _Region) -> Pairs:
    return align([_identity(one, "a") for one in region.old], [_identity(one, "b") for one in region.new])


def _by_words(old: list[Token], new: list[Token]) -> list[Op]:
    first = [word for token in old for word in words(token)]
    second = [word for token in new for word in words(token)]
    pairs = align([_identity(one, "a") for one in first], [_identity(one, "b") for one in second])
    ops: list[Op] = []
    at_a = at_b = 0
    for x, y in [*pairs, (len(first), len(second))]:
        ops += [_op("moved_away" if one.move else "delete", one) for one in first[at_a:x]]
        ops += [_op("moved_here" if one.move else "insert", one) for one in second[at_b:y]]
        if x < len(first):
            ops.append(_op("equal", first[x]))
        at_a, at_b = x + 1, y + 1
    return ops


def _op(kind: Kind, token: Token) -> Op:
    return Op(kind, token.text, None, None, token.move)


def _kept(old: Token, new: Token) -> Iterator[Op]:
    """A paragraph that is in both texts; the line breaks after it may differ in number."""
    common = min(len(old.text), len(new.text))
    yield Op("equal", old.text[:common], None, None)
    if len(old.text) > common:
        yield Op("delete", old.text[common:], None, None)
    if len(new.text) > common:
        yield Op("insert", new.text[common:], None, None)


def _placed(ops: Iterable[Op], a: int, b: int) -> Iterator[Op]:
    """The operations with their places, counted from ``a`` and ``b``."""
    for op in ops:
        of_a = (a, a + len(op.text)) if op.kind in OF_OLD else None
        of_b = (b, b + len(op.text)) if op.kind in OF_NEW else None
        a, b = (of_a or (a, a))[1], (of_b or (b, b))[1]
        yield replace(op, a=of_a, b=of_b)
