"""What is seen of a clause: named measures, mostly 0 or 1, from which ``classify`` decides.

A measure says something of the form of a clause (how it opens, what classes of words it has), of the notes (how much
of it they carry) or of where it stands. Words count as evidence only when nothing governs them:
努力形成…机制 claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby

from pipeline.checks.claims.carried import Binding, NoteIndex
from pipeline.checks.claims.clauses import Clause
from pipeline.checks.claims.lexicon import lexicon
from pipeline.checks.claims.openers import Opener, opener, upward

_ASPECT = re.compile(r"(?<![除为到])了(?![解然不])")
_EACH_CAN = re.compile(r"每[^一].{0,7}[可都均]|没有.{2,8}不|[^，、]不[^，、]{1,4}不")
_PRINCIPLE = re.compile(
    r"(?<![一二三四五六七八九十不于但可若凡总正先或])是(?!否)|理应|应当|[才方]能|才不|[都也更又还]要|[都也]是|都[有不视]|视为|视.{1,12}为|当作|看作|看得|有没有|不容|容不得"
    r"|不得|不能|决不|最[能忌怕要]|[贵重而]在|在于|需(?:要|以)|[还仍]需|应有|理当|历来|从来|经得起"
)
_ONE_BY_ONE = re.compile(r"逐(?![步年渐月季])|应(.)尽\1|一(.)一[策档案人]|因[^为此地素果而]因")
_REGULARLY = re.compile(r"每(?:半?年|季度?|月|周|旬|天|日|批|期)")
_SHORT_OF = re.compile(
    r"不(?:够)?[大高强深细实多快全顺紧准优均畅足广硬活]$|不(?:到位|明显|充分|及时|平衡|完善|健全|匹配)"
)
_INTENDS = re.compile("力争|计划|拟|预计|争取|年底前|年内|[一二三五]年内|^将|到20")
_LACKS = re.compile(
    r"不(?:够|太)?(?:大|高|强|深|细|实|多|快|全|顺|紧|准|优|均|畅|足|广|硬|活|到位|明显|充分|及时|平衡|完善|健全|匹配|适应|相适应)$"
    r"|(?:短缺|紧缺|缺乏|滞后|薄弱|老化|较为突出|偏[少低弱慢])$"
)
_QUOTED = re.compile(r"“([^”]{2,12})”")
_CONCLUDES = re.compile(r".{0,6}(?:才[^干能华智艺略]|才能|方能|方可)|[既也又还]要|就[会能要有是]")
"""How the consequence of a condition starts: 把关才有底气."""
_DID = ("做到", "切实做到", "真正做到")

_BOUND = 0.6
"""Share of content words from which a note carries a clause."""
_BOUND_BY_FIGURES = 0.4
"""The same where the note has all its figures."""
_THING_TOLD = 0.75
"""Share from which the note names the thing itself, so that a light verb (建立, 开展) adds nothing."""

_FOREIGN = 0.34
"""Share below which no note tells of a plan."""

_SAYING = ("attain", "build", "act", "promise", "change", "complete", "method", "degree", "manner", "done", "lack")
_AT_START = ("attain", "build", "act")
_ROLES = ("title", "salutation", "opening", "heading", "lead", "topic", "closing")

Found = dict[str, set[str]]
Measures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What the notes as a whole tell of: next steps, shortcomings."""

    plans: bool
    lacks: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A clause with its measures. ``opener``: what it opens as or is governed by; ``fact``: a note carries it;
    ``changes``: it ends in a word of change.
    """

    clause: Clause
    binding: Binding
    fact: bool
    opener: Opener
    changes: bool
    measures: Measures


def look(found: Iterable[Clause], index: NoteIndex, told: Told) -> list[Seen]:
    """Every clause of a draft, seen in its sentence."""
    seen: list[Seen] = []
    for _, sentence in groupby(found, key=lambda clause: clause.sentence):
        seen += _sentence(list(sentence), index, told)
    return seen


def _sentence(found: list[Clause], index: NoteIndex, told: Told) -> list[Seen]:
    seen: list[Seen] = []
    for clause in found:
        seen.append(_see(clause, index, seen[-1] if seen else None, told))
    facts = [at for at, one in enumerate(seen) if one.fact]
    for at, one in enumerate(seen):
        if any(_CONCLUDES.match(after.clause.text) for after in seen[at + 1 : at + 3]):
            one.measures["condition"] = 1.0
        if facts and facts[0] < at:
            one.measures["after_fact"] = 1.0
        if facts and facts[-1] > at:
            one.measures["before_fact"] = 1.0
    return seen


def _see(clause: Clause, index: NoteIndex, before: Seen | None, told: Told) -> Seen:
    binding = index.bind(clause.text)
    found = _found(clause.text)
    own = _opener(clause, found)
    governor = _governor(clause, own, before, found)
    unsaid = _unsaid(clause.text, found, binding, index)
    parts = (
        _form(clause.text, found, own, governor != own),
        _evidence(clause, found, binding, own, governor != own),
        _place(clause, found, told, binding, own == governor and own in ("none", "frame")),
        _said(binding, unsaid),
    )
    measures = {name: float(value) for name, value in chain.from_iterable(parts) if value}
    fact = index.holds(clause.text) or _is_fact(binding, unsaid)
    return Seen(clause, binding, fact, governor, "change_end" in found, measures)


def _found(text: str) -> Found:
    """Listed words by list; ``*_first``: at the start of ``text``; ``change_end``: at its end."""
    found: Found = {}
    for start, end, word, names in lexicon().hits(text):
        for name in names:
            found.setdefault(name, set()).add(word)
            if name == "change" and end == len(text):
                found.setdefault("change_end", set()).add(word)
            if name == "adverb" and start == 0 and lexicon().has(text[end : end + 2], "act", "build"):
                found.setdefault("manner", set()).add(word)
            if name in _AT_START and start <= 2:
                found.setdefault(name + "_first", set()).add(word)
    for match in _REGULARLY.finditer(text):
        found.setdefault("manner", set()).add(match.group())
    return found


def _opener(clause: Clause, found: Found) -> Opener:
    """``opener``; 不断提高…, 为…提供… are aims, unless they tell of a change, of something done, or promise it."""
    own = opener(clause.text)
    aims = upward(clause.text) and "change_end" not in found and clause.place != "plan"
    aims = (aims or clause.text.startswith("为")) and "act" not in found and not _ASPECT.search(clause.text)
    return "purpose" if own in ("none", "frame") and aims else own


def _governor(clause: Clause, own: Opener, before: Seen | None, found: Found) -> Opener:
    """让, 引导, 努力… govern the clauses after them up to a fact or another opener; in a 、 run 坚持 does too.

    They do not govern a clause with a subject of its own that tells of a change, unless they told of one themselves.
    """
    if own != "none" or before is None or before.fact:
        return own
    if _ASPECT.search(clause.text) and "strong" in found:  # 取得了显著成效 is no aim, whatever goes before
        return own
    if "subject" in found or ("degree" in found and "change_end" in found and not before.changes):
        return own
    governs = ("purpose", "stance") if clause.item else ("purpose",)
    return before.opener if before.opener in governs else own


def _unsaid(text: str, found: Found, binding: Binding, index: NoteIndex) -> set[str]:
    """The words that say something was done, and how, and that the note does not have."""
    unsaid = {word for name in _SAYING for word in found.get(name, ()) if not index.says(binding.note, word)}
    unsaid |= {match.group() for match in _ONE_BY_ONE.finditer(text) if not index.says(binding.note, match.group())}
    return unsaid - lexicon().lists["light"] if binding.share >= _THING_TOLD else unsaid


def _is_fact(binding: Binding, unsaid: set[str]) -> bool:
    if binding.new_figures:
        return False
    if binding.figures:
        return binding.share >= _BOUND_BY_FIGURES and not _ways(unsaid)
    return binding.content > 0 and binding.share >= _BOUND and not unsaid


def _ways(unsaid: set[str]) -> set[str]:
    """Those of the unsaid words that add to a figure: how it was done, how completely."""
    lists = lexicon().lists
    return {word for word in unsaid if word in lists["method"] or word in lists["complete"] or _ONE_BY_ONE.search(word)}


def _form(text: str, found: Found, own: Opener, inherited: bool) -> Iterator[tuple[str, float]]:
    yield "bias", 1
    if own != "none":
        yield own, 1
    yield "inherited", inherited
    for name in ("pursuit", "aphorism", "set_phrase", "manner", "method", "effect"):
        yield name, name in found
    for name in ("act", "object", "trait", "mood"):
        yield name, min(len(found.get(name, ())), 3) / 3
    yield "principle", bool(_PRINCIPLE.search(text))
    yield "did", text.startswith(_DID)
    yield "each_can", bool(_EACH_CAN.search(text))
    yield "short", len(text) <= 5
    yield "complete", "complete" in found or bool(_ONE_BY_ONE.search(text))


def _evidence(
    clause: Clause, found: Found, binding: Binding, own: Opener, inherited: bool
) -> Iterator[tuple[str, float]]:
    free = own in ("none", "frame") and not inherited and "pursuit" not in found
    free = free and not _PRINCIPLE.search(clause.text)
    aspect = bool(_ASPECT.search(clause.text))
    ending = "change_end" in found and "awaits" not in found
    trend = "degree" in found and ending
    for name in ("degree", "done", "attain_first", "build_first", "act_first"):
        yield name, free and name in found
    yield "aspect", aspect
    yield "aspect_attain", aspect and "attain" in found
    yield "trend_free", trend and free
    yield "trend_mild", trend and free and "strong" not in found
    yield "trend_trait", trend and free and "trait" in found
    yield "change_free", ending and free
    yield "effect_attain", "effect" in found and "attain" in found
    yield (
        "build_named",
        free and "build_first" in found and binding.share < _BOUND and bool(_QUOTED.search(clause.text)),
    )
    yield "build_thing", free and "build_first" in found and "instrument" in found
    yield "purpose_build", (own == "purpose" or inherited) and (_builds(clause.text, found) or "method" in found)
    yield "manner_act_free", free and "manner" in found and "act" in found
    yield "act_object", "act" in found and "object" in found
    yield "becomes", free and "成为" in clause.text


def _builds(text: str, found: Found) -> bool:
    """Whether a verb of building stands before what is built."""
    first = min((text.find(word) for word in found.get("build", ())), default=len(text))
    return any(text.rfind(word) > first for word in found.get("instrument", ()))


def _place(clause: Clause, found: Found, told: Told, binding: Binding, free: bool) -> Iterator[tuple[str, float]]:
    plan, lack = clause.place == "plan", clause.place == "lack"
    yield "plan_unasked", plan and not told.plans
    yield "plan_concrete", plan and free and ("object" in found or "instrument" in found)
    yield "plan_promise", plan and "promise" in found
    yield "plan_figure", binding.new_figures and (plan or bool(_INTENDS.search(clause.text)))
    yield "in_plan", plan
    yield "lack_place", lack
    yield "awaits", "awaits" in found
    yield "plan_foreign", plan and free and binding.content > 1 and binding.share < _FOREIGN
    short_of = "lack" in found or bool(_SHORT_OF.search(clause.text))
    yield "short_of", bool(_LACKS.search(clause.text))
    yield "lack_named", (lack and short_of and "awaits" not in found) * min(len(binding.missing), 2) / 2
    for role in _ROLES:
        yield "role_" + role, clause.role == role


def _said(binding: Binding, unsaid: set[str]) -> Iterator[tuple[str, float]]:
    yield "share", binding.share
    yield "empty", not binding.missing
    yield "missing", min(len(binding.missing), 4) / 4
    yield "unsaid", bool(unsaid)
    yield "new_figure", binding.new_figures
