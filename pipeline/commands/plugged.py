"""Commands that another package of the project brings along: the evaluation, which the pipeline itself never imports.

They are found by name, so that an installation without that package still runs and says what is missing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from pipeline.commands.localised import ChineseCommand

_EVALUATION = "eval.cli"


def add_evaluation(app: typer.Typer) -> None:
    """Adds ``nigao eval …`` to ``app``, or a command of that name that says why there is none."""
    if _is_there(_EVALUATION):
        app.add_typer(import_module(_EVALUATION).app, name="eval")
    else:
        app.command("eval", cls=ChineseCommand, options_metavar="[选项]")(_missing)


def _is_there(module: str) -> bool:
    package = module.partition(".")[0]
    return find_spec(package) is not None and find_spec(module) is not None


def _missing(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="命令", help="评测命令。")] = None,
) -> None:
    """评测（这份安装里没有）。"""
    from pipeline.errors import UserError

    del arguments
    raise UserError("这份安装里没有评测部分（eval）。请用完整的安装包重新安装，或在源码目录中运行。")
