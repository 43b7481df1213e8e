"""``nigao check`` and ``nigao rules``: any text against the rules, and the rules themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import SEVERITIES, JsonFlag


def check(
    draft: Annotated[
        Path | None, typer.Argument(metavar="稿件", help="要检查的稿件（.txt .md .docx 或 draft 写出的 .json）。")
    ] = None,
    notes: Annotated[Path | None, typer.Option(metavar="要点文件", help="稿件所依据的要点。")] = None,
    genre: Annotated[str | None, typer.Option(metavar="文种", help="文种的编号或名称；不写则取要点文件中的。")] = None,
    batch: Annotated[
        Path | None, typer.Option(metavar="文件", help="JSONL，每行 {id, text, notes, genre}，逐行输出结果。")
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
        found_blocker = check_batch.run(batch)
    else:
        assert draft is not None
        found_blocker = check_one.run(draft, notes, genre, as_json=as_json)
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
    for rule in listed:
        console.out(f"{rule.name}（{SEVERITIES[rule.severity]}）{rule.meaning}")
        console.out(f"    不合格：{_one_line(rule.breaks)}\n    合格：{_one_line(rule.holds)}\n    出处：{rule.source}")


def _one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")
