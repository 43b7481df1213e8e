"""``check``: one text through all families."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from pipeline.checks import registry
from pipeline.checks.context import Context
from pipeline.checks.figures import nearest_reports, register_figures
from pipeline.checks.finding import Coverage, Finding
from pipeline.checks.guess import guess_genre
from pipeline.document import han_count
from pipeline.errors import UserError
from pipeline.genre import Genre, find_genre, load_genres
from pipeline.notes import Notes

if TYPE_CHECKING:
    from pipeline.checks.layout.file import WordFile

MAX_CHARS = 200_000
"""Longest text that is checked, in characters: a hundred speeches."""


class Report(BaseModel):
    """What ``check`` answers. ``summary``: counts by severity, lengths, the genre, the figures of the register."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...] = ()
    summary: dict[str, Any]


def check(
    text: str,
    notes: Notes | None = None,
    genre: Genre | None = None,
    library: Any = None,
    word: WordFile | None = None,
) -> Report:
    """All findings on ``text``, in the order of their place.

    Without ``genre`` that of the notes is taken, else the text's own where it clearly is of one; rules that need what
    is not given stay silent. ``word``: the Word file the text was read from, whose layout is then checked too.
    Raises UserError when the text is longer than ``MAX_CHARS``.
    """
    if len(text) > MAX_CHARS:
        raise UserError(f"文稿有 {len(text)} 个字符，超过一次检查的上限 {MAX_CHARS} 个。请分篇检查。")
    context = replace(_context(text, notes, genre, library), word=word)
    findings = tuple(registry.run(context))
    return Report(findings=findings, coverage=_coverage(context), summary=_summary(context, findings))


def _context(text: str, notes: Notes | None, genre: Genre | None, library: Any) -> Context:
    if genre is None and notes is not None and notes.genre:
        genre = find_genre(notes.genre, load_genres())
    guessed = None if genre else guess_genre(text)
    return Context(text, notes, genre or guessed, guessed is not None, library)


def _coverage(context: Context) -> tuple[Coverage, ...]:
    if context.notes is None:
        return ()
    from pipeline.checks.coverage import ledger

    return tuple(ledger(context.text, context.notes))


def _summary(context: Context, findings: tuple[Finding, ...]) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in findings)
    exemplars = nearest_reports(context)
    return {
        "blocker": counts["blocker"],
        "warning": counts["warning"],
        "info": counts["info"],
        "by_rule": dict(sorted(Counter(finding.rule for finding in findings).items())),
        "characters": sum(not char.isspace() for char in context.text),
        "han": han_count(context.text),
        "genre": context.genre.id if context.genre else "",
        "genre_guessed": context.guessed,
        "register": register_figures(context.text, exemplars),
        "register_against": "library" if exemplars else "shipped",
    }
