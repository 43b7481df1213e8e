"""The gate: a run against the accepted figures. What is worse than the tolerance, newly blocked or lost falls short.

``eval/baselines/<backend>.json`` holds the accepted figures; only ``nigao eval accept`` changes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.figures import METRICS, WARNINGS_CASE, WARNINGS_TOTAL, Figures, Metric, figures_by_case, total_of
from eval.record import Backend, Run, RunHeader
from pipeline.data_files import first_fault
from pipeline.errors import UserError

BASELINES = Path(__file__).parent / "baselines"
FORMAT = 1
_EXACT = 1e-9
TOTAL = ""
"""Stands for all cases together where a case is named."""


class Tolerance(BaseModel):
    """How far a figure may get worse: in one case, and in the mean of all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: float
    total: float


def _stated() -> dict[str, Tolerance]:
    stated = {metric.name: Tolerance(case=metric.case, total=metric.total) for metric in METRICS}
    return {**stated, "warnings": Tolerance(case=WARNINGS_CASE, total=WARNINGS_TOTAL)}


class Baseline(BaseModel):
    """The accepted figures of one backend. ``prompts``, ``data``: digests of the files they were made with.

    ``tolerances`` may be edited by hand; ``accept`` keeps them. ``total`` is there to be read, the gate adds up anew.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    backend: Backend
    accepted: str
    nigao: str
    revision: str = ""
    model: str = ""
    tolerances: dict[str, Tolerance]
    total: Figures
    cases: dict[str, Figures]
    prompts: dict[str, str] = {}
    data: dict[str, str] = {}


@dataclass(frozen=True)
class Shortfall:
    """One figure that fell short. ``case`` is ``TOTAL`` for the mean of all; ``rule``: the rules behind it.

    ``prompts``: prompt files that the draft used and that were changed since the figures were accepted.
    """

    case: str
    metric: str
    old: str
    new: str
    rule: str = ""
    prompts: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = self.case or "合计"
        why = "；".join(filter(None, (self.rule, "提示词 " + "、".join(self.prompts) if self.prompts else "")))
        return f"{where} {self.metric}：{self.old} → {self.new}{f'（{why}）' if why else ''}"


@dataclass(frozen=True)
class Verdict:
    """What the gate says of a run. ``better``: figures that improved; ``fresh``: cases that no baseline has yet.

    ``known``: (case, expectation) that was missed when the figures were accepted and is missed still.
    ``changed``: files of prompts, genres, phrases that differ from those the baseline was made with.
    """

    shortfalls: tuple[Shortfall, ...]
    better: tuple[Shortfall, ...] = ()
    fresh: tuple[str, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    changed: tuple[str, ...] = ()
    against: Baseline | None = None

    @property
    def holds(self) -> bool:
        return not self.shortfalls


# --- judging


def judge(run: Run, baseline: Baseline | None) -> Verdict:
    """``run`` against ``baseline``; without one, every blocker and every missed expectation falls short."""
    cases = figures_by_case(run)
    old = baseline.cases if baseline else {}
    tolerances = {**_stated(), **(baseline.tolerances if baseline else {})}
    changed = _changed(run.header, baseline)
    found = [one for case, new in cases.items() for one in _of_case(run, case, old.get(case), new, tolerances, changed)]
    if baseline and run.header.whole:
        found += [Shortfall(case, "案例", "有", "没有了") for case in sorted(set(old) - set(run.header.cases))]
        found += _of_total({name: old[name] for name in old if name in cases}, cases, tolerances)
    return Verdict(
        shortfalls=tuple(found),
        better=tuple(_improvements(old, cases)),
        fresh=tuple(sorted(set(cases) - set(old))) if baseline else (),
        known=tuple((case, one) for case, new in cases.items() for one in new.unmet if _was_unmet(old.get(case), one)),
        changed=changed,
        against=baseline,
    )


def _was_unmet(old: Figures | None, one: str) -> bool:
    return old is not None and one in old.unmet


def _of_case(
    run: Run,
    case: str,
    old: Figures | None,
    new: Figures,
    tolerances: Mapping[str, Tolerance],
    changed: tuple[str, ...],
) -> Iterator[Shortfall]:
    prompts = _responsible(run, case, changed)
    before = old or Figures()
    for rule, count in new.blockers.items():
        if count > before.blockers.get(rule, 0):
            yield Shortfall(case, "必须处理", f"{before.blockers.get(rule, 0)} 处", f"{count} 处", rule, prompts)
    for one in new.unmet:
        if one not in before.unmet:
            yield Shortfall(case, "案例要求", "达到", f"未达到（{one}）", "", prompts)
    if old is not None:
        yield from _warnings(case, old, new, tolerances["warnings"].case, prompts)
        for metric in METRICS:
            yield from _worse(case, metric, old, new, tolerances[metric.name].case, prompts)


def _of_total(
    old: Mapping[str, Figures], new: Mapping[str, Figures], tolerances: Mapping[str, Tolerance]
) -> Iterator[Shortfall]:
    """Over the cases that both have, so that a new case moves no mean."""
    before, now = total_of(old), total_of({name: new[name] for name in old})
    yield from _warnings(TOTAL, before, now, tolerances["warnings"].total, ())
    for metric in METRICS:
        yield from _worse(TOTAL, metric, before, now, tolerances[metric.name].total, ())


def _warnings(case: str, old: Figures, new: Figures, most: float, prompts: tuple[str, ...]) -> Iterator[Shortfall]:
    before, now = sum(old.warnings.values()), sum(new.warnings.values())
    if now > before + most:
        rules = "、".join(rule for rule, count in new.warnings.items() if count > old.warnings.get(rule, 0))
        yield Shortfall(case, "建议处理", f"{before} 处", f"{now} 处", rules, prompts)


def _worse(
    case: str, metric: Metric, old: Figures, new: Figures, most: float, prompts: tuple[str, ...]
) -> Iterator[Shortfall]:
    before, now = old.shares.get(metric.name), new.shares.get(metric.name)
    if before is None or (now is not None and metric.better * (before - now) <= most + _EXACT):
        return
    yield Shortfall(case, metric.label, metric.shown(before), metric.shown(now), _rules_of(metric, old, new), prompts)


def _rules_of(metric: Metric, old: Figures, new: Figures) -> str:
    """The rules of the figure's family that are broken more often than before."""
    counts = ((rule, count, old.blockers.get(rule, 0)) for rule, count in new.blockers.items())
    more = ((rule, count, old.warnings.get(rule, 0)) for rule, count in new.warnings.items())
    found = [rule for rule, count, before in (*counts, *more) if rule.startswith(metric.name) and count > before]
    return "、".join(found)


def _improvements(old: Mapping[str, Figures], new: Mapping[str, Figures]) -> Iterator[Shortfall]:
    for case in sorted(set(old) & set(new)):
        for metric in METRICS:
            before, now = old[case].shares.get(metric.name), new[case].shares.get(metric.name)
            if before is not None and now is not None and metric.better * (now - before) > max(metric.case, _EXACT):
                yield Shortfall(case, metric.label, metric.shown(before), metric.shown(now))
        for one in old[case].unmet:
            if one not in new[case].unmet:
                yield Shortfall(case, "案例要求", f"未达到（{one}）", "达到")


def _changed(header: RunHeader, baseline: Baseline | None) -> tuple[str, ...]:
    if baseline is None:
        return ()
    before, now = {**baseline.prompts, **baseline.data}, {**header.prompts, **header.data}
    return tuple(sorted(name for name in {*before, *now} if before.get(name) != now.get(name)))


def _responsible(run: Run, case: str, changed: tuple[str, ...]) -> tuple[str, ...]:
    """The changed prompt files that a draft of ``case`` says it used."""
    used: set[str] = set()
    for record in run.by_case.get(case, ()):
        used |= {str(prompt.get("file", "")) for prompt in (record.draft or {}).get("prompts", ())}
    names = {Path(name).name for name in used if name}
    return tuple(name for name in changed if name.startswith("prompts/") and Path(name).name in names)


# --- the file


def baseline_path(backend: Backend, cases: Path | None = None) -> Path:
    """Where the accepted figures of the cases in folder ``cases`` lie: in ``baselines`` beside that folder."""
    folder = cases.resolve().parent / "baselines" if cases else BASELINES
    return folder / f"{backend}.json"


def load_baseline(backend: Backend, path: Path) -> Baseline | None:
    """The accepted figures in ``path``; None when there are none yet. Raises UserError when the file does not hold."""
    return read_baseline(path, backend) if path.is_file() else None


def read_baseline(path: Path, backend: Backend) -> Baseline:
    """The accepted figures in ``path``. Raises UserError when it is not there, is faulty or of another backend."""
    try:
        found = Baseline.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise UserError(f"基线文件 {path} 有误：{first_fault(error)}。请改正，或用 nigao eval accept 重建。") from error
    except (OSError, ValueError) as error:
        raise UserError(f"基线文件 {path} 读不懂（{error}）。请改正，或用 nigao eval accept 重建。") from error
    if found.backend != backend:
        raise UserError(f"基线文件 {path} 是 {found.backend} 的，本次是 {backend}。请换一个基线文件。")
    return found


def accepted(run: Run, old: Baseline | None) -> Baseline:
    """The baseline after ``run`` is accepted: its cases replace those of the same name.

    Of a whole run, cases that it does not have are dropped; of a part, the others stay. Raises UserError for a run with
    errors: what was not drafted cannot be accepted.
    """
    if run.errors:
        bad = "、".join(sorted({record.case for record in run.errors}))
        raise UserError(f"运行中有案例出错（{bad}），不能作为基线。请排除后重新运行 nigao eval run。")
    kept = {} if run.header.whole or old is None else old.cases
    cases = dict(sorted({**kept, **figures_by_case(run)}.items()))
    header = run.header
    return Baseline(
        backend=header.backend,
        accepted=header.created[:10],
        nigao=header.nigao,
        revision=header.revision,
        model=header.model,
        tolerances=old.tolerances if old else _stated(),
        total=total_of(cases),
        cases=cases,
        prompts=header.prompts,
        data=header.data,
    )


def changes(old: Baseline | None, new: Baseline) -> list[Shortfall]:
    """Every figure that accepting would change, whichever way, however little."""
    before = old.cases if old else {}
    found: list[Shortfall] = []
    for case in sorted({*before, *new.cases}):
        found += _case_changes(case, before.get(case), new.cases.get(case))
    return found


def _case_changes(case: str, old: Figures | None, new: Figures | None) -> Iterator[Shortfall]:
    if old is None or new is None:
        yield Shortfall(case, "案例", "有" if old else "没有", "有" if new else "没有")
        return
    for label, before, now in (("必须处理", old.blockers, new.blockers), ("建议处理", old.warnings, new.warnings)):
        for rule in sorted({*before, *now}):
            if before.get(rule, 0) != now.get(rule, 0):
                yield Shortfall(case, label, f"{before.get(rule, 0)} 处", f"{now.get(rule, 0)} 处", rule)
    for one in sorted({*old.unmet} ^ {*new.unmet}):
        states = ("未达到", "达到") if one in old.unmet else ("达到", "未达到")
        yield Shortfall(case, "案例要求", *states, one)
    for metric in METRICS:
        if (before_share := old.shares.get(metric.name)) != (now_share := new.shares.get(metric.name)):
            yield Shortfall(case, metric.label, metric.shown(before_share), metric.shown(now_share))


def as_text(baseline: Baseline) -> str:
    """The baseline as it is written: one case a line, so that a diff shows the cases that changed."""
    data = baseline.model_dump(mode="json")
    cases = data.pop("cases")
    head = json.dumps(data, ensure_ascii=False, indent=1)[:-2]
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in cases.items())
    return f'{head},\n "cases": {{\n{lines}\n }}\n}}\n'
