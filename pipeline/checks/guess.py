"""Which genre a text clearly is, when nobody said so."""

from __future__ import annotations

import re

from pipeline.genre import Genre, load_genres

_HEAD = 600
"""Characters at the head of a text that show its genre: title, salutation and opening."""


def guess_genre(text: str) -> Genre | None:
    """The genre whose title, or whose transition and closing, the text has; None when none or several fit."""
    fitting = [genre for genre in load_genres().values() if _is_clearly(text, genre)]
    return fitting[0] if len(fitting) == 1 else None


def _is_clearly(text: str, genre: Genre) -> bool:
    return _has_title_of(text, genre) or _speaks_of(text, genre)


def _has_title_of(text: str, genre: Genre) -> bool:
    """Whether the first line is a title of exactly this genre: its name or an alias stands in it."""
    title = next((line.strip() for line in text[:_HEAD].split("\n") if line.strip()), "").rstrip("。.")
    if not any(re.fullmatch(pattern, title) for pattern in genre.title.patterns):
        return False
    return any(name in title for name in (genre.name, *genre.aliases))


def _speaks_of(text: str, genre: Genre) -> bool:
    """Whether, without a telling title, opening and closing are those of this genre."""
    head = text[:_HEAD]
    if not any(re.search(genre.opening.transition_pattern, line.strip()) for line in head.split("\n")):
        return False
    if genre.oral:
        tail = [line.strip() for line in text[-200:].split("\n") if line.strip()]
        return bool(tail) and any(re.search(pattern, tail[-1]) for pattern in genre.closing.patterns[:2])
    return any(name in head for name in genre.aliases if len(name) >= 4)
