"""A finished draft as text, Markdown and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.checks.finding import Coverage, Finding
from pipeline.document import Draft, Part, from_json
from pipeline.errors import UserError
from pipeline.export import as_json, as_text, exporter_for
from pipeline.genre import load_genres
from pipeline.parsing import parse
from pipeline.writing import Outline, Result
from tests.texts import REFERENCE_DRAFTS, genre_id


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


@pytest.mark.parametrize("path", REFERENCE_DRAFTS, ids=lambda path: path.stem)
def test_json_reads_back_as_the_same_draft(path: Path) -> None:
    draft = _parsed(path)
    assert from_json(json.loads(as_json(_result(draft)))) == draft


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
    assert as_text(_result(draft)) == "标题\n正文。\n"


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_formats_that_come_later_are_named_as_such(suffix: str) -> None:
    with pytest.raises(UserError, match=r"本版本还不能生成.*\.txt、\.md、\.json"):
        exporter_for(Path(f"稿件{suffix}"))


@pytest.mark.parametrize("name", ["稿件", "稿件.pdf", "稿件.text"])
def test_an_unknown_suffix_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UserError, match=r"不认识的扩展名.*\.txt、\.md、\.json"):
        exporter_for(Path(name))


def test_the_suffix_counts_without_its_case() -> None:
    assert exporter_for(Path("稿件.TXT")) is exporter_for(Path("稿件.txt"))
