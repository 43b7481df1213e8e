"""A comparison of runs as words, on a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eval.compare import WORDS, FigureResult, RunComparison
from eval.compare_figures import Figure
from eval.statistics import Interval
from eval.tables import Row, plain
from pipeline.export import plain as plain_data


def verdict_words(result: RunComparison) -> str:
    """The verdict in one sentence."""
    return f"B 比 A {WORDS[result.verdict]}：{'；'.join(result.reasons)}。" if _told(result) else _untold(result)


def _told(result: RunComparison) -> bool:
    return result.verdict != "cannot_tell"


def _untold(result: RunComparison) -> str:
    return f"看不出 B 比 A 变好还是变差：{'；'.join(result.reasons)}。{needed_words(result)}"


def needed_words(result: RunComparison) -> str:
    """How many cases it would take."""
    cases = len(result.cases)
    if result.needed is None:
        return f"现有 {cases} 个案例，看不出趋势；再加案例也未必有结论。"
    if result.needed <= cases:
        return f"总分的差别若是真的，约需 {result.needed} 个案例，现有 {cases} 个。"
    return f"差别若真有这么大，约需 {result.needed} 个案例才看得出（现有 {cases} 个）。"


def overall_words(result: RunComparison) -> str:
    """The overall score of both sides and its difference."""
    scores = f"总分 A {result.score_a:.1f}，B {result.score_b:.1f}"
    return f"{scores}，相差 {interval_words(result.overall)}" if result.overall else f"{scores}（一个案例，没有区间）"


def interval_words(interval: Interval | None, figure: Figure | None = None) -> str:
    """+1.2（−0.3 至 +2.7）"""
    if interval is None:
        return "—"
    shown = figure.difference if figure else points_words
    return f"{shown(interval.mean)}（{shown(interval.low)} 至 {shown(interval.high)}）"


def points_words(value: float) -> str:
    """A difference in points of the overall score, with its sign."""
    words = f"{value:+.1f}".replace("-", "−")
    return words[1:] if words[1:] == "0.0" else words


def lines(result: RunComparison) -> Iterator[str]:
    """What the terminal shows."""
    yield plain(*figure_rows(result))
    yield ""
    yield plain(*case_rows(result))
    yield ""
    yield f"{overall_words(result)}；{len(result.cases)} 个案例，A {result.repeats[0]} 次，B {result.repeats[1]} 次"
    yield verdict_words(result)


def figure_rows(result: RunComparison) -> tuple[Row, list[Row]]:
    """Head and rows: one row a figure."""
    return ("指标", "A", "B", "差（95% 区间）", "折合总分", "判断"), [_figure_row(one) for one in result.figures]


def _figure_row(one: FigureResult) -> Row:
    shown = one.figure.shown
    points = points_words(one.points.mean) if one.points else "不计"
    word = "" if one.verdict == "cannot_tell" else WORDS[one.verdict]
    return (one.figure.label, shown(one.a), shown(one.b), interval_words(one.difference, one.figure), points, word)


def case_rows(result: RunComparison) -> tuple[Row, list[Row]]:
    """Head and rows: one row a case, the one that lost most first."""
    rows: list[Row] = [
        (one.case, f"{_mean(one.a):.1f}", f"{_mean(one.b):.1f}", points_words(one.difference), _moved(one.telling))
        for one in sorted(result.cases, key=lambda one: (one.difference, one.case))
    ]
    return ("案例", "A", "B", "差", "变化的指标"), rows


def _mean(values: tuple[float, ...]) -> float:
    return sum(values) / len(values)


def _moved(figures: tuple[tuple[Figure, float, float], ...]) -> str:
    return "，".join(f"{figure.label} {figure.shown(a)}→{figure.shown(b)}" for figure, a, b in figures)


def as_data(result: RunComparison, paths: tuple[str, str]) -> dict[str, Any]:
    """For ``--json``."""
    return {
        "a": paths[0],
        "b": paths[1],
        "verdict": result.verdict,
        "reasons": list(result.reasons),
        "overall": plain_data(result.overall),
        "score": {"a": result.score_a, "b": result.score_b},
        "needed": result.needed,
        "figures": [_figure_data(one) for one in result.figures],
        "cases": [{"case": one.case, "a": one.a, "b": one.b, "difference": one.difference} for one in result.cases],
        "left_out": [{"case": case, "reason": reason} for case, reason in result.left_out],
        "cautions": list(result.cautions),
    }


def _figure_data(one: FigureResult) -> dict[str, Any]:
    return {
        "id": one.figure.id,
        "label": one.figure.label,
        "a": one.a,
        "b": one.b,
        "difference": plain_data(one.difference),
        "points": plain_data(one.points),
        "verdict": one.verdict,
        "cases": one.cases,
    }
