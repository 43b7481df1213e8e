"""Spelling (字词): traditional characters, confusables, ways of writing numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.checks.bank import Lexicon, load_pairs
from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule

TRADITIONAL = Rule(
    name="format.traditional",
    severity="warning",
    meaning="用规范汉字，不用繁体字、异体字。",
    breaks="坚持黨管幹部原则。",
    holds="坚持党管干部原则，成效显著，乾坤朗朗。",
    source="GB/T 9704—2012；国家通用语言文字法",
)
TYPO = Rule(
    name="format.typo",
    severity="warning",
    meaning="没有常见错别字（corpus/phrases/typos.yaml 所列）。",
    breaks="我们要再接再励，认真布署下一阶段工作。",
    holds="要再接再厉，认真部署下一阶段工作。",
    source="corpus/phrases/typos.yaml",
)
NUMBERS = Rule(
    name="format.number_style",
    severity="info",
    meaning="数字写法规范：年份四位；约数不重复；减少不用倍数；不用全角数字；百分号只用一种。",
    breaks="22年6月以来，信访量减少了2倍，办结约30件左右，其中９件转办。",
    holds="2022年6月以来，信访量减少一半，办结30件左右，占8%，其中9件转办。",
    source="GB/T 15835—2011",
)
RULES = (TRADITIONAL, TYPO, NUMBERS)

_KEPT = frozenset("著乾於餘")
_NUMBER_FAULTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(
            r"(?<![\d.〇零一二三四五六七八九])\d{2}年(?=\d{1,2}月|以来|底|初|度|全年|上半年|下半年|[一二三四]季度)"
        ),
        "年份应写四位数",
        "写全年份。",
    ),
    (
        re.compile(r"[约近]\d[\d.万亿千百]{0,8}[^\d，。；、\s]{0,3}(?:左右|上下)"),
        "约数的说法重复",
        "“约”“近”与“左右”只留一个。",
    ),
    (
        re.compile(r"(?:减少|下降|降低|缩短|缩小|压缩)了?(?:[一二两三四五六七八九十]|\d+(?:\.\d+)?)倍"),
        "减少、下降不用倍数",
        "改用百分数或分数。",
    ),
    (re.compile(r"[０-９]+"), "全角数字", "改为半角数字。"),
    (re.compile(r"\d余多|多余\d|余\d+余"), "约数的说法重复", "只留一个。"),
)


def check(context: Context) -> Iterator[Finding]:
    """Findings on characters and words, whatever the genre."""
    yield from _traditional(context.text)
    for start, end, wrong, right in _typos().find(context.text):
        if wrong not in context.notes_text:
            yield TYPO.at((start, end), f"“{wrong}”应为“{right}”。", f"改为“{right}”。")
    for pattern, what, remedy in _NUMBER_FAULTS:
        for match in pattern.finditer(context.text):
            yield NUMBERS.at(match.span(), f"{what}。", remedy)
    signs = {sign: context.text.find(sign) for sign in "%％" if sign in context.text}
    if len(signs) == 2:
        at = context.text.find("％") if context.text.count("％") <= context.text.count("%") else context.text.find("%")
        yield NUMBERS.at((at, at + 1), "百分号有两种写法。", "统一用“%”。")


@lru_cache(maxsize=1)
def _typos() -> Lexicon:
    return load_pairs("typos.yaml")


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _traditional(text: str) -> Iterator[Finding]:
    """Runs of characters that the converter would change, together with the 著 and 於 beside them."""
    try:
        text.encode("gb2312")
        return
    except UnicodeEncodeError:
        pass
    at = 0
    for line in text.split("\n"):
        yield from _traditional_runs(line.encode("utf-8", "replace").decode("utf-8"), at)
        at += len(line) + 1


def _traditional_runs(line: str, at: int) -> Iterator[Finding]:
    simple = _converter().convert(line)
    if len(simple) != len(line):
        simple = "".join(_converter().convert(char)[:1] or char for char in line)
    changed = [here for here, (old, new) in enumerate(zip(line, simple, strict=True)) if old != new]
    runs: list[list[int]] = []
    for here in changed:
        if runs and here == runs[-1][1]:
            runs[-1][1] = here + 1
        elif line[here] not in _KEPT:
            runs.append([here, here + 1])
    for start, end in runs:
        yield TRADITIONAL.at(
            (at + start, at + end), f"“{line[start:end]}”不是规范汉字。", f"改为“{simple[start:end]}”。"
        )
