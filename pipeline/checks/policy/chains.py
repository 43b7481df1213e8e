"""Chains (并列成分): parts of a set phrase that have a fixed order, and a slip in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.checks.context import Context, Span
from pipeline.checks.policy.bank import Chain, policy_bank

_SEPARATORS = "、，"


@dataclass(frozen=True, slots=True)
class Hit:
    """Item ``index`` of chain ``chain`` stands at ``start``."""

    chain: int
    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with a chain: ``span`` and what stands in the bank."""

    span: Span
    wanted: str
    kind: str


def slips(context: Context) -> Iterator[Slip]:
    """Parts out of order, and parts that differ from the bank in a character."""
    index = _index()
    for at, hits in index.find(context.text).items():
        chain = index.chains[at]
        runs = _in_sentences(context, hits) if chain.within == "sentence" else _runs(context.text, hits, chain)
        for run in runs:
            yield from _order(run, chain)
            if chain.within == "list":
                yield from _near(context.text, run, chain)
                yield from _left_out(context.text, run, chain)


class _Index:
    def __init__(self, chains: tuple[Chain, ...]) -> None:
        import ahocorasick

        self.chains = [chain for chain in chains if len(chain.items) > 1]
        self._automaton = ahocorasick.Automaton()
        owners: dict[str, list[tuple[int, int]]] = {}
        for at, chain in enumerate(self.chains):
            for place, item in enumerate(chain.items):
                owners.setdefault(item, []).append((at, place))
        for item, places in owners.items():
            self._automaton.add_word(item, (len(item), places))
        self._automaton.make_automaton()

    def find(self, text: str) -> dict[int, list[Hit]]:
        found: dict[int, list[Hit]] = {}
        for last, (length, places) in self._automaton.iter(text):
            for chain, place in places:
                found.setdefault(chain, []).append(Hit(chain, place, last + 1 - length, last + 1))
        return found


@lru_cache(maxsize=1)
def _index() -> _Index:
    return _Index(policy_bank().chains)


def _runs(text: str, hits: list[Hit], chain: Chain) -> Iterator[list[Hit]]:
    """Hits joined by 、 or ，, or with one foreign item of like length between them."""
    longest = max(len(item) for item in chain.items) + 3
    run: list[Hit] = []
    for hit in hits:
        if run and not _joined(text[run[-1].end : hit.start], longest):
            yield run
            run = []
        run.append(hit)
    yield run


def _joined(between: str, longest: int) -> bool:
    if between in ("、", "，"):
        return True
    return (
        2 < len(between) <= longest
        and between[0] in _SEPARATORS
        and between[-1] in _SEPARATORS
        and not any(mark in between[1:-1] for mark in "、，。；：！？\n")
    )


def _in_sentences(context: Context, hits: list[Hit]) -> Iterator[list[Hit]]:
    at = 0
    for start, end in context.sentences:
        run: list[Hit] = []
        while at < len(hits) and hits[at].start < end:
            if hits[at].start >= start:
                run.append(hits[at])
            at += 1
        if run:
            yield run


def _order(run: list[Hit], chain: Chain) -> Iterator[Slip]:
    """A part that stands after one it should precede; repeated parts begin the chain anew."""
    if chain.whole and len(run) < len(chain.items) - 1:
        return
    highest = -1
    seen: set[int] = set()
    for hit in run:
        if hit.index in seen:
            highest, seen = -1, set()
        if hit.index < highest:
            yield Slip((run[0].start, run[-1].end), _whole(chain), "order")
            return
        seen.add(hit.index)
        highest = hit.index


def _whole(chain: Chain) -> str:
    return ("—" if chain.within == "sentence" else "、").join(chain.items)


def _near(text: str, run: list[Hit], chain: Chain) -> Iterator[Slip]:
    """A missing part whose place is taken by something one character (two of five) away from it."""
    present = {hit.index for hit in run}
    if len(chain.items) < 3 or len(present) < len(chain.items) - 1 or len(present) == len(chain.items):
        return
    missing = next(at for at in range(len(chain.items)) if at not in present)
    item = chain.items[missing]
    for start, end in _places(text, run, missing, len(item)):
        if 0 < _distance(text[start:end], item) <= (1 if len(item) < 5 else 2):
            yield Slip((start, end), item, "near")
            return


def _left_out(text: str, run: list[Hit], chain: Chain) -> Iterator[Slip]:
    """Two parts joined directly although a third belongs between them."""
    if not chain.complete:
        return
    for first, second in pairwise(run):
        joined = text[first.end : second.start] in ("、", "，")
        if joined and second.index > first.index + 1:
            missing = chain.items[first.index + 1 : second.index]
            yield Slip((first.start, second.end), "、".join(missing), "left_out")


def _places(text: str, run: list[Hit], missing: int, length: int) -> Iterable[Span]:
    before = next((hit for hit in reversed(run) if hit.index < missing), None)
    after = next((hit for hit in run if hit.index > missing), None)
    if before is not None and text[before.end : before.end + 1] in ("、", "，"):
        yield before.end + 1, before.end + 1 + length
    if after is not None and text[after.start - 1 : after.start] in ("、", "，") and after.start > length:
        yield after.start - 1 - length, after.start - 1


def _distance(seen: str, wanted: str) -> int:
    """Characters that differ, or a large number when lengths do or punctuation stands in between."""
    if len(seen) != len(wanted) or any(mark in seen for mark in "、，。；：\n"):
        return 99
    return sum(a != b for a, b in zip(seen, wanted, strict=True))
