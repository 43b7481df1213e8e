"""Marks (标点): full width, in pairs, single, without stray blanks, in the forms of GB/T 15834."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context, Line, Span
from pipeline.checks.finding import Finding, Severity
from pipeline.checks.rule import Rule
from pipeline.checks.structure.numbering import chains, markers

_GB = "GB/T 15834—2011"

HALF_WIDTH = Rule(
    name="format.half_width",
    severity="warning",
    meaning="汉字之间用全角标点；半角标点只用于数字、外文之内。",
    breaks="坚持党管干部原则,严格工作程序。",
    holds="坚持党管干部原则，投入1,234.5万元，12:30开会（GDP增长2.5%）。",
    source=_GB,
)
QUOTES = Rule(
    name="format.quotes",
    severity="warning",
    meaning="引号用“”，内层用‘’，不用直引号、直角引号，不把左右用反。",
    breaks='建立"三项机制"，激励干部担当。',
    holds="建立“三项机制”，强调“落实‘第一议题’制度”。",
    source=_GB,
)
PAIRS = Rule(
    name="format.pairs",
    severity="warning",
    meaning="引号、括号、书名号在一段之内成对。",
    breaks="建立“水利英才库，入库专业人才146人。",
    holds="建立“水利英才库”（含专家），印发《办法》。",
    source=_GB,
)
DOUBLED = Rule(
    name="format.doubled",
    severity="warning",
    meaning="句中、句末点号不连用。",
    breaks="坚持党管干部原则，，严格工作程序。。",
    holds="坚持党管干部原则……严格工作程序——做到公道正派！",
    source=_GB,
)
SPACE = Rule(
    name="format.space",
    severity="info",
    meaning="汉字、标点之间没有多余空格，段末没有空格。",
    breaks="把政治考察贯穿全过程， 突出政治立场。",
    holds="\u3000\u3000把政治考察贯穿全过程，突出政治立场。",
    source="种子范文 000、002 所列缺陷",
)
ENUMERATOR = Rule(
    name="format.enumerator",
    severity="warning",
    meaning="序次语标点规范：“一、”用顿号，“（一）”后不加标点，“1.”用下脚点，“第一，”“首先，”用逗号。",
    breaks="（一）、强化理论学习。坚持学政策、明标准。",
    holds="（一）强化理论学习。坚持学政策、明标准。",
    source=_GB,
)
SERIES = Rule(
    name="format.series_mark",
    severity="warning",
    meaning="一是、二是…各项之前统一用句号或统一用分号，不用逗号。",
    breaks="一是加强统筹，二是加强培养；三是加强考核。",
    holds="一是加强统筹；二是加强培养；三是加强考核。",
    source="实际文稿统计：句号25、分号4、逗号0；种子范文 002 所列缺陷",
)
ADJACENT = Rule(
    name="format.adjacent_quotes",
    severity="info",
    meaning="并列的引号之间、书名号之间不用顿号。",
    breaks="没有“带病上岗”、“两面人”等现象。",
    holds="没有“带病上岗”“两面人”等现象。",
    source=f"{_GB} 4.5.3.5",
)
HEADING_STOP = Rule(
    name="format.heading_stop",
    severity="warning",
    meaning="单独成行的一级标题末尾不加句号。",
    breaks="一、存在问题。\n一是人才储备不足，队伍结构还需优化。二是能力素质不足，专业训练还需加强。",
    holds="一、存在问题\n一是人才储备不足，队伍结构还需优化。二是能力素质不足，专业训练还需加强。",
    source="实际文稿统计：87个一级标题中1个用句号",
)
RULES = (HALF_WIDTH, QUOTES, PAIRS, DOUBLED, SPACE, ENUMERATOR, SERIES, ADJACENT, HEADING_STOP)

_HAN = "\u3400-\u9fff〇"
_WIDE = _HAN + "“”‘’《》〈〉（）【】，。；：、！？…％"
_HALF = re.compile(
    rf"(?<=[{_WIDE}])[,;:!?](?!//)|[,;!?](?=[{_WIDE}])|(?<![a-zA-Z])[:](?=[{_HAN}“《])"
    rf"|(?<=[{_HAN}”》）%])\.(?![\da-zA-Z])|(?<=[\d%])[,](?=[{_HAN}])"
    rf"|(?<=[{_WIDE}])[()]|[()](?=[{_WIDE}])|(?<=[{_HAN}])-{{2,3}}(?=[{_HAN}“])|(?<=[{_HAN}])\.{{3,}}"
)
_FULL = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（", ")": "）", "-": "——"}
_HALF_CJK = {"｡": "。", "､": "、", "｢": "“", "｣": "”"}
_STRAIGHT = re.compile(rf"\"|'(?=[{_WIDE}])|(?<=[{_WIDE}])'|[「」『』＂＇]|``|''")
_DOUBLE = re.compile("[，。；：、！？][ \u3000]?[，。；：、](?:[，。；：、！？])*|[，。；：、][！？]+|。”。|，”，")
_BLANK = re.compile(
    rf"(?<=[{_WIDE}])[ \t\u3000\xa0]+(?=[{_WIDE}\d])|(?<=[\d%％])[ \t\u3000\xa0]+(?=[{_WIDE}])"
    r"|(?<=[^\s])[ \t\u3000\xa0]+(?=\n|\Z)"
)
_ENUMERATORS: tuple[tuple[re.Pattern[str], str, Severity], ...] = (
    (re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)][、，,.．：]"), "括号序号之后不加标点", "warning"),
    (re.compile(r"[一二三四五六七八九十]{1,3}[.．，,：:](?!\d)"), "“一、”应用顿号", "warning"),
    (re.compile(r"\d{1,2}[、，](?!\d)"), "阿拉伯数字序号应用下脚点，如“1.”", "info"),
)
_INLINE_ENUMERATOR = re.compile(
    r"(?:(?<=[。；：\n])|\A)(第[一二三四五六七八九十]|首先|其次|再次)([、.．：])(?=[\u3400-\u9fff])"
)


def check(context: Context) -> Iterator[Finding]:
    """Findings on the marks of ``context.text``, whatever the genre."""
    text = context.text
    yield from _half_width(text)
    for match in _DOUBLE.finditer(text):
        yield DOUBLED.at(match.span(), f"标点“{match.group()}”连用。", "只保留一个。")
    title = context.draft.first("title")
    body = title.end if title else 0  # blanks in a title may be layout
    for match in _BLANK.finditer(text):
        if match.start() >= body:
            yield SPACE.at(match.span(), "有多余空格。", "删去空格。")
    for line in context.lines:
        yield from _pairs(line)
        yield from _enumerators(line)
    for match in re.finditer("“[ \u3000]*”|《[ \u3000]*》|‘[ \u3000]*’", text):
        yield PAIRS.at(match.span(), f"“{match.group()[0]}”之内没有内容。", "补上内容，或删去。")
    yield from _series(context)
    for match in re.finditer("(?<=”)、(?=“)|(?<=》)、(?=《)", text):
        yield ADJACENT.at((match.start(), match.end()), "并列的引号（书名号）之间不用顿号。", "删去顿号。")
    yield from _heading_stops(context)


def _half_width(text: str) -> Iterator[Finding]:
    for match in _HALF.finditer(text):
        mark = match.group()
        wanted = "……" if mark.startswith("..") else _FULL[mark[0]]
        yield HALF_WIDTH.at(match.span(), f"半角标点“{mark}”。", f"改为“{wanted}”。")
    for match in re.finditer("[｡､｢｣]", text):
        yield HALF_WIDTH.at(match.span(), f"半角标点“{match.group()}”。", f"改为“{_HALF_CJK[match.group()]}”。")
    for match in _STRAIGHT.finditer(text):
        yield QUOTES.at(match.span(), f"引号写作“{match.group()}”。", "改用“”，内层用‘’。")


# --- pairs

_OPEN = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】", "〔": "〕", "[": "]"}
_CLOSE = {close: opened for opened, close in _OPEN.items()}
_SAME = {"(": "（", ")": "）"}
_NUMBERED = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]")


def _pairs(line: Line) -> Iterator[Finding]:
    """Unpaired marks of one paragraph, by a stack: linear whatever the nesting."""
    stack: list[tuple[str, int]] = []
    first = _NUMBERED.match(line.text)
    skip = first.end() - 1 if first else -1
    for match in re.finditer(r"[“”‘’（）()《》〈〉【】〔〕\[\]]", line.text):
        char, at = match.group(), match.start()
        if at == skip:
            continue
        if char in _OPEN:
            if char == "“" and stack and stack[-1][0] == "“":
                yield _nested(line, at, stack)
                continue
            stack.append((char, at))
        elif stack and _full(stack[-1][0]) == _full(_CLOSE[char]):
            stack.pop()
        else:
            yield from _closed(line, stack, char, at)
    for char, at in stack:
        yield _unpaired(line, char, at)


def _full(char: str) -> str:
    return _SAME.get(char, char)


def _nested(line: Line, at: int, stack: list[tuple[str, int]]) -> Finding:
    start = line.start + stack[-1][1]
    return QUOTES.at(
        (start, line.start + at + 1), "引号之内又有左引号：左右用反，或内层应用‘’。", "核对引号方向和层次。"
    )


def _closed(line: Line, stack: list[tuple[str, int]], char: str, at: int) -> Iterator[Finding]:
    """A closing mark that does not close the last one opened: whatever was left open inside is unpaired."""
    kinds = [_full(opened) for opened, _ in stack]
    wanted = _full(_CLOSE[char])
    if wanted not in kinds:
        yield _unpaired(line, char, at)
        return
    while stack and _full(stack[-1][0]) != wanted:
        yield _unpaired(line, *stack.pop())
    stack.pop()


def _unpaired(line: Line, char: str, at: int) -> Finding:
    where = line.start + at
    return PAIRS.at((where, where + 1), f"“{char}”没有配对。", "补上另一半，或删去。")


# --- enumerators


def _enumerators(line: Line) -> Iterator[Finding]:
    for pattern, what, severity in _ENUMERATORS:
        if (match := pattern.match(line.text)) and len(line.text) > match.end():
            yield ENUMERATOR.at(
                (line.start, line.start + match.end()), f"{what}。", "按 GB/T 15834 改正序号标点。", severity=severity
            )
    for match in _INLINE_ENUMERATOR.finditer(line.text):
        yield ENUMERATOR.at(
            (line.start + match.start(), line.start + match.end()),
            f"“{match.group(1)}”之后应用逗号。",
            f"改为“{match.group(1)}，”。",
            severity="info",
        )


def _series(context: Context) -> Iterator[Finding]:
    for chain in chains(context, markers(context)):
        if len(chain) < 2 or chain[0].kind != "是":
            continue
        before: list[tuple[str, Span]] = []
        for link in chain[1:]:
            mark = context.text[link.start - 1 : link.start]
            before.append((mark, (max(link.start - 1, 0), link.end)))
        for mark, span in before:
            if mark in "，," and mark:
                yield SERIES.at(span, "列举项之前用了逗号。", "统一改为分号或句号。")
        kinds = {mark for mark, _ in before if mark in "。；" and mark}
        if len(kinds) > 1:
            common = max(kinds, key=lambda kind: sum(mark == kind for mark, _ in before))
            odd = next(span for mark, span in before if mark in kinds and mark != common)
            yield SERIES.at(odd, "同一列举中各项之前的标点不一致。", "统一用句号或统一用分号。", severity="info")


def _heading_stops(context: Context) -> Iterator[Finding]:
    lines = context.lines
    for mark in markers(context):
        line = lines[mark.line]
        if mark.level <= 1 and line.text[-1] in "。；：" and len(line.text) <= 30 and "。" not in line.text[:-1]:
            yield HEADING_STOP.at((line.end - 1, line.end), "一级标题末尾有标点。", "删去标题末尾的标点。")
