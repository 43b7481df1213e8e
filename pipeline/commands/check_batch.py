"""``nigao check --batch``: many texts, one JSON line each, in order.

A line that cannot be checked answers ``{"id", "error"}`` instead of findings, so that it is never read as a clean
draft, and the run ends with exit code 2 after the others are done.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.checks import check
from pipeline.commands import console
from pipeline.commands.check_one import as_data
from pipeline.commands.genres import known_genres, named_genre
from pipeline.errors import NigaoError, UserError
from pipeline.genre import Genre
from pipeline.notes import parse_notes


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str | int
    text: str
    notes: str | None = None
    genre: str | None = None


def run(path: Path) -> bool:
    """Checks every line of ``path`` and prints a JSON line each. True when any draft has blocking findings.

    Raises UserError when the file cannot be read, before any output, or when lines could not be checked, after all.
    """
    lines = list(_lines(path))
    failed: list[str] = []
    blocked = False
    for (number, _), answer in zip(lines, _answers(path, lines), strict=True):
        console.out_json(answer)
        if "error" in answer:
            failed.append(f"第 {number} 行")
        else:
            blocked = blocked or bool(answer["summary"]["blocker"])
    if failed:
        raise UserError(
            f"{path}：{'、'.join(failed[:5])} 等 {len(failed)} 行没能检查，原因见各行的 error。请改正后再试。"
        )
    return blocked


def _answers(path: Path, lines: list[tuple[int, _Line]]) -> Iterator[dict[str, Any]]:
    """The answers in order; many lines are shared out over the cores, as a check knows nothing of another."""
    places = [(line, f"{path} 第 {number} 行") for number, line in lines]
    workers = min(_cores(), _WORKERS_MOST, len(lines) // _LINES_EACH)
    if workers < 2:
        genres = known_genres()
        yield from (_answer(line, place, genres) for line, place in places)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a fork of a process that has threads of the native runtimes may hang.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_answer_alone, places, chunksize=_CHUNK)


_LINES_EACH = 24
"""Lines from which another process pays: starting one takes as long as checking a dozen drafts."""
_WORKERS_MOST = 4
_CHUNK = 4


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def _answer_alone(given: tuple[_Line, str]) -> dict[str, Any]:
    """One line in a process of its own, which reads the genres once."""
    return _answer(*given, _genres())


@lru_cache(maxsize=1)
def _genres() -> dict[str, Genre]:
    return known_genres()


def _lines(path: Path) -> Iterator[tuple[int, _Line]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}：读不到这个文件（{error.strerror}）。请检查路径和文件名。") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}：不是 UTF-8 文本。请另存为 UTF-8 编码的 JSONL 后再试。") from error
    for number, raw in enumerate(content.split("\n"), start=1):
        if raw.strip():
            yield number, _parsed(raw, f"{path} 第 {number} 行")


def _parsed(raw: str, place: str) -> _Line:
    try:
        return _Line.model_validate(json.loads(raw))
    except ValidationError as error:
        key = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise UserError(f"{place}的“{key}”不对。每行应是含 id、text，可含 notes、genre 的 JSON 对象。") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{place}不是 JSON。每行应是含 id、text，可含 notes、genre 的 JSON 对象。") from error


def _answer(line: _Line, place: str, genres: dict[str, Genre]) -> dict[str, Any]:
    try:
        notes = parse_notes(line.notes, place) if line.notes else None
        report = check(line.text, notes, named_genre(line.genre, notes, place, genres))
    except NigaoError as error:
        return {"id": line.id, "error": str(error)}
    return {"id": line.id, **as_data(report)}
