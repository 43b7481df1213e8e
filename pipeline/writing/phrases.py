"""The phrase bank that the composer writes from: ``corpus/phrases``, validated on load.

Everything here is stance, purpose or form. Nothing in it states a fact, so whatever is picked, a draft says no more
than its notes do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.resources import corpus_folder

Words = Annotated[tuple[str, ...], Field(min_length=1)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _File(_Data):
    """What every file of the bank says of itself."""

    source: str
    as_of: str


class Topics(_Data):
    """Topic sentences (分论点主题句) of one theme, without full stop, by form: 6字 (2+4) and 7字 (4+3)."""

    six: Words
    seven: Words
    problem: Words


class Theme(_Data):
    """What a note may be about. ``section``: where such a note is filed when the writer gave no groups."""

    id: str
    name: str
    section: str
    keywords: Words
    topics: Topics
    stance: Words
    purpose: Words


class _ThemeFile(_File):
    area: str
    themes: tuple[Theme, ...]


class ImageFill(_Data):
    """“坚持{act}，{verb}{object}“{image}”。” The writer's own group name may stand for ``object``."""

    act: str
    verb: str
    object: str
    image: str


class BaseFill(_Data):
    """“以{base}为{rank}，{aim}。”"""

    base: str
    aim: str


class DriveFill(_Data):
    """“始终坚持{what}，{how}。”"""

    what: str
    how: str


class FocusFill(_Data):
    """“突出{point}，{do}。” The writer's own group name may stand for ``point``."""

    point: str
    do: str


class EssenceFill(_Data):
    """“坚持{group}为先，让{noun}更加{adj}。” for groups of two characters."""

    noun: str
    adj: str


class SectionPhrases(_Data):
    """Headings, leads and last clauses of one area of work."""

    id: str
    name: str
    short: str
    image: Annotated[tuple[ImageFill, ...], Field(min_length=1)]
    base: Annotated[tuple[BaseFill, ...], Field(min_length=1)]
    drive: Annotated[tuple[DriveFill, ...], Field(min_length=1)]
    focus: Annotated[tuple[FocusFill, ...], Field(min_length=1)]
    essence: Annotated[tuple[EssenceFill, ...], Field(min_length=1)]
    lead: Words
    close: Words


class _SectionFile(_File):
    sections: tuple[SectionPhrases, ...]


class GroupName(_Data):
    """Words (``match``) by which a writer's own name for a group tells which area of work it is about."""

    area: str
    match: Words


class _GroupNameFile(_File):
    names: tuple[GroupName, ...]


class FieldWords(_Data):
    """What a kind of bureau calls its field, its people and its aims. ``match``: found in the unit's name."""

    match: tuple[str, ...] = ()
    field: str
    workforce: str
    team: str
    cause: str
    goal: str
    image_object: str
    significance: Words
    idea: Words


class _FieldFile(_File):
    fields: tuple[FieldWords, ...]
    default: FieldWords


class OpeningPhrases(_Data):
    """How a speech opens at a kind of meeting. ``match``: found in the occasion's name.

    ``idea``: whether the bureau's own governing idea, which is about its people, belongs in such an opening.
    ``areas``: what such a meeting is about, and a speech at it takes first; none for meetings on the team itself.
    """

    id: str
    match: tuple[str, ...] = ()
    idea: bool = False
    areas: tuple[str, ...] = ()
    framing: Words
    stance: Words


class _OpeningFile(_File):
    themes: tuple[OpeningPhrases, ...]


class _PlanTopics(_Data):
    six: Words
    seven: Words


class _FillerTopics(_Data):
    six: Words
    seven: Words
    problem: Words
    next: _PlanTopics


class Fillers(_Data):
    """For a note of no known theme."""

    stance: Words
    purpose: Words
    topics: _FillerTopics


class AroundPlan(_Data):
    """Clauses that may stand before and after a stated plan."""

    before: Words
    after: Words


class _StanceFile(_File):
    fillers: Fillers
    problem_stance: Words
    next_stance: AroundPlan


class PhraseBank(BaseModel):
    """The whole bank."""

    model_config = ConfigDict(frozen=True)

    themes: tuple[Theme, ...]
    sections: dict[str, SectionPhrases]
    fields: tuple[FieldWords, ...]
    default_field: FieldWords
    openings: tuple[OpeningPhrases, ...]
    fillers: Fillers
    problem_stance: tuple[str, ...]
    next_stance: AroundPlan
    group_names: tuple[GroupName, ...] = ()

    def areas_named(self, group: str) -> set[str]:
        """The areas of work that a group's name tells of, by the longest known word in it; none for most names."""
        found = [(len(word), name.area) for name in self.group_names for word in name.match if word in group]
        longest = max((length for length, _ in found), default=0)
        return {area for length, area in found if length == longest}


@cache
def load_phrases() -> PhraseBank:
    """The shipped bank. Raises UserError naming file and key when a file does not hold."""
    folder = corpus_folder("phrases")
    themes = [t for path in sorted((folder / "themes").glob("*.yaml")) for t in _read(path, _ThemeFile).themes]
    sections = _read(folder / "sections.yaml", _SectionFile).sections
    fields = _read(folder / "fields.yaml", _FieldFile)
    stances = _read(folder / "stances.yaml", _StanceFile)
    return PhraseBank(
        themes=tuple(themes),
        sections={section.id: section for section in sections},
        fields=fields.fields,
        default_field=fields.default,
        openings=_read(folder / "openings.yaml", _OpeningFile).themes,
        fillers=stances.fillers,
        problem_stance=stances.problem_stance,
        next_stance=stances.next_stance,
        group_names=_read(folder / "group_names.yaml", _GroupNameFile).names,
    )


_F = TypeVar("_F", bound=_File)


def _read(path: Path, kind: type[_F]) -> _F:
    return read_data(path, kind, "语料文件")
