"""``nigao eval add-case``: an edited final text becomes a case of the evaluation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import JsonFlag


def add_case(
    notes: Annotated[Path, typer.Argument(metavar="要点", help="写这篇稿子用的要点（.md .txt .docx）。")],
    final: Annotated[Path, typer.Argument(metavar="定稿", help="编辑改定的稿件（.txt .md .docx .json）。")],
    case_id: Annotated[str, typer.Option("--id", metavar="编号", help="案例编号，默认用要点文件名。")] = "",
    cases: Annotated[Path | None, typer.Option(metavar="文件夹", help="建在哪里，默认随附的案例文件夹。")] = None,
    force: Annotated[bool, typer.Option("--force", metavar="", help="定稿没有写全要点也照建。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """把编辑改定的稿件连同要点变成一个评测案例，并列出还要补什么。"""
    from eval import add_case as adding

    added = adding.add_case(adding.read_final(notes, final), _folder(cases), case_id, force=force)
    if as_json:
        case = added.case
        data = {"id": case.id, "folder": str(case.folder), **case.file.model_dump(mode="json")}
        console.out_json({**data, "todo": list(added.todo)})
        return
    expect = added.case.expect
    console.out(f"已建立案例 {added.case.folder}：{len(expect.sections)} 个部分，{len(expect.facts)} 个事实。还请：")
    for at, one in enumerate(added.todo, 1):
        console.out(f"{at}. {one}")


def _folder(given: Path | None) -> Path:
    """Nothing is ever written into an installed package."""
    from eval.case import CASES
    from pipeline.errors import UserError
    from pipeline.resources import data_folder

    if given is None and data_folder().name == "_data":
        raise UserError("随附的案例在安装包里，不能添加。请用 --cases 另指定一个文件夹。")
    return given or CASES
