"""Markdown out and in are inverses as far as the words go, and offsets lead back into the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Draft, Part
from pipeline.export.markdown import as_markdown, plain_text
from pipeline.genre import load_genres
from pipeline.parsing import parse
from tests.texts import REFERENCE_DRAFTS, SEEDS, genre_id

MARKED = st.text(st.sampled_from("标题正文。，“”*_\\#`<>[]|~-+1. \n　"), max_size=60)


def _words(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("path", [*REFERENCE_DRAFTS, *SEEDS], ids=lambda path: path.stem)
def test_real_drafts_keep_every_word_through_markdown(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    markdown = as_markdown(parse(text, load_genres()[genre_id(path)]))
    assert _words(plain_text(markdown)[0]) == _words(text)


@given(st.lists(st.tuples(st.sampled_from(["title", "heading", "topic", "text"]), MARKED), max_size=8))
def test_marks_inside_the_text_survive_as_text(parts: list[tuple[str, str]]) -> None:
    lines = [(role, " ".join(text.split())) for role, text in parts if text.strip()]
    draft = Draft.of("fayan", [Part(role, text, "\n") for role, text in lines])  # type: ignore[arg-type]
    assert _words(plain_text(as_markdown(draft))[0]) == _words(draft.text)


@given(MARKED)
def test_offsets_of_the_plain_text_lead_to_the_same_characters_in_the_file(markdown: str) -> None:
    plain, origin = plain_text(markdown)
    assert len(origin) == len(plain) + 1
    assert [markdown[at] for at in origin[:-1]] == list(plain)
    assert origin == sorted(set(origin))


@given(st.text(st.characters(exclude_characters="\\*#"), max_size=80))
def test_text_without_marks_is_left_alone(text: str) -> None:
    assert plain_text(text) == (text, list(range(len(text) + 1)))


def test_headings_become_headings_and_run_in_headings_bold() -> None:
    parts = [Part("title", "标题"), Part("heading", "一、抓班子。", "\n"), Part("lead", "引领句。")]
    draft = Draft.of("fayan", [*parts, Part("heading", "二、带队伍", "\n"), Part("text", "正文。", "\n")])
    assert as_markdown(draft) == "# 标题\n\n**一、抓班子**。引领句。\n\n## 二、带队伍\n\n正文。\n"


def test_a_placeholder_of_asterisks_is_no_bold_mark() -> None:
    text = "尊敬的**部长，各位**领导"
    assert plain_text(text)[0] == text


def test_a_million_marks_are_read_in_one_pass() -> None:
    plain, origin = plain_text("**" * 200_000 + "\\*" * 200_000 + "# " * 200_000)
    assert len(origin) == len(plain) + 1
