"""The phrase bank holds stance and purpose only, in the forms that make headings and topics parallel."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.checks import check
from pipeline.document import han_count
from pipeline.errors import UserError
from pipeline.genre import load_genres
from pipeline.writing import phrases as bank_module
from pipeline.writing.phrases import load_phrases

BANK = load_phrases()
SLOTS = {"{领域}", "{队伍}", "{事业}", "{目标}", "{单位}", "{辖区}", "{总做法}"}
# What only a report may say: figures, things done, declared results, and the first person.
_CLAIM = re.compile(
    "我们|咱们|我局|[0-9０-９]|实现了|形成了|取得了|得到了|(?<!的)有效提升|显著|已经|已建|开展了|完成了|建立了|制定了"
)


def stances() -> Iterator[str]:
    for theme in BANK.themes:
        yield from (*theme.stance, *theme.purpose)
    for section in BANK.sections.values():
        yield from (*section.lead, *section.close)
    yield from (*BANK.fillers.stance, *BANK.fillers.purpose, *BANK.problem_stance)
    yield from (*BANK.next_stance.before, *BANK.next_stance.after)


def test_no_phrase_reports_a_practice_or_a_result() -> None:
    assert [text for text in stances() if _CLAIM.search(text)] == []


def test_no_phrase_is_colloquial_or_speaks_in_the_first_person() -> None:
    genre = load_genres()["fayan"]
    openings = [text for opening in BANK.openings for text in (*opening.framing, *opening.stance)]
    fields = [text for field in (*BANK.fields, BANK.default_field) for text in (*field.significance, *field.idea)]
    lines = [*stances(), *openings, *fields]
    rules = ("register.colloquial", "register.first_person")
    found = [(f.rule, f.excerpt) for f in check("\n".join(lines), genre=genre).findings if f.rule in rules]
    assert found == []


def test_no_phrase_stands_twice_in_the_bank() -> None:
    texts = list(stances())
    assert len(texts) == len(set(texts))


def test_stances_are_sentences_and_purposes_are_clauses() -> None:
    for theme in BANK.themes:
        assert all(text.endswith("。") for text in theme.stance), theme.id
        assert not any(text.endswith(("。", "，", "；")) for text in theme.purpose), theme.id


def test_topics_have_the_length_their_form_says() -> None:
    for theme in BANK.themes:
        assert {han_count(topic) for topic in theme.topics.six} == {6}, theme.id
        assert {han_count(topic) for topic in theme.topics.seven} == {7}, theme.id
        assert {han_count(topic) for topic in theme.topics.problem} == {7}, theme.id


def test_heading_fills_of_one_frame_are_parallel_over_all_sections() -> None:
    for section in BANK.sections.values():
        assert all(len(f.act) == 4 and len(f.verb) == 2 and len(f.image) == 3 for f in section.image), section.id
        assert all(len(f.base) == 4 and len(f.aim) == 9 for f in section.base), section.id
        assert all(len(f.what) == 8 and len(f.how) == 10 for f in section.drive), section.id
        assert all(len(f.point) == 4 and len(f.do) == 8 for f in section.focus), section.id
        assert all(len(f.noun) == 6 and len(f.adj) == 2 for f in section.essence), section.id


def test_every_theme_is_filed_under_a_section_that_exists() -> None:
    assert {theme.section for theme in BANK.themes} <= set(BANK.sections)
    assert {"general", "problems", "next_steps"} <= set(BANK.sections)
    assert len({theme.id for theme in BANK.themes}) == len(BANK.themes)


def test_a_group_name_tells_of_an_area_that_exists_by_its_longest_known_word() -> None:
    assert {name.area for name in BANK.group_names} <= set(BANK.sections)
    assert BANK.areas_named("铸魂") == {"politics"}
    assert BANK.areas_named("严肃党内政治生态") == {"clean"}
    assert BANK.areas_named("搭平台") == set()


def test_only_known_slots_are_used() -> None:
    openings = [text for opening in BANK.openings for text in (*opening.framing, *opening.stance)]
    used = {slot for text in (*stances(), *openings) for slot in re.findall(r"\{[^}]*\}", text)}
    assert used <= SLOTS


def test_nothing_local_to_the_seed_reports_is_in_the_bank() -> None:
    local = (
        "三高四新|韶山|来陕|一月一课|三项机制|双签字|帮帮团|六对辩证|四类干部|环保大讲堂|执法大练兵|监测大比武|"
        "青年党校|业务大比拼|学习之星|一意见一规划|自科联合基金|援疆援藏|垂直管理|中省环保|科技之星"
    )
    keyword_free = [text for text in stances() if re.search(local, text)]
    assert keyword_free == []


def test_a_bank_file_with_an_unknown_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path
    (folder / "themes").mkdir()
    (folder / "themes" / "x.yaml").write_text("area: 测试\nsource: 测\nas_of: '2026'\nthemse: []\n", encoding="utf-8")
    monkeypatch.setattr(bank_module, "corpus_folder", lambda _: folder)
    load_phrases.cache_clear()
    try:
        with pytest.raises(UserError, match=r"x\.yaml"):
            load_phrases()
    finally:
        load_phrases.cache_clear()
