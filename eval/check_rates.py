"""The checks as an evaluation: how many planted defects each family notices, and how often it cries wolf.

The mutation suite plants defects in sound texts (``eval/mutants``); labelled drafts (``eval/claims``) hold claims that
no note carries. The rates are gated against ``eval/baselines/checks.json``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.claims_score import Score as ClaimScore
from eval.claims_score import cases as claim_cases
from eval.claims_score import shipped
from eval.gate import BASELINES, Shortfall
from eval.mutants.kinds import FIRST, LATER
from eval.mutants.score import Outcome, false_alarms, score
from eval.mutants.source import reference_drafts
from eval.run import in_parallel
from pipeline.data_files import first_fault
from pipeline.errors import UserError

SEED = 1
BASELINE = BASELINES / "checks.json"
LATER_NAME = "后写的一组"
_PARTS = 2  # of the suite, a process: every part checks the sound texts once more
_TEXTS = 4
"""Sound texts that each kind is planted in: a gate may not take longer. ``python -m eval.mutants_score`` takes all."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FamilyRate(_Strict):
    """One family: defects planted for it, those noticed at their place, and the sound drafts it raised an alarm on.

    ``alarms``: findings of warning level and above on sound drafts, ``alarmed`` the drafts that have any.
    """

    planted: int
    caught: int
    alarms: int = 0
    alarmed: int = 0

    @property
    def caught_share(self) -> float:
        return self.caught / self.planted if self.planted else 1.0


class ClaimRate(_Strict):
    """Labelled claims that were found, and findings that hit a label, of all there were."""

    serious: tuple[int, int]
    minor: tuple[int, int]
    right: tuple[int, int]


class CheckRates(_Strict):
    """``families``: by name, and the kinds written after the rules under ``LATER_NAME``. ``drafts``: the sound ones.

    ``claims``: by who wrote the labelled drafts, ``single_prompt`` or ``by_hand``. ``tolerance``: share of planted or
    labelled defects by which a rate may fall before the gate does.
    """

    drafts: int
    families: dict[str, FamilyRate]
    claims: dict[str, ClaimRate]
    tolerance: float = 0.01


def check_rates(jobs: int = 1) -> CheckRates:
    """All rates. Raises UserError outside a checkout, which alone has the sound drafts."""
    drafts = reference_drafts()
    parts = max(1, jobs) * _PARTS
    tasks = [slice(at, None, parts) for at in range(parts)]
    first, later = [], []
    for of_first, of_later in in_parallel(_planted, tasks, jobs):
        first += of_first
        later += of_later
    families = _families(first)
    families[LATER_NAME] = FamilyRate(planted=len(later), caught=sum(outcome.caught for outcome in later))
    return CheckRates(drafts=len(drafts), families=families, claims=dict(_claims()))


def _planted(part: slice) -> tuple[list[Outcome], list[Outcome]]:
    """The outcomes of a part of both sets; kinds themselves cannot be sent to another process."""
    kinds = [*FIRST[part], *LATER[part]]
    outcomes = score(kinds, SEED, texts=_TEXTS)
    later = {kind.name for kind in LATER[part]}
    return [one for one in outcomes if one.kind not in later], [one for one in outcomes if one.kind in later]


def _families(outcomes: Sequence[Outcome]) -> dict[str, FamilyRate]:
    planted = Counter(outcome.family for outcome in outcomes)
    caught = Counter(outcome.family for outcome in outcomes if outcome.caught)
    raised = [(name, finding.rule.partition(".")[0]) for name, finding in false_alarms()]
    alarms, alarmed = Counter(family for _, family in raised), Counter(family for _, family in set(raised))
    return {
        family: FamilyRate(
            planted=planted[family], caught=caught[family], alarms=alarms[family], alarmed=alarmed[family]
        )
        for family in sorted({*planted, *alarms})
    }


def _claims() -> Iterator[tuple[str, ClaimRate]]:
    scored = list(shipped(claim_cases()))
    for name, single in (("single_prompt", True), ("by_hand", False)):
        total = sum((one for case, one in scored if case.single_prompt == single), ClaimScore())
        yield name, ClaimRate(serious=total.serious, minor=total.minor, right=total.right)


# --- the gate


def judge_checks(now: CheckRates, old: CheckRates | None) -> list[Shortfall]:
    """Rates that fell by more than the tolerance, alarms that were not there, families that are gone."""
    return list(_shortfalls(now, old)) if old else []


def _shortfalls(now: CheckRates, old: CheckRates) -> Iterator[Shortfall]:
    for name, before in old.families.items():
        found = now.families.get(name)
        if found is None:
            yield Shortfall(name, "检查族", "有", "没有了")
            continue
        if found.caught_share < before.caught_share - old.tolerance:
            yield Shortfall(name, "检出率", _share(before.caught, before.planted), _share(found.caught, found.planted))
    for name, found in now.families.items():
        before = old.families.get(name, FamilyRate(planted=0, caught=0))
        if found.alarms > before.alarms:
            yield Shortfall(name, "误报", f"{before.alarms} 处", f"{found.alarms} 处")
    for name, claims in old.claims.items():
        yield from _claim_shortfalls(name, claims, now.claims.get(name), old.tolerance)


def _claim_shortfalls(name: str, old: ClaimRate, now: ClaimRate | None, tolerance: float) -> Iterator[Shortfall]:
    if now is None:
        yield Shortfall(name, "无据说法", "有", "没有了")
        return
    for label, before, found in _claim_rows(old, now):
        if before[1] and found[0] / max(found[1], 1) < before[0] / before[1] - tolerance:
            yield Shortfall(name, label, _share(*before), _share(*found))


def _claim_rows(old: ClaimRate, now: ClaimRate) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    yield "严重的无据说法检出", old.serious, now.serious
    yield "轻微的无据说法检出", old.minor, now.minor
    yield "报得对的", old.right, now.right


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}（{part / whole:.1%}）" if whole else "—"


# --- the file and the tables


def load_rates(path: Path = BASELINE) -> CheckRates | None:
    """The accepted rates; None when there are none. Raises UserError when the file does not hold."""
    if not path.is_file():
        return None
    try:
        return CheckRates.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise UserError(f"基线文件 {path} 有误：{first_fault(error)}。请改正，或加 --accept 重建。") from error
    except ValueError as error:
        raise UserError(f"基线文件 {path} 读不懂（{error}）。请改正，或加 --accept 重建。") from error


def rates_text(rates: CheckRates) -> str:
    """The rates as they are written, one family a line."""
    data = rates.model_dump(mode="json")
    groups = []
    for key in ("families", "claims"):
        rows = ",\n".join(f"  {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in data[key].items())
        groups.append(f' "{key}": {{\n{rows}\n }}')
    head = f'{{\n "drafts": {rates.drafts},\n "tolerance": {rates.tolerance},\n'
    return head + ",\n".join(groups) + "\n}\n"


Row = tuple[str, ...]


def rate_rows(rates: CheckRates) -> tuple[Row, list[Row]]:
    """Head and rows: one row a family."""
    rows: list[Row] = [
        (name, _share(one.caught, one.planted), str(one.alarms), _share(one.alarmed, rates.drafts))
        if name != LATER_NAME
        else (name, _share(one.caught, one.planted), "", "")
        for name, one in rates.families.items()
    ]
    return ("检查族", "植入缺陷检出", "定稿上的误报", "有误报的定稿"), rows


def claim_rows(rates: CheckRates) -> tuple[Row, list[Row]]:
    """Head and rows: claims of practice found in labelled drafts."""
    names = {"single_prompt": "一次写成的稿件", "by_hand": "反复改过的稿件"}
    rows: list[Row] = [
        (names.get(name, name), _share(*one.serious), _share(*one.minor), _share(*one.right))
        for name, one in rates.claims.items()
    ]
    return ("已标注的稿件", "严重的无据说法检出", "轻微的检出", "报得对的"), rows


def checks_summary(rates: CheckRates, shortfalls: Sequence[Shortfall]) -> str:
    """The rates as a page for CI."""
    from eval.tables import markdown

    verdict = f"{len(shortfalls)} 项没有达到" if shortfalls else "达到基线"
    parts = [f"## 检查规则：{verdict}"]
    if shortfalls:
        rows = [(one.case, one.metric, one.old, one.new) for one in shortfalls]
        parts.append(markdown(("检查族", "指标", "基线", "本次"), rows))
    parts += [markdown(*rate_rows(rates)), markdown(*claim_rows(rates))]
    return "\n\n".join(parts) + "\n"
