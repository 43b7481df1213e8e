"""Faults of data files are told in Chinese: what, where, and the parser's own words in brackets at most."""

from __future__ import annotations

import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.errors import UserError


class _Colour(Enum):
    RED = "红"
    BLUE = "蓝"


def _even(number: int) -> int:
    if number % 2:
        raise ValueError("应是偶数")
    return number


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(ge=1, le=9), AfterValidator(_even)] = 2
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    kind: Literal["a", "b"] = "a"
    colour: _Colour = _Colour.RED
    on: bool = True
    day: datetime.date = datetime.date(2024, 3, 5)
    rows: tuple[str, ...] = ()
    seconds: datetime.timedelta = datetime.timedelta(0)


def _refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "数据.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as refusal:
        read_data(path, _Data, "数据文件")
    return str(refusal.value).replace(str(path), "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("count: 0", "count：数值太小，应不小于 1"),
        ("count: 10", "count：数值太大，应不大于 9"),
        ("count: 2.5", "count：应是整数"),
        ("count: 3", "count：应是偶数"),
        ("share: 0", "share：数值太小，应大于 0"),
        ("share: 1", "share：数值太大，应小于 1"),
        ("kind: c", "kind：应是 a、b 之一"),
        ("colour: 绿", "colour：应是 红、蓝 之一"),
        ("'on': maybe", "on：应是 true 或 false"),
        ("day: soon", "day：应是日期"),
        ("rows: 3", "rows：应是一个列表"),
        ("other: 3", "other：没有这一项"),
        ("- 1", "（整体）：应是若干项"),
    ],
)
def test_a_fault_is_told_in_chinese(tmp_path: Path, text: str, words: str) -> None:
    assert words in _refusal(tmp_path, text)


def test_a_fault_without_a_wording_keeps_the_validators_own_in_brackets(tmp_path: Path) -> None:
    assert "seconds：写法不对（Input should be" in _refusal(tmp_path, "seconds: soon")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("count: 1\nrows: ]", "第 2 行第 7 列"),
        ("count: 1\n\trows: []", "第 2 行第 1 列"),
        ("count: 'x", "第 1 行第 10 列"),
    ],
)
def test_what_is_no_yaml_is_told_by_line_and_column(tmp_path: Path, text: str, place: str) -> None:
    said = _refusal(tmp_path, text)
    assert f"不是可读的 YAML：{place}" in said
    assert "写法不对（" in said
