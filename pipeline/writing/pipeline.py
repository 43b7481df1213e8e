"""Notes -> outline -> draft -> findings: the whole way, as one call of plain stages."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from pipeline.checks import check
from pipeline.checks.finding import Coverage, Finding
from pipeline.checks.report import Report
from pipeline.document import Draft, Part, sentence_spans
from pipeline.errors import UserError
from pipeline.genre import Genre
from pipeline.notes import Notes
from pipeline.writing.composer import Borrowed, Composer
from pipeline.writing.outline import Outline, require_each_note_once
from pipeline.writing.pieces import assemble

if TYPE_CHECKING:
    from pipeline.library import Library

Backend = Literal["offline"]

_ROUNDS = 2
_MAXIM_MAX = 24  # characters; a longer loan from an exemplar would be copying
_SAYS_WHO = re.compile("指出|强调|要求|指示|讲话|报告|总书记|会议|精神|〔|《|“|[0-9]")
_SAYS_DONE = re.compile("了|已|我们|我局|本局|建立|制定|出台|开展|完成|组织|落实")


class Writer(Protocol):
    """What every writer offers, with or without a model. Sections are counted from 0."""

    name: str

    def plan(self) -> Outline: ...

    def write_opening(self, outline: Outline) -> tuple[Part, ...]: ...

    def write_section(self, outline: Outline, at: int) -> tuple[Part, ...]: ...

    def revise_section(
        self, outline: Outline, at: int, draft: Draft, findings: Sequence[Finding]
    ) -> tuple[Part, ...]: ...


@dataclass(frozen=True)
class Source:
    """An exemplar passage that a sentence of the draft was taken from."""

    id: str
    report: str
    role: str
    text: str


@dataclass(frozen=True)
class Result:
    """A draft and all that is known about it. ``usage``: calls, tokens, seconds. ``notices``: for the writer."""

    draft: Draft
    outline: Outline
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    sources: tuple[Source, ...]
    backend: Backend
    usage: Mapping[str, float]
    prompts: tuple[Mapping[str, str], ...] = ()
    notices: tuple[str, ...] = field(default=())
    notes: Notes | None = None  # what it was written from, for those who show it


def draft(notes: Notes, genre: Genre, library: Library | None = None, outline: Outline | None = None) -> Result:
    """A checked draft of ``notes``, after ``outline`` if one is given.

    Raises UserError when the outline does not place every note exactly once, ServiceError when the library fails.
    """
    began = time.monotonic()
    shelf = _Shelf(library, genre)
    writer = _composer(notes, genre, shelf, library)
    if outline is not None:
        if outline.genre != genre.id:
            raise UserError(f"提纲的文种是“{outline.genre}”，要点的文种是“{genre.id}”。请改成一致，或重新生成提纲。")
        require_each_note_once(outline, notes, "")
    outline = outline or writer.plan()
    written, report = _written(writer, outline, notes, genre, library)
    return Result(
        draft=written,
        outline=outline,
        findings=tuple(report.findings),
        coverage=tuple(report.coverage),
        sources=tuple(shelf.source(borrowed) for borrowed in writer.borrowed),
        backend="offline",
        usage={"calls": 0, "tokens": 0, "seconds": round(time.monotonic() - began, 3)},
        notices=tuple(_notices(written, notes)),
        notes=notes,
    )


def _written(
    writer: Writer, outline: Outline, notes: Notes, genre: Genre, library: Library | None
) -> tuple[Draft, Report]:
    """The draft and its findings after at most two rounds of revision of what a blocking finding touches."""
    opening = writer.write_opening(outline)
    sections = [writer.write_section(outline, at) for at in range(len(outline.sections))]
    written = assemble(genre, outline, opening, sections)
    report = check(written.text, notes, genre, library)
    for _ in range(_ROUNDS):
        failing = _failing(written, report)
        if not failing:
            break
        revised = list(sections)
        for at, findings in failing.items():
            revised[at] = writer.revise_section(outline, at, written, findings)
        again = assemble(genre, outline, opening, revised)
        if again.text == written.text:
            break
        written, report, sections = again, check(again.text, notes, genre, library), revised
    return written, report


def _failing(written: Draft, report: Report) -> dict[int, list[Finding]]:
    """Blocking findings by the section they lie in. What concerns the whole text is nothing a section can mend."""
    found: dict[int, list[Finding]] = {}
    for at, section in enumerate(written.sections):
        inside = [f for f in report.findings if section.start <= f.start and f.end <= section.end]
        if blocking := [f for f in inside if f.severity == "blocker"]:
            found[at] = blocking
    return found


def plan(notes: Notes, genre: Genre, library: Library | None = None) -> Outline:
    """The outline that ``draft`` would write after, for a person to edit first."""
    return _composer(notes, genre, _Shelf(library, genre), library).plan()


def _composer(notes: Notes, genre: Genre, shelf: _Shelf, library: Library | None) -> Composer:
    return Composer(
        genre,
        notes,
        principles=shelf.maxims if library else None,
        nearness=library.nearness if library else None,
    )


def _notices(written: Draft, notes: Notes) -> Sequence[str]:
    length = len("".join(written.text.split()))
    if notes.length and length < 0.85 * notes.length:
        short = f"要点只够写 {length} 字，达不到要求的 {notes.length} 字"
        return [f"{short}。为避免空话，没有再充字数：请补充要点，或调低“字数”。"]
    if notes.length and length > 1.15 * notes.length:
        return [f"要点全部写入后为 {length} 字，超过要求的 {notes.length} 字。请删减要点，或调高“字数”。"]
    return []


class _Shelf:
    """The library as the composer sees it: maxims that any bureau may say."""

    def __init__(self, library: Library | None, genre: Genre) -> None:
        self._library = library
        self._genre = genre
        self._passages: dict[str, Source] = {}

    def maxims(self, area: str, about: str) -> Sequence[Borrowed]:
        """Sentences of exemplar leads that carry nothing local: no mask, no figure, no speaker, nothing done."""
        assert self._library is not None
        found: list[Borrowed] = []
        for hit in self._library.search(f"{area} {about[:120]}", k=8, role="lead", genre=self._genre.id):
            self._passages[hit.id] = Source(hit.id, hit.report, hit.role, hit.text)
            found += [Borrowed(sentence, hit.id) for sentence in _sentences(hit.masked) if _is_maxim(sentence)]
        return found

    def source(self, borrowed: Borrowed) -> Source:
        return self._passages[borrowed.passage]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _is_maxim(sentence: str) -> bool:
    return (
        8 <= len(sentence) <= _MAXIM_MAX
        and sentence.endswith("。")
        and not _SAYS_WHO.search(sentence)
        and not _SAYS_DONE.search(sentence)
    )
