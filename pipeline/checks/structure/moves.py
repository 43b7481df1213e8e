"""Moves of the opening (开头的层次): what the genre wants said there, each known by words it can hardly do without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.bank import Strict, load_bank
from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.checks.structure.samples import speech
from pipeline.document import han_count

MOVES = Rule(
    name="structure.opening_moves",
    severity="info",
    meaning="开头的几层意思齐全（发言：政治定位、意义、本单位总做法；选人用人汇报：指导思想、总做法、目标、总量数据）。",
    breaks=speech(
        opening="今天参加会议，倍感荣幸，借此机会同大家见面交流，内容不多，时间不长。根据会议安排，现将有关情况汇报如下："
    ),
    holds=speech(),
    source="文种文件；corpus/phrases/moves.yaml；quality-rules R03",
    genre="fayan",
)
RULES = (MOVES,)

_ENOUGH = 20
"""Chinese characters besides the transition below which the opening is only a transition, which another rule says."""
_TRANSITION = re.compile("[^。]{0,60}如下[：:。]?$")


class _Move(Strict):
    name: str
    signs: tuple[str, ...]
    remedy: str
    numbers: bool = False


class _Bank(Strict):
    source: str
    as_of: str
    moves: tuple[_Move, ...]


@lru_cache(maxsize=1)
def _bank() -> dict[str, _Move]:
    return {move.name: move for move in load_bank("moves.yaml", _Bank).moves}


def check(context: Context) -> Iterator[Finding]:
    """A finding for each move of the genre that the opening shows no sign of."""
    parts = context.draft.of_role("opening")
    if context.genre is None or not parts:
        return
    said = _TRANSITION.sub("", "\n".join(part.text for part in parts))
    if han_count(said) < _ENOUGH:
        return
    span = (parts[0].start, parts[-1].end)
    for name in context.genre.opening.moves:
        move = _bank().get(name)
        if move is not None and not _is_made(move, said):
            yield MOVES.at(span, f"开头没有交代{name}。", move.remedy)


def _is_made(move: _Move, said: str) -> bool:
    return (
        bool(re.search(r"[\d*＊×XxＸ]+[人名件次项个]", said))
        if move.numbers
        else any(sign in said for sign in move.signs)
    )
