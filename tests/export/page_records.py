"""Draft JSONs for the tests of the page: stored ones, and the offline draft of a notes file."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.export import as_json
from pipeline.genre import load_genres
from pipeline.notes import Notes, read_notes
from pipeline.writing import Result, draft
from tests.texts import ROOT, genre_id

RECORDS = sorted((ROOT / "tests" / "data" / "draft_records").glob("*.json"))


def stored(name: str) -> dict[str, Any]:
    """A draft JSON that was written to a file; the caller may change it."""
    path = next(path for path in RECORDS if name in path.name)
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=8)
def result_of(path: Path) -> Result:
    """The offline draft of one notes file, without a library."""
    return draft(read_notes(path), load_genres()[genre_id(path)])


def record_of(path: Path) -> dict[str, Any]:
    """Its JSON, read back."""
    data: dict[str, Any] = json.loads(as_json(result_of(path)))
    return data


def written(text: str, notes: Notes | None = None) -> dict[str, Any]:
    """The record of a text by anybody, checked against ``notes``."""
    from pipeline.checks import check
    from pipeline.document import to_json
    from pipeline.export import plain
    from pipeline.parsing import parse

    genre = load_genres()["fayan"]
    report = check(text, notes, genre)
    beside = {"findings": plain(report.findings), "coverage": plain(report.coverage)}
    given = plain(notes) if notes else {}
    return {**given, **to_json(parse(text, genre)), **beside}
