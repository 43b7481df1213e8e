"""The page: paper, margins, grid, columns, page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.checks.layout.fault import Fault
from pipeline.checks.layout.file import Page
from pipeline.checks.layout.naming import ALIGNS, millimetres, same_font, size_name, spaced
from pipeline.checks.rule import Rule
from pipeline.word import Section
from pipeline.word.model import Footer

_GBT = "GB/T 9704-2012"

PAPER = Rule(
    name="layout.paper",
    severity="warning",
    meaning="纸张、方向和分栏合于版式（A4 竖排，不分栏）。",
    breaks="纸张为 B5",
    holds="纸张为 A4",
    source=f"{_GBT} 5.1",
    genre="xuanren",
)
MARGIN = Rule(
    name="layout.margin",
    severity="warning",
    meaning="四边页边距合于版式，误差不超过 1 毫米，不留装订线。",
    breaks="上边距 25.4 毫米",
    holds="上边距 36.5 毫米",
    source=f"{_GBT} 5.2.1：天头 37 mm±1 mm，订口 28 mm±1 mm",
    genre="xuanren",
)
GRID = Rule(
    name="layout.grid",
    severity="warning",
    meaning="不用“指定行和字符网格”：每行字数由字号和字间距定，字符网格会使每行少排几个字。",
    breaks="网格指定行和字符",
    holds="网格只指定行",
    source="实测：字符网格在一些软件中每行只排 14 字",
    genre="xuanren",
)
PAGE_NUMBER = Rule(
    name="layout.page_number",
    severity="warning",
    meaning="每一页都有页码，页码是自动编号的域，不是打上去的数字。",
    breaks="页脚没有页码域",
    holds="页脚有页码域",
    source=f"{_GBT} 7.5",
    genre="xuanren",
)
PAGE_NUMBER_FORM = Rule(
    name="layout.page_number_form",
    severity="info",
    meaning="页码的字体、字号、一字线和位置合于版式。",
    breaks="页码居中，不带一字线",
    holds="页码单页居右，双页居左，带一字线",
    source=f"{_GBT} 7.5：四号半角宋体，左右各放一条一字线，单页居右空一字、双页居左空一字",
    genre="xuanren",
)
RULES = (PAPER, MARGIN, GRID, PAGE_NUMBER, PAGE_NUMBER_FORM)

_WHOLE: Final = (0, 0)
_SLACK_MM: Final = 1.05  # the 1 mm of the standard, and what rounding to twips adds
_SIDES: Final = {"top": "上", "bottom": "下", "left": "左", "right": "右"}
_SNAPPING: Final = ("linesAndChars", "snapToChars")
_KINDS: Final = {"default": "页", "even": "双页", "first": "首页"}


def check(page: Page) -> Iterator[Fault]:
    """Faults of the page, at the beginning of the text: they concern all of it."""
    if not page.document.sections:
        yield Fault(PAPER, _WHOLE, "文件没有写明纸张和页边距。", f"按“{page.layout.name}”设置页面。")
    for section in page.document.sections:
        yield from _paper(page, section)
        yield from _margins(page, section)
        if section.grid in _SNAPPING:
            yield Fault(GRID, _WHOLE, "文档网格设为“指定行和字符网格”。", "在“页面设置—文档网格”中改为“无网格”。")
    yield from _numbers(page)


def _paper(page: Page, section: Section) -> Iterator[Fault]:
    wanted = page.layout.page.width, page.layout.page.height
    found = (millimetres(section.width or 0), millimetres(section.height or 0))
    if any(abs(one - other) > _SLACK_MM for one, other in zip(found, wanted, strict=True)):
        message = f"纸张为 {found[0]:g}×{found[1]:g} 毫米，应为 {wanted[0]:g}×{wanted[1]:g} 毫米。"
        yield Fault(PAPER, _WHOLE, message, "在“页面设置”中改纸张大小和方向。")
    if section.columns > 1:
        yield Fault(PAPER, _WHOLE, f"正文分 {section.columns} 栏，应不分栏。", "在“布局—栏”中改为一栏。")


def _margins(page: Page, section: Section) -> Iterator[Fault]:
    for side, name in _SIDES.items():
        length, wanted = section.margins[side], getattr(page.layout.page, side)
        found = millimetres(abs(length)) if length is not None else None
        if found is None or abs(found - wanted) > _SLACK_MM:
            shown = "未设置" if found is None else f"为 {found:g} 毫米"
            yield Fault(MARGIN, _WHOLE, f"{name}边距{shown}，应为 {wanted:g} 毫米。", "在“页面设置—页边距”中改正。")
    if (gutter := millimetres(section.margins["gutter"] or 0)) > 0:
        message = f"装订线为 {gutter:g} 毫米，应为 0：左边距已含订口。"
        yield Fault(MARGIN, _WHOLE, message, "在“页面设置—页边距”中把装订线改为 0。")


# --- page numbers


def _numbers(page: Page) -> Iterator[Fault]:
    for section in page.document.sections:
        footers = {footer.kind: footer for footer in section.footers}
        kinds = ["default", *(["even"] if page.document.even_and_odd else [])]
        kinds += ["first"] if section.first_page_differs else []
        for kind in kinds:
            footer = footers.get(kind)
            if footer is None or not footer.has_number:
                yield Fault(PAGE_NUMBER, _WHOLE, _missing(kind, footer), "在页脚插入“页码”域，不要打数字。")
            else:
                yield from _form(page, footer)


def _missing(kind: str, footer: Footer | None) -> str:
    typed = footer is not None and any(char.isdigit() for char in footer.text)
    return f"{_KINDS[kind]}脚{'的页码是打上去的数字，不会随页变化' if typed else '没有页码'}。"


def _form(page: Page, footer: Footer) -> Iterator[Fault]:
    number, kind = page.layout.page_number, _KINDS[footer.kind]
    wanted = number.form.replace("{n}", "#")
    if "".join(footer.text.split()) != "".join(wanted.split()):
        found = footer.text.replace("#", "1")
        yield _misformed(f"{kind}脚页码为“{found[:20]}”，应为“{wanted.replace('#', '1')}”。")
    fonts = {font.name for run in footer.runs if (font := run.format.get("font.ascii")) and font.name}
    sizes = {run.format.get("size", 10.0) for run in footer.runs}
    if wrong := sorted(font for font in fonts if not same_font(font, number.font)):
        yield _misformed(f"{kind}脚页码字体为{spaced(wrong[0])}，应为{spaced(number.font)}。")
    if wrong_sizes := sorted(size for size in sizes if abs(size - number.size) > _SLACK_PT):
        yield _misformed(f"{kind}脚页码字号为{size_name(wrong_sizes[0])}，应为{size_name(number.size)}。")
    yield from _place(page, footer, kind)


_SLACK_PT: Final = 0.1


def _place(page: Page, footer: Footer, kind: str) -> Iterator[Fault]:
    if footer.kind == "first":
        return
    outside = "left" if footer.kind == "even" else "right"
    wanted = "center" if page.layout.page_number.place == "centre" else outside
    found = str(footer.format.get("align", "left"))
    if ALIGNS.get(found, found) != ALIGNS[wanted]:
        yield _misformed(f"{kind}脚页码{ALIGNS.get(found, found)}，应{ALIGNS[wanted]}。")
    if footer.kind == "default" and wanted == "right" and not page.document.even_and_odd:
        yield _misformed("页码没有分单双页，应单页居右、双页居左。")


def _misformed(message: str) -> Fault:
    return Fault(PAGE_NUMBER_FORM, _WHOLE, message, "在页脚中改正页码。")
