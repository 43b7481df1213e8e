"""What the checks say of sound texts: the reference drafts with their notes, and the seeds with their known defects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.registry import run
from pipeline.genre import find_genre, load_genres
from pipeline.notes import parse_notes
from pipeline.resources import corpus_folder

_DATA = Path(__file__).parent.parent / "data"
_OWN = frozenset({"structure", "policy", "register", "format", "duplicate", "placeholder", "injection"})
_DRAFTS = sorted((_DATA / "reference_drafts").glob("*.txt"))
_SEEDS = sorted(corpus_folder("reports").glob("*.txt"))

# structure-of-the-seeds: the defects that the seeds themselves have, by rule.
_KNOWN = {
    "000": {"placeholder.unlisted", "format.typo", "format.space", "policy.near_miss"},
    "002": {
        "structure.title",
        "structure.numbering_gap",
        "placeholder.unlisted",
        "placeholder.mixed",
        "policy.wrong_form",
        "policy.dated",
        "format.typo",
        "format.space",
        "format.adjacent_quotes",
        "format.series_mark",
    },
    "004": {"placeholder.unlisted", "policy.congress"},
}


def _with_notes(path: Path) -> list[Finding]:
    notes_path = next((_DATA / "notes").glob(path.stem + ".*"))
    notes = parse_notes(notes_path.read_text(encoding="utf-8"), notes_path.name)
    genre = find_genre(notes.genre or "fayan", load_genres())
    return list(run(Context(path.read_text(encoding="utf-8"), notes, genre), _OWN))


@pytest.mark.parametrize("path", _DRAFTS, ids=lambda path: path.stem)
def test_a_signed_draft_has_no_blocker_and_hardly_a_warning(path: Path) -> None:
    counts = Counter(finding.severity for finding in _with_notes(path))
    assert counts["blocker"] == 0
    assert counts["warning"] <= 1
    assert counts["info"] <= 5


@pytest.mark.parametrize("path", _SEEDS, ids=lambda path: path.stem)
def test_a_seed_has_only_the_defects_that_are_known_of_it(path: Path) -> None:
    genre = load_genres()["xuanren" if "xuanren" in path.stem else "fayan"]
    found = {finding.rule for finding in run(Context(path.read_text(encoding="utf-8"), None, genre), _OWN)}
    assert found <= _KNOWN[path.stem[:3]]


def test_the_lost_second_section_of_the_written_seed_is_found() -> None:
    path = next(path for path in _SEEDS if path.stem.startswith("002"))
    text = path.read_text(encoding="utf-8")
    gap = next(
        f for f in run(Context(text, None, load_genres()["xuanren"]), _OWN) if f.rule == "structure.numbering_gap"
    )
    assert text[gap.start :].startswith("三、存在问题")
    assert "二、" in gap.message
