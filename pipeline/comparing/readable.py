"""From single words to changes that can be read: neighbours joined, and no scraps of agreement between rewritings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.comparing.model import Op


@dataclass(slots=True)
class _Change:
    """A stretch that reads differently: what stood there and what stands there."""

    deleted: str = ""
    inserted: str = ""

    @property
    def weight(self) -> int:
        return max(len(self.deleted), len(self.inserted))

    def take(self, op: Op) -> None:
        if op.kind != "insert":
            self.deleted += op.text
        if op.kind != "delete":
            self.inserted += op.text

    def ops(self) -> Iterator[Op]:
        if self.deleted:
            yield Op("delete", self.deleted, None, None)
        if self.inserted:
            yield Op("insert", self.inserted, None, None)


def readable(ops: Iterable[Op]) -> Iterator[Op]:
    """``ops`` with words of a kind joined, a deletion before its insertion, and scraps given up.

    A scrap is a stretch that both texts share but that is shorter than what changed before it and after it: shown as
    kept, it would only cut two rewritings into shreds. A line break is never a scrap.
    """
    done: list[_Change | Op] = []
    for op in joined(ops):
        if op.kind not in ("delete", "insert"):
            done.append(op)
            continue
        if not done or not isinstance(done[-1], _Change):
            done.append(_Change())
        change = done[-1]
        assert isinstance(change, _Change)
        change.take(op)
        _give_up_scraps(done)
    for one in done:
        yield from one.ops() if isinstance(one, _Change) else (one,)


def _give_up_scraps(done: list[_Change | Op]) -> None:
    while len(done) > 2:
        before, kept, after = done[-3:]
        if not (isinstance(before, _Change) and isinstance(kept, Op) and isinstance(after, _Change)):
            return
        if not _is_scrap(kept, min(before.weight, after.weight)):
            return
        before.take(kept)
        before.deleted += after.deleted
        before.inserted += after.inserted
        del done[-2:]


def _is_scrap(kept: Op, weight: int) -> bool:
    return kept.kind == "equal" and len(kept.text) < weight and "\n" not in kept.text


def joined(ops: Iterable[Op]) -> Iterator[Op]:
    """``ops`` with neighbours of one kind as one; of deletions and insertions in a row, all deletions first."""
    held: dict[str, list[str]] = {}
    for op in ops:
        if (held and (op.kind == "equal") != ("equal" in held)) or op.move:
            yield from _released(held)
        if op.move:
            yield op
        else:
            held.setdefault(op.kind, []).append(op.text)
    yield from _released(held)


def _released(held: dict[str, list[str]]) -> Iterator[Op]:
    for kind in ("equal", "delete", "insert"):
        if kind in held:
            yield Op(kind, "".join(held[kind]), None, None)
    held.clear()
