"""Questions written into the text of a notes file, in the form that ``pipeline.notes`` reads back (问：… / 答：).

Lines are only added, never changed or moved: without the added lines the text is what it was, character by character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.notes.answers import MEND, starts_something, width_of
from pipeline.notes.head import field_lines, slot_of
from pipeline.notes.reader import parse_with_places

_LINE = re.compile("[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]|$)")


@dataclass(frozen=True)
class Asking:
    """One question to write. It stands under ``note`` (an id), or by the ``field`` of the head that it is about, or
    under a heading ``group`` of its own below the last bullet.

    ``example``: the wording offered for the answer, "" for none. ``mends``: the writer is to correct the bullet itself.
    """

    question: str
    example: str = ""
    note: str = ""
    field: str = ""
    group: str = ""
    mends: bool = False

    @property
    def line(self) -> str:
        hint = MEND if self.mends else f"可答：{self.example}" if self.example else ""
        return f"问：{self.question}" + (f"（{hint}）" if hint else "")


def with_questions(text: str, askings: Sequence[Asking], name: str = "要点") -> str:
    """``text`` with each question under its bullet; one that stands there already is not written again.

    Raises UserError when ``text`` is no notes file.
    """
    notes, places = parse_with_places(text, name)
    lines = [line for line in _LINE.findall(text) if line]
    newline = _line_end(lines)
    there = {(asked.note, asked.question) for asked in notes.asked}
    new = [asking for asking in askings if (asking.note, asking.question) not in there]
    first = min((note.line for note in notes.notes), default=1)
    line_of = {note.id: note.line for note in notes.notes}
    added: dict[int, list[str]] = {}
    for asking in new:
        if asking.note in places:
            at = places[asking.note]
            added.setdefault(at, []).extend(_pair(asking, _indent_of(lines, line_of[asking.note], at)))
    _ask_for_fields([asking for asking in new if asking.field and asking.line not in text], lines, first, added)
    # Below the last bullet, not at the very end: a closing remark to the reader must stay the last line.
    added.setdefault(max(places.values()), []).extend(_groups([asking for asking in new if asking.group]))
    return _joined(lines, added, newline)


def _pair(asking: Asking, indent: str) -> list[str]:
    question = f"{indent}{asking.line}"
    return [question] if asking.mends else [question, f"{indent}答："]


def _indent_of(lines: list[str], line: int, at: int) -> str:
    """Deeper than the bullet, and than the line that follows, which might else be taken for more of the answer."""
    following = [text for text in lines[at : at + 1] if text.strip() and not starts_something(text)]
    return max((_blanks(text) for text in (lines[line - 1], *following)), key=width_of) + "  "


def _blanks(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t\u3000"))]


# --- fields of the head


def _ask_for_fields(askings: list[Asking], lines: list[str], first: int, added: dict[int, list[str]]) -> None:
    """By the field where it stands, else as an empty field at the end of the head: in front matter as a comment."""
    close = _front_matter_end(lines)
    known = _field_places(lines[: close or first], inside=bool(close))
    sign = "# " if close else ""
    end = (close or _head_end(lines, first)) - 1
    for asking in askings:
        place = known.get(slot_of(asking.field) or "")
        if place is not None:
            added.setdefault(place, []).append(sign + asking.line)
        else:
            added.setdefault(end, []).extend([sign + asking.line, f"{asking.field}{':' if close else '：'}"])


def _front_matter_end(lines: list[str]) -> int:
    """The 1-based line that closes front matter, 0 without any."""
    bare = [line.strip("\ufeff \t\r\n") for line in lines]
    first = next((at for at, line in enumerate(bare) if line), 0)
    if not bare or bare[first] != "---":
        return 0
    return next((at + 1 for at in range(first + 1, len(bare)) if bare[at] in ("---", "...")), 0)


def _field_places(lines: Iterable[str], *, inside: bool) -> dict[str, int]:
    """For each field of the head the number of lines above it."""
    places: dict[str, int] = {}
    for at, line in enumerate(lines):
        bare = line.strip("\ufeff \t\u3000\r\n")
        keys = [bare.replace("：", ":").partition(":")[0]] if inside else [key for key, _ in field_lines(bare)]
        for key in keys:
            if slot := slot_of(key):
                places.setdefault(slot, at)
    return places


def _head_end(lines: list[str], first: int) -> int:
    """The line before which a field still belongs to the head: over the first note and the headings above it."""
    at = first
    while at > 1 and (not lines[at - 2].strip() or lines[at - 2].lstrip().startswith("#")):
        at -= 1
    return at if at > 1 else first


# --- the rest


def _groups(askings: Sequence[Asking]) -> Iterable[str]:
    for group in dict.fromkeys(asking.group for asking in askings):
        yield from ("", f"# {group}")
        for asking in askings:
            if asking.group == group:
                yield from _pair(asking, "  ")


def _joined(lines: list[str], added: Mapping[int, list[str]], newline: str) -> str:
    pieces = [line + newline for line in added.get(0, ())]
    for number, line in enumerate(lines, 1):
        new = added.get(number, [])
        pieces.append(line)
        if new and not _ends(line):
            pieces.append(newline)
        pieces += [row + newline for row in new]
    return "".join(pieces)


def _ends(line: str) -> bool:
    return line.endswith(tuple("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"))


def _line_end(lines: list[str]) -> str:
    ends = ["\r\n" if line.endswith("\r\n") else line[-1] for line in lines if line.endswith(("\n", "\r"))]
    return max(set(ends), key=ends.count) if ends else "\n"
