"""A finished draft as a file: text, Markdown, JSON. The suffix of the file says which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UserError
from pipeline.export.data import as_data, as_json, plain
from pipeline.export.markdown import as_markdown, plain_text

if TYPE_CHECKING:
    from pipeline.writing.pipeline import Result

Exporter = Callable[["Result"], str]

__all__ = ["Exporter", "as_data", "as_json", "as_markdown", "as_text", "exporter_for", "plain", "plain_text"]

_LATER = {".docx": "Word 文件", ".html": "网页文件"}


def as_text(result: Result) -> str:
    """The draft as plain text, ending in a line break."""
    return result.draft.text.rstrip("\n") + "\n"


_EXPORTERS: dict[str, Exporter] = {".txt": as_text, ".md": lambda result: as_markdown(result.draft), ".json": as_json}


def exporter_for(path: Path) -> Exporter:
    """What writes a file of this name. Raises UserError naming the suffixes there are."""
    suffix = path.suffix.lower()
    if suffix in _EXPORTERS:
        return _EXPORTERS[suffix]
    known = "、".join(_EXPORTERS)
    if suffix in _LATER:
        raise UserError(f"输出文件 {path}：{_LATER[suffix]}本版本还不能生成。请先用以下扩展名：{known}。")
    raise UserError(f"输出文件 {path}：不认识的扩展名“{suffix or '（无）'}”。可用的扩展名：{known}。")
