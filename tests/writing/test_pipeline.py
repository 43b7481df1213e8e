"""The whole way from notes to a checked draft: what is borrowed is named, what is said is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import pytest

from pipeline.checks import check
from pipeline.errors import UserError
from pipeline.genre import load_genres
from pipeline.library import Library
from pipeline.notes import parse_notes
from pipeline.writing import draft, plan, rounds
from pipeline.writing.outline import Outline

FAYAN = load_genres()["fayan"]
NOTES = parse_notes(
    "单位：市林业局\n场合：全市组织工作会议\n文种：汇报发言\n字数：1600\n\n"
    "- 公开招录林业专业人员6名\n- 引进博士2名\n- 与省林业大学共建实习基地1个\n"
    "- 选派9名年轻干部到林场跟班锻炼\n- 举办技能竞赛2次\n- 开展谈心谈话52人次\n- 轮岗重点岗位干部4人\n"
)


@dataclass
class _Hit:
    id: str
    report: str
    role: str
    text: str
    masked: str


class _Shelf:
    """A library of one lead. It counts what it is asked."""

    def __init__(self, text: str, masked: str | None = None) -> None:
        self.hit = _Hit("r1/lead/1", "r1", "lead", text, masked or text)
        self.asked = 0

    def search(self, query: str, **filters: object) -> list[_Hit]:
        assert query
        assert filters["role"] == "lead"
        self.asked += 1
        return [self.hit]

    def nearness(self, query: str, texts: Sequence[str]) -> list[float]:
        assert query
        return [4.0 if "人才" in text or "引才" in text else 0.0 for text in texts]


@pytest.fixture(autouse=True)
def _checks_see_no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shelf of these tests answers searches only; what leaked from a library is tested with the checks."""
    monkeypatch.setattr(rounds, "check", lambda text, notes, genre, _: check(text, notes, genre))


def drafted(shelf: _Shelf) -> tuple[str, list[str]]:
    result = draft(NOTES, FAYAN, cast(Library, shelf))
    return result.draft.text, [source.id for source in result.sources]


def test_a_maxim_of_an_exemplar_may_open_a_section_and_its_passage_is_named() -> None:
    text, sources = drafted(_Shelf("功以才成，业由才广。紧紧抓住人才这个“牛鼻子”。"))
    assert text.count("功以才成，业由才广。") == 1
    assert "牛鼻子" not in text
    assert sources == ["r1/lead/1"]


@pytest.mark.parametrize(
    "lead",
    [
        "韶山青干班办得好，学风正。",  # masked in part
        "会议指出，人才是第一资源。",
        "我们建立了人才库，成效好。",
        "2023年引进人才，有12名。",
        "人才工作是一项打基础、利长远、管根本的大事，必须常抓不懈、久久为功、一以贯之。",
    ],
)
def test_nothing_local_attributed_done_counted_or_long_is_borrowed(lead: str) -> None:
    masked = lead.replace("韶山", "〔地点〕")
    text, sources = drafted(_Shelf(lead, masked))
    assert lead not in text
    assert sources == []


def test_a_draft_is_checked_and_says_who_wrote_it() -> None:
    result = draft(NOTES, FAYAN)
    assert result.backend == "offline"
    assert {row.note for row in result.coverage} == {note.id for note in NOTES.notes}
    assert not [f for f in result.findings if f.severity == "blocker"]
    assert result.usage["calls"] == 0


def test_notes_that_cannot_fill_the_length_make_a_short_draft_and_a_notice() -> None:
    few = parse_notes("单位：市林业局\n场合：全市组织工作会议\n文种：汇报发言\n字数：4000\n\n- 完成造林300亩\n")
    result = draft(few, FAYAN)
    assert len(result.draft.text) < 2000
    assert "请补充要点" in result.notices[0]


def test_an_outline_is_honoured_heading_by_heading_and_point_by_point() -> None:
    outline = plan(NOTES, FAYAN)
    first = outline.sections[0].model_copy(update={"heading": "坚持人才为先，厚植林业发展根基"})
    edited = outline.model_copy(update={"sections": (first, *outline.sections[1:])})
    result = draft(NOTES, FAYAN, outline=edited)
    assert next(s.heading.text for s in result.draft.sections if s.heading) == "坚持人才为先，厚植林业发展根基。"
    assert [p.notes for p in result.draft.sections[0].points] == [p.notes for p in first.points]


def _without_last_point(outline: Outline) -> Outline:
    last = outline.sections[-1]
    return outline.model_copy(
        update={"sections": (*outline.sections[:-1], last.model_copy(update={"points": last.points[:-1]}))}
    )


def test_an_outline_that_drops_a_note_is_refused() -> None:
    outline = plan(NOTES, FAYAN)
    with pytest.raises(UserError, match="漏了要点"):
        draft(NOTES, FAYAN, outline=_without_last_point(outline))


def test_an_outline_of_other_notes_is_refused() -> None:
    other = parse_notes("单位：市林业局\n文种：汇报发言\n\n- 完成造林300亩\n")
    with pytest.raises(UserError, match="没有的要点"):
        draft(other, FAYAN, outline=plan(NOTES, FAYAN))
