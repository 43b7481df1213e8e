"""A text as grounding reads it: clauses, figures with the words around them, and what kind of statement each clause is.

The notes and the draft are read the same way, so that what one says can be laid beside what the other says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pipeline.checks.grounding.words import any_of, assertions, pairs
from pipeline.facts import Fact
from pipeline.facts.data import quantities

Pairs = frozenset[str]

_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")
_ITEM = re.compile(r"[^，。；：！？、,;:!?\n]+")  # shortcomings are listed side by side, each one of its own
_MARK = re.compile(r"[，。；：！？,;:!?\n、（）()]")
_CLAUSE_MOST, _SENTENCE_MOST = 200, 40  # characters of a clause, clauses of a sentence; no real text has more
_LONE_MOST = 20
"""Characters looked at on either side of a figure."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between marks. ``start``: offset in its text. ``note``: the id of the note it is from, "" in a draft.

    ``planned`` and ``lacking``: it stands among next steps, or among shortcomings. ``sentence``: which one, counted
    over the text.
    """

    text: str
    start: int
    sentence: int
    note: str = ""
    planned: bool = False
    lacking: bool = False
    pairs: Pairs = field(default_factory=frozenset)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def clauses(text: str, *, note: str = "", planned: bool = False, lacking: bool = False) -> list[Clause]:
    """The clauses of ``text`` in order. Overlong ones are cut; a sentence has at most ``_SENTENCE_MOST`` of them."""
    found: list[Clause] = []
    sentence = last = held = 0
    for start, end in _stretches(text, _ITEM if lacking else _CLAUSE):
        ends = any(char in "。！？!?\n" for char in text[last:start])
        held = 1 if ends or held == _SENTENCE_MOST else held + 1
        sentence += held == 1
        last = end
        words = text[start:end]
        telling = assertions().lack.sub("|", words) if lacking else words
        found.append(Clause(words, start, sentence, note, planned, lacking, pairs(telling)))
    return found


def _stretches(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        if match.group().strip():
            for start in range(match.start(), match.end(), _CLAUSE_MOST):
                yield start, min(start + _CLAUSE_MOST, match.end())


@dataclass(frozen=True)
class Figure:
    """A quantity of a text with the words it is said of.

    ``left`` and ``right``: the words beside it, up to a mark or another figure. ``own``: their pairs. ``near``: the
    same, with those of the figure before it where it has hardly any. ``clause``: the index of its clause.
    """

    fact: Fact
    left: str
    right: str
    own: Pairs
    near: Pairs
    clause: int
    note: str = ""

    @cached_property
    def phrase(self) -> str:
        return f"{self.left}{self.fact.text}{self.right}"


def figures(text: str, facts: Iterable[Fact], read: Sequence[Clause]) -> list[Figure]:
    """The quantities among ``facts``, which are those of ``text``, each with its surroundings in ``read``."""
    numbers = [fact for fact in facts if fact.kind == "number"]
    starts = [clause.start for clause in read]
    found: list[Figure] = []
    for at, fact in enumerate(numbers):
        before = numbers[at - 1].end if at else 0
        after = numbers[at + 1].start if at + 1 < len(numbers) else len(text)
        left = _left(text, fact.start, before)
        right = _right(text, fact.end, after)
        own = pairs(without_bounds(left)) | pairs(right)
        if fact.mode == "to" and found and found[-1].fact.mode == "from":
            own |= found[-1].own  # 由六成提升到九成五: both are said of the same
        near = own
        clause = max(0, bisect_right(starts, fact.start) - 1)
        if len(own) < 2 and found and _same_sentence(text, found[-1].fact.end, fact.start):
            near = own | found[-1].near | {found[-1].fact.key}
        found.append(Figure(fact, left, right, own, near, clause, read[clause].note if read else ""))
    return found


def _same_sentence(text: str, start: int, end: int) -> bool:
    return end - start <= 2 * _LONE_MOST and not any(char in "。；！？\n" for char in text[start:end])


def _left(text: str, at: int, floor: int) -> str:
    stretch = text[max(floor, at - _LONE_MOST) : at].rstrip(" ：:")  # 提醒谈话：6人次 is said of what stands before
    marks = [match.end() for match in _MARK.finditer(stretch)]
    return stretch[marks[-1] if marks else 0 :]


def without_bounds(left: str) -> str:
    """The words before a figure without those that only bound or join it: 时间不少于, 共计."""
    for _ in range(4):
        word = next((word for word in _bounds() if left.endswith(word)), "")
        if not word:
            break
        left = left.removesuffix(word)
    return left


@lru_cache(maxsize=1)
def _bounds() -> tuple[str, ...]:
    data = quantities()
    words = {*data.between, *(word for words in data.before.values() for word in words)}
    return tuple(sorted(words, key=len, reverse=True))


def _right(text: str, at: int, ceiling: int) -> str:
    stretch = text[at : min(ceiling, at + _LONE_MOST)]
    mark = _MARK.search(stretch)
    return stretch[: mark.start()] if mark else stretch


def has_plan_head(text: str) -> bool:
    """Whether a heading, a label or the start of a sentence says that next steps follow."""
    return any_of(assertions().plan_heads).search(text) is not None


def has_lack_head(text: str) -> bool:
    return any_of(assertions().lack_heads).search(text) is not None
