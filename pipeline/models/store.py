"""Completed calls, kept by content: what was paid for is never paid for twice, and a folder of them is a recording.

A file a call, ``ab/abcdef….json``, written beside its place and renamed: whoever reads, in this process or another,
sees a whole file or none. It holds the raw answer, its usage and hashes of what was asked; no prompt, no key, no URL.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ServiceError
from pipeline.models.calls import Completion, Request, digest

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Manner:
    """How the settings have a model asked: what a replay needs in order to ask the same questions.

    ``window`` and ``most``: tokens in all and of one answer (0: no limit known). ``temperature``: that of the settings,
    None for those of the prompts. ``extra``: digest of the fields that only this endpoint knows.
    """

    window: int = 0
    most: int = 0
    temperature: float | None = None
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, in hashes: enough to say how another question differs, too little to read it."""

    model: str
    manner: Manner
    stage: str
    label: str
    messages: tuple[str, ...]
    schema: str
    max_tokens: int
    temperature: float
    attempt: int

    @classmethod
    def of(cls, model: str, manner: Manner, request: Request) -> Question:
        """The hashes of ``request``, put to ``model``."""
        messages = tuple(digest([message.role, message.text]) for message in request.messages)
        return cls(
            model=model,
            manner=manner,
            stage=request.stage,
            label=request.label,
            messages=messages,
            schema=digest(request.schema),
            max_tokens=request.max_tokens,
            temperature=request.temperature,
            attempt=request.attempt,
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """One completed call and the question it answers."""

    completion: Completion
    question: Question


class CallStore:
    """The calls in ``folder``, which is made when the first is kept. ``read`` False: all is asked anew, and kept."""

    def __init__(self, folder: Path, *, read: bool = True) -> None:
        self.folder = folder
        self.read = read

    def get(self, key: str) -> Stored | None:
        """The call of that key; None when there is none, or only half a file."""
        return _loaded(self._path(key)) if self.read else None

    def put(self, key: str, stored: Stored) -> None:
        """Keeps ``stored``. Raises ServiceError when it cannot be written."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, {"version": _VERSION, **asdict(stored)})
        except OSError as error:
            raise ServiceError(
                f"模型的回答存不进 {self.folder}（{error.strerror}）。请检查磁盘空间和权限后再试。"
            ) from error

    def entries(self) -> Iterator[Stored]:
        """All calls, in the order of their keys."""
        for path in sorted(self.folder.glob("??/*.json")):
            if (stored := _loaded(path)) is not None:
                yield stored

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def _loaded(path: Path) -> Stored | None:
    """None for a file that is not there, not whole, or of another version of nigao."""
    try:
        text = path.read_text(encoding="utf-8", errors="surrogatepass")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ServiceError(f"读不到存下的模型回答 {path}（{error.strerror}）。请检查权限后再试。") from error
    return _parsed(text)


def _parsed(text: str) -> Stored | None:
    try:
        data: Any = json.loads(text)
        if data.pop("version") != _VERSION:
            return None
        question = data["question"]
        limits = question.pop("limits", None)  # the first recordings knew no more of the manner
        manner = Manner(*limits) if limits else Manner(**question["manner"])
        question |= {"messages": tuple(question["messages"]), "manner": manner}
        return Stored(Completion(**data["completion"]), Question(**question))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _write_whole(path: Path, value: dict[str, Any]) -> None:
    """Writes beside ``path`` and renames. A model can answer half a surrogate pair, which plain UTF-8 cannot hold."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
