"""What is seen of a clause: named measures between 0 and 1, from which ``classify`` decides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.checks.claims.carried import Binding, NoteIndex
from pipeline.checks.claims.clauses import Clause
from pipeline.checks.claims.lexicon import lexicon

_SUBJECT = re.compile(r"^[^，]{0,14}?(?:局党委|局党组|党委|党组|局|委|厅|我们|中心)")
_FRAME = re.compile(r"^在[^，]{1,24}?(?:中|上|下|里|前|时|间)(?=[^，]{2})")
_ASPECT = re.compile(r"(?<![除为到])了(?![解然不])")
_EACH_CAN = re.compile(r"每.{1,8}[可都均]|没有.{2,8}不|不.{2,6}不|无.{2,6}不")
_BOUND = 0.6
"""Share of content words from which a note carries a clause."""

TYPES = ("stance", "purpose", "none")


@dataclass(frozen=True, slots=True)
class Seen:
    """A clause with its measures. ``opener``: what it opens as, or is governed by."""

    clause: Clause
    binding: Binding
    fact: bool
    opener: str
    inherited: bool
    measures: dict[str, float] = field(default_factory=dict)


def look(found: list[Clause], index: NoteIndex, plans: bool, lacks: bool) -> list[Seen]:
    """Every clause of a draft, seen. ``plans``/``lacks``: whether the notes tell of next steps, of shortcomings."""
    seen: list[Seen] = []
    before: Seen | None = None
    for clause in found:
        if before is not None and before.clause.sentence != clause.sentence:
            before = None
        one = _see(clause, index, before, plans, lacks)
        seen.append(one)
        before = one
    return _with_neighbours(seen)


def _see(clause: Clause, index: NoteIndex, before: Seen | None, plans: bool, lacks: bool) -> Seen:
    binding = index.bind(clause.text)
    own = opener(clause.text)
    governs = ("purpose", "stance") if clause.item else ("purpose",)
    inherited = own == "none" and before is not None and before.opener in governs and not before.fact
    kind = before.opener if inherited and before else own
    measures = _measures(clause, binding, own, inherited, plans, lacks, index)
    return Seen(clause, binding, _is_fact(binding, measures), kind, inherited, measures)


def _is_fact(binding: Binding, measures: dict[str, float]) -> bool:
    if binding.figures:
        return binding.share >= 0.4
    return binding.content > 0 and binding.share >= _BOUND and not measures.get("unsaid")


def opener(text: str) -> str:
    """What ``text`` opens as: "stance", "purpose", "frame" or "none"; subjects and linking words are passed over."""
    lists = lexicon().lists
    rest = _bare(text)
    framed = False
    for _ in range(3):
        for name in ("stance", "purpose"):
            if _starts(rest, name):
                return name
        framed = framed or _starts(rest, "frame")
        shorter = _SUBJECT.sub("", rest) if _SUBJECT.match(rest) else _FRAME.sub("", rest)
        if shorter == rest or not shorter:
            break
        rest = _bare(shorter)
    return "frame" if framed else "none"


def _starts(rest: str, name: str) -> bool:
    words = lexicon().lists[name]
    return any(rest[:size] in words for size in range(min(len(rest), 6), 0, -1))


def _bare(text: str) -> str:
    links = lexicon().lists["link"]
    rest = text
    while (word := next((rest[:n] for n in (4, 3, 2, 1) if rest[:n] in links), "")) and rest != word:
        rest = rest[len(word) :]
    return rest


def _measures(clause: Clause, binding: Binding, own: str, inherited: bool, plans: bool, lacks: bool, index: NoteIndex) -> dict[str, float]:
    text = clause.text
    hits = lexicon().hits(text)
    found: dict[str, set[str]] = {}
    for start, end, word, names in hits:
        for name in names:
            found.setdefault(name, set()).add(word)
            if name == "change" and end == len(text):
                found.setdefault("change_end", set()).add(word)
            if name in ("attain", "build", "act", "promise", "manner") and start <= 2:
                found.setdefault(name + "_first", set()).add(word)
    m: dict[str, float] = {"bias": 1.0}

    def put(name: str, value: float | bool) -> None:
        if value:
            m[name] = float(value)

    free = own in ("none", "frame") and not inherited and "pursuit" not in found
    unsaid = {
        word
        for name in ("attain", "build", "act", "promise", "change", "complete", "method", "degree", "manner")
        for word in found.get(name, ())
        if not index.says(binding.note, word)
    }
    put("unsaid", bool(unsaid))
    put("stance", own == "stance")
    put("purpose", own == "purpose")
    put("frame", own == "frame")
    put("inherited", inherited)
    put("pursuit", "pursuit" in found)
    put("aphorism", "aphorism" in found)
    for name in ("act", "object", "trait", "mood"):
        put(name, min(len(found.get(name, ())), 3) / 3)
    for name in ("manner", "method", "complete", "effect", "degree", "attain_first", "build_first", "act_first"):
        put(name, name in found)
    aspect = bool(_ASPECT.search(text))
    put("aspect", aspect)
    put("aspect_attain", aspect and "attain" in found)
    trend = "degree" in found and "change_end" in found
    put("trend", "degree" in found and "change" in found)
    put("trend_free", trend and free)
    put("trend_trait", trend and free and "trait" in found)
    put("change_free", "change_end" in found and free)
    put("effect_attain", "effect" in found and "attain" in found)
    put("build_thing", "build_first" in found and "instrument" in found)
    built = "build" in found and "instrument" in found
    put("purpose_build", (own == "purpose" or inherited) and (built or "method" in found))
    put("manner_act", "manner" in found and "act" in found)
    put("manner_act_free", "manner" in found and "act" in found and free)
    put("act_object", "act" in found and "object" in found)
    put("did", text.startswith(("做到", "切实做到", "真正做到")))
    put("each_can", bool(_EACH_CAN.search(text)))
    put("becomes", "成为" in text and free)
    plan, lack = clause.place == "plan", clause.place == "lack"
    put("plan", plan)
    put("plan_unasked", plan and not plans)
    put("plan_concrete", plan and free and ("object" in found or "instrument" in found))
    put("plan_promise", plan and "promise" in found)
    awaits = "awaits" in found
    put("lack_place", lack)
    put("awaits", awaits)
    put("lack_named", lack and "lack" in found and not awaits and len(binding.strange) > 1)
    put("share", binding.share)
    put("empty", not binding.missing)
    put("missing", min(len(binding.missing), 4) / 4)
    put("strange", min(len(binding.strange), 4) / 4)
    put("figures", binding.figures)
    put("short", len(text) <= 5)
    put("long", min(len(text), 30) / 30)
    for role in ("title", "salutation", "opening", "heading", "lead", "topic", "closing"):
        put("role_" + role, clause.role == role)
    return m


def _with_neighbours(seen: list[Seen]) -> list[Seen]:
    """Adds what stands around: a fact before or after in the sentence."""
    for at, one in enumerate(seen):
        same = [other for other in seen[max(at - 8, 0) : at + 9] if other.clause.sentence == one.clause.sentence]
        if any(o.fact and o.clause.start < one.clause.start for o in same):
            one.measures["after_fact"] = 1.0
        if any(o.fact and o.clause.start > one.clause.start for o in same):
            one.measures["before_fact"] = 1.0
    return seen
