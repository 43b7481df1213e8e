"""Claims of practice (做法性表述): what a draft says was done, built, achieved or promised and no note tells.

Every clause is classed as a fact that a note carries, a set phrase, a stance, a purpose, a transition, or a claim. The
test for a claim: could the speaker be asked to show it? Deterministic; works on any text, with its notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.checks.claims.carried import NoteIndex
from pipeline.checks.claims.classify import CLAIM, GRAVE, Classed, Kind, classify, weights
from pipeline.checks.claims.clauses import clauses
from pipeline.checks.claims.features import Seen, Told, look
from pipeline.checks.claims.lexicon import lexicon
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.document import Draft
from pipeline.genre import Genre
from pipeline.notes import Notes

__all__ = ["CLAIM", "GRAVE", "RULES", "Classed", "check_claims", "classed", "findings_of", "see"]

PRACTICE = Rule(
    name="grounding.claim",
    severity="warning",
    meaning="要点没有的做法、机制、结果、许诺、不足和“全都做到”，不得写成事实；立场和目的不在此列。可以放行的套话只作提示。",
    breaks="加强储备培养，建立后备干部名单24人，实行动态管理、跟踪培养，形成了能进能出的长效机制。",
    holds="坚持早发现、早培养，建立后备干部名单24人，努力形成青蓝相继、梯次合理的干部队伍结构。",
    source="稿件逐句标注（eval/claims）",
    notes="单位：市应急管理局\n- 建立35岁以下后备干部名单24人",
)
RULES = (PRACTICE,)

_READS: dict[Kind, str] = {
    "practice": "做了一件具体的事",
    "mechanism": "已有或将有某项机制、制度、办法",
    "complete": "样样做到、没有例外",
    "result": "已经取得某种结果或变化",
    "promise": "对今后的一项具体许诺",
    "lack": "一项具体的不足",
}
_REMEDY: dict[Kind, str] = {
    "practice": "确有此事的，请补一条要点；否则删去，或改为“着力…”“努力…”一类的表态。",
    "mechanism": "确有的，请在要点中写明；否则删去，或改为“着力…”一类的表态。",
    "complete": "改为“努力做到…”，或删去；确能逐项证明的，请补一条要点。",
    "result": "改为“努力…”“着力…”，或删去；有数据佐证的，请补一条要点。",
    "promise": "确有打算的，请补一条要点；否则删去，只留表态。",
    "lack": "请报送科室确认后补一条要点；否则删去。",
}
_QUOTED = 36
"""Characters of the clause that a message repeats."""
_ENUMERATOR = re.compile("^(?:第?[一二三四五六七八九十]是(?:要)?|同时|并)")
_JOINED = 60
"""Characters up to which neighbouring claims of one sentence make one finding."""


def check_claims(text: str, draft: Draft, notes: Notes | None, genre: Genre | None) -> Iterable[Finding]:
    """Findings ``grounding.claim`` on ``draft``, the tree of ``text``: a warning if grave, else an information.

    Without notes nothing can be said, and nothing is.
    """
    del text, genre  # the tree has both
    if notes is None or not notes.drafted:
        return ()
    return findings_of(classed(draft, notes))


def findings_of(found: list[Classed]) -> list[Finding]:
    """The findings on clauses that are classed already, in their order."""
    return [_finding(group) for group in _groups(found)]


def classed(draft: Draft, notes: Notes) -> list[Classed]:
    """Every clause of ``draft`` with its class, in order."""
    by = weights()
    return [classify(one, by.claim.fitted, by.grave.fitted) for one in see(draft, notes)]


def see(draft: Draft, notes: Notes) -> list[Seen]:
    """Every clause of ``draft`` with what is seen of it, before any decision."""
    return look(clauses(draft), NoteIndex(notes), _told(notes))


def _told(notes: Notes) -> Told:
    """Whether the notes tell of next steps and of shortcomings: by their groups or in their own words."""
    has = lexicon().has
    plans = any(has(note.group, "plan_mark", "plan_head") or has(note.text, "plan_mark") for note in notes.drafted)
    lacks = any(has(note.group, "lack_mark", "lack_head") or has(note.text[:8], "lack_head") for note in notes.drafted)
    return Told(plans, lacks)


def _groups(found: list[Classed]) -> Iterator[list[Classed]]:
    """Runs of claims that follow each other in a sentence and are of one severity, none longer than ``_JOINED``."""
    for (_, is_claim, _), run in groupby(found, key=_run_key):
        group: list[Classed] = []
        for one in run if is_claim else ():
            if group and one.end - group[0].start > _JOINED:
                yield group
                group = []
            group.append(one)
        if group:
            yield group


def _run_key(one: Classed) -> tuple[int, bool, bool]:
    return one.seen.clause.sentence, one.name == "claim", one.gravity >= GRAVE


def _finding(group: list[Classed]) -> Finding:
    surest = max(group, key=lambda one: one.confidence)
    quoted = _ENUMERATOR.sub("", surest.seen.clause.text)
    quoted = quoted if len(quoted) <= _QUOTED else quoted[: _QUOTED - 1] + "…"
    near = tuple(dict.fromkeys(one.seen.binding.note for one in group if one.seen.binding.note))
    return PRACTICE.at(
        (group[0].start, group[-1].end),
        f"“{quoted}”读来是{_READS[surest.kind]}，要点中没有依据（把握{surest.confidence:.0%}）。",
        _REMEDY[surest.kind],
        severity="warning"
        if any(one.gravity >= GRAVE and one.seen.clause.role != "heading" for one in group)
        else "info",
        notes=near,
    )
