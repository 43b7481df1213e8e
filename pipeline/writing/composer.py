"""The composer: a draft with no model at all, deterministic, and honest about it.

It wraps each note, word for word, in sentences of stance and purpose from the phrase bank; nothing it adds could be
asked to be proved (what-editors-punish: pad with stance, never with practice). How much it adds follows from the length
the writer asked for; when the bank has nothing fresh left it stops short and does not repeat itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import cn2an

from pipeline.document import Draft, Part, Role
from pipeline.genre import Genre, SectionRule
from pipeline.notes import Note, Notes, full_unit
from pipeline.parsing import reads_as_topic
from pipeline.writing.choice import Choice
from pipeline.writing.outline import Outline, OutlinePoint, OutlineSection
from pipeline.writing.phrases import FieldWords, OpeningPhrases, PhraseBank, SectionPhrases, Theme, load_phrases
from pipeline.writing.plan import Planner
from pipeline.writing.themes import Nearness, Themes
from pipeline.writing.wording import filed_by_label, group_name, opens_with_verb, statement

# 字数 is counted by offices with punctuation, by the genre's tables without (about 87 % of it). Aiming a little above
# the figure asked for keeps both counts within the tolerance.
_AIM = 1.04
_SENTENCE = 95  # characters; beyond, a purpose starts a sentence of its own
_EVEN = 1.35  # how much more a section with fewer points is filled, to come out as long as its neighbours
_SUBJECTLESS = (
    "坚持",
    "着眼",
    "立足",
    "紧扣",
    "围绕",
    "聚焦",
    "把",
    "以",
    "本着",
    "遵循",
    "突出",
    "注重",
    "牢固",
    "牢记",
)
_RUN_IN = 26  # characters; a stance up to this length may run into the fact
_MOST_BEFORE, _MOST_AFTER = 5, 4
_ENOUGH = 8  # characters; less room than this is not worth filling


@dataclass
class _PointText:
    """A point in the making: stance sentences, the notes' own statements, purpose clauses."""

    point: OutlinePoint
    statements: list[str]
    theme: Theme | None
    kind: str  # "" , "problems" or "next_steps"
    important: bool
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def render(self) -> str:
        """The text under the topic, with its final mark."""
        return _mended(self._stance() + self._facts() + "。") if self.statements else ""

    def _stance(self) -> str:
        stance = "".join(self.before)
        return stance.removesuffix("。") + "，" if self._runs_in() else stance

    def _facts(self) -> str:
        facts = _joined(self.statements)
        for clause in self.after:
            last = facts[facts.rfind("。") + 1 :]
            apart = len(last) + len(clause) > _SENTENCE and not reads_as_topic(clause + "。")
            facts += ("。" if apart else "，") + clause
        return facts

    @property
    def is_bare(self) -> bool:
        """Whether its last statement alone would be taken for a topic sentence (“评选标兵30名。”)."""
        return bool(self.statements) and reads_as_topic(self.statements[-1] + "。")

    def _runs_in(self) -> bool:
        """Whether the last stance, short and without a subject, may run into a fact that opens with a verb."""
        if not self.before or not self.before[-1].endswith("。") or not self.before[-1].startswith(_SUBJECTLESS):
            return False
        return len(self.before[-1]) <= _RUN_IN and opens_with_verb(self.statements[0])


@dataclass
class _SectionText:
    """A section in the making."""

    section: OutlineSection
    rule: SectionRule
    phrases: SectionPhrases
    points: list[_PointText]
    leads: list[str] = field(default_factory=list)


@dataclass
class _OpeningText:
    """An opening in the making: framing, significance, the unit's stance, figures, transition."""

    stance: str
    figures: str
    transition: str
    unit: str
    framing: str = ""
    significance: str = ""
    idea: str = ""

    def render(self) -> str:
        stance = self.stance
        if self.idea and stance.startswith(self.unit):
            stance = f"{self.unit}{self.idea}，{stance.removeprefix(self.unit)}"
        return self.framing + self.significance + stance + self.figures + self.transition


@dataclass(frozen=True)
class Borrowed:
    """A sentence taken over from an exemplar passage, with the passage's id."""

    text: str
    passage: str


Principles = Callable[[str, str], Sequence[Borrowed]]
"""Asks the library for maxims (引领句) fit for any bureau: area name, what the section is about -> sentences."""


class Composer:
    """The writer that needs no model. One instance writes one draft from one set of notes."""

    name = "offline"

    def __init__(
        self,
        genre: Genre,
        notes: Notes,
        *,
        principles: Principles | None = None,
        nearness: Nearness | None = None,
        bank: PhraseBank | None = None,
    ) -> None:
        self._genre = genre
        self._notes = notes
        self._bank = bank or load_phrases()
        self._principles = principles
        self._themes = Themes(self._bank.themes, nearness)
        self._seed = "\n".join([notes.unit, notes.occasion, genre.id, *(note.text for note in notes.notes)])
        self._choice = Choice(self._seed)
        self._unit = full_unit(notes.unit, notes.occasion)
        self._words = _field_words(notes.unit, self._bank)
        self.borrowed: list[Borrowed] = []

    # --- the protocol of writers

    def plan(self) -> Outline:
        """An outline that places every note exactly once."""
        return Planner(self._genre, self._bank, self._themes, Choice(self._seed)).plan(self._notes)

    def write(self, outline: Outline) -> Draft:
        """The whole draft after ``outline``."""
        opening = self._opening_text(outline)
        sections = [self._section_text(section) for section in outline.sections]
        self._choice.note(outline.title)
        self._fill(outline, opening, sections)
        return self._laid_out(outline, opening, sections)

    # --- the skeleton: what must be said

    def _opening_text(self, outline: Outline) -> _OpeningText:
        phrases = self._opening_phrases()
        stance = self._choice.pick((self._filled(s, outline) for s in phrases.stance), "stance")
        figures = "；".join(self._statement(self._note(note), "") for note in outline.opening)
        year = self._notes.year if figures and self._notes.year and self._notes.year not in figures else ""
        return _OpeningText(
            stance=stance or self._filled(phrases.stance[0], outline),
            figures=f"{self._genre.opening.figures_lead}{year}{figures}。" if figures else "",
            transition=self._genre.opening.transition,
            unit=self._unit,
        )

    def _opening_phrases(self) -> OpeningPhrases:
        wanted = self._genre.opening.theme
        openings = self._bank.openings
        if wanted:
            return next(phrases for phrases in openings if phrases.id == wanted)
        matching = [(len(m), p) for p in openings for m in p.match if m in self._notes.occasion]
        if matching:
            return max(matching, key=lambda item: item[0])[1]
        return next(phrases for phrases in openings if not phrases.match)

    def _section_text(self, section: OutlineSection) -> _SectionText:
        rule = next((r for r in self._genre.sections if r.id == section.rule), self._genre.body)
        phrases = self._phrases_of(section.area)
        return _SectionText(section, rule, phrases, [self._point_text(rule, point) for point in section.points])

    def _point_text(self, rule: SectionRule, point: OutlinePoint) -> _PointText:
        notes = [self._note(note) for note in point.notes]
        theme = self._themes.of_note(notes[0]) if notes else None
        statements = [self._statement(note, point.topic, filed_by_label(rule, note)) for note in notes]
        for text in statements:
            self._choice.note(text)
        kind = rule.area if rule.area in ("problems", "next_steps") else ""
        return _PointText(point, statements, theme, kind, any(note.important for note in notes))

    def _note(self, note_id: str) -> Note:
        note = self._notes.by_id(note_id)
        assert note is not None, note_id  # the outline was checked against the notes
        return note

    @staticmethod
    def _statement(note: Note, topic: str, filed: bool = False) -> str:
        return statement(note, topic=topic, filed=filed)

    # --- the filling: what may be said, while there is room

    def _fill(self, outline: Outline, opening: _OpeningText, sections: list[_SectionText]) -> None:
        target = int(_AIM * (self._notes.length or self._natural_length(outline)))

        def room() -> int:
            return target - len(_bare(self._laid_out(outline, opening, sections).text))

        for point in (point for section in sections for point in section.points if point.is_bare):
            self._add_after(point, target)  # whatever the length: alone, it would be taken for a topic
        for step in self._steps(opening, sections):
            left = room()
            if left < _ENOUGH:
                return
            step(left)

    def _natural_length(self, outline: Outline) -> int:
        """Without a length asked for: what the notes carry, up to the genre's own. Little notes make a short draft."""
        carried = sum(len(self._note(note).text) for note in outline.note_ids)
        return min(self._genre.length.default, 420 + 70 * len(outline.note_ids) + carried)

    def _steps(self, opening: _OpeningText, sections: list[_SectionText]) -> Iterator[Callable[[int], None]]:
        """Filling, a little everywhere first, then more: lead, stance, purpose in turn; important notes first."""
        points = sorted((p for s in sections for p in s.points), key=lambda point: not point.important)
        shares = _shares(sections)
        yield partial(self._add_framing, opening)
        for turn in range(_MOST_BEFORE + _MOST_AFTER):
            yield from (partial(self._add_lead, section) for section in sections)
            for at, point in enumerate(points):
                for time in range(shares[id(point)]):
                    yield partial(self._add_before if (turn + at + time) % 2 == 0 else self._add_after, point)
            if turn == 0:
                yield partial(self._add_significance, opening)
            if turn == 1:
                yield partial(self._add_idea, opening)
                yield from (partial(self._add_close, section) for section in sections)
        spare = ((self._add_before, self._bank.fillers.stance), (self._add_after, self._bank.fillers.purpose))
        yield from (partial(add, point, spare=words) for point in points for add, words in spare)

    def _add_framing(self, opening: _OpeningText, left: int) -> None:
        phrases = self._opening_phrases()
        room = min(left, self._opening_room(opening))
        opening.framing = self._choice.pick(map(self._slotted, phrases.framing), "framing", room) or ""

    def _add_significance(self, opening: _OpeningText, left: int) -> None:
        room = min(left, self._opening_room(opening))
        words = map(self._slotted, self._words.significance)
        opening.significance = self._choice.pick(words, "significance", room) or ""

    def _add_idea(self, opening: _OpeningText, left: int) -> None:
        """The bureau's governing idea, bent to a meeting on people and organisation."""
        sentence = opening.stance.find("。") + 1 or len(opening.stance)
        room = min(left, self._opening_room(opening), self._genre.length.sentence_max - 10 - sentence) - 1
        if self._opening_phrases().idea:
            opening.idea = self._choice.pick(map(self._slotted, self._words.idea), "idea", room) or ""

    def _opening_room(self, opening: _OpeningText) -> int:
        return self._genre.opening.max_chars - len(opening.render())

    def _add_lead(self, section: _SectionText, left: int) -> None:
        if section.rule.lead or len(section.leads) >= section.rule.leads or not section.points:
            return
        if not section.leads and section.section.rule == self._genre.body.id and self._borrow_lead(section, left):
            return
        lead = self._choice.pick(map(self._slotted, section.phrases.lead), section.section.heading, left)
        if lead:
            section.leads.append(lead)

    def _borrow_lead(self, section: _SectionText, left: int) -> bool:
        """A maxim from the library opens at most two sections: with more, speeches in one hall sound alike."""
        if self._principles is None or len(self.borrowed) >= 2:
            return False
        about = "、".join(point.statements[0] for point in section.points if point.statements)
        for found in self._principles(section.phrases.name, about):
            if len(found.text) <= left and self._choice.is_fresh(found.text):
                self._choice.note(found.text)
                section.leads.append(found.text)
                self.borrowed.append(found)
                return True
        return False

    def _add_before(self, point: _PointText, left: int, *, spare: Sequence[str] = ()) -> None:
        """Adds a stance before the facts. ``spare``: words to fall back on when the theme's own are used up."""
        most = 1 if point.kind else _MOST_BEFORE
        if len(point.before) >= most or not point.statements or point.kind == "problems":
            return
        if point.kind == "next_steps":
            if clause := self._pick(self._bank.next_stance.before, point, left - 1):
                point.before.append(clause + "，")
            return
        own = point.theme.stance if point.theme else self._bank.fillers.stance
        if sentence := self._pick(own, point, left) or self._pick(spare, point, left):
            point.before.append(sentence)

    def _add_after(self, point: _PointText, left: int, *, spare: Sequence[str] = ()) -> None:
        """Adds a purpose behind the facts, as ``_add_before`` adds a stance."""
        most = 1 if point.kind else _MOST_AFTER
        if len(point.after) >= most or not point.statements:
            return
        own = {
            "problems": self._bank.problem_stance,
            "next_steps": self._bank.next_stance.after,
            "": point.theme.purpose if point.theme else self._bank.fillers.purpose,
        }[point.kind]
        clause = self._pick(own, point, left - 1) or (None if point.kind else self._pick(spare, point, left - 1))
        if clause:
            point.after.append(clause.rstrip("。"))

    def _add_close(self, section: _SectionText, left: int) -> None:
        """Ends the section's last point on what the whole section is for."""
        last = next((point for point in reversed(section.points) if point.statements and not point.kind), None)
        if last and (clause := self._pick(section.phrases.close, last, left - 1)):
            last.after.append(clause)

    def _pick(self, candidates: Iterable[str], point: _PointText, left: int) -> str | None:
        about = "".join(point.statements)
        unlike_topics = (text for text in map(self._slotted, candidates) if not reads_as_topic(text))
        return self._choice.pick(unlike_topics, "".join(point.point.notes), left, about)

    # --- slots

    def _slotted(self, text: str) -> str:
        words = self._words
        return (
            text.replace("{领域}", words.field)
            .replace("{队伍}", words.workforce)
            .replace("{事业}", words.cause)
            .replace("{目标}", words.goal)
            .replace("{单位}", self._unit)
            .replace("{辖区}", jurisdiction(self._unit))
        )

    def _filled(self, text: str, outline: Outline) -> str:
        body = [s for s in outline.sections if s.rule == self._genre.body.id]
        return self._slotted(text.replace("{总做法}", "、".join(self._preview(body))))

    def _preview(self, sections: Sequence[OutlineSection]) -> list[str]:
        """What the opening announces: the sections, or the points of a lone section; by group name or by area."""
        if len(sections) == 1:
            areas = (self._area(self._note(n)) for point in sections[0].points for n in point.notes)
            return list(dict.fromkeys(self._phrases_of(area).short for area in areas))[:4]
        return list(dict.fromkeys(self._announced(section) for section in sections))

    def _announced(self, section: OutlineSection) -> str:
        groups = {group_name(self._note(n).group) for point in section.points for n in point.notes}
        own = groups.pop() if len(groups) == 1 else ""
        return own if 2 <= len(own) <= 6 else self._phrases_of(section.area).short

    def _area(self, note: Note) -> str:
        theme = self._themes.of_note(note)
        return theme.section if theme else "general"

    def _phrases_of(self, area: str) -> SectionPhrases:
        return self._bank.sections.get(area) or self._bank.sections["general"]

    # --- layout

    def _laid_out(self, outline: Outline, opening: _OpeningText, sections: list[_SectionText]) -> Draft:
        parts = [Part("title", outline.title)]
        if outline.salutation:
            parts.append(Part("salutation", outline.salutation, "\n\n"))
        parts.append(Part("opening", opening.render(), "\n" if outline.salutation else "\n\n", outline.opening))
        for at, section in enumerate(sections, 1):
            parts += self._section_parts(section, at)
        if self._genre.closing.required and self._genre.closing.default:
            parts.append(Part("closing", self._genre.closing.default, "\n"))
        return Draft.of(self._genre.id, parts, "\n")

    def _section_parts(self, section: _SectionText, at: int) -> list[Part]:
        run_in = self._genre.headings.run_in
        number = self._genre.headings.numbering.format(n=numeral(at))
        parts = [Part("heading", f"{number}{section.section.heading}{'。' if run_in else ''}", "\n")]
        if not section.points:
            return [*parts, Part("text", section.rule.missing, "\n")]
        if lead := section.rule.lead or "".join(section.leads):
            lone = len(section.points) == 1 and not section.points[0].point.topic
            role: Role = "text" if lone else "lead"  # a lone point has no lead of its own
            parts.append(Part(role, lead, "" if run_in else "\n"))
        for index, point in enumerate(section.points, 1):
            parts += self._point_parts(section, point, index, own_line=not run_in and len(parts) == 1)
        return _lone_point_joined(parts)

    def _point_parts(self, section: _SectionText, point: _PointText, index: int, *, own_line: bool) -> list[Part]:
        number = section.rule.points.enumerator.format(n=numeral(index))
        gap = "\n" if own_line or number.startswith("（") else ""
        number = number if len(section.points) > 1 or number.startswith("（") else ""
        text = point.render()
        if point.kind == "problems" and number and index < len(section.points):
            text = text.removesuffix("。") + "；"
        if not point.point.topic:
            return [Part("text", number + text, gap, point.point.notes)]
        return [
            Part("topic", f"{number}{point.point.topic}。", gap, point.point.notes),
            Part("text", text, "", point.point.notes),
        ]


def numeral(n: int) -> str:
    """A count as a Chinese numeral: 12 -> 十二."""
    text: str = cn2an.an2cn(n)
    return text.removeprefix("一") if text.startswith("一十") else text


_JURISDICTIONS = {"省": "全省", "市": "全市", "州": "全州", "盟": "全盟", "县": "全县", "旗": "全旗", "区": "全区"}
_INSTITUTIONS = {
    "集团": "全集团",
    "公司": "全公司",
    "院": "全院",
    "大学": "全校",
    "学校": "全校",
    "中学": "全校",
    "小学": "全校",
    "街道": "全街道",
    "镇": "全镇",
    "乡": "全乡",
}


def jurisdiction(unit: str) -> str:
    """What “全市” is for this unit: 市水利局 -> 全市, 某县教育局 -> 全县, 某某集团 -> 全集团."""
    for tail, whole in _INSTITUTIONS.items():
        if unit.endswith(tail) and not unit.startswith(("市", "县", "区", "省")):
            return whole
    match = re.search("[省市州盟县旗区]", unit)
    return _JURISDICTIONS[match.group()] if match else "全系统"


def _field_words(unit: str, bank: PhraseBank) -> FieldWords:
    matching = [(len(word), at) for at, words in enumerate(bank.fields) for word in words.match if word in unit]
    if matching:
        return bank.fields[max(matching, key=lambda item: (item[0], -item[1]))[1]]
    government = next((words for words in bank.fields if f"{unit[-1:]}人民政府" in words.match), None)
    return government or bank.default_field  # “青山镇” is what “青山镇人民政府” is


def _joined(statements: list[str]) -> str:
    """Statements of one point in a row, a full stop between, so that no figure slides under another's subject.

    One that would be taken for a topic sentence gets a semicolon.
    """
    ends = ["；" if reads_as_topic(statement + "。") else "。" for statement in statements[:-1]]
    return "".join(statement + end for statement, end in zip(statements, [*ends, ""], strict=True))


def _mended(text: str) -> str:
    """Marks that met at a seam."""
    return re.sub("。{2,}", "。", text).replace("，。", "。").replace("；。", "。")


def _shares(sections: Sequence[_SectionText]) -> dict[int, int]:
    """How many phrases each point gets a turn: more where a section has fewer points, so that sections keep balance."""
    most = max((len(section.points) for section in sections), default=1)
    return {id(point): max(1, round(_EVEN * most / len(s.points))) for s in sections for point in s.points}


def _bare(text: str) -> str:
    return "".join(text.split())


def _lone_point_joined(parts: list[Part]) -> list[Part]:
    """A lone point and what led to it as one text, as the parser reads them."""
    if [part.role for part in parts] != ["heading", "text", "text"] or parts[2].gap:
        return parts
    return [parts[0], replace(parts[1], text=parts[1].text + parts[2].text, notes=parts[2].notes)]
