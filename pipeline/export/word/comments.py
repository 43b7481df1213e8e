"""What is said in the margin: findings at exactly their words, and the notes that a point stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.document import Draft, Point

AUTHOR = "拟稿"
INITIALS = "拟"
_SEVERITIES = {"blocker": "必须处理", "warning": "建议处理", "info": "提示"}
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on the characters ``start`` to ``end`` of the draft's text. ``text``: paragraphs by line breaks."""

    start: int
    end: int
    text: str


def finding_remarks(record: Mapping[str, Any], text: str) -> list[Remark]:
    """One comment a finding: severity and message, remedy, rule. One that names no words stands at its line."""
    return [
        Remark(*_anchor(text, int(finding["start"]), int(finding["end"])), _said(finding))
        for finding in record.get("findings") or ()
    ]


def trace_remarks(record: Mapping[str, Any], draft: Draft) -> list[Remark]:
    """One comment on every point, and on the opening, with the words of the notes it stands on."""
    notes = {str(note["id"]): str(note["text"]) for note in record.get("notes") or ()}
    text = draft.text.rstrip("\n")
    return [Remark(*_anchor(text, start, end), _basis(ids, notes)) for start, end, ids in _traced(draft)]


def _traced(draft: Draft) -> Iterator[tuple[int, int, Sequence[str]]]:
    """What carries notes or should, with their ids: openings and leads that do, and every point."""
    yield from ((part.start, part.end, part.notes) for part in draft.of_role("opening") if part.notes)
    for section in draft.sections:
        yield from ((part.start, part.end, part.notes) for part in section.leads if part.notes)
        yield from ((point.start, point.end, point.notes) for point in section.points if not _is_lead(point))


def _is_lead(point: Point) -> bool:
    return all(part.role == "lead" for part in point.parts)


def _basis(ids: Sequence[str], notes: Mapping[str, str]) -> str:
    if not ids:
        return "依据：没有要点，只有立场、要求或过渡。"
    return "\n".join(["依据要点：", *(_clean(f"{note}　{notes[note]}" if note in notes else note) for note in ids)])


def _said(finding: Mapping[str, Any]) -> str:
    severity = _SEVERITIES.get(str(finding.get("severity")), "提示")
    lines = [f"{severity}：{finding.get('message', '')}"]
    if remedy := finding.get("suggestion"):
        lines.append(f"改法：{remedy}")
    return _clean("\n".join([*(" ".join(line.split()) for line in lines), f"规则：{finding.get('rule', '')}"]))


def _clean(text: str) -> str:
    """What a message quotes from a damaged text may be no character of XML."""
    return _UNWRITABLE.sub("\ufffd", text)


def _anchor(text: str, start: int, end: int) -> tuple[int, int]:
    """The span, within the text and not of line breaks alone; where it is empty, the words of the nearest line."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    if text[start:end].strip("\n"):
        return start, end
    begin = text.rfind("\n", 0, start) + 1
    while begin and text[begin : begin + 1] in ("\n", ""):
        begin = text.rfind("\n", 0, begin - 1) + 1
    while text[begin : begin + 1] == "\n":
        begin += 1
    stop = text.find("\n", begin)
    return begin, len(text) if stop < 0 else stop
