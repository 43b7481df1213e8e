"""Paragraphs: line pitch, indents, alignment, and what people do by hand that a layout should do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from pipeline.checks.finding import Severity
from pipeline.checks.layout.fault import Fault
from pipeline.checks.layout.file import KINDS, Line, Page
from pipeline.checks.layout.naming import ALIGNS, spaced
from pipeline.checks.rule import Rule
from pipeline.layouts import TextRule

_GBT = "GB/T 9704-2012"

PITCH = Rule(
    name="layout.line_pitch",
    severity="warning",
    meaning="行距为版式规定的固定值，每页行数才合于版式。",
    breaks="正文行距为 1.5 倍",
    holds="正文行距为固定值",
    source=f"{_GBT} 5.2.3：每面 22 行；固定值 28.95 磅经实测排满 22 行",
    genre="xuanren",
)
SPACE = Rule(
    name="layout.paragraph_space",
    severity="warning",
    meaning="段前、段后不另加间距，标题下和落款上最多空一行。",
    breaks="正文段后空 10 磅",
    holds="正文段后不空",
    source=f"{_GBT} 5.2.3：段间加距会打乱每面 22 行",
    genre="xuanren",
)
INDENT = Rule(
    name="layout.indent",
    severity="warning",
    meaning="每段首行左空二字，回行顶格；标题不缩进。",
    breaks="正文首行不缩进",
    holds="正文首行缩进二字",
    source=f"{_GBT} 7.3.3：每个自然段左空二字，回行顶格",
    genre="xuanren",
)
SALUTATION = Rule(
    name="layout.salutation",
    severity="warning",
    meaning="称谓顶格。",
    breaks="称谓缩进二字",
    holds="称谓顶格排",
    source=f"{_GBT} 7.3.2：主送机关居左顶格，称谓在其位置",
    genre="fayan",
)
ALIGN = Rule(
    name="layout.align",
    severity="warning",
    meaning="标题居中，正文两端对齐。",
    breaks="标题左对齐",
    holds="标题居中排",
    source=f"{_GBT} 7.3.1、7.3.3",
    genre="xuanren",
)
NUMBERING = Rule(
    name="layout.auto_numbering",
    severity="warning",
    meaning="序号是文字，不是自动编号：复制、粘贴到别处才不会丢失。",
    breaks="序号是自动编号",
    holds="序号是文字",
    source="办文习惯；layout-and-language 2.2",
    genre="xuanren",
)
LINE_BREAK = Rule(
    name="layout.line_break",
    severity="warning",
    meaning="正文不用手动换行（Shift+Enter）。",
    breaks="正文中有手动换行",
    holds="正文中没有手动换行",
    source="办文习惯：手动换行后两端对齐会把半行拉开，且不缩进",
    genre="xuanren",
)
EMPTY = Rule(
    name="layout.empty_paragraph",
    severity="info",
    meaning="正文段落之间不空行，标题下最多空一行。",
    breaks="正文之间空一行",
    holds="标题下空一行",
    source=f"{_GBT} 7.3.2：称谓在标题下空一行",
    genre="xuanren",
)
BLANKS = Rule(
    name="layout.blanks",
    severity="warning",
    meaning="不用空格居中、缩进、对齐。",
    breaks="标题用空格居中",
    holds="标题居中，前后没有空格",
    source="办文习惯：字号、页宽一变，空格排出的位置就错开",
    genre="xuanren",
)
RULES = (PITCH, SPACE, INDENT, SALUTATION, ALIGN, NUMBERING, LINE_BREAK, EMPTY, BLANKS)

_SLACK: Final = 0.1
_A_TWIP: Final = 0.04  # pt, less than the unit of the file: 29 for 28.95 already loses a line a page
_BLANK: Final = " \t\u3000\xa0\u2002\u2003"
_PITCH_STEPS: Final = {"exact": "固定值 {:g} 磅", "atLeast": "最小值 {:g} 磅", "auto": "{:g} 倍行距"}


def check(page: Page) -> Iterator[Fault]:
    """Faults of the paragraphs outside tables."""
    for line in page.lines:
        yield from _pitch(page, line)
        if not line.is_blank:
            yield from _of_words(page, line)
    yield from _spaces(page)
    yield from _empty(page)


def _of_words(page: Page, line: Line) -> Iterator[Fault]:
    yield from _indents(page, line)
    yield from _align(page, line)
    yield from _by_hand(line)


# --- pitch and space


def _pitch(page: Page, line: Line) -> Iterator[Fault]:
    """An empty line may have the pitch of any kind; a shorter or higher one shifts the lines below."""
    rules = page.rules(line.styles) or tuple(page.layout.rule(style) for style in ("body", "title"))
    format_ = line.paragraph.format
    kind, found = format_.get("line_rule", "auto"), format_.get("line", 1.0)
    if kind == "exact" and any(abs(found - rule.pitch) <= _A_TWIP for rule in rules):
        return
    shown = _PITCH_STEPS.get(str(kind), "{:g}").format(round(found, 2))
    what = "空行" if line.is_blank else KINDS[line.style]
    wanted = f"固定值 {rules[0].pitch:g} 磅"
    yield Fault(PITCH, line.span, f"{what}行距为{spaced(shown)}，应为{wanted}。", f"在“段落”中把行距改为{wanted}。")


def _spaces(page: Page) -> Iterator[Fault]:
    """Space before and after; a line's height is allowed below the title and above the signature, once."""
    lines = (None, *page.lines, None)
    for (before, line), (_, after) in zip(pairwise(lines[:-1]), pairwise(lines[1:]), strict=True):
        if line is None:
            continue
        yield from _space(page, line, "before", "段前", allowed=_may_part(before, line))
        yield from _space(page, line, "after", "段后", allowed=_may_part(line, after))


def _may_part(above: Line | None, below: Line | None) -> bool:
    if above is None or below is None or above.is_blank or below.is_blank:
        return False
    head = {"title", "byline"}
    return (above.style in head and below.style not in head) or (
        below.style == "signature" and above.style != "signature"
    )


def _space(page: Page, line: Line, side: str, name: str, *, allowed: bool) -> Iterator[Fault]:
    format_ = line.paragraph.format
    pitch = page.layout.body.pitch
    found = (format_.get(f"{side}_lines") or 0.0) * pitch or format_.get(side) or 0.0
    if format_.get(f"{side}_auto"):
        yield Fault(SPACE, line.span, f"{name}间距为“自动”，应为 0。", f"在“段落”中把{name}改为 0。")
    elif found > (pitch + _SLACK if allowed else _SLACK):
        yield Fault(SPACE, line.span, f"{name}空 {found:g} 磅，应不空。", f"在“段落”中把{name}改为 0。")


# --- indents and alignment


def _indents(page: Page, line: Line) -> Iterator[Fault]:
    """A line that the writer indented with blanks is judged by them alone."""
    if line.style == "signature":
        return
    format_, rules = line.paragraph.format, page.rules(line.styles)
    size = _size(line, rules[0])
    if line.text[:1] in _BLANK:
        return
    first = _chars(format_, "first_line", size)
    if not any(abs(first - rule.first_line) <= _SLACK for rule in rules):
        rule = SALUTATION if line.style == "salutation" else INDENT
        yield Fault(rule, line.span, _first_line(line, first, rules[0]), _remedy(rules[0]))
    for side, name in (("left", "左"), ("right", "右")):
        found = _chars(format_, side, size)
        if abs(found) > _SLACK:
            rule = SALUTATION if line.style == "salutation" else INDENT
            yield Fault(
                rule, line.span, f"{KINDS[line.style]}{name}缩进 {found:.3g} 字，应为 0。", "在“段落”中把缩进改为 0。"
            )


def _first_line(line: Line, found: float, rule: TextRule) -> str:
    what = KINDS[line.style]
    shown = (
        f"首行缩进 {found:.3g} 字"
        if found > _SLACK
        else f"悬挂缩进 {-found:.3g} 字"
        if found < -_SLACK
        else "首行没有缩进"
    )
    wanted = f"首行缩进 {rule.first_line:g} 字" if rule.first_line else "顶格" if rule.align != "center" else "不缩进"
    return f"{what}{shown}，应{wanted}。"


def _remedy(rule: TextRule) -> str:
    wanted = f"设首行缩进 {rule.first_line:g} 字符" if rule.first_line else "把特殊格式改为“无”"
    return f"在“段落”中{wanted}，不要用空格。"


def _chars(format_: dict[str, Any], name: str, size: float) -> float:
    """An indent in characters. Word takes one given in characters before one given in points."""
    chars = format_.get(f"{name}_chars")
    return float(chars) if chars else float(format_.get(name) or 0.0) / size


def _size(line: Line, rule: TextRule) -> float:
    sizes = (run.format.get("size") for run in line.paragraph.runs)
    return float(next((size for size in sizes if size), rule.size))


def _align(page: Page, line: Line) -> Iterator[Fault]:
    if line.style == "signature":
        return
    found = str(line.paragraph.format.get("align", "left"))
    rules = page.rules(line.styles)
    if any(ALIGNS.get(found) == ALIGNS[rule.align] for rule in rules) or _is_left(found, line, rules):
        return
    wanted = ALIGNS[rules[0].align]
    yield Fault(
        ALIGN, line.span, f"{KINDS[line.style]}{ALIGNS.get(found, found)}，应{wanted}。", f"在“段落”中改为{wanted}。"
    )


def _is_left(found: str, line: Line, rules: tuple[TextRule, ...]) -> bool:
    """On a line of its own that is shorter than the page, left and justified look the same."""
    either = {"both", "left", "start"}
    return found in either and line.style in ("salutation", "heading") and all(rule.align in either for rule in rules)


# --- what was done by hand


def _by_hand(line: Line) -> Iterator[Fault]:
    paragraph, text = line.paragraph, line.text
    if paragraph.drawn:
        number = text[: paragraph.drawn].strip()
        span = paragraph.start, paragraph.start + paragraph.drawn
        message = f"“{number}”是自动编号，复制到别处会丢失。"
        yield Fault(NUMBERING, span, message, "取消自动编号，把序号打成文字。")
    if "\n" in text:
        at = paragraph.start + text.index("\n")
        yield Fault(LINE_BREAK, (at, at + 1), "段落中有手动换行。", "删去，或改为回车另起一段。")
    yield from _blanks(line)


def _blanks(line: Line) -> Iterator[Fault]:
    """Blanks at the head that stand for an indent or for centring, and at the end. A lone full-width one is let be."""
    paragraph, text = line.paragraph, line.text
    lead, trail = len(text) - len(text.lstrip(_BLANK)), len(text) - len(text.rstrip(_BLANK))
    if lead > 1 or (lead and text[0] != "\u3000"):
        purpose = "居中" if line.style in ("title", "byline") else "缩进或对齐"
        message = f"段首有 {lead} 个空格，像是用来{purpose}的。"
        span = paragraph.start, paragraph.start + lead
        yield Fault(BLANKS, span, message, "删去空格，在“段落”中设置对齐和缩进。")
    if trail:
        severity: Severity | None = "info" if trail == 1 else None
        yield Fault(BLANKS, (paragraph.end - trail, paragraph.end), f"段尾有 {trail} 个空格。", "删去。", severity)


def _empty(page: Page) -> Iterator[Fault]:
    """Empty paragraphs: one below the title and one above the signature are as the standard has them."""
    held = 0
    above: Line | None = None
    for line in page.lines:
        if line.is_blank:
            held += 1
            continue
        if held > (1 if _may_part(above, line) or above is None else 0):
            place = (line.span[0], line.span[0])
            remedy = "只留一行。" if _may_part(above, line) else "删去空行。"
            yield Fault(EMPTY, place, f"这一段前有 {held} 个空行。", remedy)
        above, held = line, 0
    if held > 1:
        end = len(page.document.text)
        yield Fault(EMPTY, (end, end), f"文末有 {held} 个空行。", "删去，以免多出空白页。")
