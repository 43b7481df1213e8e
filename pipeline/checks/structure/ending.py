"""Closing (结束语), completeness (不残缺) and length (篇幅)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context, Line, Span
from pipeline.checks.finding import Finding, Severity
from pipeline.checks.rule import Rule
from pipeline.checks.structure.samples import NOTES, changed, speech
from pipeline.checks.words import last_word
from pipeline.document import Role, han_count
from pipeline.parsing import split_number

_SEEDS = "种子范文 000、004"

CLOSING = Rule(
    name="structure.closing",
    severity="warning",
    meaning="发言以一句结束语收尾（汇报完毕，…批评指正，谢谢。），独占一行，只有一句，在全文最后。",
    breaks=speech(closing=""),
    holds=speech(),
    source=_SEEDS,
    genre="fayan",
)
TRUNCATED = Rule(
    name="structure.truncated",
    severity="blocker",
    meaning="段落完整：以句末标点结束，不停在顿号、逗号或连词上。",
    breaks="坚持党管干部原则，严格按照规定的条件和程序选拔任用干部，注重在重大任务、急难险重工作中发现干部、考验干部、使用干部，"
    "着重向踏实肯干、勇于担当、",
    holds="坚持党管干部原则，严格按照规定的条件和程序选拔任用干部，注重在重大任务、急难险重工作中发现干部、考验干部、使用干部。",
    source="GB/T 15834—2011",
)
LENGTH = Rule(
    name="structure.length",
    severity="warning",
    meaning="全文篇幅（不计空白的字符数）与要求的字数相差不超过文种规定的比例。",
    breaks=speech(),
    holds=changed(
        "不断优化干部队伍结构。", "不断优化干部队伍结构。" + "坚持广开门路，把各方面优秀人才聚到水利事业中来。" * 7
    ),
    source="要点中的字数；文种文件",
    genre="fayan",
    notes=NOTES.replace("文种:", "字数: 600\n文种:"),
)
RULES = (CLOSING, TRUNCATED, LENGTH)

_FINAL = "。！？!?…”’」）)】》"
_CONJUNCTIONS = frozenset(
    [
        "和",
        "与",
        "及",
        "或",
        "并",
        "且",
        "而",
        "把",
        "被",
        "将",
        "以及",
        "并且",
        "而且",
        "或者",
        "但是",
        "因此",
        "从而",
        "为了",
        "通过",
        "按照",
        "根据",
        "对于",
        "关于",
        "不仅",
        "不但",
        "既",
        "由于",
        "因为",
        "以",
        "向",
        "对",
    ]
)
_LAST_CHARS = frozenset(word[-1] for word in _CONJUNCTIONS)
_WITHOUT_WISH = 0.5
_LONG = 60
"""A paragraph longer than this must end like a sentence; a shorter one may be a heading or an item of a list."""


def check(context: Context) -> Iterator[Finding]:
    """Findings on how the text, and each paragraph, ends."""
    yield from _truncated(context)
    if context.genre is None:
        return
    yield from _closing(context)
    yield from _length(context)


# --- closing


def _closing(context: Context) -> Iterator[Finding]:
    assert context.genre is not None
    rule = context.genre.closing
    lines = [line for line in context.lines if _is_closing(context, line.text)]
    signed = {part.start for part in context.draft.of_role("signature")}
    body = [line for line in context.lines if line.start not in signed]
    if not lines and rule.required and context.lines:
        yield _missing_closing(context, body)
    for line in lines[1:]:
        yield CLOSING.at(line.span, "结束语重复。", "全文只保留一句结束语。")
    for line in lines[:1]:
        if body and line is not body[-1] and not _is_closing(context, body[-1].text):
            yield CLOSING.at(line.span, "结束语不在全文最后。", "把结束语移到文末，独占一行。")
        if line.text[-1] not in "。！":
            yield CLOSING.at((line.end - 1, line.end), "结束语末尾应为句号。", "补上句号。")
        if han_count(line.text) > rule.max_chars:
            yield CLOSING.at(line.span, f"结束语超过{rule.max_chars}字。", "压缩为一句。")


def _is_closing(context: Context, line: str) -> bool:
    assert context.genre is not None
    if len(line) > 80:
        return False
    text = line.rstrip("。！.，,；;：:") + "。"
    return any(re.search(pattern, text) for pattern in context.genre.closing.patterns)


def _missing_closing(context: Context, body: list[Line]) -> Finding:
    assert context.genre is not None
    wanted = context.genre.closing.default
    last = body[-1] if body else context.lines[-1]
    inside = re.search("(?:汇报|发言|报告)完毕|批评指正", last.text[-60:])
    if inside:
        start = last.end - len(last.text[-60:]) + inside.start()
        return CLOSING.at((start, last.end), "结束语没有独占一行，或写法不完整。", f"另起一行写“{wanted}”。")
    return CLOSING.at(_last_sentence(context, last), "缺少结束语。", f"在文末另起一行写“{wanted}”。")


def _last_sentence(context: Context, line: Line) -> Span:
    return max((span for span in context.sentences[-4:] if span[1] <= line.end), default=line.span)


# --- completeness


def _truncated(context: Context) -> Iterator[Finding]:
    exempt = _front_and_signature(context)
    lines = [line for line in context.lines if line.start not in exempt]
    open_ended = [(at, line) for at, line in enumerate(lines) if line.text[-1] not in _FINAL]
    if _is_hard_wrapped(open_ended, lines):
        return
    for at, line in open_ended:
        following = lines[at + 1] if at + 1 < len(lines) else None
        severity = _breaks_off(context, line, is_last=following is None)
        if severity is not None and following is not None and _goes_on(following):
            yield _torn(line, following)
        elif severity is not None:
            yield _unfinished(line, severity)
    yield from _dangling(context)


def _front_and_signature(context: Context) -> set[int]:
    roles: tuple[Role, ...] = ("title", "byline", "salutation", "signature")
    return {part.start for role in roles for part in context.draft.of_role(role)}


def _is_hard_wrapped(open_ended: list[tuple[int, Line]], lines: list[Line]) -> bool:
    """A text whose lines mostly stop anywhere was wrapped by a mail program or a page: its line ends say nothing."""
    long_ones = [line for _, line in open_ended if len(line.text) > 25]
    return len(long_ones) >= 6 and 2 * len(long_ones) > len(lines)


def _breaks_off(context: Context, line: Line, *, is_last: bool) -> Severity | None:
    """How surely a line without final punctuation is a torn paragraph: None for a heading or an item."""
    text = line.text
    known = context.genre is not None
    if text[-1] in "：:；;":
        return "blocker" if is_last else None
    if text[-1] in "、，,":
        return "blocker" if known or is_last else "warning"
    if len(text) > _LONG:
        return "blocker" if known or is_last else "warning"
    if split_number(text)[0] or re.match(r"[（(]?\d{1,2}[.．、）)]", text):
        return "warning" if "。" in text else None
    if "。" in text or (is_last and re.search("[，；]", text)):
        return "blocker" if known else "warning"
    return "warning" if is_last and known else None


_CONTINUES = re.compile(
    r"[（(][^（()）]{0,3}[^（()）一二三四五六七八九十\d][）)]|[，。、；：）】》”%]|[的地得了着过等]"
)


def _goes_on(following: Line) -> bool:
    """Whether a line starts in the midst of a sentence: the line break before it was put in by a page or a program."""
    return bool(_CONTINUES.match(following.text))


def _torn(line: Line, following: Line) -> Finding:
    start = max(line.start, line.end - 12)
    message = f"这一行没有写完就换行，下一行“{following.text[:8]}…”像是接着这一行的。"
    return TRUNCATED.at((start, line.end), message, "删去中间的换行，把两行接成一段。", severity="warning")


def _unfinished(line: Line, severity: Severity) -> Finding:
    tail = (max(line.start, line.end - 12), line.end)
    return TRUNCATED.at(
        tail, "段落没有写完，末尾缺少句末标点。", "补全这一段；若已完整，补上句末标点。", severity=severity
    )


def _dangling(context: Context) -> Iterator[Finding]:
    """A sentence that stops on a conjunction or preposition."""
    for start, end in context.sentences:
        bare = context.text[start:end].rstrip(_FINAL)
        if bare and bare[-1] in _LAST_CHARS and last_word(bare) in _CONJUNCTIONS and len(bare) > 8:
            at = start + len(bare)
            yield TRUNCATED.at((max(start, at - 8), at), f"句子停在“{last_word(bare)}”上，没有写完。", "补全这一句。")


# --- length


def _length(context: Context) -> Iterator[Finding]:
    """Held against the notes' 字数; without one, only a text far from what the genre has is reported."""
    assert context.genre is not None
    rule = context.genre.length
    wanted = context.notes.length if context.notes else 0
    tolerance = rule.tolerance if wanted else _WITHOUT_WISH
    target = wanted or rule.default
    characters = sum(not char.isspace() for char in context.text)
    if abs(characters - target) <= target * tolerance or (not wanted and context.guessed):
        return
    few = characters < target
    what = "要求" if wanted else "这一文种通常为"
    yield LENGTH.at(
        _at_fault(context, wanted),
        f"全文{characters}个字符（汉字{han_count(context.text)}个），{what}{target}字，{'少' if few else '多'}"
        f"{abs(characters - target) / target:.0%}。",
        "按要点充实内容；要点不足的，请报送科室补充。" if few else "压缩一般性表述，保留具体做法和数据。",
        severity="warning" if wanted else "info",
    )


def _at_fault(context: Context, wanted: int) -> Span:
    """The whole text if the notes ask for a length; else only its first line: the remark is on no place."""
    if not context.lines:
        return (0, 0)
    return (context.lines[0].start, context.lines[-1].end) if wanted else context.lines[0].span
