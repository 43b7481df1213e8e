"""Counted phrases in quotation marks (“两个维护”): known ones with a character or two put in or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.context import Context, Span
from pipeline.checks.policy.bank import policy_bank

_QUOTED = re.compile("“([一二两三四五六七八九十][个项种][一-鿿]{2,8})”")
_EDITS_MOST = 2


def altered_counts(context: Context) -> Iterator[tuple[Span, str]]:
    """(place, the known phrase) of quoted phrases with the count and the last word of a known one and more or less
    between: “两个坚决维护”. What the notes have is the writer's own.
    """
    from rapidfuzz.distance import Levenshtein

    known = _counted()
    for match in _QUOTED.finditer(context.text):
        words = match[1]
        if words in known or words in context.notes_text:
            continue
        for phrase in known:
            alike = phrase[:2] == words[:2] and phrase[-2:] == words[-2:]
            if alike and 0 < Levenshtein.distance(words, phrase) <= _EDITS_MOST:
                yield match.span(), f"“{phrase}”"
                break


@lru_cache(maxsize=1)
def _counted() -> tuple[str, ...]:
    bank = policy_bank()
    quoted = {name for phrase in bank.right for name in re.findall("“([^“”]+)”", phrase)} | set(bank.quoted_known)
    return tuple(sorted(name for name in quoted if re.match("[一二两三四五六七八九十][个项种]", name)))
