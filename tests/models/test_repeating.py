"""An answer that only repeats itself is noticed early; a draft whose parts are alike is not taken for one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.models.repeating import Repeats
from tests.texts import REFERENCE_DRAFTS, SEEDS


def _noticed(text: str, size: int = 7, *, prose: bool = True) -> int | None:
    """After how many characters, if at all."""
    repeats = Repeats(prose=prose)
    return next((at for at in range(0, len(text), size) if repeats.add(text[at : at + size])), None)


@pytest.mark.parametrize(
    "passage",
    [
        "好",
        "。",
        "-",
        "工作，",
        "我们要继续努力，",
        "加强干部队伍建设，推动各项工作再上新台阶。\n",
        "一是强化理论武装。二是深化实践锻炼。三是优化干部结构。四是严格监督管理。" * 3,
    ],
)
def test_a_loop_is_noticed_within_a_few_rounds(passage: str) -> None:
    opening = "坚持以习近平新时代中国特色社会主义思想为指导，扎实推进年轻干部工作。"
    noticed = _noticed(opening + passage * 2000)
    assert noticed is not None
    assert noticed < len(opening) + max(400, 6 * len(passage))


def test_a_loop_that_only_counts_on_is_noticed() -> None:
    loop = "".join(f"{number}、加强干部队伍建设，推动各项工作再上新台阶。\n" for number in range(1, 500))
    assert (_noticed(loop) or len(loop)) < 600


def test_endless_blanks_in_json_are_noticed_and_indentation_is_not() -> None:
    assert _noticed('{"heading": "聚焦",' + "\n " * 2000) is not None
    assert _noticed('{"points": [\n' + "".join(f'{" " * 40}{{"note": "n{at}"}},\n' for at in range(60))) is None


@pytest.mark.parametrize("path", [*REFERENCE_DRAFTS, *SEEDS], ids=lambda path: path.stem)
def test_real_texts_do_not_repeat_themselves(path: Path) -> None:
    assert _noticed(path.read_text(encoding="utf-8")) is None


def test_a_plan_with_many_alike_entries_is_no_loop() -> None:
    entries = [f'{{"topic": "抓好第{at}项重点任务落实", "notes": ["n{at:04x}"], "length": 180}}' for at in range(60)]
    assert _noticed("[" + ",\n".join(entries) + "]", prose=False) is None


def test_watching_is_cheap() -> None:
    text = "".join(f"第{at}项工作完成情况良好，各单位配合有力，进度{at * 7 % 100}%。" for at in range(2000))
    begun = time.monotonic()
    _noticed(text, 3)
    assert time.monotonic() - begun < 4
