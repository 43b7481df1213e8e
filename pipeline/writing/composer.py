"""The composer: a draft with no model at all, deterministic, and honest about it.

It wraps each note, word for word, in sentences of stance and purpose from the phrase bank; nothing it adds could be
asked to be proved (what-editors-punish: pad with stance, never with practice). How much it adds follows from the length
the writer asked for; when the bank has nothing fresh left it stops short and does not repeat itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from pipeline.checks.finding import Finding
from pipeline.document import Draft, Part, sentence_spans
from pipeline.genre import Genre, SectionRule
from pipeline.notes import Note, Notes
from pipeline.parsing import reads_as_topic
from pipeline.writing.choice import Choice
from pipeline.writing.faults import by_section
from pipeline.writing.outline import Outline, OutlinePoint, OutlineSection
from pipeline.writing.phrases import OpeningPhrases, PhraseBank, SectionPhrases, load_phrases
from pipeline.writing.pieces import OpeningText, PointText, SectionText, assemble
from pipeline.writing.plan import TEAM, Planner
from pipeline.writing.themes import Nearness, Themes
from pipeline.writing.unit import Unit
from pipeline.writing.wording import filed_by_label, gathered, group_name, label_of, planned, statement

# 字数 is counted by offices with punctuation, by the genre's tables without (about 87 % of it). Aiming a little above
# the figure asked for keeps both counts within the tolerance.
_AIM = 1.04
_EVEN = 1.35  # how much more a section with fewer points is filled, to come out as long as its neighbours
_MOST_BEFORE, _MOST_AFTER = 3, 3  # phrases around a fact; more, and maxims bury it
_EVENLY = 0.9  # share of the imbalance that the genre allows, from which a section gets no words to spare
_SHORTFALL = 0.05  # share of the length asked for; a draft that lacks less than this is let be
_ENOUGH = 8  # characters; less room than this is not worth filling


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
        self._nearness = nearness
        self._themes = Themes(self._bank.themes, nearness, TEAM if genre.about_people else (), notes.unit)
        self._seed = "\n".join([notes.unit, notes.occasion, genre.id, *(note.text for note in notes.notes)])
        self._choice = Choice(self._seed)
        self._unit = Unit(notes, self._bank)
        self._made: tuple[Outline, OpeningText, list[SectionText]] | None = None
        self.borrowed: list[Borrowed] = []

    # --- the protocol of writers

    def plan(self) -> Outline:
        """An outline that places every note exactly once."""
        choice = Choice(self._seed)
        return Planner(self._genre, self._bank, self._themes, choice, self._opening_phrases().areas).plan(self._notes)

    def write_opening(self, outline: Outline) -> tuple[Part, ...]:
        """The opening after ``outline``."""
        return self._composed(outline)[0].parts()

    def write_section(self, outline: Outline, at: int) -> tuple[Part, ...]:
        """Section ``at`` (from 0) after ``outline``."""
        return self._composed(outline)[1][at].parts(self._genre, at + 1)

    def revise_section(self, outline: Outline, at: int, draft: Draft, findings: Sequence[Finding]) -> tuple[Part, ...]:
        """Section ``at`` of ``draft`` again, as long as it was, in other words wherever a finding touched a phrase."""
        opening, sections = self._composed(outline)
        self._choice = Choice(self._seed)
        old = draft.sections[at]
        kept = [(s, e) for s, e in sentence_spans(draft.text) if not old.start <= s < old.end]
        flagged = [(f.start, f.end) for f in findings]
        for start, end in [*kept, *_touched(draft.text, old.start, old.end, flagged)]:
            self._choice.note(draft.text[start:end])
        sections[at] = self._section_text(outline.sections[at])
        self._fill(
            opening, [sections[at]], lambda: old.end - old.start - _length(sections[at].parts(self._genre, at + 1))
        )
        return sections[at].parts(self._genre, at + 1)

    def revise_opening(self, outline: Outline, draft: Draft, findings: Sequence[Finding]) -> tuple[Part, ...]:
        """The opening as it is: of its words only the notes' own could be at fault."""
        del findings, draft
        return self.write_opening(outline)

    def failing(self, outline: Outline, draft: Draft, findings: Sequence[Finding]) -> dict[int, list[Finding]]:
        """Blocking findings by section: what it writes beside the notes is approved, so nothing less is its fault."""
        del outline
        return by_section(draft, [finding for finding in findings if finding.severity == "blocker"])

    def bare(self, outline: Outline, at: int, place: int) -> str:
        """Point ``place`` (from 1) of section ``at`` (from 0) with nothing around its notes."""
        section = outline.sections[at]
        return self._point_text(self._genre.section_rule(section.rule), section.points[place - 1]).render()

    # --- the skeleton: what must be said

    def _composed(self, outline: Outline) -> tuple[OpeningText, list[SectionText]]:
        """The pieces of the whole draft, made at first use: length and freshness are matters of the whole."""
        if self._made is None or self._made[0] != outline:
            opening = self._opening_text(outline)
            sections = [self._section_text(section) for section in outline.sections]
            self._choice.note(outline.title)
            target = int(_AIM * (self._notes.length or self._natural_length(outline)))
            self._fill(opening, sections, lambda: target - self._length_of(outline, opening, sections))
            self._made = (outline, opening, sections)
        return self._made[1], self._made[2]

    def _length_of(self, outline: Outline, opening: OpeningText, sections: list[SectionText]) -> int:
        parts = [section.parts(self._genre, at) for at, section in enumerate(sections, 1)]
        return _length(assemble(self._genre, outline, opening.parts(), parts).parts)

    def _opening_text(self, outline: Outline) -> OpeningText:
        phrases = self._opening_phrases()
        stances = [self._filled(stance, outline) for stance in phrases.stance]
        figures = "；".join(self._total(self._note(note)) for note in outline.opening)
        year = self._notes.year if figures and self._notes.year and self._notes.year not in figures else ""
        return OpeningText(
            unit=self._unit.name,
            stance=self._choice.pick(stances, "stance") or stances[0],
            figures=f"{self._genre.opening.figures_lead}{year}{figures}。" if figures else "",
            transition=self._genre.opening.transition,
            notes=outline.opening,
        )

    def _total(self, note: Note) -> str:
        return statement(note, filed=gathered(self._genre.opening.gathers, label_of(note)))

    def _opening_phrases(self) -> OpeningPhrases:
        wanted = self._genre.opening.theme
        openings = self._bank.openings
        if wanted:
            return next(phrases for phrases in openings if phrases.id == wanted)
        matching = [(len(m), p) for p in openings for m in p.match if m in self._notes.occasion]
        if matching:
            return max(matching, key=lambda item: item[0])[1]
        return next(phrases for phrases in openings if not phrases.match)

    def _section_text(self, section: OutlineSection) -> SectionText:
        rule = next((r for r in self._genre.sections if r.id == section.rule), self._genre.body)
        points = [self._point_text(rule, point) for point in section.points]
        return SectionText(section, rule, self._phrases_of(section.area), points)

    def _point_text(self, rule: SectionRule, point: OutlinePoint) -> PointText:
        notes = [self._note(note) for note in point.notes]
        kind = rule.area if rule.area in ("problems", "next_steps") else ""
        statements = [statement(note, topic=point.topic, filed=filed_by_label(rule, note)) for note in notes]
        if kind == "next_steps":
            statements = [planned(text) for text in statements]
        for text in statements:
            self._choice.note(text)
        themes = [self._themes.of_note(note) for note in notes] or [None]
        important = any(note.important for note in notes)
        return PointText(point, statements, themes[0], themes[-1], kind, important)

    def _note(self, note_id: str) -> Note:
        note = self._notes.by_id(note_id)
        assert note is not None, note_id  # the outline was checked against the notes
        return note

    def _filled(self, text: str, outline: Outline) -> str:
        body = [s for s in outline.sections if s.rule == self._genre.body.id]
        return self._unit.fill(text.replace("{总做法}", "、".join(self._preview(body))))

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
        return self._themes.area_of(note) or "general"

    def _phrases_of(self, area: str) -> SectionPhrases:
        return self._bank.sections.get(area) or self._bank.sections["general"]

    # --- the filling: what may be said, while there is room

    def _fill(self, opening: OpeningText, sections: list[SectionText], room: Callable[[], int]) -> None:
        """Adds phrases while ``room()``, in characters, is left; beyond the usual ones only while much is left."""
        much = int(_SHORTFALL * self._notes.length) if self._notes.length else room()
        for point in (point for section in sections for point in section.points if point.is_bare):
            self._add_after(point, max(room(), 60))  # whatever the length: alone, it would be taken for a topic
        for enough, steps in ((_ENOUGH, self._steps), (max(much, _ENOUGH), self._spare_steps)):
            for step in steps(opening, sections):
                left = room()
                if left < enough:
                    return
                step(left)

    def _natural_length(self, outline: Outline) -> int:
        """Without a length asked for: what the notes carry, up to the genre's own. Little notes make a short draft."""
        carried = sum(len(self._note(note).text) for note in outline.note_ids)
        return min(self._genre.length.default, 420 + 70 * len(outline.note_ids) + carried)

    def _steps(self, opening: OpeningText, sections: list[SectionText]) -> Iterator[Callable[[int], None]]:
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

    def _spare_steps(self, _: OpeningText, sections: list[SectionText]) -> Iterator[Callable[[int], None]]:
        """More for a draft still much shorter than was asked, in words of no theme where a theme's are used up."""
        spare = ((self._add_before, self._bank.fillers.stance), (self._add_after, self._bank.fillers.purpose))
        points = [(section, point) for section in sections for point in section.points]
        for most in (_MOST_BEFORE + 1, _MOST_BEFORE + 2, _MOST_BEFORE + 3):
            for section, point in points:
                if not self._outgrown(section, sections):
                    yield from (partial(add, point, spare=words, most=most) for add, words in spare)

    def _outgrown(self, section: SectionText, sections: Sequence[SectionText]) -> bool:
        """Whether a section is as much longer than the shortest as the genre allows: words to spare go elsewhere."""
        lengths = [_length(one.parts(self._genre, 1)) for one in sections if one.rule.id == self._genre.body.id]
        own = _length(section.parts(self._genre, 1))
        return len(lengths) > 1 and own > _EVENLY * self._genre.balance * min(lengths)

    def _add_framing(self, opening: OpeningText, left: int) -> None:
        phrases = self._opening_phrases()
        room = min(left, self._opening_room(opening))
        opening.framing = self._choice.pick(map(self._unit.fill, phrases.framing), "framing", room) or ""

    def _add_significance(self, opening: OpeningText, left: int) -> None:
        room = min(left, self._opening_room(opening))
        words = map(self._unit.fill, self._unit.words.significance)
        opening.significance = self._choice.pick(words, "significance", room) or ""

    def _add_idea(self, opening: OpeningText, left: int) -> None:
        """The bureau's governing idea, bent to a meeting on people and organisation."""
        sentence = opening.stance.find("。") + 1 or len(opening.stance)
        room = min(left, self._opening_room(opening), self._genre.length.sentence_max - 10 - sentence) - 1
        if self._opening_phrases().idea:
            opening.idea = self._choice.pick(map(self._unit.fill, self._unit.words.idea), "idea", room) or ""

    def _opening_room(self, opening: OpeningText) -> int:
        return self._genre.opening.max_chars - len(opening.render())

    def _add_lead(self, section: SectionText, left: int) -> None:
        if section.rule.lead or len(section.leads) >= section.rule.leads or not section.points:
            return
        if not section.leads and section.section.rule == self._genre.body.id and self._borrow_lead(section, left):
            return
        about = "".join(text for point in section.points for text in point.statements)
        leads = map(self._unit.fill, section.phrases.lead)
        lead = self._choice.pick(leads, section.section.heading, left, about)
        if lead:
            section.leads.append(lead)

    def _borrow_lead(self, section: SectionText, left: int) -> bool:
        """A maxim from the library opens at most two sections: with more, speeches in one hall sound alike."""
        if self._principles is None or len(self.borrowed) >= 2:
            return False
        about = "、".join(point.statements[0] for point in section.points if point.statements)
        for found in self._principles(section.phrases.name, about):
            if len(found.text) <= left and self._choice.is_fresh(found.text) and self._speaks_of(found.text, section):
                self._choice.note(found.text)
                section.leads.append(found.text)
                self.borrowed.append(found)
                return True
        return False

    def _speaks_of(self, maxim: str, section: SectionText) -> bool:
        """Whether a maxim, which is on people and organisation, is about this area rather than any other."""
        if self._nearness is None or section.section.area not in TEAM:
            return False
        areas = list(self._bank.sections.values())
        scores = self._nearness(maxim, [area.name for area in areas])
        own = scores[areas.index(section.phrases)]
        return own == max(scores)

    def _add_before(self, point: PointText, left: int, *, spare: Sequence[str] = (), most: int = _MOST_BEFORE) -> None:
        """Adds a stance before the facts. ``spare``: words to fall back on when the theme's own are used up."""
        most = 1 if point.kind else most
        if len(point.before) >= most or not point.statements or point.kind == "problems":
            return
        if point.kind == "next_steps":
            if clause := self._pick(self._bank.next_stance.before, point, left - 1):
                point.before.append(clause + "，")
            return
        own = point.first.stance if point.first else self._bank.fillers.stance
        if sentence := self._pick(own, point, left) or self._pick(spare, point, left):
            point.before.append(sentence)

    def _add_after(self, point: PointText, left: int, *, spare: Sequence[str] = (), most: int = _MOST_AFTER) -> None:
        """Adds a purpose behind the facts, as ``_add_before`` adds a stance."""
        most = 1 if point.kind else most
        if len(point.after) >= most or not point.statements:
            return
        own = {
            "problems": self._bank.problem_stance,
            "next_steps": self._bank.next_stance.after,
            "": point.last.purpose if point.last else self._bank.fillers.purpose,
        }[point.kind]
        left = min(left - 1, point.room_after)
        clause = self._pick(own, point, left) or (None if point.kind else self._pick(spare, point, left))
        if clause:
            point.after.append(clause.rstrip("。"))

    def _add_close(self, section: SectionText, left: int) -> None:
        """Ends the section's last point on what the whole section is for."""
        last = next((point for point in reversed(section.points) if point.statements and not point.kind), None)
        if last and (clause := self._pick(section.phrases.close, last, min(left - 1, last.room_after))):
            last.after.append(clause)

    def _pick(self, candidates: Iterable[str], point: PointText, left: int) -> str | None:
        """A phrase for this point: no other of its phrases opens alike, and it is not taken for a topic."""
        about = "".join(point.statements)
        openers = {text[:2] for text in (*point.before, *point.after)}
        fitting = (t for t in map(self._unit.fill, candidates) if not reads_as_topic(t) and t[:2] not in openers)
        return self._choice.pick(fitting, "".join(point.point.notes), left, about)


def _touched(text: str, start: int, end: int, flagged: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences and clauses of ``text[start:end]`` that a flagged span overlaps."""
    for sentence_start, sentence_end in sentence_spans(text, start, end):
        at = sentence_start
        for clause in text[sentence_start:sentence_end].split("，"):
            if any(s < at + len(clause) and at < e for s, e in flagged):
                yield at, at + len(clause)
                yield sentence_start, sentence_end
            at += len(clause) + 1


def _shares(sections: Sequence[SectionText]) -> dict[int, int]:
    """How many phrases each point gets a turn: more where a section has fewer points, so that sections keep balance."""
    most = max((len(section.points) for section in sections), default=1)
    return {id(point): max(1, round(_EVEN * most / len(s.points))) for s in sections for point in s.points}


def _length(parts: Iterable[Part]) -> int:
    """Characters without blanks."""
    return sum(len("".join(part.text.split())) for part in parts)
