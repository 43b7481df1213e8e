"""The words that tell what a clause is: ``corpus/phrases/claims.yaml``, found in one linear pass."""

from __future__ import annotations

from functools import lru_cache

from pipeline.checks.bank import Strict, load_bank

Words = tuple[str, ...]


class _Lists(Strict):
    """The lists by name; what each holds is said at the head of the file."""

    stance: Words
    purpose: Words
    frame: Words
    pursuit: Words
    aphorism: Words
    act: Words
    manner: Words
    adverb: Words
    method: Words
    build: Words
    instrument: Words
    object: Words
    attain: Words
    effect: Words
    change: Words
    degree: Words
    strong: Words
    trait: Words
    mood: Words
    complete: Words
    lack: Words
    awaits: Words
    promise: Words
    plan_mark: Words
    lack_mark: Words
    plan_head: Words
    lack_head: Words
    light: Words
    done: Words
    subject: Words
    mask: Words
    set_phrase: Words
    link: Words
    general: Words


class _Bank(Strict):
    source: str
    as_of: str
    lists: _Lists
    synonyms: tuple[tuple[str, ...], ...]


class ClaimLexicon:
    """Which lists the words of a text belong to."""

    def __init__(self, bank: _Bank) -> None:
        import ahocorasick

        self._automaton = ahocorasick.Automaton()
        lists: dict[str, list[str]] = {}
        for name, words in bank.lists:
            for word in words:
                lists.setdefault(word, []).append(name)
        for word, names in lists.items():
            self._automaton.add_word(word, (word, tuple(names)))
        self._automaton.make_automaton()
        self.lists = {name: frozenset(words) for name, words in bank.lists}
        self.synonyms = _synonyms(bank.synonyms)

    def has(self, text: str, *names: str) -> bool:
        """Whether a word of one of the lists ``names`` stands in ``text``."""
        wanted = frozenset(names)
        return any(not wanted.isdisjoint(lists) for _, (_, lists) in self._automaton.iter(text))

    def hits(self, text: str) -> list[tuple[int, int, str, tuple[str, ...]]]:
        """(start, end, word, lists) of every listed word in ``text``, by their end, but none inside a masking word."""
        found = [(last + 1 - len(word), last + 1, word, lists) for last, (word, lists) in self._automaton.iter(text)]
        masks = [(start, end) for start, end, _, lists in found if "mask" in lists]
        if not masks:
            return found
        return [hit for hit in found if not any(m <= hit[0] and hit[1] <= n and n - m > len(hit[2]) for m, n in masks)]


def _synonyms(groups: tuple[tuple[str, ...], ...]) -> dict[str, frozenset[str]]:
    """Word -> all words of the groups it is in."""
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for word in group:
            found[word] = found.get(word, frozenset()) | frozenset(group)
    return found


@lru_cache(maxsize=1)
def lexicon() -> ClaimLexicon:
    """The lexicon, read and validated once. Raises UserError when the file does not hold."""
    return ClaimLexicon(load_bank("claims.yaml", _Bank))
