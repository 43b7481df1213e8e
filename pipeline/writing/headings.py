"""Headings and topic sentences that are parallel in form, as the exemplars build theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from pipeline.document import han_count
from pipeline.writing.choice import Choice, shared_pairs
from pipeline.writing.phrases import PhraseBank, SectionPhrases, Topics

_RANKS_OF_BASE = ("根本", "关键", "支撑", "保障", "导向", "抓手", "依托")
_RANKS_OF_ESSENCE = ("先", "要", "重", "本", "基", "责", "上")
_DEEDS = tuple("强严聚促铸优建抓育提")
_USUAL = {"six": 6, "seven": 7, "problem": 7}  # 字 of a topic by form
_GROUP_AS_NAME = 8  # characters; a longer group heading is a sentence, not a name
_F = TypeVar("_F", bound=BaseModel)


@dataclass(frozen=True)
class Headed:
    """A section that needs a heading: its area, the writer's own name for it ("" if none), what it speaks of."""

    area: str
    group: str = ""
    about: str = ""


@dataclass(frozen=True)
class _Slot:
    """What a frame is filled with. ``areas``: the section's own phrases, then the general ones.

    ``again``: an earlier section had the same area, so that its remaining fills may speak of something else.
    """

    areas: Sequence[SectionPhrases]
    group: str
    at: int
    used: set[str]
    about: str
    again: bool

    def fill(self, fills_of: Callable[[SectionPhrases], Sequence[_F]]) -> _F:
        """The fill that repeats no word of an earlier heading and speaks of what the section holds."""
        own, general = (list(fills_of(area)) for area in self.areas)

        def rank(fill: _F) -> tuple[int, bool, int]:
            words = _words(fill)
            spoken = sum(shared_pairs(word, self.about) for word in words)
            elsewhere = self.again and not spoken and not self.group
            stranger = (fill in own) if elsewhere else (fill not in own)
            return sum(word in self.used for word in words), stranger, -min(2, spoken)

        best = min([*own, *general], key=rank)
        self.used.update(_words(best))
        return best


Frame = Callable[[_Slot], str]


def compose_headings(sections: Sequence[Headed], bank: PhraseBank, choice: Choice) -> list[str]:
    """One heading each, without full stop, all in the same frame; the writer's group names stand in them."""
    frame = _frame_for([section.group for section in sections], choice)
    general = bank.sections["general"]
    used: set[str] = set()
    seen: set[str] = set()
    headings = []
    for at, section in enumerate(sections):
        areas = [bank.sections.get(section.area, general), general]
        again = section.area in seen
        headings.append(frame(_Slot(areas, _as_name(section.group), at, used, section.about, again)))
        seen.add(section.area)
    return headings


def _as_name(group: str) -> str:
    plain = all("一" <= char <= "鿿" for char in group)
    return group if plain and 2 <= len(group) <= _GROUP_AS_NAME else ""


def _frame_for(groups: Sequence[str], choice: Choice) -> Frame:
    named = [_as_name(group) for group in groups if _as_name(group)]
    if not named:
        frames: dict[str, Frame] = {"image": _image, "base": _base, "drive": _drive, "focus": _focus}
        return frames[choice.order(frames, "frame")[0]]
    if len(named) == len(groups) and all(len(name) == 2 for name in named):
        return _essence
    if len(named) == len(groups) and all(name.startswith(_DEEDS) for name in named):
        return _deed
    if all(len(name) == 4 for name in named):
        return (_image, _focus)[choice.order(("0", "1"), "frame")[0] == "1"]
    return _focus


def _words(fill: BaseModel) -> list[str]:
    return [str(value) for value in fill.model_dump().values() if len(str(value)) > 2]


def _image(slot: _Slot) -> str:
    fill = slot.fill(lambda phrases: phrases.image)
    return f"坚持{fill.act}，{fill.verb}{slot.group or fill.object}“{fill.image}”"


def _base(slot: _Slot) -> str:
    fill = slot.fill(lambda phrases: phrases.base)
    return f"以{fill.base}为{_RANKS_OF_BASE[slot.at % len(_RANKS_OF_BASE)]}，{fill.aim}"


def _drive(slot: _Slot) -> str:
    fill = slot.fill(lambda phrases: phrases.drive)
    return f"始终坚持{fill.what}，{fill.how}"


def _focus(slot: _Slot) -> str:
    fill = slot.fill(lambda phrases: phrases.focus)
    return f"突出{slot.group or fill.point}，{fill.do}"


def _deed(slot: _Slot) -> str:
    """For groups that say what is done (“强组织”): they need no verb before them."""
    fill = slot.fill(lambda phrases: phrases.focus)
    return f"{slot.group}，{fill.do}"


def _essence(slot: _Slot) -> str:
    fill = slot.fill(lambda phrases: phrases.essence)
    rank = _RANKS_OF_ESSENCE[slot.at % len(_RANKS_OF_ESSENCE)]
    return f"坚持{slot.group}为{rank}，让{fill.noun}更加{fill.adj}"


@dataclass(frozen=True)
class Told:
    """A point that needs a topic sentence. ``topics``: where to take it from, the best first; ``says``: its words."""

    topics: Sequence[Topics]
    says: str


def compose_topics(points: Sequence[Told], form: str, choice: Choice, salt: str) -> list[str]:
    """One topic sentence each, without full stop: same form and length, opened by different verbs where possible.

    None stands twice in a draft while any is left. One that speaks of what the point says comes first.
    """
    chosen: list[str] = []
    for at, point in enumerate(points):
        candidates = choice.order(_candidates(point, form, choice), f"{salt}/{at}")
        topic = min(candidates, key=lambda t, s=point.says: _topic_rank(t, form, chosen, s, choice))  # type: ignore[misc]
        chosen.append(topic)
        choice.note(topic)
    return chosen


def _candidates(point: Told, form: str, choice: Choice) -> Sequence[str]:
    """The topics of the first source that has one to spare; in the form asked for, else, when all are used, in any."""
    asked = [getattr(topics, form) for topics in point.topics]
    other = "six" if form == "seven" else "seven"
    spare = (words for words in (*asked, *(getattr(topics, other) for topics in point.topics)) if _fresh(words, choice))
    return next(spare, asked[0])


def _fresh(topics: Sequence[str], choice: Choice) -> bool:
    return any(choice.is_fresh(topic) for topic in topics)


def _topic_rank(
    topic: str, form: str, chosen: list[str], says: str, choice: Choice
) -> tuple[bool, int, bool, bool, int]:
    """Smaller is better: fresh, of the usual length, verb and object not those of a sibling, near to what is said."""
    return (
        not choice.is_fresh(topic),
        abs(han_count(topic) - _USUAL[form]),
        topic[:2] in {other[:2] for other in chosen},
        topic[-2:] in {other[-2:] for other in chosen},
        -min(2, shared_pairs(topic, says)),
    )
