"""Draft JSONs for the tests of the page: made by the pipeline, and by hand for what it does not write yet."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.export import as_json
from pipeline.genre import load_genres
from pipeline.notes import read_notes
from pipeline.writing import Result, draft
from tests.texts import NOTES, genre_id


@lru_cache(maxsize=8)
def result_of(path: Path) -> Result:
    """The offline draft of one notes file, without a library."""
    return draft(read_notes(path), load_genres()[genre_id(path)])


def record_of(path: Path = NOTES[0]) -> dict[str, Any]:
    """Its JSON, read back; the caller may change it."""
    data: dict[str, Any] = json.loads(as_json(result_of(path)))
    return data
