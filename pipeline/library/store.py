"""A library on disk: the catalog, the two indexes that follow it, and the manifest that binds them to one model."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pipeline.errors import ServiceError, UserError
from pipeline.library import dense, keyword, manifest, seals
from pipeline.library.catalog import Catalog, Change, Stored
from pipeline.library.dense import DenseIndex
from pipeline.library.embed import Embedder
from pipeline.library.faults import DamagedLibrary
from pipeline.library.keyword import KeywordIndex
from pipeline.library.manifest import Manifest
from pipeline.library.vectors import VectorCache

if TYPE_CHECKING:
    from pipeline.settings import Settings

_BATCH = 64  # changes an index follows at a time
_LOOKS = 3


class Store:
    """One build of the library, open. Whoever writes holds the lock (``writing``)."""

    def __init__(self, settings: Settings, embedder: Embedder, found: Manifest, *, create: bool = False) -> None:
        self.manifest = found
        self._folder = settings.library_folder / found.build
        if create:
            self._folder.mkdir(parents=True, exist_ok=True)
        elif not (self._folder / "catalog.sqlite").is_file():
            raise DamagedLibrary("缺少目录 catalog.sqlite")
        self.vectors = VectorCache(settings.cache_folder / "vectors.sqlite", embedder)
        self.catalog = _catalog(self._folder / "catalog.sqlite")
        self.dense = DenseIndex(self._folder / "chroma", settings.chroma_url, found.build, self.vectors)
        self.keyword = KeywordIndex(self._folder / "keyword", create=create)

    def close(self) -> None:
        self.catalog.close()
        self.vectors.close()
        self.keyword.close()
        self.dense.close()

    def lags(self) -> bool:
        """Whether an index has yet to follow some change, because whoever made it was interrupted or is still at it."""
        last = self.catalog.last_change()
        return any(self.catalog.stamp(index) < last for index in (dense.NAME, keyword.NAME))

    def follow(self) -> None:
        """Brings both indexes up to date with the catalog. Needs the lock."""
        while changes := self.catalog.pending(dense.NAME, _BATCH):
            self._follow_dense(changes)
        while changes := self.catalog.pending(keyword.NAME, _BATCH):
            self._follow_keyword(changes)

    def _follow_dense(self, changes: Sequence[Change]) -> None:
        for report in dict.fromkeys(change.report for change in changes if not change.fresh):
            self.dense.remove(report)
        self.dense.add(self._passages(changes))
        self.catalog.set_stamp(dense.NAME, changes[-1].seq)

    def _follow_keyword(self, changes: Sequence[Change]) -> None:
        reports = list(dict.fromkeys(change.report for change in changes))
        self.keyword.write(reports, self._passages(changes))
        self.catalog.set_stamp(keyword.NAME, changes[-1].seq)

    def _passages(self, changes: Sequence[Change]) -> list[Stored]:
        reports = dict.fromkeys(change.report for change in changes)
        return [passage for report in reports for passage in self.catalog.passages(report)]

    def verify(self) -> None:
        """Raises DamagedLibrary when an index that follows every change holds another number of passages."""
        for attempt in range(_LOOKS):
            expected, dense_held, words_held = self.catalog.count(), self.dense.count(), self.keyword.count()
            if dense_held == words_held == expected or self.lags():
                return
            if attempt + 1 < _LOOKS:  # an ingest may have gone on between the counts
                time.sleep(0.05)
                self.keyword.reload()
        raise DamagedLibrary(f"目录有 {expected} 段，向量索引有 {dense_held} 段，关键词索引有 {words_held} 段")


def open_store(settings: Settings, embedder: Embedder) -> Store:
    """The library in use, its indexes up to date unless someone is ingesting right now.

    Raises UserError when there is none, another model built it or it is damaged; ServiceError when a server fails.
    """
    if not manifest.exists(settings.library_folder) or manifest.is_begun_only(settings.library_folder):
        raise UserError(f"{settings.home} 中还没有建好的范文库。请先运行 nigao ingest。")
    found = manifest.read(settings.library_folder)
    manifest.require_model(found, embedder.name)
    seals.verify(settings.library_folder / found.build)
    store = Store(settings, embedder, found)
    try:
        if store.lags():
            _catch_up(store, settings)
        else:
            store.verify()
    except BaseException:
        store.close()
        raise
    return store


def open_locked(settings: Settings, embedder: Embedder) -> Store:
    """The library in use for one who holds the lock: its indexes are brought up to date. Raises as ``open_store``."""
    found = manifest.read(settings.library_folder)
    manifest.require_model(found, embedder.name)
    seals.verify(settings.library_folder / found.build)
    seals.unseal(settings.library_folder / found.build)
    store = Store(settings, embedder, found, create=not (settings.library_folder / found.build).exists())
    try:
        store.follow()
        store.verify()
    except BaseException:
        store.close()
        raise
    return store


def _catch_up(store: Store, settings: Settings) -> None:
    try:
        with writing(settings, wait=0):
            seals.unseal(settings.library_folder / store.manifest.build)
            store.follow()
            store.verify()
    except LockedLibrary:
        return  # an ingest is at work and brings them up to date itself; what is there can be searched


class LockedLibrary(UserError):
    """Another process is writing to the library."""


@contextmanager
def writing(settings: Settings, wait: float = 1.0) -> Iterator[None]:
    """Holds the lock that whoever writes to the library must hold; it is freed when the process ends, however it ends.

    Raises LockedLibrary after ``wait`` seconds, ServiceError when the folder cannot be written.
    """
    folder = settings.library_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=wait)
    except Timeout as error:
        raise LockedLibrary(f"另一个 nigao ingest 正在写 {folder}。请等它结束后再试。") from error
    except OSError as error:
        raise ServiceError(f"{folder} 写不进去（{error.strerror}）。请检查权限，或另设 NIGAO_HOME。") from error
    try:
        yield
    finally:
        lock.release()


def _catalog(path: Path) -> Catalog:
    try:
        return Catalog(path)
    except sqlite3.OperationalError as error:
        raise ServiceError(f"范文库目录打不开（{error}）。请检查磁盘空间和权限。") from error
    except sqlite3.DatabaseError as error:
        raise DamagedLibrary("目录 catalog.sqlite 读不懂") from error
