"""The wording of the questions and the words the rules look for: ``corpus/phrases/questions.yaml``."""

from __future__ import annotations

import re
from functools import lru_cache
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.resources import corpus_folder


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则表达式“{pattern}”有误：{error}") from error
    return pattern


def _has_plain_slots(template: str) -> str:
    slots = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
    if not all(re.fullmatch("[a-z_]+", name) for name in slots):
        raise ValueError(f"“{template}”中的 {{…}} 只能是小写字母")
    return template


Pattern = Annotated[str, AfterValidator(_compiles)]
Template = Annotated[str, AfterValidator(_has_plain_slots)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    """How one rule asks; what each key means is said in the file."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    weight: Annotated[int, Field(ge=0, le=110)]
    question: Template
    why: Template
    example: Template
    mends: bool = False
    aspects: tuple[str, ...]


class Words(_Strict):
    """What the rules look for; each key is explained in the file."""

    compared: Pattern
    case_rates: Pattern
    surveys: Pattern
    vague: Pattern
    parts: Pattern
    unnamed: Pattern
    partners: Pattern
    partner_unit: dict[str, Pattern]
    funds: Pattern
    received: Pattern
    by_whom: Pattern
    giving: Pattern
    superlative: Pattern
    launched: Pattern
    uncounted: tuple[tuple[Pattern, str], ...]
    outcome_hints: tuple[tuple[Pattern, str], ...]
    deeds: Pattern
    deliverables: Pattern
    timed: Pattern
    doing: Pattern
    intends: Pattern
    achieved: Pattern
    whole: Pattern
    own_years: Pattern
    ahead: Pattern
    known_letters: tuple[str, ...]
    known_numbers: tuple[str, ...]
    generic: tuple[str, ...]


class _Bank(_Strict):
    source: str
    as_of: str
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    words: Words


@lru_cache(maxsize=1)
def _bank() -> _Bank:
    return read_data(corpus_folder("phrases") / "questions.yaml", _Bank, "数据文件")


def words() -> Words:
    """The words. Raises UserError when the data file does not hold."""
    return _bank().words


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """The rules by id. Raises UserError when the data file does not hold."""
    return {rule.id: rule for rule in _bank().rules}
