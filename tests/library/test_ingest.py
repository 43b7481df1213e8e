"""Ingest is idempotent and incremental, says what it did, and goes on past a bad file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline.errors import ServiceError, UserError
from pipeline.library import exists
from pipeline.library.embed import Vectors
from pipeline.library.ingesting import IngestReport, ingest
from pipeline.library.search import open_library
from pipeline.library.store import LockedLibrary, writing
from pipeline.resources import corpus_folder
from pipeline.settings import Settings
from tests.library.conftest import speech
from tests.library.fake import FakeEmbedder


class Failing(FakeEmbedder):
    """Raises ``error`` when it is to embed a passage."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        raise self.error


def _ingest(paths: list[Path], settings: Settings, rebuild: bool = False) -> IngestReport:
    return ingest(paths, settings, model=FakeEmbedder(), rebuild=rebuild)


def _ids(settings: Settings) -> set[str]:
    with open_library(settings, FakeEmbedder()) as library:
        return {hit.report for word in ("防汛", "师德", "救助", "干部") for hit in library.search(word, k=50)}


def test_reports_are_added_once_and_then_left_alone(reports: Path, settings: Settings) -> None:
    assert _ingest([reports], settings).added == ["a", "b", "c"]
    again = _ingest([reports], settings)
    assert again.unchanged == ["a", "b", "c"]
    assert not again.added
    assert not again.updated


def test_a_changed_file_is_updated_and_its_old_words_are_gone(reports: Path, settings: Settings) -> None:
    _ingest([reports], settings)
    (reports / "b.txt").write_text(speech("教育", "考试招生"), encoding="utf-8")
    report = _ingest([reports], settings)
    assert (report.updated, report.unchanged) == (["b"], ["a", "c"])
    with open_library(settings, FakeEmbedder()) as library:
        texts = [passage.text for passage in library.passages("b")]
        assert all("师德" not in text for text in texts)
        assert any("考试招生" in hit.text for hit in library.search("考试招生", k=3))
        assert all("师德" not in hit.text for hit in library.search("师德", k=50))


def test_a_file_that_vanished_from_an_ingested_folder_is_removed(reports: Path, settings: Settings) -> None:
    _ingest([reports], settings)
    (reports / "a.txt").unlink()
    assert _ingest([reports], settings).removed == ["a"]
    assert _ids(settings) == {"b", "c"}


def test_ingesting_one_file_removes_no_other(reports: Path, settings: Settings, tmp_path: Path) -> None:
    _ingest([reports], settings)
    (reports / "a.txt").unlink()
    other = tmp_path / "d.txt"
    other.write_text(speech("审计", "核查"), encoding="utf-8")
    report = _ingest([other], settings)
    assert (report.added, report.removed) == (["d"], [])
    assert _ids(settings) == {"a", "b", "c", "d"}


def test_a_moved_file_is_the_same_report(reports: Path, settings: Settings, tmp_path: Path) -> None:
    _ingest([reports], settings)
    moved = tmp_path / "elsewhere"
    reports.rename(moved)
    report = _ingest([moved], settings)
    assert (report.unchanged, report.added) == (["a", "b", "c"], [])


def test_files_of_equal_name_in_different_folders_are_different_reports(settings: Settings, tmp_path: Path) -> None:
    for folder, word in (("x", "防汛"), ("y", "抗旱")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(speech("水利", word), encoding="utf-8")
    report = _ingest([tmp_path / "x", tmp_path / "y"], settings)
    assert len(set(report.added)) == 2
    assert report.added[0] == "a"


def test_bad_files_are_refused_with_a_reason_and_the_rest_goes_in(reports: Path, settings: Settings) -> None:
    (reports / "a0.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (reports / "b0.txt").write_bytes(b"")
    (reports / "c0.docx").write_text("not one", encoding="utf-8")
    (reports / "d0.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (reports / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    report = _ingest([reports], settings)
    assert report.added == ["a", "b", "c"]
    assert [Path(path).name for path, _ in report.refused] == ["a0.txt", "b0.txt", "c0.docx", "d0.doc"]
    assert all(reason and str(reports) not in reason for _, reason in report.refused)


def test_a_report_whose_file_turned_bad_keeps_what_it_had(reports: Path, settings: Settings) -> None:
    _ingest([reports], settings)
    (reports / "a.txt").write_bytes(b"\x00\x01\x02" * 50)
    report = _ingest([reports], settings)
    assert "保留" in report.refused[0][1]
    assert "a" in _ids(settings)


def test_the_defects_of_a_seed_are_reported_and_break_nothing(settings: Settings) -> None:
    report = _ingest([corpus_folder("reports")], settings)
    assert len(report.added) == 3
    assert any("没有标题" in warning for warning in report.warnings)
    assert any("从“一”跳到“三”" in warning for warning in report.warnings)
    assert all(warning.startswith("002_") for warning in report.warnings)


def test_a_missing_path_is_refused_before_anything_is_written(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这个文件或文件夹"):
        _ingest([tmp_path / "没有"], settings)
    assert not settings.home.exists()


def test_word_and_markdown_reports_are_read_too(settings: Settings, tmp_path: Path) -> None:
    from docx import Document

    folder = tmp_path / "mixed"
    folder.mkdir()
    document = Document()
    for line in speech("水利", "防汛").split("\n"):
        document.add_paragraph(line)
    document.save(str(folder / "w.docx"))
    titled = "---\n文种: 汇报发言\n---\n# " + speech("教育", "师德")
    (folder / "m.md").write_text(titled, encoding="utf-8")
    _ingest([folder], settings)
    with open_library(settings, FakeEmbedder()) as library:
        for report in ("w", "m"):
            roles = {passage.role for passage in library.passages(report)}
            assert {"title", "opening", "heading", "lead", "point", "closing"} <= roles
        assert library.passages("m")[0].text.startswith("市教育局")


def test_offsets_of_passages_point_into_the_report(reports: Path, settings: Settings) -> None:
    _ingest([reports], settings)
    text = (reports / "a.txt").read_text(encoding="utf-8")
    with open_library(settings, FakeEmbedder()) as library:
        passages = library.passages("a")
    assert passages
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert [passage.position for passage in passages] == list(range(len(passages)))


def test_equal_text_is_embedded_once(reports: Path, settings: Settings) -> None:
    model = FakeEmbedder()
    ingest([reports], settings, model=model)
    assert len(model.asked) == len(set(model.asked))
    (reports / "d.txt").write_text((reports / "a.txt").read_text(encoding="utf-8"), encoding="utf-8")
    before = len(model.asked)
    ingest([reports], settings, model=model)
    assert len(model.asked) == before


def test_progress_counts_every_file_once(reports: Path, settings: Settings) -> None:
    seen: list[tuple[int, int, str]] = []
    ingest([reports], settings, lambda *told: seen.append(told), model=FakeEmbedder())
    assert seen == [(0, 3, "a.txt"), (1, 3, "b.txt"), (2, 3, "c.txt"), (3, 3, "")]


def test_a_rebuild_brings_back_everything_ever_ingested(reports: Path, settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "d.txt"
    other.write_text(speech("审计", "核查"), encoding="utf-8")
    _ingest([reports], settings)
    _ingest([other], settings)
    report = _ingest([corpus_folder("reports")], settings, rebuild=True)
    assert {"a", "b", "c", "d"} < set(report.added)
    assert len(list(settings.library_folder.glob("nigao-*"))) == 1


def test_a_rebuild_says_which_roots_are_gone(reports: Path, settings: Settings, tmp_path: Path) -> None:
    _ingest([reports], settings)
    reports.rename(tmp_path / "elsewhere")
    report = _ingest([corpus_folder("reports")], settings, rebuild=True)
    assert any(str(reports) in warning for warning in report.warnings)


def test_a_failing_embedder_leaves_the_library_as_it_was(reports: Path, settings: Settings) -> None:
    _ingest([reports], settings)
    (reports / "d.txt").write_text(speech("审计", "核查"), encoding="utf-8")
    with pytest.raises(ServiceError):
        ingest([reports], settings, model=Failing(ServiceError("向量服务没有应答。")))
    assert _ids(settings) == {"a", "b", "c"}
    assert _ingest([reports], settings).added == ["d"]


def test_a_second_ingest_at_the_same_time_is_refused(reports: Path, settings: Settings) -> None:
    with writing(settings), pytest.raises(LockedLibrary, match="另一个 nigao ingest"):
        _ingest([reports], settings)
    assert _ingest([reports], settings).added == ["a", "b", "c"]


def test_an_interrupted_first_ingest_does_not_count_as_a_library(reports: Path, settings: Settings) -> None:
    with pytest.raises(KeyboardInterrupt):
        ingest([reports], settings, model=Failing(KeyboardInterrupt()))
    assert not exists(settings)
    with pytest.raises(UserError, match="nigao ingest"):
        open_library(settings, FakeEmbedder())
    assert _ingest([reports], settings).added == ["a", "b", "c"]
    assert exists(settings)


def test_ingests_killed_again_and_again_lose_and_double_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.library.killing", str(tmp_path), "8", "5"]
    root = Path(__file__).parents[2]
    result = subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["undisturbed"]
    assert told["finished"]
    assert told["killed"] >= 3
    assert told["after"] == told["wanted"]
    assert told["after"]["dense"]
    assert told["after"]["keyword"] == told["after"]["passages"] > 50
