"""Evaluation cases: the shipped ones, and what is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.case import CASES, SCHEMA, Case, load_case, load_cases, schema
from pipeline.errors import UserError
from pipeline.resources import corpus_folder
from tests.eval.samples import CASE, write_case
from tests.texts import NOTES as SHARED_NOTES

FIRST_LINE = "# yaml-language-server: $schema=../case.schema.json"


@pytest.fixture(scope="module")
def shipped() -> list[Case]:
    return load_cases()


def test_there_are_cases_enough_of_every_kind(shipped: list[Case]) -> None:
    assert len(shipped) >= 24
    assert {case.genre.id for case in shipped} == {"fayan", "xuanren"}
    counts = {len(case.notes.notes) for case in shipped}
    assert {3, 60} <= counts
    tags = {tag for case in shipped for tag in case.file.tags}
    assert {"库外场合", "占位", "数字多", "不整齐", "敌意", "矛盾", "留一", "共用"} <= tags


def test_shared_notes_are_all_cases_word_for_word(shipped: list[Case]) -> None:
    texts = {case.notes_path.read_bytes() for case in shipped if "共用" in case.file.tags}
    assert texts == {path.read_bytes() for path in SHARED_NOTES}


def test_each_seed_is_rebuilt_without_itself_and_compared_with_itself(shipped: list[Case]) -> None:
    seeds = {case.leave_out: case.original for case in shipped if "留一" in case.file.tags}
    assert seeds == {path.stem: path.read_text(encoding="utf-8") for path in corpus_folder("reports").glob("*.txt")}


def test_only_placeholders_states_no_figure(shipped: list[Case]) -> None:
    case = next(case for case in shipped if case.id == "only-placeholders")
    bare = "".join(note.text for note in case.notes.notes).replace("202X", "")
    assert not any(char.isdigit() for char in bare)


def test_hostile_lines_are_set_aside(shipped: list[Case]) -> None:
    case = next(case for case in shipped if case.id == "hostile-instructions")
    assert sum(bool(note.set_aside) for note in case.notes.notes) >= 5
    assert len(case.notes.drafted) == 6


def test_committed_schema_is_that_of_the_model() -> None:
    assert (CASES / SCHEMA).read_text(encoding="utf-8") == schema(), (
        "nigao eval cases --schema > eval/cases/case.schema.json"
    )


def test_every_case_file_names_its_schema(shipped: list[Case]) -> None:
    for case in shipped:
        first = (case.folder / "case.yaml").read_text(encoding="utf-8").splitlines()[0]
        assert first == FIRST_LINE, case.id
        assert (case.folder / first.partition("=")[2]).resolve() == (CASES / SCHEMA).resolve()


@pytest.mark.parametrize(
    ("case", "line", "words"),
    [
        (CASE + "colour: red\n", 7, "colour：没有这一项"),
        (CASE.replace("facts:", "factz:"), 5, "expect.factz：没有这一项"),
        (CASE.replace("tags: [发言]", "tags: []"), 2, "tags：至少要有一条"),
        (CASE + "  coverage: 3\n", 7, "expect.coverage：数值太大"),
        (
            CASE + "  allow:\n    - {rule: 长度, count: 1, reason: 要点只够写这么多}\n",
            8,
            "expect.allow.0.rule：写法不对",
        ),
        (CASE + "title: 又一个题目\n", 7, "“title”写了两次"),
        (CASE.replace("[3座]", "[3座"), 6, "不是可读的 YAML"),
        (CASE.replace("source: 自拟，供测试使用\n", ""), 1, "source：缺少这一项"),
    ],
)
def test_fault_is_named_with_file_and_line(tmp_path: Path, case: str, line: int, words: str) -> None:
    folder = write_case(tmp_path, "bad", case)
    with pytest.raises(UserError) as refused:
        load_case(folder)
    assert f"{folder / 'case.yaml'} 第 {line} 行" in str(refused.value)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (CASE + "leave_out: 999_none\n", "没有范文“999_none”"),
        (CASE + "original: gone.txt\n", "gone.txt"),
        (CASE + "notes: gone.md\n", "gone.md"),
        (CASE + "genre: shici\n", "不认识的文种“shici”"),
    ],
)
def test_what_a_case_points_to_must_be_there(tmp_path: Path, case: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        load_case(write_case(tmp_path, "bad", case))


def test_two_notes_files_are_refused(tmp_path: Path) -> None:
    folder = write_case(tmp_path, "two")
    (folder / "notes.md").write_text("单位：市气象局\n- 一条\n", encoding="utf-8")
    with pytest.raises(UserError, match="现有 2 个"):
        load_case(folder)


def test_unreadable_notes_are_named_with_their_case(tmp_path: Path) -> None:
    folder = write_case(tmp_path, "empty", notes="")
    with pytest.raises(UserError, match=str(folder / "case.yaml")):
        load_case(folder)


def test_cases_are_chosen_by_id_and_tag(tmp_path: Path) -> None:
    write_case(tmp_path, "a")
    write_case(tmp_path, "b", CASE.replace("发言", "数字多"))
    assert [case.id for case in load_cases(tmp_path)] == ["a", "b"]
    assert [case.id for case in load_cases(tmp_path, ids=["b"])] == ["b"]
    assert [case.id for case in load_cases(tmp_path, tags=["数字多"])] == ["b"]
    with pytest.raises(UserError, match="没有评测案例“c”。可用的案例：a、b"):
        load_cases(tmp_path, ids=["c"])
    with pytest.raises(UserError, match="没有案例带标签“长”"):
        load_cases(tmp_path, tags=["长"])
    with pytest.raises(UserError, match="没有评测案例"):
        load_cases(tmp_path / "none")


def test_digest_follows_notes_and_not_expectations(tmp_path: Path) -> None:
    first = load_case(write_case(tmp_path, "a"))
    asked = load_case(write_case(tmp_path, "b", CASE + "  forbidden: [5座]\n"))
    other = load_case(write_case(tmp_path, "c", notes="单位：市气象局\n文种：汇报发言\n- 建成雷达站4座\n"))
    assert first.digest == asked.digest
    assert first.digest != other.digest
