"""Headings and topic sentences that are parallel in form, as the exemplars build theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.document import han_count
from pipeline.writing.choice import Choice, shared_pairs
from pipeline.writing.phrases import PhraseBank, SectionPhrases, Topics

_RANKS_OF_BASE = ("根本", "关键", "支撑", "保障", "导向", "抓手", "依托")
_RANKS_OF_ESSENCE = ("先", "要", "重", "本", "基", "责", "上")
_USUAL = {"six": 6, "seven": 7, "problem": 7}  # 字 of a topic by form
_GROUP_AS_NAME = 8  # characters; a longer group heading is a sentence, not a name


@dataclass(frozen=True)
class Headed:
    """A section that needs a heading: its area, and the writer's own name for it, "" if none."""

    area: str
    group: str = ""


@dataclass(frozen=True)
class _Slot:
    """What a frame is filled with: the area's phrases, the writer's name for it, its place, what is used up."""

    phrases: SectionPhrases
    group: str
    at: int
    used: set[str]


Frame = Callable[[_Slot], str]


def compose_headings(sections: Sequence[Headed], bank: PhraseBank, choice: Choice) -> list[str]:
    """One heading each, without full stop, all in the same frame; the writer's group names stand in them."""
    frame = _frame_for([section.group for section in sections], choice)
    used: set[str] = set()
    headings = []
    for at, section in enumerate(sections):
        phrases = bank.sections.get(section.area) or bank.sections["general"]
        headings.append(frame(_Slot(phrases, _as_name(section.group), at, used)))
    return headings


def _as_name(group: str) -> str:
    plain = all("一" <= char <= "鿿" for char in group)
    return group if plain and 2 <= len(group) <= _GROUP_AS_NAME else ""


def _frame_for(groups: Sequence[str], choice: Choice) -> Frame:
    named = [_as_name(group) for group in groups if _as_name(group)]
    if not named:
        frames = {"image": _image, "base": _base, "drive": _drive, "focus": _focus}
        return frames[choice.order(frames, "frame")[0]]
    if len(named) == len(groups) and all(len(name) == 2 for name in named):
        return _essence
    if all(len(name) == 4 for name in named):
        return (_image, _focus)[choice.order(("0", "1"), "frame")[0] == "1"]
    return _focus


def _image(slot: _Slot) -> str:
    fill = _unused(slot.phrases.image, lambda f: (f.image, f.act), slot.used)
    return f"坚持{fill.act}，{fill.verb}{slot.group or fill.object}“{fill.image}”"


def _base(slot: _Slot) -> str:
    fill = _unused(slot.phrases.base, lambda f: (f.base, f.aim), slot.used)
    return f"以{fill.base}为{_RANKS_OF_BASE[slot.at % len(_RANKS_OF_BASE)]}，{fill.aim}"


def _drive(slot: _Slot) -> str:
    fill = _unused(slot.phrases.drive, lambda f: (f.what, f.how), slot.used)
    return f"始终坚持{fill.what}，{fill.how}"


def _focus(slot: _Slot) -> str:
    fill = _unused(slot.phrases.focus, lambda f: (f.point, f.do), slot.used)
    return f"突出{slot.group or fill.point}，{fill.do}"


def _essence(slot: _Slot) -> str:
    fill = _unused(slot.phrases.essence, lambda f: (f.noun, f.noun), slot.used)
    return f"坚持{slot.group}为{_RANKS_OF_ESSENCE[slot.at % len(_RANKS_OF_ESSENCE)]}，让{fill.noun}更加{fill.adj}"


_F = TypeVar("_F")


def _unused(fills: Sequence[_F], keys: Callable[[_F], tuple[str, str]], used: set[str]) -> _F:
    best = min(fills, key=lambda fill: sum(key in used for key in keys(fill)))
    used.update(keys(best))
    return best


def compose_topics(points: Sequence[tuple[Topics, str]], form: str, choice: Choice, salt: str) -> list[str]:
    """One topic sentence each, without full stop: same form and length, opened by different verbs where possible.

    ``points``: the topics to choose from and what the point says. A topic that speaks of that comes first.
    """
    chosen: list[str] = []
    for at, (theme, says) in enumerate(points):
        candidates = choice.order(getattr(theme, form), f"{salt}/{at}")
        heads = {topic[:2] for topic in chosen}
        tails = {topic[-2:] for topic in chosen}
        topic = min(
            candidates,
            key=lambda t: (
                not choice.is_fresh(t),
                abs(han_count(t) - _USUAL[form]),
                t[:2] in heads,
                t[-2:] in tails,
                -min(2, shared_pairs(t, says)),
            ),
        )
        chosen.append(topic)
        choice.note(topic)
    return chosen
