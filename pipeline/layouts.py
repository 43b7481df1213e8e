"""Layouts (版式) as data: page, grid, fonts and indents of a Word file, read from ``corpus/layouts/*.yaml``.

The exporter writes by a layout and the checks judge by it. A house layout is a file in ``layouts/`` under NIGAO_HOME,
or any .yaml file; it names the layout it is based on and holds only what differs. Lengths of the page are in mm,
everything in the text is in pt or in characters of its own size (字).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError, model_validator

from pipeline.data_files import first_fault, read_data
from pipeline.errors import UserError
from pipeline.resources import corpus_folder

POINTS_PER_MM = 72 / 25.4
_KIND = "版式文件"

Align = Literal["both", "left", "center", "right"]
Style = Literal["title", "byline", "salutation", "heading", "topic", "item", "signature", "body"]
Millimetres = Annotated[float, Field(ge=0, le=1000)]
Points = Annotated[float, Field(ge=1, le=200)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PageRule(_Rule):
    """Paper and margins in mm: 天头 top, 订口 left."""

    width: Annotated[float, Field(gt=0, le=1000)]
    height: Annotated[float, Field(gt=0, le=1000)]
    top: Millimetres
    bottom: Millimetres
    left: Millimetres
    right: Millimetres

    @property
    def text_width(self) -> float:
        """Width of the 版心 in pt."""
        return (self.width - self.left - self.right) * POINTS_PER_MM

    @property
    def text_height(self) -> float:
        """Height of the 版心 in pt."""
        return (self.height - self.top - self.bottom) * POINTS_PER_MM


class GridRule(_Rule):
    """What a full page holds of body text: lines, and full-width characters a line."""

    lines: Annotated[int, Field(ge=1, le=100)]
    chars: Annotated[int, Field(ge=1, le=100)]


class TextRule(_Rule):
    """How one kind of text is set.

    ``font`` is the Chinese font, ``latin`` that of Latin letters and Arabic digits; ``size`` and ``pitch`` (exact line
    pitch) in pt; ``spacing`` in pt is added after every character; ``first_line`` and ``right`` are indents in
    characters.
    What a file leaves out of any rule but ``body`` is as in ``body``.
    """

    font: Annotated[str, Field(min_length=1)]
    latin: Annotated[str, Field(min_length=1)]
    size: Points
    pitch: Points
    spacing: Annotated[float, Field(ge=-5, le=20)] = 0.0
    bold: bool = False
    align: Align = "both"
    first_line: Annotated[float, Field(ge=0, le=10)] = 0.0
    right: Annotated[float, Field(ge=0, le=20)] = 0.0

    @model_validator(mode="after")
    def _fits_its_line(self) -> TextRule:
        if self.pitch < self.size:
            raise ValueError(f"行距 {self.pitch:g} 磅小于字号 {self.size:g} 磅，字会被截断")
        return self


class PageNumberRule(_Rule):
    """页码. ``form`` holds {n}; ``place``: outside (odd right, even left) or centre; ``indent`` in characters from the
    edge of the 版心; ``below``: mm from the lower edge of the 版心 to the dash beside the number."""

    font: Annotated[str, Field(min_length=1)]
    size: Points
    form: Annotated[str, Field(pattern=r"^[^{}]*\{n\}[^{}]*$")] = "— {n} —"
    place: Literal["outside", "centre"] = "outside"
    indent: Annotated[float, Field(ge=0, le=10)] = 1.0
    below: Annotated[float, Field(ge=0, le=100)] = 7.0


class LayoutProfile(_Rule):
    """One 版式. ``topic`` is the second level ((一） or a topic sentence), ``item`` what 一是, 1. and （1） open."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    aliases: tuple[str, ...] = ()
    source: str
    page: PageRule
    grid: GridRule
    body: TextRule
    title: TextRule
    byline: TextRule
    salutation: TextRule
    heading: TextRule
    topic: TextRule
    item: TextRule
    signature: TextRule
    page_number: PageNumberRule

    def rule(self, style: Style) -> TextRule:
        """How text of this kind is set."""
        rule: TextRule = getattr(self, style)
        return rule

    @model_validator(mode="before")
    @classmethod
    def _the_rest_as_in_body(cls, data: Any) -> Any:
        body = data.get("body") if isinstance(data, dict) else None
        if not isinstance(body, dict):
            return data
        return {**data, **{name: {**body, **(data.get(name) or {})} for name in _LIKE_BODY if _is_table(data, name)}}

    @model_validator(mode="after")
    def _page_holds_the_grid(self) -> LayoutProfile:
        lines = math.floor(self.page.text_height / self.body.pitch + 1e-6)
        chars = math.floor(self.page.text_width / (self.body.size + self.body.spacing) + 1e-6)
        if (lines, chars) != (self.grid.lines, self.grid.chars):
            raise ValueError(
                f"按页边距、行距和字距，每页排 {lines} 行、每行 {chars} 字，"
                f"与 grid 中的 {self.grid.lines} 行、{self.grid.chars} 字不符"
            )
        return self


_LIKE_BODY = ("title", "byline", "salutation", "heading", "topic", "item", "signature")


def _is_table(data: dict[str, Any], name: str) -> bool:
    """Whether the rule may be completed: absent, empty or a table. Anything else is left for pydantic to refuse."""
    return data.get(name) is None or isinstance(data[name], dict)


def load_layouts(folders: tuple[Path, ...] = ()) -> dict[str, LayoutProfile]:
    """All layouts by id: the shipped ones, then those in ``folders``, where a same id replaces.

    Raises UserError naming the file and the key when one does not hold.
    """
    raw: dict[str, dict[str, Any]] = {}
    origin: dict[str, Path] = {}
    for path, data in _files(folders):
        key = str(data.get("id", ""))
        raw[key], origin[key] = _completed(data, dict(raw), path), path
    return {key: _validated(data, origin[key]) for key, data in raw.items()}


def find_layout(name: str, layouts: dict[str, LayoutProfile]) -> LayoutProfile:
    """The layout called ``name``: an id, a name, an alias, or the path of a .yaml file, which may be based on any of
    ``layouts``. Raises UserError listing what there is."""
    wanted = name.strip()
    if wanted.lower().endswith((".yaml", ".yml")):
        path = Path(wanted)
        known = {key: _sparse(layout) for key, layout in layouts.items()}
        return _validated(_completed(_read(path), known, path), path)
    for layout in layouts.values():
        if wanted in (layout.id, layout.name, *layout.aliases):
            return layout
    names = "、".join(f"{layout.name}（{layout.id}）" for layout in layouts.values())
    raise UserError(f"不认识的版式“{wanted}”。可用的版式：{names}；也可以给出一个 .yaml 版式文件。")


def _files(folders: tuple[Path, ...]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The files and their contents; within a folder one that is based on another comes after those that are not."""
    for folder in (corpus_folder("layouts"), *folders):
        contents = [(path, _read(path)) for path in sorted(folder.glob("*.yaml"))]
        yield from sorted(contents, key=lambda item: "based_on" in item[1])


def _sparse(layout: LayoutProfile) -> dict[str, Any]:
    """The layout as a file would have it: what a rule shares with ``body`` is left out, so that it follows ``body``."""
    data = layout.model_dump()
    body = data["body"]
    return {**data, **{name: {k: v for k, v in data[name].items() if v != body[k]} for name in _LIKE_BODY}}


class _Table(RootModel[dict[str, Any]]):
    """Any mapping: completed from its base before it is judged."""


def _read(path: Path) -> dict[str, Any]:
    return read_data(path, _Table, _KIND).root


def _completed(data: dict[str, Any], known: dict[str, dict[str, Any]], path: Path) -> dict[str, Any]:
    """``data`` with what it leaves out taken from the layout it names in ``based_on``."""
    base = data.get("based_on")
    if base is None:
        return data
    if base not in known:
        raise UserError(
            f"{_KIND} {path} 有误：based_on：没有编号为“{base}”的版式，现有 {'、'.join(known)}。请改正后再试。"
        )
    own = {key: value for key, value in data.items() if key != "based_on"}
    return _merged({**known[base], "aliases": ()}, own)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {key: _merged(base[key], own[key]) for key in own if isinstance(own[key], dict) and _is_dict(base, key)}
    return {**base, **own, **both}


def _is_dict(table: dict[str, Any], key: str) -> bool:
    return isinstance(table.get(key), dict)


def _validated(data: dict[str, Any], path: Path) -> LayoutProfile:
    try:
        return LayoutProfile.model_validate(data)
    except ValidationError as error:
        raise UserError(f"{_KIND} {path} 有误：{first_fault(error)}。请改正后再试。") from error
