"""Defects planted by hand, ``eval/unseen/planted*.yaml``: each is one replacement in one of the labelled drafts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from eval.mutants.score import Outcome, judged
from pipeline.checks import check
from pipeline.checks.finding import Finding
from pipeline.errors import UserError
from pipeline.notes import Notes, read_notes

_EVAL = Path(__file__).resolve().parents[1]
FOLDER = _EVAL / "unseen"
ROUNDS = ("planted.yaml", "planted_second.yaml")
_DRAFTS = (FOLDER, _EVAL / "claims_second")


class ByHand(BaseModel):
    """One defect. ``draft``: the number of the draft; ``absent``: it has no place of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    draft: str
    families: tuple[str, ...]
    find: str
    put: str
    absent: bool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    as_of: str
    planted: tuple[ByHand, ...]


@lru_cache(maxsize=4)
def planted(name: str = ROUNDS[0]) -> tuple[ByHand, ...]:
    """Those of one round, in the order of its file."""
    data = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return _File.model_validate(data).planted


def score_planted(name: str = ROUNDS[0]) -> list[Outcome]:
    """What the checks make of each; a finding that the draft has without the defect notices nothing."""
    sound = {draft: check(*_draft(draft)).findings for draft in sorted({one.draft for one in planted(name)})}
    return [_outcome(one, sound[one.draft]) for one in planted(name)]


def _outcome(one: ByHand, before: tuple[Finding, ...]) -> Outcome:
    text, notes = _draft(one.draft)
    if text.count(one.find) != 1:
        raise UserError(
            f"稿件 {one.draft} 中应有一处“{one.find}”，实际有 {text.count(one.find)} 处。请改正 planted*.yaml。"
        )
    at = text.index(one.find)
    changed = text[:at] + one.put + text[at + len(one.find) :]
    span = None if one.absent else (at, at + max(1, len(one.put)))
    return judged(one.kind, one.families, one.draft, changed, span, before, check(changed, notes).findings)


@lru_cache(maxsize=16)
def _draft(number: str) -> tuple[str, Notes]:
    path = next(found for folder in _DRAFTS for found in folder.glob(f"{number}_*.txt"))
    return path.read_text(encoding="utf-8"), read_notes(next((path.parent / "notes").glob(f"{number}_*")))
