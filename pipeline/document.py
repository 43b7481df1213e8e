"""A draft as a tree, and its one plain-text form.

A ``Draft`` is a run of ``Part``s in reading order. Each part keeps the characters that stand before it
(``gap``: line breaks, blanks), so ``render`` is exact and ``parse`` (in ``pipeline.parsing``) can be its
inverse on any text. The tree that people think in, sections holding points, is a view on that run:
``Draft.sections``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

Role = Literal[
    "title",  # 标题
    "byline",  # 标题下的署名、日期
    "salutation",  # 称谓
    "opening",  # 开头
    "heading",  # 一级标题, on a line of its own or run in
    "lead",  # 引领句, between a heading and its first point
    "topic",  # 分论点主题句 or second-level heading
    "text",  # the body of a point
    "closing",  # 结束语
    "signature",  # 落款
]

ROLES: tuple[Role, ...] = (
    "title",
    "byline",
    "salutation",
    "opening",
    "heading",
    "lead",
    "topic",
    "text",
    "closing",
    "signature",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text with one role. ``start`` is its character offset in the rendered text."""

    role: Role
    text: str
    gap: str = ""
    notes: tuple[str, ...] = ()
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Point:
    """One point (分论点): its topic sentence, if it has one, and the text under it."""

    topic: Part | None
    texts: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self.topic, *self.texts) if self.topic else self.texts

    @property
    def notes(self) -> tuple[str, ...]:
        """Ids of the notes it stands on, in order, each once."""
        return _union(self.parts)

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.texts)

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end


@dataclass(frozen=True, slots=True)
class Section:
    """One first-level section: heading, leads, points. Any of them may be missing in a stranger's text."""

    heading: Part | None
    leads: tuple[Part, ...]
    points: tuple[Point, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        head = (self.heading,) if self.heading else ()
        return (*head, *self.leads, *(part for point in self.points for part in point.parts))

    @property
    def lead(self) -> str:
        return "".join(part.text for part in self.leads)

    @property
    def notes(self) -> tuple[str, ...]:
        return _union(self.parts)

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end


@dataclass(frozen=True)
class Draft:
    """A whole text of one genre. Build it with ``Draft.of``, which lays out the offsets."""

    genre: str
    parts: tuple[Part, ...]
    tail: str = ""

    @classmethod
    def of(cls, genre: str, parts: Iterable[Part], tail: str = "") -> Draft:
        """A draft whose parts know where they stand. ``tail`` is what follows the last part."""
        return cls(genre, tuple(_laid_out(parts)), tail)

    @cached_property
    def text(self) -> str:
        return "".join(part.gap + part.text for part in self.parts) + self.tail

    def of_role(self, role: Role) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.role == role)

    def first(self, role: Role) -> Part | None:
        return next((part for part in self.parts if part.role == role), None)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The body as sections. Text before the first heading, if any, is a section without one."""
        return tuple(_sections([p for p in self.parts if p.role in ("heading", "lead", "topic", "text")]))


def _laid_out(parts: Iterable[Part]) -> Iterator[Part]:
    at = 0
    for part in parts:
        at += len(part.gap)
        yield replace(part, start=at)
        at += len(part.text)


def _union(parts: Iterable[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for part in parts for note in part.notes))


def _sections(body: list[Part]) -> Iterator[Section]:
    at = 0
    while at < len(body):
        upto = at + 1
        while upto < len(body) and body[upto].role != "heading":
            upto += 1
        yield _section(body[at:upto])
        at = upto


def _section(parts: list[Part]) -> Section:
    heading = parts[0] if parts[0].role == "heading" else None
    rest = parts[1:] if heading else parts
    leads: list[Part] = []
    while rest and rest[0].role == "lead":
        leads.append(rest.pop(0))
    return Section(heading, tuple(leads), tuple(_points(rest)))


def _points(parts: list[Part]) -> Iterator[Point]:
    """A topic opens a point; texts (or a lead that strayed) before any topic are points of their own."""
    at = 0
    while at < len(parts):
        topic = parts[at] if parts[at].role == "topic" else None
        upto = at + 1
        while topic and upto < len(parts) and parts[upto].role != "topic":
            upto += 1
        yield Point(topic, tuple(parts[at + 1 : upto] if topic else parts[at:upto]))
        at = upto


# --- the JSON form -------------------------------------------------------------------------------


def to_json(draft: Draft) -> dict[str, Any]:
    """The nested form other programs read, with offsets into ``text`` so that it reads back exactly."""
    return {
        "genre": draft.genre,
        "title": _text_of(draft, "title"),
        "salutation": _text_of(draft, "salutation"),
        "opening": _text_of(draft, "opening"),
        "sections": [_section_json(section) for section in draft.sections],
        "closing": _text_of(draft, "closing"),
        "text": draft.text,
        "layout": [[part.role, part.start, part.end, list(part.notes)] for part in draft.parts],
    }


def from_json(data: dict[str, Any]) -> Draft:
    """Reads ``to_json`` back, exactly. Raises KeyError, TypeError or ValueError on a foreign shape."""
    text: str = data["text"]
    parts: list[Part] = []
    at = 0
    for role, start, end, notes in data["layout"]:
        if role not in ROLES or not at <= start <= end <= len(text):
            raise ValueError(f"layout does not fit the text: {role} {start}-{end}")
        parts.append(Part(role, text[start:end], text[at:start], tuple(notes), start))
        at = end
    return Draft.of(data["genre"], parts, text[at:])


def _text_of(draft: Draft, role: Role) -> str:
    return "\n".join(part.text for part in draft.of_role(role))


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading.text if section.heading else "",
        "lead": section.lead,
        "points": [_point_json(point) for point in section.points],
    }


def _point_json(point: Point) -> dict[str, Any]:
    return {
        "topic": point.topic.text if point.topic else "",
        "text": point.text,
        "notes": list(point.notes),
        "start": point.start,
        "end": point.end,
    }


# --- sentences -----------------------------------------------------------------------------------

_FINAL = "。！？!?"
_CLOSERS = "”’」』）)》"


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Offsets of the sentences in ``text[start:end]``, closing quotes and brackets included.

    A line break also ends a sentence. Linear in the length of the text.
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    begin = at = start
    while at < end:
        if text[at] in _FINAL:
            at += 1
            while at < end and text[at] in _FINAL + "…" + _CLOSERS:
                at += 1
            spans.append((begin, at))
            begin = at
        elif text[at] == "\n":
            spans.append((begin, at))
            at += 1
            begin = at
        else:
            at += 1
    spans.append((begin, end))
    return [span for span in (_trimmed(text, *s) for s in spans) if span[0] < span[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_HAN = re.compile(r"[㐀-䶿一-鿿〇]")


def han_count(text: str) -> int:
    """字数 as the genre counts it: Chinese characters only, no punctuation, digits or letters."""
    return len(_HAN.findall(text))
