"""The two indexes follow the catalog; damage and another model are named, with the way to rebuild."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.library import dense, keyword, manifest
from pipeline.library.catalog import Catalog
from pipeline.library.faults import DamagedLibrary
from pipeline.library.ingesting import ingest
from pipeline.library.search import open_library
from pipeline.library.store import Store, open_store, writing
from pipeline.settings import Settings
from tests.library.conftest import speech
from tests.library.fake import FakeEmbedder


def _build(settings: Settings) -> Path:
    return settings.library_folder / manifest.read(settings.library_folder).build


def _consistent(store: Store) -> bool:
    rows = [p.id for e in store.catalog.entries_under("/") for p in store.catalog.passages(e.id)]
    return sorted(store.dense.ids()) == sorted(rows) and store.keyword.count() == len(rows) == store.catalog.count()


# --- the indexes cannot drift apart


class _StoppedError(Exception):
    """Stands for a kill between two writes."""


@pytest.mark.parametrize("stop", ["before dense", "before dense stamp", "before keyword", "before keyword stamp"])
def test_a_stop_between_any_two_writes_is_made_good_on_open(
    stop: str, settings: Settings, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest([reports], settings, model=FakeEmbedder())

    def stopped(*_: object) -> None:
        raise _StoppedError

    set_stamp = Catalog.set_stamp

    def stopped_at(index: str) -> Callable[[Catalog, str, int], None]:
        return lambda self, name, seq: stopped() if name == index else set_stamp(self, name, seq)

    places = {
        "before dense": (dense.DenseIndex, "add", stopped),
        "before dense stamp": (Catalog, "set_stamp", stopped_at(dense.NAME)),
        "before keyword": (keyword.KeywordIndex, "write", stopped),
        "before keyword stamp": (Catalog, "set_stamp", stopped_at(keyword.NAME)),
    }
    (reports / "a.txt").unlink()
    (reports / "b.txt").write_text(speech("教育", "考试招生"), encoding="utf-8")
    (reports / "d.txt").write_text(speech("审计", "核查"), encoding="utf-8")
    monkeypatch.setattr(*places[stop])
    with pytest.raises(_StoppedError):
        ingest([reports], settings, model=FakeEmbedder())
    monkeypatch.undo()
    store = open_store(settings, FakeEmbedder())
    try:
        assert not store.lags()
        assert _consistent(store)
    finally:
        store.close()
    after = ingest([reports], settings, model=FakeEmbedder())
    with open_library(settings, FakeEmbedder()) as library:
        assert not library.passages("a")
        assert any("考试招生" in passage.text for passage in library.passages("b"))
        assert library.search("核查", k=3)[0].report == "d"
    assert sorted([*after.added, *after.updated, *after.unchanged]) == ["b", "c", "d"]


def test_an_index_that_was_set_back_catches_up_on_open(built: Settings) -> None:
    catalog = Catalog(_build(built) / "catalog.sqlite")
    with sqlite3.connect(_build(built) / "catalog.sqlite") as db:
        db.execute("INSERT INTO changes (report, fresh) SELECT id, 0 FROM reports")
    assert catalog.pending(keyword.NAME, 10)
    catalog.close()
    store = open_store(built, FakeEmbedder())
    try:
        assert _consistent(store)
        assert not store.lags()
    finally:
        store.close()


def test_searching_while_another_process_writes_answers_from_what_is_there(built: Settings) -> None:
    with sqlite3.connect(_build(built) / "catalog.sqlite") as db:
        db.execute("INSERT INTO changes (report, fresh) SELECT id, 0 FROM reports")
    with writing(built), open_library(built, FakeEmbedder()) as library:
        assert library.search("防汛", k=1)[0].report == "a"


# --- another model, no library, another version


def test_a_library_of_another_model_is_refused_with_the_remedy(built: Settings) -> None:
    with pytest.raises(UserError, match=r"fake/hash.*fake/other.*nigao ingest --rebuild"):
        open_library(built, FakeEmbedder("fake/other"))
    with pytest.raises(UserError, match="--rebuild"):
        ingest([], built, model=FakeEmbedder("fake/other"))
    with open_library(built, FakeEmbedder()) as library:
        assert library.embedding_model == "fake/hash"


def test_a_rebuild_changes_the_model(built: Settings) -> None:
    other = FakeEmbedder("fake/other", dim=16)
    assert len(ingest([], built, model=other, rebuild=True).added) == 3
    with open_library(built, other) as library:
        assert library.search("防汛", k=1)


def test_without_a_library_the_way_to_one_is_named(settings: Settings) -> None:
    with pytest.raises(UserError, match="请先运行 nigao ingest"):
        open_library(settings, FakeEmbedder())


def test_a_library_of_another_schema_is_refused(built: Settings) -> None:
    path = built.library_folder / manifest.FILE_NAME
    data = {**json.loads(path.read_text(encoding="utf-8")), "schema_version": 99}
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(UserError, match=r"另一版本.*--rebuild"):
        open_library(built, FakeEmbedder())


# --- damage


def _cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _empty_words(settings: Settings) -> None:
    folder = _build(settings) / "keyword"
    for path in folder.glob("*.idx"):
        path.unlink()


DAMAGE: dict[str, Callable[[Settings], object]] = {
    "garbage manifest": lambda s: (s.library_folder / "manifest.json").write_bytes(b"{\x00garbage"),
    "empty manifest": lambda s: (s.library_folder / "manifest.json").write_bytes(b""),
    "manifest of another shape": lambda s: (s.library_folder / "manifest.json").write_text("[1]", encoding="utf-8"),
    "truncated catalog": lambda s: _cut(_build(s) / "catalog.sqlite"),
    "garbage catalog": lambda s: (_build(s) / "catalog.sqlite").write_bytes(b"garbage" * 999),
    "missing catalog": lambda s: (_build(s) / "catalog.sqlite").unlink(),
    "truncated vectors": lambda s: _cut(_build(s) / "chroma" / "chroma.sqlite3"),
    "garbage vectors": lambda s: (_build(s) / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 999),
    "missing vectors": lambda s: (_build(s) / "chroma" / "chroma.sqlite3").unlink(),
    "missing vector folder": lambda s: shutil.rmtree(_build(s) / "chroma"),
    "missing words": lambda s: shutil.rmtree(_build(s) / "keyword"),
    "garbage words": lambda s: (_build(s) / "keyword" / "meta.json").write_text("{", encoding="utf-8"),
    "missing segment": _empty_words,
    "missing build": lambda s: shutil.rmtree(_build(s)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_library_says_how_to_rebuild(damage: Callable[[Settings], object], built: Settings) -> None:
    damage(built)
    with pytest.raises(UserError) as refusal, open_library(built, FakeEmbedder()) as library:
        library.search("防汛")
    message = str(refusal.value)
    assert "损坏" in message
    assert "nigao ingest --rebuild" in message
    assert "\n" not in message


@pytest.mark.parametrize("damage", ["garbage manifest", "garbage catalog", "garbage vectors", "missing build"])
def test_a_damaged_library_can_be_rebuilt(damage: str, built: Settings, reports: Path) -> None:
    DAMAGE[damage](built)
    assert {"a", "b", "c"} <= set(ingest([reports], built, model=FakeEmbedder(), rebuild=True).added)
    with open_library(built, FakeEmbedder()) as library:
        assert library.search("防汛", k=1)[0].report == "a"


def test_a_plain_ingest_mends_damaged_indexes_and_says_so(built: Settings) -> None:
    _cut(_build(built) / "chroma" / "chroma.sqlite3")
    report = ingest([], built, model=FakeEmbedder())
    assert "自动重建" in report.warnings[0]
    with open_library(built, FakeEmbedder()) as library:
        assert library.count() > 0


def test_damage_is_a_fault_of_the_users_files_not_a_bug() -> None:
    assert DamagedLibrary("x").exit_code == 2


def _scribbled(path: Path, page: int = 4096) -> None:
    """Every page but the first is overwritten: the file opens, and what is in it cannot be read."""
    for tail in ("-wal", "-shm"):
        Path(f"{path}{tail}").unlink(missing_ok=True)
    with path.open("r+b") as file:
        size = path.stat().st_size
        for at in range(page, size, page):
            file.seek(at)
            file.write(b"\xa5" * min(page, size - at))


def test_bad_pages_in_the_catalog_are_damage_wherever_they_are_met(built: Settings) -> None:
    _scribbled(next(built.library_folder.glob("*/catalog.sqlite")))
    with pytest.raises(DamagedLibrary, match="--rebuild"):
        open_store(built, FakeEmbedder()).catalog.passages("a")
    report = ingest([], built, model=FakeEmbedder())
    assert "已经自动重建" in report.warnings[0]


def test_bad_pages_in_the_vector_cache_cost_a_new_embedding_and_nothing_else(tmp_path: Path) -> None:
    from pipeline.library.vectors import VectorCache

    path = tmp_path / "vectors.sqlite"
    texts = [f"坚持抓早抓小，开展谈心谈话{number}人次。" for number in range(400)]
    cache = VectorCache(path, FakeEmbedder())
    before = cache.passages(texts)
    cache.close()
    _scribbled(path)
    cache = VectorCache(path, FakeEmbedder())
    assert (cache.passages(texts) == before).all()
    cache.close()


def test_a_lost_manifest_is_damage_and_a_rebuild_knows_what_was_ingested(built: Settings) -> None:
    held = open_library(built, model=FakeEmbedder())
    reports = held.report_count()
    held.close()
    (built.library_folder / "manifest.json").unlink()
    with pytest.raises(DamagedLibrary, match="--rebuild"):
        open_store(built, FakeEmbedder())
    ingest([], built, model=FakeEmbedder(), rebuild=True)
    library = open_library(built, model=FakeEmbedder())
    assert library.report_count() == reports
    library.close()


@pytest.mark.parametrize("name", ["header.bin", "data_level0.bin", "length.bin"])
def test_a_shortened_file_of_the_vector_index_is_damage_before_chroma_maps_it(built: Settings, name: str) -> None:
    path = next(_build(built).glob(f"chroma/*/{name}"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DamagedLibrary, match=name):
        open_store(built, FakeEmbedder())
    assert "已经自动重建" in ingest([], built, model=FakeEmbedder()).warnings[0]
    open_store(built, FakeEmbedder()).close()


def test_searching_and_ingesting_again_break_no_seal(built: Settings, reports: Path) -> None:
    for _ in range(3):
        library = open_library(built, model=FakeEmbedder())
        assert library.search("谈心谈话", k=3)
        library.close()
        ingest([reports], built, model=FakeEmbedder())
    assert list(_build(built).glob("chroma.seal"))
