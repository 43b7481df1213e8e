"""Policy (提法): set phrases exact, verbs and parts in order, dated terms in their time."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.bank import Lexicon
from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding
from pipeline.checks.policy.bank import policy_bank
from pipeline.checks.policy.chains import slips
from pipeline.checks.policy.dated import misdated
from pipeline.checks.policy.near import near_index
from pipeline.checks.policy.quoted import altered_counts
from pipeline.checks.rule import Rule

_BANK = "corpus/phrases/policy.yaml（各组注明出处）"

WRONG = Rule(
    name="policy.wrong_form",
    severity="blocker",
    meaning="不出现提法库所列的错误写法。",
    breaks="深入学习贯彻党的二十大会议精神，增强“四个意志”。",
    holds="深入学习贯彻党的二十大精神，增强“四个意识”。",
    source=_BANK,
)
NEAR = Rule(
    name="policy.near_miss",
    severity="blocker",
    meaning="规范提法一字不差：与提法库只差一两个字的写法，多半是写错了。",
    breaks="坚持以习近平新时代中国特色社会主意思想为指导。",
    holds="坚持以习近平新时代中国特色社会主义思想为指导，建设中国特色社会主义制度。",
    source=_BANK,
)
VERB = Rule(
    name="policy.verb",
    severity="blocker",
    meaning="动词与提法搭配：拥护“两个确立”，做到“两个维护”，增强“四个意识”，坚定“四个自信”。",
    breaks="坚定“四个意识”、增强“四个自信”、拥护“两个维护”。",
    holds="增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
    source=f"{_BANK}；quality-rules 提法表",
)
ORDER = Rule(
    name="policy.order",
    severity="blocker",
    meaning="提法各部分次序固定（四个意识、四个自信、两个维护；德才兼备、以德为先、任人唯贤…）。",
    breaks="坚持以德为先、德才兼备、任人唯贤。",
    holds="坚持德才兼备、以德为先、任人唯贤。",
    source=_BANK,
)
PART = Rule(
    name="policy.part",
    severity="warning",
    meaning="提法中的每一部分写法准确。",
    breaks="坚持事业为上、以事选人、人岗相适。",
    holds="坚持事业为上、以事择人、人岗相适。",
    source=_BANK,
)
CONGRESS = Rule(
    name="policy.congress",
    severity="warning",
    meaning="“二十大”“二十届三中全会”之前写“党的”。",
    breaks="干部培训必学二十大。",
    holds="学习党的二十大和二十届三中全会精神，宣讲党的十九大、二十大报告。",
    source="quality-rules 提法表；种子范文 004 所列缺陷",
)
DATED = Rule(
    name="policy.dated",
    severity="warning",
    meaning="有时限的活动、规划、机构名称与文稿年度相符。",
    breaks="2024年，扎实开展“不忘初心、牢记使命”主题教育。",
    holds="2024年，巩固拓展主题教育成果，扎实开展党纪学习教育。",
    source="corpus/phrases/dated_terms.yaml",
)
RULES = (WRONG, NEAR, VERB, ORDER, PART, CONGRESS, DATED)

_LONG = 10
_CONGRESS = re.compile(
    "(?<!党的)(?<![一二三四五六七八九十、和与及至到从“—迎])(?:十[七八九]|二十)(?:大(?![一-龥]?队|厦|道|寨|型|规模|项|类|件|关|样)|届[一二三四五六七]中全会)"
)


def check(context: Context) -> Iterator[Finding]:
    """Findings on set phrases and dated terms, whatever the genre."""
    wrong_spans: list[Span] = []
    for start, end, wrong, right in _wrong_forms().find(context.text):
        wrong_spans.append((start, end))
        yield WRONG.at((start, end), f"“{_bare(wrong)}”是错误写法。", f"改为“{_bare(right)}”。")
    yield from (finding for finding in _near(context) if not _touches(finding, wrong_spans))
    for span, phrase in altered_counts(context):
        message = f"{context.text[slice(*span)]}不是规范提法，应为{phrase}。"
        yield NEAR.at(span, message, f"改为{phrase}。", severity="warning")
    yield from _verbs(context)
    yield from _chains(context)
    yield from _congresses(context)
    yield from _dated(context)


def _touches(finding: Finding, spans: list[Span]) -> bool:
    at = bisect_left(spans, (finding.end, 0)) - 1
    return at >= 0 and spans[at][1] > finding.start


def _bare(phrase: str) -> str:
    """A phrase for use inside “…”: its own quotes become ‘…’."""
    return phrase.replace("“", "‘").replace("”", "’")


@lru_cache(maxsize=1)
def _wrong_forms() -> Lexicon:
    return Lexicon({wrong: entry.phrase for entry in policy_bank().phrases for wrong in entry.wrong})


def _near(context: Context) -> Iterator[Finding]:
    for miss in near_index().find(context.text):
        seen = context.text[miss.start : miss.end]
        sure = miss.edits == 1 and len(miss.phrase) >= _LONG
        yield NEAR.at(
            (miss.start, miss.end),
            f"“{_bare(seen)}”与规范提法“{_bare(miss.phrase)}”差{miss.edits}个字。",
            f"如指这一提法，改为“{_bare(miss.phrase)}”。",
            severity="blocker" if sure else "warning",
        )


def _verbs(context: Context) -> Iterator[Finding]:
    """The verb right before a phrase: one that belongs to a sibling phrase is a slip, another one a doubt."""
    bank = policy_bank()
    siblings = {verb for entry in bank.verbs for verb in entry.verbs}
    for entry in bank.verbs:
        for match in re.finditer(re.escape(entry.phrase), context.text):
            before = context.text[max(0, match.start() - 8) : match.start()]
            verb = max((verb for verb in bank.verb_pool if before.endswith(verb)), key=len, default="")
            if not verb or any(before.endswith(allowed) for allowed in entry.verbs):
                continue
            yield VERB.at(
                (match.start() - len(verb), match.end()),
                f"“{verb}”与{entry.phrase}搭配不当。",
                f"改为“{entry.verbs[0]}”{entry.phrase}一类的搭配。",
                severity="blocker" if verb in siblings else "warning",
            )


def _chains(context: Context) -> Iterator[Finding]:
    for slip in slips(context):
        if slip.kind == "order":
            yield ORDER.at(slip.span, f"次序不对，应为“{_bare(slip.wanted)}”。", "按规范次序改写。")
        elif slip.kind == "left_out":
            yield PART.at(slip.span, f"这一提法缺了“{slip.wanted}”。", f"补上“{slip.wanted}”。")
        else:
            seen = context.text[slip.span[0] : slip.span[1]]
            yield PART.at(
                slip.span, f"“{_bare(seen)}”在这一提法中应为“{_bare(slip.wanted)}”。", f"改为“{_bare(slip.wanted)}”。"
            )


def _congresses(context: Context) -> Iterator[Finding]:
    for match in _CONGRESS.finditer(context.text):
        yield CONGRESS.at(match.span(), f"“{match.group()}”之前应有“党的”。", f"改为“党的{match.group()}”。")


def _dated(context: Context) -> Iterator[Finding]:
    for span, term, year in misdated(context):
        years = _years(term.since, term.until)
        when = f"文稿年度为{year}年" if year else "文稿没有写明年度，请核对"
        yield DATED.at(
            span,
            f"“{_bare(term.term)}”的时限为{years}，{when}。",
            f"请核对：{term.now}。",
            severity="warning" if year else "info",
        )


def _years(since: int | None, until: int | None) -> str:
    if since and until:
        return f"{since}年" if since == until else f"{since}—{until}年"
    return f"{since}年起" if since else f"{until}年以前"
