"""Structure as one share: of the parts that the genre demands, those that are there and in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eval.case import Case
from pipeline.checks.finding import Finding
from pipeline.document import Draft
from pipeline.genre import SectionRule


def structure(case: Case, draft: Draft, findings: Sequence[Finding]) -> float:
    """Demands that hold over all demands; every finding on structure that asks for action is one more that does not."""
    held = list(_demands(case, draft))
    broken = sum(one.rule.startswith("structure.") and one.severity != "info" for one in findings)
    return round(sum(held) / (len(held) + broken), 4)


def _demands(case: Case, draft: Draft) -> Iterator[bool]:
    genre = case.genre
    if genre.title.required:
        yield draft.first("title") is not None
    if genre.salutation is not None and genre.salutation.required:
        yield draft.first("salutation") is not None
    opening = "".join(part.text for part in draft.of_role("opening"))
    yield re.search(genre.opening.transition_pattern, opening) is not None
    headings = [section.heading.text for section in draft.sections if section.heading]
    yield len(headings) >= sum(rule.repeat[0] for rule in genre.sections if rule.required)
    for rule in genre.sections:
        if rule.required and rule.heading:
            yield any(_is_of(rule, heading) for heading in headings)
    if genre.closing.required:
        yield draft.first("closing") is not None


def _is_of(rule: SectionRule, heading: str) -> bool:
    bare = re.sub(r"^[^一-鿿]*[一二三四五六七八九十]+、", "", heading)
    named = (rule.heading or "", *rule.gathers)
    return any(name and name in bare for name in named) or re.search(rule.headings, bare) is not None
