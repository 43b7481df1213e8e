"""The manifest: which build of the library is in use, and which embedding model it was built with.

Every build lives in a folder of its own; the manifest is replaced in one step, so a rebuild that is interrupted leaves
the former library as it was.
"""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import ServiceError, UserError
from pipeline.library.faults import REBUILD, DamagedLibrary

FILE_NAME = "manifest.json"
SCHEMA = 1
"""Rises when what is stored changes its form; a library of another form is rebuilt, not guessed at."""


class Manifest(BaseModel):
    """``build``: folder beside the manifest, and name of the Chroma collection. ``roots``: what was ever ingested.

    Without roots the first ingest has not come to its end.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: int
    build: str
    embedding: str
    dim: int
    roots: tuple[str, ...] = ()


def exists(folder: Path) -> bool:
    """Whether there is a library, in whatever state: a manifest, or what one spoke of before it was lost."""
    return (folder / FILE_NAME).exists() or any(folder.glob("nigao-*/catalog.sqlite"))


def is_begun_only(folder: Path) -> bool:
    """Whether the first ingest was interrupted: what is there is good, but not all of it is there."""
    try:
        return not Manifest.model_validate_json((folder / FILE_NAME).read_bytes()).roots
    except (OSError, ValueError):
        return False


def read(folder: Path) -> Manifest:
    """The manifest of the library in ``folder``. Raises DamagedLibrary when it cannot be understood."""
    try:
        manifest = Manifest.model_validate_json((folder / FILE_NAME).read_bytes())
    except (OSError, ValidationError, ValueError) as error:
        raise DamagedLibrary(f"{FILE_NAME} 读不懂") from error
    if manifest.schema_version != SCHEMA:
        built = f"格式 {manifest.schema_version}，现为 {SCHEMA}"
        raise UserError(f"范文库是另一版本的 nigao 建立的（{built}）。{REBUILD}。")
    return manifest


def roots(folder: Path) -> tuple[str, ...]:
    """What was ever ingested, as far as a manifest in any state still tells."""
    try:
        found = json.loads((folder / FILE_NAME).read_bytes())["roots"]
    except (OSError, ValueError, KeyError, TypeError):
        return _sources(folder)
    return tuple(root for root in found if isinstance(root, str)) if isinstance(found, list) else ()


def _sources(folder: Path) -> tuple[str, ...]:
    """The files that the catalogs of a library without manifest were made from, as far as they can be read."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("nigao-*/catalog.sqlite")):
        try:
            with closing(sqlite3.connect(path)) as db:
                found.update(dict.fromkeys(str(row[0]) for row in db.execute("SELECT source FROM reports")))
        except sqlite3.Error:
            continue
    return tuple(found)


def write(folder: Path, manifest: Manifest) -> None:
    """Replaces the manifest in one step that survives a power cut."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{FILE_NAME}.new"
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(manifest.model_dump_json(indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / FILE_NAME)
    except OSError as error:
        raise ServiceError(f"{folder} 写不进去（{error.strerror}）。请检查磁盘空间和权限。") from error


def require_model(manifest: Manifest, name: str) -> None:
    """Raises UserError when the library was built with another embedding model than ``name``."""
    if manifest.embedding != name:
        other = f"范文库由向量模型 {manifest.embedding} 建立，现在设置的是 {name}"
        raise UserError(f"{other}，两者不能混用。{REBUILD}，或改回设置。")
