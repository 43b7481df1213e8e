"""What calls cost, where the user configured prices."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.models.calls import Usage
from pipeline.settings import ModelSettings

_PER = 1_000_000


def cost(usages: Iterable[Usage], settings: ModelSettings) -> float | None:
    """元 paid for ``usages``; None when no price is configured. What came from the store costs nothing.

    Tokens from the endpoint's prefix cache cost ``price_cached``, without one the price of input.
    """
    if settings.price_input is None and settings.price_output is None:
        return None
    per_input, per_output = settings.price_input or 0.0, settings.price_output or 0.0
    per_reused = per_input if settings.price_cached is None else settings.price_cached
    total = 0.0
    for usage in usages:
        if not usage.cached:
            fresh = max(0, usage.prompt_tokens - usage.reused_tokens)
            total += fresh * per_input + usage.reused_tokens * per_reused + usage.completion_tokens * per_output
    return total / _PER
