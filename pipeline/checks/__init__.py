"""Checks: ``check(...)`` answers findings for any text, whoever wrote it.

Nothing heavy is imported before the first check: the command line's ``--help`` passes through here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.checks.layout.file import WordFile
    from pipeline.checks.report import Report
    from pipeline.checks.rule import Rule
    from pipeline.genre import Genre
    from pipeline.notes import Notes

__all__ = ["check", "rules"]


def check(
    text: str,
    notes: Notes | None = None,
    genre: Genre | None = None,
    library: Any = None,
    word: WordFile | None = None,
) -> Report:
    """All findings on ``text`` in the order of their place; see ``pipeline.checks.report.check``."""
    from pipeline.checks.report import check as check_text

    return check_text(text, notes, genre, library, word)


def rules() -> list[Rule]:
    """Every rule, with its meaning and two examples; see ``pipeline.checks.rule.Rule``."""
    from pipeline.checks.registry import rules as all_rules

    return all_rules()
