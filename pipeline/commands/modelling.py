"""Which model writes, with which prompts, and what is kept of its answers: the options of ``draft`` as a backend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.settings import ModelSettings, Settings
    from pipeline.writing.chat import Backend

RECORDING = "recording.json"
"""The file that says which model's answers a recording holds."""

PromptsOption = Annotated[
    Path | None, typer.Option("--prompts", metavar="文件夹", help="用这个文件夹里的提示词代替随附的。")
]


@dataclass(frozen=True)
class Keeping:
    """What is to be done with the model's answers. ``cache``: kept and reused; ``fresh``: asked anew, then kept."""

    cache: bool = True
    fresh: bool = False
    record: Path | None = None
    replay: Path | None = None

    @property
    def again(self) -> str:
        """What a second run of the same command would do with what was answered."""
        if self.replay:
            return "请用同一版本的提示词和要点重新录制。"
        return "重新运行同一命令会从断处继续。" if self.cache else "加了 --no-cache，重新运行要从头写起。"

    def require_sense(self) -> None:
        """Raises UserError where options contradict each other."""
        chosen = [
            name
            for name, given in (
                ("--no-cache", not self.cache),
                ("--fresh", self.fresh),
                ("--replay", self.replay is not None),
            )
            if given
        ]
        if len(chosen) > 1:
            raise UserError(f"{chosen[0]} 和 {chosen[1]} 不能同时使用。请只留一个。")
        if self.record and self.replay:
            raise UserError("--record 和 --replay 不能同时使用。请只留一个。")
        if self.replay and not (self.replay / RECORDING).is_file():
            raise UserError(f"{self.replay} 不是录制的文件夹（没有 {RECORDING}）。请写 --record 用过的文件夹。")


@contextmanager
def open_backend(settings: Settings, keeping: Keeping, prompts: Path | None) -> Iterator[Backend]:
    """The backend that the settings and options name, closed at the end.

    Raises UserError when a prompt does not hold; ServiceError when the store cannot be used.
    """
    from pipeline.models import CallStore, open_model
    from pipeline.prompts import load_prompts
    from pipeline.writing.chat import Backend

    book = load_prompts(prompts or settings.prompts)
    model_settings = _replayed(settings.model, keeping.replay) if keeping.replay else settings.model
    folder = keeping.replay or keeping.record or (settings.cache_folder / "calls")
    store = CallStore(folder, read=not keeping.fresh) if keeping.cache else None
    model = open_model(model_settings, store, replay=keeping.replay is not None)
    try:
        if keeping.record:
            _write_recording(keeping.record, model.name)
        yield Backend(model, book, model_settings)
    finally:
        model.close()


def _write_recording(folder: Path, name: str) -> None:
    about = {"model": name}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / RECORDING).write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"--record {folder} 不能用作录制的文件夹（{error.strerror}）。请换一个可写的文件夹。"
        ) from error


def _replayed(settings: ModelSettings, folder: Path) -> ModelSettings:
    """Settings that name the model whose answers ``folder`` holds; how it was asked, the answers themselves say."""
    from pipeline.settings import ModelSettings

    try:
        about = json.loads((folder / RECORDING).read_text(encoding="utf-8"))
        name = str(about["model"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"录制说明 {folder / RECORDING} 读不出来：{error}。请重新录制。") from error
    return ModelSettings(name=name, concurrency=settings.concurrency)
