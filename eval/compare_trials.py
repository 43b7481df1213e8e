"""How often ``nigao eval compare`` is wrong: ``python -m eval.compare_trials [RUN.jsonl]``.

Two runs of one prompt are compared again and again, and what is called worse or better is counted. With a run of
several repeats, its own drafts are dealt out; without one, drafts are drawn whose figures scatter as those of the
labelled drafts do (``_Noise``). ``--claims`` and ``--headings`` make one side worse, to see what of that is noticed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.compare import Verdict, compare_pairs
from eval.compare_figures import Figure, load_weights, values_of
from eval.record import read_run
from eval.statistics import Pair, Values, same_prompt_trials
from pipeline.errors import NigaoError, UserError


@dataclass(frozen=True)
class _Noise:
    """How drafts of one prompt scatter. Levels are those of the fourteen drafts of ``eval/claims`` under the rules:
    claims 0 to 11 a draft, other warnings 0 to 1, an unmet expectation in every other, length off by 11 to 21 %,
    register distance 1.1 to 2.7, copied share 0 to 0.2. Findings are counted (Poisson), a case's own level varies.
    """

    claims: float = 3.5
    warnings: float = 0.4
    unmet: float = 0.4
    headings: float = 0.15
    blockers: float = 0.1


def drawn_cases(cases: int, drafts: int, seed: int, noise: _Noise | None = None) -> list[Values]:
    """``drafts`` drafts of each of ``cases`` cases, figures in the order of the weights file."""
    rng, noise = np.random.default_rng(seed), noise or _Noise()
    return [_drawn_case(drafts, rng, noise) for _ in range(cases)]


def _drawn_case(drafts: int, rng: np.random.Generator, noise: _Noise) -> Values:
    has_length, has_original = rng.random() < 0.6, rng.random() < 0.3
    register, copied = rng.normal(1.7, 0.4), rng.exponential(0.03)
    missing = rng.poisson(0.1, drafts)
    columns = {
        "blockers": rng.poisson(noise.blockers * rng.gamma(0.5, 2), drafts) + missing,
        "claims": rng.poisson(noise.claims * rng.gamma(2, 0.5), drafts),
        "headings": rng.poisson(noise.headings * rng.gamma(1, 1), drafts),
        "warnings": rng.poisson(noise.warnings, drafts),
        "unmet": rng.binomial(2, noise.unmet * rng.random(), drafts),
        "coverage": 1 - missing / 15,
        "grounding": 1 - rng.poisson(0.1, drafts) / 20,
        "leakage": rng.poisson(0.05, drafts),
        "structure": 1 - rng.poisson(0.3, drafts) / 8,
        "first_faults": rng.poisson(4.0 * rng.gamma(4, 0.25), drafts).astype(float),
        "length_error": np.abs(rng.normal(0.1, 0.06, drafts)) if has_length else np.full(drafts, np.nan),
        "register_distance": rng.normal(register, 0.25, drafts).clip(0.5),
        "copied": copied * rng.lognormal(0, 0.4, drafts),
        "likeness": rng.normal(0.5, 0.03, drafts) if has_original else np.full(drafts, np.nan),
    }
    return np.column_stack([columns[figure.id] for figure in load_weights().figures]).astype(float)


def worsened(pairs: Sequence[Pair], rng: np.random.Generator, claims: float, headings: float) -> list[Pair]:
    """Side B with so many more claims and uneven headings a draft, on average."""
    names = [figure.id for figure in load_weights().figures]
    return [Pair(pair.a, _with_more(pair.b, names, rng, claims, headings)) for pair in pairs]


def _with_more(values: Values, names: list[str], rng: np.random.Generator, claims: float, headings: float) -> Values:
    more = values.copy()
    more[:, names.index("claims")] += rng.poisson(claims, len(values))
    more[:, names.index("headings")] += rng.poisson(headings, len(values))
    return more


def verdicts(
    drafts: Sequence[Values], trials: int, repeats: int, seed: int, *, claims: float = 0.0, headings: float = 0.0
) -> Counter[Verdict]:
    """What is said of pairs of runs dealt out of ``drafts`` (a case each, of at least twice ``repeats`` drafts)."""
    figures: Sequence[Figure] = load_weights().figures
    names = [f"case-{at}" for at in range(len(drafts))]
    rng = np.random.default_rng(seed)
    return Counter(
        compare_pairs(names, worsened(pairs, rng, claims, headings), figures, seed=turn).verdict
        for turn, pairs in enumerate(same_prompt_trials(drafts, trials, repeats, seed))
    )


def drafts_of(path: Path) -> list[Values]:
    """Of a run file. Raises UserError when a case has fewer than two drafts."""
    run, figures = read_run(path), load_weights().figures
    scores = [[record.score for record in records if record.score] for records in run.by_case.values()]
    if min(map(len, scores), default=0) < 2:
        raise UserError(f"{path}：每个案例至少要有两篇稿件。请用 nigao eval run --repeat 2 以上重新运行。")
    return [np.array([values_of(score, figures) for score in some]) for some in scores]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the shares."""
    parser = argparse.ArgumentParser(description="同一套提示词的两次运行，有几成被判为变差")
    parser.add_argument("run", nargs="?", type=Path, help="重复写过的运行结果；不写则用模拟的稿件")
    parser.add_argument("--trials", type=int, default=400, help="比较多少次")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--claims", type=float, default=0.0, help="B 每稿平均多几处无据说法")
    parser.add_argument("--headings", type=float, default=0.0, help="B 每稿平均多几处标题不齐")
    options = parser.parse_args(argv)
    try:
        for line in _lines(options):
            sys.stdout.write(line + "\n")
    except NigaoError as error:
        sys.stderr.write(f"错误：{error}\n")
        return 2
    return 0


def _lines(options: argparse.Namespace) -> Iterator[str]:
    worse = {"claims": options.claims, "headings": options.headings}
    for cases, repeats in [(0, 0)] if options.run else [(7, 1), (24, 1), (24, 3), (34, 1)]:
        drafts = drafts_of(options.run) if options.run else drawn_cases(cases, 2 * repeats, options.seed)
        each = repeats or min(map(len, drafts)) // 2
        found = verdicts(drafts, options.trials, each, options.seed, **worse)
        shares = "，".join(f"{word} {found[key] / options.trials:.1%}" for key, word in _SAID)
        yield f"{len(drafts)} 个案例，每个 {each} 次：{shares}"


_SAID: tuple[tuple[Verdict, str], ...] = (("worse", "变差"), ("better", "变好"), ("cannot_tell", "看不出"))


if __name__ == "__main__":
    sys.exit(main())
