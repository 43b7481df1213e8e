"""The data the facts are read with, from ``corpus/facts/*.yaml``: validated on load, unknown keys refused."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

from pipeline.data_files import read_data
from pipeline.resources import corpus_folder


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Factor = Annotated[Fraction, BeforeValidator(lambda value: Fraction(str(value)))]
Words = tuple[str, ...]
Texts = Annotated[Words, BeforeValidator(lambda value: tuple(map(str, value)))]


class Measure(_Strict):
    """Units that convert into ``base``: how many of it one of each is."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    base: str
    names: dict[str, Factor]


class Quantities(_Strict):
    """``corpus/facts/quantities.yaml``; what each key means is said there."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    source: str
    as_of: str
    measures: tuple[Measure, ...]
    units: Words
    classifiers: Words
    arabic_only: Words
    structural: Words
    before: dict[str, Words]
    after: dict[str, Words]
    not_comparator: dict[str, Words]
    between: Words
    up: Words
    down: Words
    to: Words
    per: Words
    averages: dict[str, str]
    coded: Words
    fixed: Texts


class Names(_Strict):
    """``corpus/facts/names.yaml``; what each key means is said there."""

    source: str
    as_of: str
    surnames: Words
    posts: Words
    post_prefixes: Words
    body_suffixes: Words
    specific_suffixes: Words
    levels: Words
    generic_bodies: Words
    generic_stems: Words
    place_suffixes: Words
    not_places: Words


class Titles(_Strict):
    """``corpus/facts/titles.yaml``; what each key means is said there."""

    source: str
    as_of: str
    programme_suffixes: Words
    establishing: Words
    generic_programmes: Words
    general_quotes: Words
    figurative_after: Words
    launching: Words
    honour_awards: Words
    honour_nouns: Words
    honour_instructions: Words
    honour_promotions: Words
    honour_ranks: Words
    honour_levels: dict[str, Words]
    speakers: Words
    saying: Words


_Model = TypeVar("_Model", bound=BaseModel)


def _load(model: type[_Model], name: str) -> _Model:
    return read_data(corpus_folder("facts") / name, model, "数据文件")


@lru_cache(maxsize=1)
def quantities() -> Quantities:
    return _load(Quantities, "quantities.yaml")


@lru_cache(maxsize=1)
def names() -> Names:
    return _load(Names, "names.yaml")


@lru_cache(maxsize=1)
def titles() -> Titles:
    return _load(Titles, "titles.yaml")


def finder(words: Words) -> Any:
    """An Aho–Corasick automaton over ``words``; its ``iter_long`` yields (last offset, word), longest matches only."""
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def spans_of(automaton: Any, text: str) -> list[tuple[int, int]]:
    """Where the automaton's words stand in ``text``, longest match first come, none overlapping."""
    return [(end - len(word) + 1, end + 1) for end, word in automaton.iter_long(text)]
