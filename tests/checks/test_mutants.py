"""Defects planted by programme are found, by the family they belong to, at the place where they were planted."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from pipeline.checks.context import Context
from pipeline.checks.registry import run
from pipeline.document import Draft
from pipeline.genre import Genre, find_genre, load_genres
from pipeline.notes import Notes, parse_notes
from pipeline.parsing import parse
from tests.checks.mutants import KINDS, Mutant

_DATA = Path(__file__).parent.parent / "data"
_OVERALL, _FAMILY = 0.98, 0.95


def _drafts() -> list[tuple[str, Notes, Genre]]:
    found = []
    for path in sorted((_DATA / "reference_drafts").glob("*.txt")):
        notes_path = next((_DATA / "notes").glob(path.stem + ".*"))
        notes = parse_notes(notes_path.read_text(encoding="utf-8"), notes_path.name)
        found.append((path.read_text(encoding="utf-8"), notes, find_genre(notes.genre or "fayan", load_genres())))
    return found


def _is_caught(mutant: Mutant, draft: Draft, notes: Notes, genre: Genre) -> bool | None:
    mutation = mutant.make(draft)
    if mutation is None:
        return None
    text, span = mutation
    for finding in run(Context(text, notes, genre), frozenset(mutant.families)):
        hit = span is None or (finding.start < max(span[1], span[0] + 1) and finding.end > span[0])
        if hit:
            return True
    return False


@pytest.fixture(scope="module")
def caught() -> dict[str, list[tuple[str, bool]]]:
    results: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for number, (text, notes, genre) in enumerate(_drafts(), 1):
        draft = parse(text, genre)
        for mutant in KINDS:
            outcome = _is_caught(mutant, draft, notes, genre)
            if outcome is not None:
                results[mutant.families[0]].append((f"{mutant.name}@{number:02}", outcome))
    return results


def test_nearly_all_planted_defects_are_found(caught: dict[str, list[tuple[str, bool]]]) -> None:
    outcomes = [outcome for results in caught.values() for outcome in results]
    missed = [name for name, hit in outcomes if not hit]
    assert len(KINDS) >= 25
    assert len(outcomes) >= 300
    assert 1 - len(missed) / len(outcomes) >= _OVERALL, missed


def test_every_family_finds_its_own(caught: dict[str, list[tuple[str, bool]]]) -> None:
    shares = {family: sum(hit for _, hit in results) / len(results) for family, results in caught.items()}
    low = {
        family: [name for name, hit in caught[family] if not hit] for family, share in shares.items() if share < _FAMILY
    }
    assert set(shares) == {"structure", "placeholder", "policy", "format", "duplicate", "register", "injection"}
    assert not low
