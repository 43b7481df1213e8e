"""The JSON of a draft as typed values, also of one that was written earlier or by another program.

Only the text and its layout must be there. What is missing is empty; keys that are not known are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.checks.finding import Coverage, Finding
from pipeline.document import Draft, from_json
from pipeline.errors import UserError
from pipeline.genre import Genre, load_genres
from pipeline.notes import Note, Notes

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Record:
    """One draft and what is known about it. ``sources``, ``prompts`` and ``usage`` stay as they were written."""

    draft: Draft
    notes: tuple[Note, ...]
    coverage: Mapping[str, Coverage]
    findings: tuple[Finding, ...]
    sources: tuple[Mapping[str, Any], ...]
    prompts: tuple[Mapping[str, Any], ...]
    usage: Mapping[str, Any]
    notices: tuple[str, ...]
    backend: str
    model: str
    unit: str
    occasion: str
    year: str
    length: int

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number by which the page calls each note: its place in the file, from 1."""
        return {note.id: at for at, note in enumerate(self.notes, 1)}

    @cached_property
    def genre(self) -> Genre | None:
        """The shipped genre of the draft, by id or by any of its names; None for another."""
        called = self.draft.genre
        return next((g for g in load_genres().values() if called in (g.id, g.name, *g.aliases)), None)

    @cached_property
    def given(self) -> Notes:
        """The notes as the checks take them."""
        salutation = self.draft.first("salutation")
        return Notes(
            unit=self.unit,
            occasion=self.occasion,
            year=self.year,
            salutation=salutation.text if salutation else "",
            notes=self.notes,
        )


def read_record(data: Mapping[str, Any]) -> Record:
    """The record in ``data``. Raises UserError naming the key that does not hold."""
    return Record(
        draft=_draft(data),
        notes=_rows(data, "notes", Note),
        coverage={row.note: row for row in _rows(data, "coverage", Coverage)},
        findings=_rows(data, "findings", Finding),
        sources=_tables(data, "sources"),
        prompts=_tables(data, "prompts"),
        usage=_table(data, "usage"),
        notices=tuple(str(line) for line in _list(data, "notices")),
        backend=str(data.get("backend") or ""),
        model=str(data.get("model") or ""),
        unit=str(data.get("unit") or ""),
        occasion=str(data.get("occasion") or ""),
        year=str(data.get("year") or ""),
        length=_length(data),
    )


def _draft(data: Mapping[str, Any]) -> Draft:
    try:
        return from_json({"genre": "", **data})
    except (KeyError, TypeError, ValueError) as error:
        raise _fault("text、layout", "应是 nigao draft -o X.json 写出的正文和分段") from error


def _rows(data: Mapping[str, Any], key: str, model: type[Model]) -> tuple[Model, ...]:
    """The rows under ``key``, without the keys that ``model`` does not know."""
    known = model.model_fields
    try:
        return tuple(
            model.model_validate({name: value for name, value in row.items() if name in known})
            for row in _tables(data, key)
        )
    except ValidationError as error:
        fault = error.errors(include_input=False)[0]
        raise _fault(key, f"第 {'.'.join(map(str, fault['loc']))} 项有误") from error


def _tables(data: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    rows = _list(data, key)
    if not all(isinstance(row, Mapping) for row in rows):
        raise _fault(key, "每一项都应是对象")
    return tuple(rows)


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    rows = data.get(key) or []
    if not isinstance(rows, (list, tuple)):
        raise _fault(key, "应是列表")
    return list(rows)


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = data.get(key) or {}
    if not isinstance(table, Mapping):
        raise _fault(key, "应是对象")
    return table


def _length(data: Mapping[str, Any]) -> int:
    length = data.get("length") or 0
    if not isinstance(length, int) or length < 0:
        raise _fault("length", "应是字数")
    return length


def _fault(key: str, what: str) -> UserError:
    return UserError(f"稿件数据中的“{key}”读不出：{what}。请用 nigao draft 重新生成这份 .json。")
