"""Whether a note carries a clause: its content words are mostly found in one note."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.claims.lexicon import lexicon
from pipeline.checks.words import words
from pipeline.notes import Notes

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[㐀-䶿一-鿿〇]")


@dataclass(frozen=True, slots=True)
class Binding:
    """How far the best note carries a clause.

    ``share``: of the characters of its content words, 1 where it has none; ``missing``: content words that no note
    has; ``strange``: those that not even the notes together have; ``figures``: it states figures and the note has all.
    """

    note: str
    share: float
    missing: tuple[str, ...]
    strange: tuple[str, ...]
    content: int
    figures: bool


class NoteIndex:
    """The notes of a draft, ready to be asked."""

    def __init__(self, notes: Notes) -> None:
        self._notes = [(note.id, _plain(f"{note.group}：{note.text}")) for note in notes.drafted]
        self._texts = dict(self._notes)
        self._figures = {note_id: frozenset(_FIGURE.findall(text)) for note_id, text in self._notes}
        self._own = _plain("，".join((notes.unit, notes.occasion, notes.salutation)))
        self._all = "\n".join((self._own, *(text for _, text in self._notes)))
        self._cache: dict[str, tuple[bool, ...]] = {}

    def bind(self, clause: str) -> Binding:
        """The note that carries most of ``clause``, and what it leaves over."""
        plain = _plain(clause)
        content = content_words(plain)
        figures = frozenset(_FIGURE.findall(plain))
        best = Binding("", 0.0 if content else 1.0, content, content, len(content), False)
        in_own = {word for word in content if _has(self._own, word)}
        for note_id, text in self._notes:
            missing = tuple(w for w in content if w not in in_own and not self._holds(note_id, text, w))
            total = sum(map(len, content))
            share = 1.0 if not total else 1 - sum(map(len, missing)) / total
            told = bool(figures) and figures <= self._figures[note_id]
            if (told, share) > (best.figures, best.share):
                best = Binding(note_id, share, missing, (), len(content), told)
        strange = tuple(word for word in content if not _has(self._all, word))
        return Binding(best.note, best.share, best.missing, strange, best.content, best.figures)

    def says(self, note_id: str, word: str) -> bool:
        """Whether the note has ``word`` or one that means the same; False for an unknown note."""
        return _has(self._texts.get(note_id, ""), word)

    def _holds(self, note_id: str, text: str, word: str) -> bool:
        return _has(text, word)


def content_words(text: str) -> tuple[str, ...]:
    """The words of ``text`` that say something: neither single characters nor general words of the genre."""
    general = lexicon().lists["general"]
    return tuple(dict.fromkeys(w for w in words(text) if len(w) > 1 and _HAN.match(w) and w not in general))


def _has(text: str, word: str) -> bool:
    if word in text or any(other in text for other in lexicon().synonyms.get(word, ())):
        return True
    return len(word) > 3 and word[:2] in text and word[-2:] in text


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
