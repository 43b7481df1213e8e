"""How well the library finds the right passage: ``python -m eval.search`` over corpus/queries.

Ingests the seed reports into a temporary library and asks every query of dense, keyword and fused search. A query is
answered at k when one of its right passages is among the first k. The queries marked held_out were never looked at
while search was tuned.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from pipeline.errors import UserError
from pipeline.library.embed import Embedder, embedder
from pipeline.library.filters import Filters
from pipeline.library.ingesting import ingest
from pipeline.library.search import CANDIDATES, Library, Synonyms
from pipeline.library.spoken import official_words
from pipeline.library.store import Store, open_store
from pipeline.resources import corpus_folder
from pipeline.settings import EmbeddingSettings, Settings

Kind = Literal["ordinary", "colloquial"]
Split = Literal["tune", "held_out"]
KINDS: tuple[Kind, ...] = ("ordinary", "colloquial")


class Query(BaseModel):
    """One query. ``passage``: how the right passage of ``report`` begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Annotated[str, Field(min_length=4)]
    kind: Kind
    split: Split
    report: str
    passage: Annotated[str, Field(min_length=4)]


class QuerySet(BaseModel):
    """A file of queries, with where they come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    as_of: str
    queries: tuple[Query, ...]


class Recall(BaseModel):
    """Shares of queries whose right passage came first, or among the first five."""

    system: str
    kind: Kind
    split: Split | Literal["all"]
    queries: int
    at_1: float
    at_5: float


Ranker = Callable[[str], list[str]]


def load_queries(folder: Path) -> list[Query]:
    """All queries of ``folder``. Raises UserError naming the file that does not hold."""
    found: list[Query] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            found += QuerySet.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).queries
        except (ValueError, yaml.YAMLError) as error:
            raise UserError(f"查询文件 {path} 有误：{str(error).splitlines()[0]}。请改正后再试。") from error
    return found


def right_passages(query: Query, store: Store) -> set[str]:
    """Ids of the passages that answer ``query``. Raises UserError when its report has none that begins so."""
    found = {p.id for p in store.catalog.passages(query.report) if p.text.startswith(query.passage)}
    if not found:
        raise UserError(f"范文 {query.report} 中没有以“{query.passage}”开头的段落，请改正查询“{query.query}”。")
    return found


def rankers(store: Store, model: Embedder, synonyms: Synonyms = official_words) -> dict[str, Ranker]:
    """The three ways of searching, each as query -> passage ids, best first."""
    library, anything = Library(store, model, synonyms), Filters()
    keyword = store.keyword
    return {
        "dense": lambda query: [i for i, _ in store.dense.search(model.query(query), CANDIDATES, anything)],
        "keyword": lambda query: [i for i, _ in keyword.search(query, CANDIDATES, anything, synonyms(query))],
        "fused": lambda query: [hit.id for hit in library.search(query, k=5)],
    }


def recalls(
    queries: Sequence[Query],
    store: Store,
    model: Embedder,
    splits: Sequence[Split],
    synonyms: Synonyms = official_words,
) -> Iterator[Recall]:
    """Recall of each system by kind of query, over the queries of ``splits`` together."""
    chosen = [query for query in queries if query.split in splits]
    name: Split | Literal["all"] = splits[0] if len(splits) == 1 else "all"
    for system, rank in rankers(store, model, synonyms).items():
        for kind in KINDS:
            asked = [query for query in chosen if query.kind == kind]
            places = [_place(rank(query.query), right_passages(query, store)) for query in asked]
            yield Recall(
                system=system,
                kind=kind,
                split=name,
                queries=len(asked),
                at_1=sum(place < 1 for place in places) / len(places),
                at_5=sum(place < 5 for place in places) / len(places),
            )


def _place(ranked: Sequence[str], right: set[str]) -> int:
    """Place of the first right passage, from 0; past the end when there is none."""
    return next((place for place, found in enumerate(ranked) if found in right), len(ranked) + 5)


class _Remembering:
    """An embedder that embeds each query once, though two systems ask for it."""

    def __init__(self, model: Embedder) -> None:
        self.name, self.dim, self.passages = model.name, model.dim, model.passages
        self.query = lru_cache(maxsize=None)(model.query)


def temporary_store(home: Path, reports: Path) -> tuple[Store, Embedder]:
    """A library of ``reports`` in ``home``, built with the default embedder, and that embedder."""
    settings = Settings(home=home, chroma_url="", embedding=EmbeddingSettings())
    model: Embedder = _Remembering(embedder(settings))
    ingest([reports], settings, model=model)
    return open_store(settings, model), model


def table(rows: Sequence[Recall]) -> str:
    """The recalls as a Markdown table."""
    lines = ["| system | kind | split | queries | recall@1 | recall@5 |", "|---|---|---|---|---|---|"]
    lines += [f"| {r.system} | {r.kind} | {r.split} | {r.queries} | {r.at_1:.2f} | {r.at_5:.2f} |" for r in rows]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.search", description="检索召回率")
    parser.add_argument("--split", choices=("tune", "held_out", "both"), default="both", help="看哪一部分查询")
    parser.add_argument("--no-synonyms", action="store_true", help="不用口语对照表")
    parser.add_argument("--missed", action="store_true", help="列出没有进前五的查询（只限 tune）")
    options = parser.parse_args(arguments)
    splits: tuple[Split, ...] = ("tune", "held_out") if options.split == "both" else (options.split,)
    synonyms: Synonyms = _none if options.no_synonyms else official_words
    queries = load_queries(corpus_folder("queries"))
    with tempfile.TemporaryDirectory() as home:
        store, model = temporary_store(Path(home), corpus_folder("reports"))
        try:
            rows = [row for split in splits for row in recalls(queries, store, model, [split], synonyms)]
            if len(splits) > 1:
                rows += recalls(queries, store, model, splits, synonyms)
            sys.stdout.write(table(rows) + "\n")
            if options.missed:
                sys.stdout.writelines(f"{line}\n" for line in _missed(queries, store, model))
        finally:
            store.close()
    return 0


def _none(query: str) -> list[str]:
    del query
    return []


def _missed(queries: Sequence[Query], store: Store, model: Embedder) -> Iterator[str]:
    library = Library(store, model)
    for query in queries:
        if query.split != "tune":
            continue
        hits = library.search(query.query, k=5)
        if not any(hit.id in right_passages(query, store) for hit in hits):
            yield f"{query.kind}  {query.query} -> {query.passage}  {[hit.text[:12] for hit in hits]}"


if __name__ == "__main__":
    sys.exit(main())
