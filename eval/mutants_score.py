"""How many planted defects the checks notice: ``python -m eval.mutants_score``.

Prints shares by family and by kind, what was missed, and the findings on the sound drafts. Deterministic for a seed.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence

from eval.mutants.kinds import FIRST, LATER
from eval.mutants.planted import ROUNDS, score_planted
from eval.mutants.score import Outcome, false_alarms, missing_families, score


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the report; 0 always: the gate is a test."""
    parser = argparse.ArgumentParser(description="植入缺陷的检出率")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--rounds", type=int, default=1, help="每种缺陷在每篇稿件中植入几次")
    parser.add_argument("--later", action="store_true", help="用规则写成之后另写的一组缺陷")
    parser.add_argument("--missed", action="store_true", help="逐条列出没有检出的")
    parser.add_argument("--planted", choices=ROUNDS, help="手工植入的缺陷（eval/unseen 中的一轮）")
    options = parser.parse_args(argv)
    if options.planted:
        outcomes = score_planted(options.planted)
    else:
        outcomes = score(LATER if options.later else FIRST, options.seed, options.rounds)
    _line(f"总计 {_share(outcomes)}")
    _table("按类", outcomes, lambda outcome: outcome.family)
    _table("按种", outcomes, lambda outcome: f"{outcome.family}.{outcome.kind}")
    if options.missed:
        _missed(outcomes)
    if missing := missing_families():
        _line(f"尚无代码的类：{'、'.join(missing)}")
    _alarms()
    return 0


def _table(title: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> None:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    _line(f"\n{title}")
    for name, group in groups.items():
        _line(f"  {name:<48}{_share(group)}")


def _share(outcomes: Sequence[Outcome]) -> str:
    caught = sum(outcome.caught for outcome in outcomes)
    return f"{caught}/{len(outcomes)}（{caught / len(outcomes):.1%}）" if outcomes else "0/0"


def _missed(outcomes: Sequence[Outcome]) -> None:
    _line("\n没有检出")
    for outcome in outcomes:
        if not outcome.caught:
            _line(f"  {outcome.family}.{outcome.kind} @ {outcome.source}：{outcome.excerpt}")


def _alarms() -> None:
    found = false_alarms()
    _line(f"\n原稿上的发现（阻断、警告）：{len(found)}")
    for name, finding in found:
        _line(f"  {name} {finding.severity} {finding.rule}：{finding.excerpt} {finding.message}")


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
