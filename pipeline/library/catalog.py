"""The catalog: the one source of truth of a library, in SQLite.

It holds every report and passage and a journal of changes. The dense and the keyword index are derived from it: each
has a stamp that says up to which change it follows, so an interruption at any moment leaves at most an index that lags
and is brought up to date from here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.library.faults import DamagedLibrary, is_whole_sqlite
from pipeline.library.passages import PassageRole, Report
from pipeline.library.sqlite import connect

_SCHEMA = """
CREATE TABLE IF NOT EXISTS reports (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, genre TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, warnings TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS reports_by_hash ON reports (hash);
CREATE TABLE IF NOT EXISTS passages (
    report TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE, position INTEGER NOT NULL, genre TEXT NOT NULL,
    role TEXT NOT NULL, section INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    heading TEXT NOT NULL, text TEXT NOT NULL, masked TEXT NOT NULL, UNIQUE (report, position)
);
CREATE TABLE IF NOT EXISTS changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, report TEXT NOT NULL, fresh INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS stamps (name TEXT PRIMARY KEY, seq INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A passage as the library keeps it. ``text`` is the original, ``masked`` what a model may see."""

    id: str
    report: str
    position: int
    genre: str
    role: PassageRole
    section: int
    start: int
    end: int
    heading: str
    text: str
    masked: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as the catalog lists it. ``source``: absolute path of its file. ``hash``: of its bytes and our rules."""

    id: str
    source: str
    hash: str


@dataclass(frozen=True, slots=True)
class Change:
    """A report that an index has yet to follow. ``fresh``: the index never held it. ``seq``: its last change."""

    report: str
    fresh: bool
    seq: int


class Catalog:
    """Reports, passages and the journal. Opening raises DamagedLibrary or sqlite3.DatabaseError on a damaged file."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not is_whole_sqlite(path):
            raise DamagedLibrary(f"目录 {path.name} 不完整")
        self._db = connect(path, lambda: DamagedLibrary(f"目录 {path.name} 有坏页"))
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, also when the process is killed."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            yield

    # --- reports

    def entry_of(self, source: str) -> Entry | None:
        row = self._db.execute("SELECT id, source, hash FROM reports WHERE source = ?", (source,)).fetchone()
        return Entry(*row) if row else None

    def entries_under(self, folder: str) -> Iterator[Entry]:
        """Reports whose file lies in ``folder`` or below it, in order of their path."""
        low = folder.rstrip(os.sep) + os.sep
        high = low[:-1] + chr(ord(os.sep) + 1)  # a range, not a pattern: paths may hold % and _
        rows = self._db.execute(
            "SELECT id, source, hash FROM reports WHERE source > ? AND source < ? ORDER BY source", (low, high)
        )
        return (Entry(*row) for row in rows.fetchall())

    def entries_of_hash(self, digest: str) -> list[Entry]:
        rows = self._db.execute("SELECT id, source, hash FROM reports WHERE hash = ? ORDER BY id", (digest,))
        return [Entry(*row) for row in rows]

    def move(self, report: str, source: str) -> None:
        """Notes that the file of a report lies elsewhere now; its passages stay what they are."""
        with self._db:
            self._db.execute("UPDATE reports SET source = ? WHERE id = ?", (source, report))

    def has_id(self, report: str) -> bool:
        return self._db.execute("SELECT 1 FROM reports WHERE id = ?", (report,)).fetchone() is not None

    def put(self, entry: Entry, report: Report, rows: Sequence[Stored]) -> None:
        """Adds or replaces a report and its passages, and journals it. Call it inside ``transaction``."""
        fresh = not self.has_id(entry.id)
        self._delete(entry.id)
        warnings = json.dumps(report.warnings, ensure_ascii=False)
        self._db.execute(
            "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?)",
            (entry.id, entry.source, entry.hash, report.genre, report.title, report.text, warnings),
        )
        self._db.executemany(f"INSERT INTO passages ({_COLUMNS}) VALUES (?{', ?' * 9})", map(_values, rows))
        self._journal(entry.id, fresh=fresh)

    def remove(self, report: str) -> None:
        """Forgets a report and its passages, and journals it. Call it inside ``transaction``."""
        self._delete(report)
        self._journal(report, fresh=False)

    def _delete(self, report: str) -> None:
        self._db.execute("DELETE FROM reports WHERE id = ?", (report,))

    def _journal(self, report: str, *, fresh: bool) -> None:
        self._db.execute("INSERT INTO changes (report, fresh) VALUES (?, ?)", (report, fresh))

    def warnings(self) -> list[tuple[str, str]]:
        """(report id, warning) of every report that has defects of its own."""
        rows = self._db.execute("SELECT id, warnings FROM reports WHERE warnings != '[]' ORDER BY id")
        return [(report, warning) for report, packed in rows for warning in json.loads(packed)]

    def reports(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM reports").fetchone()[0])

    # --- passages

    def count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def passages(self, report: str) -> list[Stored]:
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM passages WHERE report = ? ORDER BY position", (report,))
        return [_stored(row) for row in rows]

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, Stored]:
        """The passages with these ids; an id that the catalog does not know is left out."""
        found: dict[str, Stored] = {}
        for passage_id in ids:
            report, _, position = passage_id.rpartition("#")
            row = self._db.execute(
                f"SELECT {_COLUMNS} FROM passages WHERE report = ? AND position = ?", (report, position)
            ).fetchone()
            if row:
                found[passage_id] = _stored(row)
        return found

    # --- the journal

    def last_change(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM changes").fetchone()[0])

    def stamp(self, index: str) -> int:
        row = self._db.execute("SELECT seq FROM stamps WHERE name = ?", (index,)).fetchone()
        return int(row[0]) if row else 0

    def set_stamp(self, index: str, seq: int) -> None:
        with self._db:
            self._db.execute("INSERT OR REPLACE INTO stamps VALUES (?, ?)", (index, seq))

    def pending(self, index: str, limit: int) -> list[Change]:
        """Up to ``limit`` changes that ``index`` has yet to follow, oldest first."""
        rows = self._db.execute(
            "SELECT report, fresh, seq FROM changes WHERE seq > ? ORDER BY seq LIMIT ?", (self.stamp(index), limit)
        )
        return [Change(report, bool(fresh), seq) for report, fresh, seq in rows]

    def trim(self) -> None:
        """Drops the part of the journal that both indexes have followed, but for its last entry."""
        with self._db:
            self._db.execute("DELETE FROM changes WHERE seq < (SELECT min(seq) FROM stamps)")


_COLUMNS = "report, position, genre, role, section, start, end, heading, text, masked"


def passage_id(report: str, position: int) -> str:
    return f"{report}#{position}"


def _values(row: Stored) -> tuple[Any, ...]:
    place = (row.report, row.position, row.genre, row.role, row.section, row.start, row.end)
    return (*place, row.heading, row.text, row.masked)


def _stored(row: tuple[Any, ...]) -> Stored:
    return Stored(passage_id(row[0], row[1]), *row)
