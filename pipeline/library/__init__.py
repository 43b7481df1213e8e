"""The exemplar library (范文库): ingest, search, and what they need. Everything heavy is imported at first use."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.library.embed import Embedder, embedder
    from pipeline.library.ingesting import IngestReport, ingest
    from pipeline.library.retrieving import retriever
    from pipeline.library.search import Hit, Library, open_library
    from pipeline.library.state import exists

_HOMES = {
    "Embedder": "embed",
    "embedder": "embed",
    "IngestReport": "ingesting",
    "ingest": "ingesting",
    "Hit": "search",
    "Library": "search",
    "open_library": "search",
    "retriever": "retrieving",
    "exists": "state",
}

__all__ = [
    "Embedder",
    "Hit",
    "IngestReport",
    "Library",
    "embedder",
    "exists",
    "ingest",
    "open_library",
    "retriever",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.library.quiet import silence

    silence()
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
