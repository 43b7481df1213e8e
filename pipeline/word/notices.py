"""What a reader of a Word file's text has to know about it, in Chinese."""

from __future__ import annotations

from typing import Final

from pipeline.word.model import WordDocument

LEFT_OUT: Final = {
    "text_box": "文本框 {} 个",
    "footnote": "脚注 {} 处",
    "endnote": "尾注 {} 处",
    "hidden": "隐藏文字 {} 字",
    "symbol": "符号字体中的符号 {} 个",
    "embedded": "嵌入的其他文件 {} 个",
}
"""What may hold words that the text lacks. Pictures and tables lose none."""


def left_out_words(document: WordDocument) -> str:
    """“文本框 1 个、脚注 2 处”; "" when the text holds all words of the file."""
    counted = [words.format(document.left_out[kind]) for kind, words in LEFT_OUT.items() if document.left_out[kind]]
    return "、".join(counted)


def changes_words(document: WordDocument) -> str:
    """“插入 3 处、删除 1 处”; "" when no change is tracked."""
    names = {"insertion": "插入", "deletion": "删除", "move": "移动", "formatting": "格式修改"}
    return "、".join(f"{name} {document.changes[kind]} 处" for kind, name in names.items() if document.changes[kind])
