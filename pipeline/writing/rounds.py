"""Writing, checking, revising: what a writer made is checked as a whole, and only what failed is written again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.checks import check
from pipeline.checks.finding import Finding
from pipeline.checks.report import Report
from pipeline.document import Draft, Part
from pipeline.errors import ServiceError
from pipeline.genre import Genre
from pipeline.notes import Notes
from pipeline.writing.events import Event, Listener
from pipeline.writing.faults import OPENING, weight
from pipeline.writing.outline import Outline
from pipeline.writing.pieces import assemble, nth

if TYPE_CHECKING:
    from pipeline.library import Library

_ROUNDS = 2
_Parts = tuple[Part, ...]


class Writer(Protocol):
    """What every writer offers, with or without a model. Sections are counted from 0."""

    name: str

    def plan(self) -> Outline: ...

    def write_opening(self, outline: Outline) -> tuple[Part, ...]: ...

    def write_section(self, outline: Outline, at: int) -> tuple[Part, ...]: ...

    def revise_opening(self, outline: Outline, draft: Draft, findings: Sequence[Finding]) -> tuple[Part, ...]: ...

    def revise_section(
        self, outline: Outline, at: int, draft: Draft, findings: Sequence[Finding]
    ) -> tuple[Part, ...]: ...

    def failing(
        self, outline: Outline, draft: Draft, findings: Sequence[Finding]
    ) -> dict[int, list[Finding]]: ...  # what it would mend, by section; OPENING for the opening


def _nothing() -> None:
    """What stops a writer that is not under way."""


@dataclass(frozen=True)
class Job:
    """What all stages of one draft need. ``at_once``: how many parts are written at a time.

    ``stop`` ends the calls under way when the user breaks off, so that nobody waits for answers nobody wants.
    """

    notes: Notes
    genre: Genre
    library: Library | None
    outline: Outline
    at_once: int
    tell: Listener
    stop: Callable[[], None] = _nothing


@dataclass(frozen=True)
class _Version:
    """A draft by its pieces: ``OPENING`` and the sections by number."""

    pieces: dict[int, _Parts]
    draft: Draft
    report: Report
    failing: dict[int, list[Finding]]


@dataclass(frozen=True)
class Written:
    """A draft and its findings. ``failure``: why no more could be revised, "" if nothing went wrong.

    ``rounds``: how many findings each version had, the first one as it was written: what a prompt is worth shows there
    before revision has mended it.
    """

    draft: Draft
    report: Report
    rounds: tuple[Round, ...]
    failure: str = ""


@dataclass(frozen=True)
class Round:
    """Findings on one version: blocking ones, warnings, and those that its writer was to mend."""

    blockers: int
    warnings: int
    to_mend: int


def written(writer: Writer, job: Job) -> Written:
    """The draft and its findings, after at most two rounds of revision of what fails.

    Raises ServiceError when the first version cannot be written. One that is there is not lost to a later failure.
    """
    places = [OPENING, *range(len(job.outline.sections))]
    pieces = _side_by_side(job, places, lambda at: _first(writer, job, at))
    version = _checked(writer, job, pieces)
    rounds = [_counted(version)]
    for _ in range(_ROUNDS):
        if not version.failing:
            break
        try:
            again = _revised(writer, job, version)
        except ServiceError as error:
            return Written(version.draft, version.report, tuple(rounds), str(error))
        if again.draft.text == version.draft.text:
            break
        version = again
        rounds.append(_counted(version))
    return Written(version.draft, version.report, tuple(rounds))


def _counted(version: _Version) -> Round:
    severities = [finding.severity for finding in version.report.findings]
    to_mend = sum(map(len, version.failing.values()))
    return Round(severities.count("blocker"), severities.count("warning"), to_mend)


def _first(writer: Writer, job: Job, at: int) -> _Parts:
    return writer.write_opening(job.outline) if at == OPENING else writer.write_section(job.outline, at)


def _again(writer: Writer, job: Job, version: _Version, at: int) -> _Parts:
    if at == OPENING:
        return writer.revise_opening(job.outline, version.draft, version.failing[at])
    return writer.revise_section(job.outline, at, version.draft, version.failing[at])


def _revised(writer: Writer, job: Job, version: _Version) -> _Version:
    """The next version; a piece that a revision did not make better stays as it was."""
    new = _side_by_side(job, sorted(version.failing), lambda at: _again(writer, job, version, at))
    candidate = _checked(writer, job, {**version.pieces, **new})
    worse = [at for at in new if _weight(candidate, at) >= _weight(version, at)]
    for at in new:
        job.tell(Event("kept" if at in worse else "revised", _label(at)))
    if not worse:
        return candidate
    return _checked(writer, job, {**candidate.pieces, **{at: version.pieces[at] for at in worse}})


def _weight(version: _Version, at: int) -> int:
    return weight(version.failing.get(at, []))


def _checked(writer: Writer, job: Job, pieces: dict[int, _Parts]) -> _Version:
    sections = [pieces[at] for at in range(len(job.outline.sections))]
    draft = assemble(job.genre, job.outline, pieces[OPENING], sections)
    report = check(draft.text, job.notes, job.genre, job.library)
    job.tell(Event("checked", ""))
    return _Version(pieces, draft, report, writer.failing(job.outline, draft, report.findings))


def _side_by_side(job: Job, places: Iterable[int], make: Callable[[int], _Parts]) -> dict[int, _Parts]:
    """What ``make`` answers for each place. Where one fails, the others are finished and kept before it is raised."""
    places = list(places)
    if job.at_once == 1:
        return {at: make(at) for at in places}
    with ThreadPoolExecutor(min(job.at_once, max(1, len(places)))) as pool:
        futures = {at: pool.submit(make, at) for at in places}
        try:
            wait(futures.values())
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            job.stop()
            raise
    return {at: future.result() for at, future in futures.items()}


def _label(at: int) -> str:
    return "开头" if at == OPENING else nth(at)
