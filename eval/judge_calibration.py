"""Whether the judge may be believed: what it says of drafts whose defects are known.

Three kinds of drafts are known: those whose unsupported claims an editor labelled (``eval/claims``), the hand-worked
ones among them with one fact invented (``eval/mutants``), and the same with one defect of any kind, beside the sound
draft. A judge is a model with two prompts; a calibration holds for these three and no other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.claims_score import Case as LabelledCase
from eval.claims_score import cases as labelled_cases
from eval.judge import Judged
from eval.judge_asking import Couple, Item, Judge
from eval.judge_pair import JudgedPair, PairVerdict, first_share
from eval.mutants.kind import Kind, Planted
from eval.mutants.kinds import FIRST, LATER
from eval.mutants.source import Source
from pipeline.data_files import first_fault, read_data
from pipeline.errors import UserError
from pipeline.genre import Genre, find_genre, load_genres
from pipeline.parsing import parse
from pipeline.prompts import PromptBook
from pipeline.settings import Settings

UNCALIBRATED = "未经校准"
STAGES = ("judge", "judge_pair")
_LIMITS = Path(__file__).with_name("judge_limits.yaml")
_SEED = 1
_INVENTED = "_invented"
_PAIRED = ("grounding", "coverage", "structure", "register", "duplicate", "leakage", "policy", "injection")
"""Families whose defects decide between two drafts; format is what rules are for."""

Share = tuple[int, int]
Preference = Literal["sound", "damaged", "tie", "straddling", "unjudged"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limits(_Strict):
    """``judge_limits.yaml``: what a judge has to reach."""

    source: Annotated[str, Field(min_length=6)]
    as_of: str
    serious_caught: float
    alarms_per_draft: float
    planted_caught: float
    pair_caught: float
    first_share: tuple[float, float]
    failed: float


class Identity(_Strict):
    """Who judges. ``prompts``: stage -> digest."""

    model: str
    prompts: dict[str, str]

    @property
    def key(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


class Calibration(_Strict):
    """What a judge made of drafts whose defects are known; shares are (so many, of so many).

    ``serious``, ``minor``: labelled claims that it reported. ``right``: of what it reported on those drafts, labelled.
    ``alarms``: serious ones that it reported on hand-worked drafts where no label is, and how many drafts these are.
    ``planted``: invented facts that it reported. ``pairs``: of sound and damaged drafts side by side, those where it
    preferred the sound one, the damaged one, could not tell, or turned with the order. ``first``: answers that
    preferred what stood first. ``failed``: votes without a usable answer. ``faults``: citations that did not hold.
    """

    kind: Literal["calibration"] = "calibration"
    created: str
    judge: Identity
    votes: int
    serious: Share
    minor: Share
    right: Share
    alarms: Share
    planted: Share
    pairs: dict[Preference, int]
    first: Share
    failed: Share
    faults: int


@lru_cache(maxsize=1)
def limits() -> Limits:
    return read_data(_LIMITS, Limits, "评审校准标准")


def identity(model: str, prompts: PromptBook) -> Identity:
    return Identity(model=model, prompts={stage: prompts[stage].digest for stage in STAGES})


# --- calibrating


def calls_needed(sample: int, votes: int) -> int:
    """Calls that a calibration makes."""
    return votes * (len(labelled_cases()) + len(planted_items(sample)) + 2 * len(planted_couples(sample)))


def calibrate(judge: Judge, who: Identity, sample: int) -> Calibration:
    """``sample``: how many planted drafts, and how many pairs. Raises ModelUnavailable when the judge is not there."""
    cases = labelled_cases()
    by_rubric = judge.judge([_item(case) for case in cases])
    planted = planted_items(sample)
    of_planted = judge.judge([item for item, _ in planted])
    couples = planted_couples(sample)
    pairs = judge.judge_pairs(couples)
    votes = [vote for one in (*by_rubric, *of_planted) for vote in one.votes]
    ballots = [ballot for pair in pairs for ballot in pair.ballots]
    failed = [bool(vote.failed) for vote in votes] + [bool(ballot.failed) for ballot in ballots]
    return Calibration(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        judge=who,
        votes=judge.votes,
        serious=_labels_found(cases, by_rubric, "serious"),
        minor=_labels_found(cases, by_rubric, "minor"),
        right=_right(cases, by_rubric),
        alarms=_alarms(cases, by_rubric),
        planted=(sum(_reports(one, span) for one, (_, span) in zip(of_planted, planted, strict=True)), len(planted)),
        pairs=_preferred(pairs),
        first=first_share(pairs),
        failed=(sum(failed), len(failed)),
        faults=sum(len(vote.faults) for vote in votes),
    )


def _labels_found(cases: Sequence[LabelledCase], judged: Sequence[Judged], grade: str) -> Share:
    pairs = list(zip(cases, judged, strict=True))
    labels = [(label, one) for case, one in pairs for label in case.labels if label.grade == grade]
    return sum(_reports(one, (label.start, label.end)) for label, one in labels), len(labels)


def _reports(judged: Judged, span: tuple[int, int]) -> bool:
    return any(one.start < span[1] and span[0] < one.end for one in judged.agreed)


def _right(cases: Sequence[LabelledCase], judged: Sequence[Judged]) -> Share:
    found = [bool(case.grade(o.start, o.end)) for case, one in zip(cases, judged, strict=True) for o in one.agreed]
    return sum(found), len(found)


def _alarms(cases: Sequence[LabelledCase], judged: Sequence[Judged]) -> Share:
    by_hand = [(case, one) for case, one in zip(cases, judged, strict=True) if not case.single_prompt]
    alarms = [o for case, one in by_hand for o in one.agreed if o.grade == "serious" and not case.grade(o.start, o.end)]
    return len(alarms), len(by_hand)


def _preferred(pairs: Sequence[JudgedPair]) -> dict[Preference, int]:
    """The sound draft is A in every other couple, so that no letter is always right."""
    counts: dict[Preference, int] = dict.fromkeys(get_args(Preference), 0)
    for at, pair in enumerate(pairs):
        counts[_preference(pair.verdict, _sound_side(at))] += 1
    return counts


def _preference(verdict: PairVerdict, sound: str) -> Preference:
    if verdict == "a" or verdict == "b":
        return "sound" if verdict == sound else "damaged"
    return verdict


def _sound_side(at: int) -> str:
    return "a" if at % 2 == 0 else "b"


# --- drafts whose defects are known


def _genre(case: LabelledCase) -> Genre:
    return find_genre(case.notes.genre or ("xuanren" if "xuanren" in case.name else "fayan"), load_genres())


def _item(case: LabelledCase) -> Item:
    return Item(case.name, 0, case.notes, _genre(case), case.text)


@lru_cache(maxsize=1)
def _hand_worked() -> tuple[Source, ...]:
    cases = [case for case in labelled_cases() if not case.single_prompt]
    return tuple(
        Source(case.name, case.text, _genre(case), case.notes, parse(case.text, _genre(case))) for case in cases
    )


def planted_items(sample: int) -> list[tuple[Item, tuple[int, int]]]:
    """Hand-worked drafts with one invented fact each, and where it stands."""
    kinds = [kind for kind in FIRST if kind.name.endswith(_INVENTED)]
    found: list[tuple[Item, tuple[int, int]]] = []
    for kind, source, planted in _plantings(kinds, sample):
        if planted.span and source.notes is not None:
            name = f"{source.name}+{kind.name}"
            found.append((Item(name, 0, source.notes, source.genre, planted.text), planted.span))
    return found


def planted_couples(sample: int) -> list[Couple]:
    """Hand-worked drafts beside themselves with one defect, kinds of all families in turn."""
    by_family = [[kind for kind in (*FIRST, *LATER) if kind.families[0] == family] for family in _PAIRED]
    longest = max(map(len, by_family))
    kinds = [family[at] for at in range(longest) for family in by_family if at < len(family)]
    couples: list[Couple] = []
    for kind, source, planted in _plantings(kinds, sample):
        assert source.notes is not None
        sides = (source.text, planted.text) if _sound_side(len(couples)) == "a" else (planted.text, source.text)
        couples.append(Couple(f"{source.name}+{kind.name}", 0, source.notes, source.genre, *sides))
    return couples


def _plantings(kinds: Sequence[Kind], sample: int) -> list[tuple[Kind, Source, Planted]]:
    """``sample`` of them, one kind after the other and one draft after the other; the same every time."""
    return [one for _, one in zip(range(sample), _endless(kinds), strict=False)]


def _endless(kinds: Sequence[Kind]) -> Iterator[tuple[Kind, Source, Planted]]:
    sources = _hand_worked()
    for turn in range(len(sources)):
        for at, kind in enumerate(kinds):
            source = sources[(at + turn) % len(sources)]
            planted = kind.plant(source, Random(f"{_SEED}:{kind.name}:{source.name}"))
            if planted is not None and planted.text != source.text:
                yield kind, source, planted


# --- kept


def calibration_path(settings: Settings, who: Identity) -> Path:
    return settings.home / "eval" / "judge" / f"{who.key}.json"


def save_calibration(path: Path, found: Calibration) -> None:
    """Raises UserError when it cannot be written."""
    from pipeline.commands.files import checked_outputs, write_all

    path.parent.mkdir(parents=True, exist_ok=True)
    (target,) = checked_outputs([path])
    write_all({target: (found.model_dump_json(indent=1) + "\n").encode()})


def load_calibration(path: Path, who: Identity) -> Calibration | None:
    """The calibration of this very judge; None when there is none. Raises UserError when the file does not hold."""
    if not path.is_file():
        return None
    try:
        found = Calibration.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise UserError(f"校准记录 {path} 有误：{first_fault(error)}。请删去后重新校准（--calibrate）。") from error
    except (OSError, ValueError) as error:
        raise UserError(f"校准记录 {path} 读不懂（{error}）。请删去后重新校准（--calibrate）。") from error
    return found if found.judge == who else None


def shortcomings(found: Calibration) -> list[str]:
    """Where the judge does not reach the limits, in words."""
    limit = limits()
    checks = (
        (_of(found.serious) < limit.serious_caught, f"严重的无据说法只报出 {_said(found.serious)}"),
        (_of(found.planted) < limit.planted_caught, f"植入的编造只报出 {_said(found.planted)}"),
        (_of(found.alarms) > limit.alarms_per_draft, f"{found.alarms[1]} 篇好稿误报 {found.alarms[0]} 处严重的"),
        (_of(pair_share(found)) < limit.pair_caught, f"两稿相比只有 {_said(pair_share(found))} 选中好的"),
        (not limit.first_share[0] <= _half(found.first) <= limit.first_share[1], f"选前一稿 {_said(found.first)}"),
        (_of(found.failed) > limit.failed, f"{_said(found.failed)} 票没有判成"),
    )
    return [words for short, words in checks if short]


def pair_share(found: Calibration) -> Share:
    """Pairs in which the sound draft was preferred."""
    return found.pairs.get("sound", 0), sum(found.pairs.values())


def standing(found: Calibration | None) -> str:
    """How far the judge may be believed, in words that stand beside everything it says."""
    if found is None:
        return UNCALIBRATED
    short = shortcomings(found)
    return f"校准未过（{'；'.join(short)}）" if short else f"已校准（{found.created[:10]}）"


def _of(share: Share) -> float:
    return share[0] / share[1] if share[1] else 0.0


def _half(share: Share) -> float:
    """Where nothing was decided there is no bias either."""
    return _of(share) if share[1] else 0.5


def _said(share: Share) -> str:
    return f"{share[0]}/{share[1]}"
