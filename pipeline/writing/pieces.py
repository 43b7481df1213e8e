"""A draft in the making: the opening, sections and points that the composer fills, and how they become parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cn2an

from pipeline.document import Draft, Part, Role
from pipeline.genre import Genre, SectionRule
from pipeline.parsing import reads_as_topic
from pipeline.writing.outline import Outline, OutlinePoint, OutlineSection
from pipeline.writing.phrases import SectionPhrases, Theme
from pipeline.writing.wording import opens_with_verb

_SENTENCE = 100  # characters; a purpose that would make a sentence longer is not added
_SHORT = 24  # characters of a purpose that even a long fact may carry
_RUN_IN = 26  # characters; a stance up to this length may run into the fact
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


@dataclass(eq=False)
class PointText:
    """A point in the making: stance sentences, the notes' own statements, purpose clauses.

    ``first``, ``last``: the themes of its first note, beside which the stances stand, and of its last, beside which
    the purposes do. ``kind``: the area of a section that is not about what was done (``problems``, ``next_steps``),
    else "".
    """

    point: OutlinePoint
    statements: list[str]
    first: Theme | None
    last: Theme | None
    kind: str
    important: bool
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def render(self) -> str:
        """The text under the topic, with its final mark."""
        return _mended(self._stance() + self._facts() + "。") if self.statements else ""

    @property
    def is_bare(self) -> bool:
        """Whether its last statement alone would be taken for a topic sentence (“评选标兵30名。”)."""
        return bool(self.statements) and reads_as_topic(self.statements[-1] + "。")

    def _stance(self) -> str:
        stance = "".join(self.before)
        return stance.removesuffix("。") + "，" if self._runs_in() else stance

    def _facts(self) -> str:
        return "，".join([_joined(self.statements), *self.after])

    @property
    def room_after(self) -> int:
        """How many characters a further purpose may have. A fact that is long by itself still carries a short one."""
        facts = self._facts()
        sentence = len(facts) - facts.rfind("。") - 1
        return max(_SENTENCE - sentence, 0 if self.after else _SHORT)

    def _runs_in(self) -> bool:
        """Whether the last stance, short and without a subject, may run into a fact that opens with a verb."""
        last = self.before[-1] if self.before else ""
        if not last.endswith("。") or not last.startswith(_SUBJECTLESS):
            return False
        return len(last) <= _RUN_IN and opens_with_verb(self.statements[0])


@dataclass(eq=False)
class SectionText:
    """A section in the making."""

    section: OutlineSection
    rule: SectionRule
    phrases: SectionPhrases
    points: list[PointText]
    leads: list[str] = field(default_factory=list)

    def parts(self, genre: Genre, at: int) -> tuple[Part, ...]:
        """Its parts as section number ``at`` (from 1) of a draft of ``genre``."""
        points = [WrittenPoint(p.point.topic, p.render(), p.point.notes, p.kind) for p in self.points]
        return section_parts(genre, self.rule, at, self.section.heading, "".join(self.leads), points)


@dataclass(frozen=True)
class WrittenPoint:
    """A point as it was written: topic without full stop ("" for none), text with its final mark, ids of its notes."""

    topic: str
    text: str
    notes: tuple[str, ...]
    kind: str = ""


def section_parts(
    genre: Genre, rule: SectionRule, at: int, heading: str, lead: str, points: Sequence[WrittenPoint]
) -> tuple[Part, ...]:
    """The parts of section number ``at`` (from 1): heading, lead and points with the marks and numbers of ``genre``."""
    run_in = genre.headings.run_in
    number = genre.headings.numbering.format(n=numeral(at))
    parts = [Part("heading", f"{number}{heading}{'。' if run_in else ''}", "\n")]
    if not points:
        return (*parts, Part("text", rule.missing, "\n"))
    if lead := rule.lead or lead:
        lone = len(points) == 1 and not points[0].topic
        role: Role = "text" if lone else "lead"  # a lone point has no lead of its own
        parts.append(Part(role, lead, "" if run_in else "\n"))
    for index in range(len(points)):
        parts += _point_parts(rule, points, index, own_line=not run_in and len(parts) == 1)
    return tuple(_lone_point_joined(parts))


def _point_parts(rule: SectionRule, points: Sequence[WrittenPoint], index: int, *, own_line: bool) -> list[Part]:
    point = points[index]
    number = rule.points.enumerator.format(n=numeral(index + 1))
    gap = "\n" if own_line or number.startswith("（") else ""
    number = number if len(points) > 1 or number.startswith("（") else ""
    text = point.text
    if point.kind == "problems" and number and index < len(points) - 1:
        text = text.removesuffix("。") + "；"
    if not point.topic:
        return [Part("text", number + text, gap, point.notes)]
    return [Part("topic", f"{number}{point.topic}。", gap, point.notes), Part("text", text, "", point.notes)]


@dataclass(eq=False)
class OpeningText:
    """An opening in the making: framing, significance, the unit's stance and governing idea, figures, transition."""

    unit: str
    stance: str
    figures: str
    transition: str
    notes: tuple[str, ...]
    framing: str = ""
    significance: str = ""
    idea: str = ""

    def render(self) -> str:
        stance = self.stance
        if self.idea and stance.startswith(self.unit):
            stance = f"{self.unit}{self.idea}，{stance.removeprefix(self.unit)}"
        return self.framing + self.significance + stance + self.figures + self.transition

    def parts(self) -> tuple[Part, ...]:
        return (Part("opening", self.render(), "\n", self.notes),)


def assemble(genre: Genre, outline: Outline, opening: Sequence[Part], sections: Sequence[Sequence[Part]]) -> Draft:
    """The whole draft: title and salutation of the outline, what the writer wrote, the closing of the genre."""
    parts = [Part("title", outline.title)]
    if outline.salutation:
        parts.append(Part("salutation", outline.salutation, "\n\n"))
    elif opening:
        opening = [replace(opening[0], gap="\n\n"), *opening[1:]]
    parts += [*opening, *(part for section in sections for part in section)]
    if genre.closing.required and genre.closing.default:
        parts.append(Part("closing", genre.closing.default, "\n"))
    return Draft.of(genre.id, parts, "\n")


def numeral(n: int) -> str:
    """A count as a Chinese numeral: 12 -> 十二."""
    text: str = cn2an.an2cn(n)
    return text.removeprefix("一") if text.startswith("一十") else text


def nth(at: int) -> str:
    """What the user calls section ``at`` (from 0): 第一部分."""
    return f"第{numeral(at + 1)}部分"


def _joined(statements: list[str]) -> str:
    """Statements of one point in a row, a full stop between, so that no figure slides under another's subject.

    One that would be taken for a topic sentence gets a semicolon.
    """
    ends = ["；" if reads_as_topic(statement + "。") else "。" for statement in statements[:-1]]
    return "".join(statement + end for statement, end in zip(statements, [*ends, ""], strict=True))


def _mended(text: str) -> str:
    """Marks that met at a seam."""
    return re.sub("。{2,}", "。", text).replace("，。", "。").replace("；。", "。")


def _lone_point_joined(parts: list[Part]) -> list[Part]:
    """A lone point and what led to it as one text, as the parser reads them."""
    if [part.role for part in parts] != ["heading", "text", "text"] or parts[2].gap:
        return parts
    return [parts[0], replace(parts[1], text=parts[1].text + parts[2].text, notes=parts[2].notes)]
