"""What the checks make of the planted defects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from eval.mutants.kind import Kind, Planted
from eval.mutants.source import Source, reference_drafts, seeds
from pipeline.checks import check
from pipeline.checks.finding import FAMILIES, Finding
from pipeline.checks.registry import families as families_there


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planted defect. ``by``: the rules of the right families that noticed it at its place; none when missed."""

    kind: str
    family: str
    source: str
    excerpt: str
    by: tuple[str, ...]

    @property
    def caught(self) -> bool:
        return bool(self.by)


def plant_all(
    kinds: Sequence[Kind], seed: int, rounds: int = 1, texts: int | None = None
) -> Iterator[tuple[Kind, Source, Planted]]:
    """Every kind in every text it can break, or in ``texts`` of them, ``rounds`` times; the same for one ``seed``."""
    for kind in kinds:
        sources = [one for one in (*reference_drafts(), *seeds()) if one.notes is not None or not kind.needs_notes]
        Random(f"{seed}:{kind.name}").shuffle(sources)
        planted = (_planted(kind, source, seed, rounds) for source in sources)
        for group in islice((group for group in planted if group), texts):
            yield from group


def _planted(kind: Kind, source: Source, seed: int, rounds: int) -> list[tuple[Kind, Source, Planted]]:
    found = (kind.plant(source, Random(f"{seed}:{turn}:{kind.name}:{source.name}")) for turn in range(rounds))
    return [(kind, source, one) for one in found if one is not None and one.text != source.text]


def score(kinds: Sequence[Kind], seed: int, rounds: int = 1, texts: int | None = None) -> list[Outcome]:
    """Plants and checks. A finding that the sound text has too, at the same words, notices nothing."""
    before = {source.name: _findings(source, source.text) for source in (*reference_drafts(), *seeds())}
    planted = plant_all(kinds, seed, rounds, texts)
    return [_outcome(kind, source, one, before[source.name]) for kind, source, one in planted]


def _findings(source: Source, text: str) -> tuple[Finding, ...]:
    return check(text, source.notes, source.genre).findings


def _outcome(kind: Kind, source: Source, planted: Planted, before: Iterable[Finding]) -> Outcome:
    after = _findings(source, planted.text)
    return judged(kind.name, kind.families, source.name, planted.text, planted.span, before, after)


def judged(
    kind: str,
    families: Sequence[str],
    source: str,
    text: str,
    span: tuple[int, int] | None,
    before: Iterable[Finding],
    after: Sequence[Finding],
) -> Outcome:
    """Whether the findings ``after`` notice the defect at ``span`` of ``text`` that those ``before`` do not."""
    new = _new_findings(before, after)
    by = {f.rule for f in new if f.rule.partition(".")[0] in families and _overlaps(f, span)} - _OF_ANY_CHANGE
    start, end = span or (0, 0)
    excerpt = text[max(0, start - 12) : end + 12].replace("\n", "⏎")
    return Outcome(kind, families[0], source, excerpt, tuple(sorted(by)))


_OF_ANY_CHANGE = frozenset({"structure.length"})
"""Rules whose message states a figure of the whole text, so that any change at all makes a new finding of them."""


def _new_findings(before: Iterable[Finding], after: Sequence[Finding]) -> list[Finding]:
    """Findings that the sound text has not, or of which it has fewer with the same words."""
    old = Counter(map(_words, before))
    now = Counter(map(_words, after))
    return [finding for finding in after if now[_words(finding)] > old[_words(finding)]]


def _words(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.excerpt, finding.message


def _overlaps(finding: Finding, span: tuple[int, int] | None) -> bool:
    return span is None or (finding.start < max(span[1], span[0] + 1) and span[0] < max(finding.end, finding.start + 1))


def missing_families() -> list[str]:
    """Families whose code is not there."""
    there = {module.__name__.rpartition(".")[2] for module in families_there()}
    return [family for family in FAMILIES if family not in there and family != "layout"]


def false_alarms() -> list[tuple[str, Finding]]:
    """Findings of blocker or warning level on the reference drafts as they are."""
    return [
        (source.name, finding)
        for source in reference_drafts()
        for finding in _findings(source, source.text)
        if finding.severity != "info"
    ]
