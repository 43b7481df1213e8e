"""What can go wrong with a call: the endpoint cannot be had (``ModelUnavailable``), or its answer cannot be used
(``ReplyFault``). Messages are one line in Chinese: host, what happened, the next step; never a key."""

from __future__ import annotations

from typing import Literal

from pipeline.errors import ServiceError

ReplyKind = Literal["empty", "refused", "filtered", "truncated", "repeats", "language", "shape"]
Trouble = Literal[
    "refused_connection",
    "dns",
    "tls",
    "key",
    "quota",
    "no_model",
    "rate",
    "server",
    "slow",
    "stalled",
    "dropped",
    "garbled",
    "window",
    "rejected",
    "not_recorded",
    "closed",
]


class ReplyFault(ServiceError):
    """The answer cannot be used, asked twice. ``text``: the last answer, cleaned, for whoever wants to keep it."""

    def __init__(self, message: str, kind: ReplyKind, text: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.text = text


class ModelUnavailable(ServiceError):
    """No answer could be had from the endpoint, after the retries that ``kind`` deserves."""

    def __init__(self, message: str, kind: Trouble) -> None:
        super().__init__(message)
        self.kind = kind
