"""Runs to compare, made of the labelled drafts that the evaluation ships, sound or with defects planted in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from eval.case import Case, CaseFile, Expectations
from eval.claims_score import FOLDER
from eval.metrics import Score, score
from eval.mutants.kind import say
from eval.mutants.of_form import heading_of_another_form
from eval.mutants.planted import FOLDER as UNSEEN
from eval.mutants.source import Source, material
from eval.record import Run, RunHeader, RunRecord, run_of
from pipeline.checks import check
from pipeline.document import to_json
from pipeline.export import plain
from pipeline.genre import find_genre, load_genres
from pipeline.notes import read_notes
from pipeline.parsing import parse

Change = Callable[[Source, Random], str]
_FILE = CaseFile(title="已标注的稿件", tags=("测试",), source="eval 中已标注的稿件", expect=Expectations(length=None))
_SECOND = FOLDER.with_name("claims_second")


@lru_cache(maxsize=2)
def labelled() -> Mapping[str, Source]:
    """The labelled drafts with their notes, by name: by hand and in the manner of a model given one prompt."""
    paths = [path for folder in (FOLDER, UNSEEN, _SECOND) for path in sorted(folder.glob("*.txt"))]
    return {path.stem: _source(path) for path in paths}


def _source(path: Path) -> Source:
    notes = read_notes(next((path.parent / "notes").glob(f"{path.name.partition('.')[0]}.*")))
    text = path.read_text(encoding="utf-8").rstrip("\n")
    genre = find_genre(notes.genre or ("xuanren" if "选人用人" in text[:60] else "fayan"), load_genres())
    return Source(path.stem, text, genre, notes, parse(text, genre))


def case_of(source: Source) -> Case:
    assert source.notes is not None
    return Case(source.name, Path(), _FILE, Path(), source.notes, source.genre, "")


@lru_cache(maxsize=256)
def scored(name: str, text: str) -> tuple[dict[str, Any], Score]:
    """The draft ``text`` of a labelled source as JSON, and its score."""
    source = labelled()[name]
    draft: dict[str, Any] = {**to_json(parse(text, source.genre)), "usage": {}, "prompts": []}
    return draft, score(case_of(source), draft)


@lru_cache(maxsize=64)
def findings_on(name: str, text: str) -> list[dict[str, Any]]:
    source = labelled()[name]
    return [plain(one) for one in check(text, source.notes, source.genre).findings]


def run_with(texts: Mapping[str, str], *, findings: int = 0, **header: Any) -> Run:
    """A run of one draft a source: ``texts`` by the name of the source. ``findings``: so many drafts carry theirs."""
    records = []
    for at, (name, text) in enumerate(texts.items()):
        draft, worth = scored(name, text)
        told = findings_on(name, text) if at < findings else []
        records.append(RunRecord(case=name, digest="0", draft={**draft, "findings": told}, score=worth))
    return run_of(_header(dict.fromkeys(texts, "0"), **header), records)


def _header(cases: dict[str, str], **changed: Any) -> RunHeader:
    given: dict[str, Any] = {
        "created": "2026-01-02T03:04:05+00:00",
        "nigao": "0",
        "python": "3.11",
        "platform": "test",
        "backend": "replay",
        "model": "模型甲",
        "prompts": {},
        "data": {},
    }
    return RunHeader.model_validate({**given, "cases": cases, **changed})


def sound() -> dict[str, str]:
    return {name: source.text for name, source in labelled().items()}


def changed_in(share: float, change: Change, seed: int = 1) -> dict[str, str]:
    """The labelled drafts, ``change`` made in about ``share`` of them."""
    rng = Random(seed)
    return {name: change(source, rng) if rng.random() < share else source.text for name, source in labelled().items()}


def claims_let_in(source: Source, rng: Random) -> str:
    """What a draft gains when the rule against invented practice is dropped: two claims."""
    for _ in range(2):
        text = say(source, rng, rng.choice(material().claims).rstrip("，。") + "。").text
        source = replace(source, text=text, draft=parse(text, source.genre))
    return source.text


def headings_uneven(source: Source, rng: Random) -> str:
    """One heading of another form; the text as it is where the kind finds no headings to break."""
    planted = heading_of_another_form(source, rng)
    return planted.text if planted else source.text
