"""Which genre a text clearly is, when nobody said so."""

from __future__ import annotations

import re

from pipeline.genre import Genre, load_genres
from pipeline.parsing import names_its_kind

_HEAD = 600
"""Characters at the head of a text that show its genre: title, salutation and opening."""


_FOR_READERS = re.compile("审[阅示议定查批]|阅[示知]|批示")
"""What a closing asks of those who read a report; nobody asks it of listeners."""


def guess_genre(text: str) -> Genre | None:
    """The genre whose title the text has, else the one whose transition and closing; None when none or several fit."""
    genres = load_genres().values()
    for tells in (_has_title_of, _speaks_of):
        if fitting := [genre for genre in genres if tells(text, genre)]:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _has_title_of(text: str, genre: Genre) -> bool:
    """Whether the first line is a title of exactly this genre: its name or an alias stands in it, or ends it when the
    title is longer than titles are."""
    title = next((line.strip() for line in text[:_HEAD].split("\n") if line.strip()), "").rstrip("。.")
    names = (genre.name, *genre.aliases)
    if any(re.fullmatch(pattern, title) for pattern in genre.title.patterns):
        return any(name in title for name in names)
    return len(title) > genre.title.max_chars and title.endswith(names) and names_its_kind(title, genre)


def _speaks_of(text: str, genre: Genre) -> bool:
    """Whether, without a telling title, opening and closing are those of this genre."""
    head = text[:_HEAD]
    if not any(re.search(genre.opening.transition_pattern, line.strip()) for line in head.split("\n")):
        return False
    if genre.oral:
        tail = [line.strip() for line in text[-200:].split("\n") if line.strip()]
        spoken = tail and not _FOR_READERS.search(tail[-1])
        return bool(spoken) and any(re.search(pattern, tail[-1]) for pattern in genre.closing.patterns[:2])
    return any(name in head for name in genre.aliases if len(name) >= 4)
