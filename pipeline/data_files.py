"""Data that experts maintain, as YAML files: read and validated in one way, so every fault is named in one wording."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from pipeline.errors import UserError

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_M = TypeVar("_M", bound="BaseModel")
_WHAT = {
    "extra_forbidden": "没有这一项",
    "missing": "缺少这一项",
    "string_type": "应是文字",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "tuple_type": "应是一个列表",
    "list_type": "应是一个列表",
    "dict_type": "应是若干项",
    "mapping_type": "应是若干项",
    "model_type": "应是若干项",
    "model_attributes_type": "应是若干项",
    "dataclass_type": "应是若干项",
    "too_short": "至少要有一条",
    "too_long": "条数太多",
    "string_too_short": "写得太短",
    "string_too_long": "写得太长",
    "string_pattern_mismatch": "写法不对",
    "float_type": "应是数值",
    "float_parsing": "应是数值",
    "finite_number": "应是数值",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "path_type": "应是一个路径",
    "date_type": "应是日期，如 2024-03-05",
    "date_parsing": "应是日期，如 2024-03-05",
    "date_from_datetime_parsing": "应是日期，如 2024-03-05",
    "greater_than": "数值太小，应大于 {gt}",
    "greater_than_equal": "数值太小，应不小于 {ge}",
    "less_than": "数值太大，应小于 {lt}",
    "less_than_equal": "数值太大，应不大于 {le}",
    "literal_error": "应是 {expected} 之一",
    "enum": "应是 {expected} 之一",
}
_TOML_PLACE = re.compile(r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)$")


def read_data(path: Path, model: type[_M], kind: str) -> _M:
    """The file as ``model``. ``kind``: what the file is called in messages, such as 文种文件.

    Raises UserError naming the file, the key at fault and the next step.
    """
    from pydantic import ValidationError

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data: Any = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=loader)
        return model.model_validate(data)
    except ValidationError as error:
        raise UserError(f"{kind} {path} 有误：{first_fault(error)}。请改正后再试。") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"{kind} {path} 不是可读的 YAML：{unreadable(error)}。请改正后再试。") from error
    except OSError as error:
        raise UserError(f"读不到{kind} {path}（{error.strerror}）。请检查路径和权限。") from error


def first_fault(error: ValidationError) -> str:
    """Key and fault, in Chinese; an unknown key before a missing one, since a misspelt key is both."""
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    fault = faults[0]
    key = ".".join(str(step) for step in fault["loc"]) or "（整体）"
    return f"{key}：{in_chinese(fault)}"


def in_chinese(fault: ErrorDetails) -> str:
    """What a validator found, without the value: in Chinese, with the validator's own words in brackets at most."""
    context = {key: _bare_number(value) for key, value in fault.get("ctx", {}).items()}
    if fault["type"] in ("value_error", "assertion_error"):
        return _own_words(str(context.get("error", fault["msg"])))
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace("'", "").replace(", ", "、").replace(" or ", "、")
    words = _WHAT.get(fault["type"])
    return words.format_map(_Shown(context)) if words else f"写法不对（{_one_line(fault['msg'])}）"


def unreadable(error: Exception) -> str:
    """Why a YAML, TOML or JSON file cannot be parsed: line and column in Chinese, the parser's words in brackets."""
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码的文本"
    if isinstance(error, RecursionError):
        return "层次太多"
    line, column, words = _yaml_place(error) or _json_place(error) or _toml_place(error)
    where = f"第 {line} 行第 {column} 列" if line else "在文件末尾" if column else ""
    return f"{where}写法不对（{words}）"


class _Shown(dict[str, object]):
    """Bounds and choices for a message; one that the validator does not tell stays out."""

    def __missing__(self, key: str) -> str:
        return "限定的值"


def _bare_number(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _own_words(words: str) -> str:
    """The words of a check of ours, which are Chinese; those of anybody else in brackets."""
    words = _one_line(words)
    return words if re.search("[\u4e00-\u9fff]", words) else f"写法不对（{words}）"


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _yaml_place(error: Exception) -> tuple[int, int, str] | None:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return None
    return mark.line + 1, mark.column + 1, _one_line(str(getattr(error, "problem", None) or error))


def _json_place(error: Exception) -> tuple[int, int, str] | None:
    return (error.lineno, error.colno, error.msg) if isinstance(error, json.JSONDecodeError) else None


def _toml_place(error: Exception) -> tuple[int, int, str]:
    """Line 0 and column 1 stand for the end of the file, 0 and 0 for a place that nobody tells."""
    words = _one_line(str(error))
    found = _TOML_PLACE.search(words)
    if found is None:
        return 0, 0, words
    bare = words[: found.start()]
    return (int(found[1]), int(found[2]), bare) if found[1] else (0, 1, bare)
