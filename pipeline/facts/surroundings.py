"""What stands around a figure and changes its meaning: comparators before and after it, verbs of change, 每月, 人均.

Only a stretch of bounded length is looked at on either side.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.facts.data import quantities
from pipeline.facts.fact import Direction, Mode

LOOK_BACK = 14
CLAUSE_END = "，。；：！？、,;:!?\n（）()“”"


def comparator_after(text: str, at: int) -> tuple[str, int]:
    for comparator, words in quantities().after.items():
        for word in sorted(words, key=len, reverse=True):
            if text.startswith(word, at) and not _goes_on(text, at + len(word), word):
                return comparator, at + len(word)
    return "", at


def _goes_on(text: str, at: int, word: str) -> bool:
    """“3人内部”, “5家多次”: the comparator is the start of another word."""
    following = text[at : at + 1]
    return (word == "内" and following not in tuple("，。；、完办") and following != "") or (
        word in ("多", "余") and following in tuple("次种元样功方年措")
    )


def change_before(text: str, at: int) -> tuple[int, str, Direction, Mode]:
    """Reads backwards over 了, 至, 约, 超过… to a verb of change that touches the numeral."""
    comparator, to, begin = "", False, at
    for _ in range(5):
        word, kind = _word_before(text, begin)
        if kind == "change":
            mode: Mode = "to" if (to and word[-1] not in "幅速") or word[-1] == "至" else "by"
            return begin, comparator, "up" if word in quantities().up else "down", mode
        if not word:
            break
        comparator = comparator or (kind if kind != "between" else "")
        to = to or word in quantities().to
        begin -= len(word)
    return begin, comparator, "", ""


def _word_before(text: str, at: int) -> tuple[str, str]:
    for length in range(4, 0, -1):
        word = text[max(0, at - length) : at]
        kind = _context_words().get(word) if len(word) == length else None
        if kind and text[at - length - 1 : at - length] not in quantities().not_comparator.get(word, ()):
            return word, kind
        if kind and at - length - 1 < 0:
            return word, kind
    return "", ""


@lru_cache(maxsize=1)
def _context_words() -> dict[str, str]:
    data = quantities()
    known = dict.fromkeys((*data.between, *data.to), "between")
    known |= {word: comparator for comparator, words in data.before.items() for word in words}
    return known | dict.fromkeys((*data.up, *data.down), "change")


def per_before(text: str, at: int) -> str:
    """“每月一期” and “每人每年不少于60天”: what the quantity is counted by; “人均” and “各” too."""
    begin = max(0, at - LOOK_BACK)
    clause = text[begin:at]
    cut = max((clause.rfind(mark) for mark in CLAUSE_END), default=-1)
    clause = clause[cut + 1 :]
    if "每" in clause and (found := _each().findall(clause)):
        return "·".join(found) if not re.search(r"[0-9]", clause[clause.rfind("每") + 1 :]) else ""
    average = next((per for word, per in quantities().averages.items() if clause.endswith(word)), "")
    return average or ("各" if clause.endswith("各") else "")


@lru_cache(maxsize=1)
def _each() -> re.Pattern[str]:
    return re.compile("每(" + "|".join(sorted(quantities().per, key=len, reverse=True)) + ")")


def per_after(text: str, at: int) -> tuple[str, int]:
    """“300元/亩”, “5次每年”."""
    if text[at : at + 1] not in ("/", "每"):
        return "", at
    unit = next((name for name in quantities().per if text.startswith(name, at + 1)), "")
    return (unit, at + 1 + len(unit)) if unit else ("", at)


def direction_in_clause(text: str, at: int) -> Direction:
    """A verb of change earlier in the clause with no other figure between: weaker, so it is no part of the key."""
    clause = text[max(0, at - 10) : at]
    for mark in CLAUSE_END:
        clause = clause.rpartition(mark)[2]
    clause = re.split("[0-9]", clause)[-1]
    up = max((clause.rfind(word) for word in quantities().up if len(word) > 1), default=-1)
    down = max((clause.rfind(word) for word in quantities().down if len(word) > 1), default=-1)
    return "" if up == down else "up" if up > down else "down"
