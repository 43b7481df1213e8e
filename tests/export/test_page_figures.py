"""The figures under a draft: length, minutes, shares, register."""

from __future__ import annotations

import pytest

from pipeline.document import han_count
from pipeline.export.page.basis import sentences
from pipeline.export.page.figures import WIDTH, kinds, length_of, shares, strips
from pipeline.export.page.record import Record, read_record
from tests.export.page_records import stored


@pytest.fixture(scope="module")
def record() -> Record:
    return read_record(stored("with_faults"))


def test_length_counts_with_and_without_marks(record: Record) -> None:
    length = length_of(record)
    assert length.characters == len("".join(record.draft.text.split()))
    assert length.han == han_count(record.draft.text) < length.characters


def test_minutes_follow_the_speed_of_the_genre(record: Record) -> None:
    assert record.genre is not None
    length = length_of(record)
    assert length.minutes == round(length.han / record.genre.length.per_minute, 1)


@pytest.mark.parametrize(("asked", "words"), [(2400, "要求 2400 字"), (1000, "超出允许的范围"), (0, "通常 1900 字")])
def test_length_is_held_against_what_was_asked_for(asked: int, words: str) -> None:
    assert words in length_of(read_record({**stored("with_faults"), "length": asked})).says


def test_a_genre_by_its_chinese_name_is_the_same_genre() -> None:
    named = read_record({**stored("with_faults"), "genre": "汇报发言"})
    assert named.genre is not None
    assert named.genre.id == "fayan"


def test_an_unknown_genre_leaves_length_without_a_verdict() -> None:
    unknown = read_record({**stored("with_faults"), "genre": "qita", "length": 0})
    assert length_of(unknown).says == "没有字数要求"


def test_shares_add_up_to_the_whole(record: Record) -> None:
    found = shares(record.draft)
    assert sum(one.share for one in found) == pytest.approx(1)
    assert sum(one.characters for one in found) == length_of(record).characters
    assert max(one.width for one in found) == pytest.approx(WIDTH)


def test_a_strip_places_the_draft_where_its_words_say(record: Record) -> None:
    found = strips(record.draft.text)
    assert found
    for one in found:
        left, right = one.band[0], sum(one.band)
        assert 0 <= left <= right <= WIDTH
        assert 0 <= one.mark <= WIDTH
        side = "低于范文" if one.mark < left - 1e-9 else "高于范文" if one.mark > right + 1e-9 else "在范文之间"
        assert one.says == side


def test_a_short_text_is_not_compared() -> None:
    assert not strips("标题\n各位领导：\n坚持党管干部。")


def test_every_sentence_is_counted_once(record: Record) -> None:
    seen = sentences(record)
    assert sum(count for _, count in kinds(seen)) == len(seen)
