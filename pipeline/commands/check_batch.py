"""``nigao check --batch``: many texts, one JSON line each, in order.

A line that cannot be checked answers ``{"id", "error"}`` instead of findings, so that it is never read as a clean
draft, and the run ends with exit code 2 after the others are done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    genres = known_genres()
    lines = list(_lines(path))
    failed: list[str] = []
    blocked = False
    for number, line in lines:
        answer = _answer(line, f"{path} 第 {number} 行", genres)
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
