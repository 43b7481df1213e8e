"""A draft as a file: text, Markdown, JSON, Word, web page. The suffix of the file says which."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pipeline.document import from_json
from pipeline.errors import UserError
from pipeline.export.data import as_data, as_json, plain
from pipeline.export.markdown import as_markdown, plain_text
from pipeline.export.records import Record, load_record, record_of_text
from pipeline.export.word import WordOptions, as_word

Renderer = Callable[[Record, WordOptions], bytes]
"""Makes the bytes of a file of a draft's JSON form. The options concern Word files only."""

__all__ = [
    "Record",
    "Renderer",
    "WordOptions",
    "as_data",
    "as_json",
    "as_markdown",
    "as_word",
    "load_record",
    "plain",
    "plain_text",
    "record_of_text",
    "renderer_for",
]


def _text_file(record: Record, options: WordOptions) -> bytes:
    del options
    return (str(record["text"]).rstrip("\n") + "\n").encode()


def _markdown_file(record: Record, options: WordOptions) -> bytes:
    del options
    return as_markdown(from_json(dict(record))).encode()


def _json_file(record: Record, options: WordOptions) -> bytes:
    del options
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _page_file(record: Record, options: WordOptions) -> bytes:
    del options
    from pipeline.export.page import page

    return page(record).encode()


_RENDERERS: dict[str, Renderer] = {
    ".txt": _text_file,
    ".md": _markdown_file,
    ".docx": as_word,
    ".html": _page_file,
    ".json": _json_file,
}


def renderer_for(path: Path) -> Renderer:
    """What turns a draft into the bytes of a file of this name. Raises UserError naming the suffixes there are."""
    suffix = path.suffix.lower()
    if suffix in _RENDERERS:
        return _RENDERERS[suffix]
    raise UserError(f"输出文件 {path}：不认识的扩展名“{suffix or '（无）'}”。可用的扩展名：{'、'.join(_RENDERERS)}。")
