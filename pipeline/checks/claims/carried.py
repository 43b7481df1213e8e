"""Whether a note carries a clause: its content words are mostly found in one note."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.checks.claims.lexicon import lexicon
from pipeline.checks.words import words
from pipeline.notes import Notes

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[㐀-䶿一-鿿〇]")
_MARKS = re.compile(r"[\s“”‘’《》\"'，。；：！？、,;:!?（）()·]")
_STOPS = re.compile("[，。；：！？,;:!?]")
_QUOTED = re.compile("“([^“”]{2,24})”")
_AROUND_NAME = re.compile("深入|扎实|大力|广泛|认真|有序|制度|机制|模式|行动|活动|工程|计划|做法")
_DONE_IT = re.compile("^(?:切实|真正)?(?:做到|实现)了?")
_WORD_FOR_WORD = 5
"""Characters from which words of a note are no accident."""
_COMPOUND = 4
"""Characters from which a word is taken for a compound, found when both its ends are."""


@dataclass(frozen=True, slots=True)
class Binding:
    """How far the best note carries a clause; ``note`` is its id, "" for none.

    ``content``: how many content words the clause has; ``share``: the share of their characters that the note has, 1
    where there are none; ``missing``: those that the note lacks; ``strange``: those that all notes lack; ``figures``:
    the clause states figures and the note has every one; ``new_figures``: some are in no note.
    """

    note: str
    share: float
    missing: tuple[str, ...]
    strange: tuple[str, ...]
    content: int
    figures: bool
    new_figures: bool


class NoteIndex:
    """The notes of a draft, ready to be asked which of them carries a clause."""

    def __init__(self, notes: Notes) -> None:
        self._texts = {note.id: plain(f"{note.group}：{note.text}") for note in notes.drafted}
        self._figures = {note_id: frozenset(_FIGURE.findall(text)) for note_id, text in self._texts.items()}
        self._own = plain("，".join((notes.unit, notes.occasion, notes.salutation)))
        self._all_figures = frozenset(_FIGURE.findall(plain(notes.year))).union(*self._figures.values())
        self._all = "\n".join(self._texts.values())
        self._bare = "\n".join(_MARKS.sub("", text) for text in self._texts.values())
        self._whole = {_MARKS.sub("", clause) for text in self._texts.values() for clause in _STOPS.split(text)}
        self._where: dict[str, frozenset[str]] = {}
        self._is_own_word: dict[str, bool] = {}

    def bind(self, clause: str) -> Binding:
        """The note that carries most of ``clause``; one that has all its figures goes first."""
        text = plain(clause)
        content = content_words(text)
        own = {word for word in content if self._is_own(word)}
        figures = frozenset(_FIGURE.findall(text))
        note_id, told = self._best([word for word in content if word not in own], figures)
        missing = tuple(word for word in content if word not in own and note_id not in self._notes_with(word))
        strange = tuple(word for word in missing if not self._notes_with(word))
        share = 1 - sum(map(len, missing)) / (sum(map(len, content)) or 1)
        return Binding(note_id, share, missing, strange, len(content), told, not figures <= self._all_figures)

    def _best(self, content: list[str], figures: frozenset[str]) -> tuple[str, bool]:
        """The note with all ``figures``, if any, that has most of ``content``; "" when none has any of it."""
        told = {note_id: 0 for note_id, own in self._figures.items() if figures and figures <= own}
        carried: dict[str, int] = dict(told)
        for word in content:
            for note_id in self._notes_with(word):
                if not told or note_id in told:
                    carried[note_id] = carried.get(note_id, 0) + len(word)
        best = max(self._texts, key=lambda note_id: carried.get(note_id, -1)) if carried else ""
        return best, bool(told)

    def _is_own(self, word: str) -> bool:
        if word not in self._is_own_word:
            self._is_own_word[word] = _has(self._own, word)
        return self._is_own_word[word]

    def says(self, note_id: str, word: str) -> bool:
        """Whether the note has ``word`` or one that means the same; False for an unknown note."""
        return note_id in self._notes_with(word)

    def holds(self, clause: str) -> bool:
        """Whether a note has ``clause`` word for word, marks aside, or the name that it only puts a verb to."""
        words = _MARKS.sub("", plain(clause))
        if words in self._whole or (len(words) >= _WORD_FOR_WORD and words in self._bare):
            return True
        done = _DONE_IT.sub("", words)
        if done != words and len(done) >= _WORD_FOR_WORD - 1 and done in self._bare:
            return True
        names = [name for name in _QUOTED.findall(plain(clause)) if _MARKS.sub("", name) in self._bare]
        return bool(names) and not content_words(_AROUND_NAME.sub("", _QUOTED.sub("", plain(clause))))

    def _notes_with(self, word: str) -> frozenset[str]:
        """Ids of the notes that have ``word``; asked once a word."""
        if word not in self._where:
            texts = self._texts.items() if _has(self._all, word) else ()
            self._where[word] = frozenset(note_id for note_id, text in texts if _has(text, word))
        return self._where[word]


def content_words(text: str) -> tuple[str, ...]:
    """The words of ``text`` that say something, each once: no single characters, no general words, no light verbs."""
    lists = lexicon().lists
    empty = lists["general"] | lists["light"]
    return tuple(dict.fromkeys(w for w in words(text) if len(w) > 1 and _HAN.match(w) and w not in empty))


def plain(text: str) -> str:
    """Full-width figures and letters as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def _has(text: str, word: str) -> bool:
    if word in text or any(other in text for other in lexicon().synonyms.get(word, ())):
        return True
    return len(word) >= _COMPOUND and word[:2] in text and word[-2:] in text
