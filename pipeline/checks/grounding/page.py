"""The draft under check, read for grounding: its facts, clauses and figures beside the notes' own."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from pipeline.checks.context import Context
from pipeline.checks.grounding.basis import Basis, Told, notes_year
from pipeline.checks.grounding.reading import Clause, Figure, Pairs, clauses, figures, has_lack_head, has_plan_head
from pipeline.checks.grounding.words import any_of, assertions
from pipeline.document import Section
from pipeline.facts import Fact, FactKind, extract

_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING = 12  # characters of a section in which a word on plans governs its heading too
_PARAGRAPH_MOST = 2000  # characters of a paragraph in which a word on plans or shortcomings still governs


def _opens_on_plans(section: Section) -> bool:
    """Whether what follows the heading begins with “下一步”: the heading then speaks of plans too."""
    first = next((part.text for part in section.parts[1:]), "")
    return has_plan_head(first[:_OPENING])


class Page:
    """One draft and the notes it should stand on."""

    def __init__(self, context: Context) -> None:
        assert context.notes is not None
        self.context = context
        self.text = _SURROGATE.sub("\ufffd", context.text)
        year = notes_year(context.notes)
        self.basis = Basis(context.notes, year)
        self.facts = extract(self.text, year=year)
        self.clauses = clauses(self.text)

    def of_kind(self, *kinds: FactKind) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind in kinds]

    @cached_property
    def figures(self) -> list[Figure]:
        return figures(self.text, self.facts, self.clauses)

    @cached_property
    def figures_of_clause(self) -> dict[int, list[Figure]]:
        """Offset of a clause -> its figures."""
        found: dict[int, list[Figure]] = {}
        for one in self.figures:
            found.setdefault(self.clauses[one.clause].start, []).append(one)
        return found

    @cached_property
    def keys_of_sentence(self) -> dict[int, set[str]]:
        """Sentence -> the canonical values of its figures."""
        found: dict[int, set[str]] = {}
        for one in self.figures:
            found.setdefault(self.clauses[one.clause].sentence, set()).add(one.fact.key)
        return found

    @cached_property
    def in_names(self) -> bytearray:
        """One byte a character: 1 inside the name of a programme."""
        inside = bytearray(len(self.text) + 1)
        for one in self.of_kind("programme"):
            inside[one.start : one.end] = b"\x01" * (one.end - one.start)
        return inside

    @cached_property
    def _starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]

    def clause_at(self, offset: int) -> Clause:
        return self.clauses[max(0, bisect_right(self._starts, offset) - 1)]

    @cached_property
    def _sentences(self) -> dict[int, list[Clause]]:
        grouped: dict[int, list[Clause]] = {}
        for clause in self.clauses:
            grouped.setdefault(clause.sentence, []).append(clause)
        return grouped

    @cached_property
    def _sentence_pairs(self) -> dict[int, Pairs]:
        none: Pairs = frozenset()
        return {at: none.union(*(one.pairs for one in group)) for at, group in self._sentences.items()}

    def sentence_pairs(self, clause: Clause) -> Pairs:
        """The pairs of the whole sentence that ``clause`` stands in."""
        return self._sentence_pairs[clause.sentence]

    def vicinity(self, clause: Clause) -> Pairs:
        """The pairs of the sentence and of those before and after it."""
        none: Pairs = frozenset()
        at = clause.sentence
        return none.union(*(self._sentence_pairs.get(near, none) for near in (at - 1, at, at + 1)))

    def sentence_text(self, clause: Clause) -> str:
        group = self._sentences[clause.sentence]
        return self.text[group[0].start : group[-1].end]

    @cached_property
    def _plan_spans(self) -> list[tuple[int, int]]:
        return [
            (section.start, section.end)
            for section in self.context.draft.sections
            if section.heading is not None and (has_plan_head(section.heading.text) or _opens_on_plans(section))
        ]

    @cached_property
    def _lack_spans(self) -> list[tuple[int, int]]:
        return [
            (section.start, section.end)
            for section in self.context.draft.sections
            if section.heading is not None and has_lack_head(section.heading.text)
        ]

    def is_among_lacks(self, offset: int) -> bool:
        """Whether ``offset`` lies in a section on shortcomings, or after words in its paragraph that admit some."""
        if any(start <= offset < end for start, end in self._lack_spans):
            return True
        return self._stands_before(self._lack_words, offset) and not self.is_among_plans(offset)

    def is_among_plans(self, offset: int) -> bool:
        """Whether ``offset`` lies in a section on next steps, or after the words that open one in its paragraph."""
        if any(start <= offset < end for start, end in self._plan_spans):
            return True
        return self._stands_before(self._plan_words, offset)

    @cached_property
    def _lack_words(self) -> list[int]:
        return [match.end() for match in any_of(assertions().lack_heads).finditer(self.text)]

    @cached_property
    def _plan_words(self) -> list[int]:
        return [match.end() for match in any_of(assertions().plan_heads).finditer(self.text)]

    def _stands_before(self, words: list[int], offset: int) -> bool:
        """Whether one of the ``words`` (their ends) stands before ``offset`` in its paragraph, not too far off."""
        at = bisect_right(words, offset)
        if not at or words[at - 1] < offset - _PARAGRAPH_MOST:
            return False
        return "\n" not in self.text[words[at - 1] : offset]

    @cached_property
    def _heading_starts(self) -> list[tuple[int, int]]:
        return [(part.start, part.end) for part in self.context.draft.parts if part.role in ("heading", "topic")]

    def is_in_heading(self, offset: int) -> bool:
        at = bisect_right(self._heading_starts, (offset, len(self.text)))
        return at > 0 and offset < self._heading_starts[at - 1][1]

    @cached_property
    def absent(self) -> list[Told]:
        """Names of the notes that the draft never gives."""
        named = self.basis.of_kind("body", "person", "place", "document", "programme")
        return [told for told in named if told.note and told.fact.key not in self.text]
