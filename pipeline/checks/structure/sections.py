"""Sections (部分): which there are, in what order, with what in them, and how heavy each is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.checks.structure.farewell import own_parts, send_off
from pipeline.checks.structure.samples import changed, sections, speech, written
from pipeline.document import Section, han_count
from pipeline.genre import SectionRule

REQUIRED = Rule(
    name="structure.required_section",
    severity="blocker",
    meaning="文种规定的部分齐全，次序不乱。",
    breaks=written("二、存在问题", "二、主要成效"),
    holds=written(),
    source="种子范文 002；文种文件",
    genre="xuanren",
)
COUNT = Rule(
    name="structure.section_count",
    severity="warning",
    meaning="正文部分的数目在文种规定的范围内。",
    breaks=speech(sections=sections()[:1]),
    holds=speech(),
    source="种子范文；文种文件",
    genre="fayan",
)
BALANCE = Rule(
    name="structure.balance",
    severity="warning",
    meaning="各主体部分篇幅相称，最长与最短之比不超过文种规定；问题、打算不超过规定的比重。",
    breaks=speech(sections=sections(first=sections()[0] + "坚持广开门路，把各方面优秀人才聚到水利事业中来。" * 12)),
    holds=speech(),
    source="种子范文实测 1.30—1.68；文种文件",
    genre="fayan",
)
PREVIEW = Rule(
    name="structure.preview",
    severity="warning",
    meaning="开头预告的几个方面，与各部分标题一一对应、次序相同。",
    breaks=changed("统筹抓好选才、育才、用才各环节", "统筹抓好育才、选才、用才各环节"),
    holds=speech(),
    source="种子范文 000、004（开头总做法即各部分预告）",
    genre="fayan",
)
RULES = (REQUIRED, COUNT, BALANCE, PREVIEW)

_SECTIONS_MAX = 20
"""More headings than any speech has are not held against the opening."""

_PROBLEMS = re.compile("问题(?!导向|线索|整改)|不足|短板|弱项|差距|薄弱")
_FIXED_HEADING = 14
"""A heading of at most so many characters is a name (“三、存在问题”); a longer one needs its first words to agree."""
_NEXT = re.compile("下一步|下步|打算|努力方向|今后|下阶段|工作计划|工作安排")


def check(context: Context) -> Iterator[Finding]:
    """Findings on sections, for a known genre."""
    if context.genre is None:
        return
    yield from _required(context)
    yield from _count(context)
    yield from _balance(context)
    yield from _preview(context)


def headed(context: Context) -> list[Section]:
    """The sections that have a heading; the words at parting are none."""
    parting = send_off(context)
    return [section for section in context.draft.sections if section.heading and section is not parting]


def heading_span(section: Section) -> Span:
    part = section.heading or section.parts[0]
    return part.start, part.end


def kind_of(context: Context, section: Section) -> SectionRule:
    """Which of the genre's kinds of section this is, by its heading; a heading that tells nothing is the body's."""
    assert context.genre is not None
    name = section.heading.text if section.heading else ""
    fixed = {kind.id: kind for kind in context.genre.sections}
    for kind in context.genre.sections:
        if kind.gathers and any(word in name for word in kind.gathers):
            return kind
    begins = next((part.text for part in section.parts if part is not section.heading), "")
    if "next_steps" in fixed and _NEXT.search(name + begins[:12]):
        return fixed["next_steps"]
    named = len(name) <= _FIXED_HEADING or bool(_PROBLEMS.search(begins[:80]))
    if "problems" in fixed and _PROBLEMS.search(name) and named:
        return fixed["problems"]
    return context.genre.body


# --- which sections


def _required(context: Context) -> Iterator[Finding]:
    assert context.genre is not None
    present = headed(context)
    kinds = [kind_of(context, section) for section in present]
    last = context.lines[-1].span if context.lines else (0, 0)
    for rule in context.genre.sections:
        if rule.required and rule.heading and rule not in kinds:
            yield REQUIRED.at(
                last, f"缺少“{rule.heading}”部分。", f"补写“{rule.heading}”；要点没有的，向报送科室核实。"
            )
    order = {rule.id: at for at, rule in enumerate(context.genre.sections)}
    highest = -1
    for section, kind in zip(present, kinds, strict=True):
        if order[kind.id] < highest:
            yield REQUIRED.at(
                heading_span(section),
                "这一部分的位置不对，应先写做法，再写问题，后写打算。",
                "调整各部分次序。",
                severity="warning" if context.genre.oral else "blocker",
            )
        highest = max(highest, order[kind.id])


def _count(context: Context) -> Iterator[Finding]:
    assert context.genre is not None
    body = context.genre.body
    present = headed(context)
    practice = [section for section in present if kind_of(context, section) is body]
    if len(practice) > body.repeat[1]:
        extra = practice[body.repeat[1]]
        yield COUNT.at(
            heading_span(extra), f"主体有{len(practice)}个部分，多于{body.repeat[1]}个。", "合并内容相近的部分。"
        )
    elif len(present) < body.repeat[0]:
        whole = (context.lines[0].start, context.lines[-1].end) if context.lines else (0, 0)
        span = heading_span(present[-1]) if present else whole
        yield COUNT.at(
            span, f"正文只有{len(present)}个部分，少于{body.repeat[0]}个。", "按要点分部分展开，各写一个标题。"
        )


# --- weight


def _balance(context: Context) -> Iterator[Finding]:
    assert context.genre is not None
    present = headed(context)
    sizes = {id(section): sum(han_count(part.text) for part in own_parts(section)) for section in present}
    total = sum(sizes.values()) or 1
    practice = [section for section in present if kind_of(context, section) is context.genre.body]
    yield from _uneven(context, practice, sizes)
    for section in present:
        kind = kind_of(context, section)
        share = sizes[id(section)] / total
        if share > kind.max_share:
            yield BALANCE.at(
                heading_span(section),
                f"这一部分占正文{share:.0%}，超过{kind.max_share:.0%}。",
                "压缩这一部分，突出主要做法。",
            )


def _uneven(context: Context, practice: list[Section], sizes: dict[int, int]) -> Iterator[Finding]:
    assert context.genre is not None
    if len(practice) < 2:
        return
    longest = max(practice, key=lambda section: sizes[id(section)])
    shortest = min(practice, key=lambda section: sizes[id(section)])
    ratio = sizes[id(longest)] / max(sizes[id(shortest)], 1)
    if ratio <= context.genre.balance:
        return
    middle = sorted(sizes[id(section)] for section in practice)[len(practice) // 2]
    thin = middle / max(sizes[id(shortest)], 1) >= sizes[id(longest)] / max(middle, 1)
    worst = shortest if thin else longest
    yield BALANCE.at(
        (worst.start, worst.end),
        f"各部分轻重不匀：最长{sizes[id(longest)]}字，最短{sizes[id(shortest)]}字，相差{ratio:.1f}倍。",
        "充实最短的部分或压缩最长的部分。" if thin else "压缩最长的部分，或拆成两个部分。",
    )


# --- what the opening announces


def _preview(context: Context) -> Iterator[Finding]:
    """Only an enumeration of which most items stand word for word in the headings is taken for a preview."""
    present = headed(context)
    names = [section.heading.text for section in present if section.heading]
    if len(names) > _SECTIONS_MAX:
        return
    for part in context.draft.of_role("opening"):
        for match in _LISTS.finditer(part.text):
            yield from _against_headings(_items(match.group(), part.start + match.start()), names)


_LISTS = re.compile(r"[^，。；：、！？“”\s]{2,12}(?:、[^，。；：、！？“”\s]{2,12}){2,6}")


def _items(listed: str, at: int) -> list[tuple[str, int]]:
    items: list[tuple[str, int]] = []
    for item in listed.split("、"):
        items.append((item, at))
        at += len(item) + 1
    return items


def _against_headings(items: list[tuple[str, int]], headings: list[str]) -> Iterator[Finding]:
    places = [_place(item, headings) for item, _ in items]
    known = [place for place in places if place is not None]
    if len(known) < 2 or len(known) < len(items) - 1:
        return
    highest = -1
    for (item, at), place in zip(items, places, strict=True):
        if place is not None and place < highest:
            yield PREVIEW.at(
                (at, at + len(item)), f"开头预告“{item}”的次序与各部分标题不同。", "使预告与各部分次序一致。"
            )
        elif place is None and len(headings) == len(items):
            yield PREVIEW.at(
                (at, at + len(item)),
                f"开头预告的“{item}”在各部分标题中没有对应。",
                "改预告或改标题，使二者一致。",
                severity="info",
            )
        highest = max(highest, -1 if place is None else place)


def _place(item: str, headings: list[str]) -> int | None:
    """Which heading takes the item up: it, or its first or last words, stands there; None if not in just one."""
    for length in range(len(item), 1, -1):
        for words in {item[:length], item[-length:]}:
            where = [at for at, heading in enumerate(headings) if words in heading]
            if len(where) == 1:
                return where[0]
    return None
