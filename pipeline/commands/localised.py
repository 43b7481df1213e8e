"""Typer's own words in Chinese: help headings and usage errors."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}


class _Chinese:
    """Mixed into typer's command classes; typer's messages are English and it offers no catalogue."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        for name, words in _PANELS.items():
            setattr(rich_utils, name, words)
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
            if parameter.param_type_name == "argument":
                parameter.display_type_rich = _no_type  # “<path>” beside “要点文件” says nothing more
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本说明。"
            option.metavar = ""
        return option


def _no_type(*, ctx: Any) -> None:
    """What typer prints of an argument's type: nothing."""


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help is Chinese throughout."""


class ChineseGroup(_Chinese, TyperGroup):
    """The group of commands whose help is Chinese throughout."""


_QUOTED = re.compile(r"'([^']*)'")


def usage_message(error: typer.TyperException) -> str:
    """A usage error in one Chinese line that names the word at fault and where the usage stands."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "nigao"
    return f"{_fault(error)}用法见 {command} --help。"


def _fault(error: typer.TyperException) -> str:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return _unknown_option(error)
    if kind == "MissingParameter":
        return f"缺少参数“{_parameter(error)}”。"
    if isinstance(error, typer.BadParameter):
        return f"“{_parameter(error)}”的值不对：{error.message.rstrip('.')}。"
    return _other_fault(error.message)


def _unknown_option(error: Any) -> str:
    near = "、".join(sorted(error.possibilities or ()))
    return f"没有选项“{error.option_name}”{f'，是不是 {near}' if near else ''}。"


def _parameter(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return "（未名）"
    return str(parameter.metavar or (parameter.opts or [parameter.name])[-1])


def _other_fault(message: str) -> str:
    """The faults typer tells apart only by their words; one it rewords is still reported, in its own words."""
    quoted = _QUOTED.findall(message)
    if message.startswith("No such command") and quoted:
        near = "、".join(quoted[1:])
        return f"没有命令“{quoted[0]}”{f'，是不是 {near}' if near else ''}。"
    if message.startswith("Got unexpected extra argument"):
        return f"多出了参数“{message[message.find('(', 32) + 1 : -1]}”，文件名中有空格时请加引号。"
    if "requires an argument" in message and quoted:
        return f"选项“{quoted[0]}”后面缺少值。"
    if "does not take a value" in message and quoted:
        return f"选项“{quoted[0]}”后面不能带值。"
    return "缺少命令。" if message.startswith("Missing command") else f"{message.rstrip('.')}。"
