"""Which exemplar passages a model is shown: masked ones, near to what is to be written, no more than fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.document import sentence_spans
from pipeline.genre import Genre
from pipeline.notes import Notes

if TYPE_CHECKING:
    from pipeline.library import Library
    from pipeline.library.search import Hit

_ROLES = {"opening": "开头", "lead": "引领句", "point": "分论点"}
_DEPTH = 24  # passages looked at a query
_QUERY = 160  # characters; what a longer one adds is not worth the time it takes to embed
_MOST_CHARS = 4400
_MASKED = 0.2  # a passage with more of it masked teaches nothing
_SAID = (
    "指出",
    "强调",
    "总书记",
    "要求",
    "阐释",
    "讲话",
    "没有",
)  # sayings and denials are facts of the one who wrote them


def chosen(library: Library, notes: Notes, genre: Genre) -> list[Hit]:
    """Passages for the notes of each group, each text once: the nearest of every group, then the next nearest.

    Where a genre has too few, points of other genres fill up: register is much the same in all of them.
    """
    wanted = list(_wanted(notes))
    own = [library.search(query, k=_DEPTH, role=role, genre=genre.id) for role, query in wanted]
    others = [library.search(query, k=_DEPTH, role=role) for role, query in wanted if role == "point"]
    by_rank = [hit for answers in (own, others) for rank in zip_longest(*answers) for hit in rank if hit is not None]
    found: dict[str, Hit] = {}
    for hit in by_rank:
        found.setdefault(shown(hit), hit)
    found.pop("", None)
    return _within(found)


def _wanted(notes: Notes) -> Iterator[tuple[str, str]]:
    """(role, query): an opening, leads, and points near each group of notes."""
    groups: dict[str, list[str]] = {}
    for note in notes.drafted:
        groups.setdefault(note.group, []).append(note.text)
    queries = [f"{group} {'；'.join(texts)}"[:_QUERY] for group, texts in groups.items()]
    if len(queries) == 1:
        texts = [text for texts in groups.values() for text in texts]
        queries = ["；".join(texts[at::3])[:_QUERY] for at in range(min(3, len(texts)))]
    for query in queries:
        yield "point", query
    yield "lead", queries[0] if queries else notes.unit
    yield "opening", f"{notes.occasion} {notes.unit}"


def _within(found: Mapping[str, Hit]) -> list[Hit]:
    """Those whose texts, which are the keys, have room beside each other."""
    kept: list[Hit] = []
    left = _MOST_CHARS
    for text, hit in found.items():
        if len(text) <= left:
            kept.append(hit)
            left -= len(text)
    return kept


def shown(hit: Hit) -> str:
    """What of a passage a model may see: its masked sentences without sayings, "" when too little is left to learn."""
    sentences = [hit.masked[start:end] for start, end in sentence_spans(hit.masked)]
    text = "".join(s for s in sentences if not any(word in s for word in _SAID) and _share_masked(s) <= _MASKED)
    return text if len(text) >= 12 else ""


def _share_masked(sentence: str) -> float:
    inside = sum(len(piece.split("〕", 1)[0]) + 2 for piece in sentence.split("〔")[1:])
    return inside / len(sentence)


def listing(hits: list[Hit]) -> str:
    """The passages as a prompt shows them."""
    return (
        "\n".join(f"（{_ROLES.get(hit.role, '段落')}）{shown(hit)}" for hit in hits) or "（范文库中没有合适的片段。）"
    )
