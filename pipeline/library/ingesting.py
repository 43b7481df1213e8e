"""Files -> library: idempotent, incremental, in bounded memory, and safe to kill at any moment.

A batch of reports is read, parsed, masked and embedded (its vectors are cached at once), then goes into the catalog in
one transaction, then into the indexes.
Whatever is killed in between is found again by the content hash or by an index's stamp.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ServiceError, UserError
from pipeline.genre import Genre, load_genres
from pipeline.library import manifest, mask, seals
from pipeline.library.catalog import Catalog, Entry, Stored, passage_id
from pipeline.library.dense import drop_collection
from pipeline.library.embed import Embedder, embedder
from pipeline.library.faults import DamagedLibrary
from pipeline.library.manifest import Manifest
from pipeline.library.memory import keep_heap_small
from pipeline.library.passages import Report, parse_report
from pipeline.library.store import Store, open_locked, writing
from pipeline.reading import is_other_document, is_readable_kind, read_text

if TYPE_CHECKING:
    from pipeline.settings import Settings

Progress = Callable[[int, int, str], None]
"""Told (files done, files in all, name of the file at hand)."""

_BATCH = 96  # passages embedded and written at a time: what a kill can cost, and what memory holds


@dataclass
class IngestReport:
    """What an ingest did. Reports by id, refused files as (path, reason); warnings are the reports' own defects."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def ingest(
    paths: Sequence[Path],
    settings: Settings,
    progress: Progress | None = None,
    *,
    rebuild: bool = False,
    model: Embedder | None = None,
) -> IngestReport:
    """Brings the library up to date with the files and folders ``paths``.

    A file under an ingested folder that is gone is removed; other files are left alone. ``rebuild`` begins a new
    library from ``paths`` and everything ever ingested; the old one stays in use until the new one is complete.
    ``model`` embeds in place of the embedder that the settings name.
    Raises UserError for a path that does not exist, a library of another model or another ingest at work; ServiceError
    when the embedder or a store fails.
    """
    roots = [_existing(path) for path in paths]
    keep_heap_small()
    with writing(settings):
        model = model or embedder(settings)
        if rebuild or not manifest.exists(settings.library_folder):
            return _built_anew(roots, settings, model, progress)
        try:
            store = open_locked(settings, model)
        except DamagedLibrary as damage:
            report = _built_anew(roots, settings, model, progress)
            report.warnings.insert(0, f"{damage} 已经自动重建。")
            return report
        return _with(store, roots, settings, progress)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise UserError(f"{path}：没有这个文件或文件夹。请检查路径后再试。")
    return path.resolve()


def _outermost(roots: Sequence[Path]) -> list[Path]:
    """Each root once, and none that lies in another."""
    distinct = list(dict.fromkeys(roots))
    return [root for root in distinct if not any(other in root.parents for other in distinct)]


def _built_anew(roots: Sequence[Path], settings: Settings, model: Embedder, progress: Progress | None) -> IngestReport:
    """A new build beside the old one; the manifest turns to it at the end, unless there is no old one to protect."""
    folder = settings.library_folder
    former = manifest.roots(folder)
    found = Manifest(schema_version=manifest.SCHEMA, build=_new_build(), embedding=model.name, dim=model.dim)
    if not manifest.exists(folder):
        manifest.write(folder, found)  # so that an interrupted first ingest goes on where it was
    known = [Path(root) for root in former if Path(root).exists()]
    report = _with(Store(settings, model, found, create=True), [*known, *roots], settings, progress)
    report.warnings += [f"{root} 已经不在，其中的范文没有收入" for root in former if not Path(root).exists()]
    return report


def _new_build() -> str:
    return f"nigao-{uuid.uuid4().hex[:12]}"


def _drop_other_builds(settings: Settings, build: str) -> None:
    """Clears away what the library was before, and builds that were never finished."""
    for path in settings.library_folder.glob("nigao-*"):
        if path.is_dir() and path.name != build:
            if settings.chroma_url:
                drop_collection(settings.chroma_url, path.name)
            shutil.rmtree(path, ignore_errors=True)


def _with(store: Store, roots: Sequence[Path], settings: Settings, progress: Progress | None) -> IngestReport:
    try:
        run = _Run(store, settings, progress)
        run.take(_outermost(roots))
        _remember(store, roots, settings)
        _drop_other_builds(settings, store.manifest.build)
    except sqlite3.Error as error:
        raise ServiceError(f"范文库写不进去（{error}）。请检查磁盘空间和权限。") from error
    finally:
        store.close()
    seals.seal(settings.library_folder / store.manifest.build)
    return run.report


def _remember(store: Store, roots: Sequence[Path], settings: Settings) -> None:
    every = tuple(dict.fromkeys([*store.manifest.roots, *(str(root) for root in roots)]))
    manifest.write(settings.library_folder, store.manifest.model_copy(update={"roots": every}))


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read, parsed and masked, waiting for its batch."""

    entry: Entry
    report: Report
    rows: list[Stored]
    known: bool


class _Run:
    """One ingest: walks the files, writes in batches, counts what happened."""

    def __init__(self, store: Store, settings: Settings, progress: Progress | None) -> None:
        self.report = IngestReport()
        self._store = store
        self._catalog: Catalog = store.catalog
        self._genres = load_genres((settings.home / "genres",))
        self._rules = _rules_digest(self._genres)
        self._progress = progress or _say_nothing
        self._batch: list[_Read] = []

    def take(self, roots: Sequence[Path]) -> None:
        self._store.follow()
        total = sum(1 for root in roots for _ in _files(root))
        done = 0
        for root in roots:
            for path in _files(root):
                self._progress(done, total, path.name)
                self._file(path, root)
                done += 1
            self._flush()
            if root.is_dir():
                self._remove_vanished(root)
        self._store.follow()
        self._catalog.trim()
        self._progress(done, total, "")

    def _file(self, path: Path, root: Path) -> None:
        entry = self._catalog.entry_of(str(path))
        try:
            data_hash = self._hash(path)
            entry = entry or self._moved(path, data_hash)
            if entry and entry.hash == data_hash:
                self.report.unchanged.append(entry.id)
                return
            text = read_text(path)
        except UserError as refusal:
            self._refuse(path, str(refusal), entry)
            return
        report_id = entry.id if entry else self._new_id(path, root)
        self._queue(
            Entry(report_id, str(path), data_hash), text, markdown=path.suffix.lower() == ".md", known=bool(entry)
        )

    def _moved(self, path: Path, data_hash: str) -> Entry | None:
        """The report that had this content at a place where it no longer is: the same report, moved."""
        for entry in self._catalog.entries_of_hash(data_hash):
            if not Path(entry.source).exists():
                self._catalog.move(entry.id, str(path))
                return entry
        return None

    def _hash(self, path: Path) -> str:
        """A digest of the file and of the rules that turn it into passages, so that better rules reach old reports."""
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()[:32] + self._rules
        except OSError as error:
            raise UserError(f"{path}：无法读取（{error.strerror}）。请检查权限后再试。") from error

    def _refuse(self, path: Path, reason: str, entry: Entry | None) -> None:
        kept = "库中保留它先前的内容。" if entry else ""
        self.report.refused.append((str(path), reason.removeprefix(f"{path}：") + kept))

    def _new_id(self, path: Path, root: Path) -> str:
        """The file's path inside its folder, without suffix; with a digest of the whole path where that is taken."""
        name = path.relative_to(root if root.is_dir() else root.parent).with_suffix("").as_posix()
        queued = {read.entry.id for read in self._batch}
        if name in queued or self._catalog.has_id(name):
            return f"{name}~{hashlib.sha256(os.fsencode(path)).hexdigest()[:6]}"
        return name

    def _queue(self, entry: Entry, text: str, *, markdown: bool, known: bool) -> None:
        report = parse_report(text, self._genres, markdown=markdown)
        self._batch.append(_Read(entry, report, _rows(entry.id, report), known))
        if sum(len(read.rows) for read in self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Vectors first, then the catalog, then the indexes: each step can be repeated from the one before."""
        if not self._batch:
            return
        self._store.vectors.passages([row.text for read in self._batch for row in read.rows])
        with self._catalog.transaction():
            for read in self._batch:
                self._catalog.put(read.entry, read.report, read.rows)
        self._store.follow()
        for read in self._batch:
            (self.report.updated if read.known else self.report.added).append(read.entry.id)
            self.report.warnings += [f"{read.entry.id}：{warning}" for warning in read.report.warnings]
        self._batch.clear()

    def _remove_vanished(self, folder: Path) -> None:
        gone = [e.id for e in self._catalog.entries_under(str(folder)) if not Path(e.source).exists()]
        if gone:
            with self._catalog.transaction():
                for report in gone:
                    self._catalog.remove(report)
        self.report.removed += gone


def _say_nothing(done: int, total: int, what: str) -> None:
    del done, total, what


def _files(root: Path) -> Iterator[Path]:
    """The documents of a folder, in order, hidden and temporary ones left out; a file is itself."""
    if root.is_file():
        yield root
        return
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith((".", "~$")) and (is_readable_kind(path) or is_other_document(path)):
                yield path


def _rows(report_id: str, report: Report) -> list[Stored]:
    masked = mask.mask_passages(report.text, [(p.start, p.end) for p in report.passages])
    return [
        Stored(
            passage_id(report_id, p.position),
            report_id,
            p.position,
            report.genre,
            p.role,
            p.section,
            p.start,
            p.end,
            p.heading,
            p.text,
            words,
        )
        for p, words in zip(report.passages, masked, strict=True)
    ]


def _rules_digest(genres: dict[str, Genre]) -> str:
    """What besides the file decides its passages: the genres and the versions of parser and masks."""
    parts = [genre.model_dump_json() for genre in genres.values()] + [str(mask.VERSION), str(manifest.SCHEMA)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
