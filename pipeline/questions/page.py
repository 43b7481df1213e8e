"""The notes as the rules see them: clauses, facts, what has been answered, done or only planned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipeline.facts import Fact, extract
from pipeline.genre import Genre, SectionRule
from pipeline.notes import Note, Notes

Kind = Literal["done", "problem", "plan"]
GENERAL_UNITS = ("%", "岁", "百分点", "倍", "比")  # figures that many things share
_KINDS: dict[str, Kind] = {"problems": "problem", "next_steps": "plan"}  # by the area of the genre's section
_CLAUSE = re.compile(r"“[^”]{0,40}”|《[^》]{0,80}》|(?P<mark>[，。；：！？;])")
_LABEL = re.compile(r"([^：:，,。；;、《》\d]{1,14})[：:](?=.)")
_NUMBER = re.compile(r"^[一二三四五六七八九十\d]{1,3}[、.．)）]\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_INNER = str.maketrans("“”", "‘’")
_READ_MOST = 600  # characters of a note that the rules read: a longer one is no note, and would cost seconds
_QUOTE_MOST = 28  # characters of a note that a question quotes


@dataclass(frozen=True)
class Clause:
    """A stretch between marks of a note; offsets into its text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Entry:
    """One note. ``said``: its text with the answers that stand under it, for rules that miss something in it."""

    note: Note
    kind: Kind
    said: str
    at: int

    @property
    def text(self) -> str:
        return self.note.text[:_READ_MOST]

    @cached_property
    def facts(self) -> list[Fact]:
        return extract(self.text, names=True)

    @cached_property
    def numbers(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == "number"]

    @cached_property
    def stated(self) -> frozenset[str]:
        """The canonical values of its counts and sums."""
        return frozenset(fact.key for fact in self.numbers if fact.unit not in GENERAL_UNITS)

    @cached_property
    def dates(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == "date"]

    @cached_property
    def clauses(self) -> list[Clause]:
        marks = [found.start() for found in _CLAUSE.finditer(self.text) if found["mark"]]
        starts, ends = [0, *(at + 1 for at in marks)], [*marks, len(self.text)]
        spans = zip(starts, ends, strict=True)
        return [Clause(self.text[start:end], start, end) for start, end in spans if start < end]

    def clause_at(self, at: int) -> Clause:
        return next((one for one in self.clauses if one.start <= at < one.end), Clause(self.text, 0, len(self.text)))

    def clause_before(self, clause: Clause) -> Clause | None:
        return next((one for one in reversed(self.clauses) if one.end <= clause.start), None)

    def quoted(self, at: int) -> bool:
        """Whether the character at ``at`` stands in quotation marks or in the name of a document."""
        before = self.text[:at]
        return before.count("“") > before.count("”") or before.count("《") > before.count("》")


@dataclass(frozen=True)
class Found:
    """What a rule found: which entries, what fills its wording, and where an answer under no note belongs."""

    rule: str
    entries: tuple[Entry, ...]
    values: Mapping[str, str | int] = field(default_factory=dict)
    field: str = ""
    group: str = ""


@dataclass(frozen=True)
class Page:
    """A notes file with its genre. ``entries``: what the writer put down; answers are part of what they answer."""

    notes: Notes
    genre: Genre

    @cached_property
    def entries(self) -> list[Entry]:
        own = [note for note in self.notes.drafted if not note.answers]
        return [Entry(note, self._kind(note), self._said(note), at) for at, note in enumerate(own)]

    @property
    def year(self) -> int | None:
        found = _YEAR.search(self.notes.year)
        return int(found.group()) if found else None

    def of(self, *kinds: Kind) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.kind in kinds)

    def section_notes(self, rule: SectionRule) -> list[Entry]:
        return [entry for entry in self.entries if _belongs(rule, entry.note)]

    def gathered(self, names: Iterable[str]) -> list[Entry]:
        """The entries whose group or label is one of ``names``."""
        wanted = tuple(names)
        return [e for e in self.entries if _is_one(wanted, e.note.group) or _is_one(wanted, label_of(e.text))]

    def _kind(self, note: Note) -> Kind:
        for rule in self.genre.sections:
            kind = _KINDS.get(rule.area)
            if kind and _belongs(rule, note):
                return kind
        return "done"

    def _said(self, note: Note) -> str:
        answers = [one.text for one in self.notes.notes if one.answers == note.id]
        return "；".join((note.text[:_READ_MOST], *answers))


def quote(entry: Entry, start: int, end: int) -> str:
    """The words of the note around ``start``–``end``, from the beginning of their clause, shortened at its front."""
    clause = entry.clause_at(start)
    stop = max(clause.end, end) if max(clause.end, end) - clause.start <= _QUOTE_MOST else end
    begin = max(clause.start, stop - _QUOTE_MOST)
    return inside_quotes(("…" if begin > clause.start else "") + entry.text[begin:stop].strip())


def gist(text: str, most: int = _QUOTE_MOST) -> str:
    """``text`` at most ``most`` characters long, as it stands in a quotation."""
    return inside_quotes(text if len(text) <= most else text[: most - 1] + "…")


def inside_quotes(text: str) -> str:
    """Quotation marks inside quotation marks are single ones."""
    return text.translate(_INNER)


def label_of(text: str) -> str:
    """What stands before the first colon (“师德师风：…”), "" if nothing does."""
    found = _LABEL.match(text)
    return found.group(1).strip() if found else ""


def without_label(text: str) -> str:
    found = _LABEL.match(text)
    return text[found.end() :] if found else text


def _belongs(rule: SectionRule, note: Note) -> bool:
    """Whether a note is for this section: by its group, its label, or how it is worded if it has no group."""
    if not rule.gathers:
        return False
    names = (_NUMBER.sub("", note.group.strip()), label_of(note.text))
    if any(_is_one(rule.gathers, name) or (name and re.search(rule.headings, name)) for name in names):
        return True
    if any(len(name) >= 3 and re.match(rf"{re.escape(name)}[，,：:将要]", note.text) for name in rule.gathers):
        return True
    return not note.group and any(re.search(signal, note.text) for signal in rule.signals)


def _is_one(names: tuple[str, ...], heading: str) -> bool:
    heading = _NUMBER.sub("", heading.strip())
    return bool(heading) and any(name == heading or (len(name) >= 4 and name in heading) for name in names)
