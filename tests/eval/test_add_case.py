"""An edited final text becomes a case that asks of drafts what the final shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eval.add_case import add_case, facts_of, read_final, sections_of, uncovered
from eval.case import load_case, load_cases
from eval.claims_score import FOLDER
from eval.metrics import score
from pipeline.cli import main
from pipeline.document import to_json
from pipeline.errors import UserError
from pipeline.resources import corpus_folder

FINALS = sorted(FOLDER.glob("*.by_hand.txt"))
NAMES = [path.name.partition(".")[0] for path in FINALS]
SHUILI = "01_shuili_fayan"


def _notes(name: str) -> Path:
    return next((FOLDER / "notes").glob(f"{name}.*"))


def _final(name: str) -> Path:
    return FOLDER / f"{name}.by_hand.txt"


class Done(NamedTuple):
    code: int
    out: str
    err: str


Nigao = Callable[..., Done]


@pytest.fixture
def nigao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Nigao:
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> Done:
        code = main(["eval", "add-case", *map(str, arguments)])
        return Done(code, *capsys.readouterr())

    return call


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_the_final_meets_what_it_is_made_the_measure_of(name: str, cases: Path) -> None:
    final = read_final(_notes(name), _final(name))
    added = add_case(final, cases, force=True)
    worth = score(added.case, {**to_json(final.draft), "usage": {}})
    assert worth.unmet == ()
    assert worth.likeness == 1.0
    assert not any("定稿自己没有达到" in one for one in added.todo)


def test_the_case_holds_notes_final_and_expectations_and_reads_back(nigao: Nigao, cases: Path) -> None:
    done = nigao(_notes(SHUILI), _final(SHUILI), "--cases", cases, "--id", "shuili-定稿")
    assert done.code == 0
    folder = cases / "shuili-定稿"
    assert sorted(path.name for path in folder.iterdir()) == ["case.yaml", "notes.md", "original.txt"]
    assert (folder / "notes.md").read_bytes() == _notes(SHUILI).read_bytes()
    case = load_case(folder)
    assert [one.id for one in load_cases(cases)] == ["shuili-定稿"]
    assert case.original.strip() == _final(SHUILI).read_text(encoding="utf-8").strip()
    assert {"水利讲堂", "18名"} <= set(map(str, case.expect.facts))
    assert "定稿" in case.file.tags
    for words in ("title（考什么）", "grounding.claim", "nigao eval run --case shuili-定稿"):
        assert words in done.out


def test_facts_are_one_a_note_and_names_come_before_figures() -> None:
    final = read_final(_notes(SHUILI), _final(SHUILI))
    facts = facts_of(final)
    assert 0 < len(facts) <= len(final.notes.drafted)
    assert "市水利系统干部容错纠错实施细则" in facts
    assert all("**" not in one and "XX" not in one for one in facts)


def test_sections_are_those_the_genre_demands_and_the_groups_the_headings_name() -> None:
    final = read_final(_notes("03_yingji_xuanren"), _final("03_yingji_xuanren"))
    sections = sections_of(final)
    assert "存在问题" in sections
    assert "下一步工作打算" in sections
    assert len(sections) == len(set(sections))
    assert not any(one != other and one in other for one in sections for other in sections)


@pytest.fixture
def shortened(tmp_path: Path) -> Path:
    """A final from which one note is gone and another has lost its figure."""
    text = _final(SHUILI).read_text(encoding="utf-8")
    sentence = next(one for one in text.replace("\n", "。").split("。") if "水利英才库" in one)
    path = tmp_path / "short.txt"
    path.write_text(text.replace(sentence + "。", ""), encoding="utf-8")
    return path


def test_a_final_without_one_of_the_notes_is_refused_with_the_list(nigao: Nigao, cases: Path, shortened: Path) -> None:
    assert uncovered(read_final(_notes(SHUILI), shortened))
    done = nigao(_notes(SHUILI), shortened, "--cases", cases)
    assert done.code == 2
    assert "--force" in done.err
    assert "水利英才库" in done.err
    assert list(cases.iterdir()) == []


def test_forced_it_asks_for_no_more_than_the_final_has(nigao: Nigao, cases: Path, shortened: Path) -> None:
    done = nigao(_notes(SHUILI), shortened, "--cases", cases, "--force")
    assert done.code == 0
    case = load_case(cases / SHUILI)
    assert 0.5 < case.expect.coverage < 1
    assert "水利英才库" not in case.expect.facts
    assert "要点与定稿不合" in done.out


def test_notes_of_another_occasion_are_refused(nigao: Nigao, cases: Path) -> None:
    done = nigao(_notes("06_wenlv_fayan"), _final(SHUILI), "--cases", cases)
    assert done.code == 2
    assert done.err.count("没有写") >= 5


def test_a_final_that_is_an_exemplar_is_not_drafted_from_itself(cases: Path, tmp_path: Path) -> None:
    report = sorted(corpus_folder("reports").glob("*fayan.txt"))[0]
    notes = tmp_path / "notes.txt"
    notes.write_text("单位：市生态环境局\n场合：全市组织工作会议\n文种：汇报发言\n\n- 坚持党管干部\n", encoding="utf-8")
    added = add_case(read_final(notes, report), cases, "seed", force=True)
    assert added.case.leave_out == report.stem


def test_a_length_that_the_final_misses_is_not_asked_for(cases: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    text = _notes(SHUILI).read_text(encoding="utf-8")
    length = next(line for line in text.splitlines() if line.startswith("字数"))
    notes.write_text(text.replace(length, "字数: 9000"), encoding="utf-8")
    added = add_case(read_final(notes, _final(SHUILI)), cases)
    assert added.case.expect.length is None


@pytest.mark.parametrize("suffix", [".md", ".docx", ".json"])
def test_finals_of_every_kind_are_read(suffix: str, cases: Path, tmp_path: Path, nigao: Nigao) -> None:
    path = tmp_path / f"final{suffix}"
    _write_as(path, _final(SHUILI).read_text(encoding="utf-8"))
    done = nigao(_notes(SHUILI), path, "--cases", cases, "--json")
    assert done.code == 0
    data: dict[str, Any] = json.loads(done.out)
    assert "水利讲堂" in data["expect"]["facts"]
    assert data["todo"]


def _write_as(path: Path, text: str) -> None:
    if path.suffix == ".docx":
        from docx import Document

        document = Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(str(path))
    elif path.suffix == ".json":
        draft = read_final(_notes(SHUILI), _final(SHUILI)).draft
        path.write_text(json.dumps(to_json(draft), ensure_ascii=False), encoding="utf-8")
    else:
        path.write_text(text.replace("\n", "\n\n"), encoding="utf-8")


@pytest.mark.parametrize("case_id", ["../outside", "a b", "-x", ".hidden"])
def test_an_id_that_is_no_plain_name_is_refused(case_id: str, cases: Path) -> None:
    with pytest.raises(UserError, match="--id"):
        add_case(read_final(_notes(SHUILI), _final(SHUILI)), cases, case_id)


def test_a_case_that_is_there_is_never_overwritten(cases: Path) -> None:
    final = read_final(_notes(SHUILI), _final(SHUILI))
    add_case(final, cases)
    with pytest.raises(UserError, match="已经有了"):
        add_case(final, cases)


def test_nothing_is_left_behind_when_the_case_does_not_hold(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.add_case.case_yaml", lambda _: "title: 短\n")
    with pytest.raises(UserError, match=r"case\.yaml"):
        add_case(read_final(_notes(SHUILI), _final(SHUILI)), cases)
    assert list(cases.iterdir()) == []


def test_values_that_yaml_would_misread_are_quoted(cases: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    unit = "市水利局: {甲} #1"
    notes.write_text(f"单位：{unit}\n文种：汇报发言\n\n- 召开会议6次\n", encoding="utf-8")
    final = tmp_path / "yes.txt"
    final.write_text("市水利局汇报发言材料\n各位领导、同志们：\n召开会议6次。\n", encoding="utf-8")
    added = add_case(read_final(notes, final), cases, force=True)
    assert added.case.file.title.startswith(added.case.notes.unit)
    assert "{甲} #1" in added.case.file.title


@pytest.mark.parametrize(("notes", "final"), [("没有.txt", "ok"), ("ok", "没有.txt"), ("pdf", "ok")])
def test_unreadable_input_is_named(notes: str, final: str, tmp_path: Path) -> None:
    pdf = tmp_path / "notes.pdf"
    shutil.copy(_notes(SHUILI), pdf)
    places = {"没有.txt": tmp_path / "没有.txt", "pdf": pdf}
    with pytest.raises(UserError):
        read_final(places.get(notes, _notes(SHUILI)), places.get(final, _final(SHUILI)))


def test_an_empty_final_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("\n \n", encoding="utf-8")
    with pytest.raises(UserError):
        read_final(_notes(SHUILI), path)
