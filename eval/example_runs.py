"""Two runs to try ``nigao eval compare`` on without a model: ``python -m eval.example_runs FOLDER``.

Both are of the seven notes whose drafts are shipped with labels (``eval/claims``): ``一次写成.jsonl`` holds those that
a model wrote given one prompt, ``反复改过.jsonl`` those that were worked over by hand. They are scored anew each time,
so they never lag behind the rules.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from eval.case import CASES, Case, load_cases
from eval.claims_score import FOLDER
from eval.metrics import score
from eval.record import Run, RunHeader, RunRecord, run_of, write_run
from pipeline import __version__
from pipeline.checks import check
from pipeline.document import to_json
from pipeline.errors import NigaoError
from pipeline.export import plain
from pipeline.parsing import parse

RUNS = {"一次写成.jsonl": "single_prompt", "反复改过.jsonl": "by_hand"}


def example_run(kind: str) -> Run:
    """The run of one kind of draft. ``kind``: ``single_prompt`` or ``by_hand``."""
    records = list(_records(kind))
    header = RunHeader(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        nigao=__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        backend="live",
        model="示例",
        whole=False,
        prompts={},
        data={},
        cases={record.case: record.digest for record in records},
    )
    return run_of(header, records)


def _records(kind: str) -> Iterator[RunRecord]:
    drafts = {path.name[:2]: path for path in FOLDER.glob(f"*.{kind}.txt")}
    for case in load_cases(CASES):
        path = drafts.get(case.id[:2])
        if path is not None and case.id[2:3] == "-":
            yield _record(case, path.read_text(encoding="utf-8").rstrip("\n"))


def _record(case: Case, text: str) -> RunRecord:
    draft = {**to_json(parse(text, case.genre)), "usage": {}, "prompts": []}
    findings = check(text, case.notes, case.genre).findings
    draft["findings"] = [plain(one) for one in findings]
    return RunRecord(case=case.id, digest=case.digest, draft=draft, score=score(case, draft))


def main(argv: Sequence[str] | None = None) -> int:
    """Writes both runs."""
    parser = argparse.ArgumentParser(description="写出两次示例运行，供试用 nigao eval compare")
    parser.add_argument("folder", type=Path, metavar="文件夹")
    folder = parser.parse_args(argv).folder
    try:
        for name, kind in RUNS.items():
            write_run(folder / name, example_run(kind))
            sys.stdout.write(f"{folder / name}\n")
    except NigaoError as error:
        sys.stderr.write(f"错误：{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
