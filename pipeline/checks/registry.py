"""The families of checks, in the order they run, and what they have in common.

A family is a module with ``RULES`` (what ``nigao rules`` prints) and ``check(context)``. Families whose rules come from
other parts of nigao may offer ``check_<family>(text, draft, notes, genre)`` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from pipeline.checks.context import Context
from pipeline.checks.finding import FAMILIES, Finding
from pipeline.checks.rule import Rule

EXCERPT_MAX = 60
"""Characters of an excerpt; a longer span is cut with “…”."""

_PARTS = ("claims",)
"""Modules that hold a part of a family of another name: claims of practice are a matter of grounding."""

PER_RULE_MAX = 100
"""Findings of one rule that are reported; a text with more has one trouble, not a thousand."""


@lru_cache(maxsize=1)
def families() -> tuple[ModuleType, ...]:
    """The modules of all families that are there, imported on first use."""
    names = (f"pipeline.checks.{name}" for name in (*FAMILIES, *_PARTS))
    return tuple(import_module(name) for name in names if find_spec(name) is not None)


def rules() -> list[Rule]:
    """Every rule of every family, in the order the families run."""
    return [rule for module in families() for rule in getattr(module, "RULES", ())]


def run(context: Context, only: frozenset[str] | None = None) -> Iterator[Finding]:
    """All findings on ``context``, in the order of their place, excerpts filled in. ``only``: of these families."""
    chosen = [module for module in families() if only is None or _name(module) in only]
    found = [finding for module in chosen for finding in _capped(_run_one(module, context))]
    found.sort(key=lambda finding: (finding.start, finding.end, finding.rule))
    for finding in found:
        yield _with_excerpt(finding, context.text)


def _name(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _run_one(module: ModuleType, context: Context) -> Iterable[Finding]:
    if hasattr(module, "check"):
        check: Callable[[Context], Iterable[Finding]] = module.check
        return check(context)
    by_parts = getattr(module, f"check_{_name(module)}", None)
    if by_parts is None:
        return ()
    findings: Iterable[Finding] = by_parts(context.text, context.draft, context.notes, context.genre)
    return findings


def _capped(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for finding in findings:
        seen[finding.rule] = seen.get(finding.rule, 0) + 1
        if seen[finding.rule] <= PER_RULE_MAX:
            yield finding


def _with_excerpt(finding: Finding, text: str) -> Finding:
    end = min(max(finding.end, 0), len(text))
    start = min(max(finding.start, 0), end)
    excerpt = text[start:end]
    if len(excerpt) > EXCERPT_MAX:
        excerpt = excerpt[: EXCERPT_MAX - 1] + "…"
    return finding.model_copy(update={"start": start, "end": end, "excerpt": _one_line(excerpt)})


def _one_line(excerpt: str) -> str:
    return excerpt.replace("\n", " ").encode("utf-8", "replace").decode("utf-8")
