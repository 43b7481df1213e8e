"""The command line: ``nigao`` or ``python -m pipeline``.

This module only assembles the commands and decides how a run ends. Nothing heavy is imported here or by the command
modules at import time, so ``--help`` stays as quick as typer itself.

Exit codes: 0 done; 1 the draft has blocking findings; 2 bad input or usage; 3 a service failed; 70 a bug in nigao
(with its traceback, so that it is never taken for a verdict on a draft); 130 interrupted.
"""

from __future__ import annotations

import sys
import traceback

import typer

from pipeline.commands import (
    about,
    checking,
    comparing,
    console,
    exemplars,
    exporting,
    plugged,
    prompting,
    questions,
    writing,
)
from pipeline.commands.localised import ChineseCommand, ChineseGroup, usage_message
from pipeline.errors import NigaoError

EXIT_BUG = 70
EXIT_INTERRUPTED = 130

app = typer.Typer(
    name="nigao",
    cls=ChineseGroup,
    help="拟稿：由要点起草机关汇报发言与工作情况汇报，逐句说明依据。",
    epilog="每个命令都可加 --json 供程序读取。退出码：0 完成；1 稿件有必须处理的问题；2 输入或用法有误；3 服务出错。",
    add_completion=False,
    pretty_exceptions_enable=False,
    subcommand_metavar="命令 [参数]…",
    options_metavar="[选项]",
)

_COMMANDS = (
    ("questions", questions.questions),
    ("draft", writing.draft),
    ("outline", writing.outline),
    ("export", exporting.export),
    ("check", checking.check),
    ("diff", comparing.diff),
    ("rules", checking.rules),
    ("ingest", exemplars.ingest),
    ("search", exemplars.search),
    ("doctor", about.doctor),
    ("version", about.version),
)
for _name, _command in _COMMANDS:
    app.command(_name, cls=ChineseCommand, options_metavar="[选项]")(_command)
app.add_typer(prompting.app, name="prompts")
plugged.add_evaluation(app)


@app.callback()
def _options(version: about.VersionFlag = False) -> None:
    """Options of ``nigao`` itself; ``--version`` is eager and ends the run."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns the exit code. ``arguments`` default to those of the process."""
    console.speak_utf8()
    try:
        return _exit_code(app(args=_or_help(arguments), prog_name="nigao", standalone_mode=False))
    except NigaoError as error:
        return _refused(str(error), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return _exit_code(EXIT_INTERRUPTED)
    except typer.TyperException as error:
        return _refused(usage_message(error), 2)
    except Exception:  # noqa: BLE001 - the outermost frame: a bug keeps its traceback but not exit code 1
        traceback.print_exc()
        return _refused("这是程序自身的缺陷，不是输入的问题。请把以上内容连同所用命令反馈给维护者。", EXIT_BUG)
    finally:
        console.flush()


def _or_help(arguments: list[str] | None) -> list[str]:
    return (sys.argv[1:] if arguments is None else arguments) or ["--help"]


def _exit_code(result: object) -> int:
    """Typer answers what a command returned, or the code of its ``Exit``."""
    code = result if isinstance(result, int) else 0
    if code == EXIT_INTERRUPTED:
        console.say("已中断。原有文件不受影响，已完成的部分都已保存，重新运行同一命令会接着做。")
    return code


def _refused(message: str, code: int) -> int:
    console.say("错误：" + " ".join(message.split("\n")))
    return code


if __name__ == "__main__":
    sys.exit(main())
