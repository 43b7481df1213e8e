"""What the commands of ``nigao eval`` share: values of options, and how a draft that erred is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands import console

if TYPE_CHECKING:
    from eval.record import Run


def backend_name(value: str) -> str:
    """Who drafts."""
    from eval.backends import BACKENDS
    from pipeline.errors import UserError

    if value not in BACKENDS:
        raise UserError(f"--backend 只能是 {'、'.join(BACKENDS)}，不能是“{value}”。")
    return value


def how_many(value: str | int) -> int:
    """A count from 1 to 100."""
    from pipeline.errors import UserError

    text = str(value)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 100):
        raise UserError(f"次数、进程数应是 1 到 100 的整数，不能是“{value}”。")
    return int(text)


def say_errors(done: Run) -> None:
    """Says which drafts of a run erred, and why."""
    for record in done.errors:
        assert record.error
        console.say(f"出错：{record.case} 第 {record.repeat + 1} 次：{record.error.message}")
        if record.error.trace:
            console.say(record.error.trace.rstrip("\n"))
