"""What a search is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """What a passage must be. "" means: anything."""

    role: str = ""
    genre: str = ""
    report: str = ""

    def given(self) -> dict[str, str]:
        pairs = {"role": self.role, "genre": self.genre, "report": self.report}
        return {key: value for key, value in pairs.items() if value}
