"""Genres (文种) as data: what a kind of text must contain, read from ``corpus/genres/*.yaml``.

The planner, the checks, the exporter and the eval suite all read the same file. Unknown keys are refused, so a
misspelt rule cannot silently do nothing. Lengths are counted in Chinese characters (字) unless a name says otherwise.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pipeline.data_files import read_data
from pipeline.errors import UserError
from pipeline.resources import corpus_folder


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"正则表达式“{pattern}”有误：{error}") from error
    return pattern


def _in_order(bounds: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= bounds[0] <= bounds[1]:
        raise ValueError(f"下限 {bounds[0]} 不能大于上限 {bounds[1]}")
    return bounds


Pattern = Annotated[str, AfterValidator(_compiles)]
Bounds = Annotated[tuple[int, int], AfterValidator(_in_order)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TitleRule(_Rule):
    """标题. ``template`` may use {单位} {场合} {年度}; one of ``patterns`` must match the whole title."""

    required: bool = True
    template: str
    patterns: tuple[Pattern, ...] = ()
    max_chars: int = 40


class SalutationRule(_Rule):
    """称谓. ``default`` is used when the notes name nobody. ``None`` in a genre means: there is none."""

    required: bool = True
    default: str = "各位领导、同志们"


class OpeningRule(_Rule):
    """开头: its moves in order, the note groups it takes up (``gathers``), the transition (过渡句) it ends with.

    ``theme``: whose phrases it is written with (corpus/phrases/openings.yaml), if not those the occasion calls for.
    """

    max_chars: int = 300
    moves: tuple[str, ...] = ()
    gathers: tuple[str, ...] = ()
    figures_lead: str = ""
    theme: str = ""
    transition: str
    transition_pattern: Pattern


class HeadingRule(_Rule):
    """Headings of sibling sections. ``numbering`` holds {n}, a Chinese numeral, or is empty for run-in headings."""

    numbering: str = ""
    run_in: bool = False
    max_chars: int = 40
    spread: int = 3


class PointRule(_Rule):
    """Points of a section. ``enumerator`` holds {n} (“（{n}）”, “{n}是”) or is empty."""

    count: Bounds = (2, 4)
    enumerator: str = ""
    topic_max: int = 15
    topic_spread: int = 1


class SectionRule(_Rule):
    """One kind of section, in the order of the genre.

    ``heading`` None: the writer composes it. ``repeat``: how many sections of this kind. ``gathers``: the note groups
    and labels that belong here, ``headings`` a pattern for further ones; the one section without any takes every other
    note. ``signals``: wordings by which a note without group or label is known to belong here. ``area``: phrases to
    write it with, as named in corpus/phrases/sections.yaml, if not those its notes call for. ``leads``: at most so many
    lead sentences after the heading; ``lead``: the one that is always written instead. ``missing``: what is put down
    when the genre requires the section and the notes have nothing for it.
    """

    id: str
    heading: str | None = None
    repeat: Bounds = (1, 1)
    required: bool = True
    gathers: tuple[str, ...] = ()
    headings: Pattern = "(?!)"
    signals: tuple[Pattern, ...] = ()
    area: str = ""
    leads: int = 3
    lead: str = ""
    points: PointRule = PointRule()
    max_share: float = 1.0
    missing: str = ""


class ClosingRule(_Rule):
    """结束语. ``default`` is written; one of ``patterns`` must match. ``required`` False: usually there is none."""

    required: bool = True
    default: str = ""
    patterns: tuple[Pattern, ...] = ()
    max_chars: int = 45


class LengthRule(_Rule):
    """篇幅. ``default`` in 字; ``tolerance`` as a share; ``per_minute`` read aloud; ``sentence_max`` in characters."""

    default: int = 1900
    tolerance: float = 0.15
    per_minute: int = 220
    sentence_max: int = 130


class Genre(_Rule):
    """One 文种. ``balance``: longest body section over the shortest, at most.

    ``about_people``: its notes are on cadres and organisation even where they name a line of business.
    ``guidance``: what a writer who works after a prompt is told about it, in Chinese.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    aliases: tuple[str, ...] = ()
    oral: bool
    about_people: bool = False
    guidance: str = ""
    source: str
    title: TitleRule
    salutation: SalutationRule | None = None
    opening: OpeningRule
    headings: HeadingRule
    sections: Annotated[tuple[SectionRule, ...], Field(min_length=1)]
    balance: float = 2.2
    closing: ClosingRule
    length: LengthRule = LengthRule()

    @model_validator(mode="after")
    def _one_section_takes_the_rest(self) -> Genre:
        ids = [section.id for section in self.sections]
        if len(set(ids)) != len(ids):
            raise ValueError(f"sections 的 id 有重复：{ids}")
        if sum(not section.gathers for section in self.sections) != 1:
            raise ValueError("sections 中必须恰有一个不写 gathers，用来收纳其余要点")
        return self

    def section_rule(self, rule_id: str) -> SectionRule:
        """The rule called ``rule_id``. Raises KeyError when there is none."""
        return {section.id: section for section in self.sections}[rule_id]

    @property
    def body(self) -> SectionRule:
        """The section that takes every note no other section gathers."""
        return next(section for section in self.sections if not section.gathers)


def load_genres(folders: tuple[Path, ...] = ()) -> dict[str, Genre]:
    """All genres by id: the shipped ones, then those in ``folders``, where a same id replaces.

    Raises UserError naming the file and the key when one does not hold.
    """
    genres: dict[str, Genre] = {}
    for folder in (corpus_folder("genres"), *folders):
        for path in sorted(folder.glob("*.yaml")):
            genre = _load(path)
            genres[genre.id] = genre
    return genres


def find_genre(name: str, genres: dict[str, Genre], own: Path | None = None) -> Genre:
    """The genre called ``name``: an id, a name or an alias.

    Raises UserError listing what there is and naming ``own``, the folder where genres of the user's own belong.
    """
    wanted = name.strip()
    for genre in genres.values():
        if wanted in (genre.id, genre.name, *genre.aliases):
            return genre
    known = "、".join(f"{genre.name}（{genre.id}）" for genre in genres.values())
    where = own or "NIGAO_HOME 下的 genres"
    raise UserError(f"不认识的文种“{wanted}”。可用的文种：{known}。请改写“文种”一项，或在 {where} 中添加文种文件。")


@lru_cache(maxsize=64)
def _load(path: Path) -> Genre:
    return read_data(path, Genre, "文种文件")
