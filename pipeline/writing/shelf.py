"""The exemplar library as the writers see it: maxims that any bureau may say, and where they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.document import sentence_spans
from pipeline.genre import Genre
from pipeline.writing.composer import Borrowed

if TYPE_CHECKING:
    from pipeline.library import Library
    from pipeline.library.search import Hit

_MAXIM_MAX = 24  # characters; a longer loan from an exemplar would be copying
_SAYS_WHO = re.compile("指出|强调|要求|指示|讲话|报告|总书记|会议|精神|〔|《|“|[0-9]")
_SAYS_DONE = re.compile("了|已|我们|我局|本局|建立|制定|出台|开展|完成|组织|落实")


@dataclass(frozen=True)
class Source:
    """An exemplar passage that a draft was written with: a sentence was taken from it, or a model was shown it."""

    id: str
    report: str
    role: str
    text: str

    @classmethod
    def of(cls, hit: Hit) -> Source:
        return cls(hit.id, hit.report, hit.role, hit.text)


class Shelf:
    """Asked by the composer for maxims; remembers the passages that it gave."""

    def __init__(self, library: Library | None, genre: Genre) -> None:
        self._library = library
        self._genre = genre
        self._passages: dict[str, Source] = {}

    def maxims(self, area: str, about: str) -> Sequence[Borrowed]:
        """Sentences of exemplar leads that carry nothing local: no mask, no figure, no speaker, nothing done."""
        assert self._library is not None
        found: list[Borrowed] = []
        for hit in self._library.search(f"{area} {about[:120]}", k=8, role="lead", genre=self._genre.id):
            self._passages[hit.id] = Source.of(hit)
            found += [Borrowed(sentence, hit.id) for sentence in _sentences(hit.masked) if _is_maxim(sentence)]
        return found

    def source(self, borrowed: Borrowed) -> Source:
        """The passage that a maxim came from."""
        return self._passages[borrowed.passage]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def _is_maxim(sentence: str) -> bool:
    return (
        8 <= len(sentence) <= _MAXIM_MAX
        and sentence.endswith("。")
        and not _SAYS_WHO.search(sentence)
        and not _SAYS_DONE.search(sentence)
    )
