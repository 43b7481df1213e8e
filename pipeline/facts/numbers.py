"""Quantities with value, unit, comparator, direction of change and base, in any of the ways officials write them.

A numeral is found first and only then converted. It counts as a quantity when a unit, a comparator or digits say so;
Chinese numerals without a unit are words. Linear: the context looked at around a numeral is of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from pipeline.facts.data import finder, quantities, spans_of
from pipeline.facts.fact import Direction, Fact, Mode
from pipeline.facts.numerals import read_numeral
from pipeline.facts.quantity import Quantity, read_quantity
from pipeline.facts.surroundings import change_before, comparator_after, direction_in_clause, per_after, per_before

_START = re.compile("[0-9零〇一二两三四五六七八九十百千万亿几数半翻过大]")
_HUNDRED = Fraction(100)


def numbers(text: str, skip: Iterable[tuple[int, int]] = (), *, indefinite: bool = False) -> list[Fact]:
    """The quantities of ``text`` (half-width) outside the spans of ``skip``, in order.

    ``indefinite``: also “一个”, “一支队伍”, which count nothing in running prose but may restate “1个”.
    """
    taken = sorted([*skip, *spans_of(_fixed(), text)])
    found: list[Fact] = []
    at = passed = 0
    for match in _START.finditer(text):
        while passed < len(taken) and taken[passed][1] <= match.start():
            passed += 1
        if match.start() < at or (passed < len(taken) and taken[passed][0] <= match.start()):
            continue
        if (quantity := read_quantity(text, match.start(), indefinite)) is not None and quantity.start >= at:
            found.append(_in_context(text, quantity))
            at = max(quantity.end, match.end())
        elif match.group().isascii() and (numeral := read_numeral(text, match.start())):
            at = numeral.end
    return list(_with_origins(text, found))


@lru_cache(maxsize=1)
def _fixed() -> object:
    return finder(quantities().fixed)


def _in_context(text: str, quantity: Quantity) -> Fact:
    comparator, end = comparator_after(text, quantity.end)
    start, before, direction, mode = change_before(text, quantity.start)
    comparator = comparator or before or quantity.comparator
    if quantity.comparator == "vague":
        comparator = "vague"
    per, end = (per_before(text, start), end) if per_before(text, start) else per_after(text, end)
    return _fact(text, quantity, comparator, direction, mode, per, end)


def _fact(text: str, quantity: Quantity, comparator: str, direction: Direction, mode: Mode, per: str, end: int) -> Fact:
    mode = quantity.mode or mode
    key = comparator + _canonical(quantity, direction, mode) + (f"/{per}" if per else "")
    if not mode:
        direction = direction_in_clause(text, quantity.start)
    return Fact(
        "number", text[quantity.start : end], key, quantity.start, end,
        quantity.low, quantity.high, quantity.unit, comparator, direction, mode, per, quantity.counted,
    )  # fmt: skip


def _canonical(quantity: Quantity, direction: Direction, mode: Mode) -> str:
    """Growth becomes a factor, so that 增长一倍, 增长100% and 翻一番 are one thing, and 增长到2倍 is not 增长2倍."""
    low, high, unit = quantity.low, quantity.high, quantity.unit
    if mode == "by" and unit in ("%", "倍"):
        step = _HUNDRED if unit == "%" else Fraction(1)
        low, high = (1 + low / step, 1 + high / step) if direction == "up" else (1 - high / step, 1 - low / step)
        return f"×{_span(low, high)}"
    if unit == "倍":
        return f"×{_span(low, high)}"
    sign = {"up": "+", "down": "-"}.get(direction, "")
    return f"{'→' if mode == 'to' else ''}{sign}{_span(low, high)}{unit}"


def _span(low: Fraction, high: Fraction) -> str:
    return str(low) if low == high else f"{low}..{high}"


def _with_origins(text: str, found: list[Fact]) -> Iterator[Fact]:
    """In “由12减至8” and “从31%到47%” the first figure is where it started from."""
    for at, fact in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if following is not None and _is_origin(text, fact, following):
            yield replace(fact, mode="from", direction="", key=f"from:{fact.key}")
        else:
            yield fact


def _is_origin(text: str, fact: Fact, following: Fact) -> bool:
    between = text[fact.end : following.start]
    led = text[max(0, fact.start - 1) : fact.start] in ("由", "从", "自")
    return (
        led
        and len(between) <= 12
        and not any(mark in between for mark in "，。；\n")
        and (following.mode == "to" or between.endswith(("到", "至", "为")))
    )
