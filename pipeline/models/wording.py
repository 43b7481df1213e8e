"""wording.yaml, read once: words of models that are no part of a draft, and words said to models."""

from __future__ import annotations

import datetime
import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from pipeline.data_files import read_data
from pipeline.models.faults import ReplyKind

_FILE = Path(__file__).with_name("wording.yaml")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则“{pattern}”有误：{error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Refusal(_Model):
    """The three signs of a refusal."""

    regret: Pattern
    inability: Pattern
    machine: Pattern


class Wording(_Model):
    """The file; its comments say what each part is for."""

    as_of: datetime.date
    source: str
    thinking: tuple[tuple[str, str], ...]
    residue: tuple[Pattern, ...]
    head: tuple[Pattern, ...]
    tail: tuple[Pattern, ...]
    refusal: Refusal
    in_words: str
    again: dict[ReplyKind, str]
    again_in_prose: str


@cache
def wording() -> Wording:
    """The shipped file. Raises UserError naming the key that is wrong."""
    return read_data(_FILE, Wording, "模型用语文件")


@cache
def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for several."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
