"""The text read back from the Word file is the text of the .txt file, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import to_json
from pipeline.errors import UserError
from pipeline.export import renderer_for
from pipeline.export.word import WordOptions, text_of
from tests.export.word.helping import LAYOUTS, STANDARD, drafted, of_file, of_text, word
from tests.texts import REFERENCE_DRAFTS, SEEDS

ROLES = st.sampled_from(["title", "byline", "salutation", "opening", "heading", "lead", "topic", "text", "signature"])
PIECES = st.sampled_from(
    [
        *(
            "汇报发言材料",
            "市水利局",
            "一、",
            "（一）",
            "一是",
            "“蓄水池”",
            "《条例》",
            "——",
            "……",
            "2023年",
            "83.3%",
            "XX名",
            "**",
        ),
        *(
            "\n",
            "\n\n",
            " ",
            "　　",
            "\t",
            "。",
            "，",
            "：",
            "&<>\"'",
            "]]>",
            "é",
            "①",
            "𠮷",
            "\u00a0",
            "\u200b",
            "\u2028",
            "🙂",
        ),
        *("【待补充：人数】", "【待核实】", "2024年3月5日", "_x000D_", "\ufeff", "\x85", "\u202e", "e\u0301"),
    ]
)
SETTINGS = settings(max_examples=60, deadline=None)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join)
UNWRITABLE = "".join(map(chr, [*range(9), 11, 12, *range(13, 32), 0xFFFE, 0xFFFF, 0xD800, 0xDFFF]))


def _writable(text: str) -> str:
    return "".join(char for char in text if char not in UNWRITABLE and not 0xD800 <= ord(char) <= 0xDFFF)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("path", [*REFERENCE_DRAFTS, *SEEDS], ids=lambda path: path.stem)
def test_real_drafts_read_back_as_their_text_file(path: Path, layout: object) -> None:
    record = of_file(path)
    options = WordOptions(layout)  # type: ignore[arg-type]
    docx = renderer_for(Path("稿件.docx"))(record, options)
    assert text_of(docx).encode() == renderer_for(Path("稿件.txt"))(record, options)


@SETTINGS
@given(TEXTS)
def test_any_text_reads_back_exactly(raw: str) -> None:
    text = _writable(raw)
    assert text_of(word(of_text(text))) == text.rstrip("\n") + "\n"


@SETTINGS
@given(st.lists(st.tuples(ROLES, TEXTS, TEXTS), max_size=8))
def test_any_roles_over_any_lines_read_back_exactly(parts: list[tuple[str, str, str]]) -> None:
    draft = drafted(*((role, _writable(text), _writable(gap)) for role, text, gap in parts))
    assert text_of(word(to_json(draft))) == draft.text.rstrip("\n") + "\n"


@SETTINGS
@given(TEXTS, st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6))
def test_comments_anywhere_change_no_character(raw: str, spans: list[tuple[int, int]]) -> None:
    text = _writable(raw)
    finding = {"rule": "format.x", "severity": "info", "excerpt": "", "message": "\x00话", "suggestion": ""}
    findings = [{**finding, "start": min(span), "end": max(span)} for span in spans]
    assert text_of(word({**of_text(text), "findings": findings})) == text.rstrip("\n") + "\n"


@pytest.mark.parametrize("char", UNWRITABLE)
def test_a_character_that_no_word_file_can_hold_is_refused_by_line_and_code(char: str) -> None:
    code = f"U\\+{ord(char):04X}"
    with pytest.raises(UserError, match=rf"第 2 行有 Word 文件不能保存的字符 {code}。请"):
        word(of_text(f"标题\n正文{char}完"))


def test_the_same_draft_gives_the_same_bytes() -> None:
    record = {**of_file(REFERENCE_DRAFTS[0]), "findings": []}
    assert word(record, STANDARD) == word(dict(record), STANDARD)
