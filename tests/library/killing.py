"""Kills an ingest again and again, then lets one finish: ``python -m tests.library.killing FOLDER KILLS REPORTS``.

Every round is a process of its own (forked once everything is imported, so that the kill falls into the work and not
into the imports), killed with SIGKILL after a random time, its work going on where the one before was killed. Prints
one JSON object: what the library holds in the end and what an ingest that nobody disturbed holds.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import langchain_chroma  # noqa: F401 - imported before the forks
import tantivy  # noqa: F401

from bench.reports import report, write_reports
from pipeline.library import ingesting
from pipeline.library.store import Store, open_store
from pipeline.settings import Settings
from tests.library.fake import FakeEmbedder


def contents(home: Path) -> dict[str, Any]:
    """What the library in ``home`` holds, in catalog and indexes."""
    store: Store = open_store(Settings(home=home), FakeEmbedder())
    try:
        entries = list(store.catalog.entries_under("/"))
        rows = [(row.id, row.text, row.masked) for entry in entries for row in store.catalog.passages(entry.id)]
        dense = sorted(store.dense.ids())
        return {
            "reports": len(entries),
            "passages": len(rows),
            "dense": dense == sorted(row[0] for row in rows),
            "keyword": store.keyword.count(),
            "digest": hash_of(rows),
        }
    finally:
        store.close()


def hash_of(rows: list[tuple[str, str, str]]) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]


def _child(work: Any) -> int:
    """Runs ``work`` in a fork and returns its process id."""
    process = os.fork()
    if process == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - a fork must never return into its parent's code
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return process


def _finished(process: int) -> bool:
    return os.waitpid(process, 0)[1] == 0


def main(folder: Path, kills: int, reports: int) -> dict[str, Any]:
    ingesting._BATCH = 40
    sources = folder / "reports"
    write_reports(sources, reports)
    work, quiet = folder / "killed", folder / "quiet"

    def run(home: Path) -> None:
        ingesting.ingest([sources], Settings(home=home), model=FakeEmbedder())

    began = time.monotonic()
    undisturbed = _finished(_child(lambda: run(quiet)))
    seconds = time.monotonic() - began
    hit = completed = 0
    for number in range(kills):
        process = _child(lambda: run(work))
        time.sleep(random.Random(number).uniform(0.02, 0.5 * seconds))
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        if _finished(process):
            completed += 1
            _disturb(sources, number, reports)
        else:
            hit += 1
    finished = _finished(_child(lambda: run(work))) and _finished(_child(lambda: run(quiet)))
    return {
        "undisturbed": undisturbed,
        "killed": hit,
        "completed": completed,
        "finished": finished,
        "after": contents(work),
        "wanted": contents(quiet),
    }


def _disturb(sources: Path, number: int, reports: int) -> None:
    """Changes half of the reports and removes one, so that updates and removals are killed too."""
    source = random.Random(number)
    for chosen in source.sample(range(reports), reports // 2):
        (sources / f"{chosen:04d}.txt").write_text(report(random.Random(f"{number}/{chosen}")), encoding="utf-8")
    (sources / f"{source.randrange(reports):04d}.txt").unlink(missing_ok=True)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))) + "\n")
