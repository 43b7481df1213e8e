"""The chat writer: the protocol of writers, spoken by a language model.

Every stage is a LangChain chain: values | prompt | model | reading of the answer. All prompts of a draft begin with the
same head (rules, exemplars, notes), so that a server that keeps prefixes reads it once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from pipeline.checks.finding import Finding
from pipeline.document import Draft, Part, Section
from pipeline.genre import Genre, SectionRule
from pipeline.models import Reply, ReplyFault, Request
from pipeline.notes import Notes
from pipeline.prompts import PromptBook
from pipeline.writing import faults
from pipeline.writing.chat.answers import by_place, closed, tidied, without_repeat
from pipeline.writing.chat.backend import Model
from pipeline.writing.chat.labels import Labels
from pipeline.writing.chat.ledger import Ledger
from pipeline.writing.chat.lengths import lengths, rounded
from pipeline.writing.chat.measuring import length_faults
from pipeline.writing.chat.planning import Planning, read_proposal
from pipeline.writing.composer import Composer
from pipeline.writing.events import Event, Listener, nobody
from pipeline.writing.faults import LEAD
from pipeline.writing.outline import Outline, OutlineSection
from pipeline.writing.pieces import WrittenPoint, nth, section_parts

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

_AT_ONCE = 360  # characters that one call writes; a longer section is written in several, or it would hold up the draft
_KINDS = ("problems", "next_steps")
_TRANSITION = ("汇报如下", "报告如下", "发言如下", "交流如下")
_T = TypeVar("_T")

Texts = Mapping[int, str]
"""The texts of a section by place: ``LEAD``, and points from 1."""


class ChatWriter:
    """Writes one draft from one set of notes. ``notices`` says what had to be put right on the way.

    ``head`` is what every prompt begins with. ``composer`` plans where the model cannot, and fills what it leaves out.
    """

    name = "llm"

    def __init__(
        self,
        genre: Genre,
        notes: Notes,
        model: Model,
        prompts: PromptBook,
        head: str,
        composer: Composer,
        listener: Listener = nobody,
    ) -> None:
        self._genre = genre
        self._notes = notes
        self._model = model
        self._prompts = prompts
        self._head = head
        self._composer = composer
        self._tell = listener
        self._labels = Labels(notes)
        self._texts: dict[str, Texts] = {}
        self._rounds: dict[str, int] = {}
        self.ledger = Ledger()
        self.notices: list[str] = []

    # --- the protocol of writers

    def plan(self) -> Outline:
        """The model's outline; the composer's where the model gave none. Every note stands in it exactly once."""
        base = self._composer.plan()
        planning = Planning(self._genre, self._labels, base)
        values = _plan_values(planning)
        try:
            proposal = self._ask("plan", "提纲", values, 0, lambda reply: read_proposal(reply.data))
            takes_faults = "mended" in self._prompts["plan"].front.variables  # else the same question would be asked
            if proposal is not None and takes_faults and (found := planning.faults(proposal)):
                values["mended"] = "\n".join(f"- {fault}" for fault in found)
                again = self._ask("plan", "提纲（重拟）", values, 0, lambda reply: read_proposal(reply.data))
                if again is not None and len(planning.faults(again)) < len(found):
                    proposal = again
        except ReplyFault as fault:
            self.notices.append(f"模型没有给出可用的提纲（{fault}），改用离线拟稿器的提纲。")
            return base
        if proposal is None:
            self.notices.append("模型给出的提纲不合格式，改用离线拟稿器的提纲。")
            return base
        planned = planning.outline(proposal)
        self.notices += planned.notices
        return planned.outline

    def write_opening(self, outline: Outline) -> tuple[Part, ...]:
        """The opening: what the model wrote, then the transition of the genre."""
        text = self._ask("opening", "开头", self._opening_values(outline), 1, lambda reply: reply.text)
        return self._opening(outline, text)

    def write_section(self, outline: Outline, at: int) -> tuple[Part, ...]:
        """Section ``at`` (from 0). Points of a long section are written several at once."""
        section, rule = outline.sections[at], self._genre.section_rule(outline.sections[at].rule)
        slices = self._slices(outline, at)
        with ThreadPoolExecutor(max(1, len(slices))) as pool:
            written = list(pool.map(lambda places: self._write_points(outline, at, places), slices))
        texts = {place: text for part in written for place, text in part.items()}
        return self._section(section, rule, at, texts)

    def revise_section(self, outline: Outline, at: int, draft: Draft, findings: Sequence[Finding]) -> tuple[Part, ...]:
        """Section ``at`` with the points that ``findings`` lie in written anew; the others stay as they are."""
        section, rule = outline.sections[at], self._genre.section_rule(outline.sections[at].rule)
        old = self._texts.get(_key(draft.sections[at].parts), _texts_of(draft.sections[at]))
        flagged = {place: found for place, found in faults.by_place(draft, at, findings).items() if place in old}
        if not flagged:
            return draft.sections[at].parts
        new = self._revised(f"{nth(at)}（修改）", self._revision_values(outline, nth(at), old, flagged), list(flagged))
        return self._section(section, rule, at, {**old, **self._mended(new, section)})

    def revise_opening(self, outline: Outline, draft: Draft, findings: Sequence[Finding]) -> tuple[Part, ...]:
        """The opening written anew after ``findings``."""
        part = draft.first("opening")
        assert part is not None
        old = {1: part.text.removesuffix(self._genre.opening.transition)}
        new = self._revised("开头（修改）", self._revision_values(outline, "开头", old, {1: findings}), [1])
        return self._opening(outline, new[1]) if 1 in new else (part,)

    def failing(self, outline: Outline, draft: Draft, findings: Sequence[Finding]) -> dict[int, list[Finding]]:
        """What is to be revised, by section; ``faults.OPENING`` for the opening."""
        return faults.by_section(draft, [*faults.mendable(findings), *self._length_faults(outline, draft)])

    def requests(self, outline: Outline) -> list[Request]:
        """What would be asked for a draft after ``outline`` if nothing had to be mended, in order."""
        planning = Planning(self._genre, self._labels, outline)
        parts = [(at, places) for at in range(len(outline.sections)) for places in self._slices(outline, at)]
        asked = [
            ("plan", "提纲", _plan_values(planning)),
            ("opening", "开头", self._opening_values(outline)),
            *(
                ("section", _part_label(outline.sections[at], at, places), self._section_values(outline, at, places))
                for at, places in parts
            ),
        ]
        return [
            self._prompts.request(stage, {"head": self._head, **values}, label=label) for stage, label, values in asked
        ]

    def revision_requests(self, outline: Outline, draft: Draft, findings: Sequence[Finding]) -> list[Request]:
        """What would be asked to mend ``findings`` in ``draft``, section by section."""
        found = []
        for at, inside in sorted(faults.by_section(draft, findings).items()):
            if at == faults.OPENING:
                continue
            old = _texts_of(draft.sections[at])
            flagged = {place: faulty for place, faulty in faults.by_place(draft, at, inside).items() if place in old}
            values = {"head": self._head, **self._revision_values(outline, nth(at), old, flagged)}
            if flagged:
                found.append(self._prompts.request("revise", values, label=f"{nth(at)}（修改）"))
        return found

    # --- calls

    def _ask(
        self,
        stage: str,
        label: str,
        values: Mapping[str, str],
        round_: int,
        read: Callable[[Reply], _T],
        attempt: int = 0,
    ) -> _T:
        """One stage as a chain."""
        return self._chain(stage, label, round_, read, attempt).invoke({"head": self._head, **values})

    def _chain(
        self, stage: str, label: str, round_: int, read: Callable[[Reply], _T], attempt: int
    ) -> Runnable[Mapping[str, str], _T]:
        from langchain_core.runnables import RunnableLambda

        def prompt(values: Mapping[str, str]) -> Request:
            return self._prompts.request(stage, values, label=label, attempt=attempt)

        return RunnableLambda(prompt) | RunnableLambda(partial(self._answered, round_)) | RunnableLambda(read)

    def _answered(self, round_: int, request: Request) -> Reply:
        self._tell(Event("asked", request.label))
        reply = self._model.ask(request, partial(self._heard, request.label))
        self.ledger.add(round_, request, reply)
        self._tell(Event("written", request.label, reply.text))
        return reply

    def _heard(self, label: str, piece: str) -> None:
        """Passes a piece on. An empty one says that the answer begins anew."""
        self._tell(Event("text", label, piece) if piece else Event("asked", label))

    def _revision_values(
        self, outline: Outline, place: str, old: Texts, flagged: Mapping[int, Sequence[Finding]]
    ) -> dict[str, str]:
        return {
            "outline": self._outlined(outline),
            "place": place,
            "text": "\n".join(f"{_mark(at)}{old[at]}" for at in sorted(flagged)),
            "faults": "\n".join(faults.told(_mark(at), flagged[at]) for at in sorted(flagged)),
        }

    def _revised(self, label: str, values: Mapping[str, str], places: list[int]) -> dict[int, str]:
        """The revised texts by place; none where the model's answer was of no use, and that is said."""
        key = label + values["text"]
        attempt = self._rounds[key] = self._rounds.get(key, -1) + 1
        try:
            return self._ask("revise", label, values, 2, lambda reply: by_place(reply.text, places), attempt)
        except ReplyFault as fault:
            self.notices.append(f"{label}没有成功（{fault}），保留原文，有关问题仍列在检查结果中。")
            return {}

    # --- sections

    def _write_points(self, outline: Outline, at: int, places: Sequence[int]) -> dict[int, str]:
        """Texts of ``places`` of a section; a place the model left out is written by the composer, and that is said."""
        section = outline.sections[at]
        wanted = self._wanted(section, places)
        label, values = _part_label(section, at, places), self._section_values(outline, at, places)
        found = self._ask("section", label, values, 1, lambda reply: by_place(reply.text, wanted))
        found = self._mended(found, section)
        if missing := [place for place in places if place not in found]:
            again = self._ask("section", label, values, 1, lambda reply: by_place(reply.text, wanted), attempt=1)
            found = {**self._mended(again, section), **found}
            missing = [place for place in places if place not in found]
        return {**found, **{place: self._by_composer(outline, at, place) for place in missing}}

    def _slices(self, outline: Outline, at: int) -> list[list[int]]:
        """The places of section ``at`` in even runs, each short enough for one call."""
        points = lengths(outline, self._notes, self._genre).points[at]
        runs = min(len(points), -(-sum(points) // _AT_ONCE))
        bounds = [round(run * len(points) / runs) for run in range(runs + 1)] if points else [0]
        return [list(range(low + 1, high + 1)) for low, high in pairwise(bounds)]

    def _wanted(self, section: OutlineSection, places: Sequence[int]) -> list[int]:
        """The places that one call is to write."""
        return [*([LEAD] if self._has_lead(section, places) else []), *places]

    def _section_values(self, outline: Outline, at: int, places: Sequence[int]) -> dict[str, str]:
        section = outline.sections[at]
        goal = lengths(outline, self._notes, self._genre)
        part = "" if len(places) == len(section.points) else f"的分论点{places[0]}至{places[-1]}"
        lead = LEAD in self._wanted(section, places)
        return {
            "outline": self._outlined(outline),
            "place": f"{nth(at)}“{section.heading}”{part}",
            "lead": f"【引】约{goal.lead}字：以本单位为主语亮出立场，不讲做法，不用格言。" if lead else "",
            "points": "\n".join(self._point_demand(section, n, goal.points[at][n - 1]) for n in places),
        }

    def _by_composer(self, outline: Outline, at: int, place: int) -> str:
        """The notes of a point in the composer's words: nothing the writer gave may be lost."""
        point = outline.sections[at].points[place - 1]
        self.notices.append(f"{nth(at)}第{place}点“{point.topic}”模型没有写出，由离线拟稿器按要点补写，请留意文字。")
        return self._composer.bare(outline, at, place)

    def _mended(self, texts: Mapping[int, str], section: OutlineSection) -> dict[int, str]:
        topics = {place: point.topic for place, point in enumerate(section.points, 1)}
        trimmed = {place: without_repeat(text, topics.get(place, "")) for place, text in texts.items()}
        return {place: closed(text) for place, text in trimmed.items() if text.strip("。，；")}

    def _section(self, section: OutlineSection, rule: SectionRule, at: int, texts: Texts) -> tuple[Part, ...]:
        kind = rule.area if rule.area in _KINDS else ""
        points = [
            WrittenPoint(point.topic, texts[place], point.notes, kind) for place, point in enumerate(section.points, 1)
        ]
        parts = section_parts(self._genre, rule, at + 1, section.heading, texts.get(LEAD, ""), points)
        self._texts[_key(parts)] = texts
        return parts

    def _point_demand(self, section: OutlineSection, place: int, length: int) -> str:
        point = section.points[place - 1]
        head = f"{_mark(place)}{f'主题句“{point.topic}”，' if point.topic else ''}约{rounded(length)}字"
        angle = f"；立论：{point.angle}" if point.angle else ""
        return "\n".join([f"{head}{angle}", *(f"  {self._labels.line(note)}" for note in point.notes)])

    def _has_lead(self, section: OutlineSection, places: Sequence[int]) -> bool:
        rule = self._genre.section_rule(section.rule)
        return bool(rule.leads) and not rule.lead and places[0] == 1 and rule.area not in _KINDS

    # --- the opening

    def _opening_values(self, outline: Outline) -> dict[str, str]:
        return {"outline": self._outlined(outline), "demands": self._opening_demands(outline)}

    def _opening_demands(self, outline: Outline) -> str:
        moves = "、".join(move for move in self._genre.opening.moves if move != "过渡")
        goal = lengths(outline, self._notes, self._genre).opening - len(self._genre.opening.transition)
        lines = [f"依次写：{moves}，约{rounded(goal)}字。总做法一句依次点到后面讲做法的各部分，讲问题、打算的不必点。"]
        if outline.opening:
            given = "\n".join(f"  {self._labels.line(note)}" for note in outline.opening)
            lead = self._genre.opening.figures_lead
            told = f"，可以“{lead.rstrip('，')}”领起" if lead else ""
            lines.append(f"最后照要点写全总量数据{told}：\n{given}")
        return "\n".join(lines)

    def _opening(self, outline: Outline, text: str) -> tuple[Part, ...]:
        joined = tidied("".join(line.strip() for line in text.split("\n")))
        sentences = joined.split("。")
        kept = [sentence for sentence in sentences if not any(word in sentence for word in _TRANSITION)]
        body = closed("。".join(kept).rstrip("。"))
        return (Part("opening", body + self._genre.opening.transition, "\n", outline.opening),)

    # --- what the prompts say

    def _outlined(self, outline: Outline) -> str:
        """The outline as the writing prompts show it: the same words in each, so that servers may keep them."""
        lines = [f"题目：{outline.title}"]
        lines += [f"{name}：{text}" for name, text in (("立意", outline.idea), ("总做法", outline.preview)) if text]
        for at, section in enumerate(outline.sections):
            lines.append(f"{nth(at)} {section.heading}")
            lines += [f"  {place} {self._named(p.topic, p.notes)}" for place, p in enumerate(section.points, 1)]
        return "\n".join(lines)

    def _named(self, topic: str, notes: Sequence[str]) -> str:
        return f"{topic or '（无主题句）'}（{'、'.join(map(self._labels.of, notes))}）"

    # --- length

    def _length_faults(self, outline: Outline, draft: Draft) -> list[Finding]:
        return length_faults(draft, lengths(outline, self._notes, self._genre), asked=bool(self._notes.length))


def _plan_values(planning: Planning) -> dict[str, str]:
    return {"demands": planning.demands(), "mended": ""}


def _part_label(section: OutlineSection, at: int, places: Sequence[int]) -> str:
    """What the user calls the points ``places`` of a section."""
    return nth(at) if len(places) == len(section.points) else f"{nth(at)}（{places[0]}—{places[-1]}）"


def _mark(place: int) -> str:
    return "【引】" if place == LEAD else f"【{place}】"


def _texts_of(section: Section) -> Texts:
    """The texts of a section by place, as another writer left them."""
    lead = {LEAD: section.lead} if section.lead else {}
    return {**lead, **{place: point.text for place, point in enumerate(section.points, 1) if point.text}}


def _key(parts: Sequence[Part]) -> str:
    return "\n".join(part.text for part in parts)
