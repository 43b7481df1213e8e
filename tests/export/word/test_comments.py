"""Findings and traces stand at exactly their words; a clean file has neither, nor any mark."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.document import to_json
from pipeline.errors import UserError
from tests.export.word.helping import W, drafted, of_text, part, word, words

DRAFT = drafted(
    ("title", "市水利局工作汇报", ""),
    ("opening", "现将有关情况汇报如下：", "\n\n"),
    ("topic", "公开招录选优才。", "\n"),
    ("text", "招录12名【待补充：学历】，“蓄水池”已建成。", ""),
)
TEXT = DRAFT.text


def _finding(words_: str, **changes: Any) -> dict[str, Any]:
    start = TEXT.index(words_)
    finding = {"rule": "grounding.figure", "severity": "blocker", "start": start, "end": start + len(words_)}
    return {**finding, "excerpt": words_, "message": "数字与要点不符。", "suggestion": "改为10名。", **changes}


def _record(*findings: dict[str, Any]) -> dict[str, Any]:
    return {**to_json(DRAFT), "findings": list(findings)}


def _anchors(docx: bytes) -> list[str]:
    """The words that each comment stands at, in the order of their ids."""
    document = part(docx, "word/document.xml")
    anchors: dict[str, str] = {}
    opened: set[str] = set()
    for element in document.iter():
        number = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart":
            opened.add(number)
            anchors[number] = ""
        elif element.tag == f"{W}commentRangeEnd":
            opened.remove(number)
        elif element.tag == f"{W}t":
            for open_ in opened:
                anchors[open_] += element.text or ""
    assert not opened
    return [anchors[number] for number in sorted(anchors, key=int)]


def _comments(docx: bytes) -> list[str]:
    return ["\n".join(words(p) for p in comment) for comment in part(docx, "word/comments.xml")]


@pytest.mark.parametrize("words_", ["12名", "招录12", "选优才。招录", "蓄水", "市水利局工作汇报", "“", "学历】，"])
def test_a_comment_stands_at_exactly_its_words(words_: str) -> None:
    assert _anchors(word(_record(_finding(words_)))) == [words_]


def test_comments_may_overlap_and_nest() -> None:
    found = _anchors(word(_record(_finding("招录12名"), _finding("12名【待"), _finding("12"))))
    assert sorted(found) == sorted(["招录12名", "12名【待", "12"])


def test_a_comment_may_span_lines() -> None:
    assert _anchors(word(_record(_finding("如下：\n公开")))) == ["如下：公开"]


@pytest.mark.parametrize(
    ("start", "end", "anchor"), [(0, 0, "市水利局工作汇报"), (10, 10, "现将有关情况汇报如下："), (999, 999, TEXT[-24:])]
)
def test_a_finding_without_words_stands_at_its_line(start: int, end: int, anchor: str) -> None:
    (found,) = _anchors(word(_record(_finding("12", start=start, end=end))))
    assert found.endswith(anchor[-8:])
    assert "\n" not in found


def test_a_comment_says_what_is_wrong_what_to_do_and_which_rule() -> None:
    docx = word(_record(_finding("12名")))
    assert _comments(docx) == ["必须处理：数字与要点不符。\n改法：改为10名。\n规则：grounding.figure"]
    (comment,) = part(docx, "word/comments.xml")
    assert comment.get(f"{W}author") == "拟稿"
    assert comment.get(f"{W}date") is None


def test_placeholders_are_highlighted_and_nothing_else() -> None:
    runs = part(word(_record()), "word/document.xml").iter(f"{W}r")
    marked = [words(run) for run in runs if run.find(f"{W}rPr/{W}highlight") is not None]
    assert "".join(marked) == "【待补充：学历】"


def test_a_clean_file_has_no_comment_and_no_mark() -> None:
    docx = word(_record(_finding("12名")), clean=True)
    document = part(docx, "word/document.xml")
    assert not [e for e in document.iter() if "omment" in str(e.tag) or str(e.tag).endswith("highlight")]
    with pytest.raises(KeyError):
        part(docx, "word/comments.xml")


def test_a_trace_gives_every_point_the_words_of_its_notes() -> None:
    record = to_json(drafted(("title", "标题", ""), ("text", "一段话说了很多。", "\n"), ("text", "另一段。", "\n")))
    record["layout"][1][3] = ["n1", "n2"]
    docx = word({**record, "notes": [{"id": "n1", "text": "招录12名"}]}, trace=True)
    assert _comments(docx) == ["依据要点：\nn1　招录12名\nn2", "依据：没有要点，只有立场、要求或过渡。"]
    assert _anchors(docx) == ["一段话说了很多。", "另一段。"]


def test_a_text_that_was_checked_is_traced_by_where_its_notes_were_found() -> None:
    record = of_text("标题\n招录12名干部。\n别的话。")
    record |= {"coverage": [{"note": "n1", "where": [[3, 8]]}], "notes": [{"id": "n1", "text": "招录12名"}]}
    assert _comments(word(record, trace=True))[0] == "依据要点：\nn1　招录12名"


def test_a_trace_of_a_text_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(UserError, match=r"没有记下依据.*--notes"):
        word(of_text("标题\n正文。\n又一段。"), trace=True)
