"""Two drafts of the same notes: which one the judge would sign, asked in both orders and several times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import comb
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.judge import JudgeFault
from pipeline.data_files import first_fault

Preferred = Literal["first", "second", "neither"]
Side = Literal["a", "b", "neither"]
Outcome = Literal["a", "b", "tie", "order"]
PairVerdict = Literal["a", "b", "tie", "straddling", "unjudged"]
PAIR_VERDICTS: Mapping[PairVerdict, str] = {
    "a": "A 好",
    "b": "B 好",
    "tie": "分不出",
    "straddling": "几票不一",
    "unjudged": "没有判成",
}


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")

    better: Preferred
    why: str = ""


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ballot(_Kept):
    """One vote: the same question in both orders. ``a_first``: the answer when A stood first; None when there is none.

    ``why``: both reasons. ``failed``: why an answer is missing.
    """

    a_first: Preferred | None = None
    b_first: Preferred | None = None
    why: tuple[str, ...] = ()
    failed: str = ""

    @property
    def sides(self) -> tuple[Side, Side] | None:
        """What was preferred, whatever it was called; None when an answer is missing."""
        if self.a_first is None or self.b_first is None:
            return None
        return _SIDES[self.a_first], _SWAPPED[self.b_first]

    @property
    def outcome(self) -> Outcome | None:
        """``order``: the preference turned with the order, so it says nothing of the drafts."""
        if self.sides is None:
            return None
        preferred = set(self.sides) - {"neither"}
        if len(preferred) > 1:
            return "order"
        return "tie" if "neither" in self.sides else ("a" if preferred == {"a"} else "b")


_SIDES: Mapping[Preferred, Side] = {"first": "a", "second": "b", "neither": "neither"}
_SWAPPED: Mapping[Preferred, Side] = {"first": "b", "second": "a", "neither": "neither"}


def preferred_of(data: Any) -> tuple[Preferred, str]:
    """The answer and its reason. Raises JudgeFault when it has not the form asked for."""
    try:
        answer = _Answer.model_validate(data)
    except ValidationError as error:
        raise JudgeFault(f"评审的回答不合格式：{first_fault(error)}") from error
    return answer.better, answer.why


class JudgedPair(_Kept):
    """Two drafts of one case."""

    case: str
    repeat: int
    ballots: tuple[Ballot, ...]

    @property
    def outcomes(self) -> list[Outcome]:
        return [ballot.outcome for ballot in self.ballots if ballot.outcome]

    @property
    def verdict(self) -> PairVerdict:
        """A side only when more than half of the votes name it and none the other; one that turns with the order, or
        votes on both sides, are a state of their own."""
        counts = Counter(self.outcomes)
        total = counts.total()
        if not total:
            return "unjudged"
        for side, other in (("a", "b"), ("b", "a")):
            if 2 * counts[side] > total and not counts[other] and not counts["order"]:  # type: ignore[index]
                return "a" if side == "a" else "b"
        return "straddling" if counts["order"] or (counts["a"] and counts["b"]) else "tie"


def first_share(pairs: Sequence[JudgedPair]) -> tuple[int, int]:
    """Answers that preferred what stood first, of all that preferred anything. Without bias, half of them."""
    answers = [one for pair in pairs for ballot in pair.ballots for one in (ballot.a_first, ballot.b_first)]
    decided = [one for one in answers if one in ("first", "second")]
    return sum(one == "first" for one in decided), len(decided)


def chance(wins: int, losses: int) -> float:
    """How often a fair coin gives so many ``wins``, or more, of ``wins`` + ``losses``."""
    total = wins + losses
    return float(sum(comb(total, at) for at in range(wins, total + 1)) / 2**total)
