"""A run as one JSON Lines file: a header line, then one line a case and repeat. ``docs/eval.md`` describes it to users.

The header says what the drafts were made with and how many there should be, so that a file which was cut short is told
from a whole one. Each draft is kept whole, so that it can be scored again, compared and read later.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.metrics import Score
from pipeline.data_files import first_fault
from pipeline.errors import UserError

FORMAT = 1
Backend = Literal["offline", "replay", "live"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RunHeader(_Line):
    """The first line. ``prompts``, ``data``: file -> digest of the prompts, and of the genres and phrases.

    ``cases``: id -> digest of what it is drafted from (``Case.digest``). ``whole``: no case or tag was asked for, so
    every case there is should be in it. ``revision``: of git, with “+” when files were changed since; "" outside a
    checkout. ``model``: "" without one. ``seed``: what a model was asked to start from; None: no writer takes one yet.
    ``prompt_texts``: file -> the prompt itself, so that two runs can be compared when the files have long changed.
    """

    kind: Literal["run"] = "run"
    format: int = FORMAT
    created: str
    nigao: str
    python: str
    platform: str
    revision: str = ""
    backend: Backend
    model: str = ""
    seed: int | None = None
    repeat: int = 1
    whole: bool = True
    prompts: dict[str, str]
    prompt_texts: dict[str, str] = {}
    data: dict[str, str]
    cases: dict[str, str]


class Failure(_Line):
    """Why there is no draft: ``user`` (bad input, exit 2), ``service`` (exit 3) or ``bug`` (exit 70)."""

    kind: Literal["user", "service", "bug"]
    message: str
    trace: str = ""

    @property
    def exit_code(self) -> int:
        return {"user": 2, "service": 3, "bug": 70}[self.kind]


class RunRecord(_Line):
    """One case drafted once. ``draft`` is the JSON of ``nigao draft -o X.json``, ``score`` what it is worth.

    Either both are there or ``error`` is. ``repeat`` counts from 0. ``digest``: that of the case when it was drafted.
    """

    kind: Literal["draft"] = "draft"
    case: str
    repeat: int = 0
    digest: str
    draft: dict[str, Any] | None = None
    score: Score | None = None
    error: Failure | None = None

    @property
    def text(self) -> str:
        """The draft as plain text; "" where there is none."""
        return str(self.draft["text"]) if self.draft else ""


class Run(BaseModel):
    """A whole run file, records in the order of case and repeat."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    header: RunHeader
    records: tuple[RunRecord, ...]

    @cached_property
    def by_case(self) -> dict[str, list[RunRecord]]:
        found: dict[str, list[RunRecord]] = {case: [] for case in self.header.cases}
        for record in self.records:
            found[record.case].append(record)
        return found

    @property
    def errors(self) -> list[RunRecord]:
        return [record for record in self.records if record.error]


def run_of(header: RunHeader, records: Sequence[RunRecord]) -> Run:
    """The records in order."""
    return Run(header=header, records=tuple(sorted(records, key=lambda record: (record.case, record.repeat))))


def line(value: RunHeader | RunRecord) -> str:
    """One line of the file."""
    return json.dumps(value.model_dump(mode="json"), ensure_ascii=False) + "\n"


def write_run(path: Path, run: Run) -> None:
    """Writes ``run`` as a whole. Raises UserError when it cannot be written."""
    from pipeline.commands.files import checked_outputs, write_all

    content = line(run.header) + "".join(map(line, run.records))
    write_all({target: content.encode() for target in checked_outputs([path])})


def read_run(path: Path) -> Run:
    """The run in ``path``. Raises UserError naming the line that does not hold, or the drafts that are not there."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UserError(f"{path}：读不到这个文件（{error.strerror}）。请检查路径和文件名。") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}：不是 UTF-8 文本。请给出 nigao eval run 写出的文件。") from error
    if not lines:
        raise UserError(f"{path}：文件是空的。请给出 nigao eval run 写出的文件。")
    header = _parsed(lines[0], RunHeader, f"{path} 第 1 行")
    if header.format != FORMAT:
        raise UserError(f"{path}：运行结果的格式是 {header.format}，本版本只认 {FORMAT}。请重新运行 nigao eval run。")
    records = [_parsed(raw, RunRecord, f"{path} 第 {at} 行") for at, raw in enumerate(lines[1:], 2) if raw.strip()]
    _require_whole(path, header, records)
    return run_of(header, records)


def _parsed(raw: str, model: type[Any], place: str) -> Any:
    try:
        return model.model_validate(json.loads(raw))
    except ValidationError as error:
        raise UserError(f"{place}不是评测运行结果：{first_fault(error)}。请给出 nigao eval run 写出的文件。") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{place}不是 JSON。请给出 nigao eval run 写出的文件。") from error


def _require_whole(path: Path, header: RunHeader, records: Sequence[RunRecord]) -> None:
    wanted = {(case, repeat) for case in header.cases for repeat in range(header.repeat)}
    there = [(record.case, record.repeat) for record in records]
    if foreign := sorted(set(there) - wanted) or sorted(one for one, times in Counter(there).items() if times > 1):
        case, repeat = foreign[0]
        raise UserError(f"{path}：案例“{case}”第 {repeat + 1} 次多出来了。文件可能被改动过，请重新运行。")
    if missing := sorted(wanted - set(there)):
        case, repeat = missing[0]
        raise UserError(
            f"{path}：运行没有做完，缺 {len(missing)} 篇（如“{case}”第 {repeat + 1} 次）。请重新运行 nigao eval run。"
        )
