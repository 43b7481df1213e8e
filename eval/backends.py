"""Who writes the drafts of a run: the offline composer, a model's recorded answers, or a model.

One seam, ``draft_for``: the runner knows nothing else of writers. Whatever a case cannot be drafted with is refused by
``require`` before anything is drafted or paid for.
"""

from __future__ import annotations

from collections.abc import Sequence
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
"""One folder a case, named as the case; what is in it belongs to the writer that replays it."""

BACKENDS: tuple[Backend, ...] = ("offline", "replay", "live")


def has_recording(case: Case) -> bool:
    folder = RECORDINGS / case.id
    return folder.is_dir() and any(folder.iterdir())


def drafted_with(cases: Sequence[Case], backend: Backend, *, named: bool) -> list[Case]:
    """Those of ``cases`` that ``backend`` can draft. ``named``: the user asked for each of them by name.

    Raises UserError when a named one cannot be drafted, or none can, and says what to do.
    """
    if backend == "replay":
        return _recorded(cases, named=named)
    if backend == "live":
        _require_model()
    return list(cases)


def _recorded(cases: Sequence[Case], *, named: bool) -> list[Case]:
    there = [case for case in cases if has_recording(case)]
    without = [case.id for case in cases if case not in there]
    if without and (named or not there):
        which = f"案例 {'、'.join(without)}" if named else "所选案例都"
        raise UserError(f"{which}没有录制的回答（{RECORDINGS}），不能回放。请改用 --backend offline。")
    return there


def _require_model() -> None:
    from pipeline.settings import load_settings

    if not load_settings().model.configured:
        raise UserError(
            "没有配置模型，不能用 --backend live。请设置 NIGAO_MODEL_BASE_URL 和 NIGAO_MODEL_NAME，"
            "或改用 --backend offline。"
        )


def model_name(backend: Backend) -> str:
    """The model that writes; "" for the offline composer and for recordings, which name it themselves."""
    from pipeline.settings import load_settings

    return load_settings().model.name if backend == "live" else ""


def draft_for(case: Case, backend: Backend, seed: int = 0) -> Result:
    """The draft of ``case``, out of the library that the case asks for.

    ``seed`` is what a model is asked to start from; the offline composer is the same for any.
    Raises UserError or ServiceError as ``pipeline.writing.draft``.
    """
    from pipeline.writing import draft

    library = _library(case.leave_out)
    if backend == "offline":
        return draft(case.notes, case.genre, library)
    return _by_model(case, backend, library, seed)


def _by_model(case: Case, backend: Backend, library: Library, seed: int) -> Result:
    del library, seed
    raise UserError(f"案例 {case.id}：本版本还不能用模型写稿（{backend}）。请改用 --backend offline。")


@lru_cache(maxsize=8)
def _library(leave_out: str) -> Library:
    """Open until the process ends: opening one costs more than a draft."""
    from eval.libraries import open_for

    return open_for(_settings(), leave_out)


@lru_cache(maxsize=1)
def _settings() -> Settings:
    from pipeline.settings import load_settings

    return load_settings()


def prepare(cases: Sequence[Case]) -> None:
    """Builds the libraries that ``cases`` need, before several processes want them at once."""
    from eval.libraries import build

    for leave_out in sorted({case.leave_out for case in cases}):
        build(_settings(), leave_out)
