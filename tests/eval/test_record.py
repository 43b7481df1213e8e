"""Run files: whole or refused, and the same after writing and reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.record import line, read_run, write_run
from pipeline.errors import UserError
from tests.eval.samples import a_run, a_score


def test_run_reads_back_as_it_was_written(tmp_path: Path) -> None:
    run = a_run({"b": [a_score(), a_score(coverage=0.5)], "a": [a_score(), a_score(likeness=0.4)]})
    write_run(tmp_path / "run.jsonl", run)
    assert read_run(tmp_path / "run.jsonl") == run
    assert [(record.case, record.repeat) for record in run.records] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]


def _lines() -> list[str]:
    run = a_run({"a": [a_score()], "b": [a_score()]})
    return [line(run.header), *map(line, run.records)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("".join(_lines()[:2]), "缺 1 篇（如“b”第 1 次）"),
        ("".join([*_lines(), _lines()[1]]), "案例“a”第 1 次多出来了"),
        ("".join(_lines()).replace('"case": "b"', '"case": "z"'), "案例“z”第 1 次多出来了"),
        ("".join(_lines()[:1]) + "{oops\n", "第 2 行不是 JSON"),
        ("".join(_lines()).replace('"structure": 1.0', '"structurr": 1.0', 1), "第 2 行不是评测运行结果"),
        ("".join(_lines()).replace('"format": 1', '"format": 9'), "格式是 9"),
        ("{}\n", "第 1 行不是评测运行结果"),
        ("", "文件是空的"),
    ],
)
def test_what_is_no_whole_run_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_run(path)
    assert words in str(refused.value)
    assert str(path) in str(refused.value)


def test_missing_file_and_foreign_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="读不到这个文件"):
        read_run(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("评测".encode("gbk"))
    with pytest.raises(UserError, match="不是 UTF-8"):
        read_run(tmp_path / "gbk.jsonl")
