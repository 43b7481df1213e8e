"""Option types that several commands share. A bad value is refused with its name and what is allowed."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.errors import UserError

JsonFlag = Annotated[bool, typer.Option("--json", metavar="", help="输出 JSON，供程序读取。")]

PASSAGE_ROLES = ("title", "opening", "heading", "lead", "point", "closing")
SEVERITIES = {"blocker": "必须处理", "warning": "建议处理", "info": "提示"}
BACKENDS = ("auto", "offline", "llm")
_MOST = 1000


def positive_count(value: str | int) -> int:
    """A count from 1 to 1000."""
    try:
        count = int(value)
    except ValueError:
        count = 0
    if not 1 <= count <= _MOST:
        raise UserError(f"-k 应是 1 到 {_MOST} 的整数，不能是“{value}”。")
    return count


def passage_role(value: str) -> str:
    """The role of a passage in its report."""
    return _one_of("--role", value, PASSAGE_ROLES)


def backend_name(value: str) -> str:
    """Who writes."""
    return _one_of("--backend", value, BACKENDS)


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise UserError(f"{option} 只能是 {'、'.join(allowed)}，不能是“{value}”。")
    return value
