"""The outline (提纲): what each section and point is about and which notes it is written from.

A person may edit it as YAML between planning and writing; every note must then still stand in it exactly once.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.errors import UserError
from pipeline.notes import Notes


class _Plan(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# A list whose last entry a person deleted reads as null in YAML: an empty list, so that what is missing gets named.
_Ids = Annotated[tuple[str, ...], BeforeValidator(lambda value: () if value is None else value)]


class OutlinePoint(_Plan):
    """One point: its topic sentence without full stop ("" for none) and the ids of its notes.

    ``weight``: what it is worth, 1 to 5, 0 if nobody said. ``angle``: how its facts are to carry the topic.
    """

    topic: str = Field(default="", validation_alias=AliasChoices("topic", "主题句"))
    notes: _Ids = Field(default=(), validation_alias=AliasChoices("notes", "要点"))
    weight: int = Field(default=0, ge=0, le=5, validation_alias=AliasChoices("weight", "分量"))
    angle: str = Field(default="", validation_alias=AliasChoices("angle", "立论"))


class OutlineSection(_Plan):
    """One section. ``rule``: id of the genre's section rule. ``area``: id in ``corpus/phrases/sections.yaml``."""

    rule: str = Field(validation_alias=AliasChoices("rule", "类别"))
    area: str = Field(default="general", validation_alias=AliasChoices("area", "领域"))
    heading: str = Field(validation_alias=AliasChoices("heading", "标题"))
    points: tuple[OutlinePoint, ...] = Field(default=(), validation_alias=AliasChoices("points", "分论点"))


class Outline(_Plan):
    """The plan of a whole draft. ``opening``: ids of the notes whose figures the opening gives.

    ``idea``: the governing idea; ``preview``: the sentence of the opening that names the sections in order.
    """

    genre: str = Field(validation_alias=AliasChoices("genre", "文种"))
    title: str = Field(validation_alias=AliasChoices("title", "标题"))
    salutation: str = Field(default="", validation_alias=AliasChoices("salutation", "称谓"))
    idea: str = Field(default="", validation_alias=AliasChoices("idea", "立意"))
    preview: str = Field(default="", validation_alias=AliasChoices("preview", "总做法"))
    opening: _Ids = Field(default=(), validation_alias=AliasChoices("opening", "开头要点"))
    sections: tuple[OutlineSection, ...] = Field(validation_alias=AliasChoices("sections", "部分"))

    @property
    def note_ids(self) -> tuple[str, ...]:
        """Every note id it places, in reading order, repeats kept."""
        return (
            *self.opening,
            *(note for section in self.sections for point in section.points for note in point.notes),
        )


def load_outline(path: Path, notes: Notes) -> Outline:
    """The outline a person edited. Raises UserError when it does not read, or does not place every note once."""
    outline = read_data(path, Outline, "提纲")
    require_each_note_once(outline, notes, str(path))
    return outline


def require_each_note_once(outline: Outline, notes: Notes, name: str) -> None:
    """Raises UserError when the outline names an unknown note, drops one or places one twice."""
    wanted = {note.id: note.text for note in notes.drafted}
    placed = Counter(outline.note_ids)
    if unknown := [note for note in placed if note not in wanted]:
        raise UserError(f"提纲 {name} 引用了要点文件中没有的要点 {unknown[0]}。请改成已有的要点编号，或重新生成提纲。")
    if dropped := [note for note in wanted if note not in placed]:
        what = f"{dropped[0]}（{_short(wanted[dropped[0]])}）"
        raise UserError(f"提纲 {name} 漏了要点 {what}。请把它放回某个分论点，或从要点文件中删去。")
    if twice := [note for note, times in placed.items() if times > 1]:
        raise UserError(f"提纲 {name} 把要点 {twice[0]}（{_short(wanted[twice[0]])}）用了不止一次。请只保留一处。")


def outline_yaml(outline: Outline, notes: Notes) -> str:
    """The outline as a person edits it: each note id with its text beside it as a comment."""
    text = {note.id: note.text for note in notes.notes}
    lines = [
        "# 提纲：可以改标题和主题句，可以调整要点的归属和顺序；每个要点编号须恰好出现一次。",
        f"文种: {outline.genre}",
        f"标题: {_quoted(outline.title)}",
        f"称谓: {_quoted(outline.salutation)}",
    ]
    lines += [
        f"{name}: {_quoted(text)}" for name, text in (("立意", outline.idea), ("总做法", outline.preview)) if text
    ]
    if outline.opening:
        lines += ["开头要点:", *_listed(outline.opening, text, "")]
    lines.append("部分:")
    for section in outline.sections:
        lines += [f"- 类别: {section.rule}", f"  领域: {section.area}", f"  标题: {_quoted(section.heading)}"]
        lines.append("  分论点:" if section.points else "  分论点: []")
        for point in section.points:
            lines += [f"  - 主题句: {_quoted(point.topic)}", "    要点:" if point.notes else "    要点: []"]
            lines += _listed(point.notes, text, "    ")
            if point.weight:
                lines.append(f"    分量: {point.weight}")
            if point.angle:
                lines.append(f"    立论: {_quoted(point.angle)}")
    return "\n".join(lines) + "\n"


def _listed(ids: tuple[str, ...], text: dict[str, str], indent: str) -> list[str]:
    return [f"{indent}- {_quoted(note)}  # {' '.join(text.get(note, '').split())}" for note in ids]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"
