"""Which genre a command works with: the one named, else that of the notes."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import UserError
from pipeline.genre import Genre, find_genre, load_genres
from pipeline.notes import Notes
from pipeline.settings import Settings, load_settings


def known_genres(settings: Settings | None = None) -> dict[str, Genre]:
    """The shipped genres and those in ``genres/`` under NIGAO_HOME."""
    return load_genres((_own_folder(settings or load_settings()),))


def _own_folder(settings: Settings) -> Path:
    return settings.home / "genres"


def named_genre(
    name: str | None, notes: Notes | None, notes_path: Path | str | None, genres: dict[str, Genre]
) -> Genre | None:
    """The genre called ``name``, else the one the notes ask for, else None.

    Raises UserError naming the notes file when the unknown name stands there.
    """
    if name:
        return find_genre(name, genres, _own_folder(load_settings()))
    if notes is None or not notes.genre:
        return None
    try:
        return find_genre(notes.genre, genres, _own_folder(load_settings()))
    except UserError as error:
        raise UserError(f"{notes_path}：{error}") from error
