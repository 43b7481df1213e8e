"""Vectors that were paid for once: a cache by model and text, shared by the library and the composer.

It may be deleted at any time; what is missing is embedded again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from pipeline.errors import ServiceError
from pipeline.library.embed import Embedder, Vector, Vectors, clean
from pipeline.library.sqlite import is_damage

_NAMED = 500  # keys a statement: SQLite's own limit is far higher, older builds allow 999
_AT_ONCE = 64  # texts embedded before they are kept: what a kill can cost, and how long Ctrl-C may have to wait


class VectorCache:
    """Passage vectors of one embedder, kept in ``path``. Equal text is embedded once."""

    def __init__(self, path: Path, embedder: Embedder) -> None:
        self._embedder = embedder
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._db = _opened(path)

    @property
    def embedder(self) -> Embedder:
        return self._embedder

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, from the cache where it has them. Raises ServiceError when the embedder does not answer."""
        keys = [key_of(text) for text in texts]
        known = self._known(set(keys))
        missing = {key: clean(text) for key, text in zip(keys, texts, strict=True) if key not in known}
        for some in _chunks(list(missing), _AT_ONCE):
            rows = self._embedder.passages([missing[key] for key in some])
            known.update(zip(some, rows, strict=True))
            self._keep(some, rows)
        return np.stack([known[key] for key in keys]) if keys else self._embedder.passages([])

    def close(self) -> None:
        self._db.close()

    def _known(self, keys: set[bytes]) -> dict[bytes, Vector]:
        try:
            return self._read(keys)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._begin_anew()
            return {}

    def _begin_anew(self) -> None:
        """Forgets a file with bad pages: it holds nothing that cannot be computed again."""
        self._db.close()
        _removed(self._path)
        self._db = _opened(self._path)

    def _read(self, keys: set[bytes]) -> dict[bytes, Vector]:
        found: dict[bytes, Vector] = {}
        for some in _chunks(sorted(keys), _NAMED):
            marks = ",".join("?" * len(some))
            rows = self._db.execute(
                f"SELECT key, vector FROM vectors WHERE model = ? AND key IN ({marks})", (self._embedder.name, *some)
            )
            found.update((key, np.frombuffer(vector, dtype=np.float32)) for key, vector in rows)
        return found

    def _keep(self, keys: Sequence[bytes], rows: Vectors) -> None:
        values = [(self._embedder.name, key, row.tobytes()) for key, row in zip(keys, rows, strict=True)]
        try:
            self._write(values)
        except sqlite3.OperationalError as error:
            raise ServiceError(f"向量缓存写不进去（{error}）。请检查磁盘空间和权限。") from error
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._begin_anew()
            self._write(values)

    def _write(self, values: list[tuple[str, bytes, bytes]]) -> None:
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", values)


def key_of(text: str) -> bytes:
    """What the cache knows a text by: a digest of the text as the embedder sees it."""
    return hashlib.blake2b(clean(text).encode(), digest_size=16).digest()


def _opened(path: Path) -> sqlite3.Connection:
    """The database, begun anew when the file is damaged: it holds nothing that cannot be computed again."""
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        return _connected(Path(":memory:"))  # a home that may only be read can still be searched
    except sqlite3.DatabaseError:
        _removed(path)
        return _connected(path)


def _removed(path: Path) -> None:
    for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        part.unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=60, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute(
        "CREATE TABLE IF NOT EXISTS vectors (model TEXT, key BLOB, vector BLOB, PRIMARY KEY (model, key)) WITHOUT ROWID"
    )
    return db


def _chunks(keys: list[bytes], size: int) -> Iterator[list[bytes]]:
    for at in range(0, len(keys), size):
        yield keys[at : at + size]
