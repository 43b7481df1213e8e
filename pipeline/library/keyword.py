"""The keyword index: words and single characters in tantivy.

Colloquial and official Chinese rarely share words but often share characters (招人 and 招录, 练手 and 锻炼), so every
character counts as a token beside the words; docs/search.md has what that is worth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from pipeline.errors import ServiceError
from pipeline.library.catalog import Stored
from pipeline.library.faults import DamagedLibrary, damage_means
from pipeline.library.filters import Filters

NAME = "keyword"
_BODY = "body"
_HEAP = 15_000_000  # bytes a writer may buffer; tantivy refuses less than 15 MB
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_MOST_CHARS = 300  # of a query: a whole report pasted as a query is not worth more
_SYNONYM = 0.5  # what a synonym counts beside a word of the query


class KeywordIndex:
    """Passages by words. Raises DamagedLibrary when its files are damaged, ServiceError when they cannot be written."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not (folder / "meta.json").is_file():
            raise DamagedLibrary("缺少关键词索引")
        with damage_means("关键词索引"):
            self._index = tantivy.Index(_schema(), str(folder), reuse=True)
            self._index.config_reader("manual")
            self._index.reload()
        self._schema = self._index.schema
        self._folder = folder
        self._writer: Any = None

    def write(self, removed: Sequence[str], passages: Sequence[Stored]) -> None:
        """Forgets the reports ``removed`` and adds ``passages``: one commit, so either both happened or neither."""
        try:
            writer = self._open_writer()
            for report in removed:
                writer.delete_documents_by_term("report", report)
            for passage in passages:
                writer.add_document(_document(passage))
            writer.commit()
            self._index.reload()
        except (ValueError, OSError, KeyError) as error:
            what = f"{error}".replace("\n", " ")[:160]
            raise ServiceError(f"关键词索引写不进去（{what}）。请检查磁盘空间，或稍后再试。") from error

    def _open_writer(self) -> Any:
        """The one writer of this process: each takes its whole buffer, and gives little of it back."""
        if self._writer is None:
            _clear_interrupted(self._folder)
            self._writer = self._index.writer(_HEAP, 1)
        return self._writer

    def close(self) -> None:
        """Ends writing, if there was any, and lets the next process write."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.wait_merging_threads()

    def search(self, query: str, count: int, filters: Filters, synonyms: Sequence[str] = ()) -> list[tuple[str, float]]:
        """(passage id, BM25) of the passages that share words with the query and pass the filters, best first.

        The words of ``synonyms`` are looked for too and count half.
        """
        wanted = self._query(query, filters, synonyms)
        if wanted is None:
            return []
        with damage_means("关键词索引"):
            searcher = self._index.searcher()
            hits = searcher.search(wanted, count).hits
            return [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def reload(self) -> None:
        """Sees what other processes have committed."""
        with damage_means("关键词索引"):
            self._index.reload()

    def count(self) -> int:
        with damage_means("关键词索引"):
            return int(self._index.searcher().num_docs)

    def _query(self, text: str, filters: Filters, synonyms: Sequence[str]) -> Any:
        own = dict.fromkeys(tokens(text[:_MOST_CHARS]))
        others = dict.fromkeys(word for synonym in synonyms for word in tokens(synonym) if len(word) > 1)
        if not own and not others:
            return None
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        words = [(should, self._word(word)) for word in own]
        words += [(should, tantivy.Query.boost_query(self._word(w), _SYNONYM)) for w in others if w not in own]
        conditions = [
            (must, tantivy.Query.const_score_query(tantivy.Query.term_query(self._schema, field, value), 0.0))
            for field, value in filters.given().items()
        ]
        return tantivy.Query.boolean_query([(must, tantivy.Query.boolean_query(words)), *conditions])

    def _word(self, word: str) -> Any:
        return tantivy.Query.term_query(self._schema, _BODY, word)


def _clear_interrupted(folder: Path) -> None:
    """Deletes the lists of deletions that a killed commit left behind.

    Their names are counted, not random, so the next commit would stumble over them.
    """
    segments = json.loads((folder / "meta.json").read_text(encoding="utf-8"))["segments"]
    valid = {
        f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
        for segment in segments
        if segment["deletes"]
    }
    for path in folder.glob("*.del"):
        if path.name not in valid:
            path.unlink()


def tokens(text: str) -> list[str]:
    """Words, the words inside long words, and every Chinese character."""
    import rjieba

    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no character
    words = [word for word in rjieba.cut_for_search(text) if any(char.isalnum() for char in word)]
    return [word for word in words if len(word) > 1 or not _HAN.match(word)] + _HAN.findall(text)


def _document(passage: Stored) -> Any:
    document = tantivy.Document()
    for field in ("id", "report", "genre", "role"):
        document.add_text(field, getattr(passage, field))
    document.add_text(_BODY, " ".join(tokens(passage.text)))
    return document


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("report", "genre", "role"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_BODY, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
