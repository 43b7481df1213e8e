"""What a comparison answers: operations in order, and the same as rows for the eye, one a paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Span = tuple[int, int]
Kind = Literal["equal", "delete", "insert", "moved_away", "moved_here"]

OF_OLD: frozenset[Kind] = frozenset(("equal", "delete", "moved_away"))
OF_NEW: frozenset[Kind] = frozenset(("equal", "insert", "moved_here"))


@dataclass(frozen=True, slots=True)
class Op:
    """One stretch. ``a`` and ``b`` are character offsets in the old and the new text; None where it is in one only.

    ``move`` numbers the moves from 1: a stretch that moved is a ``moved_away`` and a ``moved_here`` of one number.
    ``edits``: how the words changed on the way, for a ``moved_here``; empty when they did not.
    """

    kind: Kind
    text: str
    a: Span | None
    b: Span | None
    move: int = 0
    edits: tuple[Op, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one row, without line breaks; ``edits`` as in ``Op``."""

    kind: Kind
    text: str
    move: int = 0
    edits: tuple[Op, ...] = ()
    opens: bool = True
    """Whether a move starts here, and not in a row before."""


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph as shown: of the new text, with what was taken out of it; or one that is gone."""

    segments: tuple[Segment, ...]

    @property
    def changed(self) -> bool:
        return any(segment.kind != "equal" for segment in self.segments)


@dataclass(frozen=True)
class Comparison:
    """``ops`` in reading order: those of the old text put together give it exactly, and so do those of the new."""

    ops: tuple[Op, ...]

    @property
    def same(self) -> bool:
        return all(op.kind == "equal" for op in self.ops)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The paragraphs; empty lines are left out unless one of them is a change."""
        return tuple(row for row in _rows(self.ops) if row.changed or any(one.text.strip() for one in row.segments))

    @cached_property
    def summary(self) -> dict[str, int]:
        """Characters deleted and inserted, stretches moved, paragraphs changed and unchanged."""
        return {
            "deleted": sum(len(op.text) for op in self._flat() if op.kind == "delete"),
            "inserted": sum(len(op.text) for op in self._flat() if op.kind == "insert"),
            "moved": sum(op.kind == "moved_here" for op in self.ops),
            "changed": sum(row.changed for row in self.rows),
            "unchanged": sum(not row.changed for row in self.rows),
        }

    def _flat(self) -> Iterator[Op]:
        for op in self.ops:
            yield op
            yield from op.edits


BREAK = "⏎"
"""Stands for a line break that was taken out of, or put into, a paragraph."""


def _rows(ops: tuple[Op, ...]) -> Iterator[Row]:
    row: list[Segment] = []
    for op in ops:
        pieces = op.text.split("\n")
        for index, piece in enumerate(pieces):
            if piece:
                edits = op.edits if len(pieces) < 3 else ()
                row.append(Segment(op.kind, piece, op.move, edits, index == 0))
            if index < len(pieces) - 1 and _ends_row(row, op.kind):
                yield Row(tuple(row))
                row = []
    if row:
        yield Row(tuple(row))


def _ends_row(row: list[Segment], kind: Kind) -> bool:
    """Whether a line break of this kind ends the row; marks one that parted or joined a paragraph."""
    kinds = {segment.kind for segment in row}
    if kind == "delete" and kinds & OF_NEW:
        row.append(Segment("delete", BREAK))
        return False
    if kind == "insert" and not kinds <= {"insert", "moved_here"}:
        row.append(Segment("insert", BREAK))
    elif kind in ("delete", "insert") and not row:
        row.append(Segment(kind, BREAK))
    return True
