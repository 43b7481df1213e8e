"""SQLite files that say what is wrong with them: damage shows when a page is read, long after the file was opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Fault = Callable[[], Exception]


def connect(path: Path, damaged: Fault) -> sqlite3.Connection:
    """A connection that raises ``damaged()`` where SQLite finds the file malformed; other errors stay SQLite's own."""

    class Cursor(sqlite3.Cursor):
        def execute(self, *args: Any) -> Cursor:
            with _named(damaged):
                super().execute(*args)
            return self

        def executemany(self, *args: Any) -> Cursor:
            with _named(damaged):
                super().executemany(*args)
            return self

        def fetchone(self) -> Any:
            with _named(damaged):
                return super().fetchone()

        def fetchall(self) -> list[Any]:
            with _named(damaged):
                return super().fetchall()

        def __next__(self) -> Any:
            with _named(damaged):
                return super().__next__()

    class Connection(sqlite3.Connection):
        def cursor(self, *_: Any) -> Cursor:  # type: ignore[override]
            return super().cursor(Cursor)

        def execute(self, *args: Any) -> Cursor:
            return self.cursor().execute(*args)

        def executemany(self, *args: Any) -> Cursor:
            return self.cursor().executemany(*args)

    return sqlite3.connect(path, timeout=60, check_same_thread=False, factory=Connection)


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error means that the file is malformed, rather than busy, full or misused."""
    return type(error) is sqlite3.DatabaseError


@contextmanager
def _named(damaged: Fault) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise damaged() from error
        raise
