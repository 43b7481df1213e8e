"""How many planted faults of layout the checks notice: ``python -m eval.layout_score``.

Every kind of fault is planted in the Word file of every reference draft, in every shipped layout when asked. A finding
that the sound file has too notices nothing. Deterministic for a seed.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from eval.mutants.of_layout import KINDS, LayoutKind
from eval.mutants.source import Source, reference_drafts
from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.checks.layout import WordFile
from pipeline.checks.registry import run
from pipeline.export import WordOptions
from pipeline.export.records import record_of_text
from pipeline.export.word import as_word
from pipeline.layouts import load_layouts
from pipeline.word import read_document

_ONLY = frozenset(("layout",))


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planted fault. ``by``: the rules that had to notice it and did; ``also``: others that did."""

    kind: str
    source: str
    layout: str
    by: tuple[str, ...]
    also: tuple[str, ...]

    @property
    def caught(self) -> bool:
        return bool(self.by)


def score(
    seed: int, layouts: Sequence[str] = ("standard",), kinds: Iterable[LayoutKind] | None = None
) -> list[Outcome]:
    """Every kind of fault in every reference draft that offers a place for it."""
    found: list[Outcome] = []
    for kind in KINDS if kinds is None else kinds:
        for layout in layouts:
            for source in reference_drafts():
                found += _planted(kind, source, layout, Random(f"{seed}:{kind.name}:{source.name}:{layout}"))
    return found


def false_alarms(layouts: Sequence[str]) -> list[tuple[str, Finding]]:
    """Findings on the files as they were written."""
    return [
        (f"{source.name}.{layout}", finding)
        for layout in layouts
        for source in reference_drafts()
        for finding in _findings(_sound(source.name, layout), source, layout)
    ]


@lru_cache(maxsize=64)
def _sound(name: str, layout: str) -> bytes:
    source = next(one for one in reference_drafts() if one.name == name)
    return as_word(record_of_text(source.text, source.genre), WordOptions(load_layouts()[layout], clean=True))


def _planted(kind: LayoutKind, source: Source, layout: str, rng: Random) -> Iterator[Outcome]:
    from docx import Document

    document = Document(io.BytesIO(_sound(source.name, layout)))
    if not kind.plant(document, rng):
        return
    data = io.BytesIO()
    document.save(data)
    before = _before(source.name, layout)
    after = {f.rule for f in _findings(data.getvalue(), source, layout) if _words(f) not in before}
    wanted = after & set(kind.rules)
    yield Outcome(kind.name, source.name, layout, tuple(sorted(wanted)), tuple(sorted(after - wanted)))


@lru_cache(maxsize=64)
def _before(name: str, layout: str) -> frozenset[tuple[str, str, str]]:
    source = next(one for one in reference_drafts() if one.name == name)
    return frozenset(_words(finding) for finding in _findings(_sound(name, layout), source, layout))


def _words(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.excerpt, finding.message


def _findings(content: bytes, source: Source, layout: str) -> list[Finding]:
    document = read_document(io.BytesIO(content))
    file = WordFile(document, load_layouts()[layout])
    return list(run(Context(document.text, genre=source.genre, word=file), _ONLY))


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the report; 0 always: the gate is a test."""
    parser = argparse.ArgumentParser(description="植入的版式错误的检出率")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--all-layouts", action="store_true", help="在全部版式中植入，不只标准版式")
    options = parser.parse_args(argv)
    layouts = tuple(load_layouts()) if options.all_layouts else ("standard",)
    outcomes = score(options.seed, layouts)
    caught = sum(outcome.caught for outcome in outcomes)
    _line(f"总计 {caught}/{len(outcomes)}（{caught / len(outcomes):.1%}），{len(KINDS)} 种")
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.kind].append(outcome)
    for name, group in groups.items():
        also = sorted({rule for outcome in group for rule in outcome.also})
        missed = "、".join(f"{outcome.source}.{outcome.layout}" for outcome in group if not outcome.caught)
        shown = f"  另有 {'、'.join(also)}" if also else ""
        _line(f"  {name:<48}{sum(o.caught for o in group)}/{len(group)}{shown}{f'  漏：{missed}' if missed else ''}")
    alarms = false_alarms(tuple(load_layouts()))
    _line(f"\n原文件上的发现：{len(alarms)}")
    for name, finding in alarms:
        _line(f"  {name} {finding.rule}：{finding.excerpt} {finding.message}")
    return 0


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
