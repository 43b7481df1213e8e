"""Whether a draft says what a case wants said: figures and dates by value, everything else by its words."""

from __future__ import annotations

from pipeline.checks.grounding.basis import bare
from pipeline.facts import Fact, agree, extract

_BY_VALUE = ("number", "date")


class Said:
    """A draft, ready to be asked."""

    def __init__(self, text: str, year: int | None = None) -> None:
        self._bare = bare(text)
        self._year = year
        self._facts = [fact for fact in extract(text, year=year) if fact.kind in _BY_VALUE]

    def has(self, wanted: str) -> bool:
        """Whether it says ``wanted``. A figure or date alone is compared by value (12名 and 十二名), other words as
        they are, marks and blanks aside."""
        fact = self._lone(wanted)
        if fact is None:
            return bare(wanted) in self._bare
        return any(agree(fact, one) for one in self._facts)

    def _lone(self, wanted: str) -> Fact | None:
        facts = extract(wanted, year=self._year)
        whole = [fact for fact in facts if fact.kind in _BY_VALUE and (fact.start, fact.end) == (0, len(wanted))]
        return whole[0] if len(facts) == 1 and whole else None
