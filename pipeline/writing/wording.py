"""A note (要点) as it stands in a sentence: its words and figures untouched, its marks and labels put in order."""

from __future__ import annotations

import re
from itertools import pairwise

import rjieba

from pipeline.genre import SectionRule
from pipeline.notes import Note

_LABEL = re.compile(r"([^：:，,。；;、《》\d]{1,14})[：:](?=.)")
_FULL_WIDTH = str.maketrans({",": "，", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", ":": "："})
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[，：](?=\d)")
_FILED_UNDER = 2  # a label of at most so many characters only files the note; it says nothing of its own
_DEEDS = tuple("严抓推做建加落把守筑深优突选育引聚强")  # what a label that is a deed of its own opens with
_COUNT = re.compile(r"\d[\d.,]*[万亿]?(余|多)?[一-鿿%％]{1,3}")  # a bare count, which its subject may precede
_A_YEAR = re.compile(r"\d{4}年")
_AHEAD = re.compile("^(?:下一?步|接下来|下一?阶段|今后|明年|来年)，?(将|要)?")
_PLANNED = re.compile("将|拟|力争|计划|争取|确保|力求|打算|预计|继续|持续|进一步|逐步")
_WHEN = re.compile(r"(到?\d{4}年(底|底前|年底|年内|上半年|下半年|起)?|年内|明年|今年)，?")
_TARGET = re.compile("达到|提高到|提升到|增加到|控制在|降至|降到|清零|不低于|不少于|以上")
_LEADING_NUMBER = re.compile(r"^[一二三四五六七八九十\d]{1,3}[、.．)）]\s*")
_GROUP_TAIL = re.compile(r"(工作)?(方面|情况|工作)$")
_COPULA = re.compile("(?:之处|方面)?(?:主要|突出|集中)?(?:表现在|表现为|体现在|在于|是|有|为|要|将|拟)")
_OPENING = 18  # characters within which an opening that names a section ends
_NO_NAME = re.compile(
    "(总体|基本|主要|工作|开展|有关|具体|当前|目前|近期|今年|全年|年度|一|二|三|四|五)*"
    "(情况|做法|成效|举措|措施|亮点|进展|内容|要点|经验|特色|成绩|工作|开展)*$"
)


def label_of(note: Note) -> str:
    """What the writer put before the first colon (“师德师风：…”), "" if nothing."""
    match = _LABEL.match(note.text)
    return match.group(1).strip() if match else ""


def statement(note: Note, *, topic: str = "", filed: bool = False) -> str:
    """The note as a clause without final mark.

    A label goes when its words are said anyway, in the note or in ``topic``, or when it only files the note
    (``filed``: it named the section this stands in); a quoted name never goes. What stays is joined as its words ask:
    a deed with a comma, a deed before a list with its colon, a subject before its figure, anything else as “在…方面，”.
    """
    label = label_of(note)
    body = note.text[_LABEL.match(note.text).end() :] if label else note.text  # type: ignore[union-attr]
    body = _marks(body)
    if not label or filed or _goes(label, body + topic):
        return _placed(body)
    if body[0].isdigit() and not _A_YEAR.match(body):
        return label + ("" if _COUNT.fullmatch(body.split("，")[0]) else "，") + body
    if not (opens_with_verb(label) or label.startswith(_DEEDS)):
        return f"在{label}方面，{body}"
    return label + ("：" if "、" in body.split("，")[0] else "，") + body


def planned(clause: str) -> str:
    """A plan as a plan: under next steps, “投入达到2.6%” has not happened yet. A bare verb (“制定…”) reads as one."""
    ahead = _AHEAD.match(clause)
    will = (ahead.group(1) or "") if ahead else ""
    clause = (clause[ahead.end() :] if ahead else clause) or clause
    if _PLANNED.search(clause):
        return clause
    when = _WHEN.match(clause)
    head, rest = (clause[: when.end()], clause[when.end() :]) if when else ("", clause)
    is_target = bool(_TARGET.search(rest.split("，")[0])) and not opens_with_verb(rest)
    return f"{head}{will or '力争'}{rest}" if is_target else clause


def _goes(label: str, text: str) -> bool:
    if "“" in label:
        return False
    return len(label) <= _FILED_UNDER or bool(_NO_NAME.match(label)) or _said(label, text)


def opens_with_verb(text: str) -> bool:
    """Whether a clause starts with a verb, so that a stance may run into it without a full stop."""
    for word, tag in rjieba.tag(text[:12]):
        return tag == "v" and len(word) > 1
    return False


def group_name(group: str) -> str:
    """A group heading as a name that can stand in a heading: number and “…方面/情况/工作” taken off.

    "" for a heading that names nothing, such as “主要做法” or “开展情况”.
    """
    name = _LEADING_NUMBER.sub("", group.strip())
    return "" if _NO_NAME.match(name) else _GROUP_TAIL.sub("", name)


def belongs_to(rule: SectionRule, note: Note) -> bool:
    """Whether a note is for this section: by its group, its label, its opening, else how it is worded."""
    if names_section(rule, note.group) or names_section(rule, label_of(note)) or _starts(rule.gathers, note.text):
        return True
    if any(names_section(rule, note.text[: found.start()]) for found in _COPULA.finditer(note.text, 2, _OPENING)):
        return True  # “存在的主要问题是…”, “下一阶段将…”
    return not note.group and any(re.search(signal, note.text) for signal in rule.signals)


def filed_by_label(rule: SectionRule, note: Note) -> bool:
    """Whether the label of a note is just the name of the section it belongs to (“存在问题：…”)."""
    label = label_of(note)
    return names_section(rule, label) or any(re.search(signal, label) for signal in rule.signals if label)


def names_section(rule: SectionRule, heading: str) -> bool:
    """Whether a group heading or label is one that the section gathers."""
    return gathered(rule.gathers, heading) or bool(re.search(rule.headings, _LEADING_NUMBER.sub("", heading.strip())))


def gathered(gathers: tuple[str, ...], heading: str) -> bool:
    """Whether a group heading or label is one of ``gathers``; a long one may stand inside (“工作中存在的问题”)."""
    name = _LEADING_NUMBER.sub("", heading.strip())
    return bool(name) and any(g == name or (len(g) >= 4 and g in name) for g in gathers)


def _starts(gathers: tuple[str, ...], text: str) -> bool:
    return any(len(g) >= 3 and text.startswith(g) and text[len(g) : len(g) + 1] in "，,：:将要" for g in gathers)


def _placed(clause: str) -> str:
    """“疫情防控中提拔…” -> “在疫情防控中提拔…”: a place or time that opens a clause wants its preposition."""
    words = rjieba.tag(clause[:20])
    if not words or words[0][1] in ("p", "v", "m", "t") or words[0][0] == "在":
        return clause
    for (word, _), (_, following) in pairwise(words):
        if word in "，。；：“”《》":
            break
        if word == "中" and following.startswith("v"):
            return "在" + clause
    return clause


def _said(label: str, text: str) -> bool:
    words = [word for word in rjieba.cut(label) if len(word) > 1]
    return bool(words) and all(word in text for word in words)


def _marks(text: str) -> str:
    """Full-width marks, except inside figures; no final mark; “（跟…合作）” in written style."""
    text = text.strip().rstrip("。；;，,、.")
    plain = text.translate(_FULL_WIDTH)
    for match in _BETWEEN_DIGITS.finditer(plain):
        plain = plain[: match.start()] + text[match.start()] + plain[match.end() :]
    return plain.replace("（跟", "（与")
