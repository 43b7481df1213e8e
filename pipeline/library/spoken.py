"""Spoken words and what official writing says instead: ``corpus/phrases/spoken.yaml``, validated on load."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
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
    return read_data(corpus_folder("phrases") / FILE_NAME, _File, "口语对照表").groups
