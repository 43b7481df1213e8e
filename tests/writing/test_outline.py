"""An outline a person may edit: what is written reads back, and each fault is named."""

from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.genre import load_genres
from pipeline.notes import parse_notes
from pipeline.writing import load_outline, outline_yaml, plan

NOTES = parse_notes(
    "单位：市林业局\n场合：全市会议\n文种：汇报发言\n\n"
    "- 完成造林300亩\n- 开展巡护20次：“护林”行动\n- 引进博士2名\n- 查处案件3起\n"
)
OUTLINE = plan(NOTES, load_genres()["fayan"])
TEXT = outline_yaml(OUTLINE, NOTES)


def loaded(tmp_path: Path, text: str) -> object:
    path = tmp_path / "提纲.yaml"
    path.write_text(text, encoding="utf-8")
    return load_outline(path, NOTES)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    assert loaded(tmp_path, TEXT) == OUTLINE


def test_every_note_id_has_its_text_beside_it() -> None:
    for note in NOTES.notes:
        assert f'"{note.id}"  # {note.text}' in TEXT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (NOTES.notes[0].id, "nffffff", "没有的要点 nffffff"),
        (f'    - "{NOTES.notes[0].id}"', f'    - "{NOTES.notes[1].id}"', "漏了要点"),
        ("标题:", "标提:", "标提"),
        ("部分:", "部分: [", "不是可读的 YAML"),
        ("分论点:", "分论点: 无", "YAML"),
    ],
)
def test_a_fault_in_an_edited_outline_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        loaded(tmp_path, TEXT.replace(old, new, 1))
    assert said in str(caught.value)
    assert "提纲.yaml" in str(caught.value)


def test_a_note_placed_twice_is_refused(tmp_path: Path) -> None:
    line = f'    - "{NOTES.notes[0].id}"'
    at = TEXT.index(line)
    with pytest.raises(UserError, match="不止一次"):
        loaded(tmp_path, TEXT[:at] + line + "\n" + TEXT[at:])


def test_a_missing_outline_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"没有\.yaml"):
        load_outline(tmp_path / "没有.yaml", NOTES)
