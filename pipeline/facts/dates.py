"""Dates and periods: 2023年3月15日, 2023/3/15, 23年底, 1—9月, 前三季度, 上半年, 近三年, “十四五”时期, 今年.

Keys: “2023-03-15”, “2023-01..2023-09”, “--03-15” without a year, “2023-end” for 年底, “last:3” for 近三年,
“plan:十四五”; after “|” what bounds it: before, since. Relative years keep their word unless the draft's
year is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.facts.fact import Fact
from pipeline.facts.numerals import DIGITS, read_numeral

_N = r"[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_YEAR = r"(?:19|20)[0-9]{2}|[一二][九〇零○0O][〇零○一二三四五六七八九]{2}"
_RELATIVE = "今年|去年|前年|明年|后年|上年|本年"
_TO = r"[—–\-~～至到]{1,2}"
_PART = (
    rf"(?:年?(?P<edge>底|末|初(?![步中心次级始])|中(?![央国旬期考心小共学职省医]))|(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度|(?P<three>前三)季度"
    rf"|(?P<m1>{_N})月?{_TO}(?P<m2>{_N})月(?:份)?|(?P<month>{_N})月(?:份)?(?:(?P<day>{_N})[日号](?:{_TO}(?P<day2>{_N})[日号])?|(?P<medge>底|初|末|[上中下]旬))?)"
)
_BOUND = r"(?P<bound>以来|之前|以前|前(?![三两一二四五0-9期列往后来])|起(?![草点步到])|至今)?"
_WITH_YEAR = re.compile(rf"(?<![0-9.])(?:(?P<year>{_YEAR})年(?:度)?|(?P<rel>{_RELATIVE})(?:度)?){_PART}?{_BOUND}")
_SHORT_YEAR = re.compile(rf"(?<![0-9.])(?P<year>[0-9]{{2}})年{_PART}{_BOUND}")
_NO_YEAR = re.compile(rf"(?<![0-9.年个每十一二三四五六七八九])(?<!每个){_PART}{_BOUND}")
_YEARS = re.compile(rf"(?<![0-9.])(?P<from>{_YEAR})年?(?:度)?{_TO}(?P<to>{_YEAR})(?:年度?|学年(?:度)?|(?=[）)]))")
_NUMERIC = re.compile(r"(?<![0-9./-])((?:19|20)[0-9]{2})([./-])([0-9]{1,2})\2([0-9]{1,2})(?![0-9./-])")
_LAST = re.compile(
    rf"(?P<way>最近|近|过去|前|今后|未来|接下来|连续)(?:的)?(?P<n>{_N})个?年(?!级|代|度|底|初|末|[0-9])(?:来|间|内|里)?|(?P<since>{_N})年来"
)
_PLAN = re.compile(
    r"“?(?P<plan>十[一二三四五六七]五)”?(?:时期|期间|规划|末|以来|开局|收官)|“(?P<quoted>十[一二三四五六七]五)”"
)
_EVENT = re.compile(r"(?<![0-9.])(?P<m>1[0-2]|[1-9])[·•・‧](?P<d>3[01]|[12][0-9]|[1-9])(?![0-9.%])")
_BOUNDS = {"以来": "|since", "起": "|since", "至今": "|since", "之前": "|before", "以前": "|before", "前": "|before"}
_WAYS = {"今后": "next", "未来": "next", "接下来": "next", "连续": "run"}
_OFFSET = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1, "后年": 2}


def dates(text: str, year: int | None = None) -> Iterator[Fact]:
    """Dates and periods of ``text`` (half-width), in order of the forms tried; overlaps are left to the caller.

    ``year``: that of the draft, to which 今年 and 去年 are resolved.
    """
    for pattern, key_of in _FORMS:
        for match in pattern.finditer(text):
            if key := key_of(match, year):
                yield Fact("date", match.group(), key, match.start(), match.end())


def _with_year(match: re.Match[str], year: int | None) -> str:
    base = _year(match["year"]) if match["year"] else _relative(match["rel"], year)
    return _parts(match, base) + _bound(match)


def _short_year(match: re.Match[str], year: int | None) -> str:
    del year
    return _parts(match, f"20{match['year']}") + _bound(match)


def _no_year(match: re.Match[str], year: int | None) -> str:
    """Without a year, “一月一课” and “初中” are no dates: a lone Chinese month needs a day, a lone edge a month."""
    del year
    month = match["month"]
    lone = month and not month[0].isdigit() and not (match["day"] or match["medge"] or match["bound"])
    if match["edge"] or lone:
        return ""
    key = _parts(match, "-")
    return key + _bound(match) if key != "-" else ""


def _years(match: re.Match[str], year: int | None) -> str:
    del year
    return f"{_year(match['from'])}..{_year(match['to'])}"


def _numeric(match: re.Match[str], year: int | None) -> str:
    del year
    month, day = int(match[3]), int(match[4])
    return f"{match[1]}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _last(match: re.Match[str], year: int | None) -> str:
    del year
    count = _int(match["n"] or match["since"])
    return f"{_WAYS.get(match['way'] or '', 'last')}:{count}" if count else ""


def _plan(match: re.Match[str], year: int | None) -> str:
    del year
    return f"plan:{match['plan'] or match['quoted']}"


def _event(match: re.Match[str], year: int | None) -> str:
    del year
    return f"--{int(match['m']):02}-{int(match['d']):02}"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int | None], str]], ...] = (
    (_YEARS, _years),
    (_NUMERIC, _numeric),
    (_WITH_YEAR, _with_year),
    (_SHORT_YEAR, _short_year),
    (_LAST, _last),
    (_PLAN, _plan),
    (_EVENT, _event),
    (_NO_YEAR, _no_year),
)


def _parts(match: re.Match[str], base: str) -> str:
    if match["edge"]:
        return f"{base}-{ {'底': 'end', '末': 'end', '初': 'start', '中': 'mid'}[match['edge']] }".replace(" ", "")
    if span := _months(match):
        return "..".join(f"{base}-{month:02}" for month in dict.fromkeys(span))
    if not match["month"]:
        return base
    month = _int(match["month"])
    if not 1 <= month <= 12:
        return ""
    tail = f"-{_int(match['day']):02}" if match["day"] else _month_edge(match["medge"])
    tail += f"..{_int(match['day2']):02}" if match["day2"] else ""
    return f"{base}-{month:02}{tail}"


def _month_edge(edge: str | None) -> str:
    return "" if not edge else "-" + {"底": "end", "末": "end", "初": "start"}.get(edge, edge)


def _months(match: re.Match[str]) -> tuple[int, int] | None:
    if match["half"]:
        return (1, 6) if match["half"] == "上" else (7, 12)
    if match["three"]:
        return 1, 9
    if match["quarter"]:
        last = 3 * _int(match["quarter"])
        return last - 2, last
    if match["m1"]:
        first, last = _int(match["m1"]), _int(match["m2"])
        return (first, last) if 1 <= first <= 12 and 1 <= last <= 12 else None
    return None


def _bound(match: re.Match[str]) -> str:
    return _BOUNDS.get(match["bound"] or "", "")


def _year(text: str) -> str:
    return "".join(char if char.isascii() and char.isdigit() else str(DIGITS.get(char, 0)) for char in text)


def _relative(word: str, year: int | None) -> str:
    if year is not None:
        return str(year + _OFFSET[word])
    return {"本年": "今年", "上年": "去年"}.get(word, word)


def _int(text: str) -> int:
    numeral = read_numeral(text, 0)
    return int(numeral.low) if numeral and numeral.low == numeral.high and numeral.end == len(text) else 0
