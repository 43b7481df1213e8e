"""The exemplar library a case is drafted from: the shipped reports, without the one the case leaves out.

Never the user's own library: figures must be the same on every machine. Built once under the cache folder, named by
what it was built from; it may be deleted at any time.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from pipeline.checks.leakage.shelf import Exemplar, Shelf
from pipeline.genre import load_genres
from pipeline.resources import corpus_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.library import Library
    from pipeline.settings import Settings


def build(settings: Settings, leave_out: str = "") -> Settings:
    """Settings of the library without the report ``leave_out``; it is built when it is not there yet.

    Raises ServiceError when the embedder or the disk fails.
    """
    own = settings_for(settings, leave_out)
    own.home.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(own.home.with_suffix(".lock")):  # another run that builds it is waited for
        _build(settings, own, leave_out)
    return own


def _build(settings: Settings, own: Settings, leave_out: str) -> None:
    from pipeline import library

    if not library.exists(own):
        if leave_out:
            _take_vectors(build(settings), own)
        library.ingest(_reports(leave_out), own)


def open_for(settings: Settings, leave_out: str = "") -> Library:
    """The library without the report ``leave_out``, open. Close it after use."""
    from pipeline import library

    return library.open_library(build(settings, leave_out))


def settings_for(settings: Settings, leave_out: str = "") -> Settings:
    """Where that library lies and what it is built with: the shipped embedder and no server, whatever the user set."""
    from pipeline.settings import EmbeddingSettings

    home = settings.cache_folder / "eval" / f"{leave_out or 'all'}-{_digest(leave_out)}"
    return settings.model_copy(update={"home": home, "chroma_url": "", "embedding": EmbeddingSettings()})


def _take_vectors(full: Settings, own: Settings) -> None:
    """The reports were embedded for the full library already."""
    if not own.cache_folder.exists():
        shutil.copytree(full.cache_folder, own.cache_folder)


def _reports(leave_out: str) -> list[Path]:
    return [path for path in sorted(corpus_folder("reports").glob("*.txt")) if path.stem != leave_out]


@lru_cache(maxsize=16)
def _digest(leave_out: str) -> str:
    from pipeline.library import manifest, mask

    parts = [path.name.encode() + path.read_bytes() for path in _reports(leave_out)]
    rules = [genre.model_dump_json() for genre in load_genres().values()]
    parts.append("\n".join([*rules, str(mask.VERSION), str(manifest.SCHEMA)]).encode())
    return sha256(b"\0".join(parts)).hexdigest()[:12]


# --- for scoring, where nothing is embedded


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report as leakage rules see a passage of a library."""

    id: str
    report: str
    text: str
    masked: str


class Exemplars:
    """The shipped reports but one, in memory, as much of a library as the checks ask for.

    Scoring must cost milliseconds and open no store; every report is offered for every sentence, so nothing copied is
    overlooked because a search did not find it.
    """

    def __init__(self, leave_out: str = "") -> None:
        self.reports = [one for one in _all_reports() if one.report != leave_out]

    def worded(self, text: str, k: int) -> Sequence[Report]:
        del text, k
        return self.reports

    def passages(self, report: str) -> Sequence[Report]:
        return [one for one in self.reports if one.report == report]


@lru_cache(maxsize=8)
def shelf_without(leave_out: str = "") -> Shelf:
    """The reports as the leakage rules lay them side by side."""
    return Shelf([Exemplar(one.report, one.text, one.masked) for one in Exemplars(leave_out).reports])


@lru_cache(maxsize=1)
def _all_reports() -> tuple[Report, ...]:
    from pipeline.library.mask import mask

    found = []
    for path in _reports(""):
        text = path.read_text(encoding="utf-8")
        found.append(Report(path.stem, path.stem, text, mask(text)))
    return tuple(found)
