"""Open marks (【待核实】) where a draft says what nobody could vouch for: seen by the writer, never hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.checks.finding import Finding
from pipeline.document import Draft, Part

MARK = "【待核实】"
_DOUBTFUL = ("grounding", "leakage", "policy", "injection")
_STOPS = "，。；：！？、\n"
_WRITTEN = ("opening", "lead", "text")


def marked(draft: Draft, findings: Iterable[Finding]) -> Draft:
    """``draft`` with a mark behind every clause that a blocking finding on its truth lies in."""
    doubtful = [
        f for f in findings if f.severity == "blocker" and f.rule.split(".")[0] in _DOUBTFUL and f.end > f.start
    ]
    return Draft.of(draft.genre, [_marked(part, doubtful) for part in draft.parts], draft.tail)


def _marked(part: Part, findings: Sequence[Finding]) -> Part:
    if part.role not in _WRITTEN:
        return part
    places = {_behind(part.text, f.end - part.start) for f in findings if part.start < f.end <= part.end}
    text = part.text
    for place in sorted(places, reverse=True):
        if not text.startswith(MARK, place):
            text = text[:place] + MARK + text[place:]
    return replace(part, text=text)


def _behind(text: str, end: int) -> int:
    """Where the clause that ``text[:end]`` ends in is over, before its stop."""
    end = end - 1 if text[end - 1 : end] in _STOPS else end
    while end < len(text) and text[end] not in _STOPS:
        end += 1
    return end
