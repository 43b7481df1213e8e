"""What is said in the margin: findings at exactly their words, and the notes that a point stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.document import Draft, Part, Point
from pipeline.errors import UserError

AUTHOR = "拟稿"
INITIALS = "拟"
_SEVERITIES = {"blocker": "必须处理", "warning": "建议处理", "info": "提示"}
UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    """One comment on every point, and on what else carries notes, with the words of the notes it stands on.

    Raises UserError when nothing is known of what the draft stands on: silence would read as “on nothing”.
    """
    notes = {str(note["id"]): str(note["text"]) for note in record.get("notes") or ()}
    text = draft.text.rstrip("\n")
    traced = list(_traced(draft, _found(record)))
    if not any(ids for _, _, ids in traced):
        raise UserError(
            "这份稿件没有记下依据，不能加 --trace。请用 nigao draft 写出的 JSON 稿件，或用 --notes 给出要点文件。"
        )
    return [Remark(*_anchor(text, start, end), _basis(ids, notes)) for start, end, ids in traced]


def _found(record: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    """Where each note was found in a text that nigao did not write."""
    return [
        (int(start), int(end), str(row["note"]))
        for row in record.get("coverage") or ()
        for start, end in row.get("where") or ()
    ]


def _traced(draft: Draft, found: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, list[str]]]:
    """What carries notes or should, with their ids: every point, and openings and leads that do carry some."""
    stretches: list[Part | Point] = [part for part in draft.parts if part.role in ("opening", "lead")]
    stretches += [point for section in draft.sections for point in section.points]
    for stretch in stretches:
        ids = list(stretch.notes) or _ids_within(found, stretch.start, stretch.end)
        if ids or isinstance(stretch, Point):
            yield stretch.start, stretch.end, ids


def _ids_within(found: Sequence[tuple[int, int, str]], start: int, end: int) -> list[str]:
    return list(dict.fromkeys(note for begin, stop, note in found if begin < end and stop > start))


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
    return UNWRITABLE.sub("\ufffd", text)


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
