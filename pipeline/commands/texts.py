"""A draft in any form -> the text that is checked or compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.word import WordDocument


@dataclass(frozen=True)
class ReadDraft:
    """``origin``: for Markdown, where each character of ``text`` stands in the file. ``word``: the Word file behind it.

    ``notice``: what the reader has to know about the text, in Chinese; "" for nothing.
    """

    text: str
    origin: list[int] | None = None
    word: WordDocument | None = None
    notice: str = ""


def read_draft(path: Path) -> ReadDraft:
    """The text of a .txt, .md, .docx, .pdf or of a draft's .json. Raises UserError naming the file."""
    from pipeline.export import plain_text
    from pipeline.reading import read_text, read_word

    suffix = path.suffix.lower()
    if suffix == ".json":
        return ReadDraft(_draft_text(path))
    if suffix == ".docx":
        document = read_word(path)
        return ReadDraft(document.text, word=document, notice=_notice(document))
    text = read_text(path)
    return ReadDraft(*plain_text(text)) if suffix == ".md" else ReadDraft(text)


def _notice(document: WordDocument) -> str:
    from pipeline.word.notices import changes_words, left_out_words

    changes, left_out = changes_words(document), left_out_words(document)
    said = (
        f"有修订（{changes}），按全部接受后的文字处理。" if changes else "",
        f"未计入{left_out}。" if left_out else "",
    )
    return "".join(said)


def _draft_text(path: Path) -> str:
    try:
        text = json.loads(path.read_text(encoding="utf-8"))["text"]
    except OSError as error:
        raise UserError(f"{path}：读不到这个文件（{error.strerror}）。请检查路径和文件名。") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UserError(f"{path}：不是 nigao draft 写出的 JSON 稿件。请改用 .txt、.md 或 .docx 文件。") from error
    if not isinstance(text, str) or not text.strip():
        raise UserError(f"{path}：JSON 稿件中的 text 没有文字。请重新用 nigao draft 生成。")
    return text
