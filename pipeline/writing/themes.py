"""What a note is about: keywords first, nearness in meaning where no keyword is found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

import ahocorasick
import rjieba

from pipeline.notes import Note
from pipeline.writing.phrases import Theme
from pipeline.writing.wording import group_name, label_of

Nearness = Callable[[str, Sequence[str]], Sequence[float]]
"""How near each text is to a query, in standard scores: what ``Library.nearness`` answers."""

_OPENERS = ("在", "对", "加强对", "强化对", "从", "为", "给", "向", "与", "跟", "同", "围绕", "针对", "依托", "结合")
_FOR_WHOM = re.compile("[^，。；]{1,40}?的(干部|同志|人员|职工|教师|医生|企业|单位|群众|党员)(?![队的])")
_OF_WHAT = re.compile("(?:加强|强化)?对[^，。；]{1,40}?的(?=监督|监管|管理|管控|考核|培训|培养|关心|关爱|教育)")
_EARLY = 12  # characters; what a note starts with is what it is about
_AT_HOME = 1.4  # a theme of the area that the group names is likelier than one of another area
_FAVOUR = 3.0
_DEED = 2.0  # “选派…参加审计” is about sending people, whatever they are sent to
_SCENE = 0.6  # “给…的干部记功”, “在…建立支部”: where or for whom says less than what
_OWN = 0.4  # a word of the bureau's own name is in everything it does
_FAR = 2.0  # standard scores; below, no area stands out
_TELLING = 5  # themes that tell what an area is about; they are embedded once for every library


class Themes:
    """Finds the theme of a note."""

    def __init__(
        self, themes: Iterable[Theme], nearness: Nearness | None = None, favoured: Collection[str] = (), unit: str = ""
    ) -> None:
        """``favoured``: areas of work that a text of this kind is about, whatever else its words name.

        ``unit``: the bureau's name; words of it say little in its own notes (消防员的子女 is not about fires).
        """
        self._favoured = favoured
        self._unit = unit
        self._themes = {theme.id: theme for theme in themes}
        self._shared = Counter(word for theme in self._themes.values() for word in theme.keywords)
        self._automaton = ahocorasick.Automaton()
        for word in self._shared:
            owners = [theme.id for theme in self._themes.values() if word in theme.keywords]
            self._automaton.add_word(word, (word, owners))
        if self._shared:
            self._automaton.make_automaton()
        self._nearness = nearness
        self._known: dict[str, Theme | None] = {}

    def of_note(self, note: Note) -> Theme | None:
        """The theme of a note; what the writer put before the colon says more than the rest."""
        if note.id not in self._known:
            text = f"{label_of(note)}，{note.text}" if label_of(note) else note.text
            self._known[note.id] = self.of(text, group_name(note.group))
        return self._known[note.id]

    def area_of(self, note: Note, among: Collection[str] = ()) -> str:
        """The area of work a note belongs to, "" if unknown.

        Nearness in meaning may file a note of no known theme under one of the areas ``among``; it is never good enough
        to say what the note is about.
        """
        if theme := self.of_note(note):
            return theme.section
        nearest = self._nearest_area(note.text) if among else ""
        return nearest if nearest in among else ""

    def of(self, text: str, group: str = "") -> Theme | None:
        """The theme that the words of a text under ``group`` point to; None if they point to none."""
        scores = self.scores(text)
        under = self.scores(group)
        areas = {self._themes[theme].section for theme in under}
        for theme in scores:
            scores[theme] += under.get(theme, 0.0) * 0.5
            scores[theme] *= _AT_HOME if self._themes[theme].section in areas else 1.0
            scores[theme] *= _FAVOUR if self._themes[theme].section in self._favoured else 1.0
        scores = scores or under
        return self._themes[max(scores, key=lambda theme: (scores[theme], theme))] if scores else None

    def scores(self, text: str) -> dict[str, float]:
        """Keyword scores by theme id: a longer keyword, a rarer one and one that stands early count more."""
        scores: dict[str, float] = {}
        if not text or not self._shared:
            return scores
        scene = _scene_end(text)
        for end, (word, owners) in self._automaton.iter(text):
            start = end - len(word) + 1
            early = _DEED if start == scene else 1.3 if start < scene + _EARLY else 1.0
            weight = len(word) ** 1.5 / len(owners) * (_SCENE if end < scene else early)
            weight *= _OWN if word in self._unit else 1.0
            for owner in owners:
                scores[owner] = scores.get(owner, 0.0) + weight
        return scores

    def _nearest_area(self, text: str) -> str:
        """The area whose themes are nearest in meaning, "" if none stands out."""
        if self._nearness is None:
            return ""
        names: dict[str, list[str]] = {}
        for theme in self._themes.values():
            names.setdefault(theme.section, []).append(theme.name)
        areas = list(names)
        scores = self._nearness(text, ["、".join(names[area][:_TELLING]) for area in areas])
        best = max(range(len(areas)), key=lambda at: scores[at])
        return areas[best] if scores[best] >= _FAR else ""


def _scene_end(text: str) -> int:
    """Where the place, time or people that open a note end and what was done begins; 0 if it opens with that."""
    if not text.startswith(_OPENERS):
        return 0
    if people := _OF_WHAT.match(text) or _FOR_WHOM.match(text):
        return people.end()
    at = 0
    for word, tag in rjieba.tag(text[:40]):
        if at and tag == "v" and len(word) > 1:
            return at
        at += len(word)
    return 0
