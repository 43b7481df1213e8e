"""Lines that open a section of their own: “下步方面：…”, “2025年打算”, with or without items on the same line."""

from __future__ import annotations

import re

from pipeline.notes.mend import mended

_YEAR = r"(?:19|20)\d\d\s?年度?"
_BEFORE = r"(?:存在|主要|目前|当前|突出|工作中?|我们?|的|还|仍){0,4}"
_CORE = r"(?:下一?步|下一?阶段|接下来|今后|明年|来年|问题|不足|短板|差距|困难|打算|计划|思路|努力方向)"
_AFTER = (
    r"(?:打算|工作|方面|计划|安排|思路|举措|措施|任务|目标|重点|方向|努力|问题|不足|短板|困难|差距|之处|主要|建议"
    r"|有|和|与|及|、|的){0,5}"
)
_OPENER = re.compile(rf"((?:{_YEAR})?{_BEFORE}{_CORE}{_AFTER})(?=$|[\s:：,，。])")
_NAME_TAIL = re.compile(r"(?:的?方面|之处|主要有|有)$")
_ENDING = re.compile(r"(?:打算|计划|安排|情况|成效|成绩|做法|问题|不足|思路|举措|措施|亮点|重点)$")
_OPENS_NAME = re.compile(
    rf"(?:{_YEAR}|去年|今年|明年|来年|本年度?|上半年|下半年|下一?步|下一?阶段|今后|存在|主要|目前|当前|工作|总体|基本|特色|经验)"
)
_PLAN_CLAUSE = re.compile(r"(?:下一?步|下一?阶段|接下来)(?:工作中?)?[，,]")
_YEARS = re.compile(_YEAR)
_QUOTED = re.compile(r"“[^”]{0,20}”|\"[^\"]{0,20}\"")
_CIRCLES = "①⑴"
_HAN = "一二三四五六七八九十"
_BEFORE_ITEMS = " \t:：,，。"
_ITEM_TAIL = " \t,，;；、"
_FIRST_OF = {
    "arabic": ("1、",),
    "arabic-bracket": ("（1）",),
    "circled": ("①",),
    "han-bracket": ("（一）",),
    "han-is": ("一是",),
}
_NAME_MOST = 16
_ITEM_LEAST = 2  # characters: “一、二、三号楼” is no list


def without_years(text: str) -> str:
    """``text`` without years and quoted names, whose figures count nothing."""
    return _QUOTED.sub("", _YEARS.sub("", text))


def ends_as_section(text: str) -> bool:
    """Whether a name ends as headings do: “2025年打算”, “党建工作情况”."""
    return bool(_ENDING.search(text))


def names_section(text: str) -> bool:
    """Whether a line is plainly the name of a section wherever it stands: “2025年打算”, “存在的问题”."""
    return bool(_OPENS_NAME.match(text) and ends_as_section(text)) or _is_opener(text)


def _is_opener(text: str) -> bool:
    found = _OPENER.match(text)
    return found is not None and found.end() == len(text)


def section_name(text: str) -> str:
    """The name of a section without what only introduces it: “下步方面” -> “下步”, “不足之处” -> “不足”."""
    return (_NAME_TAIL.sub("", text) or text) if _is_opener(text) else text


def opened_section(text: str) -> tuple[str, str] | None:
    """Name and content of a line that opens a section: “下步方面：1、开展清查；2、修订制度”. None for any other line.

    Without a colon it opens one only when numbered items follow.
    """
    found = _OPENER.match(text.lstrip("*"))
    if not found:
        return None
    rest = text.lstrip("*")[found.end() :].lstrip("*")
    content = rest.lstrip(_BEFORE_ITEMS)
    if not rest.lstrip().startswith((":", "：")) and not numbered_items(content):
        return None
    return section_name(mended(found.group(1))), content


def named_list(text: str) -> tuple[str, str] | None:
    """Name and content of “主要做法：1、…；2、…”: whatever the name, numbered items must follow."""
    name, colon, content = text.replace(":", "：").partition("：")
    name = mended(name)
    if not colon or not 0 < len(name) <= _NAME_MOST or re.search(r"[，。；！？\d]", without_years(name)):
        return None
    return (section_name(name), content.strip()) if numbered_items(content.strip()) else None


def list_from(marker: str, text: str) -> str:
    """The list that a bullet starts, its number put back, when its line holds more: “招录12名；2、培训”; else “”."""
    lists = (first + text for first in _FIRST_OF.get(marker, ()))
    return next((content for content in lists if numbered_items(content)), "")


def starts_plan(text: str) -> bool:
    """Whether a line starts a statement of what comes next: “下一步，我们将…” carries on no bullet."""
    return bool(_PLAN_CLAUSE.match(text))


def numbered_items(text: str) -> list[str]:
    """The items of “1、… 2、…”, “（1）… （2）…”, “①…②…”, “一是…二是…” within one line; empty when there are not two."""
    return next((items for style in _STYLES if len(items := _items(text, style)) > 1), [])


def _items(text: str, style: str) -> list[str]:
    starts: list[tuple[int, int]] = []
    at = 0
    while found := _ordinal(style, len(starts) + 1, text, at):
        starts.append(found)
        at = found[1]
    if not starts or starts[0][0]:
        return []
    ends = [start for start, _ in starts[1:]] + [len(text)]
    items = [text[start:end].strip(_ITEM_TAIL) for (_, start), end in zip(starts, ends, strict=True)]
    return items if min(map(len, items)) >= _ITEM_LEAST else []


def _ordinal(style: str, number: int, text: str, at: int) -> tuple[int, int] | None:
    found = re.compile(_pattern(style, number)).search(text, at) if number <= len(_HAN) * 2 - 1 else None
    return found.span() if found else None


def _pattern(style: str, number: int) -> str:
    han = _HAN[number - 1] if number <= len(_HAN) else "十" + _HAN[number - 11]
    if style == "circled":
        return "[" + "".join(chr(ord(first) + number - 1) for first in _CIRCLES) + "]、?"
    return {
        "bracket": rf"[（(]\s?(?:{number}|{han})\s?[）)]、?",
        "arabic": rf"(?<![\d.．%]){number}\s?(?:[、)）]|[.．](?!\d))",
        "is": rf"(?<![{_HAN}第统唯]){han}是[，,:：]?",
        "han": rf"(?<![{_HAN}第]){han}、",
        "ordinal": rf"第{han}[，,、:：]",
    }[style]


_STYLES = ("bracket", "circled", "arabic", "is", "han", "ordinal")
