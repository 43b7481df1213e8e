"""What a clause opens as: a stance, a purpose, a frame (以…, 在…中), or neither."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.checks.claims.lexicon import lexicon

Opener = Literal["stance", "purpose", "frame", "none"]

_SUBJECT = re.compile(
    r"^[^，]{0,14}?(?:局党委|局党组|党委|党组|局|委|厅|我们|中心|残联|工商联|文联|科协|[馆院社办会](?=[将坚要始认]))"
)
_FRAME = re.compile(r"^在[^，]{1,24}?(?:中|上|下|里|前|时|间)(?=[^，]{2})")
_UPWARD = re.compile(r"^(?:不断|持续|进一步|切实|更好地?|全面(?=[提增夯筑营凝激]))")
_LONGEST = 8
"""Characters of the longest opener looked for."""


def opener(text: str) -> Opener:
    """What ``text`` opens as; its subject, a frame and linking words are passed over."""
    rest = _without_links(text)
    framed = False
    for _ in range(3):
        if _starts(rest, "stance"):
            return "stance"
        if _starts(rest, "purpose"):
            return "purpose"
        framed = framed or _starts(rest, "frame")
        shorter = _without_links(_SUBJECT.sub("", rest) if _SUBJECT.match(rest) else _FRAME.sub("", rest))
        if shorter == rest or not shorter:
            break
        rest = shorter
    return "frame" if framed else "none"


def upward(text: str) -> bool:
    """Whether ``text`` opens with 不断, 持续 and the like, as an aim does: 不断提高…能力."""
    return bool(_UPWARD.match(text))


def _starts(rest: str, name: str) -> bool:
    """Whether ``rest`` starts with a word of the list; 推动了 tells of something done and is no opener."""
    words = lexicon().lists[name]
    sizes = range(min(len(rest), _LONGEST), 0, -1)
    return any(rest[:size] in words and rest[size : size + 1] != "了" for size in sizes)


def _without_links(text: str) -> str:
    links = lexicon().lists["link"]
    rest = text
    while (word := next((rest[:size] for size in (4, 3, 2, 1) if rest[:size] in links), "")) and rest != word:
        rest = rest[len(word) :]
    return rest
