"""The bank of set phrases (提法) as values, ``corpus/phrases/policy.yaml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.checks.bank import Strict, load_bank


class SetPhrase(Strict):
    """One set phrase with the wrong forms known of it. ``near``: whether near misses of it are looked for."""

    phrase: Annotated[str, Field(min_length=3)]
    wrong: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    near: bool = True


class Group(Strict):
    name: str
    source: str
    phrases: tuple[SetPhrase, ...]


class Verbs(Strict):
    """The verbs that may stand right before a phrase."""

    phrase: str
    verbs: tuple[str, ...]


class Chain(Strict):
    """Parts in their fixed order, joined by 、 or ，, or anywhere in one sentence.

    ``whole``: only where at most one of them is missing. ``complete``: none is left out between two of them.
    """

    items: Annotated[tuple[str, ...], Field(min_length=1)]
    within: Literal["list", "sentence"] = "list"
    whole: bool = False
    complete: bool = False


class PolicyBank(Strict):
    """``quoted_known``: phrases in “” that resemble one of the bank and are right all the same."""

    source: str
    as_of: str
    groups: tuple[Group, ...]
    verbs: tuple[Verbs, ...]
    verb_pool: tuple[str, ...]
    chains: tuple[Chain, ...]
    quoted_known: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _no_wrong_form_is_part_of_a_right_one(self) -> PolicyBank:
        right = self.right
        for entry in self.phrases:
            for wrong in entry.wrong:
                if any(wrong in phrase for phrase in right):
                    raise ValueError(f"错误写法“{wrong}”是某个规范写法的一部分")
        return self

    @property
    def phrases(self) -> tuple[SetPhrase, ...]:
        return tuple(entry for group in self.groups for entry in group.phrases)

    @property
    def right(self) -> frozenset[str]:
        """Every form that is right: phrases and variants."""
        return frozenset(form for entry in self.phrases for form in (entry.phrase, *entry.variants))


@lru_cache(maxsize=1)
def policy_bank() -> PolicyBank:
    """The bank, read once. Raises UserError when the file does not hold."""
    return load_bank("policy.yaml", PolicyBank)
