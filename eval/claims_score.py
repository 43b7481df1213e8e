"""How well claims of practice are found: ``python -m eval.claims_score`` over the labelled drafts in eval/claims.

Prints, by draft and in total, how many serious and minor labels a finding overlaps, and how many findings overlap a
label. Then the same with weights fitted without any draft of the notes file in question. ``--fit`` writes the weights
anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from eval.claims_fit import fit
from pipeline.checks.claims import Classed, findings_of, see
from pipeline.checks.claims.classify import classify, weights
from pipeline.checks.claims.features import Seen
from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.guess import guess_genre
from pipeline.notes import Notes, read_notes
from pipeline.resources import corpus_folder

FOLDER = Path(__file__).parent / "claims"
PENALTY = {"claim": 2.0, "grave": 3.0}
_SERIOUS_COUNTS = 2.0
"""A serious label weighs as two clauses when the first curve is fitted."""


class Label(BaseModel):
    """One labelled span of a draft; offsets in characters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    draft: str
    start: int
    end: int
    quote: str
    grade: Literal["serious", "minor"]
    why: Annotated[str, Field(min_length=3)]


@dataclass(frozen=True)
class Case:
    """A labelled draft with its notes. ``notes_file``: what drafts of the same notes have in common."""

    name: str
    notes_file: str
    text: str
    notes: Notes
    labels: tuple[Label, ...]

    @property
    def single_prompt(self) -> bool:
        return "single_prompt" in self.name

    def grade(self, start: int, end: int) -> str:
        """ "serious", "minor" or "" for a span: the gravest label it overlaps."""
        grades = {label.grade for label in self.labels if start < label.end and label.start < end}
        return "serious" if "serious" in grades else ("minor" if grades else "")


@dataclass(frozen=True)
class Score:
    """Counts over findings: labels found of all, findings that overlap a label of all."""

    serious: tuple[int, int] = (0, 0)
    minor: tuple[int, int] = (0, 0)
    right: tuple[int, int] = (0, 0)
    warnings: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            (self.serious[0] + other.serious[0], self.serious[1] + other.serious[1]),
            (self.minor[0] + other.minor[0], self.minor[1] + other.minor[1]),
            (self.right[0] + other.right[0], self.right[1] + other.right[1]),
            self.warnings + other.warnings,
        )


@lru_cache(maxsize=4)
def cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """The labelled drafts of ``folder`` in the order of their names."""
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = [Label.model_validate_json(line) for line in lines]
    return tuple(_case(path, labels) for path in sorted(folder.glob("*.txt")))


def _case(path: Path, labels: list[Label]) -> Case:
    notes_file = path.name.partition(".")[0]
    found = next((path.parent / "notes").glob(f"{notes_file}.*"))
    own = tuple(label for label in labels if label.draft == path.name)
    return Case(path.name, notes_file, path.read_text(encoding="utf-8"), read_notes(found), own)


@lru_cache(maxsize=64)
def seen(case: Case) -> list[Seen]:
    """Every clause of a case, seen once."""
    return see(Context(case.text, case.notes, guess_genre(case.text)).draft, case.notes)


def score(case: Case, findings: Sequence[Finding]) -> Score:
    """What ``findings`` on ``case`` are worth."""

    def found(label: Label) -> bool:
        return any(finding.start < label.end and label.start < finding.end for finding in findings)

    by_grade = {
        grade: (sum(found(label) for label in own), len(own))
        for grade in ("serious", "minor")
        for own in [[label for label in case.labels if label.grade == grade]]
    }
    right = sum(bool(case.grade(finding.start, finding.end)) for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    return Score(by_grade["serious"], by_grade["minor"], (right, len(findings)), warnings)


def fitted(given: Sequence[Case]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of both curves, moved by the labels of ``given``."""
    rows = [(one, case.grade(one.clause.start, one.clause.end)) for case in given for one in seen(case)]
    rows = [(one, grade) for one, grade in rows if not one.fact]
    claims = [(one, grade) for one, grade in rows if grade]
    claim = fit(
        [one.measures for one, _ in rows],
        [float(bool(grade)) for _, grade in rows],
        [_SERIOUS_COUNTS if grade == "serious" else 1.0 for _, grade in rows],
        weights().claim.hand,
        PENALTY["claim"],
    )
    hand = weights().grave.hand
    grave = fit(
        [{name: value for name, value in one.measures.items() if name in hand} for one, _ in claims],
        [float(grade == "serious") for _, grade in claims],
        [1.0] * len(claims),
        hand,
        PENALTY["grave"],
    )
    return claim, grave


def _findings(case: Case, claim: dict[str, float], grave: dict[str, float]) -> list[Finding]:
    found: list[Classed] = [classify(one, claim, grave) for one in seen(case)]
    return findings_of(found)


def shipped(given: Sequence[Case]) -> Iterator[tuple[Case, Score]]:
    """Every case under the shipped weights."""
    by = weights()
    for case in given:
        yield case, score(case, _findings(case, by.claim.fitted, by.grave.fitted))


def held_out(given: Sequence[Case]) -> Iterator[tuple[Case, Score]]:
    """Every case under weights fitted without any draft of its notes file."""
    for notes_file in sorted({case.notes_file for case in given}):
        claim, grave = fitted([case for case in given if case.notes_file != notes_file])
        for case in given:
            if case.notes_file == notes_file:
                yield case, score(case, _findings(case, claim, grave))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="write the fitted weights into corpus/phrases")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="another folder of labelled drafts")
    given = parser.parse_args(argv)
    if given.fit:
        _write(*fitted(cases()))
    drafts = cases(given.folder)
    _print("shipped weights", list(shipped(drafts)))
    if given.folder == FOLDER:
        _print("weights fitted without the notes file in question", list(held_out(drafts)))
    return 0


def _write(claim: dict[str, float], grave: dict[str, float]) -> None:
    by = weights()
    data = json.loads(by.model_dump_json())
    data["claim"]["fitted"], data["grave"]["fitted"] = claim, grave
    path = corpus_folder("phrases") / "claims_weights.yaml"
    head = "".join(line for line in path.read_text(encoding="utf-8").splitlines(True) if line.startswith("#"))
    path.write_text(head + yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    weights.cache_clear()


def _print(title: str, scores: list[tuple[Case, Score]]) -> None:
    lines = [title, f"{'':36}{'serious':>10}{'minor':>10}{'right/reported':>16}{'warnings':>10}"]
    lines += [_line(case.name.removesuffix(".txt"), one) for case, one in scores]
    for name, single in (("single_prompt", True), ("by_hand", False)):
        total = sum((one for case, one in scores if case.single_prompt == single), Score())
        lines.append(_line(f"all {name}", total))
    sys.stdout.write("\n".join(lines) + "\n\n")


def _line(name: str, one: Score) -> str:
    pairs = (one.serious, one.minor, one.right)
    cells = [f"{part}/{whole}" for part, whole in pairs]
    return f"{name:36}{cells[0]:>10}{cells[1]:>10}{cells[2]:>16}{one.warnings:>10}"


if __name__ == "__main__":
    raise SystemExit(main())
