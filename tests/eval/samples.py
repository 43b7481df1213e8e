"""Cases, drafts and runs for the tests of the evaluation, made without drafting anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eval.case import CASES, Case, load_case
from eval.metrics import Score
from eval.record import Backend, Run, RunHeader, RunRecord, run_of
from pipeline.document import to_json
from pipeline.parsing import parse

NOTES = """单位：市气象局
场合：全市组织工作会议
文种：汇报发言

- 建成雷达站3座
- 选派5名干部到乡镇锻炼
"""
CASE = """title: 两条要点的短稿
tags: [发言]
source: 自拟，供测试使用
expect:
  facts: [3座]
  length: null
"""


def write_case(folder: Path, case_id: str, case: str = CASE, notes: str = NOTES) -> Path:
    """A case folder under ``folder``; its path."""
    path = folder / case_id
    path.mkdir(parents=True)
    (path / "case.yaml").write_text(case, encoding="utf-8")
    (path / "notes.txt").write_text(notes, encoding="utf-8")
    return path


def shipped_case(case_id: str) -> Case:
    return load_case(CASES / case_id)


def draft_of(text: str, case: Case, **usage: float) -> dict[str, Any]:
    """``text`` as the JSON of a draft of ``case``."""
    return {**to_json(parse(text, case.genre)), "usage": usage, "prompts": []}


def a_score(**changed: Any) -> Score:
    """A good score but for what is ``changed``."""
    good: dict[str, Any] = {
        "blockers": {},
        "warnings": {},
        "coverage": 1.0,
        "grounding": 1.0,
        "leakage": 0,
        "structure": 1.0,
        "length": 2000,
        "length_error": 0.05,
        "register_distance": 1.5,
        "copied": 0.01,
        "likeness": None,
    }
    return Score.model_validate({**good, **changed})


def a_run(scores: dict[str, list[Score]], *, whole: bool = True, backend: Backend = "offline", **header: Any) -> Run:
    """A run of cases with these scores, one a repeat."""
    given = {"prompts": {}, "data": {}, **header}
    head = RunHeader(
        created="2026-01-02T03:04:05+00:00",
        nigao="0",
        python="3.11",
        platform="test",
        backend=backend,
        whole=whole,
        repeat=max(map(len, scores.values())),
        cases=dict.fromkeys(scores, "digest"),
        **given,
    )
    records = [
        RunRecord(
            case=case, repeat=at, digest="digest", draft={"text": "稿", "prompts": [{"file": "section.md"}]}, score=one
        )
        for case, every in scores.items()
        for at, one in enumerate(every)
    ]
    return run_of(head, records)
