"""What an endpoint turned out to be able to do, found out once and remembered beside the caches.

The file is a JSON object of URL and model; it holds no key. A preset says what to try first; what the endpoint then
refuses or ignores is written down here and not tried again. Delete the file after an endpoint was upgraded.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Literal, get_args

from pipeline.models.presets import Endpoint, Structured

FILE_NAME = "endpoints.json"
TokenLimit = Literal["max_tokens", "max_completion_tokens"]
_LADDER: tuple[Structured, ...] = ("json_schema", "json_mode", "none")
_LOCKED_FOR = 10  # seconds to wait for another process that writes


@dataclass(frozen=True, slots=True)
class Abilities:
    """How to ask. ``proven``: a structured answer came back as asked, so ``structured`` is known and not a guess."""

    structured: Structured
    token_limit: TokenLimit
    stream_usage: bool
    temperature: bool = True
    proven: bool = False

    def without(self, parameter: str) -> Abilities:
        """As before, but for a parameter that the endpoint refused. Itself when nothing else can be tried."""
        if parameter == "response_format":
            step = min(_LADDER.index(self.structured) + 1, len(_LADDER) - 1)
            return replace(self, structured=_LADDER[step], proven=False)
        if parameter == "token_limit":
            other: TokenLimit = "max_tokens" if self.token_limit == "max_completion_tokens" else "max_completion_tokens"
            return replace(self, token_limit=other)
        if parameter == "temperature":
            return replace(self, temperature=False)
        return replace(self, stream_usage=False)


class Memory:
    """The abilities of one endpoint and model, shared by the threads of a process and kept in ``folder`` if given."""

    def __init__(self, endpoint: Endpoint, folder: Path | None) -> None:
        self._name = f"{endpoint.url} {endpoint.model}"
        self._path = folder / FILE_NAME if folder else None
        self._lock = Lock()
        self._now = self._remembered() or _as_preset(endpoint)

    @property
    def now(self) -> Abilities:
        return self._now

    def learn(self, before: Abilities, after: Abilities) -> None:
        """Writes ``after`` down, unless another call has learnt something since ``before`` was read."""
        with self._lock:
            if self._now != before or before == after:
                return
            self._now = after
            self._write()

    def _remembered(self) -> Abilities | None:
        entry = _entries(self._path).get(self._name)
        try:
            found = Abilities(**entry) if isinstance(entry, dict) else None
        except TypeError:
            return None
        return found if found and found.structured in _LADDER and found.token_limit in get_args(TokenLimit) else None

    def _write(self) -> None:
        """Best effort: what is not remembered is found out again. Other endpoints' entries are kept."""
        if self._path is None:
            return
        from filelock import FileLock, Timeout

        with contextlib.suppress(OSError, Timeout):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._path}.lock", timeout=_LOCKED_FOR):
                _replace(self._path, _entries(self._path) | {self._name: asdict(self._now)})


def _as_preset(endpoint: Endpoint) -> Abilities:
    preset = endpoint.preset
    structured: Structured = "json_schema" if preset.structured == "probe" else preset.structured
    return Abilities(structured, preset.token_limit, preset.stream_usage)


def _entries(path: Path | None) -> dict[str, Any]:
    """What the file holds; nothing when it is missing or damaged, since all of it can be found out again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _replace(path: Path, entries: dict[str, Any]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(entries, file, ensure_ascii=False, indent=1, sort_keys=True)
    Path(name).replace(path)
