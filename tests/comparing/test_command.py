"""``nigao diff`` on files of every kind."""

from __future__ import annotations

import json
import re
from itertools import permutations
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.texts import REFERENCE_DRAFTS
from tests.word.building import changed, p, run, word_file

OLD = "市水利局情况汇报\n公开招录12名。\n谈心谈话210人次。\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "原稿.txt"
    path.write_text(OLD, encoding="utf-8")
    return path


def _edited(tmp_path: Path) -> Path:
    deleted = changed("del", "<w:r><w:delText>12</w:delText></w:r>")
    body = (
        p("市水利局情况汇报")
        + p("公开招录", deleted, changed("ins", run("15")), "名。")
        + p("谈心谈话210人次。")
        + p("")
    )
    return word_file(tmp_path / "改稿.docx", body)


def test_a_word_file_with_tracked_changes_is_compared_as_accepted(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(old), str(_edited(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert "公开招录[-12-]{+15+}名。" in shown.out
    assert "\x1b" not in shown.out
    assert "插入 1 处、删除 1 处" in shown.err


def test_json_lists_the_operations(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(old), str(_edited(tmp_path)), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert not answer["same"]
    assert answer["summary"] == {"deleted": 2, "inserted": 2, "moved": 0, "changed": 1, "unchanged": 2}
    assert "".join(op["text"] for op in answer["ops"] if op["a"]) == OLD


def test_markdown_and_draft_json_are_compared_by_their_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text("# 市水利局情况汇报\n\n**公开招录12名。**\n", encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"text": "市水利局情况汇报\n\n公开招录12名。\n"}), encoding="utf-8")
    assert main(["diff", str(tmp_path / "a.md"), str(tmp_path / "b.json")]) == 0
    assert "完全相同" in capsys.readouterr().out


def test_the_page_is_one_file_that_fetches_nothing(old: Path, tmp_path: Path) -> None:
    target = tmp_path / "比较.html"
    assert main(["diff", str(old), str(_edited(tmp_path)), "-o", str(target)]) == 0
    page = target.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "<main" in page
    assert 'lang="zh-CN"' in page
    assert "原稿.txt" in page


@pytest.mark.parametrize(
    ("second", "output", "words"),
    [
        ("没有.txt", None, "没有这个文件"),
        ("坏.docx", None, "不是 Word 文档"),
        ("原稿.txt", "x.pdf", ".html"),
        ("原稿.txt", "没有/x.html", "不存在"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], second: str, output: str | None, words: str
) -> None:
    (tmp_path / "坏.docx").write_bytes(b"no document")
    options = ["-o", str(tmp_path / output)] if output else []
    assert main(["diff", str(old), str(tmp_path / second), *options]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("错误：")
    assert shown.err.count("\n") == 1
    assert words in shown.err


def test_the_output_may_not_be_an_input(old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.html"
    page.write_text("x", encoding="utf-8")
    assert main(["diff", str(old), str(page), "-o", str(page)]) == 2
    assert "输入文件" in capsys.readouterr().err


@pytest.mark.parametrize("genre", ["01_shuili_fayan", "03_yingji_xuanren"])
def test_a_draft_and_its_own_exports_are_the_same(
    genre: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = next(path for path in REFERENCE_DRAFTS if path.stem == genre)
    exports = [tmp_path / f"稿{suffix}" for suffix in (".txt", ".md", ".docx", ".json")]
    code = main(["export", str(given), "--clean", *(word for path in exports for word in ("-o", str(path)))])
    assert code == 0
    capsys.readouterr()
    for old, new in [(given, exports[0]), *permutations(exports, 2)]:
        assert main(["diff", str(old), str(new)]) == 0
        assert "完全相同" in capsys.readouterr().out, (old.name, new.name)


def test_empty_lines_and_indents_are_no_changes_but_a_new_paragraph_is(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spaced, parted = tmp_path / "空行.txt", tmp_path / "分段.txt"
    spaced.write_text("\n\n".join(f"　　{line} " for line in OLD.split("\n")), encoding="utf-8")
    parted.write_text(OLD.replace("招录", "招录\n"), encoding="utf-8")
    for new, same in ((spaced, True), (parted, False)):
        assert main(["diff", str(old), str(new), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["same"] is same
