"""``nigao export`` from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.export import as_markdown
from pipeline.export.word import text_of
from pipeline.genre import load_genres
from pipeline.parsing import parse
from tests.texts import NOTES, REFERENCE_DRAFTS

DRAFT, NOTE = REFERENCE_DRAFTS[0], NOTES[0]
TEXT = DRAFT.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))


def test_one_text_becomes_every_kind_of_file(tmp_path: Path) -> None:
    outputs = [tmp_path / f"稿件{suffix}" for suffix in (".docx", ".txt", ".md", ".json")]
    assert main(["export", str(DRAFT), *(part for path in outputs for part in ("-o", str(path)))]) == 0
    assert text_of(outputs[0].read_bytes()) == outputs[1].read_text(encoding="utf-8") == TEXT
    assert json.loads(outputs[3].read_text(encoding="utf-8"))["text"] == TEXT


def test_a_json_draft_and_its_text_become_the_same_word_file(tmp_path: Path) -> None:
    record, first, second = (tmp_path / name for name in ("稿.json", "一.docx", "二.docx"))
    assert main(["export", str(DRAFT), "-o", str(record), "-o", str(first)]) == 0
    assert main(["export", str(record), "-o", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()


def test_markdown_comes_back_without_its_blank_lines(tmp_path: Path) -> None:
    source, target = tmp_path / "稿.md", tmp_path / "稿.docx"
    source.write_text(as_markdown(parse(TEXT, load_genres()["fayan"])), encoding="utf-8")
    assert main(["export", str(source), "-o", str(target)]) == 0
    assert text_of(target.read_bytes()) == TEXT.replace("\n\n", "\n")


def test_with_its_notes_a_text_is_checked_and_traced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target, record = tmp_path / "稿.txt", tmp_path / "稿.docx", tmp_path / "稿.json"
    source.write_text(TEXT.replace("146人", "641人"), encoding="utf-8")
    arguments = ["export", str(source), "--notes", str(NOTE), "-o", str(target), "-o", str(record), "--trace"]
    assert main(arguments) == 1
    assert "必须处理的问题" in capsys.readouterr().err
    findings = json.loads(record.read_text(encoding="utf-8"))["findings"]
    assert any(finding["severity"] == "blocker" and "641" in finding["excerpt"] for finding in findings)
    assert target.exists()


def test_json_output_says_what_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "稿.docx")
    assert main(["export", str(DRAFT), "-o", target, "--layout", "朗读版", "--clean", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [target], "layout": "reading", "blockers": 0}


def test_a_house_layout_lies_in_the_home_or_anywhere(tmp_path: Path) -> None:
    house = tmp_path / "home" / "layouts" / "house.yaml"
    house.parent.mkdir(parents=True)
    house.write_text(
        "id: house\nbased_on: standard\nname: 本局\nsource: 本局\nbody: {latin: Arial}\n", encoding="utf-8"
    )
    by_id, by_path = tmp_path / "一.docx", tmp_path / "二.docx"
    assert main(["export", str(DRAFT), "-o", str(by_id), "--layout", "house"]) == 0
    assert main(["export", str(DRAFT), "-o", str(by_path), "--layout", str(house)]) == 0
    assert by_id.read_bytes() == by_path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "没有写明输出文件。请用 -o"),
        (["-o", "{}/稿.pdf"], "不认识的扩展名“.pdf”"),
        (["-o", "{}/稿.docx", "--layout", "国标"], "不认识的版式“国标”"),
        (["-o", "{}/稿.docx", "--clean", "--trace"], "--clean 不带批注，--trace 要加批注"),
        (["-o", "{}/稿.docx", "--trace"], "没有记下依据"),
        (["-o", "{}/稿.docx", "--genre", "诗歌"], "不认识的文种“诗歌”"),
        (["-o", "{}/没有/稿.docx"], "不存在"),
        (["-o", str(DRAFT)], "就是输入文件"),
    ],
)
def test_bad_use_is_one_line_that_names_it_and_writes_nothing(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(DRAFT), *(argument.format(tmp_path) for argument in arguments)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not list(tmp_path.glob("稿*"))


def test_an_unknown_genre_is_told_the_folder_that_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "资料"))
    assert main(["export", str(DRAFT), "-o", str(tmp_path / "稿.docx"), "--genre", "诗歌"]) == 2
    assert f"在 {tmp_path / '资料' / 'genres'} 中添加文种文件" in capsys.readouterr().err


def test_a_text_of_no_known_genre_is_asked_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "信.txt"
    source.write_text("你好。今天天气不错。\n再见。\n", encoding="utf-8")
    assert main(["export", str(source), "-o", str(tmp_path / "稿.docx")]) == 2
    assert "请用 --genre 写明" in capsys.readouterr().err
    assert main(["export", str(source), "-o", str(tmp_path / "稿.docx"), "--genre", "fayan"]) == 0


def test_a_json_draft_takes_no_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "稿.json"
    assert main(["export", str(DRAFT), "-o", str(record)]) == 0
    assert main(["export", str(record), "-o", str(tmp_path / "稿.docx"), "--notes", str(NOTE)]) == 2
    assert "请去掉 --genre 和 --notes" in capsys.readouterr().err
