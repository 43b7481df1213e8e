"""A report -> its passages, by structure: title, opening, headings, leads, points, closing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from pipeline.document import Draft, Point, han_count, sentence_spans
from pipeline.genre import Genre
from pipeline.parsing import parse, split_number

PassageRole = Literal["title", "opening", "heading", "lead", "point", "closing"]
PASSAGE_ROLES: tuple[PassageRole, ...] = get_args(PassageRole)

_MOST_WARNINGS = 5

MAX_CHARS = 480
"""A longer passage is split at sentence ends: the default embedder reads 510 tokens and averages what lies beyond."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage. ``position``: its place in the report, from 0. ``section``: number of its section from 1, 0 outside.

    ``start``/``end``: character offsets into the report's text. ``heading``: the words of the heading it stands under.
    """

    role: PassageRole
    position: int
    section: int
    start: int
    end: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A parsed report. ``warnings``: its own defects, in Chinese, none of which keeps it out of the library."""

    genre: str
    title: str
    text: str
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]


_Span = tuple[PassageRole, int, int, int, str]  # role, section, start, end, heading


def parse_report(text: str, genres: dict[str, Genre], *, markdown: bool = False) -> Report:
    """Parses ``text`` as the genre it fits best. ``markdown``: heading marks and front matter are layout, not text."""
    named = ""
    if markdown:
        text, named = _without_markup(text)
    genre, sure = _guess(text, genres, named)
    draft = parse(text, genre)
    warnings = [] if sure else [f"看不出文种，按“{genre.name}”收入"]
    title = "".join(part.text for part in draft.of_role("title"))
    return Report(genre.id, title, text, tuple(_passages(draft)), _told([*warnings, *_defects(draft, genre)]))


def _told(warnings: list[str]) -> tuple[str, ...]:
    """The first few: a text of another kind can have a defect in every line."""
    more = len(warnings) - _MOST_WARNINGS
    return (*warnings[:_MOST_WARNINGS], f"另有 {more} 处") if more > 0 else tuple(warnings)


# --- cutting


def _passages(draft: Draft) -> Iterator[Passage]:
    position = 0
    for role, section, start, end, heading in sorted(_spans(draft), key=lambda span: span[2]):
        for begin, upto in _pieces(draft.text, start, end):
            text = draft.text[begin:upto]
            if han_count(text) > 1:
                yield Passage(role, position, section, begin, upto, text, heading)
                position += 1


def _spans(draft: Draft) -> Iterator[_Span]:
    roles: tuple[PassageRole, ...] = ("title", "opening", "closing")
    for role in roles:
        for part in draft.parts:
            if part.role == role:
                yield role, 0, part.start, part.end, ""
    for number, section in enumerate(draft.sections, 1):
        words = split_number(section.heading.text)[1].strip() if section.heading else ""
        if section.heading:
            yield "heading", number, section.heading.start, section.heading.end, ""
        if section.leads:
            yield "lead", number, section.leads[0].start, section.leads[-1].end, words
        for point in section.points:
            yield _of_point(point, number, words)


def _of_point(point: Point, number: int, heading: str) -> _Span:
    return "point", number, point.start, point.end, heading


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The passage itself, or, when it is too long, runs of whole sentences of about equal length."""
    while start < end and text[start].isspace():
        start += 1
    count = -(-(end - start) // MAX_CHARS)
    if count <= 1:
        yield start, end
        return
    goal = (end - start) / count
    begin = start
    for _, upto in _bounded(text, start, end):
        if upto - begin >= goal or upto == end:
            yield begin, upto
            begin = upto
    if begin < end and text[begin:end].strip():
        yield begin, end


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences, and pieces of those that are longer than any passage may be."""
    for begin, upto in sentence_spans(text, start, end):
        cuts = [*range(begin, upto, MAX_CHARS), upto]
        yield from pairwise(cuts)


# --- genre


def _guess(text: str, genres: dict[str, Genre], named: str) -> tuple[Genre, bool]:
    """The genre named in the front matter, else the one whose own patterns the text fits best, and whether it fits."""
    for genre in genres.values():
        if named and named in (genre.id, genre.name, *genre.aliases):
            return genre, True
    scored = [(_fit(parse(text, genre), genre), genre) for genre in genres.values()]
    best, genre = max(scored, key=lambda pair: pair[0])
    return genre, best >= 4


def _fit(draft: Draft, genre: Genre) -> float:
    """How many marks of the genre the text bears: title, name, transition, closing, salutation, numbering, headings."""
    head = draft.text[:400]
    title = "".join(part.text for part in draft.of_role("title"))
    opening = "".join(part.text for part in draft.of_role("opening"))
    closing = "".join(part.text for part in draft.of_role("closing"))
    headings = [part.text for part in draft.of_role("heading")]
    numbered = sum(split_number(heading)[0] != "" for heading in headings) * 2 > len(headings)
    names = (genre.name, *genre.aliases)
    score = 2.0 * any(name in title for name in names) + 1.0 * any(name in head for name in names if len(name) > 2)
    score += 1.0 * any(re.fullmatch(pattern, title) for pattern in genre.title.patterns)
    score += 1.0 * bool(re.search(genre.opening.transition_pattern, opening))
    score += 1.0 * (
        any(re.search(p, closing) for p in genre.closing.patterns) if closing else not genre.closing.required
    )
    score += 1.0 * ((draft.first("salutation") is not None) == (genre.salutation is not None))
    score += 1.0 * bool(headings and numbered == bool(genre.headings.numbering))
    return score + 2.0 * _share_of_fixed_headings(headings, genre)


def _share_of_fixed_headings(headings: list[str], genre: Genre) -> float:
    fixed = [section.heading for section in genre.sections if section.heading]
    if not fixed:
        return 0.0
    return sum(any(words in heading for heading in headings) for words in fixed) / len(fixed)


# --- defects


_ORDINALS = {char: number for number, char in enumerate("一二三四五六七八九十", 1)}


def _defects(draft: Draft, genre: Genre) -> Iterator[str]:
    if genre.title.required and not draft.first("title"):
        yield "没有标题"
    if genre.salutation is not None and genre.salutation.required and not draft.first("salutation"):
        yield "没有称谓"
    if genre.closing.required and not draft.first("closing"):
        yield "没有结束语"
    if not draft.sections or not any(section.heading for section in draft.sections):
        yield "看不出标题层次"
    yield from _gaps([part.text for part in draft.of_role("heading")], "一级标题")
    for section in draft.sections:
        yield from _gaps([point.topic.text for point in section.points if point.topic], "二级标题")


def _gaps(headings: list[str], level: str) -> Iterator[str]:
    """Where the numbers of sibling headings do not run 1, 2, 3…"""
    before = 0
    for heading in headings:
        number = _ordinal(split_number(heading)[0])
        if number and number != before + 1:
            yield (
                f"{level}序号从“{_numeral(before)}”跳到“{_numeral(number)}”：{heading[:20]}"
                if before
                else (f"{level}序号从“{_numeral(number)}”开始：{heading[:20]}")
            )
        before = number or before


def _ordinal(mark: str) -> int:
    """The value of “三、”, “（十二）”, “一是”; 0 when there is none."""
    digits = [char for char in mark if char in _ORDINALS]
    if not digits:
        return 0
    if "十" not in digits:
        return _ORDINALS[digits[0]]
    tens, ones = (part.strip() for part in "".join(digits).split("十", 1))
    return 10 * _ORDINALS.get(tens, 1) + _ORDINALS.get(ones, 0)


def _numeral(number: int) -> str:
    numerals = "一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("十" if tens == 1 else numerals[tens - 1] + "十" if tens else "") + (numerals[ones - 1] if ones else "")


# --- Markdown


def _without_markup(text: str) -> tuple[str, str]:
    """The text without front matter and heading marks, and the 文种 that the front matter names."""
    named = ""
    if front := re.match(r"---\n(.*?)\n---\n", text, re.DOTALL):
        if found := re.search(r"^文种[:：]\s*(\S+)", front.group(1), re.MULTILINE):
            named = found.group(1).strip("\"'")
        text = text[front.end() :]
    lines = (re.sub(r"^#{1,6}\s+", "", line) for line in text.split("\n"))
    return "\n".join(re.sub(r"^(?:\*\*|__)(.+)(?:\*\*|__)$", r"\1", line) for line in lines), named
