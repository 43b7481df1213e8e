"""Spoken words and what official writing says instead: ``corpus/phrases/spoken.yaml``, validated on load."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UserError
from pipeline.resources import corpus_folder

FILE_NAME = "spoken.yaml"


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    spoken: Annotated[tuple[str, ...], Field(min_length=1)]
    official: Annotated[tuple[str, ...], Field(min_length=1)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    as_of: str
    groups: tuple[_Group, ...]


def official_words(query: str) -> list[str]:
    """What official writing would say for the spoken words in ``query``, each once, in the order of the file."""
    found = (group.official for group in _groups() if any(word in query for word in group.spoken))
    return list(dict.fromkeys(word for words in found for word in words))


@lru_cache(maxsize=1)
def _groups() -> tuple[_Group, ...]:
    path = corpus_folder("phrases") / FILE_NAME
    try:
        return _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).groups
    except (OSError, ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"口语对照表 {path} 有误：{str(error).splitlines()[0]}。请改正后再试。") from error
