"""The dense index: vectors in Chroma through langchain-chroma, embedded in the library's folder or on a server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from langchain_core.embeddings import Embeddings

from pipeline.library.catalog import Stored
from pipeline.library.embed import Vector
from pipeline.library.faults import DamagedLibrary, damage_means, is_whole_sqlite, silence_means
from pipeline.library.filters import Filters
from pipeline.library.vectors import VectorCache

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

NAME = "dense"
_AT_ONCE = 1000  # passages a call; Chroma refuses more than 5,461


class CachedEmbeddings(Embeddings):
    """The embedder as LangChain knows it; passages come from the cache where it has them."""

    def __init__(self, cache: VectorCache) -> None:
        self._cache = cache

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._cache.passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self._cache.embedder.query(text).tolist()
        return row


class DenseIndex:
    """Passages by vector. Raises DamagedLibrary when embedded files are damaged, ServiceError when a server fails."""

    def __init__(self, folder: Path, url: str, collection: str, cache: VectorCache) -> None:
        self._guard: Callable[[], AbstractContextManager[None]] = (
            (lambda: silence_means(url)) if url else (lambda: damage_means("向量索引"))
        )
        if not url:
            _refuse_incomplete(folder)
        with self._guard():
            from langchain_chroma import Chroma

            self._client = _server(url) if url else _embedded(folder)
            self._store = Chroma(
                client=self._client,
                collection_name=collection,
                embedding_function=CachedEmbeddings(cache),
                collection_configuration={"hnsw": {"space": "cosine", "ef_search": 128}},
            )
            self._collection = self._client.get_collection(collection, embedding_function=None)

    def add(self, passages: Sequence[Stored]) -> None:
        """Adds passages or replaces those with the same id."""
        with self._guard():
            for at in range(0, len(passages), _AT_ONCE):
                some = passages[at : at + _AT_ONCE]
                self._store.add_texts(
                    [passage.text for passage in some],
                    metadatas=[{"report": p.report, "genre": p.genre, "role": p.role} for p in some],
                    ids=[passage.id for passage in some],
                )

    def remove(self, report: str) -> None:
        with self._guard():
            self._store.delete(where={"report": report})

    def search(self, vector: Vector, count: int, filters: Filters) -> list[tuple[str, float]]:
        """(passage id, cosine) of the nearest passages that pass the filters, nearest first."""
        with self._guard():
            found = self._store.similarity_search_by_vector_with_relevance_scores(
                vector.tolist(), k=count, filter=_where(filters)
            )
        return [(str(document.id), 1.0 - distance) for document, distance in found]

    def count(self) -> int:
        with self._guard():
            return int(self._collection.count())

    def ids(self) -> list[str]:
        """The ids of all passages: for verifying a small library, as it reads them all."""
        with self._guard():
            return list(self._collection.get(include=[])["ids"])

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]  # Client has it, the API type does not


def drop_collection(url: str, name: str) -> None:
    """Deletes a collection on a server, if it is there. Raises ServiceError when the server fails."""
    from chromadb.errors import NotFoundError

    with silence_means(url):
        client = _server(url)
        try:
            with suppress(NotFoundError, ValueError):
                client.delete_collection(name)
        finally:
            client.close()  # type: ignore[attr-defined]  # Client has it, the API type does not


def _where(filters: Filters) -> dict[str, Any] | None:
    """The filter as Chroma writes it: one pair as it is, several under $and."""
    pairs = [{key: value} for key, value in filters.given().items()]
    return {"$and": pairs} if len(pairs) > 1 else pairs[0] if pairs else None


def _embedded(folder: Path) -> ClientAPI:
    import chromadb

    return chromadb.PersistentClient(str(folder), settings=_quiet())


def _server(url: str) -> ClientAPI:
    import chromadb

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return chromadb.HttpClient(parts.hostname or "localhost", port, ssl=secure, settings=_quiet())


def _quiet() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def _refuse_incomplete(folder: Path) -> None:
    """Damage that Chroma would answer with an empty index or a panic: its database is gone or cut short."""
    database = folder / "chroma.sqlite3"
    if folder.exists() and any(folder.iterdir()) and not database.exists():
        raise DamagedLibrary("向量索引缺少 chroma.sqlite3")
    if database.exists() and not is_whole_sqlite(database):
        raise DamagedLibrary("向量索引 chroma.sqlite3 不完整")
