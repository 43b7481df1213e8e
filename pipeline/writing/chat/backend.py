"""What a draft by a model needs beside its notes: the model, the prompts, and a head that fits the model's window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.errors import UserError
from pipeline.genre import Genre
from pipeline.models import Reply, Request
from pipeline.notes import Notes, full_unit
from pipeline.prompts import PromptBook
from pipeline.settings import ModelSettings
from pipeline.writing.chat import exemplars
from pipeline.writing.chat.labels import Labels

if TYPE_CHECKING:
    from pipeline.library import Library
    from pipeline.library.search import Hit

_STAGE = 1200  # tokens of the longest prompt beyond its head, without the notes it repeats
_SHOWN = 15  # characters of a bullet in a message
_ANSWER = 1.7  # tokens a character of Chinese takes at most, in the vocabularies measured


class Model(Protocol):
    """What the chat writer asks: ``pipeline.models.ChatModel``, or what stands in for it."""

    @property
    def name(self) -> str: ...

    @property
    def window(self) -> int: ...  # tokens

    def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply: ...

    def count(self, text: str) -> int: ...  # tokens

    def prepare(self) -> None: ...  # loads what the first call needs, in the background

    def close(self) -> None: ...  # ends the calls under way


@dataclass(frozen=True)
class Backend:
    """A model and what it is asked with."""

    model: Model
    prompts: PromptBook
    settings: ModelSettings


@dataclass(frozen=True)
class Head:
    """The shared beginning of a draft's prompts, and the exemplar passages in it."""

    text: str
    hits: tuple[Hit, ...]


def head_of(notes: Notes, genre: Genre, library: Library | None, backend: Backend) -> Head:
    """The head with as many exemplars as the model's window has room for.

    Raises UserError with the figures when the notes do not fit even without any.
    """
    hits = exemplars.chosen(library, notes, genre) if library else []
    while True:
        text = backend.prompts.head(_values(notes, genre, hits))
        needed = _needed(text, notes, genre, backend)
        if needed <= backend.model.window:
            return Head(text, tuple(hits))
        if not hits:
            raise UserError(
                f"要点太长：提示词连同答复约需 {needed} 个词元，模型“{backend.model.name}”的窗口只有"
                f" {backend.model.window} 个。{_longest(notes)}"
                "请删减要点、分成几篇，或换用窗口更大的模型（设置 [model] window）。"
            )
        hits = hits[:-1]


def _longest(notes: Notes) -> str:
    """Which bullet to shorten first, and where it stands."""
    note = max(notes.drafted, key=lambda one: len(one.text), default=None)
    if note is None:
        return ""
    where = f"要点文件第 {note.line} 行的" if note.line else ""
    shown = note.text[:_SHOWN] + ("…" if len(note.text) > _SHOWN else "")
    return f"最长的一条是{where}“{shown}”，有 {len(note.text)} 个字符。"


def _values(notes: Notes, genre: Genre, hits: list[Hit]) -> dict[str, str]:
    return {
        "unit": full_unit(notes.unit),
        "occasion": notes.occasion,
        "year": notes.year,
        "genre_name": genre.name,
        "guidance": genre.guidance.strip() or f"{genre.name}，按通行写法。",
        "exemplars": exemplars.listing(hits),
        "notes": Labels(notes).listing(),
    }


def _needed(head: str, notes: Notes, genre: Genre, backend: Backend) -> int:
    """Tokens that the longest call takes: the head, the notes again, the stage's own words, and the whole answer."""
    repeated = backend.model.count(Labels(notes).listing())
    answer = int(_ANSWER * (notes.length or genre.length.default))
    return backend.model.count(head) + 2 * repeated + _STAGE + answer
