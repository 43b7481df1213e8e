"""Text that addresses a machine rather than states a fact: 忽略以上…, ``system:``, template and script syntax.

Just as little a fact is what asks something of whoever drafts (请写得…, 这条放在最前面, 不用核实). What counts is data,
``corpus/phrases/injection.yaml`` and ``writing_requests.yaml``: sequences of words with bounded gaps, so that a
paraphrase is caught too, and patterns. Both are compared with a normalised form in which full-width letters, blanks,
zero-width characters and ornaments between characters no longer hide anything. Linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.resources import corpus_folder

FOR_WHOEVER_DRAFTS = "是对起草的要求，不是事实"
"""The reason given for a request to whoever drafts, which may be useful elsewhere; every other reason is a warning."""

HIDDEN = re.compile("[\u200b-\u200d\u2060-\u2064\u202a-\u202e\u2066-\u2069\U000e0000-\U000e01ef]")
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064"  # copied from web pages without bad intent
_ZERO_WIDTH_MAX = 3
_HIDDEN_REASON = "含有隐藏字符"
_BOUNDARY = r"\n。,;:!?、.…()\[\]【】〔〕#>*\-"  # after normalisation: full-width marks are half-width here
_QUOTES = "“”‘’「」『』\"'《"
_FILES = ("injection.yaml", "writing_requests.yaml")
_NUMBERED = "一二三四五六七八九十、.:,()0123456789"
_GAP = r"[^。;!?\n]"
_ORNAMENT = re.compile(r"(?<=[一-鿿])[-_*~·•|/\\`+^=#]{1,3}(?=[一-鿿])")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Rule(_Strict):
    id: str
    reason: str
    start: Literal["clause", "quoted", "line", "anywhere"]
    sequence: Annotated[tuple[str, ...], Field(min_length=1)]
    gap: int | tuple[int, ...] = 0
    lead: tuple[str, ...] = ()
    then: str | tuple[str, ...] = ()
    colon: bool = False
    ends: bool = False


class _Pattern(_Strict):
    id: str
    reason: str
    pattern: str
    raw: bool = False  # matched with the text as it stands


class _Bank(_Strict):
    """``headings``: names of groups that hold nothing but requests."""

    source: str
    as_of: str
    headings: tuple[str, ...] = ()
    fillers: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    rules: tuple[_Rule, ...]
    patterns: tuple[_Pattern, ...]


def machine_directed(text: str) -> str:
    """Why ``text`` (a line, a bullet, a field) looks written for a machine, in Chinese; "" when it does not."""
    if has_hidden_controls(text):
        return _HIDDEN_REASON
    plain = normalised(text)
    return next((reason for regex, reason, raw in _compiled() if regex.search(text if raw else plain)), "")


def heads_requests(group: str) -> bool:
    """Whether a group of this name (“写作要求”) holds what is asked of whoever drafts, and no facts."""
    return normalised(group).strip(_NUMBERED) in {name for bank in _banks() for name in bank.headings}


def has_hidden_controls(text: str) -> bool:
    """Whether it holds what no honest text needs: bidirectional overrides, tag characters, many zero-width ones."""
    hidden = HIDDEN.findall(text)
    return len(hidden) > _ZERO_WIDTH_MAX or any(char not in _ZERO_WIDTH for char in hidden)


def without_hidden(text: str) -> str:
    """``text`` without the characters that ``has_hidden_controls`` looks for."""
    return HIDDEN.sub("", text)


def normalised(text: str) -> str:
    """The form that the rules are matched with: NFKC, lower case, simplified, without blanks, marks and ornaments."""
    plain = "".join(map(_seen, unicodedata.normalize("NFKC", text))).lower()
    return _ORNAMENT.sub("", _simplified(plain))


def _seen(char: str) -> str:
    if char == "\n":
        return char
    return "" if char.isspace() or unicodedata.category(char) in ("Cf", "Cc", "Mn", "Me", "Cs", "Co") else char


def _simplified(text: str) -> str:
    """Traditional characters made simple; the converter is loaded only for text that is not plain GB 2312."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return str(_converter().convert(text))
    return text


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


# --- the bank


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    """Expression, reason and whether it is matched with the raw text; those against machines first."""
    return tuple(found for bank in _banks() for found in _compiled_bank(bank))


def _compiled_bank(bank: _Bank) -> Iterator[tuple[re.Pattern[str], str, bool]]:
    for item in bank.patterns:
        yield re.compile(_filled(item.pattern, bank)), item.reason, item.raw
    for rule in bank.rules:
        yield re.compile(_expression(rule, bank)), rule.reason, False


@lru_cache(maxsize=1)
def _banks() -> tuple[_Bank, ...]:
    return tuple(read_data(corpus_folder("phrases") / name, _Bank, "数据文件") for name in _FILES)


def _filled(pattern: str, bank: _Bank) -> str:
    """``pattern`` with ``{a list}`` replaced by its words, ``{行首}`` and the like by what stands at such a place."""
    return _NAMED.sub(lambda match: _PLACES.get(match.group(1)) or _any(bank.words[match.group(1)]), pattern)


def _expression(rule: _Rule, bank: _Bank) -> str:
    fillers = f"(?:{_any(bank.fillers)}){{0,3}}" if rule.start != "anywhere" else ""
    lead = f"(?:{_any(rule.lead)})" if rule.lead else ""
    steps = [f"(?:{_any(bank.words[name])})" for name in rule.sequence]
    gaps = rule.gap if isinstance(rule.gap, tuple) else (rule.gap,) * (len(steps) - 1)
    body = steps[0] + "".join(f"{_GAP}{{0,{gap}}}{step}" for gap, step in zip(gaps, steps[1:], strict=True))
    return _START[rule.start] + fillers + lead + body + _after(rule, bank)


def _after(rule: _Rule, bank: _Bank) -> str:
    words = bank.words[rule.then] if isinstance(rule.then, str) else rule.then
    reach = rule.gap if isinstance(rule.gap, int) else rule.gap[-1]
    colon = "[:=]" if rule.colon else ""
    then = f"{_GAP}{{0,{reach}}}(?:{_any(words)})" if words else ""
    return colon + then + (f"(?:$|[{_BOUNDARY}{_QUOTES}])" if rule.ends else "")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NAMED = re.compile(r"\{([一-鿿]{1,8})\}")
_START = {
    "anywhere": "",
    "line": rf"(?:^|\n)[{_BOUNDARY}]{{0,3}}",
    "clause": rf"(?:^|[{_BOUNDARY}])",
    "quoted": rf"(?:^|[{_BOUNDARY}{_QUOTES}])",
}
_PLACES = {
    "行首": _START["line"] + r"(?:(?:注|备注|附注|说明|提醒|提示|另|要求|特别说明)[:,]){0,2}",
    "句首": _START["clause"],
    "止": r"(?=$|[\n,;。!])",
}
