"""Whether an answer is prose: what a person would read out, and not JSON, markup or code with the prose inside.

Judged by structure, never by words: Chinese prose may hold braces, brackets and labels such as 【1】. Every pattern
sees a bounded stretch, so time is linear in the answer.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

Form = Literal["", "JSON", "标记语言", "程序代码"]

_MOST = 0.5  # share of the characters from which an answer is mostly that
_STARTS = 50  # brackets at which a value is looked for
_DECODER = json.JSONDecoder(strict=False)
_OBJECT = re.compile(r"\{\s{0,20}[\"'“][^\"'“”\n]{1,40}[\"'”]\s{0,5}[:：]|\[\s{0,20}(?:\"|\{\s{0,20}[\"'“])")
_TAG = re.compile(r"</?[A-Za-z][\w:-]{0,30}(?:\s[^<>\n]{0,120})?/?>")
_CODE = re.compile(
    r"\s{0,40}(?:(?:def|class|import|from|function|const|let|var|return|print|public|private|async|await|package)\b"
    r"|[A-Za-z_][\w.]{0,40}\s?(?:=|:(?=\s|$)|\(\s?[\"'\[{(\w)])|@[A-Za-z_]|#include|\"[^\"\n]{1,40}\"\s?:)"
)


def form(text: str) -> Form:
    """What an answer that should be prose was written as instead; "" for prose."""
    bare = text.strip()
    if not bare:
        return ""
    if _is_value(bare) or _share_of_values(bare) > _MOST or _share_opened(bare) > _MOST:
        return "JSON"
    if _is_marked_up(bare):
        return "标记语言"
    return "程序代码" if _share_of_code(bare) > _MOST else ""


def _is_value(text: str) -> bool:
    """Whether the whole of it is an object, a list or a quoted string in JSON."""
    if text[0] not in '{["':
        return False
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _share_of_values(text: str) -> float:
    held = at = 0
    for _ in range(_STARTS):
        starts = [place for place in (text.find("{", at), text.find("[", at)) if place >= 0]
        if not starts:
            break
        try:
            value, end = _DECODER.raw_decode(text, min(starts))
        except (ValueError, RecursionError):
            at = min(starts) + 1
            continue
        held += end - min(starts) if _is_structure(value) else 0
        at = end
    return held / len(text)


def _is_structure(value: Any) -> bool:
    """An object with keys, or a list of more than numbers: [1] may be a reference in prose."""
    return bool(value) and (isinstance(value, dict) or any(isinstance(item, str | dict | list) for item in value))


def _share_opened(text: str) -> float:
    """The share from the first key of an object to its end, or to that of the text: JSON that is cut or faulty."""
    opened = _OBJECT.search(text)
    if opened is None:
        return 0.0
    closed = max(text.rfind("}"), text.rfind("]"))
    end = closed + 1 if closed > opened.start() else len(text)
    return (end - opened.start()) / len(text)


def _is_marked_up(text: str) -> bool:
    tags = list(_TAG.finditer(text))
    return len(tags) >= 2 and tags[0].start() == 0 and tags[-1].end() == len(text)


def _share_of_code(text: str) -> float:
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(len(line) for line in lines if _CODE.match(line)) / sum(map(len, lines))
