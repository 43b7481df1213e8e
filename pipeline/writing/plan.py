"""Planning without a model: notes -> outline. Every note is placed exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.genre import Genre, SectionRule
from pipeline.notes import Note, Notes, full_unit
from pipeline.writing.choice import Choice, shared_pairs
from pipeline.writing.headings import Headed, Told, compose_headings, compose_topics
from pipeline.writing.outline import Outline, OutlinePoint, OutlineSection
from pipeline.writing.phrases import PhraseBank, Theme, Topics
from pipeline.writing.themes import Themes
from pipeline.writing.wording import belongs_to, gathered, group_name, label_of

MISSING_OCCASION = "【待补充：会议名称】"
_GENERAL = "general"
_FORMS = ("six", "seven")
# Areas of work in the order speeches take them; those in one row may share a section.
_KINSHIP = (
    ("politics", "party", "unity"),
    ("select", "procedure"),
    ("talent", "train"),
    ("supervise", "clean"),
    ("incentive", "care"),
    ("economy", "industry", "service", "digital"),
    ("agriculture", "rural"),
    ("livelihood",),
    ("education", "health", "culture"),
    ("ecology", "urban"),
    ("safety", "law", "governance"),
)
# Areas that may share a section when nothing nearer is at hand.
_ACQUAINTED = (
    {"select", "incentive"},
    {"supervise", "law"},
    {"clean", "law"},
    {"procedure", "supervise"},
    {"politics", "culture"},
    {"care", "livelihood"},
    {"economy", "agriculture"},
    {"economy", "urban"},
    {"agriculture", "ecology"},
    {"service", "governance"},
    {"digital", "governance"},
    {"urban", "governance"},
    {"rural", "livelihood"},
    {"rural", "ecology"},
    {"livelihood", "health"},
    {"livelihood", "education"},
)
_TOTALS = 4  # notes whose figures an opening may give; further ones are told in the body
_NOTES_A_POINT = 4  # more in one point read as a list
_STRANGERS = 3
_ORDER = [area for kin in _KINSHIP for area in kin]
TEAM = {area for kin in _KINSHIP[:5] for area in kin}


@dataclass(eq=False)
class _Bundle:
    """Notes that will share a point or a section. ``named``: the area that the writer's name for them tells of."""

    notes: list[Note]
    group: str = ""
    areas: Counter[str] = field(default_factory=Counter)
    named: str = ""

    @property
    def area(self) -> str:
        """The area its name tells of, else most of its notes are about; kin of an area speak for it by half."""
        return self.named or max(self.areas, key=self._weight, default=_GENERAL)

    @property
    def headed(self) -> str:
        """The area to take its heading from: general for a group of mixed matters, as a wrong heading is the worse."""
        mixed = self.group and not self.named and 2 * self._weight(self.area) < len(self.notes)
        return _GENERAL if mixed else self.area

    def _weight(self, area: str) -> float:
        kin = sum(count for other, count in self.areas.items() if _distance(area, other) == 1)
        return self.areas[area] + 0.5 * kin

    def join(self, other: _Bundle) -> None:
        self.notes += other.notes
        self.areas += other.areas
        self.group = self.group if self.group == other.group else ""
        self.named = self.named if self.named == other.named else ""


def _with_answers(outline: Outline, answers: Sequence[Note]) -> Outline:
    """``outline`` with each answer behind the note it answers, wherever that stands."""
    if not answers:
        return outline

    def joined(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for own in ids for one in (own, *(note.id for note in answers if note.answers == own)))

    sections = tuple(
        section.model_copy(
            update={"points": tuple(p.model_copy(update={"notes": joined(p.notes)}) for p in section.points)}
        )
        for section in outline.sections
    )
    return outline.model_copy(update={"opening": joined(outline.opening), "sections": sections})


class Planner:
    """Plans one draft. ``themes`` tells what a note is about."""

    def __init__(
        self, genre: Genre, bank: PhraseBank, themes: Themes, choice: Choice, first: Collection[str] = ()
    ) -> None:
        """``first``: the areas of work that the meeting is about."""
        self._first = first
        self._genre = genre
        self._bank = bank
        self._themes = themes
        self._choice = choice

    def plan(self, notes: Notes) -> Outline:
        """The outline of a draft from ``notes``. An answer stands in the point of the note that it answers."""
        answers = [note for note in notes.drafted if self._stays_beside(note, notes)]
        own = tuple(note for note in notes.notes if note not in answers)
        return _with_answers(self._plan(notes.model_copy(update={"notes": own})), answers)

    def _stays_beside(self, note: Note, notes: Notes) -> bool:
        """Whether a note is an answer of the same kind as what it answers: a plan is none of a deed."""
        asked = notes.by_id(note.answers) if note.answers else None
        return asked is not None and asked in notes.drafted and self._rule(asked) is self._rule(note)

    def _plan(self, notes: Notes) -> Outline:
        opening, filed = self._file(notes)
        sections = [
            (rule, bundle)
            for rule in self._genre.sections
            for bundle in self._bundles(rule, filed[rule.id])
            if bundle.notes or (rule.required and rule.missing)
        ]
        headings = self._headings(sections)
        return Outline(
            genre=self._genre.id,
            title=self._title(notes),
            salutation=self._salutation(notes),
            opening=tuple(note.id for note in opening),
            sections=tuple(
                OutlineSection(
                    rule=rule.id,
                    area=rule.area or bundle.headed,
                    heading=heading,
                    points=tuple(self._points(rule, bundle, at)),
                )
                for at, ((rule, bundle), heading) in enumerate(zip(sections, headings, strict=True))
            ),
        )

    def _title(self, notes: Notes) -> str:
        return self._genre.title.template.format(
            单位=full_unit(notes.unit, notes.occasion), 场合=notes.occasion or MISSING_OCCASION, 年度=notes.year
        )

    def _salutation(self, notes: Notes) -> str:
        if self._genre.salutation is None:
            return ""
        named = notes.salutation or self._genre.salutation.default
        return named.rstrip("：:，, ").replace("领导同志们", "领导、同志们") + "："

    # --- filing notes under the genre's sections

    def _file(self, notes: Notes) -> tuple[list[Note], dict[str, list[Note]]]:
        opening: list[Note] = []
        filed: dict[str, list[Note]] = {rule.id: [] for rule in self._genre.sections}
        for note in notes.drafted:
            total = any(gathered(self._genre.opening.gathers, name) for name in (note.group, label_of(note)))
            if total and len(opening) < _TOTALS:
                opening.append(note)
                continue
            filed[self._rule(note).id].append(note)
        return opening, filed

    def _rule(self, note: Note) -> SectionRule:
        return next((r for r in self._genre.sections if r.gathers and belongs_to(r, note)), self._genre.body)

    # --- sections

    def _bundles(self, rule: SectionRule, notes: list[Note]) -> list[_Bundle]:
        """The sections of one kind: one if its heading is fixed or it may not repeat, else by group or by area."""
        if rule.repeat[1] == 1:
            return [self._bundle(notes)]
        grouped = any(note.group for note in notes)
        return self._resized(self._by_group(notes) if grouped else self._by_area(notes), *rule.repeat)

    def _bundle(self, notes: Iterable[Note], group: str = "") -> _Bundle:
        notes = list(notes)
        return _Bundle(notes, group, Counter(self._area(note) for note in notes))

    def _theme(self, note: Note) -> Theme | None:
        return self._themes.of_note(note)

    def _area(self, note: Note) -> str:
        theme = self._theme(note)
        return theme.section if theme else _GENERAL

    def _by_group(self, notes: list[Note]) -> list[_Bundle]:
        groups = dict.fromkeys(note.group for note in notes if note.group)
        bundles = {g: self._bundle((n for n in notes if n.group == g), group_name(g)) for g in groups}
        for note in notes:
            if not note.group:
                self._nearest(list(bundles.values()), note).join(self._bundle([note]))
        for group, bundle in bundles.items():
            bundle.group = group_name(group)
            bundle.named = self._named(bundle)
            theme = self._themes.of(bundle.group)
            if theme:
                bundle.areas[theme.section] += 1
        return list(bundles.values())

    def _named(self, bundle: _Bundle) -> str:
        """The area that the group's own name tells of; where it tells of several, what most of its notes are about."""
        areas = sorted(self._bank.areas_named(bundle.group), key=_order)
        return max(areas, key=lambda area: bundle.areas[area], default="")

    def _nearest(self, bundles: list[_Bundle], note: Note) -> _Bundle:
        area = self._area(note)
        return max(bundles, key=lambda bundle: (bundle.areas[area], -len(bundle.notes)))

    def _by_area(self, notes: list[Note]) -> list[_Bundle]:
        """By area of work. A note of no known area goes where it is near in meaning, else where its neighbour goes."""
        known = {area for note in notes if (area := self._themes.area_of(note))}
        areas: dict[str, list[Note]] = {}
        before = ""
        for at, note in enumerate(notes):
            after = next((area for other in notes[at + 1 :] if (area := self._themes.area_of(other))), "")
            before = self._themes.area_of(note, known) or before or after or _GENERAL
            areas.setdefault(before, []).append(note)
        return [self._filed_as(area, members) for area, members in areas.items()]

    def _filed_as(self, area: str, notes: list[Note]) -> _Bundle:
        return _Bundle(notes, areas=Counter({area: len(notes)}))

    def _resized(self, bundles: list[_Bundle], least: int, most: int) -> list[_Bundle]:
        """Joins kindred sections, or halves the largest, until their number fits; a lone note joins its kin."""
        while len(bundles) > most and (pair := _nearest_pair(bundles)):
            _join(bundles, *pair)
        while len(bundles) > least and (pair := _nearest_pair(bundles, _lonely(bundles))):
            if _distance(bundles[pair[0]].area, bundles[pair[1]].area) >= _STRANGERS:
                break
            _join(bundles, *pair)
        while len(bundles) < least and max((len(b.notes) for b in bundles), default=0) >= 4:
            at = max(range(len(bundles)), key=lambda i: len(bundles[i].notes))
            bundles[at : at + 1] = self._halved(bundles[at])
        return bundles if all(b.group for b in bundles) else sorted(bundles, key=lambda b: self._place(b.area))

    def _place(self, area: str) -> tuple[int, int]:
        """Where an area stands: what the meeting is about first, and at such a meeting the team's affairs last."""
        if not self._first:
            return 0, _order(area)
        return (0 if area in self._first else 2 if area in TEAM else 1), _order(area)

    def _halved(self, bundle: _Bundle) -> list[_Bundle]:
        """Two halves, notes of one theme side by side."""

        def place(note: Note) -> tuple[int, str]:
            theme = self._theme(note)
            return _order(theme.section if theme else _GENERAL), theme.id if theme else ""

        ordered = sorted(bundle.notes, key=place)
        middle = len(ordered) // 2
        halves = [self._bundle(ordered[:middle]), self._bundle(ordered[middle:])]
        for half in halves:
            half.named = bundle.area if half.area == _GENERAL else ""
        return halves

    def _headings(self, sections: Sequence[tuple[SectionRule, _Bundle]]) -> list[str]:
        composed = [
            Headed(rule.area or bundle.headed, "" if rule.gathers else bundle.group, self._about(bundle))
            for rule, bundle in sections
            if rule.heading is None
        ]
        made = iter(compose_headings(composed, self._bank, self._choice))
        return [next(made) if rule.heading is None else rule.heading for rule, _ in sections]

    def _about(self, bundle: _Bundle) -> str:
        themes = (self._theme(note) for note in bundle.notes)
        return "，".join([*(note.text for note in bundle.notes), *(theme.name for theme in themes if theme)])

    # --- points

    def _points(self, rule: SectionRule, bundle: _Bundle, at: int) -> list[OutlinePoint]:
        parcels = self._parcels(rule, bundle.notes)
        topics = self._topics(rule, parcels, at)
        return [
            OutlinePoint(topic=topic, notes=tuple(note.id for note in parcel))
            for topic, parcel in zip(topics, parcels, strict=True)
        ]

    def _parcels(self, rule: SectionRule, notes: list[Note]) -> list[list[Note]]:
        """The notes of each point: one note each, joined while there are more than the section may have points."""
        parcels = [[note] for note in notes]
        while len(parcels) > rule.points.count[1]:
            self._join_parcels(parcels)
        return parcels

    def _join_parcels(self, parcels: list[list[Note]]) -> None:
        """Joins two points of one group and theme while that stays short, else of one area, else the two shortest."""

        def distance(pair: tuple[int, int]) -> tuple[int, int, int]:
            one, two = (parcels[at][0] for at in pair)
            size = len(parcels[pair[0]]) + len(parcels[pair[1]])
            apart = self._apart(one, two) + 2 * (one.group != two.group) + 3 * (size > _NOTES_A_POINT)
            return apart, size, pair[1] - pair[0]

        pairs = [(a, b) for a in range(len(parcels)) for b in range(a + 1, len(parcels))]
        a, b = min(pairs, key=distance)
        parcels[a] += parcels.pop(b)

    def _apart(self, one: Note, two: Note) -> int:
        """0: the two notes have one theme; 1: one area; 2: neither."""
        themes = self._theme(one), self._theme(two)
        if themes[0] is None or themes[1] is None:
            return 2
        return 0 if themes[0].id == themes[1].id else 1 if themes[0].section == themes[1].section else 2

    def _topics(self, rule: SectionRule, parcels: list[list[Note]], at: int) -> list[str]:
        if len(parcels) < 2 and not rule.points.enumerator.startswith("（"):
            return [""] * len(parcels)
        if rule.area == "problems" and rule.points.enumerator:
            return [""] * len(parcels)  # 一是…；二是…: a shortcoming is its own topic
        form = "problem" if rule.area == "problems" else self._choice.order(_FORMS, f"form/{at}")[0]
        says = ["".join(note.text for note in parcel) for parcel in parcels]
        told = [Told(self._topic_sources(rule, p, s), s) for p, s in zip(parcels, says, strict=True)]
        return compose_topics(told, form, self._choice, f"{rule.id}/{at}")

    def _topic_sources(self, rule: SectionRule, parcel: list[Note], says: str) -> list[Topics]:
        """The topics to choose from: of its theme, then general ones.

        A shortcoming is named in words of the note or in general ones, no others.
        """
        theme = self._theme(parcel[0])
        fillers = self._bank.fillers.topics
        planned = fillers.next if rule.area == "next_steps" else fillers
        general = Topics(six=planned.six, seven=planned.seven, problem=fillers.problem)
        if theme is None:
            return [general]
        near = tuple(topic for topic in theme.topics.problem if shared_pairs(topic, says))
        return [theme.topics.model_copy(update={"problem": near or fillers.problem}), general]


def _order(area: str) -> int:
    return _ORDER.index(area) if area in _ORDER else len(_ORDER)


def _distance(one: str, two: str) -> int:
    """How far apart two areas are: 0 the same, 1 kin, 2 acquainted, 3 strangers."""
    if one == two:
        return 0
    if any(one in kin and two in kin for kin in _KINSHIP):
        return 1
    if {one, two} in _ACQUAINTED:
        return 2
    return _STRANGERS


def _lonely(bundles: list[_Bundle]) -> list[_Bundle]:
    """Sections of one note that the writer did not name."""
    return [bundle for bundle in bundles if len(bundle.notes) < 2 and not bundle.group]


def _nearest_pair(bundles: list[_Bundle], only: list[_Bundle] | None = None) -> tuple[int, int] | None:
    """The two sections nearest to each other, small ones first; if ``only`` is given, one of them is from it."""

    def cost(pair: tuple[int, int]) -> tuple[int, int, int]:
        one, two = bundles[pair[0]], bundles[pair[1]]
        return _distance(one.area, two.area), len(one.notes) + len(two.notes), pair[1] - pair[0]

    pairs = [(a, b) for a in range(len(bundles)) for b in range(a + 1, len(bundles))]
    wanted = [(a, b) for a, b in pairs if only is None or bundles[a] in only or bundles[b] in only]
    return min(wanted, key=cost, default=None)


def _join(bundles: list[_Bundle], a: int, b: int) -> None:
    bundles[a].join(bundles.pop(b))
