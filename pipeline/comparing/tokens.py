"""A text as tokens of three sizes: paragraphs, the sentences and line breaks of one, the words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNIT = re.compile(r"[^\n]+\n*|\n+")
_SENTENCE = re.compile(r"\n|[^\n。！？；!?]*[。！？；!?]+[”’」』）)》]*|[^\n。！？；!?]+")
_BLANKS = " \t\r\x0b\x0c\u3000\ufeff\xa0\u200b"
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTERS = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*%?|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a text. ``move``: 0, or the number of the move it takes part in; it then equals no other token."""

    text: str
    start: int
    move: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def paragraphs_only(text: str) -> str:
    """The words of a text and their paragraphs, one a line: without empty lines and blanks around a paragraph.

    These differ between the forms of one text (.txt, .md, .docx) and say nothing.
    """
    lines = (line.strip(_BLANKS) for line in text.split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


def units(text: str) -> list[Token]:
    """Paragraphs, each with the line breaks after it."""
    return [Token(match.group(), match.start()) for match in _UNIT.finditer(text)]


def sentences(token: Token) -> Iterator[Token]:
    """The sentences of a paragraph, and each of its line breaks."""
    for match in _SENTENCE.finditer(token.text):
        yield Token(match.group(), token.start + match.start())


def words(token: Token) -> Iterator[Token]:
    """The words of a sentence; a number with its percent sign is one. A token that moved stays whole."""
    if token.move:
        yield token
        return
    at = token.start
    for word in _cut(token.text):
        yield Token(word, at)
        at += len(word)


def _cut(text: str) -> Iterator[str]:
    """The words. rjieba cuts figures at their points and parts them from their signs, so figures are cut out first."""
    import rjieba

    held = ""
    for piece in _LETTERS.findall(text):
        if len(piece) > 1 or piece.isdecimal():
            yield from _of(rjieba, held)
            yield piece
            held = ""
        else:
            held += piece
    yield from _of(rjieba, held)


def _of(segmenter: object, text: str) -> Iterator[str]:
    if not text:
        return
    at = 0
    for word in segmenter.cut(_SURROGATE.sub("\ufffd", text), False):  # type: ignore[attr-defined]
        yield text[at : at + len(word)]
        at += len(word)
