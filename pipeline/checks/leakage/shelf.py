"""The exemplars a draft may have taken something from: passages of the library, or the shipped reports without one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from pipeline.checks.context import Context
from pipeline.resources import corpus_folder

GRAM = 12
"""Characters of a run that are looked up; runs of the seeds with each other that long are boilerplate (measured)."""

_PLACES_MOST = 4  # places of one gram that are followed: a gram that stands in more is a formula
_QUERIES_MOST = 80  # sentences of a draft that a library is asked for
_HITS = 4
_BLANK = re.compile(r"\s+")
_MARK = re.compile(r"〔([^〔〕]*)〕")
_NAMED = ("载体", "机构", "文件", "地点", "人名")
_NAME_LEAST = 3
_LEVELS = ("省", "市", "县", "区", "州")
_TITLE = re.compile(r"《([^《》]+)》")
_BETWEEN = re.compile(r"[、和与及《》“”，]|以及")


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A stretch of one report, as it is and masked."""

    report: str
    text: str
    masked: str


@dataclass(frozen=True, slots=True)
class Local:
    """A name that belongs to one report. ``sure``: it is quoted, titled, or a place or body, and no common noun."""

    name: str
    report: str
    sure: bool


class Shelf:
    """Exemplars side by side, ready to be searched for."""

    def __init__(self, exemplars: Sequence[Exemplar]) -> None:
        self.exemplars = [Exemplar(one.report, _BLANK.sub("", one.text), one.masked) for one in exemplars]
        self._raw = [one.text for one in exemplars]

    @cached_property
    def grams(self) -> dict[str, list[tuple[int, int]]]:
        """Every run of ``GRAM`` characters -> where it stands: (exemplar, offset)."""
        places: dict[str, list[tuple[int, int]]] = {}
        for at, one in enumerate(self.exemplars):
            for start in range(len(one.text) - GRAM + 1):
                found = places.setdefault(one.text[start : start + GRAM], [])
                if len(found) < _PLACES_MOST:
                    found.append((at, start))
        return places

    @cached_property
    def locals(self) -> Any:
        """An automaton over the names that belong to one report only; its values are ``Local``."""
        import ahocorasick

        automaton = ahocorasick.Automaton()
        for local in self._locals():
            automaton.add_word(local.name, local)
        automaton.make_automaton()
        return automaton

    def _locals(self) -> Iterator[Local]:
        for one, raw in zip(self.exemplars, self._raw, strict=True):
            for kind, words in masked_words(raw, one.masked):
                yield from _local_names(kind, words, raw, one.report)

    def reports_with(self, words: str) -> int:
        """How many reports have ``words``."""
        return len({one.report for one in self.exemplars if words in one.text})


def masked_words(text: str, masked: str) -> Iterator[tuple[str, str]]:
    """(mark, words) of all that was masked: the literal stretches between the marks show where it stood.

    Words with no literal stretch between them come out as one, under the first mark.
    """
    marks, literals = _MARK.findall(masked), _MARK.split(masked)[2::2]
    at = len(_MARK.split(masked)[0])
    pending = ""
    for number, (mark, literal) in enumerate(zip(marks, literals, strict=True), 1):
        pending = pending or mark
        last = number == len(marks)
        if not literal and not last:
            continue
        end = len(text) - len(literal) if last else text.find(literal, at + 1)
        if end < 0:
            return
        yield pending, text[at:end]
        pending, at = "", end + len(literal)


def _local_names(kind: str, words: str, text: str, report: str) -> Iterator[Local]:
    if kind == "地点" and len(words) == 1:
        yield from _around(words, text, report)
    elif kind in _NAMED:
        pieces = _TITLE.findall(words) if kind == "文件" and "《" in words else _BETWEEN.split(words)
        for piece in pieces:
            name = piece.strip("：，。；*＊·’‘")
            if len(name) >= _NAME_LEAST and not _is_common(name):
                yield Local(name, report, _is_sure(kind, name, text))


def _is_sure(kind: str, name: str, text: str) -> bool:
    """Whether nobody else would come by this name: it is quoted, titled, a place, or a body of some level."""
    return kind in ("文件", "地点") or f"“{name}”" in text or (kind == "机构" and name.startswith(_LEVELS))


def _around(letter: str, text: str, report: str) -> Iterator[Local]:
    """A province by its one letter is a name only with what stands around it: 来陕考察."""
    for match in re.finditer(f"[来赴援驻莅]{letter}[一-鿿]{{2}}", text):
        yield Local(match.group(), report, True)


def _is_common(name: str) -> bool:
    from pipeline.library.terms import load_terms

    terms = load_terms()
    return name in terms.quotable or name in terms.lawful or name in terms.general or in_banks(name)


# --- what everybody may say


@lru_cache(maxsize=1)
def _banks() -> str:
    """The banks of phrases as they are written, but for what they only look for and no draft is to say."""
    folder = corpus_folder("phrases")
    files = [path for path in sorted(folder.rglob("*.yaml")) if path.name not in _NO_BANKS]
    lines = (line for path in files for line in path.read_text(encoding="utf-8").split("\n"))
    return "\n".join(line for line in lines if not line.lstrip(" -").startswith(_LOOKED_FOR))


_LOOKED_FOR = ("keywords:", "name:", "match:", "signals:", "#")
_NO_BANKS = (
    "lines_of_work.yaml",
    "typos.yaml",
    "colloquial.yaml",
    "injection.yaml",
    "writing_requests.yaml",
    "claims.yaml",
)


@lru_cache(maxsize=8192)
def in_banks(words: str) -> bool:
    """Whether a bank of phrases has ``words``."""
    return words in _banks()


# --- which exemplars


def shelf_of(context: Context) -> Shelf:
    """The passages of the library that share words with the draft, or the shipped reports without a library."""
    if context.library is None:
        return seeds()
    found: dict[str, Exemplar] = {}
    for start, end in context.sentences[:_QUERIES_MOST]:
        for stored in context.library.worded(context.text[start:end][:200], _HITS):
            found[stored.id] = Exemplar(stored.report, stored.text, stored.masked)
    return Shelf(list(found.values()))


@lru_cache(maxsize=1)
def seeds() -> Shelf:
    """The shipped reports."""
    from pipeline.library.mask import mask

    paths = sorted(corpus_folder("reports").glob("*.txt"))
    texts = [(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    return Shelf([Exemplar(name, text, mask(text)) for name, text in texts])


# --- runs


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the draft that an exemplar has too: its place in the draft, and the exemplar's report."""

    start: int
    end: int
    report: str


def runs(text: str, shelf: Shelf) -> list[Run]:
    """The longest stretches of ``text``, ``GRAM`` characters or more without blanks, that an exemplar has, in order."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    bare = "".join(text[at] for at in places)
    found: list[Run] = []
    at = 0
    while at <= len(bare) - GRAM:
        here = shelf.grams.get(bare[at : at + GRAM])
        if here is None:
            at += 1
            continue
        length, one = max((_common(bare, at, shelf.exemplars[i].text, start), i) for i, start in here)
        found.append(Run(places[at], places[at + length - 1] + 1, shelf.exemplars[one].report))
        at += length
    return found


def _common(one: str, at: int, other: str, start: int) -> int:
    length = GRAM
    while at + length < len(one) and start + length < len(other) and one[at + length] == other[start + length]:
        length += 1
    return length
