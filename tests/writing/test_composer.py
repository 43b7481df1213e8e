"""What the composer owes: every note once and word for word, nothing added, the length asked for, no repetition."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.checks.finding import Finding
from pipeline.document import Draft, han_count, sentence_spans
from pipeline.genre import Genre, find_genre, load_genres
from pipeline.notes import Notes, parse_notes, read_notes
from pipeline.parsing import parse
from pipeline.writing.composer import Composer
from pipeline.writing.outline import Outline
from pipeline.writing.phrases import load_phrases
from pipeline.writing.pieces import assemble
from pipeline.writing.themes import Themes
from pipeline.writing.wording import label_of
from tests.texts import NOTES

GENRES = load_genres()


def composed(notes: Notes, genre: Genre | None = None) -> tuple[Outline, Draft]:
    genre = genre or find_genre(notes.genre or "fayan", GENRES)
    writer = Composer(genre, notes)
    outline = writer.plan()
    sections = [writer.write_section(outline, at) for at in range(len(outline.sections))]
    return outline, assemble(genre, outline, writer.write_opening(outline), sections)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def bare(text: str) -> str:
    """Letters, digits and characters alone: what must survive of a note."""
    return re.sub(r"[^\w*＊%％.]", "", text)


def notes_of(count: int, unit: str = "市林业局", length: int = 0) -> Notes:
    work = [
        "完成造林{n}亩",
        "开展巡护{n}次",
        "培训护林员{n}人次",
        "查处案件{n}起",
        "引进专业人才{n}名",
        "走访群众{n}户",
    ]
    bullets = "\n".join(f"- {work[at % len(work)].format(n=at + 11)}" for at in range(count))
    head = f"单位：{unit}\n场合：全市林业工作会议\n文种：汇报发言\n" + (f"字数：{length}\n" if length else "")
    return parse_notes(f"{head}\n{bullets}\n")


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_every_note_is_placed_once_and_said_word_for_word(path: Path) -> None:
    notes = read_notes(path)
    outline, draft = composed(notes)
    assert Counter(outline.note_ids) == Counter(note.id for note in notes.drafted)
    said = bare(draft.text)
    for note in notes.drafted:
        label = label_of(note)
        body = bare(note.text.removeprefix(label).lstrip("：:")).replace("跟省", "与省")
        assert said.count(body) == 1, note.text


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_each_point_carries_the_ids_of_the_notes_it_says(path: Path) -> None:
    notes = read_notes(path)
    _, draft = composed(notes)
    traced = [note for part in draft.parts if part.role in ("text", "opening") for note in part.notes]
    assert sorted(traced) == sorted(note.id for note in notes.drafted)


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_no_figure_name_or_quotation_is_added(path: Path) -> None:
    notes = read_notes(path)
    _, draft = composed(notes)
    given_text = path.read_text(encoding="utf-8") + notes.salutation
    wide = str.maketrans("０１２３４５６７８９", "0123456789")
    figures = set(re.findall(r"\d+(?:\.\d+)?", given_text.translate(wide)))
    assert set(re.findall(r"\d+(?:\.\d+)?", draft.text)) <= figures
    titles = set(re.findall("《[^》]*》", given_text))
    assert set(re.findall("《[^》]*》", draft.text)) <= titles


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_no_sentence_stands_twice_and_nobody_says_we(path: Path) -> None:
    _, draft = composed(read_notes(path))
    repeated = [s for s, times in Counter(sentences(draft.text)).items() if times > 1]
    assert repeated == []
    assert not re.search("我们|咱们|我局", draft.text)
    assert not re.search("[{}]", draft.text)


@pytest.mark.parametrize("path", NOTES, ids=lambda p: p.stem)
def test_the_text_parses_back_into_the_tree_it_was_rendered_from(path: Path) -> None:
    notes = read_notes(path)
    _, draft = composed(notes)
    read = parse(draft.text, find_genre(notes.genre or "fayan", GENRES))
    assert [(p.role, p.text) for p in read.parts] == [(p.role, p.text) for p in draft.parts]


@pytest.mark.parametrize("path", [p for p in NOTES if read_notes(p).length], ids=lambda p: p.stem)
def test_the_length_asked_for_is_met_however_it_is_counted(path: Path) -> None:
    notes = read_notes(path)
    _, draft = composed(notes)
    with_marks = len("".join(draft.text.split()))
    assert 0.85 * notes.length <= han_count(draft.text) < with_marks <= 1.15 * notes.length


@pytest.mark.parametrize("length", [1200, 1500, 2000, 2600])
def test_the_length_follows_what_the_writer_asks(length: int) -> None:
    _, draft = composed(notes_of(16, length=length))
    assert abs(len("".join(draft.text.split())) - length) <= 0.15 * length


def test_few_notes_make_a_short_draft_when_no_length_is_asked_for() -> None:
    _, few = composed(notes_of(3))
    _, many = composed(notes_of(16))
    assert len(few.text) < 0.7 * len(many.text)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 24, 60, 200])
def test_any_number_of_notes_is_placed_within_the_number_of_sections(count: int) -> None:
    notes = notes_of(count)
    outline, draft = composed(notes)
    assert sorted(outline.note_ids) == sorted(note.id for note in notes.drafted)
    assert 1 <= len(draft.sections) <= 5
    read = parse(draft.text, GENRES["fayan"])
    assert [(p.role, p.text) for p in read.parts] == [(p.role, p.text) for p in draft.parts]


def test_the_same_notes_give_the_same_draft() -> None:
    assert composed(notes_of(12))[1].text == composed(notes_of(12))[1].text


def test_two_bureaus_with_like_notes_get_different_words() -> None:
    one = set(sentences(composed(notes_of(12, "市林业局", 2000))[1].text))
    other = set(sentences(composed(notes_of(12, "市民政局", 2000))[1].text))
    given_away = {s for s in one & other if not re.search("[0-9]", s) and len(s) > 14}
    assert len(given_away) <= 0.4 * len(one)


def test_headings_of_a_speech_share_one_form_and_length() -> None:
    for path in NOTES:
        notes = read_notes(path)
        if find_genre(notes.genre or "fayan", GENRES).id != "fayan":
            continue
        headings = [s.heading.text for s in composed(notes)[1].sections if s.heading]
        assert len({h.count("，") for h in headings}) == 1
        assert len({h[:2] for h in headings}) == 1 or len({h[0] for h in headings}) == 1
        assert max(map(han_count, headings)) - min(map(han_count, headings)) <= 3


def test_topics_of_a_section_are_of_one_length() -> None:
    for path in NOTES:
        for section in composed(read_notes(path))[1].sections:
            topics = [han_count(p.topic.text.removeprefix("一是")) for p in section.points if p.topic]
            assert not topics or max(topics) - min(topics) <= 2


def test_group_names_of_the_writer_stand_in_the_headings() -> None:
    notes = next(read_notes(p) for p in NOTES if p.name.startswith("06"))
    headings = [s.heading.text for s in composed(notes)[1].sections if s.heading]
    assert all(group in heading for group, heading in zip(["铸魂", "聚才", "淬炼", "严管"], headings, strict=True))


def test_problems_and_next_steps_come_last_and_only_if_the_notes_have_them() -> None:
    rural = next(read_notes(p) for p in NOTES if p.name.startswith("07"))
    assert [s.rule for s in composed(rural)[0].sections][-2:] == ["problems", "next_steps"]
    water = next(read_notes(p) for p in NOTES if p.name.startswith("01"))
    assert {s.rule for s in composed(water)[0].sections} == {"practice"}


def test_what_a_genre_demands_and_the_notes_lack_is_left_open_not_invented() -> None:
    notes = parse_notes("单位：市林业局\n文种：选人用人工作情况汇报\n\n- 提拔科级干部3人\n- 开展谈心谈话20人次\n")
    _, draft = composed(notes)
    assert draft.text.count("【待补充：") == 2


def test_a_speech_without_an_occasion_says_that_it_is_missing() -> None:
    notes = parse_notes("单位：市林业局\n文种：汇报发言\n\n- 完成造林300亩\n")
    assert "【待补充：会议名称】" in composed(notes)[1].text


def test_a_third_genre_works_as_a_file_alone(tmp_path: Path) -> None:
    genre = {
        "id": "shuzhi",
        "name": "述职报告",
        "oral": True,
        "source": "测试",
        "title": {"template": "{单位}{年度}述职报告", "patterns": [".{2,30}述职报告"]},
        "salutation": {"default": "各位代表"},
        "opening": {"transition": "现将履职情况报告如下：", "transition_pattern": "现将[^。]{0,20}报告如下：$"},
        "headings": {"numbering": "{n}、", "run_in": False, "max_chars": 30, "spread": 3},
        "sections": [
            {"id": "duty", "repeat": [2, 3], "points": {"count": [1, 4], "enumerator": "（{n}）", "topic_max": 15}},
            {
                "id": "gaps",
                "heading": "存在不足",
                "gathers": ["不足"],
                "area": "problems",
                "missing": "【待补充：不足】",
            },
        ],
        "closing": {"default": "报告完毕，请予评议。", "patterns": ["报告完毕.*"]},
        "length": {"default": 1200},
    }
    (tmp_path / "shuzhi.yaml").write_text(yaml.safe_dump(genre, allow_unicode=True), encoding="utf-8")
    genres = load_genres((tmp_path,))
    notes = parse_notes(
        "单位：市林业局\n文种：述职报告\n年度：2024年\n\n"
        "- 完成造林300亩\n- 开展巡护20次\n- 培训护林员50人次\n- 查处案件3起\n"
    )
    _, draft = composed(notes, find_genre("述职报告", genres))
    assert draft.text.startswith("市林业局2024年述职报告\n\n各位代表：\n")
    assert "\n二、" in draft.text
    assert "存在不足\n【待补充：不足】" in draft.text
    assert draft.text.endswith("报告完毕，请予评议。\n")
    read = parse(draft.text, genres["shuzhi"])
    assert [(p.role, p.text) for p in read.parts] == [(p.role, p.text) for p in draft.parts]


def test_a_revised_section_keeps_its_facts_and_changes_the_words_that_were_flagged() -> None:
    notes = next(read_notes(p) for p in NOTES if p.name.startswith("01"))
    writer = Composer(GENRES["fayan"], notes)
    outline = writer.plan()
    sections = [writer.write_section(outline, at) for at in range(len(outline.sections))]
    draft = assemble(GENRES["fayan"], outline, writer.write_opening(outline), sections)
    section = draft.sections[1]
    flagged = next(p for p in section.points if p.topic).texts[0]
    sentence = sentences(flagged.text)[0]
    start = draft.text.index(sentence)
    finding = Finding(
        rule="register.x", severity="blocker", start=start, end=start + len(sentence), excerpt=sentence, message="x"
    )
    revised = "".join(p.gap + p.text for p in writer.revise_section(outline, 1, draft, [finding]))
    assert sentence not in revised
    facts = [note.text for note in notes.notes if note.id in section.notes]
    assert all(bare(fact) in bare(revised) for fact in facts)
    others = {s for at, parts in enumerate(sections) if at != 1 for p in parts for s in sentences(p.text)}
    assert not others & set(sentences(revised))


_bullet = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)


@given(st.lists(_bullet.filter(lambda t: bool(t.strip())), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_whatever_the_bullets_say_each_is_placed_once(bullets: list[str]) -> None:
    from pipeline.notes import Note

    notes = Notes(
        unit="市林业局",
        occasion="全市会议",
        genre="fayan",
        notes=tuple(Note(id=f"n{at}", text=text.strip()) for at, text in enumerate(bullets)),
    )
    outline, draft = composed(notes)
    assert sorted(outline.note_ids) == sorted(note.id for note in notes.notes)
    assert len(draft.sections) <= 5


def grouped(bullets: str, unit: str = "市林业局") -> Outline:
    notes = parse_notes(f"单位：{unit}\n场合：全市组织工作会议\n文种：汇报发言\n\n{bullets}\n")
    return composed(notes)[0]


def test_no_topic_stands_twice_however_many_points_share_a_matter() -> None:
    groups = [
        f"# 第{name}方面\n" + "\n".join(f"- 检查消防通道{n}处，查出隐患{n + 3}处" for n in numbers)
        for name, numbers in (
            ("甲", range(11, 15)),
            ("乙", range(21, 25)),
            ("丙", range(31, 35)),
            ("丁", range(41, 45)),
        )
    ]
    problems = "# 存在问题\n" + "\n".join(f"- {place}消防通道不畅" for place in ("城东", "城西", "城南", "城北"))
    outline = grouped("\n".join([*groups, problems]))
    topics = [point.topic for section in outline.sections for point in section.points if point.topic]
    assert len(topics) == len(set(topics)) > 12


@pytest.mark.parametrize(
    ("group", "area"),
    [
        ("铸魂", "politics"),
        ("一、政治建设", "politics"),
        ("选贤任能", "select"),
        ("抗旱保供", "safety"),
        ("人才工作", "talent"),
    ],
)
def test_the_name_of_a_group_decides_its_heading_whatever_its_notes_name(group: str, area: str) -> None:
    notes = "- 红色旅游景区新增3家\n- 文化馆接待群众12万人次\n- 新打机井64眼\n"
    outline = grouped(f"# {group}\n{notes}\n# 其他甲\n- 甲事办结31件\n- 乙事办结32件\n# 其他乙\n- 丙事办结33件\n")
    assert outline.sections[0].area == area


def test_a_group_of_mixed_matters_and_a_name_that_tells_nothing_gets_a_general_heading() -> None:
    mixed = "# 搭平台\n- 引进博士12名\n- 种植小麦30万亩\n- 开展普法宣讲40场\n"
    outline = grouped(f"{mixed}# 其他甲\n- 甲事办结31件\n- 乙事办结32件\n# 其他乙\n- 丙事办结33件\n")
    assert outline.sections[0].area == "general"


def test_words_of_the_bureaus_own_name_do_not_decide_what_its_notes_are_about() -> None:
    themes = Themes(load_phrases().themes, unit="市消防救援支队")
    found = themes.of("解决消防员子女入学37人、家属就业19人")
    assert found is not None
    assert found.section in {"talent", "care"}
