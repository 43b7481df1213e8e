"""What the calls of one draft took: tokens, seconds, money, and how much of the prompts a prefix cache could reuse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.models import Reply, Request, cost
from pipeline.settings import ModelSettings


@dataclass(frozen=True)
class _Call:
    order: tuple[int, str]
    request: Request
    reply: Reply


class Ledger:
    """The calls of one draft. Safe to write from many threads; what it answers does not depend on who was first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[_Call] = []

    def add(self, round_: int, request: Request, reply: Reply) -> None:
        """``round_``: 0 planning, 1 writing, 2 and 3 revising; calls of one round run at once."""
        with self._lock:
            self._calls.append(_Call((round_, request.label), request, reply))

    @property
    def calls(self) -> list[_Call]:
        with self._lock:
            return sorted(self._calls, key=lambda call: call.order)

    @property
    def cached(self) -> int:
        """How many answers were taken from the store and cost nothing."""
        return sum(call.reply.usage.cached for call in self.calls)

    @property
    def stages(self) -> set[str]:
        return {call.request.stage for call in self.calls}

    def usage(self, settings: ModelSettings, count: Callable[[str], int]) -> dict[str, float]:
        """The figures of the draft, whether paid now or earlier: a replay answers the same.

        ``seconds``: what the model took for all calls, added up. ``cost``: in 元, only where prices are configured.
        """
        calls = self.calls
        requests = [call.request for call in calls]
        counted = sum(count(prompt_text(request)) for request in requests)
        prompt = sum(call.reply.usage.prompt_tokens for call in calls)
        completion = sum(call.reply.usage.completion_tokens for call in calls)
        figures = {
            "calls": sum(call.reply.usage.calls for call in calls),
            "tokens": prompt + completion,
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "seconds": round(sum(call.reply.usage.seconds for call in calls), 3),
            "prompt_tokens_counted": counted,
            "reusable_share": reusable_share(requests, counted, count),
        }
        paid = cost([replace(call.reply.usage, cached=False) for call in calls], settings)
        if paid is not None:
            figures["cost"] = round(paid, 4)
        return figures


def prompt_text(request: Request) -> str:
    """All messages of a request in order, as a prefix cache sees them."""
    return "".join(f"\x02{message.role}\n{message.text}" for message in request.messages)


def reusable_share(requests: Sequence[Request], total: int, count: Callable[[str], int]) -> float:
    """Share of all ``total`` prompt tokens that stand at the head of an earlier prompt of the same draft."""
    texts = [prompt_text(request) for request in requests]
    shared = sum(
        count(text[: max((_common(text, earlier) for earlier in texts[:at]), default=0)])
        for at, text in enumerate(texts)
    )
    return round(shared / total, 4) if total else 0.0


def _common(one: str, other: str) -> int:
    """Length of the common beginning, by halving: both are equal up to it and nowhere after."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
