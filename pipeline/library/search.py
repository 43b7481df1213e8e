"""Finding passages: by meaning and by words, fused by standard scores, spread over reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import UserError
from pipeline.library.catalog import Stored
from pipeline.library.embed import Embedder, embedder
from pipeline.library.filters import Filters
from pipeline.library.passages import PASSAGE_ROLES
from pipeline.library.spoken import official_words
from pipeline.library.store import Store, open_store

if TYPE_CHECKING:
    from pipeline.settings import Settings

DENSE_WEIGHT = 0.45
CANDIDATES = 100
"""Passages taken from each side before fusing; more are taken when more are asked for."""
DIVERSITY = 0.15
"""What each earlier hit from the same report costs a hit, in standard scores."""

_QUERIES = 512  # embedded queries kept, of 1.5 KiB each

Scored = list[tuple[str, float]]
Synonyms = Callable[[str], list[str]]
"""A query -> other words to look for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found. ``score``: comparable within one answer only, higher is nearer.

    ``text`` is the original, for people; ``masked`` is what a model may see.
    """

    id: str
    report: str
    role: str
    text: str
    masked: str
    score: float


class Library:
    """The exemplar library, open for reading. Close it after use, or use it in a ``with`` statement."""

    def __init__(self, store: Store, model: Embedder, synonyms: Synonyms = official_words) -> None:
        self._store = store
        self._model = model
        self._synonyms = synonyms
        self._embedded = lru_cache(maxsize=_QUERIES)(model.query)  # the same query under other filters is embedded once

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def embedding_model(self) -> str:
        return self._store.manifest.embedding

    def search(
        self,
        query: str,
        k: int = 5,
        role: str | None = None,
        genre: str | None = None,
        report: str | None = None,
    ) -> list[Hit]:
        """Up to ``k`` passages nearest to ``query``, best first, of equal text only one.

        Raises UserError for an empty query, a ``k`` below 1 or an unknown role; DamagedLibrary or ServiceError when
        an index or the embedder fails.
        """
        filters = _filters(query, k, role, genre, report)
        wide = max(CANDIDATES, 4 * k)
        near = self._store.dense.search(self._embedded(query), wide, filters)
        worded = self._store.keyword.search(query, wide, filters, self._synonyms(query))
        return self._hits(fuse(near, worded), k, spread=not report)

    def search_many(
        self,
        queries: Iterable[str],
        k: int = 5,
        role: str | None = None,
        genre: str | None = None,
        report: str | None = None,
    ) -> list[list[Hit]]:
        """One answer a query, in order. Raises as ``search``."""
        return [self.search(query, k, role, genre, report) for query in queries]

    def nearness(self, query: str, texts: Sequence[str]) -> list[float]:
        """How near each text is to ``query`` in meaning, in standard scores: cosines have no fixed scale."""
        if not texts:
            return []
        cosines = self._store.vectors.passages(texts) @ self._model.query(query)
        return [float(score) for score in _standard(cosines)]

    def worded(self, text: str, k: int) -> list[Stored]:
        """Up to ``k`` passages that share most words with ``text``, best first. Nothing is embedded, so it is cheap."""
        found = [name for name, _ in self._store.keyword.search(text, k, Filters("", "", ""))]
        stored = self._store.catalog.passages_by_id(found)
        return [stored[name] for name in found if name in stored]

    def passages(self, report: str) -> list[Stored]:
        """All passages of a report, in order; none when there is no such report."""
        return self._store.catalog.passages(report)

    def count(self) -> int:
        """How many passages there are."""
        return self._store.catalog.count()

    def report_count(self) -> int:
        return self._store.catalog.reports()

    def warnings(self) -> list[tuple[str, str]]:
        """(report id, warning): the reports' own defects, as found when they were ingested."""
        return self._store.catalog.warnings()

    def close(self) -> None:
        self._store.close()

    def _hits(self, scores: dict[str, float], k: int, *, spread: bool) -> list[Hit]:
        ranked = sorted(scores, key=lambda passage: (-scores[passage], passage))
        found = self._store.catalog.passages_by_id(ranked[: 4 * k + 20])
        return [_hit(found[passage], score) for passage, score in _chosen(ranked, scores, found, k, spread=spread)]


def open_library(settings: Settings, model: Embedder | None = None) -> Library:
    """The library of ``settings.home``, ready to search. ``model`` stands in for the embedder that the settings name.

    Raises UserError when there is none, when another embedding model built it or when it is damaged (the message says
    how to rebuild); ServiceError when a configured server does not answer.
    """
    model = model or embedder(settings)
    return Library(open_store(settings, model), model)


def fuse(near: Scored, worded: Scored, dense_weight: float = DENSE_WEIGHT) -> dict[str, float]:
    """Weighted sum of each side's standard scores; what one side did not find counts there as its last."""
    total: dict[str, float] = {}
    for scored, weight in ((near, dense_weight), (worded, 1 - dense_weight)):
        if not scored:
            continue
        scores = dict(zip((name for name, _ in scored), _standard(np.array([s for _, s in scored])), strict=True))
        last = min(scores.values())
        for name in dict.fromkeys(name for name, _ in (*near, *worded)):
            total[name] = total.get(name, 0.0) + weight * float(scores.get(name, last))
    return total


def _standard(scores: np.ndarray) -> np.ndarray:
    deviation = float(scores.std())
    return (scores - scores.mean()) / deviation if deviation > 1e-9 else np.zeros(len(scores))


def _chosen(
    ranked: Sequence[str], scores: dict[str, float], found: dict[str, Stored], k: int, *, spread: bool
) -> Scored:
    """The best ``k``, one by one: each earlier choice from a report costs its others a little; no text twice."""
    chosen: Scored = []
    texts: set[str] = set()
    taken: Counter[str] = Counter()
    left = [passage for passage in ranked if passage in found]

    def worth(passage: str) -> float:
        return scores[passage] - (DIVERSITY * taken[found[passage].report] if spread else 0.0)

    while left and len(chosen) < k:
        best = max(left, key=worth)
        left.remove(best)
        if found[best].text not in texts:
            chosen.append((best, worth(best)))
            texts.add(found[best].text)
            taken[found[best].report] += 1
    return chosen


def _hit(stored: Stored, score: float) -> Hit:
    return Hit(stored.id, stored.report, stored.role, stored.text, stored.masked, round(score, 4))


def _filters(query: str, k: int, role: str | None, genre: str | None, report: str | None) -> Filters:
    if not query.strip():
        raise UserError("查询是空的。请写出想找的内容。")
    if k < 1:
        raise UserError(f"k 应不小于 1，不能是 {k}。")
    if role and role not in PASSAGE_ROLES:
        raise UserError(f"没有“{role}”这种段落。可用的：{'、'.join(PASSAGE_ROLES)}。")
    return Filters(role or "", genre or "", report or "")
