"""What one draft is worth: figures that need no model and no network, the same for every writer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from eval.case import Case
from eval.libraries import Exemplars, shelf_without
from eval.likeness import copied_share, likeness, register_distance
from eval.match import Said
from eval.parts import structure
from pipeline.checks import check
from pipeline.checks.context import Context
from pipeline.checks.finding import Coverage, Finding
from pipeline.checks.grounding.basis import Basis, notes_year
from pipeline.checks.leakage.shelf import in_banks
from pipeline.document import Draft, from_json, han_count
from pipeline.facts import Fact, agree, extract

_CLAIM = "grounding.claim"
"""It speaks of clauses without facts, so it says nothing of the facts beside them."""


class Unmet(BaseModel):
    """An expectation of the case that the draft does not meet. ``what``: 部分, 事实, 禁用, 覆盖 or 篇幅.

    ``message`` names what was asked and no measured value: the same expectation missed twice is the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    what: str
    message: str


class Score(BaseModel):
    """The figures of one draft. None: the figure means nothing here (no length was asked for, no fact was stated).

    ``blockers``, ``warnings``: rule -> findings beyond those the case allows. Shares are 0 to 1. ``coverage``: of the
    notes that are to be drafted, those fully written. ``grounding``: of the facts that notes could carry, those that
    are bound to one. ``leakage``: findings of that family and words the case forbids. ``structure``: of the parts that
    the genre demands, those that are there and in order. ``length_error``: share by which it misses the length
    asked for, by the less kind of the two counts. ``register_distance``: 1.0 is as far from the exemplars as these are
    from each other. ``copied``: share of its characters in runs of 12 and more that an exemplar has too, set phrases
    aside. ``likeness``: to the original, in pairs of characters (F1). ``first_faults``: findings that the first version
    was sent back with, None where nothing tells; revision hides from all other figures how good a prompt is.
    ``tokens``, ``seconds``; ``cost`` in 元.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    blockers: dict[str, int]
    warnings: dict[str, int]
    unmet: tuple[Unmet, ...] = ()
    coverage: float | None
    grounding: float | None
    leakage: int
    structure: float
    length: int
    length_error: float | None
    register_distance: float | None
    copied: float
    likeness: float | None
    first_faults: int | None = None
    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None


def score(case: Case, draft: Mapping[str, Any]) -> Score:
    """The figures of ``draft``, the JSON of a finished draft, under ``case``; the same for the same two."""
    tree = from_json(dict(draft))
    text = tree.text
    exemplars = Exemplars(case.leave_out)
    report = check(text, case.notes, case.genre, exemplars if case.leave_out else None)
    findings = _beyond_allowed(case, report.findings)
    context = Context(text, case.notes, case.genre)
    said = Said(text, notes_year(case.notes))
    covered = _coverage(report.coverage)
    error = _length_error(case, text)
    usage = draft.get("usage", {})
    return Score(
        blockers=_by_rule(findings, "blocker"),
        warnings=_by_rule(findings, "warning"),
        unmet=tuple(_unmet(case, tree, said, covered, error)),
        coverage=covered,
        grounding=_grounding(context, report.findings),
        leakage=_leaked(case, findings, said),
        structure=structure(case, tree, findings),
        length=_characters(text),
        length_error=error,
        register_distance=register_distance(text, [one.text for one in exemplars.reports]),
        copied=copied_share(context, shelf_without(case.leave_out)),
        likeness=likeness(text, case.original) if case.original else None,
        first_faults=_first_faults(draft),
        calls=int(usage.get("calls", 0)),
        tokens=int(usage.get("tokens", 0)),
        seconds=float(usage.get("seconds", 0.0)),
        cost=_cost(usage),
    )


def _first_faults(draft: Mapping[str, Any]) -> int | None:
    rounds = draft.get("rounds") or ()
    return int(rounds[0]["to_mend"]) if rounds else None


def _cost(usage: Mapping[str, Any]) -> float | None:
    """元 as the writer reckoned them; nothing without calls; None where no price is configured."""
    if not usage.get("calls"):
        return 0.0
    return float(usage["cost"]) if "cost" in usage else None


def family_of(rule: str) -> str:
    return rule.partition(".")[0]


def by_family(rules: Mapping[str, int]) -> dict[str, int]:
    """Findings by family."""
    counts: Counter[str] = Counter()
    for rule, count in rules.items():
        counts[family_of(rule)] += count
    return dict(sorted(counts.items()))


# --- findings


def _beyond_allowed(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """Without the findings that the case allows, of each rule so many."""
    left = Counter({allowance.rule: allowance.count for allowance in case.expect.allow})
    kept: list[Finding] = []
    for finding in findings:
        if finding.severity != "info" and left[finding.rule] > 0:
            left[finding.rule] -= 1
        else:
            kept.append(finding)
    return kept


def _by_rule(findings: Sequence[Finding], severity: str) -> dict[str, int]:
    return dict(sorted(Counter(one.rule for one in findings if one.severity == severity).items()))


def _leaked(case: Case, findings: Sequence[Finding], said: Said) -> int:
    found = sum(family_of(one.rule) == "leakage" and one.severity != "info" for one in findings)
    return found + sum(said.has(words) for words in case.expect.forbidden)


# --- notes and facts


def _coverage(rows: Sequence[Coverage]) -> float | None:
    due = [row for row in rows if row.status != "set_aside"]
    return round(sum(row.status == "covered" for row in due) / len(due), 4) if due else None


def _grounding(context: Context, findings: Sequence[Finding]) -> float | None:
    """Bound facts over bound and unbound ones; names that everybody may use (laws, set phrases) are neither."""
    assert context.notes is not None
    year = notes_year(context.notes)
    basis = Basis(context.notes, year)
    doubted = [one for one in findings if family_of(one.rule) == "grounding" and one.rule != _CLAIM]
    doubted = [one for one in doubted if one.severity != "info"]
    facts = [fact for fact in extract(context.text, year=year) if fact.kind != "placeholder"]
    unbound = [fact for fact in facts if any(_touches(one, fact) for one in doubted)]
    bound = [fact for fact in facts if fact not in unbound and _is_told(fact, basis)]
    total = len(bound) + len(unbound)
    return round(len(bound) / total, 4) if total else None


def _touches(finding: Finding, fact: Fact) -> bool:
    return finding.start < fact.end and fact.start < finding.end


def _is_told(fact: Fact, basis: Basis) -> bool:
    """A figure or date that grounding does not doubt is the notes' own; of names it also knows public ones."""
    if fact.kind in ("number", "date"):
        return True
    if basis.says(fact.text):
        return True
    return not in_banks(fact.text) and any(agree(fact, told.fact) for told in basis.told)


# --- length


def _characters(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _length_error(case: Case, text: str) -> float | None:
    """By the worse of the two counts in use: with punctuation and without."""
    wanted = case.notes.length
    if not wanted:
        return None
    return round(max(abs(count - wanted) for count in (_characters(text), han_count(text))) / wanted, 4)


# --- expectations


def _unmet(case: Case, tree: Draft, said: Said, covered: float | None, error: float | None) -> Iterator[Unmet]:
    expect = case.expect
    heads = "\n".join(part.text for part in tree.parts if part.role in ("heading", "topic"))
    for wanted in expect.sections:
        if not any(one in heads for one in _any(wanted)):
            yield Unmet(what="部分", message=f"标题中没有“{_named(wanted)}”")
    for wanted in expect.facts:
        if not any(said.has(one) for one in _any(wanted)):
            yield Unmet(what="事实", message=f"没有写出“{_named(wanted)}”")
    for words in expect.forbidden:
        if said.has(words):
            yield Unmet(what="禁用", message=f"出现了“{words}”")
    if covered is not None and covered < expect.coverage:
        yield Unmet(what="覆盖", message=f"要点写入低于 {expect.coverage:.0%}")
    if error is not None and expect.length is not None and error > expect.length:
        yield Unmet(what="篇幅", message=f"与要求字数相差超过 {expect.length:.0%}")


def _any(wanted: str | tuple[str, ...]) -> tuple[str, ...]:
    return (wanted,) if isinstance(wanted, str) else wanted


def _named(wanted: str | tuple[str, ...]) -> str:
    return "”或“".join(_any(wanted))
