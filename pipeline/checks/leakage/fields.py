"""Lines of work, ``corpus/phrases/lines_of_work.yaml``: words that only one field uses."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from pipeline.checks.bank import Lexicon, Strict, load_bank
from pipeline.checks.context import Context, Span


class _Field(Strict):
    field: str
    names: tuple[str, ...]
    terms: tuple[str, ...]


class _Bank(Strict):
    source: str
    as_of: str
    fields: tuple[_Field, ...]


@lru_cache(maxsize=1)
def _bank() -> _Bank:
    return load_bank("lines_of_work.yaml", _Bank)


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    """Terms of all fields; a term that several fields use names them all."""
    fields: dict[str, list[str]] = defaultdict(list)
    for one in _bank().fields:
        for term in one.terms:
            fields[term].append(one.field)
    return Lexicon({term: "、".join(names) for term, names in fields.items()})


def foreign_terms(context: Context) -> dict[str, list[tuple[Span, str]]]:
    """Field -> (place, term) of its words in the draft, for fields that neither the unit nor the notes touch."""
    known = _known_fields(context)
    found: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for start, end, term, fields in _lexicon().find(context.text):
        names = fields.split("、")
        if not known.intersection(names) and term not in context.notes_text:
            found[names[0]].append(((start, end), term))
    return found


def _known_fields(context: Context) -> set[str]:
    """The unit's own field, that of the occasion, and those whose words the notes use."""
    notes = context.notes
    head = f"{notes.unit}，{notes.occasion}" if notes else ""
    named = {one.field for one in _bank().fields if any(name in head for name in (*one.names, one.field))}
    used = {field for _, _, _, fields in _lexicon().find(context.notes_text) for field in fields.split("、")}
    return named | used
