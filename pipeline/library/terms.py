"""What may stay in a masked passage, and how local names end: ``corpus/phrases/safe_terms.yaml``, validated on load."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.data_files import read_data
from pipeline.resources import corpus_folder

FILE_NAME = "safe_terms.yaml"
SuffixKind = Literal["named", "general", "document", "body"]


class _Suffixes(BaseModel):
    """How names end. ``named``: nearly always an organisation's own; the others only after a local word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    named: tuple[str, ...]
    general: tuple[str, ...]
    document: tuple[str, ...]
    body: tuple[str, ...]


class SafeTerms(BaseModel):
    """``terms``: general policy phrases. ``titles``: general laws. ``figures``: metaphors. ``words``: general nouns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    as_of: str
    terms: tuple[str, ...]
    titles: tuple[str, ...]
    figures: tuple[str, ...]
    suffixes: _Suffixes
    words: tuple[str, ...]

    @cached_property
    def quotable(self) -> frozenset[str]:
        """What may stand in quotation marks."""
        return frozenset((*self.terms, *self.figures))

    @cached_property
    def lawful(self) -> frozenset[str]:
        """What may stand in 《》."""
        return frozenset(self.titles)

    @cached_property
    def general(self) -> frozenset[str]:
        """Nouns that are true of any organisation, the bare endings of names among them."""
        return frozenset((*self.words, *self.suffixes.general, *self.suffixes.document, *self.terms))

    @cached_property
    def _endings(self) -> dict[str, list[tuple[str, SuffixKind]]]:
        """All endings of names by their last character, the longest first."""
        kinds: tuple[SuffixKind, ...] = ("named", "general", "document", "body")
        pairs = [(ending, kind) for kind in kinds for ending in getattr(self.suffixes, kind)]
        grouped: dict[str, list[tuple[str, SuffixKind]]] = {}
        for ending, kind in sorted(pairs, key=lambda pair: -len(pair[0])):
            grouped.setdefault(ending[-1], []).append((ending, kind))
        return grouped

    def ending_of(self, phrase: str) -> tuple[str, SuffixKind] | None:
        """The longest ending of a name that ``phrase`` has, beyond which there is more of it."""
        return next(
            (
                (ending, kind)
                for ending, kind in self._endings.get(phrase[-1:], ())
                if phrase.endswith(ending) and len(phrase) > len(ending)
            ),
            None,
        )


@lru_cache(maxsize=4)
def load_terms(path: Path | None = None) -> SafeTerms:
    """The safe terms. Raises UserError naming file and key when the file does not hold."""
    return read_data(path or corpus_folder("phrases") / FILE_NAME, SafeTerms, "脱敏词表")
