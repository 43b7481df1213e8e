"""A draft as text, Markdown, JSON, Word and web page: the suffix says which."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.checks.finding import Coverage, Finding
from pipeline.document import Draft, Part, from_json, to_json
from pipeline.errors import UserError
from pipeline.export import WordOptions, as_data, as_json, load_record, record_of_text, renderer_for
from pipeline.genre import load_genres
from pipeline.layouts import load_layouts
from pipeline.notes import read_notes
from pipeline.parsing import parse
from pipeline.writing import Outline, Result
from tests.texts import NOTES, REFERENCE_DRAFTS, genre_id

OPTIONS = WordOptions(load_layouts()["standard"])


def _result(draft: Draft) -> Result:
    finding = Finding(rule="structure.title", severity="info", start=0, end=2, excerpt="标题", message="示例")
    outline = Outline.model_validate({"文种": draft.genre, "标题": "标题", "部分": []})
    return Result(
        draft=draft,
        outline=outline,
        findings=(finding,),
        coverage=(Coverage(note="n1", status="covered", where=((3, 9),)),),
        sources=(),
        backend="offline",
        usage={"calls": 0, "tokens": 0, "seconds": 0.1},
    )


def _parsed(path: Path) -> Draft:
    return parse(path.read_text(encoding="utf-8"), load_genres()[genre_id(path)])


def _rendered(draft: Draft, name: str) -> bytes:
    return renderer_for(Path(name))(to_json(draft), OPTIONS)


@pytest.mark.parametrize("path", REFERENCE_DRAFTS, ids=lambda path: path.stem)
def test_json_reads_back_as_the_same_draft(path: Path) -> None:
    draft = _parsed(path)
    assert from_json(json.loads(as_json(_result(draft)))) == draft
    assert from_json(json.loads(_rendered(draft, "稿件.json"))) == draft


def test_json_has_every_key_of_the_contract() -> None:
    data = json.loads(as_json(_result(_parsed(REFERENCE_DRAFTS[0]))))
    assert {
        *("title", "salutation", "opening", "sections", "closing", "findings", "coverage", "sources"),
        *("backend", "usage", "prompts"),
    } <= set(data)
    assert {"heading", "lead", "points"} == set(data["sections"][0])
    assert {"topic", "text", "notes"} <= set(data["sections"][0]["points"][0])
    assert data["coverage"] == [{"note": "n1", "status": "covered", "where": [[3, 9]], "lacking": []}]
    assert data["findings"][0]["rule"] == "structure.title"


def test_text_is_the_draft_with_one_line_break_at_its_end() -> None:
    draft = Draft.of("fayan", [Part("title", "标题"), Part("text", "正文。", "\n")], "\n\n")
    assert _rendered(draft, "稿件.txt").decode() == "标题\n正文。\n"


def test_a_word_file_is_a_package() -> None:
    draft = _parsed(REFERENCE_DRAFTS[0])
    assert "word/document.xml" in zipfile.ZipFile(BytesIO(_rendered(draft, "稿件.docx"))).namelist()


@pytest.mark.parametrize("name", ["稿件", "稿件.pdf", "稿件.text"])
def test_an_unknown_suffix_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UserError, match=r"不认识的扩展名.*\.txt、\.md、\.docx、\.html、\.json"):
        renderer_for(Path(name))


def test_the_suffix_counts_without_its_case() -> None:
    assert renderer_for(Path("稿件.DOCX")) is renderer_for(Path("稿件.docx"))


def test_a_text_checked_against_its_notes_carries_findings_and_coverage() -> None:
    text = REFERENCE_DRAFTS[0].read_text(encoding="utf-8")
    notes = read_notes(NOTES[0])
    record = record_of_text(text, load_genres()["fayan"], notes)
    assert [note["id"] for note in record["notes"]] == [note.id for note in notes.notes]
    assert {row["note"] for row in record["coverage"]} == {note.id for note in notes.notes}
    assert "findings" in record
    assert "findings" not in record_of_text(text, load_genres()["fayan"])


def test_a_record_reads_back_from_its_file(tmp_path: Path) -> None:
    record = as_data(_result(_parsed(REFERENCE_DRAFTS[0])))
    path = tmp_path / "稿件.json"
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    assert load_record(path) == record


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "{}",
        "null",
        "{",
        '{"text": 3, "genre": "fayan", "layout": []}',
        '{"text": "字", "genre": "fayan", "layout": [["title", 0, 9, []]]}',
        '{"text": "字", "genre": "fayan", "layout": [], "findings": [{"rule": "a.b"}]}',
        '{"text": "字", "genre": "fayan", "layout": [], "notes": ["n1"]}',
        '{"text": " ", "genre": "fayan", "layout": []}',
        '{"text": "\\ud800", "genre": "fayan", "layout": []}',
        "[" * 100_000,
    ],
)
def test_a_json_file_that_is_no_draft_is_refused_by_name(content: str, tmp_path: Path) -> None:
    path = tmp_path / "别的.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"别的\.json：(不是 nigao draft|JSON 稿件中)"):
        load_record(path)
