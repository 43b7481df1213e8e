"""``nigao diff A B``: what changed between two texts, on the terminal, as JSON or as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands import console
from pipeline.commands.values import JsonFlag

if TYPE_CHECKING:
    from pipeline.comparing import Comparison


def diff(
    old: Annotated[Path, typer.Argument(metavar="原稿", help="原稿（.txt .md .docx 或 draft 写出的 .json）。")],
    new: Annotated[Path, typer.Argument(metavar="新稿", help="改后的稿件，类型可以与原稿不同。")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="另写成一个网页文件（.html）。")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """比较两篇稿件，逐词标出删去、增加和移动的文字。

    只比文字和分段，不比空行和段首空格；Word 文件按接受全部修订后的文字比较。只要比得出来，不论有无不同，退出码都是 0。
    """
    from pipeline.commands.files import checked_outputs, write_all
    from pipeline.comparing import compare

    targets = checked_outputs([_html(output)] if output else [], inputs=[old, new])
    comparison = compare(_text(old), _text(new))
    write_all({target: _page(comparison, old, new).encode() for target in targets})
    if as_json:
        console.out_json(_as_data(comparison))
    else:
        _show(comparison)


def _html(path: Path) -> Path:
    from pipeline.errors import UserError

    if path.suffix.lower() not in (".html", ".htm"):
        raise UserError(f"输出文件 {path}：比较结果只能写成 .html。请改文件名，或用 --json 取得数据。")
    return path


def _text(path: Path) -> str:
    """The words of a file and their paragraphs, whatever its kind adds to them."""
    from pipeline.commands.texts import read_draft
    from pipeline.comparing import paragraphs_only

    read = read_draft(path)
    if read.notice:
        console.say(f"{path}：{read.notice}")
    return paragraphs_only(read.text)


def _as_data(comparison: Comparison) -> dict[str, object]:
    from pipeline.export import plain

    return {"same": comparison.same, "summary": comparison.summary, "ops": plain(comparison.ops)}


def _page(comparison: Comparison, old: Path, new: Path) -> str:
    from markupsafe import Markup

    from pipeline.comparing import comparison_css, comparison_html
    from pipeline.export.shell import shell

    head = Markup(
        '<h1>稿件比较</h1><p class="soft">原稿：{}<br>新稿：{}<br>'
        "<del>加删除线</del>的是删去的文字，<ins>加下划线</ins>的是增加的文字；移动的文字标明“移走”“移来”，点击可互相跳转。</p>"
    ).format(old.name, new.name)
    body = Markup('<main id="main" class="compared">{}{}</main>').format(head, Markup(comparison_html(comparison)))
    return shell(f"{old.name} 与 {new.name} 的比较", body, css=_CSS + comparison_css())


_CSS = """
.compared { max-width: 50rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
.compared h1 { font-size: 1.4rem; margin-bottom: 0.4rem; }
.compared > .soft { margin-bottom: 1.5rem; }
.compared .comparison { background: var(--sheet); border: 1px solid var(--line); padding: 1.5rem; max-width: none; }
@media print { .compared { padding: 0; max-width: none; } .compared .comparison { border: 0; padding: 0; } }
"""


def _show(comparison: Comparison) -> None:
    from pipeline.comparing import comparison_lines

    screen = console.rich_console()
    for line in comparison_lines(comparison, colour=screen.is_terminal and not screen.no_color):
        screen.print(line)
