"""Generated reports of a bureau's speech: for benchmarks and for tests that need many, never for what anyone reads."""

from __future__ import annotations

import random
from pathlib import Path

_FIELDS = [
    "水利",
    "教育",
    "应急管理",
    "交通运输",
    "文化旅游",
    "农业农村",
    "市场监管",
    "民政",
    "住建",
    "司法",
    "财政",
    "审计",
    "统计",
    "林业",
    "商务",
    "科技",
]
_VERBS = ["强化", "突出", "严格", "坚持", "优化", "完善", "深化", "推进", "压实", "构建", "拓宽", "夯实"]
_THINGS = [
    "源头储备",
    "政治历练",
    "监督管理",
    "用人导向",
    "培养锻炼",
    "考核评价",
    "梯队建设",
    "作风建设",
    "人才引进",
    "组织建设",
    "激励保障",
    "理论武装",
]
_WAYS = [
    "定期研判",
    "结对帮带",
    "轮岗交流",
    "跟班学习",
    "集中轮训",
    "分级负责",
    "台账管理",
    "回访谈话",
    "擂台比拼",
    "挂职锻炼",
    "专题调度",
    "现场观摩",
]
_AIMS = [
    "增长才干",
    "凝聚合力",
    "激发活力",
    "补齐短板",
    "锤炼作风",
    "提升本领",
    "防范风险",
    "担当作为",
    "薪火相传",
    "行稳致远",
]
_PEOPLE = ["年轻干部", "业务骨干", "党员干部", "基层站所", "专业人才", "中层干部", "窗口人员", "支部书记"]


def write_reports(folder: Path, count: int, seed: int = 1) -> list[Path]:
    """Writes ``count`` reports of about 2,000 characters into ``folder``; the same ``seed`` writes the same reports."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:04d}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(report(random.Random(f"{seed}/{number}")), encoding="utf-8")
    return paths


def report(source: random.Random) -> str:
    """One report: title, salutation, opening, four sections of a lead and three points, closing."""
    field = source.choice(_FIELDS)
    lines = [
        f"市{field}局在全市组织工作会议上的汇报发言材料",
        "",
        "尊敬的各位领导，同志们：",
        f"市{field}局{_sentence(source, field)}{_sentence(source, field)}根据会议安排，现将有关工作进展情况汇报如下：",
        *(_section(source, field, verb) for verb in source.sample(_VERBS, 4)),
        "汇报完毕，不当之处，请各位领导批评指正，谢谢。",
    ]
    return "\n".join(lines) + "\n"


def _section(source: random.Random, field: str, verb: str) -> str:
    first, *rest = source.sample(_THINGS, 4)
    points = (f"{source.choice(_VERBS)}{thing}。{_sentence(source, field)}{_sentence(source, field)}" for thing in rest)
    return f"{verb}{first}，建好{field}干部队伍。{_sentence(source, field)}" + "".join(points)


def _sentence(source: random.Random, field: str) -> str:
    way, other = source.sample(_WAYS, 2)
    who, aim, verb = source.choice(_PEOPLE), source.choice(_AIMS), source.choice(_VERBS)
    count = source.randint(2, 900)
    return (
        f"面向{field}系统{who}，{verb}{way}和{other}，全年安排{count}人次，引导{who}在{source.choice(_THINGS)}中{aim}。"
    )
