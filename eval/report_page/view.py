"""What the templates show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from markupsafe import Markup

from eval.compare import WORDS, CaseResult, RunComparison
from eval.compare_figures import Figure, load_weights
from eval.compare_sides import Side
from eval.compare_text import interval_words, overall_words, points_words, verdict_words
from eval.record import Run, RunRecord
from eval.report_page.beside import Beside, beside
from eval.report_page.charts import WIDTH, bar, case_scale, dots, forest_scale
from pipeline.commands.values import SEVERITIES
from pipeline.comparing import compare, comparison_html
from pipeline.errors import UserError

_WRITERS = {"offline": "离线拟稿器", "replay": "回放录制的回答", "live": "模型"}
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of one draft that the other has not."""

    severity: str
    label: str
    rule: str
    excerpt: str
    message: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as shown. ``turn``: which repeat of either side (from 1). ``same``: the two drafts are one text."""

    id: str
    title: str
    result: CaseResult
    turn: tuple[int, int]
    beside: Beside
    same: bool
    gone: tuple[FindingView, ...]
    come: tuple[FindingView, ...]

    @property
    def direction(self) -> str:
        """For the filter: worse, better or even."""
        points = round(self.result.difference, 1)
        return "worse" if points < 0 else ("better" if points > 0 else "even")


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt file that differs. ``html``: the differences, or why they cannot be shown."""

    file: str
    html: Markup


def view(a: Side, b: Side, result: RunComparison) -> dict[str, Any]:
    """Everything the templates name."""
    on, spread = forest_scale(result), case_scale(result)
    ordered = sorted(result.cases, key=lambda one: (one.difference, one.case))
    return {
        "result": result,
        "verdict": verdict_words(result),
        "overall": overall_words(result),
        "words": WORDS,
        "sides": [("A", a, _made(a.run)), ("B", b, _made(b.run))],
        "forest": on,
        "bars": {one.figure.id: bar(one.points, on) for one in result.figures},
        "overall_bar": bar(result.overall, on),
        "interval": interval_words,
        "width": WIDTH,
        "zero": on.at(0.0),
        "spread": spread,
        "dots": {one.case: dots(one, spread) for one in ordered},
        "cases": [_case(a.run, b.run, one) for one in ordered],
        "prompts": list(_prompts(a.run, b.run)),
        "prompts_known": bool(a.run.header.prompts or b.run.header.prompts),
        "rules": list(_rules(a.run, b.run, [one.case for one in ordered])),
        "weights": load_weights(),
        "shown": _shown,
        "mean": mean,
        "points": points_words,
    }


def _shown(figure: Figure, value: float | None) -> str:
    return figure.shown(value)


def _made(run: Run) -> Iterator[tuple[str, str]]:
    header = run.header
    yield "写稿", _WRITERS[header.backend] + (f"（{header.model}）" if header.model else "")
    yield "时间", header.created.replace("T", " ")[:16]
    yield "nigao", header.nigao + (f"，版本 {header.revision}" if header.revision else "")
    yield "稿件", f"{len(header.cases)} 个案例，每个 {header.repeat} 次"


# --- cases


def _case(a: Run, b: Run, result: CaseResult) -> CaseView:
    old, new = _typical(a.by_case[result.case], result.a), _typical(b.by_case[result.case], result.b)
    drafts = (old.draft or {}, new.draft or {})
    gone, come = _unlike(drafts[0], drafts[1]), _unlike(drafts[1], drafts[0])
    try:
        side_by_side = beside(*drafts)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"案例“{result.case}”的稿件读不出来：{error}。请重新运行 nigao eval run。") from error
    return CaseView(
        id=result.case,
        title=str(drafts[1].get("title") or drafts[0].get("title") or ""),
        result=result,
        turn=(old.repeat + 1, new.repeat + 1),
        beside=side_by_side,
        same=old.text == new.text,
        gone=gone,
        come=come,
    )


def _typical(records: Sequence[RunRecord], scores: Sequence[float]) -> RunRecord:
    """Of several drafts of a case, the one nearest to their mean: neither the best nor the worst is a fair sample."""
    drafted = [record for record in records if record.score is not None]
    middle = mean(scores)
    return min(zip(drafted, scores, strict=True), key=lambda one: (abs(one[1] - middle), one[0].repeat))[0]


def _unlike(own: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[FindingView, ...]:
    """Findings of ``own`` that ``other`` has not with the same words, as often."""
    left = Counter(_key(one) for one in other.get("findings", ()))
    found: list[FindingView] = []
    for one in own.get("findings", ()):
        if left[_key(one)] > 0:
            left[_key(one)] -= 1
        elif one["severity"] in SEVERITIES:
            found.append(_finding(one))
    order = list(SEVERITIES)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def _key(finding: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(finding["rule"]), str(finding["excerpt"]), str(finding["message"])


def _finding(one: Mapping[str, Any]) -> FindingView:
    excerpt = " ".join(str(one["excerpt"]).split())
    short = excerpt if len(excerpt) <= _EXCERPT else excerpt[:_EXCERPT] + "……"
    return FindingView(one["severity"], SEVERITIES[one["severity"]], str(one["rule"]), short, str(one["message"]))


# --- prompts and rules


def _prompts(a: Run, b: Run) -> Iterator[PromptView]:
    old, new = a.header.prompts, b.header.prompts
    for file in sorted({*old, *new}):
        if old.get(file) != new.get(file):
            yield PromptView(file, _difference(file, a, b))


def _difference(file: str, a: Run, b: Run) -> Markup:
    texts = [run.header.prompt_texts.get(file) for run in (a, b)]
    if all(text is None for text in texts):
        return Markup("<p>{}</p>").format("内容不同，但运行结果里没有保存原文，不能逐词比较。")
    old, new = (text or "" for text in texts)
    return Markup(comparison_html(compare(old, new), key=f"prompt-{file.rpartition('/')[2].partition('.')[0]}"))


def _rules(a: Run, b: Run, cases: Sequence[str]) -> Iterator[tuple[str, str, float, float]]:
    """(label of severity, rule, findings a draft in A, in B) of the rules that are broken more or less often."""
    for level, label in (("blockers", SEVERITIES["blocker"]), ("warnings", SEVERITIES["warning"])):
        old, new = (_per_draft(run, cases, level) for run in (a, b))
        changed = [rule for rule in {*old, *new} if abs(old.get(rule, 0.0) - new.get(rule, 0.0)) > 1e-9]
        for rule in sorted(changed, key=lambda one: (-abs(new.get(one, 0.0) - old.get(one, 0.0)), one)):
            yield label, rule, old.get(rule, 0.0), new.get(rule, 0.0)


def _per_draft(run: Run, cases: Sequence[str], level: str) -> dict[str, float]:
    scores = [record.score for case in cases for record in run.by_case[case] if record.score]
    counts: Counter[str] = Counter()
    for score in scores:
        counts.update(getattr(score, level))
    return {rule: count / len(scores) for rule, count in counts.items()}
