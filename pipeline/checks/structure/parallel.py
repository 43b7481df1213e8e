"""Parallelism (对仗): sibling headings and sibling topic sentences are built alike.

Four features are compared: the number of clauses, the length, a “…” image, and words that stand in the same place in
all siblings but one. A heading that alone lacks what the others share is reported; siblings that share nothing are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding, Severity
from pipeline.checks.rule import Rule
from pipeline.checks.structure.farewell import is_farewell, send_off
from pipeline.checks.structure.samples import changed, speech
from pipeline.document import Part, Point, Section, han_count, sentence_spans
from pipeline.parsing import split_number

_SEEDS = "种子范文 000、004（四个标题同构，分论点字数相差不超过一）"

_PLENTY = "".join(
    f"立足{what}岗位实际，注重在急难任务中培养锻炼干部，努力让干部开阔眼界、提升能力、增长才干。" for what in "防汛节水"
)

HEADINGS = Rule(
    name="structure.heading_parallel",
    severity="warning",
    meaning="同级标题句式一致：分句数相同，字数相近，共有的字眼和比喻不缺。",
    breaks=changed("树立用才导向，立好干部成长“风向标”。", "进一步加强对干部人才的激励使用工作。"),
    holds=speech(),
    source=_SEEDS,
    genre="fayan",
)
TOPICS = Rule(
    name="structure.topic_parallel",
    severity="warning",
    meaning="同一部分的分论点主题句字数相近（相差不超过文种规定）。",
    breaks=changed("校局合作引英才。", "与高校合作广泛引进英才。"),
    holds=speech(),
    source=_SEEDS,
    genre="fayan",
)
DUPLICATE = Rule(
    name="structure.heading_duplicate",
    severity="warning",
    meaning="标题、分论点主题句各不相同。",
    breaks=changed("丰富育才方式，搭好干部成长“练兵场”。", "拓宽选才渠道，建好干部成长“蓄水池”。"),
    holds=speech(),
    source="通行写法",
    genre="fayan",
)
MISSING_TOPIC = Rule(
    name="structure.missing_topic",
    severity="info",
    meaning="每个分论点有自己的主题句：一个分论点特别长、所在部分又比别的部分少一个分论点，多半漏了主题句。",
    breaks=changed("校局合作引英才。与高校建立协作关系，努力拓宽人才来源渠道。", "加强培养。" + _PLENTY),
    holds=speech(),
    source="种子范文（分论点50—161字）",
    genre="fayan",
)
BURIED = Rule(
    name="structure.buried_heading",
    severity="warning",
    meaning="每个部分另起一段：一级标题不接在上一部分的段落里。",
    breaks=changed("\n丰富育才方式", "丰富育才方式"),
    holds=speech(),
    source="种子范文 000、004（一个部分一段）",
    genre="fayan",
)
RULES = (HEADINGS, TOPICS, DUPLICATE, MISSING_TOPIC, BURIED)

_MIN_SIBLINGS = 3
_MAX_SIBLINGS = 20


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading without its number and final stop."""

    words: str
    span: Span

    @property
    def clauses(self) -> int:
        return len(re.findall("[，,；;]", self.words)) + 1

    @property
    def length(self) -> int:
        return han_count(self.words)


def check(context: Context) -> Iterator[Finding]:
    """Findings on headings and topics; on an unknown genre only those that stand twice."""
    sections = context.draft.sections
    headings = [_bare(section.heading) for section in sections if section.heading]
    yield from _duplicates(headings + [t for s in sections for t in _topics(s)], context)
    if context.genre is None:
        return
    parting = send_off(context)
    compared = [_bare(section.heading) for section in sections if section.heading and section is not parting]
    yield from _unlike(compared, context.genre.headings.spread, "标题", HEADINGS, _severity(context))
    for section in sections:
        yield from _on_topics(context, section)
    if context.genre.headings.run_in:
        yield from _missing_topics(context)
        yield from _buried(context, headings)


def _severity(context: Context) -> Severity:
    """Unlike headings trouble the ear in a speech; in a written report they are a matter of taste."""
    return "warning" if context.genre is not None and context.genre.oral else "info"


def _bare(part: Part) -> _Heading:
    number, words = split_number(part.text)
    return _Heading(words.rstrip("。！；：.").strip(), (part.start + len(number), part.end))


def _topics(section: Section) -> list[_Heading]:
    return [_bare(point.topic) for point in section.points if point.topic]


# --- duplicates


def _duplicates(headings: list[_Heading], context: Context) -> Iterator[Finding]:
    seen: set[str] = set()
    for heading in headings:
        if heading.words in seen and heading.length >= 4:
            yield DUPLICATE.at(
                heading.span,
                f"标题“{heading.words}”重复出现。",
                "改写其一，使各标题各有所指。",
                severity="warning" if context.genre else "info",
            )
        seen.add(heading.words)


# --- one that is unlike its siblings


def _unlike(siblings: list[_Heading], spread: int, what: str, rule: Rule, severity: Severity) -> Iterator[Finding]:
    if not _MIN_SIBLINGS <= len(siblings) <= _MAX_SIBLINGS:
        return
    for at, heading in enumerate(siblings):
        others = siblings[:at] + siblings[at + 1 :]
        lacks = [*_lacks_form(heading, others, spread), *_lacks_words(heading, others)]
        if lacks:
            yield rule.at(
                heading.span,
                f"这一{what}与其他{what}不对仗：{'；'.join(lacks)}。",
                f"按其他{what}的句式改写。",
                severity=severity,
            )


def _lacks_form(heading: _Heading, others: list[_Heading], spread: int) -> Iterator[str]:
    clauses = {other.clauses for other in others}
    if len(clauses) == 1 and heading.clauses not in clauses:
        yield f"分句数为{heading.clauses}，其他为{clauses.pop()}"
    lengths = [other.length for other in others]
    limit = spread + 3 * (max(lengths) - min(lengths))
    if abs(heading.length - median(lengths)) > limit:
        yield f"字数为{heading.length}，其他为{_range(lengths)}"
    if "“" not in heading.words and all("“" in other.words for other in others):
        yield "缺少其他标题都有的“…”"


def _range(lengths: list[int]) -> str:
    return str(min(lengths)) if min(lengths) == max(lengths) else f"{min(lengths)}至{max(lengths)}"


def _lacks_words(heading: _Heading, others: list[_Heading]) -> Iterator[str]:
    """Wording in the same place in all others: at the head, at the tail, or before an image. Needs three others."""
    if len(others) < _MIN_SIBLINGS:
        return
    for side, name in ((_common_prefix, "开头"), (_common_suffix, "末尾")):
        for clause in range(min(other.clauses for other in others)):
            shared = side([_clause(other, clause) for other in others])
            mine = _clause(heading, clause) if clause < heading.clauses else ""
            if len(shared) >= 1 and _only(shared, side([mine, shared]), [_clause(o, clause) for o in others]):
                yield f"缺少其他各条{name}共有的“{shared}”"


def _only(shared: str, mine: str, others: list[str]) -> bool:
    """Whether the shared wording is a device rather than the whole clause, and is missing here."""
    return mine != shared and all(len(other) > len(shared) for other in others) and not mine


def _clause(heading: _Heading, at: int) -> str:
    return re.split("[，,；;]", re.sub("“[^”]*”$", "", heading.words))[at]


def _common_prefix(texts: list[str]) -> str:
    shared = texts[0]
    for text in texts[1:]:
        while not text.startswith(shared):
            shared = shared[:-1]
    return shared


def _common_suffix(texts: list[str]) -> str:
    return _common_prefix([text[::-1] for text in texts])[::-1]


# --- topic sentences


def _on_topics(context: Context, section: Section) -> Iterator[Finding]:
    assert context.genre is not None
    topics = _topics(section)
    rule = _point_rule(context, section)
    if len(topics) >= 2:
        yield from _uneven(topics, rule)
        yield from _strays(context, section, topics)


def _point_rule(context: Context, section: Section) -> int:
    """The spread of topic lengths that the genre allows in this section."""
    assert context.genre is not None
    name = section.heading.text if section.heading else ""
    for kind in context.genre.sections:
        if kind.heading and kind.heading in name:
            return kind.points.topic_spread
    return context.genre.body.points.topic_spread


def _uneven(topics: list[_Heading], spread: int) -> Iterator[Finding]:
    lengths = [topic.length for topic in topics]
    common, count = Counter(lengths).most_common(1)[0]
    middle = common if count > 1 else median(lengths)
    for topic in topics:
        if abs(topic.length - middle) > spread:
            yield TOPICS.at(
                topic.span,
                f"这一主题句有{topic.length}字，同一部分的其他主题句为{middle:g}字左右。",
                "调整字数，使各主题句长短一致。",
            )


def _strays(context: Context, section: Section, topics: list[_Heading]) -> Iterator[Finding]:
    """Short sentences without a comma amid run-in topics: topics that lost the length, or the body, of one."""
    assert context.genre is not None
    if not context.genre.headings.run_in:
        return
    longest = max(topic.length for topic in topics) + 8
    for part in [*section.leads[:1], *(text for point in section.points for text in point.texts)]:
        spans = sentence_spans(context.text, part.start, part.end)
        for at, (start, end) in enumerate(spans):
            if at == 0 or not _looks_like_topic(context.text[start:end], longest):
                continue
            yield TOPICS.at(
                (start, end),
                f"这句像分论点主题句，但与同一部分的其他主题句（{topics[0].length}字）不对仗。",
                "改为与其他主题句字数、句式一致，或并入上下文。",
            )


def _looks_like_topic(sentence: str, longest: int) -> bool:
    return sentence.endswith("。") and not re.search("[，,；;：:、]", sentence) and 3 <= han_count(sentence) <= longest


# --- what was swallowed


def _missing_topics(context: Context) -> Iterator[Finding]:
    parting = send_off(context)
    present = [section for section in context.draft.sections if section is not parting]
    sections = [section for section in present if section.heading and len(section.points) > 0]
    sizes = [_size(point) for section in sections for point in section.points]
    counts = Counter(len(section.points) for section in sections)
    if len(sections) < _MIN_SIBLINGS or len(sizes) < 2 * _MIN_SIBLINGS:
        return
    usual = max(counts.most_common(1)[0][0], 3)
    for section in sections:
        longest = max(section.points, key=_size)
        size = _size(longest)
        if len(section.points) < usual and size > _TWICE * median(sizes) and size >= _A_LOT:
            yield MISSING_TOPIC.at(
                (longest.start, longest.end),
                f"这一分论点有{size}字，其他多为{median(sizes):.0f}字左右，疑漏了一个主题句。",
                "拆成两个分论点，各加主题句。",
            )


def _size(point: Point) -> int:
    """Its length without the words at parting, which may follow the last point of all."""
    return sum(han_count(part.text) for part in point.texts if not ("\n" in part.gap and is_farewell(part.text)))


_TWICE = 1.6
_A_LOT = 100


def _buried(context: Context, headings: list[_Heading]) -> Iterator[Finding]:
    """A sentence inside a paragraph that is built like the headings: same clauses, an image at its end, same length."""
    if len(headings) < 2 or not all(re.search("“[^”]{2,6}”$", heading.words) for heading in headings):
        return
    clauses = {heading.clauses for heading in headings}
    lengths = [heading.length for heading in headings]
    for part in (*context.draft.of_role("text"), *context.draft.of_role("lead")):
        for start, end in sentence_spans(context.text, part.start, part.end):
            words = _Heading(context.text[start:end].rstrip("。"), (start, end))
            alike = words.clauses in clauses and min(lengths) - 1 <= words.length <= max(lengths) + 1
            if alike and re.search("“[^”]{2,6}”$", words.words):
                yield BURIED.at((start, end), "这句像一级标题，却接在上一部分的段落里。", "从这句起另起一段。")
