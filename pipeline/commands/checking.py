"""``nigao check`` and ``nigao rules``: any text against the rules, and the rules themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import SEVERITIES, JsonFlag

if TYPE_CHECKING:
    from pipeline.checks.rule import Rule

FAMILY_WORDS = {
    "structure": "结构",
    "coverage": "要点落实",
    "grounding": "有据",
    "leakage": "串稿",
    "policy": "提法",
    "register": "语体",
    "format": "格式",
    "duplicate": "重复",
    "placeholder": "占位",
    "injection": "注入",
    "layout": "版式（仅 Word 文件）",
}


def check(
    draft: Annotated[
        Path | None, typer.Argument(metavar="稿件", help="要检查的稿件（.txt .md .docx 或 draft 写出的 .json）。")
    ] = None,
    notes: Annotated[Path | None, typer.Option(metavar="要点文件", help="稿件所依据的要点。")] = None,
    genre: Annotated[str | None, typer.Option(metavar="文种", help="文种的编号或名称；不写则取要点文件中的。")] = None,
    batch: Annotated[
        Path | None, typer.Option(metavar="文件", help="JSONL，每行 {id, text, notes, genre}，逐行输出结果。")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            metavar="版式",
            help="Word 文件的版式：standard（默认）、gbt33476、reading，NIGAO_HOME/layouts 中的，或一个 .yaml 文件。",
        ),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(metavar="原稿", help="Word 文件所依据的原稿，据以查明丢失或断开的段落。")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """检查一篇稿件，不论由谁写成；指出位置、原因和改法。"""
    from pipeline.commands import check_batch, check_one
    from pipeline.errors import UserError

    if (draft is None) == (batch is None):
        raise UserError("请给出一篇稿件，或用 --batch 给出一个 JSONL 文件，两者只能选一。")
    if batch is not None:
        if notes or genre:
            raise UserError("--batch 的要点和文种写在每一行里，请去掉 --notes 和 --genre。")
        if layout or against:
            raise UserError("--batch 检查的是文字，没有版式，请去掉 --layout 和 --against。")
        found_blocker = check_batch.run(batch)
    else:
        assert draft is not None
        found_blocker = check_one.run(draft, notes, genre, check_one.WordOptions(layout, against), as_json=as_json)
    if found_blocker:
        raise typer.Exit(1)


def rules(as_json: JsonFlag = False) -> None:
    """列出全部检查规则：名称、含义、级别、正反例和出处。"""
    from pipeline.checks import rules as all_rules
    from pipeline.export import plain

    listed = all_rules()
    if as_json:
        console.out_json(plain(listed))
        return
    family = ""
    for rule in listed:
        if rule.family != family:
            family = rule.family
            console.out(f"{'' if rule is listed[0] else chr(10)}【{family}】{FAMILY_WORDS.get(family, '')}")
        _print_rule(rule)


def _print_rule(rule: Rule) -> None:
    console.out(f"{rule.name}（{SEVERITIES[rule.severity]}）{rule.meaning}")
    breaks, holds = _where_they_differ(rule.breaks, rule.holds)
    if rule.notes:
        console.out(f"    要点：{_cut(_one_line(rule.notes))}")
    console.out(f"    不合格：{breaks}\n    合格：{holds}\n    出处：{rule.source}")


_SHOWN = 90
"""Characters of an example that are shown; of a longer one only what the two differ in, with its surroundings."""
_AROUND = 16


def _where_they_differ(breaks: str, holds: str) -> tuple[str, str]:
    if max(len(breaks), len(holds)) <= _SHOWN:
        return _one_line(breaks), _one_line(holds)
    start = _alike(breaks, holds)
    end = _alike(breaks[start:][::-1], holds[start:][::-1])
    return _window(breaks, start, len(breaks) - end), _window(holds, start, len(holds) - end)


def _alike(one: str, other: str) -> int:
    """How many characters the two begin alike with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _window(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    shown = _cut(_one_line(text[first:last]))
    return ("…" if first else "") + shown + ("…" if last < len(text) else "")


def _cut(text: str) -> str:
    half = _SHOWN // 2
    return text if len(text) <= _SHOWN else f"{text[:half]}……{text[-half:]}"


def _one_line(text: str) -> str:
    return text.strip().replace("\n", " ⏎ ")
