"""What a sentence stands on: the notes it states, or why it stands on none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.document import from_json
from pipeline.export.page.basis import Sentence, sentences
from pipeline.export.page.record import read_record
from pipeline.notes import Notes, parse_notes
from tests.export.page_records import RECORDS, stored, written

_NOTES = """单位：市卫健委
场合：全市组织工作会议
# 选才引才
- 引进博士8人、硕士69人
- 选派18名年轻干部到乡镇挂职锻炼
"""
_TEXT = """市卫健委在全市组织工作会议上的汇报发言材料
各位领导、同志们：
事业兴衰，关键在人。根据会议安排，现将有关工作进展情况汇报如下：
突出选才引才，建强人才队伍。人才是事业发展的根基。引进博士8人和硕士69人，努力让各类人才各展所长。注重一线培养，选派18名年轻干部到乡镇挂职锻炼。{more}
汇报完毕，不当之处，请各位领导批评指正，谢谢。
"""


@pytest.fixture(scope="module")
def notes() -> Notes:
    return parse_notes(_NOTES, "要点.txt")


def _seen(record: dict[str, Any], words: str) -> Sentence:
    text = record["text"]
    at = text.index(words)
    return next(one for one in sentences(read_record(record)) if one.start <= at < one.end)


def _of(notes: Notes, words: str, more: str = "") -> Sentence:
    return _seen(written(_TEXT.format(more=more), notes), words)


def test_a_sentence_stands_on_the_note_whose_facts_it_states(notes: Notes) -> None:
    first, second = (note.id for note in notes.notes)
    assert _of(notes, "博士8人").notes == (first,)
    assert _of(notes, "18名").notes == (second,)
    assert _of(notes, "18名").says == "依据：要点 2"


def test_a_sentence_that_states_two_notes_stands_on_both_in_their_order(notes: Notes) -> None:
    text = _TEXT.format(more="").replace("。注重一线培养，选派", "，注重一线培养，选派")
    assert _seen(written(text, notes), "18名").notes == tuple(note.id for note in notes.notes)


def test_stance_beside_facts_stands_on_no_note_and_says_so(notes: Notes) -> None:
    seen = _of(notes, "人才是事业发展的根基")
    assert (seen.kind, seen.notes, seen.says) == ("stance", (), "套话、立场，不含事实")


@pytest.mark.parametrize("words", ["市卫健委在全市", "各位领导、同志们：", "汇报完毕"])
def test_title_salutation_and_closing_are_forms(notes: Notes, words: str) -> None:
    assert _of(notes, words).kind == "form"


@pytest.mark.parametrize("more", ["全年走访企业320家。", "率先建立全链条闭环管理机制，实现了全覆盖。"])
def test_what_no_note_tells_is_never_called_stance(notes: Notes, more: str) -> None:
    seen = _of(notes, more[:6], more)
    assert seen.kind == "doubt"
    assert not seen.notes


def test_a_small_number_alone_places_no_note(notes: Notes) -> None:
    more = parse_notes(_NOTES + "- 开展8项活动\n", "要点.txt")
    text = _TEXT.format(more="凝聚八方之力。").replace("引进博士8人和硕士69人，", "")
    assert not _seen(written(text, more), "八方").notes
    del notes


def test_headings_and_topics_sum_up_the_notes_under_them(notes: Notes) -> None:
    heading = _of(notes, "突出选才引才")
    assert heading.kind == "heading"
    assert heading.notes == tuple(note.id for note in notes.notes)
    assert heading.says == "小标题，统领要点 1、2"


def test_a_name_from_outside_the_notes_is_named(notes: Notes) -> None:
    record = written(_TEXT.format(more="落实《党政领导干部选拔任用工作条例》是分内之责。"), notes)
    record["findings"] = []
    seen = _seen(record, "《党政")
    assert seen.kind in ("named", "doubt")
    assert seen.kind == "doubt" or "《党政领导干部选拔任用工作条例》" in seen.says


def test_without_the_notes_only_the_paragraph_is_known(notes: Notes) -> None:
    record = stored("wenlv")
    del record["notes"]
    seen = sentences(read_record(record))
    traced = [one for one in seen if one.notes]
    assert traced
    assert {one.kind for one in traced} == {"paragraph"}
    assert {one.kind for one in seen if not one.notes} == {"unknown"}
    del notes


def _stated() -> Iterator[tuple[str, str]]:
    for path in RECORDS:
        record = stored(path.name)
        for number, note in enumerate(record["notes"], 1):
            yield path.name, f"{number}:{note['id']}"


@pytest.mark.parametrize(("name", "note"), list(_stated()))
def test_every_note_of_a_real_draft_has_the_sentence_that_the_layout_promises(name: str, note: str) -> None:
    record = read_record(stored(name))
    wanted = note.partition(":")[2]
    stating = [one for one in sentences(record) if one.kind == "facts" and wanted in one.notes]
    assert len(stating) in (1, 2)
    layout = from_json(stored(name)).parts
    traced = [one for one in stating if wanted in layout[one.part].notes]
    assert traced == stating or not any(part.notes for part in layout)
