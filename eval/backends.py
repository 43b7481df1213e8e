"""Who writes the drafts of a run: the offline composer, a model's recorded answers, or a model.

One seam, ``draft_for``: the runner knows nothing else of writers. What cannot be drafted at all is refused by
``drafted_with`` before anything is drafted or paid for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.case import Case
from eval.record import Backend
from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.library import Library
    from pipeline.settings import Settings
    from pipeline.writing.pipeline import Result

RECORDINGS = Path(__file__).parent / "recordings"
BACKENDS: tuple[Backend, ...] = ("offline", "replay", "live")


@dataclass(frozen=True)
class Writer:
    """Who writes, and with what. Picklable, so that any process can draft.

    ``prompts``: a folder of prompts instead of those of the settings. ``recordings``: one folder a case, named as the
    case, as ``nigao draft --record`` fills it. ``record``: a live model's answers are kept there.
    """

    backend: Backend
    prompts: Path | None = None
    recordings: Path = RECORDINGS
    record: bool = False

    def recording(self, case: Case) -> Path:
        return self.recordings / case.id


def has_recording(case: Case, writer: Writer) -> bool:
    from pipeline.commands.modelling import RECORDING

    return (writer.recording(case) / RECORDING).is_file()


def drafted_with(cases: Sequence[Case], writer: Writer, *, named: bool) -> list[Case]:
    """Those of ``cases`` that ``writer`` can draft. ``named``: the user asked for each of them by name.

    Raises UserError when a named one cannot be drafted, or none can, and says what to do.
    """
    if writer.backend == "replay":
        return _recorded(cases, writer, named=named)
    if writer.backend == "live":
        _require_model()
    return list(cases)


def _recorded(cases: Sequence[Case], writer: Writer, *, named: bool) -> list[Case]:
    there = [case for case in cases if has_recording(case, writer)]
    without = [case.id for case in cases if case not in there]
    if without and (named or not there):
        which = f"案例 {'、'.join(without)}" if named else "所选案例都"
        remedy = "请改用 --backend offline，或用 --backend live --record 录制。"
        raise UserError(f"{which}没有录制的回答（{writer.recordings}），不能回放。{remedy}")
    return there


def _require_model() -> None:
    if not settings().model.configured:
        raise UserError(
            "没有配置模型，不能用 --backend live。请设置 NIGAO_MODEL_BASE_URL 和 NIGAO_MODEL_NAME，"
            "或改用 --backend offline。"
        )


def model_name(cases: Sequence[Case], writer: Writer) -> str:
    """The model that writes, or whose recorded answers are replayed; "" for the offline composer."""
    if writer.backend == "offline":
        return ""
    if writer.backend == "live":
        return settings().model.name
    return "、".join(sorted({_recorded_model(case, writer) for case in cases}))


def _recorded_model(case: Case, writer: Writer) -> str:
    from pipeline.commands.modelling import RECORDING

    path = writer.recording(case) / RECORDING
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["model"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"录制说明 {path} 读不出来：{error}。请重新录制。") from error


def draft_for(case: Case, writer: Writer) -> Result:
    """The draft of ``case``, out of the library that the case asks for. Raises as ``pipeline.writing.draft``."""
    from pipeline.writing import draft

    library = _library(case.leave_out)
    if writer.backend == "offline":
        return draft(case.notes, case.genre, library)
    return _by_model(case, writer, library)


def _by_model(case: Case, writer: Writer, library: Library) -> Result:
    """A live model is asked anew every time: an answer kept from before would make repeats the same."""
    from pipeline.commands.modelling import Keeping, open_backend
    from pipeline.writing import draft

    folder = writer.recording(case)
    if writer.backend == "replay":
        keeping = Keeping(replay=folder)
    else:
        keeping = Keeping(record=folder, fresh=True) if writer.record else Keeping(cache=False)
    with open_backend(settings(), keeping, writer.prompts) as chat:
        return draft(case.notes, case.genre, library, chat=chat)


@lru_cache(maxsize=8)
def _library(leave_out: str) -> Library:
    """Open until the process ends: opening one costs more than a draft."""
    from eval.libraries import open_for

    return open_for(settings(), leave_out)


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Those of the user, read once a process."""
    from pipeline.settings import load_settings

    return load_settings()


def prepare(cases: Sequence[Case]) -> None:
    """Builds the libraries that ``cases`` need, before several processes want them at once."""
    from eval.libraries import build

    for leave_out in sorted({case.leave_out for case in cases}):
        build(settings(), leave_out)
