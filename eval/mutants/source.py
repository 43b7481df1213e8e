"""The sound texts that defects are planted in: the reference drafts with their notes, and the seeds without."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from pipeline.document import Draft
from pipeline.errors import UserError
from pipeline.genre import Genre, load_genres
from pipeline.notes import Notes, parse_notes
from pipeline.parsing import parse
from pipeline.resources import corpus_folder

DATA = Path(__file__).resolve().parents[2] / "tests" / "data"


@dataclass(frozen=True, slots=True)
class Source:
    """A sound text. ``notes`` is None for a seed."""

    name: str
    text: str
    genre: Genre
    notes: Notes | None
    draft: Draft


@lru_cache(maxsize=1)
def reference_drafts() -> tuple[Source, ...]:
    """The reference drafts, each with its notes. Raises UserError outside a checkout, which alone has them."""
    paths = sorted((DATA / "reference_drafts").glob("*.txt"))
    if not paths:
        raise UserError(f"找不到 {DATA / 'reference_drafts'}。变异测试只能在源码目录中运行，请先检出源码。")
    return tuple(_reference(path) for path in paths)


def _reference(path: Path) -> Source:
    notes_path = next((DATA / "notes").glob(f"{path.stem}.*"))
    notes = parse_notes(notes_path.read_text(encoding="utf-8"), notes_path.name)
    return _source(path, "xuanren" if "xuanren" in path.name else "fayan", notes)


@lru_cache(maxsize=1)
def seeds() -> tuple[Source, ...]:
    """The shipped reports, which have no notes."""
    paths = sorted(corpus_folder("reports").glob("*.txt"))
    return tuple(_source(path, "xuanren" if "xuanren" in path.name else "fayan", None) for path in paths)


def _source(path: Path, genre_id: str, notes: Notes | None) -> Source:
    genre = load_genres()[genre_id]
    text = path.read_text(encoding="utf-8").rstrip("\n")
    return Source(path.stem, text, genre, notes, parse(text, genre))


class Material(BaseModel):
    """``material.yaml``: words to plant. What each list is for is said there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    as_of: str
    bodies: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    documents: tuple[str, ...]
    programmes: tuple[str, ...]
    honours: tuple[str, ...]
    promotions: tuple[str, ...]
    instructions: tuple[str, ...]
    quotations: tuple[str, ...]
    attributions: tuple[str, ...]
    figures: tuple[str, ...]
    han_figures: tuple[str, ...]
    dates: tuple[str, ...]
    claims: tuple[str, ...]
    foreign: dict[str, tuple[str, ...]]
    local: tuple[str, ...]
    colloquial: tuple[str, ...]
    padding: tuple[str, ...]
    prefaces: tuple[str, ...]
    afterwords: tuple[str, ...]
    orders: tuple[str, ...]
    slogans: tuple[str, ...]
    typos: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def material() -> Material:
    return Material.model_validate(
        yaml.safe_load((Path(__file__).parent / "material.yaml").read_text(encoding="utf-8"))
    )
