"""Announced counts (“四个方面”“三张清单”): as many items follow as were announced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding
from pipeline.checks.numerals import to_int
from pipeline.checks.rule import Rule
from pipeline.checks.structure.numbering import chains, markers
from pipeline.document import Section

COUNT = Rule(
    name="structure.announced_count",
    severity="blocker",
    meaning="文中宣布的数目（以下三个方面、四个历练、三张清单）与实际列出的数目一致。",
    breaks="重点做好以下四个方面工作：一是加强统筹。二是加强培养。三是加强考核。",
    holds="重点做好以下三个方面工作：一是加强统筹。二是加强培养。三是加强考核。",
    source="quality-rules R05；种子范文 000（四个历练）",
)
RULES = (COUNT,)

_N = r"([一二两三四五六七八九十]{1,2}|\d{1,2})"
_THING = (
    r"(?:个方面|方面|大方面|个环节|个部分|部分|点|条|项|个|大)"
    r"(?:[\u4e00-\u9fff]{0,6}?(?:工作|问题|不足|差距|任务|举措|措施|做法|体会|情况|意见|建议|打算|内容|历练|抓手|特点|着力点))?"
)
_ANNOUNCED = re.compile(rf"(?<![第\d一二三四五六七八九十百])(?<!之){_N}{_THING}")
_SIGNALS = re.compile("以下|如下|下面|主要|重点|分别|汇报|报告|交流|表现|体现|概括|归纳|做到|抓好|做好|存在|围绕|从")
_LIST = re.compile(
    rf"[“]?(?<![第\d一二三四五六七八九十百]){_N}(?:个|项|类|种|张|大|支|条|道|本|方面|级)[^，。；：、“”（(\s]{{0,10}}[”]?"
    r"(?:[，,]?(?:即|分别是|分别为)|[：:]|——)([^，。；：:！？\n]{2,80})"
)
_HEADING = re.compile(rf"(?<![第\d一二三四五六七八九十百“]){_N}(?:个|大|项|种)([\u4e00-\u9fff]{{2,4}})")


def check(context: Context) -> Iterator[Finding]:
    """Findings on counts that are followed by a countable list; a count that announces nothing is left alone."""
    yield from _before_chains(context)
    yield from _before_lists(context)
    yield from _in_opening(context)
    for section in context.draft.sections:
        yield from _in_heading(section)


def _mismatch(span: Span, announced: int, actual: int, what: str) -> Finding:
    return COUNT.at(
        span, f"宣布的是{announced}项，{what}实际有{actual}项。", "改正数目，或补上、并掉多余的项。", severity="blocker"
    )


# --- “以下三个方面：一是…二是…三是…”


def _before_chains(context: Context) -> Iterator[Finding]:
    for chain in chains(context, markers(context)):
        if len(chain) < 2 or chain[0].kind == "方" or chain[0].value != 1:
            continue
        lead = _lead_before(context.text, chain[0].start)
        found = [m for m in _ANNOUNCED.finditer(context.text, *lead) if not context.quoted[m.start()]]
        if not found or not _SIGNALS.search(context.text, *lead):
            continue
        announced = to_int(found[-1].group(1))
        if announced >= 2 and announced != len(chain) and chain[-1].value != announced:
            yield _mismatch(found[-1].span(), announced, len(chain), "其后列举")


def _lead_before(text: str, at: int) -> Span:
    """The sentence right before an enumeration, or the clause it opens."""
    end = at
    while end > 0 and text[end - 1] in "：:。，,； \n\u3000":
        end -= 1
    start = max(text.rfind(mark, max(0, end - 80), end) for mark in "。\n；！？")
    return max(start + 1, end - 60, 0), end


# --- “三张清单”，即任务清单、实绩清单、负面清单


def _before_lists(context: Context) -> Iterator[Finding]:
    for match in _LIST.finditer(context.text):
        announced = to_int(match.group(1))
        listed = match.group(2)
        items = [item for item in re.split("、|和|以及|及(?!时)", listed) if item.strip()]
        countable = announced >= 2 and len(items) >= 2 and "等" not in listed and "“" not in listed
        if countable and not _could_be(announced, listed):
            yield COUNT.at(
                match.span(1),
                f"宣布的是{announced}项，其后列出的是{len(items)}项。",
                "核对数目与所列各项。",
                severity="warning",
            )


def _could_be(announced: int, listed: str) -> bool:
    """Whether some reading of the list, with 和 and 及 as part of names or not, has the announced number of items."""
    commas = listed.count("、") + 1
    joined = len(re.findall("和|及|与", listed))
    return commas <= announced <= commas + joined


# --- “现从四个方面汇报如下：”


def _in_opening(context: Context) -> Iterator[Finding]:
    sections = [section for section in context.draft.sections if section.heading]
    if len(sections) < 2:
        return
    for part in context.draft.of_role("opening"):
        for start, end in context.sentences:
            if not part.start <= start < part.end or not re.search("如下|汇报|报告|交流", context.text[start:end]):
                continue
            for match in _ANNOUNCED.finditer(context.text, start, end):
                announced = to_int(match.group(1))
                announces = "方面" in match.group() or re.search(
                    "汇报|报告|交流", context.text[match.end() : match.end() + 14]
                )
                if not announces or context.quoted[match.start()]:
                    continue
                if announced >= 2 and announced != len(sections):
                    yield _mismatch(match.span(), announced, len(sections), "正文部分")


# --- “突出四个历练，…”


def _in_heading(section: Section) -> Iterator[Finding]:
    """Only where the topics take the announced word up (四个历练: 政治历练, 实践锻炼…) or it is a count of aspects."""
    if section.heading is None:
        return
    topics = [point.topic.text for point in section.points if point.topic]
    match = _HEADING.search(section.heading.text)
    if match is None or len(topics) < 2:
        return
    announced = to_int(match.group(1))
    word = match.group(2)[:2]
    echoed = any(word in topic or word[-1] in topic for topic in topics) or word in ("方面", "重点", "环节")
    start = section.heading.start
    if announced >= 2 and announced != len(topics) and echoed:
        yield _mismatch((start + match.start(), start + match.end()), announced, len(topics), "这一部分的分论点")
