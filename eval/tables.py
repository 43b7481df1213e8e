"""A run as tables, on a terminal and in Markdown: by case, by metric, and what fell short."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from eval.figures import METRICS, Figures, figures_by_case, spent_by, total_of
from eval.gate import Verdict
from eval.metrics import by_family
from eval.record import Run

Row = tuple[str, ...]

_HEAD: Row = ("案例", "必须处理", "建议处理", *(metric.label for metric in METRICS), "未达要求", "秒")


def by_case(run: Run) -> tuple[Row, list[Row]]:
    """Head and rows: one row a case; one that erred says so and has no figures."""
    found = figures_by_case(run)
    rows = [_case_row(run, case, found.get(case)) for case in run.by_case]
    return _HEAD, rows


def _case_row(run: Run, case: str, figures: Figures | None) -> Row:
    if figures is None:
        return (case, "出错", *("" for _ in _HEAD[2:]))
    shares = (metric.shown(figures.shares.get(metric.name)) for metric in METRICS)
    seconds = mean(record.score.seconds for record in run.by_case[case] if record.score)
    return (case, _counted(figures.blockers), _counted(figures.warnings), *shares, _many(figures), f"{seconds:.1f}")


def _counted(rules: dict[str, int]) -> str:
    """3（grounding 2 structure 1）"""
    if not rules:
        return "0"
    families = " ".join(f"{family} {count}" for family, count in by_family(rules).items())
    return f"{sum(rules.values())}（{families}）"


def _many(figures: Figures) -> str:
    return str(len(figures.unmet)) if figures.unmet else "0"


def by_metric(run: Run, verdict: Verdict) -> tuple[Row, list[Row]]:
    """Head and rows: one row a metric, over all cases, beside what was accepted for the same cases."""
    cases = figures_by_case(run)
    now = total_of(cases)
    accepted = verdict.against.cases if verdict.against else {}
    old = total_of({name: accepted[name] for name in accepted if name in cases}) if accepted else None
    rows: list[Row] = [
        ("必须处理", _counted(now.blockers), _counted(old.blockers) if old else "—"),
        ("建议处理", _counted(now.warnings), _counted(old.warnings) if old else "—"),
    ]
    for metric in METRICS:
        before = metric.shown(old.shares.get(metric.name)) if old else "—"
        rows.append((metric.label, metric.shown(now.shares.get(metric.name)), before))
    rows.append(("未达要求", _many(now), _many(old) if old else "—"))
    return ("指标", "本次", "基线"), [*rows, *_spent(run)]


def _spent(run: Run) -> list[Row]:
    spent = spent_by(record.score for record in run.records if record.score)
    cost = "不知道价格" if spent.cost is None else f"{spent.cost:.4f} 元"
    return [
        ("调用模型", f"{spent.calls} 次", ""),
        ("词元", str(spent.tokens), ""),
        ("用时", f"{spent.seconds:.1f} 秒", ""),
        ("费用", cost, ""),
    ]


def plain(head: Row, rows: Sequence[Row]) -> str:
    """Columns side by side; a Chinese character is two columns wide."""
    from rich.cells import cell_len

    widths = [max(cell_len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [_line(head), _line(tuple("---" for _ in head)), *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(row: Row) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


def summary(run: Run, verdict: Verdict) -> str:
    """The run as a page for CI: verdict, what fell short and why, the tables."""
    header = run.header
    parts = [
        f"## 评测 {header.backend}：{_said(run, verdict)}",
        f"nigao {header.nigao}，{len(header.cases)} 个案例 × {header.repeat} 次，{header.created}"
        + (f"，版本 {header.revision}" if header.revision else "")
        + (f"，模型 {header.model}" if header.model else ""),
    ]
    if run.errors:
        rows = [(record.case, record.error.message) for record in run.errors if record.error]
        parts += ["### 出错（不计分）", markdown(("案例", "原因"), rows)]
    if verdict.shortfalls:
        parts += ["### 没有达到", markdown(*shortfall_rows(verdict))]
    if verdict.changed:
        parts += ["基线以来改动过的文件：" + "、".join(f"`{name}`" for name in verdict.changed)]
    if verdict.known:
        rows = [(case, one) for case, one in verdict.known]
        parts += ["### 接受基线时就没有达到的要求", markdown(("案例", "要求"), rows)]
    parts += ["### 按指标", markdown(*by_metric(run, verdict)), "### 按案例", markdown(*by_case(run))]
    return "\n\n".join(parts) + "\n"


def shortfall_rows(verdict: Verdict) -> tuple[Row, list[Row]]:
    head: Row = ("案例", "指标", "基线", "本次", "规则", "提示词")
    rows: list[Row] = [
        (one.case or "合计", one.metric, one.old, one.new, one.rule, "、".join(one.prompts))
        for one in verdict.shortfalls
    ]
    return head, rows


def _said(run: Run, verdict: Verdict) -> str:
    if run.errors:
        return f"{len(run.errors)} 篇出错"
    return "达到基线" if verdict.holds else f"{len(verdict.shortfalls)} 项没有达到"
