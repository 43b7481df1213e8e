"""Notes -> outline -> draft -> findings: the whole way, as one call of plain stages."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.checks import check
from pipeline.checks.finding import Coverage, Finding
from pipeline.document import Draft, han_count
from pipeline.errors import UserError
from pipeline.genre import Genre
from pipeline.notes import Notes
from pipeline.writing.chat import Backend, ChatWriter, Planned, head_of
from pipeline.writing.composer import Composer
from pipeline.writing.events import Listener, nobody
from pipeline.writing.marking import marked
from pipeline.writing.outline import Outline, require_each_note_once
from pipeline.writing.rounds import Job, Round, written
from pipeline.writing.shelf import Shelf, Source

if TYPE_CHECKING:
    from pipeline.library import Library

BackendName = Literal["offline", "llm"]


@dataclass(frozen=True)
class Result:
    """A draft and all that is known about it. ``usage``: calls, tokens, seconds. ``notices``: for the writer."""

    draft: Draft
    outline: Outline
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    sources: tuple[Source, ...]
    backend: BackendName
    usage: Mapping[str, float]
    prompts: tuple[Mapping[str, str], ...] = ()
    notices: tuple[str, ...] = field(default=())
    notes: Notes | None = None  # what it was written from, for those who show it
    model: str = ""  # the model's name, "" for the composer
    reused: int = 0  # calls answered by the store: part of ``usage``, but not paid for this time
    rounds: tuple[Round, ...] = ()  # findings on each version, the first one as it was written
    failure: str = ""  # why revision broke off, "" if it did not; the draft is whole but not mended


def draft(
    notes: Notes,
    genre: Genre,
    library: Library | None = None,
    outline: Outline | None = None,
    chat: Backend | None = None,
    listener: Listener = nobody,
) -> Result:
    """A checked draft of ``notes``, after ``outline`` if one is given: by the model of ``chat``, else by the composer.

    Raises UserError when the outline does not place every note exactly once or the notes do not fit the model;
    ServiceError when the library or the model fails.
    """
    if outline is not None:
        _require_fit(outline, notes, genre)
    if chat is None:
        return _by_composer(notes, genre, library, outline, listener)
    return _by_model(notes, genre, library, outline, chat, listener)


def _require_fit(outline: Outline, notes: Notes, genre: Genre) -> None:
    if outline.genre != genre.id:
        raise UserError(f"提纲的文种是“{outline.genre}”，要点的文种是“{genre.id}”。请改成一致，或重新生成提纲。")
    require_each_note_once(outline, notes, "")


def _by_composer(
    notes: Notes, genre: Genre, library: Library | None, outline: Outline | None, listener: Listener
) -> Result:
    began = time.monotonic()
    shelf = Shelf(library, genre)
    writer = _composer(notes, genre, shelf, library)
    outline = outline or writer.plan()
    made = written(writer, Job(notes, genre, library, outline, 1, listener))
    text, report = made.draft, made.report
    return Result(
        draft=text,
        outline=outline,
        findings=tuple(report.findings),
        coverage=tuple(report.coverage),
        sources=tuple(shelf.source(borrowed) for borrowed in writer.borrowed),
        backend="offline",
        usage={"calls": 0, "tokens": 0, "seconds": round(time.monotonic() - began, 3)},
        rounds=made.rounds,
        notices=tuple(_notices(text, notes)),
        notes=notes,
    )


def _by_model(
    notes: Notes,
    genre: Genre,
    library: Library | None,
    outline: Outline | None,
    chat: Backend,
    listener: Listener,
) -> Result:
    chat.model.prepare()
    head = head_of(notes, genre, library, chat)
    composer = _composer(notes, genre, Shelf(None, genre), library)
    writer = ChatWriter(genre, notes, chat.model, chat.prompts, head.text, composer, listener)
    outline = outline or writer.plan()
    at_once = chat.settings.concurrency
    made = written(writer, Job(notes, genre, library, outline, at_once, listener, chat.model.close))
    text, report = made.draft, made.report
    if (doubted := marked(text, report.findings)).text != text.text:
        text, report = doubted, check(doubted.text, notes, genre, library)
    return Result(
        draft=text,
        outline=outline,
        findings=tuple(report.findings),
        coverage=tuple(report.coverage),
        sources=tuple(map(Source.of, head.hits)),
        backend="llm",
        usage=writer.ledger.usage(chat.settings, chat.model.count),
        prompts=chat.prompts.used(writer.ledger.stages),
        notices=(*writer.notices, *_notices(text, notes)),
        notes=notes,
        model=chat.model.name,
        reused=writer.ledger.cached,
        rounds=made.rounds,
        failure=made.failure,
    )


def plan(notes: Notes, genre: Genre, library: Library | None = None) -> Outline:
    """The outline that the composer would write after, for a person to edit first."""
    return _composer(notes, genre, Shelf(library, genre), library).plan()


def plan_by_model(notes: Notes, genre: Genre, library: Library | None, chat: Backend) -> Planned:
    """The same by a model, with what had to be put right in it."""
    composer = _composer(notes, genre, Shelf(None, genre), library)
    head = head_of(notes, genre, library, chat).text
    writer = ChatWriter(genre, notes, chat.model, chat.prompts, head, composer, nobody)
    return Planned(writer.plan(), writer.notices)


def _composer(notes: Notes, genre: Genre, shelf: Shelf, library: Library | None) -> Composer:
    return Composer(
        genre,
        notes,
        principles=shelf.maxims if library else None,
        nearness=library.nearness if library else None,
    )


def _notices(written: Draft, notes: Notes) -> Sequence[str]:
    length = len("".join(written.text.split()))  # offices count with punctuation, the genre without: either may tell
    fewer = length < 0.95 * notes.length and han_count(written.text) < 0.85 * notes.length
    if notes.length and (fewer or length < 0.85 * notes.length):
        short = f"全文 {length} 字，达不到要求的 {notes.length} 字"
        return [f"{short}。要点有限，为避免空话没有再充字数：请补充要点，或调低“字数”。"]
    if notes.length and length > 1.15 * notes.length:
        return [f"要点全部写入后为 {length} 字，超过要求的 {notes.length} 字。请删减要点，或调高“字数”。"]
    return []
