"""``nigao ingest`` and ``nigao search``: the exemplar library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import JsonFlag, passage_role, positive_count

if TYPE_CHECKING:
    from pipeline.library import Hit, IngestReport

_OUTCOMES = {"added": "新增", "updated": "更新", "unchanged": "未变", "removed": "移除", "refused": "拒收"}


def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="路径", help="范文文件或文件夹（.txt .md .docx .pdf）；不写则收入随附的范文。"),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", metavar="", help="清空范文库，全部重新收入。")] = False,
    as_json: JsonFlag = False,
) -> None:
    """把范文收入范文库。可随时中断、重复运行，只处理有变化的文件。"""
    from pipeline import library
    from pipeline.resources import corpus_folder
    from pipeline.settings import load_settings

    settings = load_settings()
    sources = paths or [corpus_folder("reports")]
    with console.progress("收入范文") as progress:
        report = library.ingest(sources, settings, progress, rebuild=rebuild)
    _show_ingested(report, as_json=as_json)
    if {path for path, _ in report.refused} & {str(path.absolute()) for path in sources if path.is_file()}:
        raise typer.Exit(2)  # a file asked for by name was refused; the rest was taken all the same


def _show_ingested(report: IngestReport, *, as_json: bool) -> None:
    from pipeline.export import plain

    if as_json:
        console.out_json(plain(report))
        return
    counts = (f"{words} {len(getattr(report, name))} 篇" for name, words in _OUTCOMES.items())
    console.out("范文库：" + "，".join(counts) + "。")
    for path, reason in report.refused:
        console.say(f"拒收 {path}：{reason}")
    for warning in report.warnings:
        console.say(f"提示：{warning}")


def search(
    query: Annotated[str | None, typer.Argument(metavar="查询", help="想找的内容，一句话即可。")] = None,
    k: Annotated[int, typer.Option("-k", metavar="数目", parser=positive_count, help="最多给出几段。")] = 5,
    role: Annotated[str | None, typer.Option(metavar="位置", parser=passage_role, help="只找这种位置的段落。")] = None,
    genre: Annotated[str | None, typer.Option(metavar="文种", help="只找这个文种（编号或名称）。")] = None,
    report: Annotated[str | None, typer.Option(metavar="范文", help="只在这篇范文里找。")] = None,
    batch: Annotated[Path | None, typer.Option(metavar="文件", help="逐行读取查询，每行输出一个 JSON 列表。")] = None,
    as_json: JsonFlag = False,
) -> None:
    """在范文库里找写法相近的段落。"""
    queries = _queries(query, batch)
    from pipeline.commands.genres import known_genres, named_genre
    from pipeline.library import open_library
    from pipeline.settings import load_settings

    settings = load_settings()
    wanted = named_genre(genre, None, None, known_genres(settings))
    library = open_library(settings)
    try:
        found = library.search_many(queries, k=k, role=role, genre=wanted.id if wanted else None, report=report)
    finally:
        library.close()
    _show_found(found, batch=batch is not None, as_json=as_json)


def _queries(query: str | None, batch: Path | None) -> list[str]:
    """What to look for. Raises UserError unless exactly one of the two says so."""
    from pipeline.errors import UserError
    from pipeline.reading import read_text

    if (query is None) == (batch is None):
        raise UserError("请给出一句查询，或用 --batch 给出一个每行一句的文件，两者只能选一。")
    if batch is not None:
        return [line.strip() for line in read_text(batch).split("\n") if line.strip()]
    if not query or not query.strip():
        raise UserError("查询是空的。请写出想找的内容。")
    return [query]


def _show_found(found: list[list[Hit]], *, batch: bool, as_json: bool) -> None:
    from pipeline.export import plain

    if batch or as_json:
        for hits in found:
            console.out_json(plain(hits))
        return
    for hit in found[0]:
        console.out(f"[{hit.score:.3f}] {hit.report} {hit.role}\n    {hit.text}")
    if not found[0]:
        console.say("没有找到。可以换个说法，或去掉 --role、--genre、--report 的限制。")
