"""Cleaning: what a keyboard, a chat window or a Word table put into notes that the writer did not mean.

Digits and letters become half-width, marks between Chinese characters full-width, blanks inside Chinese text go; a
blank after a count is a comma that nobody typed (“座谈11场 收集意见72条”). Words and figures are never touched. Every
function is linear in its input.
"""

from __future__ import annotations

import re
import unicodedata

from pipeline.injection import HIDDEN, without_hidden

_ALNUM = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), ord("％"))
_WIDE = {code: code - 0xFEE0 for code in _ALNUM}
_HAN = "㐀-䶿一-鿿〇"
_CJK = _HAN + "，。；：、！？（）“”‘’《》〈〉【】〔〕…—"
_BLANK_IN_CHINESE = re.compile(rf"(?<=[{_CJK}])[ \t]+|[ \t]+(?=[{_CJK}%‰℃])")
_COUNT_THEN_CLAUSE = re.compile(rf"(?<=\d)([{_HAN}]{{1,3}}|[%％])[ \t]+(?=[{_HAN}]{{2}})")
_MARKS = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_MARK = re.compile(rf"(?<=[{_CJK}])[,;:!?]|(?<=[%\d)）])[,;:!?](?=[{_CJK}])")
_THOUSANDS = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")  # “１，２００人”: typed in full width throughout
_POINT = re.compile(r"(?<=\d)．(?=\d)")
_BRACKETS = str.maketrans("()", "（）")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_LIST_TAIL = "。；;，,、．. "


def clean(text: str) -> str:
    """``text`` with plain line ends and ordinary blanks, without NUL, surrogates and other unseen characters.

    Characters that hide text on purpose stay, so that the reader can set their line aside.
    """
    return "".join(map(_plain, _LINE_ENDS.sub("\n", text)))


def _plain(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff" or char in "\n\t":
        return char
    if char.isspace():
        return " "
    unseen = unicodedata.category(char) in ("Cf", "Cc", "Cs", "Co", "Cn")
    return "" if unseen and not HIDDEN.match(char) else char


def mended(text: str) -> str:
    """A field or a bullet, normalised: half-width digits, full-width marks, no blanks inside Chinese."""
    text = _THOUSANDS.sub(",", without_hidden(text))
    text = _POINT.sub(".", " ".join(text.translate(_WIDE).split()))
    text = _COUNT_THEN_CLAUSE.sub(r"\1，", text)
    text = _BLANK_IN_CHINESE.sub("", text)
    if text.isascii():
        return text
    text = _MARK.sub(lambda match: _MARKS[match.group()], text).translate(_BRACKETS)
    return _quoted(_BLANK_IN_CHINESE.sub("", text))


def without_list_tail(text: str) -> str:
    """A bullet without the mark that only separates it from the next."""
    return text.rstrip(_LIST_TAIL) or text.strip()


def _quoted(text: str) -> str:
    """Straight double quotes as “ and ” in turn, when they pair up."""
    if text.count('"') % 2:
        return text
    pieces = text.split('"')
    return "".join(piece + ("" if at == len(pieces) - 1 else "“”"[at % 2]) for at, piece in enumerate(pieces))
