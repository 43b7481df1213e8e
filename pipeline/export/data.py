"""The JSON form of a finished draft: the tree, the findings, where each note went, what was used."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pipeline.document import to_json

if TYPE_CHECKING:
    from pipeline.notes import Notes
    from pipeline.writing.pipeline import Result

_BESIDE = ("findings", "coverage", "sources", "backend", "model", "usage", "rounds", "prompts", "notices")


def as_data(result: Result) -> dict[str, Any]:
    """Plain values: those of ``document.to_json``, what stands beside the text (``_BESIDE``), and what it stands on.

    The last are ``notes`` (id, text, group, important, line, set_aside), ``unit``, ``occasion``, ``year``, ``length``
    (字数 asked for, 0 for none) and ``outline``; a result that does not carry its notes has only the outline.
    """
    return {
        **to_json(result.draft),
        **{name: plain(getattr(result, name)) for name in _BESIDE},
        **(_given(result.notes) if result.notes else {}),
        "outline": plain(result.outline),
    }


def _given(notes: Notes) -> dict[str, Any]:
    given = plain(notes)
    return {name: given[name] for name in ("notes", "unit", "occasion", "year", "length")}


def as_json(result: Result) -> str:
    """``as_data`` as a JSON document, indented, ending in a line break."""
    return json.dumps(as_data(result), ensure_ascii=False, indent=2) + "\n"


def plain(value: Any) -> Any:
    """``value`` with pydantic models and dataclasses as dicts and tuples as lists, all the way down."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
