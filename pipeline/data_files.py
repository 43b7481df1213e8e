"""Data that experts maintain, as YAML files: read and validated in one way, so every fault is named in one wording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from pipeline.errors import UserError

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

_M = TypeVar("_M", bound="BaseModel")
_WHAT = {
    "extra_forbidden": "没有这一项",
    "missing": "缺少这一项",
    "string_type": "应是文字",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "tuple_type": "应是一个列表",
    "list_type": "应是一个列表",
    "dict_type": "应是若干项",
    "model_type": "应是若干项",
    "too_short": "至少要有一条",
    "string_too_short": "写得太短",
    "string_pattern_mismatch": "写法不对",
    "float_type": "应是数值",
    "float_parsing": "应是数值",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
}


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
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = " ".join(str(error).split())
        raise UserError(f"{kind} {path} 不是可读的 YAML：{where}。请改正后再试。") from error
    except OSError as error:
        raise UserError(f"读不到{kind} {path}（{error.strerror}）。请检查路径和权限。") from error


def first_fault(error: ValidationError) -> str:
    """Key and fault, in Chinese; an unknown key before a missing one, since a misspelt key is both."""
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    fault = faults[0]
    key = ".".join(str(step) for step in fault["loc"]) or "（整体）"
    return f"{key}：{_WHAT.get(fault['type'], fault['msg'])}"
