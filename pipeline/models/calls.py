"""One call to a language model as plain values: what is asked, what comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``text`` is sent as it is: nothing in it can become another message."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call. ``schema``: JSON schema of the answer, None for prose.

    ``max_tokens``: 0 for the model's own limit. ``stage`` (plan, section, …) and ``label`` (words for the user, such as
    第二部分) name the call in messages and recordings and are never sent. ``attempt``: the same question asked again.
    """

    stage: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    schema_name: str = ""
    max_tokens: int = 0
    temperature: float = 0.3
    label: str = ""
    attempt: int = 0

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self.label or self.stage


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost. Tokens as the endpoint reported them, or counted here when ``reported`` is False.

    ``seconds``: as measured when the endpoint was asked, also for a reply from the store (``cached``).
    ``reused_tokens``: the part of the prompt that the endpoint says it took from its prefix cache.
    ``calls``: completions behind the reply, whether paid for now or earlier.
    """

    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cached: bool
    reported: bool
    reused_tokens: int = 0
    calls: int = 1


@dataclass(frozen=True, slots=True)
class Reply:
    """A usable answer. ``text`` is ``raw`` without what a model adds; ``stripped`` counts that by kind
    (thinking, fence, markdown, meta). ``data``: the parsed answer when a schema was given.
    """

    text: str
    data: Any | None
    raw: str
    finish: str
    usage: Usage
    stripped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completion:
    """What an endpoint answered, unread: the value of the store. ``finish`` as OpenAI names it, or ``repeats``."""

    raw: str
    finish: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    reported: bool
    reused_tokens: int = 0


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of ``value``."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def call_key(model: str, request: Request, extra: str = "") -> str:
    """The key of a call in a store: what decides the answer, and nothing of the endpoint or of its key.

    ``extra``: digest of the fields that only this endpoint knows, empty without any.
    """
    messages = [[message.role, message.text] for message in request.messages]
    asked = [model, messages, request.schema, request.max_tokens, request.temperature, request.attempt]
    return digest([*asked, extra] if extra else asked)
