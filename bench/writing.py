"""What the chain of the chat writer costs over a model of fixed pace: wall against the ideal critical path, against one
single prompt that writes the same draft, and twenty drafts at once against what the endpoint allows.

    python -m bench.writing [--quick]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.cli import ROOT
from bench.endpoint import ComposedModel, Pace
from pipeline import library as libraries
from pipeline.genre import Genre, load_genres
from pipeline.library import Library
from pipeline.models import open_model
from pipeline.models.tokens import count_tokens
from pipeline.notes import Notes, read_notes
from pipeline.prompts import load_prompts
from pipeline.resources import corpus_folder
from pipeline.settings import ModelSettings, Settings, load_settings
from pipeline.writing import draft
from pipeline.writing.chat import Backend, exemplars
from pipeline.writing.chat.labels import Labels
from tests.scripted_endpoint import ScriptedEndpoint

PACE = Pace(first=0.5, speed=150.0)
PATH_RATIO, SINGLE_RATIO, REUSE_RATIO, LIMIT_RATIO = 1.15, 2.0, 2.0, 1.10
DRAFTS, AT_ONCE = 20, 8


def main() -> int:
    notes = read_notes(ROOT / "tests" / "data" / "notes" / "01_shuili_fayan.md")
    genre = load_genres()["fayan"]
    with _library() as library:
        _warm_up(genre, library)
        failed = [*_one(notes, genre, library), *([] if "--quick" in sys.argv else _many(notes, genre, library))]
    for line in failed:
        sys.stdout.write(f"NOT MET: {line}\n")
    return 1 if failed else 0


def _warm_up(genre: Genre, library: Library) -> None:
    """One draft of other notes at full speed: what is loaded once a process is loaded before anything is timed."""
    other = read_notes(ROOT / "tests" / "data" / "notes" / "07_nongye_xiangcun.md")
    with ScriptedEndpoint(ComposedModel(other, genre, Pace(0.0, 1e6))) as endpoint, _backend(endpoint) as chat:
        draft(other, genre, library, chat=chat)


def _one(notes: Notes, genre: Genre, library: Library) -> list[str]:
    """One draft over an idle endpoint."""
    model = ComposedModel(notes, genre, PACE)
    with ScriptedEndpoint(model) as endpoint, _backend(endpoint) as chat:
        began = time.perf_counter()
        result = draft(notes, genre, library, chat=chat)
        wall = time.perf_counter() - began
    plan, *parts = model.texts
    ideal = PACE.seconds(plan) + max(PACE.seconds(text) for text in parts)
    single = PACE.seconds(result.draft.text)
    given = count_tokens(_given(notes, genre, library))
    fresh = result.usage["prompt_tokens_counted"] * (1 - result.usage["reusable_share"])
    rows = (
        ("wall / ideal critical path", wall / ideal, PATH_RATIO, f"{wall:.2f} s / {ideal:.2f} s"),
        ("wall of one single prompt / wall", single / wall, -SINGLE_RATIO, f"{single:.2f} s / {wall:.2f} s"),
        (
            "prompt tokens beyond a prefix cache / notes and exemplars",
            fresh / given,
            REUSE_RATIO,
            f"{fresh:.0f} / {given}",
        ),
    )
    return [line for row in rows if (line := _row(*row))]


def _many(notes: Notes, genre: Genre, library: Library) -> list[str]:
    """Twenty drafts in one process over an endpoint that answers ``AT_ONCE`` requests at a time."""
    model = ComposedModel(notes, genre, PACE)
    with ScriptedEndpoint(model) as endpoint, _backend(endpoint) as chat:
        began = time.perf_counter()
        with ThreadPoolExecutor(DRAFTS) as pool:
            list(pool.map(lambda _: draft(notes, genre, library, chat=chat), range(DRAFTS)))
        wall = time.perf_counter() - began
    limit = sum(map(PACE.seconds, model.texts)) / AT_ONCE
    row = _row(
        f"{DRAFTS} drafts at once / limit of the endpoint", wall / limit, LIMIT_RATIO, f"{wall:.1f} s / {limit:.1f} s"
    )
    return [row] if row else []


def _row(name: str, ratio: float, bound: float, detail: str) -> str:
    """Prints a figure; answers its line when it misses its bound (a negative one: at least)."""
    met = ratio <= bound if bound > 0 else ratio >= -bound
    line = f"{name}: {ratio:.2f} ({detail}; {'at most' if bound > 0 else 'at least'} {abs(bound)})"
    sys.stdout.write(line + "\n")
    return "" if met else line


def _given(notes: Notes, genre: Genre, library: Library) -> str:
    """The notes and the exemplars as the prompts show them."""
    return exemplars.listing(exemplars.chosen(library, notes, genre)) + Labels(notes).listing()


@contextmanager
def _backend(endpoint: ScriptedEndpoint) -> Iterator[Backend]:
    settings = ModelSettings(name="paced", base_url=endpoint.url, concurrency=AT_ONCE, window=128_000)
    model = open_model(settings, None)
    try:
        yield Backend(model, load_prompts(), settings)
    finally:
        model.close()


@contextmanager
def _library() -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["NIGAO_HOME"] = str(Path(folder) / "home")
        settings: Settings = load_settings()
        libraries.ingest([corpus_folder("reports")], settings)
        with libraries.open_library(settings) as library:
            yield library


if __name__ == "__main__":
    sys.exit(main())
