"""Numerals: 12, １２, 十二, 1.2亿, 1亿2000万, 3000余万, 两三百, 十几, 一点二亿, read at one place of a text.

Only a stretch that is a numeral from end to end is converted, so set phrases (万无一失, 三高四新) stay whole. Exact:
values are fractions. Every function looks at each character a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_HAN = frozenset(DIGITS) | frozenset(SCALES)
_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,8})?")
_HAN_RUN = re.compile("[零〇一二两三四五六七八九十百千万亿]{1,24}")
_MORE = "余多来"


@dataclass(frozen=True, slots=True)
class Numeral:
    """``low`` to ``high`` (equal for one value), up to ``end``. ``more``: 余, 多 or 来 stood inside or after it.

    ``arabic``: it starts with a digit. ``vague``: 几, 数十. ``bare_scale``: only 百, 千万: a numeral after 近, 上.
    """

    low: Fraction
    high: Fraction
    end: int
    arabic: bool
    more: bool = False
    vague: bool = False
    bare_scale: bool = False


def read_numeral(text: str, at: int) -> Numeral | None:
    """The numeral that starts at ``at``, or None. ``text`` has half-width digits (``half_width``)."""
    char = text[at]
    if "0" <= char <= "9":
        return _arabic(text, at)
    if char == "几":
        return _few(text, at, Fraction(1), Fraction(2), Fraction(9))
    if char == "数" and text[at + 1 : at + 2] in SCALES:
        return _few(text, at, Fraction(1), Fraction(2), Fraction(9))
    return _han(text, at) if char in _HAN else None


def half_width(text: str) -> str:
    """``text`` with half-width digits, letters and marks inside figures; same length, so offsets stay good."""
    return text if text.isascii() else text.translate(_WIDE)


_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_WIDE |= {ord("％"): ord("%"), ord("．"): ord("."), ord("／"): ord("/"), ord("－"): ord("-"), ord("～"): ord("~")}


def _arabic(text: str, at: int) -> Numeral | None:
    match = _ARABIC.match(text, at)
    if match is None:
        return None
    total, end, more = Fraction(0), at, False
    part: Fraction | None = Fraction(match.group().replace(",", ""))
    end, last_scale = match.end(), Fraction(10**20)
    while part is not None:
        scaled, end, inner_more = _scaled(text, end, part)
        total, more = total + scaled, more or inner_more
        scale = scaled / part if part else Fraction(1)
        part, end = _next_part(text, end, scale, last_scale)
        last_scale = scale
    return Numeral(total, total, end, True, more)


def _next_part(text: str, end: int, scale: Fraction, before: Fraction) -> tuple[Fraction | None, int]:
    """“1亿2000万”: a further, smaller part follows directly and has a scale of its own."""
    match = _ARABIC.match(text, end) if scale >= 1_000 and scale < before else None
    if match is None or text[match.end() : match.end() + 1] not in ("千", "万"):
        return None, end
    return Fraction(match.group().replace(",", "")), match.end()


def _scaled(text: str, at: int, value: Fraction) -> tuple[Fraction, int, bool]:
    """Applies 余/多 and scales: “3000余万”, “3万多”, “5百万”."""
    if text[at : at + 1] == " " and text[at + 1 : at + 2] in ("万", "亿"):
        at += 1
    more = text[at : at + 1] in ("余", "多") and text[at + 1 : at + 2] in SCALES
    at += more
    while at < len(text) and text[at] in SCALES and not _starts_a_unit(text, at):
        value *= SCALES[text[at]]
        at += 1
    if not more and text[at : at + 1] in tuple(_MORE) and value >= 10 and (value.denominator > 1 or value % 10 == 0):
        return value, at + 1, True
    return value, at, more


def _starts_a_unit(text: str, at: int) -> bool:
    """千瓦, 千米, 千克, 百分点: the scale belongs to the unit."""
    return (
        text[at] == "十"
        or text.startswith("百分点", at)
        or (text[at] == "千" and text[at + 1 : at + 2] in tuple("瓦米克赫"))
    )


def _few(text: str, at: int, scale: Fraction, low: Fraction, high: Fraction) -> Numeral:
    """“几十”, “数百万”: from two to nine times the scale."""
    end = at + 1
    while end < len(text) and text[end] in SCALES:
        scale *= SCALES[text[end]]
        end += 1
    return Numeral(low * scale, high * scale, end, False, text[end : end + 1] in ("多", "余"), vague=True)


def _han(text: str, at: int) -> Numeral | None:
    match = _HAN_RUN.match(text, at)
    run = match.group() if match else ""
    if len(run) > 1 and _starts_a_unit(text, at + len(run) - 1) and run[-1] == "千":
        run = run[:-1]
    end = at + len(run)
    if end < len(text) and text[end] == "几" and run.endswith("十"):
        return _teens(run, end + 1)
    if end + 1 < len(text) and text[end] == "点" and text[end + 1] in DIGITS:
        return _han_decimal(text, run, end + 1)
    value = _han_value(run)
    if value is None:
        return None
    return _han_more(text, *value, end, run[0] != "十" and all(char in SCALES for char in run))


def _han_more(text: str, low: Fraction, high: Fraction, end: int, bare: bool) -> Numeral:
    """“三千余万”, “百余名”, “二十多”."""
    if text[end : end + 1] in tuple(_MORE) and (low % 10 == 0 and low):
        scale, after = Fraction(1), end + 1
        while after < len(text) and text[after] in "万亿":
            scale *= SCALES[text[after]]
            after += 1
        return Numeral(low * scale, high * scale, after, False, more=True)
    return Numeral(low, high, end, False, bare_scale=bare)


def _teens(run: str, end: int) -> Numeral | None:
    value = _han_value(run)
    if value is None:
        return None
    return Numeral(value[0] + 1, value[0] + 9, end, False)


def _han_decimal(text: str, run: str, at: int) -> Numeral | None:
    """“一点二亿”, “三点五”: digits after 点, then scales."""
    whole = _han_value(run)
    end = at
    while end < len(text) and text[end] in DIGITS and end - at < 8:
        end += 1
    if whole is None or whole[0] != whole[1]:
        return None
    value = whole[0] + Fraction(int("".join(str(DIGITS[char]) for char in text[at:end])), 10 ** (end - at))
    while end < len(text) and text[end] in "百千万亿":
        value *= SCALES[text[end]]
        end += 1
    return Numeral(value, value, end, False)


def _han_value(run: str) -> tuple[Fraction, Fraction] | None:
    """A run of Chinese digits and scales as a value or, for “三五”, “两三百”, a range. None when it is no numeral."""
    pairs = [at for at in range(len(run) - 1) if run[at] in DIGITS and run[at + 1] in DIGITS and run[at] not in "零〇"]
    if not pairs:
        value = _plain_han(run)
        return None if value is None else (value, value)
    if all(char in DIGITS for char in run) and len(run) == 4:
        value = Fraction(int("".join(str(DIGITS[char]) for char in run)))
        return value, value
    return _han_range(run, pairs[0]) if len(pairs) == 1 else None


def _han_range(run: str, at: int) -> tuple[Fraction, Fraction] | None:
    low, high = _plain_han(run[: at + 1] + run[at + 2 :]), _plain_han(run[:at] + run[at + 1 :])
    step = DIGITS[run[at + 1]] - DIGITS[run[at]]
    if low is None or high is None or not (step == 1 or (run[at], run[at + 1]) == ("三", "五")):
        return None
    return low, high


def _plain_han(run: str) -> Fraction | None:
    """“一亿二千万”: digit, scale, digit, scale. None for runs that count nothing, such as “〇二三” or “百亿千”."""
    total = section = 0
    digit: int | None = None
    last = 0
    for char in run:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in "万亿":
            section, digit, last = section + (digit or 0), None, SCALES[char]
            total, section = (total + (section or 1)) * last if char == "亿" else total + (section or 1) * last, 0
        else:
            section, last = section + (1 if digit is None else digit) * SCALES[char], SCALES[char]
            digit = None
    if digit is not None and last > 10 and len(run) > 1 and run[-2] not in "零〇":
        digit *= last // 10  # “三万二” is 32,000
    return Fraction(total + section + (digit or 0)) if run else None
