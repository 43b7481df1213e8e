"""Characters: fonts of every slot, sizes, emphasis, spacing; as they hold, whatever style or default they come from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from pipeline.checks.layout.fault import Fault
from pipeline.checks.layout.file import KINDS, Page, Piece
from pipeline.checks.layout.naming import same_font, size_name, spaced
from pipeline.checks.rule import Rule
from pipeline.layouts import Style, TextRule
from pipeline.word.formats import Font, Properties

_GBT = "GB/T 9704-2012"

FONT = Rule(
    name="layout.font",
    severity="warning",
    meaning="标题、各级标题和正文的中文字体合于版式。",
    breaks="正文为宋体",
    holds="正文为仿宋_GB2312",
    source=f"{_GBT} 5.2.2、7.3：标题小标宋，正文仿宋，一级标题黑体，二级标题楷体",
    genre="xuanren",
)
LATIN_FONT = Rule(
    name="layout.latin_font",
    severity="warning",
    meaning="字母和数字用版式规定的西文字体。",
    breaks="数字为 Calibri",
    holds="数字为 Times New Roman",
    source="办文习惯：数字、字母用 Times New Roman",
    genre="xuanren",
)
THEME_FONT = Rule(
    name="layout.theme_font",
    severity="warning",
    meaning="文字不用主题字体：换一台电脑或换一个主题，字体就会变。",
    breaks="正文用主题字体",
    holds="正文用写明的字体",
    source="办文习惯",
    genre="xuanren",
)
QUOTES = Rule(
    name="layout.quotes",
    severity="warning",
    meaning="引号、破折号、省略号是全角中文符号，用中文字体。",
    breaks="引号落在西文字体",
    holds="引号为中文字体",
    source="GB/T 15834-2011；引号用西文字体时只占半个字宽",
    genre="xuanren",
)
SIZE = Rule(
    name="layout.size",
    severity="warning",
    meaning="标题、正文的字号合于版式。",
    breaks="正文为四号",
    holds="正文为三号",
    source=f"{_GBT} 5.2.2、7.3.1：正文三号，标题二号",
    genre="xuanren",
)
EMPHASIS = Rule(
    name="layout.emphasis",
    severity="warning",
    meaning="正文不加粗、不倾斜、不加下划线和底纹，文字为黑色。",
    breaks="正文几个字加粗",
    holds="正文不加粗",
    source=f"{_GBT} 5.2.4：如无特殊说明，文字颜色均为黑色",
    genre="xuanren",
)
SPACING = Rule(
    name="layout.character_spacing",
    severity="warning",
    meaning="字间距、字符缩放、位置合于版式，每行字数才合于版式。",
    breaks="正文字间距加宽",
    holds="正文字间距合于版式",
    source=f"{_GBT} 5.2.3：每行 28 字",
    genre="xuanren",
)
RULES = (FONT, LATIN_FONT, THEME_FONT, QUOTES, SIZE, EMPHASIS, SPACING)

_MARKS: Final = {**dict.fromkeys("“”‘’", "引号"), "—": "破折号", "…": "省略号"}
_STRAIGHT: Final = re.compile("[\"'＂]")
_SLACK: Final = 0.1  # pt


def check(page: Page) -> Iterator[Fault]:
    """Faults of the characters, run by run."""
    for line in page.words:
        for piece in line.pieces:
            style, rule = _meant(page, piece)
            yield from _chinese(piece, rule, style)
            yield from _latin(piece, rule)
            yield from _quotes(piece, rule)
            yield from _size(piece, rule, style)
            yield from _emphasis(page, piece, rule)
            yield from _spacing(piece, rule)
    yield from _defaults(page)


def _meant(page: Page, piece: Piece) -> tuple[Style, TextRule]:
    """The kind, of those it may be, that the piece is formatted as; the likeliest when it is as none of them."""
    fitting = (style for style in piece.styles if _fits(piece.run.format, page.layout.rule(style)))
    style = next(fitting, piece.styles[0])
    return style, page.layout.rule(style)


def _fits(format_: Properties, rule: TextRule) -> bool:
    font = format_.get("font.eastAsia")
    return font is not None and same_font(font.name, rule.font) and format_.get("size") == rule.size


# --- fonts


def _chinese(piece: Piece, rule: TextRule, style: Style) -> Iterator[Fault]:
    if not any(_is_wide(char) for char in piece.text):
        return
    yield from _font(piece, "font.eastAsia", rule.font, FONT, f"{KINDS[style]}字体")


def _latin(piece: Piece, rule: TextRule) -> Iterator[Fault]:
    if any(char.isascii() and char.isalnum() for char in piece.text):
        yield from _font(piece, "font.ascii", rule.latin, LATIN_FONT, "字母、数字字体")


def _font(piece: Piece, slot: str, wanted: str, rule: Rule, what: str) -> Iterator[Fault]:
    font = _font_of(piece.run.format, slot)
    if font.by_theme:
        message = f"{what}取自主题{f'（{font.name}）' if font.name else ''}，应写明为{spaced(wanted)}。"
        yield Fault(THEME_FONT, _span(piece), message, f"选中文字，把字体设为{spaced(wanted)}。")
    elif not same_font(font.name, wanted):
        found = f"为{spaced(font.name)}" if font.name else "没有设置"
        yield Fault(rule, _span(piece), f"{what}{found}，应为{spaced(wanted)}。", f"改为{spaced(wanted)}。")


def _font_of(format_: Properties, slot: str) -> Font:
    font = format_.get(slot)
    return font if isinstance(font, Font) else Font("")


def _quotes(piece: Piece, rule: TextRule) -> Iterator[Fault]:
    """A program takes a quotation mark for Latin unless the run itself says, by its hint, that it is Chinese."""
    marks = [at for at, char in enumerate(piece.text) if char in _MARKS]
    font = _font_of(piece.run.format, "font.hAnsi")
    if marks and piece.run.direct.get("hint") != "eastAsia" and not same_font(font.name, rule.font):
        span = piece.start + marks[0], piece.start + marks[-1] + 1
        found = font.name or "默认西文字体"
        message = f"{_MARKS[piece.text[marks[0]]]}用了西文字体（{found}），应为{spaced(rule.font)}。"
        yield Fault(QUOTES, span, message, f"选中这些符号，把字体设为{rule.font}。")
    for match in _STRAIGHT.finditer(piece.text):
        yield Fault(
            QUOTES,
            (piece.start + match.start(), piece.start + match.end()),
            f"英文引号（{match.group()}），应为全角中文引号“”。",
            "改为“或”。",
        )


def _defaults(page: Page) -> Iterator[Fault]:
    """What new text would be set in, in the styles that are used: nothing shows it until somebody types."""
    for style, format_ in page.document.style_formats:
        if any(_font_of(format_, slot).by_theme for slot in ("font.eastAsia", "font.ascii")):
            font = _font_of(format_, "font.eastAsia")
            shown = f"（{font.name}）" if font.by_theme and font.name else ""
            message = f"样式“{style}”的字体取自主题{shown}，在这里补写的文字会变成别的字体。"
            yield Fault(THEME_FONT, (0, 0), message, "修改样式，写明中文字体和西文字体。")


# --- size, emphasis, spacing


def _size(piece: Piece, rule: TextRule, style: Style) -> Iterator[Fault]:
    found = piece.run.format.get("size", 10.0)
    if abs(found - rule.size) > _SLACK:
        message = f"{KINDS[style]}字号为{spaced(size_name(found))}，应为{spaced(size_name(rule.size))}。"
        yield Fault(SIZE, _span(piece), message, f"改为{spaced(size_name(rule.size))}。")


_DRAWN: Final = {
    "italic": "倾斜",
    "strike": "加了删除线",
    "double_strike": "加了双删除线",
    "outline": "为空心字",
    "shadow": "加了阴影",
    "emboss": "为阳文",
    "imprint": "为阴文",
    "u": "加了下划线",
    "em": "加了着重号",
    "vertAlign": "为上标或下标",
}


def _emphasis(page: Page, piece: Piece, rule: TextRule) -> Iterator[Fault]:
    format_ = piece.run.format
    if bool(format_.get("bold")) != rule.bold:
        found, remedy = ("没有加粗，应加粗", "加粗") if rule.bold else ("加粗，应不加粗", "取消加粗")
        yield Fault(EMPHASIS, _span(piece), f"文字{found}。", f"{remedy}。")
    for said in (*(words for name, words in _DRAWN.items() if format_.get(name)), *_coloured(page, piece)):
        yield Fault(EMPHASIS, _span(piece), f"文字{said}，版式不要求。", "选中文字，取消这一格式。")


def _coloured(page: Page, piece: Piece) -> Iterator[str]:
    format_ = piece.run.format
    if format_.get("color"):
        yield f"颜色为 {format_['color']}，不是黑色"
    if format_.get("highlight") and not page.is_placeholder(piece.start, piece.end):
        yield "突出显示"
    if _shaded(format_.get("shading")):
        yield "加了底纹"


def _shaded(fill: Any) -> bool:
    return bool(fill) and str(fill).lower() not in ("auto", "ffffff")


def _spacing(piece: Piece, rule: TextRule) -> Iterator[Fault]:
    format_ = piece.run.format
    found = format_.get("spacing", 0.0)
    if abs(found - rule.spacing) > 0.05 + 1e-6:
        message = f"字间距为{_spaced(found)}，应为{_spaced(rule.spacing)}。"
        yield Fault(SPACING, _span(piece), message, "在“字体—高级—间距”中改正。")
    if abs((scale := format_.get("scale", 100.0)) - 100.0) > 0.5:
        yield Fault(SPACING, _span(piece), f"字符缩放为 {scale:g}%，应为 100%。", "在“字体—高级—缩放”中改正。")
    if format_.get("position"):
        yield Fault(SPACING, _span(piece), "文字位置提升或降低，应为标准。", "在“字体—高级—位置”中改正。")


def _spaced(points: float) -> str:
    if not points:
        return "标准"
    return f"{'加宽' if points > 0 else '紧缩'} {abs(points):g} 磅"


def _span(piece: Piece) -> tuple[int, int]:
    return piece.start, piece.end


@lru_cache(maxsize=4096)
def _is_wide(char: str) -> bool:
    """Whether a program sets the character in the Chinese font, whatever stands around it."""
    return unicodedata.east_asian_width(char) in "WF"
