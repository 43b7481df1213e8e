"""What is left in a file that is to be handed in: changes, comments, things that the text does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from pipeline.checks.layout.fault import Fault
from pipeline.checks.layout.file import Page
from pipeline.checks.rule import Rule
from pipeline.word.notices import changes_words, left_out_words

CHANGES = Rule(
    name="layout.tracked_changes",
    severity="warning",
    meaning="送审、定稿的文件不留修订痕迹。本检查按接受全部修订后的文字进行。",
    breaks="留有修订",
    holds="没有修订",
    source="办文习惯",
    genre="xuanren",
)
COMMENTS = Rule(
    name="layout.comments",
    severity="warning",
    meaning="送审、定稿的文件不留批注（拟稿自己加的除外，用 --clean 导出即不带）。",
    breaks="留有批注",
    holds="没有批注",
    source="办文习惯",
    genre="xuanren",
)
LEFT_OUT = Rule(
    name="layout.unread",
    severity="warning",
    meaning="文字都在正文里：文本框、脚注、隐藏文字等不在正文里，检查不到，宣读时也会漏掉。",
    breaks="有文本框",
    holds="没有文本框",
    source="办文习惯",
    genre="xuanren",
)
OBJECTS = Rule(
    name="layout.object",
    severity="info",
    meaning="汇报发言和情况汇报的正文一般不含表格、图片。",
    breaks="有表格",
    holds="没有表格",
    source="GB/T 9704-2012 第 10 章：公文中的表格另有规定；两类文种的范文都不含",
    genre="xuanren",
)
RULES = (CHANGES, COMMENTS, LEFT_OUT, OBJECTS)

_OWN: Final = "拟稿"
"""The author of nigao's own comments, which report findings and are not a reader's."""


def check(page: Page) -> Iterator[Fault]:
    """What is left in the file, at its first place."""
    document = page.document
    if words := changes_words(document):
        at = document.change_places[0][0] if document.change_places else 0
        yield Fault(CHANGES, page.line_at(at), f"留有修订：{words}。", "审定后接受或拒绝全部修订。")
    authors = Counter(author or "未署名" for author, _ in document.comments if author != _OWN)
    if authors:
        at = min(at for author, at in document.comments if author != _OWN)
        names = "、".join(list(authors)[:3]) + ("等" if len(authors) > 3 else "")
        yield Fault(COMMENTS, page.line_at(at), f"留有批注 {authors.total()} 条（{names}）。", "处理后删除全部批注。")
    if words := left_out_words(document):
        yield Fault(LEFT_OUT, (0, 0), f"有正文以外的文字或内容：{words}，没有检查。", "移入正文，或删去。")
    for kind, name in (("table", "表格 {} 个"), ("picture", "图片 {} 个")):
        if count := document.left_out[kind]:
            yield Fault(OBJECTS, (0, 0), f"有{name.format(count)}。", "确有需要的保留，否则改写成文字。")
