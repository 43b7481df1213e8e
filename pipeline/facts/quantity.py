"""One quantity, read at one place of a text: a numeral with its unit, a share, a range, a ratio, a rank, a doubling.

Whether a numeral is a quantity at all is decided here: digits are, unless they belong to a name (PM2.5, 12345热线);
Chinese numerals need a unit that such numerals take.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from pipeline.facts.data import quantities
from pipeline.facts.fact import Mode
from pipeline.facts.numerals import DIGITS, SCALES, Numeral, read_numeral
from pipeline.facts.surroundings import CLAUSE_END, LOOK_BACK, per_before

_RANGE = re.compile(r"\s?(?:[—–\-~～]{1,2}|至|到)\s?")
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What was read at one place, before its surroundings are looked at."""

    low: Fraction
    high: Fraction
    unit: str
    start: int
    end: int
    comparator: str = ""
    counted: bool = False
    mode: Mode = ""


def read_quantity(text: str, at: int, indefinite: bool) -> Quantity | None:
    special = _special(text, at)
    if special is not None:
        return special
    numeral = read_numeral(text, at)
    if numeral is None:
        return None
    if text[at - 1 : at] in ("第", "前") and at:
        ordinal = _ordinal(text, at, numeral)
        if ordinal is not None or text[at - 1] == "第":
            return ordinal
    if _part_of_a_name(text, at, numeral):
        return None
    for read in (_fraction, _ratio, _range):
        if (quantity := read(text, at, numeral)) is not None:
            return quantity
    return _plain(text, at, numeral, indefinite)


def _part_of_a_name(text: str, at: int, numeral: Numeral) -> bool:
    """PM2.5, G7, 1+3+N, 4×4, 00后: digits that belong to something else."""
    before, after = text[at - 1 : at] if at else "", text[numeral.end : numeral.end + 1]
    if numeral.arabic and _numbers_a_line(before, after):
        return True
    if before and (before in "+×·•№#_" or (before.isascii() and before.isalpha())):
        return True
    if numeral.arabic and before and before in "./" and text[at - 2 : at - 1].isalnum():
        return True
    if (after and after in "+×·•") or (after == "后" and text[at : numeral.end] in _DECADES):
        return True
    return bool(after) and after.isascii() and after.isalpha() and not _unit(text, numeral.end)[0]


def _numbers_a_line(before: str, after: str) -> bool:
    """“1、” and “2.” at the start of a line, “（3）”."""
    if before in ("（", "("):
        return after in ("）", ")")
    return before in ("", "\n") and after in ("、", ".", "．", ")", "）")


_DECADES = {f"{decade}{half}" for decade in range(10) for half in (0, 5)}
_RANKING = re.compile(
    "(?:居|位列|排名|排位|排|名列|列|获|夺得|荣获|全省|全市|全国|全县|全区|综合|总分|并列|得分|取得|同类|系统|西部|中部|东部)[^，。；]{0,8}$"
)
_PLACING = ("放在", "摆在", "置于", "作为", "视为", "摆到", "放到", "当作", "是")


def _ordinal(text: str, at: int, numeral: Numeral) -> Quantity | None:
    """“居全省第一”, “第3名”, “前三名”, “第五届”; not counting off (第一，), placing (放在第一位), naming (第一书记)."""
    kind, clause = text[at - 1], text[max(0, at - 1 - LOOK_BACK) : at - 1]
    unit = text[numeral.end : numeral.end + 1]
    ranks = (bool(_RANKING.search(clause)) or (numeral.arabic and unit == "位")) and not clause.endswith(_PLACING)
    if unit in ("名", "位") and unit and (ranks or (unit == "名" and not clause.endswith(_PLACING))):
        return Quantity(numeral.low, numeral.high, kind, at - 1, numeral.end + 1)
    if ranks and (unit == "" or unit in tuple(CLAUSE_END) or unit == "的"):
        return Quantity(numeral.low, numeral.high, kind, at - 1, numeral.end)
    if kind == "第" and unit in ("届", "批", "轮", "期", "次", "季"):
        return Quantity(numeral.low, numeral.high, f"第{unit}", at - 1, numeral.end + 1)
    return None


def _special(text: str, at: int) -> Quantity | None:
    """百分之, 一半, 半年, 过半, 翻番."""
    for pattern, read in _SPECIAL:
        if (match := pattern.match(text, at)) and (quantity := read(text, match)) is not None:
            return quantity
    return None


def _per_hundred(text: str, match: re.Match[str]) -> Quantity | None:
    """“百分之三十”, “百分之九十八点六”, “千分之五”, “百分之三十到四十”."""
    numeral = _numeral_at(text, match.end())
    if numeral is None:
        return None
    share = Fraction({"百": 1, "千": 10, "万": 100}[match.group(1)])
    gap = _RANGE.match(text, numeral.end)
    upper = (_numeral_at(text, gap.end()) if gap else None) or numeral
    comparator = "over" if upper.more else ""
    return Quantity(numeral.low / share, upper.high / share, "%", match.start(), upper.end, comparator)


def _numeral_at(text: str, at: int) -> Numeral | None:
    return read_numeral(text, at) if at < len(text) else None


def _half(text: str, match: re.Match[str]) -> Quantity | None:
    del text
    comparator = {"过": ">", "超": ">", "大": ">", "近": "~<", "多": ">"}.get(match.group()[0], "")
    return Quantity(Fraction(50), Fraction(50), "%", match.start(), match.end(), comparator)


def _half_unit(text: str, match: re.Match[str]) -> Quantity | None:
    name, base, factor, _ = _unit(text, match.end())
    if name not in ("年", "天", "个月", "小时", "个小时", "日", "亩", "公里"):
        return None
    value = factor / 2
    return Quantity(value, value, base, match.start(), match.end() + len(name))


def _doubled(text: str, match: re.Match[str]) -> Quantity | None:
    """“翻一番” is ×2, “翻两番” ×4."""
    numeral = _numeral_at(text, match.end())
    end = numeral.end if numeral else match.end()
    if text[end : end + 1] != "番":
        return None
    times = int(min(numeral.low, Fraction(20))) if numeral else 1
    value = Fraction(2**times)
    return Quantity(value, value, "倍", match.start(), end + 1, mode="times")


def _halved(text: str, match: re.Match[str]) -> Quantity | None:
    """“减半” is ×½, as 减少一半 is."""
    del text
    return Quantity(Fraction(1, 2), Fraction(1, 2), "倍", match.start(), match.end(), mode="times")


_SPECIAL = (
    (re.compile("([百千万])分之"), _per_hundred),
    (re.compile("一半|半数|过半数?|大半(?!年|个)"), _half),
    (re.compile("半个?(?=[年天月小日亩公])"), _half_unit),
    (re.compile("翻了?"), _doubled),
    (re.compile("(?<=[减降])了?半"), _halved),
)


def _fraction(text: str, at: int, numeral: Numeral) -> Quantity | None:
    """“三分之二” is 66.67 %, “六成五” 65 %, “七八成” a range."""
    if text.startswith("分之", numeral.end) and numeral.end + 2 < len(text):
        upper = read_numeral(text, numeral.end + 2)
        if upper is None or not numeral.low or upper.low != upper.high:
            return None
        value = _HUNDRED * upper.low / numeral.low
        return Quantity(value, value, "%", at, upper.end)
    if text[numeral.end : numeral.end + 1] == "成" and numeral.high <= 10:
        return _tenths(text, at, numeral)
    return None


def _tenths(text: str, at: int, numeral: Numeral) -> Quantity | None:
    end = numeral.end + 1
    rest = text[end : end + 1]
    if rest in tuple("立员长果效本品功交套堆型分色年就绩"):
        return None
    low, high = numeral.low * 10, numeral.high * 10
    if rest == "半" or (rest and rest in DIGITS and text[end + 1 : end + 2] not in SCALES):
        extra = 5 if rest == "半" else DIGITS[rest]
        low, high, end = low + extra, high + extra, end + 1
    more = text[end : end + 1] in ("多", "余")
    return Quantity(low, high, "%", at, end + more, "over" if more else "")


def _ratio(text: str, at: int, numeral: Numeral) -> Quantity | None:
    """“1:2.5” and “2/3”, digits on both sides."""
    sign = text[numeral.end : numeral.end + 1]
    following = text[numeral.end + 1 : numeral.end + 2]
    if not numeral.arabic or sign not in tuple(":：/") or not ("0" <= following <= "9"):
        return None
    other = read_numeral(text, numeral.end + 1)
    if other is None or not other.low:
        return None
    if sign == "/":
        share = _HUNDRED * numeral.low / other.low
        return Quantity(share, share, "%", at, other.end) if 0 < numeral.low < other.low < 100 else None
    return Quantity(numeral.low / other.low, numeral.low / other.low, "比", at, other.end)


def _range(text: str, at: int, numeral: Numeral) -> Quantity | None:
    """“3—5个”, “40%-50%”, “三至五个”, “1.2亿至1.5亿元”: both ends numerals, the unit at least after the second."""
    first_unit, first_base, first_factor, _ = _unit(text, numeral.end)
    gap = _RANGE.match(text, numeral.end + len(first_unit))
    other = _numeral_at(text, gap.end()) if gap else None
    if gap is None or other is None or (first_unit and text[at - 1 : at] in ("由", "从", "自")):
        return None
    unit, base, factor, counted = _unit(text, other.end)
    if text.startswith("成", other.end) and other.high <= 10:
        unit, base, factor, counted = "成", "%", Fraction(10), False
    if not unit or (first_unit and first_base != base) or other.high * factor <= numeral.low:
        return None
    if not (numeral.arabic or other.arabic) and unit in _arabic_only():
        return None
    low = numeral.low * (first_factor if first_unit else factor) * _shared_scale(text, numeral, other)
    comparator = "over" if other.more else ""
    return Quantity(low, other.high * factor, base, at, other.end + len(unit), comparator, counted)


def _shared_scale(text: str, numeral: Numeral, other: Numeral) -> Fraction:
    """“3—5万人”: the scale after the second end holds for both when the first has none and is the smaller."""
    scale = Fraction(1)
    end = other.end
    while end > 0 and text[end - 1] in "万亿":
        scale *= SCALES[text[end - 1]]
        end -= 1
    own = text[numeral.end - 1] in "万亿千百"
    return Fraction(1) if own or numeral.low >= other.low else scale


def _plain(text: str, at: int, numeral: Numeral, indefinite: bool) -> Quantity | None:
    end = numeral.end + (text[numeral.end : numeral.end + 1] == " ")
    unit, base, factor, counted = _unit(text, end)
    if not unit and (text[end : end + 1] == "%" or text[end : end + 1] == "‰"):
        unit, base, factor, counted = text[end], "%", Fraction(1) if text[end] == "%" else Fraction(1, 10), False
    if not _counts(text, at, numeral, unit, end, indefinite):
        return None
    if text.startswith("个半", end) and _unit(text, end + 2)[0] in ("小时", "月", "钟头"):
        return _and_a_half(text, at, numeral, end + 2)
    stop = end + len(unit) if unit else numeral.end
    low, high = numeral.low * factor, numeral.high * factor
    comparator = "vague" if numeral.vague else "over" if numeral.more else ""
    if numeral.bare_scale and not numeral.more:
        comparator = _LONE_SCALE.get(text[at - 1 : at], "")
    if numeral.arabic and _is_negative(text, at):
        low, high, at = -high, -low, at - 1
    quantity = Quantity(low, high, base, at, stop, comparator, counted)
    return _and_half(text, quantity, factor) if unit in ("年", "个小时", "小时", "天", "个月") else quantity


def _is_negative(text: str, at: int) -> bool:
    before = text[at - 2 : at - 1] if at > 1 else ""
    return (
        at > 0
        and text[at - 1] in "-−"
        and not (before.isascii() and before.isalnum())
        and before not in tuple("年月日号")
    )


def _and_a_half(text: str, at: int, numeral: Numeral, end: int) -> Quantity:
    """“三个半小时”, “两个半月”."""
    name = "月" if text.startswith("月", end) else "小时" if text.startswith("小时", end) else "钟头"
    unit, factor = ("个月", 1) if name == "月" else ("分钟", 60)
    value = (numeral.low + Fraction(1, 2)) * factor
    return Quantity(value, value, unit, at, end + len(name))


_LONE_SCALE = {"上": ">=", "近": "~<", "逾": ">", "超": ">", "过": ">", "约": "~", "破": ">", "达": ""}
_PARTS_MOST = 12
"""Parts that a text counts off (三个方面, 十项举措) are no more; “二十四个重点项目” counts projects."""


def _and_half(text: str, quantity: Quantity, factor: Fraction) -> Quantity:
    """“两年半” is 30 months."""
    if text[quantity.end : quantity.end + 1] != "半" or text[quantity.end + 1 : quantity.end + 2] in ("数", "径", "岛"):
        return quantity
    return replace(quantity, low=quantity.low + factor / 2, high=quantity.high + factor / 2, end=quantity.end + 1)


def _counts(text: str, at: int, numeral: Numeral, unit: str, end: int, indefinite: bool) -> bool:
    """Whether the numeral is a quantity here: digits are, Chinese numerals need a unit that such numerals take."""
    if numeral.arabic and text.startswith(quantities().coded, end):
        return False
    if numeral.arabic:
        return not (
            numeral.end - at >= 7
            and not unit
            and "," not in text[at : numeral.end]
            and "." not in text[at : numeral.end]
        )
    if not unit:
        return numeral.low >= 10_000 and (not numeral.bare_scale or (at > 0 and text[at - 1] in _LONE_SCALE))
    if unit in _arabic_only():
        return False
    if numeral.bare_scale:
        return at > 0 and text[at - 1] in _LONE_SCALE
    structural = quantities().structural
    if numeral.high <= _PARTS_MOST and (
        text.startswith(structural, end + len(unit)) or text.startswith(structural, end)
    ):
        return False
    one = numeral.low == numeral.high == 1 and unit not in ("倍", "个百分点", "百分点")
    return not one or indefinite or bool(per_before(text, at)) or text[at - 1 : at] in ("满", "达")


# --- units


def _unit(text: str, at: int) -> tuple[str, str, Fraction, bool]:
    """The longest unit at ``at``: as written, its base, how many of the base it is, whether it is a classifier."""
    if text[at : at + 1] == "%":
        return ("%", "%", Fraction(1), False)
    for length in range(min(6, len(text) - at), 0, -1):
        if (known := _units().get(text[at : at + length])) is not None:
            return (text[at : at + length], *known)
    return ("", "", Fraction(1), False)


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, Fraction, bool]]:
    known = {name: (name, Fraction(1), True) for name in quantities().classifiers}
    known |= {name: (name.removeprefix("个"), Fraction(1), False) for name in quantities().units}
    for measure in quantities().measures:
        known |= {name: (measure.base, factor, False) for name, factor in measure.names.items()}
    return known


@lru_cache(maxsize=1)
def _arabic_only() -> frozenset[str]:
    return frozenset(quantities().arabic_only)
