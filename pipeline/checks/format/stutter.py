"""Stutters (叠字叠词): a character or a word that was typed, or pasted, twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.checks.words import first_word, is_word

STUTTER = Rule(
    name="format.stutter",
    severity="warning",
    meaning="没有连打两遍的字词（“引导引导”“补齐齐”）；叠用的词语（层层、天天、市市场监管局）不在此列。",
    breaks="着力补齐齐短板，引导引导农户趋利避害。",
    holds="层层压实责任，市市场监管局天天开展巡查，一条条梳理、一件件落实。",
    source="通行校对常识",
)
RULES = (STUTTER,)

_WORD = re.compile(r"([一-鿿]{2,12})\1")
_LONG = 4
"""Characters from which what stands twice in a row need be no word of the dictionary: 努力打造努力打造."""
_CHAR = re.compile(r"([一-鿿])\1")
_COUNTS = frozenset("一二两三四五六七八九十")
_LEVELS = frozenset("省市县区乡镇村州局院厅部会党委")
_REDUPLICATED = frozenset(
    "个种条件项次层步天年月日时处家户人事代件声句字节段排队群阵串点滴星默常渐缓徐悄偏仅刚万千紧一二三四五六七八九十是的有不一要爸妈哥姐弟妹爷奶宝多少大小高久"
)
"""Characters that double by themselves: measure words, time words, adverbs, kin."""


def check(context: Context) -> Iterator[Finding]:
    """Findings on what stands twice in a row, whatever the genre; names and dictionary words are left alone."""
    for match in _WORD.finditer(context.text):
        if _is_typed_twice(context.text, match.start(), match[1]):
            yield _finding(match.span(), match[1])
    for match in _CHAR.finditer(context.text):
        if match[1] not in _REDUPLICATED and _is_slip(context.text, match.start()):
            yield _finding(match.span(), match[1])


def _finding(span: tuple[int, int], twice: str) -> Finding:
    return STUTTER.at(span, f"“{twice}”连写了两遍。", f"留一个“{twice}”。")


def _is_typed_twice(text: str, start: int, one: str) -> bool:
    """A word twice over: not 一项一项, 党组织组织功能, 立足用足用好; 考虑考虑 is colloquial, and no slip."""
    if one[0] in _COUNTS or len(set(one)) == 1 or is_word(one + one):
        return False
    if len(one) >= _LONG:
        return True
    if not is_word(one):
        return False
    return not any(is_word(text[start - more : start + len(one)]) for more in (1, 2) if start >= more) and not is_word(
        text[start - 1 : start + 1] if start else ""
    )


def _is_slip(text: str, at: int) -> bool:
    """Whether just one side of 齐齐 makes a word (补齐|短板, 坚持): 学习|习近平 and 市|市场 make two."""
    if _is_reduplicated(text, at):
        return False
    left = any(is_word(text[at - more : at + 1]) for more in (1, 2, 3) if at >= more)
    right = any(is_word(text[at + 1 : at + 2 + more]) for more in (1, 2, 3))
    if left == right:
        return False
    return _stands_before_a_thing(text, at + 2) if left else _opens_a_clause(text, at)


def _stands_before_a_thing(text: str, at: int) -> bool:
    """Whether a word follows that the doubled character does not belong to; an adverb (紧紧) stands before a verb."""
    word, tag = first_word(text[at : at + 4])
    doubled = is_word(text[at - 2 : at])
    return len(word) > 1 and is_word(word) and not (doubled and tag[:1] == "v")


def _opens_a_clause(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return not ("一" <= before <= "鿿") and text[at] not in _LEVELS and not is_word(text[at : at + 2])


def _is_reduplicated(text: str, at: int) -> bool:
    """层层, 亮晶晶, 干干净净: doubling that belongs to the word."""
    if text[at] in _REDUPLICATED or is_word(text[max(0, at - 1) : at + 2]) or is_word(text[at : at + 3]):
        return True
    follows = text[at + 2 : at + 3] == text[at + 3 : at + 4]
    return is_word(text[at : at + 4]) or follows or text[at - 2 : at - 1] == text[at - 1 : at]
