"""One event loop in the background for all calls of the process: deadlines and stalls end a call wherever it waits,
and many drafts at once share the endpoint's limit instead of each taking it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Background:
    """A loop in a daemon thread, and the gates of the endpoints that are asked through it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.gates: dict[tuple[str, int], asyncio.Semaphore] = {}
        threading.Thread(target=self._run, name="nigao-models", daemon=True).start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()


_lock = threading.Lock()
_background: _Background | None = None


def _forget() -> None:
    """A forked child has no thread of its parent's."""
    global _background, _lock
    _background, _lock = None, threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _running() -> _Background:
    global _background  # noqa: PLW0603 - one loop a process
    with _lock:
        if _background is None:
            _background = _Background()
        return _background


def start(work: Coroutine[Any, Any, _T]) -> Future[_T]:
    """Starts ``work`` on the loop; cancelling the future closes its connection."""
    return asyncio.run_coroutine_threadsafe(work, _running().loop)


def gate(endpoint: str, limit: int) -> asyncio.Semaphore:
    """Lets ``limit`` calls through to one endpoint at a time, whoever asks. Call it on the loop."""
    gates = _running().gates
    return gates.setdefault((endpoint, limit), asyncio.Semaphore(limit))
