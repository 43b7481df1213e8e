"""``nigao questions`` as a user meets it: terminal, JSON, and the copy to fill in, in the encoding of the notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.genre import load_genres
from pipeline.notes import read_notes
from pipeline.questions.bank import rules
from tests.texts import NOTES, ROOT

TEXT = (
    "单位：市水利局\n场合：全市组织工作会议\n文种：汇报发言\n称谓：各位领导\n字数：200\n年度：2024年\n\n"
    "- 校长占比提高到41%\n- 引进12名，其中博士5名、硕士9名\n- 出台《实施细则》\n"
)
KEYS = {"id", "rule", "notes", "line", "question", "why", "example"}


@pytest.fixture(autouse=True)
def _empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "要点.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_questions_are_shown_with_their_lines_and_are_no_findings(
    notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["questions", str(notes)]) == 0
    shown = capsys.readouterr().out
    assert shown.index("第 8 行：“校长占比提高到41%”") < shown.index("第 9 行：“引进12名")
    assert "可答：校长占比原来为……" in shown
    assert "为什么问：" in shown


def test_json_holds_just_the_agreed_keys(notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questions", str(notes), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert all(set(one) == KEYS for one in found)
    ids = {note.id for note in read_notes(notes).notes}
    assert all(set(one["notes"]) <= ids and one["rule"] in rules() for one in found)


def test_ten_are_shown_unless_all_are_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "要点.md"
    path.write_text(TEXT + "".join(f"- 第{at}支队伍占比提高到4{at}%\n" for at in range(1, 10)), encoding="utf-8")
    main(["questions", str(path), "--json"])
    shown = capsys.readouterr()
    main(["questions", str(path), "--json", "--all"])
    everything = json.loads(capsys.readouterr().out)
    assert json.loads(shown.out) == everything[:10]
    assert f"另有 {len(everything) - 10} 个次要的问题" in shown.err


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("gb18030", b""),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_copy_has_the_encoding_and_line_ends_of_the_notes(
    encoding: str, mark: bytes, end: str, tmp_path: Path
) -> None:
    path, copy = tmp_path / "要点.txt", tmp_path / "问.txt"
    path.write_bytes(mark + TEXT.replace("\n", end).encode(encoding))
    before = path.read_bytes()
    assert main(["questions", str(path), "-o", str(copy)]) == 0
    written = copy.read_bytes()
    assert path.read_bytes() == before
    assert written.startswith(mark)
    lines = written[len(mark) :].decode(encoding).split(end)
    assert [line for line in lines if not line.lstrip().startswith(("问：", "答："))] == TEXT.split("\n")
    assert sum(line.lstrip().startswith("问：") for line in lines) == 3


def test_a_filled_copy_is_read_back_and_its_questions_are_settled(notes: Path, tmp_path: Path) -> None:
    copy = tmp_path / "问.txt"
    main(["questions", str(notes), "-o", str(copy)])
    filled = copy.read_text(encoding="utf-8").replace("原来为……）\n  答：", "原来为……）\n  答：31%")
    filled = filled.replace("据此办了几件。\n  答：", "据此办了几件。\n  答：2024年3月印发，已容错2人")
    copy.write_text(filled, encoding="utf-8")
    read = read_notes(copy)
    bullets = [note for note in read.notes if not note.answers]
    assert [note.id for note in bullets] == [note.id for note in read_notes(notes).notes]
    answers = {note.answers: note.text for note in read.notes if note.answers}
    assert answers == {bullets[0].id: "校长占比原来为31%", bullets[2].id: "2024年3月印发，已容错2人"}
    from pipeline.questions import questions

    assert [one.rule for one in questions(read, load_genres()["fayan"])] == ["sum"]


def test_a_correction_typed_as_an_answer_is_set_aside_and_told(notes: Path, tmp_path: Path) -> None:
    copy = tmp_path / "问.txt"
    main(["questions", str(notes), "-o", str(copy)])
    text = copy.read_text(encoding="utf-8").replace("再删去本行）\n", "再删去本行）\n  答：硕士应该是7名才对\n")
    copy.write_text(text, encoding="utf-8")
    read = read_notes(copy)
    assert "硕士应该是7名才对" not in [note.text for note in read.drafted]
    assert any("请直接改好那一条" in warning for warning in read.warnings)


def test_notes_in_word_get_a_copy_in_markdown(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for line in TEXT.strip().split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "要点.docx"))
    assert main(["questions", str(tmp_path / "要点.docx"), "-o", str(tmp_path / "问.md")]) == 0
    before, after = read_notes(tmp_path / "要点.docx"), read_notes(tmp_path / "问.md")
    assert [note.id for note in after.notes] == [note.id for note in before.notes]
    assert len(after.asked) == 3


@pytest.mark.parametrize(
    ("output", "told"), [("要点.txt", "就是输入文件"), ("问.docx", ".md 或 .txt"), ("无此夹/问.md", "不存在")]
)
def test_a_bad_output_is_one_line_and_touches_nothing(
    output: str, told: str, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["questions", str(notes), "-o", output]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert notes.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_questions_on_real_notes_leave_every_bullet_as_it_was(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / f"问{path.suffix}"
    assert main(["questions", str(path), "--all", "-o", str(copy)]) == 0
    before, after = read_notes(path), read_notes(copy)
    assert after.notes[: len(before.notes)] == tuple(
        note.model_copy(update={"line": moved.line}) for note, moved in zip(before.notes, after.notes, strict=False)
    )
    assert len(after.notes) == len(before.notes)
    again = tmp_path / f"再问{path.suffix}"
    main(["questions", str(copy), "--all", "-o", str(again)])
    assert again.read_bytes() == copy.read_bytes()


def test_the_documentation_names_every_rule() -> None:
    text = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    assert [rule for rule in rules() if f"`{rule}`" not in text] == []
