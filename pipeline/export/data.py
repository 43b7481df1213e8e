"""The JSON form of a finished draft: the tree, the findings, where each note went, what was used."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from pipeline.document import to_json

if TYPE_CHECKING:
    from pipeline.writing.pipeline import Result

_BESIDE = ("findings", "coverage", "sources", "backend", "usage", "prompts", "notices")


def as_data(result: Result) -> dict[str, Any]:
    """Plain values: those of ``document.to_json`` and what stands beside the text (``_BESIDE``)."""
    return {**to_json(result.draft), **{name: plain(getattr(result, name)) for name in _BESIDE}}


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
