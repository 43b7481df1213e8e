"""The outline as a model proposes it: what it is asked for, what is wrong with the answer, and what is done about it.

Which notes are shortcomings, plans or totals is decided by rules, as for the composer; the model groups, orders, heads
and weighs the rest. An answer that names unknown notes, drops one or places one twice is sent back once with its
faults; what is wrong even then is put right by rule and said in a notice, or the composer's outline is taken and that
is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.document import han_count
from pipeline.genre import Genre, SectionRule
from pipeline.writing.chat.labels import Labels
from pipeline.writing.outline import Outline, OutlinePoint, OutlineSection

_MOST_FAULTS = 12


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ProposedPoint(_Lenient):
    topic: str = ""
    notes: tuple[str, ...] = ()
    weight: int = 0
    angle: str = ""


class ProposedSection(_Lenient):
    kind: str = ""
    heading: str = ""
    points: tuple[ProposedPoint, ...] = ()


class Proposal(_Lenient):
    """An outline in the words of a model; notes under their labels."""

    idea: str = ""
    preview: str = ""
    sections: tuple[ProposedSection, ...] = Field(min_length=1)


def read_proposal(data: Any) -> Proposal | None:
    """The answer as a proposal, None when it has no such shape."""
    try:
        return Proposal.model_validate(data)
    except ValidationError:
        return None


@dataclass
class Planned:
    """An outline and what had to be put right in it, as notices for the writer."""

    outline: Outline
    notices: list[str] = field(default_factory=list)


class Planning:
    """Turns proposals into outlines. ``base``: the composer's outline, which fixes what a model does not decide."""

    def __init__(self, genre: Genre, labels: Labels, base: Outline) -> None:
        self._genre = genre
        self._labels = labels
        self._base = base
        self._body = [s for s in base.sections if s.rule == genre.body.id]
        self._fixed = [s for s in base.sections if s.rule != genre.body.id]
        placed = [note for section in self._body for point in section.points for note in point.notes]
        self._answers = self._beside(placed)
        beside = {answer for answers in self._answers.values() for answer in answers}
        self._mine = [note for note in placed if note not in beside]

    def _beside(self, placed: Sequence[str]) -> dict[str, list[str]]:
        """Notes that answer a question on another note, by that note: they go where it goes."""
        found: dict[str, list[str]] = {}
        for note in map(self._labels.note_of, placed):
            if note.answers in placed:
                found.setdefault(note.answers, []).append(note.id)
        return found

    # --- what is asked

    def demands(self) -> str:
        """What the outline must look like, for the prompt."""
        lines = [self._demand(self._genre.body)]
        lines.append(f"  要由你安排的要点：{self._named(self._mine)}，每条恰好出现一次。")
        for section in self._fixed:
            lines.append(self._fixed_demand(section))
        if self._base.opening:
            lines.append(f"要点{self._named(self._base.opening)}的总量数据在开头交代，不在这里安排。")
        return "\n".join(lines)

    def _demand(self, rule: SectionRule) -> str:
        head = self._genre.headings
        topic = f"主题句{min(6, rule.points.topic_max)}至{rule.points.topic_max}字"
        if rule.heading is not None:
            low, high = self._point_bounds(rule)
            named = f"kind 写 {rule.id}，标题固定为“{rule.heading}”，一个部分，分{low}至{high}个分论点，{topic}。"
            return named + "同一事项的要点放在一个分论点里。"
        low, high = self._section_bounds(rule)
        count = f"{low}" if low == high else f"{low}至{high}"
        each = f"每部分{rule.points.count[0]}至{rule.points.count[1]}个分论点，部分之间轻重相当"
        grouped = "要点已分组的，一般一组一个部分，次序可以调整，只有一条要点的组并入相近的部分。"
        titled = f"kind 写 {rule.id}，共{count}个部分，标题不超过{head.max_chars}字"
        return f"{titled}；{each}，{topic}。{grouped}"

    def _fixed_demand(self, section: OutlineSection) -> str:
        rule = self._genre.section_rule(section.rule)
        notes = [note for point in section.points for note in point.notes]
        heading = f"标题固定为“{rule.heading}”" if rule.heading is not None else "标题与前面各部分句式、字数相近"
        told = f"只用要点{self._named(notes)}" if notes else "没有要点，points 留空"
        return f"之后一个部分，kind 写 {section.rule}，{heading}，{told}；topic 或者全写，或者全留空。"

    def _section_bounds(self, rule: SectionRule) -> tuple[int, int]:
        """How many sections so many notes can fill: a section of a single note is no section."""
        least = max(1, len(self._mine) // rule.points.count[0])
        low, high = rule.repeat
        return min(low, least), min(high, max(least, len(self._body)))

    def _point_bounds(self, rule: SectionRule) -> tuple[int, int]:
        low, high = rule.points.count
        return min(low, max(1, len(self._mine))), min(high, max(1, len(self._mine)))

    def _named(self, notes: Iterable[str]) -> str:
        return "、".join(self._labels.of(note) for note in notes)

    # --- what is wrong

    def faults(self, proposal: Proposal) -> list[str]:
        """What an editor of outlines would send back, the gravest first."""
        found = [*self._note_faults(proposal), *self._shape_faults(proposal), *self._form_faults(proposal)]
        return found[:_MOST_FAULTS]

    def _note_faults(self, proposal: Proposal) -> list[str]:
        placed = Counter(label.strip().upper() for s in self._bodies(proposal) for p in s.points for label in p.notes)
        wanted = [self._labels.of(note) for note in self._mine]
        unknown = [label for label in placed if self._labels.note(label) is None]
        foreign = [label for label in placed if label not in wanted and label not in unknown]
        missing = [label for label in wanted if label not in placed]
        twice = [label for label, times in placed.items() if times > 1]
        told = ((unknown, "没有这样的要点"), (missing, "漏掉了"), (twice, "出现了不止一次"), (foreign, "不该放在这里"))
        return [f"要点{'、'.join(labels)}{what}。" for labels, what in told if labels]

    def _shape_faults(self, proposal: Proposal) -> list[str]:
        rule = self._genre.body
        bodies = self._bodies(proposal)
        low, high = (1, 1) if rule.heading is not None else self._section_bounds(rule)
        found = []
        if not low <= len(bodies) <= high:
            found.append(f"kind 为 {rule.id} 的部分应有{low}至{high}个，现有{len(bodies)}个。")
        most = rule.points.count[1]
        found += [f"“{s.heading}”有{len(s.points)}个分论点，最多{most}个。" for s in bodies if len(s.points) > most]
        found += [f"“{s.heading}”的一个分论点没有要点。" for s in bodies if any(not p.notes for p in s.points)]
        return found

    def _form_faults(self, proposal: Proposal) -> list[str]:
        """Headings and topics out of parallel, too long, with figures."""
        rule, head = self._genre.body, self._genre.headings
        bodies = self._bodies(proposal)
        found = []
        if rule.heading is None:
            headings = [_clean(s.heading) for s in [*bodies, *self._headed(proposal)]]
            found += _uneven(headings, "各部分标题", min(2, head.spread))
            found += [f"标题“{h}”为空或超过{head.max_chars}字。" for h in headings if not 0 < len(h) <= head.max_chars]
            found += [f"标题“{h}”含数字。" for h in headings if any(c.isdigit() for c in h)]
        for section in bodies:
            topics = [_clean(point.topic) for point in section.points]
            found += _uneven(topics, f"“{_clean(section.heading)}”的主题句", min(1, rule.points.topic_spread))
            limit = rule.points.topic_max
            found += [f"主题句“{t}”为空或超过{limit}字。" for t in topics if not 0 < han_count(t) <= limit]
        return found

    def _bodies(self, proposal: Proposal) -> list[ProposedSection]:
        fixed = {section.rule for section in self._fixed}
        return [section for section in proposal.sections if section.kind not in fixed]

    def _headed(self, proposal: Proposal) -> list[ProposedSection]:
        """Proposed sections that are not the body but take a heading from the model."""
        free = {s.rule for s in self._fixed if self._genre.section_rule(s.rule).heading is None}
        return [section for section in proposal.sections if section.kind in free]

    # --- the outline

    def outline(self, proposal: Proposal) -> Planned:
        """The outline of ``proposal``, with notes that it lost or doubled put right and every such change told."""
        planned = Planned(self._base)
        sections = self._placed(self._bodies(proposal), planned.notices)
        by_kind = {section.kind: section for section in proposal.sections}
        tail = [self._tail(section, by_kind.get(section.rule)) for section in self._fixed]
        planned.outline = self._base.model_copy(
            update={
                "idea": _clean(proposal.idea)[:60],
                "preview": proposal.preview.strip().rstrip("。")[:100],
                "sections": (*sections, *tail),
            }
        )
        return planned

    def _placed(self, bodies: Sequence[ProposedSection], notices: list[str]) -> list[OutlineSection]:
        left = dict.fromkeys(self._mine)
        sections = [self._section(section, left) for section in bodies]
        sections = [section for section in sections if section.points]
        if not sections:
            notices.append("模型给出的提纲没有用上任何要点，改用离线拟稿器的提纲。")
            return self._body
        if left:
            told = "；".join(self._labels.line(note) for note in left)
            notices.append(f"模型的提纲漏了要点（{told}），已放入相近的部分，请核对提纲。")
            for note in left:
                _add(sections, self._nearest(sections, note), [note, *self._answers.get(note, ())])
        return sections

    def _section(self, proposed: ProposedSection, left: dict[str, None]) -> OutlineSection:
        """One section with the notes it may have: known ones, of the body, each for the first that names it."""
        points = []
        for point in proposed.points:
            notes = [note.id for label in point.notes if (note := self._labels.note(label)) and note.id in left]
            notes = [one for note in dict.fromkeys(notes) for one in (note, *self._answers.get(note, ()))]
            notes = list(dict.fromkeys(notes))
            for placed in notes:
                left.pop(placed, None)
            if notes:
                weight = min(5, max(0, point.weight))
                points.append(
                    OutlinePoint(topic=_clean(point.topic), notes=tuple(notes), weight=weight, angle=point.angle[:120])
                )
        heading = self._genre.body.heading or _clean(proposed.heading)
        return OutlineSection(rule=self._genre.body.id, heading=heading, points=tuple(points))

    def _nearest(self, sections: Sequence[OutlineSection], note: str) -> int:
        """The section that holds most notes of the same section of the composer's outline."""
        kin = next(s.points for s in self._body if any(note in point.notes for point in s.points))
        near = {other for point in kin for other in point.notes}
        return max(
            range(len(sections)), key=lambda at: sum(n in near for point in sections[at].points for n in point.notes)
        )

    def _tail(self, section: OutlineSection, proposed: ProposedSection | None) -> OutlineSection:
        """A section whose notes are fixed: the model's heading where the genre leaves it open, topics if they fit."""
        if proposed is None:
            return section
        update: dict[str, Any] = {}
        heading = _clean(proposed.heading)
        if (
            self._genre.section_rule(section.rule).heading is None
            and 0 < len(heading) <= self._genre.headings.max_chars
        ):
            update["heading"] = heading
        notes = {note for point in section.points for note in point.notes}
        left = dict.fromkeys(notes)
        points = self._section(proposed, left).points
        if points and not left and len({bool(point.topic) for point in points}) == 1:
            update["points"] = points
        return section.model_copy(update=update)


def _add(sections: list[OutlineSection], at: int, notes: Sequence[str]) -> None:
    """``notes`` into the last point of section ``at``."""
    *others, last = sections[at].points
    wider = last.model_copy(update={"notes": (*last.notes, *notes)})
    sections[at] = sections[at].model_copy(update={"points": (*others, wider)})


def _uneven(texts: Sequence[str], what: str, spread: int) -> list[str]:
    counts = [han_count(text) for text in texts]
    if len(counts) < 2 or max(counts) - min(counts) <= spread:
        return []
    told = "、".join(f"“{text}”{count}字" for text, count in zip(texts, counts, strict=True))
    return [f"{what}字数不齐：{told}，应相等或只差{spread}字。"]


def _clean(text: str) -> str:
    """A heading without the number and marks a model sets around it."""
    import re

    text = re.sub(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]|第[一二三四五六七八九十]+[，、：])\s*", "", text)
    return text.strip().strip("#*").rstrip("。；;：:，,").strip()
