"""What a judge said, as words on a terminal and as data. How far it may be believed stands beside everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from eval.judge import CRITERIA, VERDICTS, Judged
from eval.judge_calibration import Calibration, pair_share
from eval.judge_pair import PAIR_VERDICTS, JudgedPair, chance, first_share
from eval.statistics import ALPHA
from eval.tables import Row, plain

_GRADES = {"serious": "严重", "minor": "轻微"}


def rubric_lines(judged: Sequence[Judged], standing: str) -> Iterator[str]:
    """The drafts as a table, then every clause that was reported, then the errors of the judge."""
    yield plain(
        ("案例", f"评审（{standing}）", "无据", *CRITERIA.values(), "评审自己的差错"), [_row(o) for o in judged]
    )
    for one in judged:
        for found in one.found:
            share = f"{found.votes}/{len(one.counted)} 票"
            yield f"{_name(one)}：{_GRADES[found.grade]}无据（{share}，{standing}）：{found.quote}"
    for one in judged:
        for fault in one.faults:
            yield f"{_name(one)}：评审的差错，不算稿件的：{fault}"


def _row(one: Judged) -> Row:
    scores = (_spread(one.scores(criterion)) for criterion in CRITERIA)
    return (_name(one), VERDICTS[one.verdict], str(len(one.agreed)), *scores, str(len(one.faults)))


def _name(one: Judged | JudgedPair) -> str:
    return one.case if not one.repeat else f"{one.case} 第 {one.repeat + 1} 次"


def _spread(scores: Sequence[int]) -> str:
    """4, or 3–5 where votes differ."""
    if not scores:
        return "—"
    return str(scores[0]) if min(scores) == max(scores) else f"{min(scores)}–{max(scores)}"


def pair_lines(pairs: Sequence[JudgedPair], standing: str) -> Iterator[str]:
    """The cases as a table, then what it comes to."""
    yield plain(("案例", f"评审（{standing}）", "各票"), [_pair_row(one) for one in pairs])
    for one in pairs:
        for ballot in one.ballots:
            if ballot.failed:
                yield f"{_name(one)}：评审的差错，不算稿件的：{ballot.failed}"
    yield pair_words(pairs, standing)


_OUTCOMES = {"a": "A", "b": "B", "tie": "平", "order": "随次序变"}


def _pair_row(one: JudgedPair) -> Row:
    return (_name(one), PAIR_VERDICTS[one.verdict], " ".join(_OUTCOMES[outcome] for outcome in one.outcomes) or "—")


def pair_words(pairs: Sequence[JudgedPair], standing: str) -> str:
    """The whole in a sentence; nothing is concluded that a fair coin would give once in forty."""
    counts = Counter(one.verdict for one in pairs)
    said = "，".join(f"{words} {counts[verdict]}" for verdict, words in PAIR_VERDICTS.items() if counts[verdict])
    first = first_share(pairs)
    return f"{pair_conclusion(pairs)}（{standing}）：{said}；选前一稿 {first[0]}/{first[1]}。"


def pair_conclusion(pairs: Sequence[JudgedPair]) -> str:
    """B 较好, A 较好 or 看不出. Cases count once, however often they were drafted."""
    better, worse = _cases_for(pairs)
    if better and chance(better, worse) <= ALPHA:
        return "评审认为 B 较好"
    if worse and chance(worse, better) <= ALPHA:
        return "评审认为 A 较好"
    return "评审看不出哪一方较好"


def _cases_for(pairs: Sequence[JudgedPair]) -> tuple[int, int]:
    """Cases in which more drafts of B were preferred, and of A."""
    lead: Counter[str] = Counter()
    for one in pairs:
        lead[one.case] += (one.verdict == "b") - (one.verdict == "a")
    return sum(value > 0 for value in lead.values()), sum(value < 0 for value in lead.values())


def calibration_lines(found: Calibration) -> Iterator[str]:
    """What a judge made of drafts whose defects are known."""
    rows: list[Row] = [
        ("已标注的严重无据说法，报出", _said(found.serious)),
        ("已标注的轻微无据说法，报出", _said(found.minor)),
        ("在这些稿件上报出的，有标注", _said(found.right)),
        ("反复改过的稿件上误报的严重无据说法", f"{found.alarms[0]} 处（{found.alarms[1]} 篇）"),
        ("植入的编造，报出", _said(found.planted)),
        ("植入缺陷的一稿与原稿，选中原稿", _said(pair_share(found))),
        ("　选中有缺陷的", str(found.pairs["damaged"])),
        ("　分不出", str(found.pairs["tie"])),
        ("　几票不一、随次序变", str(found.pairs["straddling"])),
        ("选前一稿（无偏向时为一半）", _said(found.first)),
        ("没有判成的票", _said(found.failed)),
        ("引错要点、引文不在稿中等差错", f"{found.faults} 处"),
    ]
    yield plain(("校准", "结果"), rows)


def _said(share: tuple[int, int]) -> str:
    return f"{share[0]}/{share[1]}（{share[0] / share[1]:.0%}）" if share[1] else "—"


def judged_data(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """For ``--json`` and files: every vote, and what they come to."""
    return [
        {
            **one.model_dump(mode="json"),
            "verdict": one.verdict,
            "found": [found.model_dump(mode="json") for found in one.found],
        }
        for one in judged
    ]


def pairs_data(pairs: Sequence[JudgedPair]) -> list[dict[str, Any]]:
    return [{**one.model_dump(mode="json"), "verdict": one.verdict, "outcomes": one.outcomes} for one in pairs]
