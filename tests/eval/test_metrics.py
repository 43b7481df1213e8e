"""The figures of a draft: each moves when the draft gets worse in its way, and only then."""

from __future__ import annotations

import pytest

from eval.case import Case
from eval.libraries import Exemplars
from eval.likeness import likeness, register_distance
from eval.match import Said
from eval.metrics import Score, by_family, score
from pipeline.resources import corpus_folder
from tests.eval.samples import draft_of, shipped_case

SEEDS = sorted(corpus_folder("reports").glob("*.txt"))


@pytest.fixture(scope="module")
def case() -> Case:
    return shipped_case("01-shuili-fayan")


@pytest.fixture(scope="module")
def sound(case: Case) -> Score:
    return score(case, draft_of(case.original, case))


def _scored(case: Case, old: str, new: str) -> Score:
    text = case.original.replace(old, new, 1)
    assert text != case.original
    return score(case, draft_of(text, case))


def test_signed_draft_is_whole_grounded_and_its_own_original(sound: Score) -> None:
    assert sound.blockers == {}
    assert (sound.coverage, sound.grounding, sound.structure, sound.likeness) == (1.0, 1.0, 1.0, 1.0)
    assert sound.leakage == 0
    assert sound.unmet == ()


def test_scoring_again_gives_the_same(case: Case, sound: Score) -> None:
    assert score(case, draft_of(case.original, case)) == sound


def test_dropped_note_lowers_coverage(case: Case, sound: Score) -> None:
    start = case.original.index("谈心谈话")
    sentence = case.original[case.original.rindex("。", 0, start) + 1 : case.original.index("。", start) + 1]
    worse = _scored(case, sentence, "")
    assert worse.coverage is not None
    assert sound.coverage is not None
    assert worse.coverage < sound.coverage
    assert any(one.what == "覆盖" for one in worse.unmet)


def test_invented_figure_lowers_grounding(case: Case) -> None:
    worse = _scored(case, "146人", "187人")
    assert worse.grounding is not None
    assert worse.grounding < 1
    assert by_family(worse.blockers)["grounding"] >= 1
    assert any(one.message == "没有写出“146人”" for one in worse.unmet)


def test_exemplar_sentence_counts_as_copied_and_its_names_as_leaked(case: Case, sound: Score) -> None:
    lifted = (
        "持续推进“一月一课一片一实践”主题党日活动，在教育实践中锤炼党性修养。"
        "有计划地选派年轻干部到环境污染防治的急难险重任务中，砥砺初心使命，增强斗争本领，保持生态文明建设战略定力。"
    )
    end = case.original.index("。", case.original.index("如下：") + 200) + 1
    worse = score(case, draft_of(case.original[:end] + lifted + case.original[end:], case))
    assert worse.copied > sound.copied + 0.01
    assert worse.leakage >= 1


def test_lost_closing_and_salutation_lower_structure(case: Case, sound: Score) -> None:
    lines = case.original.rstrip("\n").split("\n")
    worse = score(case, draft_of("\n".join(lines[:-1]), case))
    assert worse.structure < sound.structure


def test_missed_length_is_reported_by_the_worse_count(case: Case, sound: Score) -> None:
    assert sound.length_error is not None
    half = case.original[: len(case.original) // 2]
    worse = score(case, draft_of(half, case))
    assert worse.length_error is not None
    assert worse.length_error > 0.4
    assert any(one.what == "篇幅" for one in worse.unmet)


def test_allowed_findings_do_not_count(case: Case) -> None:
    from eval.case import Allowance

    text = case.original.replace("146人", "187人", 1)
    strict = score(case, draft_of(text, case))
    assert strict.blockers
    allow = tuple(Allowance(rule=rule, count=n, reason="测试中允许的发现") for rule, n in strict.blockers.items())
    expect = case.expect.model_copy(update={"allow": allow})
    lenient = type(case)(
        case.id,
        case.folder,
        case.file.model_copy(update={"expect": expect}),
        case.notes_path,
        case.notes,
        case.genre,
        case.original,
    )
    assert score(lenient, draft_of(text, case)).blockers == {}


def test_left_out_report_is_no_exemplar_of_its_own_draft() -> None:
    case = shipped_case("seed-000-shengtaihuanjing-fayan")
    rebuilt = score(case, draft_of(case.original, case))
    assert rebuilt.likeness == 1.0
    assert rebuilt.copied < 0.05
    assert case.leave_out not in {one.report for one in Exemplars(case.leave_out).reports}


def test_cost_is_nothing_without_calls_and_unknown_without_prices(case: Case) -> None:
    assert score(case, draft_of(case.original, case, calls=0)).cost == 0
    assert score(case, draft_of(case.original, case, calls=3, tokens=900)).cost is None
    assert score(case, draft_of(case.original, case, calls=3, tokens=900, cost=0.5)).cost == 0.5


# --- register and likeness


def test_exemplar_left_out_lies_at_one_on_the_average() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    distances = [register_distance(text, [other for other in texts if other is not text]) for text in texts]
    assert all(one is not None and 0.2 < one < 3 for one in distances)


def test_chatter_is_further_from_the_exemplars_than_an_exemplar() -> None:
    texts = [path.read_text(encoding="utf-8") for path in SEEDS]
    chatter = "我跟你说，这事儿真的特别好，大家都很高兴，我们去了，看着挺不错的，他们也来了。你觉得呢？" * 12
    far, near = register_distance(chatter, texts[1:]), register_distance(texts[0], texts[1:])
    assert far is not None
    assert near is not None
    assert far > 2 * near


def test_register_of_a_short_text_is_not_told() -> None:
    assert register_distance("很短。", [path.read_text(encoding="utf-8") for path in SEEDS]) is None


def test_likeness_is_one_for_the_same_and_none_for_nothing_shared() -> None:
    assert likeness("加强队伍建设", "加强队伍建设。") == 1.0
    assert likeness("加强队伍建设", "粮食总产创新高") == 0.0
    assert likeness("", "") == 0.0
    assert 0 < likeness("加强队伍建设", "加强干部队伍") < 1


# --- expectations


@pytest.mark.parametrize(
    ("text", "wanted", "has"),
    [
        ("公开招录12名干部", "12名", True),
        ("公开招录十二名干部", "12名", True),
        ("公开招录112名干部", "12名", False),
        ("比例由8%提高到12%", "由8%提高到12%", True),
        ("安排资金0.38亿元", "3800万元", True),
        ("实施“青蓝工程”", "青蓝工程", True),
        ("实施青蓝 工程", "青蓝工程", True),
        ("实施青苗工程", "青蓝工程", False),
        ("平均不足18个月", "18个月", False),
    ],
)
def test_figures_are_compared_by_value_and_words_as_they_are(text: str, wanted: str, *, has: bool) -> None:
    assert Said(text).has(wanted) is has
