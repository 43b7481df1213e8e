"""A rule: what ``nigao rules`` prints of it, and what its family needs to report a breach."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.checks.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, declared once, in its family's module.

    ``name`` is ``family.rule``. ``severity`` is the highest it reports. ``meaning``, in Chinese, says what it asks for.
    ``breaks`` and ``holds`` are texts that are executed as tests: checked under ``genre`` (an id, "" for none) and
    ``notes`` (the text of a notes file, "" for none), the first yields a finding of this rule and the second none.
    ``source``: the standard, seed or page the rule comes from.
    """

    name: str
    severity: Severity
    meaning: str
    breaks: str
    holds: str
    source: str
    genre: str = ""
    notes: str = ""

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]

    def at(
        self,
        span: tuple[int, int],
        message: str,
        suggestion: str = "",
        *,
        severity: Severity | None = None,
        notes: tuple[str, ...] = (),
    ) -> Finding:
        """A breach of this rule in ``span`` (character offsets). The registry fills the excerpt in."""
        return Finding(
            rule=self.name,
            severity=severity or self.severity,
            start=span[0],
            end=span[1],
            excerpt="",
            message=_printable(message),
            suggestion=_printable(suggestion),
            notes=notes,
        )


def _printable(text: str) -> str:
    """Half of a surrogate pair, quoted from a damaged text, cannot be written anywhere: it becomes “?”."""
    return _nested(text.encode("utf-8", "replace").decode("utf-8"))


def _nested(message: str) -> str:
    """Quotation marks inside quotation marks become ‘’ (GB/T 15834), where they pair."""
    if message.count("“") != message.count("”"):
        return message
    depth, found = 0, []
    for char in message:
        depth += char == "“"
        found.append(_INNER.get(char, char) if depth > 1 else char)
        depth = max(0, depth - (char == "”"))
    return "".join(found)


_INNER = {"“": "‘", "”": "’"}
