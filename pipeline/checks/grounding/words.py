"""The vocabulary of assertions, ``corpus/phrases/assertions.yaml``, and the pairs by which wordings are compared."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from pipeline.checks.bank import Strict, load_bank

Words = tuple[str, ...]

_HAN_RUN = re.compile(r"[㐀-䶿一-鿿]+|[A-Za-z]{2,}")


class Assertions(Strict):
    """``assertions.yaml``; what each key means is said there."""

    source: str
    as_of: str
    planned: Words
    before_verb: Words
    done: Words
    done_after: Words
    plan_heads: Words
    negators: Words
    not_negation: Words
    lacks: Words
    strengths: Words
    lack_heads: Words
    vague: Words
    opposites: tuple[tuple[Words, Words], ...]
    scales: tuple[Words, ...]
    rising: Words
    common_bodies: Words
    common_names: Words
    common_places: Words
    spirit: Words
    intention: Words
    named_after: Words
    naming: Words

    @cached_property
    def steps(self) -> tuple[tuple[Words, ...], ...]:
        """The scales, each step with its wordings, the longest first."""
        return tuple(
            tuple(tuple(sorted(step.split("/"), key=len, reverse=True)) for step in scale) for scale in self.scales
        )

    @cached_property
    def negation(self) -> re.Pattern[str]:
        """Negators, and before them in rank the words that hold a negating character and negate nothing."""
        neutral, negator = _alternatives(self.not_negation), _alternatives(self.negators)
        return re.compile(f"(?P<neutral>{neutral})|(?P<negator>{negator})")

    @cached_property
    def lack(self) -> re.Pattern[str]:
        return any_of(self.lacks)

    @cached_property
    def vagueness(self) -> re.Pattern[str]:
        return any_of(self.vague)

    @cached_property
    def strength(self) -> re.Pattern[str]:
        return any_of(self.strengths)

    @cached_property
    def plan(self) -> re.Pattern[str]:
        return any_of(self.planned)


@lru_cache(maxsize=32)
def any_of(words: Words) -> re.Pattern[str]:
    """One of ``words``, the longest that fits."""
    return re.compile(_alternatives(words))


def _alternatives(words: Words) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def assertions() -> Assertions:
    """The vocabulary, read once. Raises UserError when the file does not hold."""
    return load_bank("assertions.yaml", Assertions)


def pairs(text: str) -> frozenset[str]:
    """Neighbouring characters of ``text``, two by two: what remains alike when a sentence is worded anew.

    Latin words count whole; marks and digits separate.
    """
    found: set[str] = set()
    for match in _HAN_RUN.finditer(text):
        run = match.group()
        if run[0].isascii():
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def synonyms_in(words: str, text: str) -> bool:
    """Whether ``text`` says something of ``words`` by a synonym: 轮训 for 培训."""
    from pipeline.checks.claims.lexicon import lexicon

    same = lexicon().synonyms
    return any(word in words and any(other in text for other in same[word]) for word in same)
