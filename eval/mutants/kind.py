"""What a kind of planted defect is, and the hands it works with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from eval.mutants.source import Source
from pipeline.document import Part, sentence_spans

Span = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with one defect. ``span``: where it stands, in character offsets; None when it is an absence."""

    text: str
    span: Span | None


Plant = Callable[[Source, Random], Planted | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect. ``families``: any of them may notice it; it counts for the first.

    ``needs_notes``: it is a defect only beside the notes. ``plant`` answers None where a text offers nothing to break.
    """

    name: str
    families: tuple[str, ...]
    needs_notes: bool
    plant: Plant


class Kinds:
    """A set of kinds under construction, one decorator a kind."""

    def __init__(self) -> None:
        self.all: list[Kind] = []

    def add(self, *families: str, notes: bool = False) -> Callable[[Plant], Plant]:
        def register(plant: Plant) -> Plant:
            self.all.append(Kind(getattr(plant, "__name__", "?"), families, notes, plant))
            return plant

        return register


# --- planting


def put(text: str, span: Span, new: str) -> Planted:
    """``new`` in place of ``span``; the defect is what was put there, or the seam when it was cut out."""
    start, end = span
    return Planted(text[:start] + new + text[end:], (start, start + max(len(new), 1)))


def insert(text: str, at: int, new: str) -> Planted:
    return put(text, (at, at), new)


def swap(text: str, first: Span, second: Span) -> Planted:
    """The two stretches change places; the defect reaches from the one to the other."""
    (a, b), (c, d) = sorted((first, second))
    return Planted(text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:], (a, d))


# --- choosing


def choose(rng: Random, items: Sequence[T]) -> T | None:
    return rng.choice(items) if items else None


def find(text: str, pattern: str, rng: Random) -> re.Match[str] | None:
    """One of the matches of ``pattern``."""
    return choose(rng, list(re.finditer(pattern, text)))


def replaced(source: Source, rng: Random, pattern: str, new: str | Callable[[re.Match[str]], str]) -> Planted | None:
    """One match of ``pattern`` replaced."""
    match = find(source.text, pattern, rng)
    if match is None:
        return None
    return put(source.text, match.span(), new if isinstance(new, str) else new(match))


def body_start(source: Source) -> int:
    sections = source.draft.sections
    return sections[0].start if sections else 0


def sentences(source: Source, shortest: int = 25) -> list[Span]:
    """Sentences of the body, headings aside."""
    spans: list[Span] = []
    for part in source.draft.of_role("text"):
        spans += [s for s in sentence_spans(source.text, part.start, part.end) if s[1] - s[0] >= shortest]
    return spans


def seam(source: Source, rng: Random) -> int:
    """A place after a comma inside a sentence of the body, where a clause can be let in."""
    commas = [
        at + 1
        for start, end in sentences(source)
        for at in range(start, end - 4)
        if source.text[at] == "，" and not _within(source.text, start, at)
    ]
    return rng.choice(commas)


def _within(text: str, start: int, at: int) -> bool:
    """Whether a mark stands inside quotation marks or brackets."""
    before = text[start:at]
    return before.count("“") > before.count("”") or before.count("（") > before.count("）")


def gap(source: Source, rng: Random) -> int:
    """A place after a full stop of the body."""
    return rng.choice([end for _, end in sentences(source) if source.text[end - 1] == "。"])


def let_in(source: Source, rng: Random, clause: str) -> Planted:
    """A clause of its own after a comma of the body."""
    return insert(source.text, seam(source, rng), clause + "，")


def say(source: Source, rng: Random, sentence: str) -> Planted:
    """A whole sentence between two others of the body."""
    return insert(source.text, gap(source, rng), sentence)


def headings(source: Source) -> list[Part]:
    return [part for part in source.draft.parts if part.role == "heading"]


def line_of(text: str, at: int) -> Span:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end
