"""Getting an answer out of an endpoint: what it does not understand is left out, transient troubles are waited for, and
all of that within one deadline and the endpoint's limit of calls at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

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

# How often each trouble is worth another try, at most; the setting ``retries`` bounds all of them.
_WORTH: dict[Trouble, int] = {
    "refused_connection": 1,
    "dns": 1,
    "rate": 20,
    "server": 20,
    "slow": 1,
    "stalled": 2,
    "dropped": 2,
    "garbled": 1,
}
_LONGEST_PAUSE = 30.0  # seconds, unless the endpoint asks for more
_MOST_LESSONS = 6  # parameters an endpoint may refuse before we give up
_TO_CLOSE = 5  # seconds


class Caller:
    """One endpoint, asked from many threads at once."""

    def __init__(self, at: Endpoint, settings: ModelSettings) -> None:
        self._at = at
        self._settings = settings
        self._memory = Memory(at, settings.cache_folder)
        self._wire: Wire | None = None
        self._opening = Lock()

    def ask(self, request: Request, on_piece: OnText) -> tuple[Completion, Abilities]:
        """An answer as it came, and how it was asked for.

        The pieces are passed on in this thread while the loop receives them; an empty one says that the answer begins
        anew. Raises ModelUnavailable; ReplyFault when the endpoint's content filter refused the question itself.
        """
        self._refuse_too_long(request)
        pieces: SimpleQueue[str | None] = SimpleQueue()
        future = background.start(self._persist(self._connected(), request, pieces.put))
        future.add_done_callback(lambda _: pieces.put(None))
        try:
            while (piece := _next(pieces)) is not None:
                on_piece(piece)
            return future.result()
        finally:
            future.cancel()

    def learn(self, request: Request, result: Read, asked_with: Abilities) -> None:
        """Remembers that the format asked for was kept, or ignored; what was once kept is not given up for one slip."""
        if request.schema is None or asked_with.structured == "none" or asked_with.proven:
            return
        if result.ignored == "json" or (result.ignored == "shape" and asked_with.structured == "json_schema"):
            self._memory.learn(asked_with, asked_with.without("response_format"))
        elif result.fault is None:
            self._memory.learn(asked_with, replace(asked_with, proven=True))

    def close(self) -> None:
        """Closes the connections; the next call opens new ones."""
        with self._opening:
            wire, self._wire = self._wire, None
        if wire is not None:
            background.start(wire.close()).result(timeout=_TO_CLOSE)

    def _connected(self) -> Wire:
        from pipeline.models.wire import Wire

        with self._opening:
            if self._wire is None:
                self._wire = Wire(self._at, self._settings)
            return self._wire

    def _refuse_too_long(self, request: Request) -> None:
        """A prompt that cannot fit is not sent: some servers cut it in silence."""
        prompt, window = count_messages(request.messages), self._at.window
        if prompt + request.max_tokens > window:
            figures = f"提示词约 {prompt} 个 token，加上回答的 {request.max_tokens} 个，超出了模型的窗口 {window}"
            remedy = "请减少要点，或把设置项 model.window 改成模型真实的窗口"
            raise ModelUnavailable(f"{named(request)}{figures}。{remedy}。", "window")

    async def _persist(self, wire: Wire, request: Request, on_piece: OnText) -> tuple[Completion, Abilities]:
        """Tries until there is an answer, or no further try is worth it."""
        tried: Counter[Trouble] = Counter()
        spent, lessons = 0.0, 0
        while True:
            abilities = self._memory.now
            async with background.gate(self._at.url, self._settings.concurrency):
                begun = time.monotonic()
                outcome = await self._try(wire, request, abilities, on_piece, spent)
                spent += time.monotonic() - begun
            if isinstance(outcome, Completion):
                return outcome, abilities
            on_piece("")
            lessons += 1
            if lessons <= _MOST_LESSONS and self._does_without(outcome, abilities):
                continue
            tried[outcome.kind] += 1
            pause = self._pause(outcome, tried, spent)
            if pause is None:
                raise _unavailable(request, outcome, tried.total())
            spent += pause
            await asyncio.sleep(pause)

    async def _try(
        self, wire: Wire, request: Request, abilities: Abilities, on_piece: OnText, spent: float
    ) -> Completion | CallFault:
        """One exchange, its failure as a value: nothing of the libraries' exceptions is chained to ours."""
        whole = self._settings.deadline_seconds
        try:
            async with asyncio.timeout(whole - spent):
                return await wire.exchange(request, abilities, on_piece)
        except CallFault as fault:
            return fault
        except TimeoutError:
            remedy = "请加大设置项 model.deadline_seconds，或换一个更快的模型"
            return CallFault("slow", f"模型接口 {self._at.host} 在 {whole:g} 秒内没有写完。{remedy}。", final=True)

    def _does_without(self, fault: CallFault, abilities: Abilities) -> bool:
        """Whether the endpoint refused a parameter that can be left out or asked otherwise; it is not sent again."""
        if not fault.parameter:
            return False
        without = abilities.without(fault.parameter)
        self._memory.learn(abilities, without)
        return self._memory.now != abilities

    def _pause(self, fault: CallFault, tried: Counter[Trouble], spent: float) -> float | None:
        """Seconds to wait before another try; None when it is not worth one or the deadline would pass."""
        worth = min(_WORTH.get(fault.kind, 0), self._settings.retries)
        if fault.final or tried[fault.kind] > worth or tried.total() > self._settings.retries:
            return None
        first = self._settings.retry_seconds
        grown = min(_LONGEST_PAUSE, first * 2 ** (tried.total() - 1)) * random.uniform(0.5, 1)
        pause = grown if fault.retry_after is None else fault.retry_after + random.uniform(0, 0.1) * first
        return pause if spent + pause < self._settings.deadline_seconds else None


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
