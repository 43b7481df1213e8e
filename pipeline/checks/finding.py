"""What a check answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["blocker", "warning", "info"]

FAMILIES = (
    "structure",
    "coverage",
    "grounding",
    "leakage",
    "policy",
    "register",
    "format",
    "duplicate",
    "placeholder",
    "injection",
    "layout",
)


class Finding(BaseModel):
    """One finding. ``rule`` is ``family.rule``. ``start``/``end`` are character offsets into the checked text.

    ``message`` says what is wrong, ``suggestion`` what to do, both in Chinese; ``notes``: ids of the notes concerned.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str
    severity: Severity
    start: int
    end: int
    excerpt: str
    message: str
    suggestion: str = ""
    notes: tuple[str, ...] = ()


class Coverage(BaseModel):
    """Where one note went: the row of the coverage ledger. ``where`` holds (start, end) offsets in the text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: str
    status: Literal["covered", "partial", "missing", "set_aside"]
    where: tuple[tuple[int, int], ...] = ()
    lacking: tuple[str, ...] = ()
