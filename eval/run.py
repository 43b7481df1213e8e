"""Drafting cases and scoring drafts, in as many processes as asked for."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from eval.backends import Writer, draft_for, prepare
from eval.case import Case, load_case
from eval.metrics import score
from eval.record import Failure, Run, RunRecord, run_of
from pipeline.errors import ServiceError, UserError

Done = Callable[[RunRecord], None]
"""Told each record as it is finished, in whatever order."""

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Task:
    """One draft to be made: picklable, so that any process can make it."""

    folder: Path
    version: str
    repeat: int
    writer: Writer


def draft_cases(cases: Sequence[Case], writer: Writer, done: Done, *, repeat: int = 1, jobs: int = 1) -> None:
    """Drafts and scores every case ``repeat`` times; each record goes to ``done``, errors among them.

    Raises ServiceError when the library cannot be built.
    """
    prepare(cases)
    tasks = [Task(case.folder, case.version, turn, writer) for turn in range(repeat) for case in _longest_first(cases)]
    for record in in_parallel(drafted, tasks, jobs):
        done(record)


def _longest_first(cases: Sequence[Case]) -> list[Case]:
    """What takes longest begins first, so that no process ends long after the others."""
    return sorted(cases, key=lambda case: (-len(case.notes.notes), case.id))


def drafted(task: Task) -> RunRecord:
    """One draft and its score, or why there is none."""
    from pipeline.export import as_data

    case = _case(task.folder, task.version)
    try:
        draft = as_data(draft_for(case, task.writer))
        worth = score(case, draft)
    except Exception as error:  # noqa: BLE001 - an error is recorded as one, never as a score
        return RunRecord(case=case.id, repeat=task.repeat, digest=case.digest, error=failure(error))
    return RunRecord(case=case.id, repeat=task.repeat, digest=case.digest, draft=draft, score=worth)


@lru_cache(maxsize=256)
def _case(folder: Path, version: str) -> Case:
    """``version`` is there for the cache alone: a case that was edited is read again."""
    del version
    return load_case(folder)


def failure(error: Exception) -> Failure:
    """What went wrong, by whose fault."""
    if isinstance(error, (UserError, ServiceError)):
        return Failure(kind="user" if isinstance(error, UserError) else "service", message=str(error))
    trace = "".join(traceback.format_exception(error))
    return Failure(kind="bug", message=f"{type(error).__name__}：{error}", trace=trace)


# --- scoring again


@dataclass(frozen=True)
class Rescoring:
    """One stored draft and the case it is of."""

    folder: Path
    version: str
    record: RunRecord


def rescored(run: Run, cases: Sequence[Case], jobs: int, done: Done | None = None) -> Run:
    """``run`` with every draft scored anew under the cases as they are now; nothing is drafted.

    Raises UserError when a case is gone or is drafted from other notes now.
    """
    by_id = {case.id: case for case in cases}
    for record in run.records:
        _require_same(record, by_id.get(record.case))
    tasks = [Rescoring(case.folder, case.version, record) for record in run.records for case in [by_id[record.case]]]
    records: list[RunRecord] = []
    for record in in_parallel(_scored, tasks, jobs, chunk=8):
        records.append(record)
        if done:
            done(record)
    return run_of(run.header, records)


def _require_same(record: RunRecord, case: Case | None) -> None:
    if case is None:
        raise UserError(f"运行中的案例“{record.case}”已经没有了，不能重新评分。请恢复案例，或重新运行 nigao eval run。")
    if case.digest != record.digest:
        raise UserError(f"案例“{case.id}”的要点、文种或范文在成稿以后改过，旧稿不能再评。请重新运行 nigao eval run。")


def _scored(task: Rescoring) -> RunRecord:
    record = task.record
    if record.draft is None:
        return record
    return record.model_copy(update={"score": score(_case(task.folder, task.version), record.draft)})


# --- processes


def processors() -> int:
    """How many processes are worth while here when nobody says."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(4, there)


def in_parallel(work: Callable[[_T], _R], tasks: Iterable[_T], jobs: int, chunk: int = 1) -> Iterator[_R]:
    """``work`` on each of ``tasks``, as they finish; in this process when one job or one task is all there is.

    ``chunk``: tasks handed to a process at a time.
    """
    waiting = list(tasks)
    if jobs <= 1 or len(waiting) <= 1:
        yield from map(work, waiting)
        return
    with _pool(min(jobs, len(waiting))) as pool:
        chunks = [waiting[at : at + chunk] for at in range(0, len(waiting), chunk)]
        for future in as_completed([pool.submit(_each, work, some) for some in chunks]):
            yield from future.result()


def _each(work: Callable[[_T], _R], tasks: Sequence[_T]) -> list[_R]:
    return [work(task) for task in tasks]


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes begun anew: one that has embedded may not fork children that embed too."""
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
