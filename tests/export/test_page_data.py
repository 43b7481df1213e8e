"""What the JSON of a draft says about what it was written from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.export import as_json
from tests.export.page_records import record_of, result_of
from tests.texts import NOTES


def test_the_notes_travel_with_the_draft() -> None:
    notes = result_of(NOTES[0]).notes
    assert notes is not None
    data = record_of(NOTES[0])
    assert [note["text"] for note in data["notes"]] == [note.text for note in notes.notes]
    assert set(data["notes"][0]) >= {"id", "text", "group", "important", "line", "set_aside"}
    assert (data["unit"], data["occasion"], data["length"]) == (notes.unit, notes.occasion, notes.length)
    assert sorted(_placed(data["outline"])) == sorted(note["id"] for note in data["notes"])


def test_a_result_without_its_notes_is_still_written() -> None:
    data = json.loads(as_json(replace(result_of(NOTES[0]), notes=None)))
    assert "notes" not in data
    assert data["title"]


def _placed(outline: dict[str, Any]) -> Iterator[str]:
    yield from outline["opening"]
    for section in outline["sections"]:
        for point in section["points"]:
            yield from point["notes"]
