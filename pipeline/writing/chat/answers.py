"""What a model answered, taken apart: lines that name their place (【引】, 【1】…), marks mended."""

from __future__ import annotations

import re

from pipeline.writing.faults import LEAD

_PLACE = re.compile(r"^[ \t>*#-]*【[ \t]*(引|引领句?|[0-9０-９]{1,2})[ \t]*】[ \t]*[:：]?[ \t]*", re.MULTILINE)
_HAN = r"[㐀-鿿〇“”《》（）％%]"
_HALF = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_NEAR = re.compile(rf"(?<={_HAN})[,;:?!](?=\s*{_HAN}|\s*[0-9])|(?<={_HAN})[,;:?!]$")
_BLANK = re.compile(rf"(?<={_HAN})[ \t\u3000]+(?={_HAN})|(?<={_HAN})[ \t]+(?=[0-9])|(?<=[0-9])[ \t]+(?={_HAN})")
_QUOTED = re.compile(r'"([^"\n]{1,60})"')


def by_place(answer: str, places: list[int]) -> dict[int, str]:
    """The text at each of ``places`` that the answer has. An answer without marks is read as a paragraph a place."""
    pieces = _PLACE.split(answer)
    if len(pieces) == 1:
        paragraphs = [line.strip() for line in answer.split("\n") if line.strip()]
        return dict(zip(places, map(tidied, paragraphs), strict=True)) if len(paragraphs) == len(places) else {}
    found: dict[int, str] = {}
    for mark, text in zip(pieces[1::2], pieces[2::2], strict=True):
        place = LEAD if mark.startswith("引") else int(mark)
        joined = "".join(line.strip() for line in text.split("\n"))
        if place in places and joined and place not in found:
            found[place] = tidied(joined)
    return found


def without_places(answer: str) -> str:
    """An answer as a person reads it."""
    return _PLACE.sub("", answer)


def tidied(text: str) -> str:
    """The same words with Chinese marks: half-width marks and blanks between characters are habits of typing."""
    text = _QUOTED.sub(r"“\1”", text.strip())
    text = _NEAR.sub(lambda match: _HALF[match[0]], text)
    return _BLANK.sub("", text)


def without_repeat(text: str, topic: str) -> str:
    """``text`` without the topic sentence or number that a model set before it although the layout adds them."""
    text = re.sub(r"^(?:[（(][一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九十]{1,2}、)", "", text)
    if topic and text.startswith((topic + "。", topic + "：", topic + ":")):
        return text[len(topic) + 1 :] or text
    return text  # 设立“专员”17名 begins with its topic and is a sentence of its own


def closed(text: str) -> str:
    """``text`` with a final mark."""
    return text if text.rstrip("”）").endswith(("。", "！", "？")) else text.rstrip("，、；：;,.") + "。"
