"""Getting an answer out of an endpoint: what it does not understand is left out, transient troubles are waited for, and
all of that within one deadline and the endpoint's limit of calls at once."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING

from pipeline.errors import NigaoError
from pipeline.models import background
from pipeline.models.abilities import Abilities, Memory
from pipeline.models.calls import Completion, Request
from pipeline.models.diagnosis import CallFault
from pipeline.models.faults import ModelUnavailable, ReplyFault, Trouble
from pipeline.models.presets import Endpoint
from pipeline.models.reading import Read
from pipeline.models.tokens import count_messages
from pipeline.settings import ModelSettings

if TYPE_CHECKING:
    from pipeline.models.wire import Wire

OnText = Callable[[str], None]

# How often each trouble is worth another try, at most; the setting ``retries`` bounds them.
_WORTH: dict[Trouble, int] = {
    "refused_connection": 1,
    "dns": 1,
    "server": 20,
    "slow": 1,
    "stalled": 2,
    "dropped": 2,
    "garbled": 1,
}
_RATE_FACTOR = 3  # a limit of calls passes by itself: it is waited for so many times longer than other troubles
_LONGEST_PAUSE = 30.0  # seconds, unless the endpoint asks for more
_MOST_LESSONS = 6  # parameters an endpoint may refuse before we give up
_TO_CLOSE = 5  # seconds


@dataclass(slots=True)
class _Progress:
    """How far a question has come. ``spent``: seconds of its deadline; waiting for a place costs none."""

    tried: Counter[Trouble] = field(default_factory=Counter)
    spent: float = 0.0
    lessons: int = 0


class Caller:
    """One endpoint, asked from many threads at once."""

    def __init__(self, at: Endpoint, settings: ModelSettings) -> None:
        self._at = at
        self._settings = settings
        self._memory = Memory(at, settings.cache_folder)
        self._wire: Wire | None = None
        self._lock = Lock()
        self._running: set[Future[tuple[Completion, Abilities]]] = set()

    def ask(self, request: Request, on_piece: OnText) -> tuple[Completion, Abilities]:
        """An answer as it came, and how it was asked for.

        The pieces are passed on in this thread while the loop receives them; an empty one says that the answer begins
        anew. Raises ModelUnavailable; ReplyFault when the endpoint's content filter refused the question itself.
        """
        self._refuse_too_long(request)
        pieces: SimpleQueue[str | None] = SimpleQueue()
        future = background.start(self._persist(self._connected(), request, pieces.put))
        future.add_done_callback(lambda _: pieces.put(None))
        self._running.add(future)
        try:
            while (piece := _next(pieces)) is not None:
                on_piece(piece)
            return future.result()
        except CancelledError:
            raise ModelUnavailable(f"{named(request)}提问已取消。请重新运行同一命令。", "closed") from None
        finally:
            future.cancel()
            self._running.discard(future)

    def learn(self, request: Request, result: Read, asked_with: Abilities) -> None:
        """Remembers that the format asked for was kept, or ignored; what was once kept is not given up for one slip."""
        if request.schema is None or asked_with.structured == "none" or asked_with.proven:
            return
        if result.ignored == "json" or (result.ignored == "shape" and asked_with.structured == "json_schema"):
            self._memory.learn(asked_with, asked_with.without("response_format"))
        elif result.fault is None:
            self._memory.learn(asked_with, replace(asked_with, proven=True))

    def prepare(self) -> None:
        """Makes the client in the background. What goes wrong then goes wrong again at the first call, and is told."""

        def make() -> None:
            with contextlib.suppress(NigaoError):
                self._connected()

        Thread(target=make, daemon=True).start()

    def close(self) -> None:
        """Ends the calls that are under way, with ModelUnavailable, and closes the connections."""
        with self._lock:
            wire, self._wire = self._wire, None
        for future in tuple(self._running):
            future.cancel()
        if wire is not None:
            background.start(wire.close()).result(timeout=_TO_CLOSE)

    def _connected(self) -> Wire:
        from pipeline.models.wire import Wire

        with self._lock:
            if self._wire is None:
                self._wire = Wire(self._at, self._settings)
            return self._wire

    def _refuse_too_long(self, request: Request) -> None:
        """A prompt that cannot fit is not sent: some servers cut it in silence."""
        prompt, window = count_messages(request.messages), self._at.window
        if prompt + request.max_tokens > window:
            figures = f"提示词约 {prompt} 个词元，加上回答的 {request.max_tokens} 个，超出了模型的窗口 {window}"
            remedy = "请减少要点，或把设置项 model.window 改成模型真实的窗口"
            raise ModelUnavailable(f"{named(request)}{figures}。{remedy}。", "window")

    async def _persist(self, wire: Wire, request: Request, on_piece: OnText) -> tuple[Completion, Abilities]:
        """Tries until there is an answer, or no further try is worth it."""
        progress = _Progress()
        while True:
            async with background.gate(self._at.url, self._settings.concurrency):
                abilities = self._memory.now
                outcome = await self._try(wire, request, abilities, on_piece, progress)
                if isinstance(outcome, Completion):
                    return outcome, abilities
                on_piece("")
                pause = self._pause_after(request, outcome, abilities, progress)
                if outcome.kind == "rate":  # whoever is one too many keeps the place: the next would be one as well
                    await asyncio.sleep(pause)
                    continue
            await asyncio.sleep(pause)

    def _pause_after(self, request: Request, fault: CallFault, abilities: Abilities, progress: _Progress) -> float:
        """Seconds until the next try, 0 when the endpoint only has to be asked otherwise. Raises without a try left."""
        if fault.parameter and progress.lessons < _MOST_LESSONS and self._does_without(fault.parameter, abilities):
            progress.lessons += 1
            return 0.0
        progress.tried[fault.kind] += 1
        pause = self._pause(fault, progress)
        if pause is None:
            raise _unavailable(request, fault, progress.tried.total())
        progress.spent += pause
        return pause

    async def _try(
        self, wire: Wire, request: Request, abilities: Abilities, on_piece: OnText, progress: _Progress
    ) -> Completion | CallFault:
        """One exchange, its failure as a value: nothing of the libraries' exceptions is chained to ours."""
        whole, begun = self._settings.deadline_seconds, time.monotonic()
        try:
            async with asyncio.timeout(whole - progress.spent):
                return await wire.exchange(request, abilities, on_piece)
        except CallFault as fault:
            return fault
        except TimeoutError:
            remedy = "请加大设置项 model.deadline_seconds，或换一个更快的模型"
            return CallFault("slow", f"模型接口 {self._at.host} 在 {whole:g} 秒内没有写完。{remedy}。", final=True)
        finally:
            progress.spent += time.monotonic() - begun

    def _does_without(self, parameter: str, abilities: Abilities) -> bool:
        """Whether a refused parameter can be left out or asked otherwise; as it was it is not sent again."""
        self._memory.learn(abilities, abilities.without(parameter))
        return self._memory.now != abilities

    def _pause(self, fault: CallFault, progress: _Progress) -> float | None:
        """Seconds to wait before another try; None when it is not worth one or the deadline would pass."""
        retries = self._settings.retries
        worth = retries * _RATE_FACTOR if fault.kind == "rate" else min(_WORTH.get(fault.kind, 0), retries)
        if fault.final or progress.tried[fault.kind] > worth:
            return None
        first = self._settings.retry_seconds
        grown = min(_LONGEST_PAUSE, first * 2 ** (progress.tried.total() - 1)) * random.uniform(0.5, 1)
        pause = grown if fault.retry_after is None else fault.retry_after + random.uniform(0, 0.1) * first
        return pause if progress.spent + pause < self._settings.deadline_seconds else None


def _next(pieces: SimpleQueue[str | None]) -> str | None:
    """Waits in short turns, so that an interrupt from the keyboard is heard on every system."""
    while True:
        try:
            return pieces.get(timeout=1)
        except Empty:
            continue


def named(request: Request) -> str:
    """The head of a message: which part was not written."""
    return f"{request.label}没有写成：" if request.label else ""


def _unavailable(request: Request, fault: CallFault, times: int) -> ModelUnavailable | ReplyFault:
    tries = f"已试 {times} 次。" if times > 1 else ""
    message = f"{named(request)}{fault.message}{tries}"
    return ReplyFault(message, "filtered") if fault.filtered else ModelUnavailable(message, fault.kind)
