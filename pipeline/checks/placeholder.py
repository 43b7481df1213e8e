"""Placeholders (占位): what must be filled in before anyone signs.

A mark that the writer's own notes carry is passed on, as an information; one that they do not carry was made up by
whoever wrote the draft. nigao's own open marks (【待补充：…】, 【待核实】) are honest and are listed as warnings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule

_SEEDS = "种子范文占位写法；通行文稿规范"

PENDING = Rule(
    name="placeholder.pending",
    severity="warning",
    meaning="文中留有【待补充：…】【待核实】等待办标记，定稿前须由拟稿人补齐或核实。",
    breaks="全年培训干部【待补充：人次】，覆盖各科室。",
    holds="全年培训干部860人次，覆盖各科室。",
    source="拟稿约定",
)
LISTED = Rule(
    name="placeholder.listed",
    severity="info",
    meaning="要点中原有的占位（如 X名、**）照录在文中，定稿前须填写；同一种只提示一次。",
    breaks="选派XX名干部到景区蹲点。",
    holds="选派12名干部到景区蹲点。",
    source=_SEEDS,
    notes="单位：市文旅局\n- 选派XX名干部到景区蹲点",
)
UNLISTED = Rule(
    name="placeholder.unlisted",
    severity="blocker",
    meaning="要点中没有的占位（X名、XX、*、____、〔待填〕、某某等）不得出现在文中。没有提供要点时降为提醒。",
    breaks="选派X名干部到景区蹲点。",
    holds="组建“数据要素×”专班，规格为4×4米，选派12名干部到景区蹲点。",
    source=_SEEDS,
    notes="单位：市文旅局\n- 选派12名干部到景区蹲点",
)
MIXED = Rule(
    name="placeholder.mixed",
    severity="info",
    meaning="一篇文稿中的占位应只用一种写法。",
    breaks="选派XX名干部到**大学进修，举办____期培训班。",
    holds="选派XX名干部到XX大学进修，举办XX期培训班。",
    source="种子范文三种写法混用，列为缺陷",
)
RULES = (PENDING, LISTED, UNLISTED, MIXED)

_COUNTED = (
    "名人个万亿千百十余多项次年月日号市县区省局镇乡村街部厅委处科条"
    "件家户亩元吨级期场篇份套台辆天岁所项支批轮届周季位类种座处公里"
)
_WORDS = "名称|姓名|单位|时间|地点|数字|数据|日期|职务|会议|人数|金额|内容|具体"
_ASK = "待填|待补|待定|待核|待完善|待确认|待提供|此处|填写|请填|请补|请插|插入|TODO|TBD|XX"
_KINDS: tuple[tuple[str, str], ...] = (
    ("pending", r"【待(?:补充|核实)[^】\n]{0,80}】"),
    ("bracket", rf"[【〔\[［（(<](?=[^】〕\]］）)>\n]{{0,30}}(?:{_ASK}))[^】〕\]］）)>\n]{{1,60}}[】〕\]］）)>]"),
    ("bracket", rf"[【〔\[［<](?:[^】〕\]］>\n]{{0,6}}(?:{_WORDS}))[^】〕\]］>\n]{{0,6}}[】〕\]］>]"),
    ("bracket", r"(?:\$|\{)?\{[^{}\n]{1,30}\}\}?"),
    ("blank", r"[_＿]{2,}|＿|[（(〔【［\[][ \u3000\xa0]{0,8}[）)〕】］\]]|年[ \u3000]{1,8}月|□{1,}"),
    (
        "x",
        r"(?<=20)[XxＸ×]{2}(?=年)|(?<![A-Za-z0-9+Ｘ×\-])"
        rf"(?:[XxＸ×]{{2,6}}(?![A-Za-z0-9])|[XxＸ×N](?=[{_COUNTED}%％])|X(?=[。，、；）]))",
    ),
    ("star", r"[*＊]{1,6}"),
    ("some", r"某某+|某(?=[省市县区镇乡村局])"),
    ("word", r"(?<![A-Za-z])(?:TODO|TBD|FIXME|TBC)(?![A-Za-z])"),
    ("circle", r"[○●◯]{2,}|(?<![一二三四五六七八九])〇{2,}(?![一二三四五六七八九年])"),
)
_ANY = re.compile("|".join(f"(?P<k{at}>{pattern})" for at, (_, pattern) in enumerate(_KINDS)))
EMPHASIS = re.compile(
    r"(?<![\w*])(\*{1,3})[^*\s][^*\n]{0,120}?[。！？]?\1(?![\w*])"  # stands by itself
    r"|(?m:^)[ \t]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])?\*{2,3}[^*\s][^*\n]{0,120}[^*\s]\*{2,3}"
    r"|(?<!\*)\*\*[^*\s][^*\n]{0,120}[。：！？:]\*\*(?!\*)"  # a sentence or label
    r"|(?<!\*)\*\*[^*\s，,。；;！？：:][^*\n，,。；;！？]{0,40}\*\*(?!\*)"  # amid words: a single phrase
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One placeholder: its kind, where it stands, and the mark with the character after it."""

    kind: str
    start: int
    end: int
    key: str


def marks(text: str) -> list[Mark]:
    """All placeholders of ``text``, in order. Markdown emphasis and bullets are not placeholders."""
    markdown = _markdown_spans(text)
    return [mark for mark in _raw_marks(text) if not _within(mark.start, markdown)]


def check(context: Context) -> Iterable[Finding]:
    """Findings on the placeholders of ``context.text``, held against those of the notes."""
    listed = {mark.key for mark in marks(context.notes_text)}
    found = marks(context.text)
    yield from _pending(found)
    others = [mark for mark in found if mark.kind != "pending"]
    yield from _listed([mark for mark in others if mark.key in listed])
    unlisted = [mark for mark in others if mark.key not in listed]
    yield from _unlisted(unlisted, context)
    yield from _mixed(unlisted)


def _pending(found: list[Mark]) -> Iterator[Finding]:
    for mark in found:
        if mark.kind == "pending":
            yield PENDING.at(
                (mark.start, mark.end), "文中留有待办标记，尚不能定稿。", "补齐所缺内容或核实无误后删去标记。"
            )


def _listed(found: list[Mark]) -> Iterator[Finding]:
    seen: set[str] = set()
    for mark in found:
        if mark.kind not in seen:
            count = sum(other.kind == mark.kind for other in found)
            yield LISTED.at(
                (mark.start, mark.end),
                f"要点中原有的占位照录在文中，此种写法共{count}处。",
                "定稿前请逐一填写。",
            )
        seen.add(mark.kind)


def _unlisted(found: list[Mark], context: Context) -> Iterator[Finding]:
    for mark in found:
        text = context.text[mark.start : mark.end]
        known = context.notes is not None
        yield UNLISTED.at(
            (mark.start, mark.end),
            f"占位“{text}”在要点中没有对应。" if known else f"占位“{text}”尚未填写。",
            "按要点填写实际内容；要点没有的，删去或向报送科室核实。" if known else "填写实际内容后再定稿。",
            severity="blocker" if known else "warning",
        )


def _mixed(found: list[Mark]) -> Iterator[Finding]:
    kinds = list(dict.fromkeys(mark.kind for mark in found))
    if len(kinds) > 1:
        other = next(mark for mark in found if mark.kind == kinds[1])
        yield MIXED.at(
            (other.start, other.end), f"占位写法有{len(kinds)}种，容易漏填。", "统一为一种写法，如【待补充：…】。"
        )


def _raw_marks(text: str) -> Iterator[Mark]:
    for match in _ANY.finditer(text):
        kind = _KINDS[int((match.lastgroup or "k0")[1:])][0]
        if kind == "star" and _multiplies(text, match.start(), match.end()):
            continue
        after = text[match.end() : match.end() + 1]
        yield Mark(kind, match.start(), match.end(), match.group() + (after if kind in ("x", "star") else ""))


def _multiplies(text: str, start: int, end: int) -> bool:
    return text[max(start - 1, 0) : start].isdigit() and text[end : end + 1].isdigit()


def _markdown_spans(text: str) -> list[Span]:
    """Where stars are Markdown: emphasis that wraps words, bullets, rules. Those are a matter of format."""
    if "*" not in text and "_" not in text:
        return []
    spans = [match.span() for match in EMPHASIS.finditer(text)]
    spans += [match.span() for match in re.finditer(r"(?m)^[ \t]*(?:\*[ \t]|(?:[*_-][ \t]?){3,}[ \t]*$)", text)]
    return sorted(spans)


def _within(at: int, spans: list[Span]) -> bool:
    nearest = bisect_right(spans, (at, at + 10**9)) - 1
    return nearest >= 0 and spans[nearest][0] <= at < spans[nearest][1]
