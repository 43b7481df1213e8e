"""Words of a clause, by rjieba (loaded on first use)."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def words(text: str) -> list[str]:
    """The words of ``text`` in order, together as long as the text; an unpaired surrogate becomes U+FFFD."""
    import rjieba

    cut: list[str] = rjieba.cut(_SURROGATE.sub("\ufffd", text), False)
    return cut


def last_word(text: str) -> str:
    """The last word of ``text``, looking at its last twelve characters only; "" when the end is a fixed phrase.

    Fixed phrases (可感可及) fall apart into single characters, so a single character counts only after a longer word.
    """
    cut = words(text[-12:]) if text.strip() else []
    if not cut or (len(cut[-1]) == 1 and len(cut) > 1 and len(cut[-2]) == 1):
        return ""
    return cut[-1]


def is_word(text: str) -> bool:
    """Whether ``text`` is in the dictionary."""
    import rjieba

    return not _SURROGATE.search(text) and bool(rjieba.has_word(text))


def first_word(text: str) -> tuple[str, str]:
    """The first word of ``text`` and its part of speech; ("", "") when there is none."""
    import rjieba

    return next(iter(rjieba.tag(_SURROGATE.sub("\ufffd", text))), ("", ""))
