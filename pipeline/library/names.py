"""Names and local nouns among tagged words: what a report says of its own organisation, field and people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.library.tagging import Word
from pipeline.library.terms import load_terms

_NOUNS = frozenset({"n", "vn", "nz", "nw", "ns", "nt", "nr", "an", "s", "j", "xc", "ORG", "LOC", "PER"})
_MODIFIERS = frozenset({"a", "b", "m", "f", "r", "q", "TIME"})
_LINKS = frozenset("之")
_NAMED = frozenset({"ORG", "LOC", "PER"})
_LISTING = frozenset("、和与及")


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch that is local. ``kind``: PER, LOC, ORG, how the name ends (``terms.SuffixKind``), or "" for a noun."""

    start: int
    end: int
    kind: str


def local_names(text: str, words: Sequence[Word]) -> list[Name]:
    """Everything local among ``words``, which are the words of ``text`` in order."""
    found: list[Name] = []
    for run in _runs(words):
        named = list(_in_run(run))
        if not named and found and _continues_list(text, found[-1], run):
            named = [Name(run[0].start, run[-1].end, found[-1].kind)]
        found += named
    return [_whole_words(text, name) for name in found]


def is_general(word: str) -> bool:
    """Whether a noun, or everything it is made of, is true of any organisation."""
    general = load_terms().general
    return word in general or _splits(word, general)


@lru_cache(maxsize=5_000)
def _splits(word: str, general: frozenset[str]) -> bool:
    """Whether ``word`` is two or more general words in a row; single characters do not count, but as the last."""
    for cut in range(2, len(word)):
        head, tail = word[:cut], word[cut:]
        if head in general and (tail in general or (len(tail) > 2 and _splits(tail, general))):
            return True
    return False


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Noun phrases: nouns and what modifies them, side by side."""
    run: list[Word] = []
    for word in words:
        fits = word.tag in _NOUNS or word.tag in _MODIFIERS or word.text in _LINKS
        if run and (not fits or word.start != run[-1].end):
            yield run
            run = []
        if fits:
            run.append(word)
    if run:
        yield run


def _in_run(run: Sequence[Word]) -> Iterator[Name]:
    """The name that a noun phrase ends in, if it does, and the local nouns of the rest."""
    last, kind = _ending(run)
    if last >= 0:
        yield Name(run[0].start, run[last].end, kind)
    for word in run[last + 1 :]:
        if _is_local(word):
            yield Name(word.start, word.end, word.tag if word.tag in _NAMED else "")


def _ending(run: Sequence[Word]) -> tuple[int, str]:
    """Index of the last word that ends a local name, and how it ends; -1 when none does."""
    for at in range(len(run) - 1, -1, -1):
        if run[at].tag not in _NOUNS:
            continue
        kind = _kind_of_ending(run, at)
        if kind == "named" or (kind and any(_is_local(word) for word in run[: at + 1])):
            return at, run[at].tag if run[at].tag == "ORG" else kind
    return -1, ""


def _kind_of_ending(run: Sequence[Word], at: int) -> str:
    """How the phrase up to word ``at`` ends. A name is more than its ending: 小组 alone names nothing."""
    phrase = "".join(word.text for word in run[: at + 1])
    found = load_terms().ending_of(phrase)
    return found[1] if found else ""


def _is_local(word: Word) -> bool:
    return word.tag in _NOUNS and not is_general(word.text)


def _continues_list(text: str, before: Name, run: Sequence[Word]) -> bool:
    """Whether a noun phrase stands in one list with a name before it: what is listed beside a name is local too."""
    between = text[before.end : run[0].start]
    nouns = all(word.tag in _NOUNS or word.tag == "f" for word in run)
    return before.kind != "" and between in _LISTING and nouns and run[-1].end - run[0].start > 2


def _whole_words(text: str, name: Name) -> Name:
    """The name without the tail of a word that the tagger cut in two, as 建 of 组建: it belongs to what is before."""
    import rjieba

    across = text[max(0, name.start - 1) : name.start + 1]
    inside = text[name.start : name.start + 2]
    cut = len(across) == 2 and name.end - name.start > 2 and rjieba.has_word(across) and not rjieba.has_word(inside)
    return Name(name.start + 1, name.end, name.kind) if cut else name
