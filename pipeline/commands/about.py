"""``nigao doctor`` and ``nigao version``: the installation itself."""

from __future__ import annotations

import platform
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.commands import console
from pipeline.commands.values import JsonFlag

_MARKS = {"ok": "正常", "note": "提示", "failed": "异常"}


def _show_version(asked: bool) -> None:
    if asked:
        console.out(f"nigao {__version__}")
        raise typer.Exit


VersionFlag = Annotated[
    bool, typer.Option("--version", metavar="", callback=_show_version, is_eager=True, help="显示版本。")
]


def version(as_json: JsonFlag = False) -> None:
    """显示版本。"""
    if as_json:
        console.out_json({"nigao": __version__, "python": platform.python_version()})
    else:
        console.out(f"nigao {__version__}（Python {platform.python_version()}）")


def doctor(
    online: Annotated[bool, typer.Option("--online", metavar="", help="同时联系已配置的模型和向量服务。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """检查安装、设置和范文库，说明哪里不对、怎么改。不加 --online 不连接任何服务。"""
    from pipeline.doctor import examine
    from pipeline.export import plain

    results = list(examine(online=online))
    if as_json:
        console.out_json(plain(results))
    for result in [] if as_json else results:
        remedy = f" → {result.remedy}" if result.remedy else ""
        console.out(f"[{_MARKS[result.status]}] {result.name}：{result.detail}{remedy}")
    worst = max((result.exit_code for result in results), default=0)
    if worst:
        raise typer.Exit(worst)
