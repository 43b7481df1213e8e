"""Paragraphs that were lost or broken: two run together, one torn in two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipeline.checks.layout.fault import Fault
from pipeline.checks.layout.file import FINAL, NUMBER, Line, Page
from pipeline.checks.numerals import to_int
from pipeline.checks.rule import Rule

LOST = Rule(
    name="layout.lost_paragraph",
    severity="warning",
    meaning="各级标题、称谓、正文、结束语各自成段，没有被连到别的段落里。",
    breaks="两段连成一段",
    holds="各段分开",
    source="GB/T 9704-2012 7.3.2、7.3.3",
    genre="xuanren",
)
BROKEN = Rule(
    name="layout.broken_paragraph",
    severity="warning",
    meaning="一段话不在句子中间断成两段。",
    breaks="一段断成两段",
    holds="段落以句号结束",
    source="办文习惯",
    genre="xuanren",
)
RULES = (LOST, BROKEN)

_ENDS: Final = "。！？”"
_ADDRESSED: Final = re.compile(r"(?:尊敬的|各位)[^。！？；\n：:]{1,50}[：:](?=[^\n]{8})")
_ANNOUNCED: Final = re.compile(r"(?:汇报|报告|发言|交流)如下[：:。](?=\S)")
_PARTING: Final = re.compile(
    r"(?<=[。！？])(?:我的)?(?:以上(?:汇报|发言|报告)|(?:汇报|发言|报告)(?:完毕|完了|到此|结束))"
)
_REMEDY: Final = "在这里另起一段。"
_HEADING_MOST: Final = 45


def check(page: Page) -> Iterator[Fault]:
    """What the text of a paragraph, its fonts, or the text it was made from tell of its ends."""
    told: set[int] = set()
    for fault in _faults(page):
        if fault.span[0] not in told:
            told.add(fault.span[0])
            yield fault


def _faults(page: Page) -> Iterator[Fault]:
    if page.file.against is not None:
        yield from _against(page, page.file.against)
    for line in page.words:
        yield from _numbers(page, line)
        yield from _sentences(line)
        yield from _fonts(page, line)
    yield from _torn(page)


# --- by its words


def _numbers(page: Page, line: Line) -> Iterator[Fault]:
    """A number of a heading inside a paragraph, that goes on from one which opened a paragraph."""
    opening = NUMBER.match(line.text.strip())
    for match in NUMBER.finditer(line.text):
        before = page.words_before(line.paragraph, line.paragraph.start + match.start())
        if before and _goes_on(page, line, match, opening, before):
            yield _lost(line, match.start(), f"序号“{match.group()}”在段落中间，前面少了分段。")


def _goes_on(page: Page, line: Line, match: re.Match[str], opening: re.Match[str] | None, before: str) -> bool:
    kind = "first" if match.group("first") else "second"
    number = to_int(match.group(kind))
    if number == 1:
        return kind == "second" and bool(opening and opening.group("first")) and match.start() <= _HEADING_MOST
    if before[-1] not in _ENDS:
        return False
    last = page.last_number(kind, line.paragraph.start)
    return last is not None and last == number - 1


def _sentences(line: Line) -> Iterator[Fault]:
    if match := _ADDRESSED.match(line.text):
        yield _lost(line, match.end(), "称谓和正文连在一段。")
    for pattern, what in ((_ANNOUNCED, "开头语和下文连在一段。"), (_PARTING, "结束语和上文连在一段。")):
        for match in pattern.finditer(line.text):
            at = match.end() if pattern is _ANNOUNCED else match.start()
            yield _lost(line, at, what)


# --- by its fonts


def _fonts(page: Page, line: Line) -> Iterator[Fault]:
    """A heading's font that begins inside a paragraph, or that ends without a full stop and is followed by text."""
    heading = page.layout.heading
    if heading.font == page.layout.body.font:
        return
    at = line.paragraph.start
    stretches = page.stretches(line)
    for index, (start, end, font, size) in enumerate(stretches):
        words = page.document.text[start:end].strip()
        before = page.words_before(line.paragraph, start)
        if font == heading.font and before and before[-1] in FINAL and 4 <= len(words) <= _HEADING_MOST:
            yield _lost(line, start - at, f"一级标题“{words[:12]}”在段落中间，前面少了分段。")
        follows = index + 1 < len(stretches)
        if font == heading.font and not before and follows and words[-1:] not in FINAL:
            yield _lost(line, end - at, f"标题“{words[:12]}”和下文连在一段。")
        if follows and size == page.layout.title.size != page.layout.body.size == stretches[index + 1][3]:
            yield _lost(line, end - at, "标题和下文连在一段。")


def _torn(page: Page) -> Iterator[Fault]:
    """Body text that ends in the middle of a sentence where another paragraph of body text follows."""
    for line, after in zip(page.words, page.words[1:], strict=False):
        text = line.text.rstrip()
        if line.style == after.style == "body" and not line.paragraph.in_table:
            open_end = text[-1] not in FINAL and (text[-1] in "，、" or len(text) >= _HEADING_MOST)
            if open_end and not NUMBER.match(after.text.lstrip()):
                span = max(line.paragraph.start, line.span[1] - 8), line.span[1]
                yield Fault(BROKEN, span, "这一段没有说完就分了段。", "和下一段连起来，或补上句末标点。")


def _lost(line: Line, at: int, message: str) -> Fault:
    place = line.paragraph.start + at
    return Fault(LOST, (place, min(place + 8, line.paragraph.end)), message, _REMEDY)


# --- by the text it was made from


def _against(page: Page, original: str) -> Iterator[Fault]:
    """Line breaks of the original that are gone from within a paragraph, and new ones within a paragraph of it."""
    from pipeline.comparing import compare

    text = page.document.text
    at = origin = 0
    for op in compare(original.rstrip("\n"), text).ops:
        if op.kind == "delete" and "\n" in op.text and _is_inside(text, at):
            yield Fault(LOST, _place(text, at), "原稿在这里分段，文件中连成了一段。", _REMEDY)
        if op.kind == "insert" and "\n" in op.text and _is_inside(original, origin):
            place = _place(text, at + op.text.index("\n") + 1)
            yield Fault(BROKEN, place, "原稿在这里没有分段，文件中断成了两段。", "和上一段连起来。")
        at, origin = (op.b[1] if op.b else at), (op.a[1] if op.a else origin)


def _place(text: str, at: int) -> tuple[int, int]:
    return at, min(at + 8, len(text))


def _is_inside(text: str, at: int) -> bool:
    """Whether words stand on either side of a place, on one line."""
    return 0 < at < len(text) and text[at - 1] != "\n" and text[at] != "\n"
