"""Comparing two runs: what is called better, worse or neither, and how often that is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from eval import backends, compare_sides
from eval.compare import compare_pairs, compare_runs
from eval.compare_figures import load_weights, points_lost, values_of
from eval.compare_text import needed_words, verdict_words
from eval.compare_trials import drafts_of, drawn_cases, verdicts
from eval.compare_trials import main as trials_main
from eval.libraries import settings_for
from eval.metrics import Score, Unmet
from eval.record import Failure, Run, RunRecord, read_run, run_of, write_run
from eval.statistics import Pair, Values, cases_needed, chances, intervals, joint_chances
from pipeline.cli import main
from pipeline.commands import modelling
from pipeline.errors import UserError
from pipeline.models import Request
from pipeline.prompts import load_prompts
from pipeline.resources import prompts_folder
from pipeline.settings import ModelSettings, Settings
from pipeline.writing.chat import Backend
from tests.eval.compare_samples import changed_in, claims_let_in, headings_uneven, run_with, sound
from tests.writing.chat import scripted

FIGURES = load_weights().figures
PLACES = {figure.id: at for at, figure in enumerate(FIGURES)}


def _score(**changed: object) -> Score:
    good: dict[str, object] = {
        "blockers": {},
        "warnings": {},
        "coverage": 1.0,
        "grounding": 1.0,
        "leakage": 0,
        "structure": 1.0,
        "length": 2000,
        "length_error": None,
        "register_distance": 1.5,
        "copied": 0.0,
        "likeness": None,
    }
    return Score.model_validate({**good, **changed})


def _row(**changed: float) -> Values:
    row = np.array([[1.0 if figure.better > 0 else 0.0 for figure in FIGURES]])
    for name, value in changed.items():
        row[0, PLACES[name]] = value
    return row


def _pairs(count: int, **changed: float) -> list[Pair]:
    """So many cases, B changed in all of them."""
    return [Pair(_row(), _row(**changed)) for _ in range(count)]


def _verdict(pairs: list[Pair]) -> str:
    return compare_pairs([str(at) for at in range(len(pairs))], pairs, FIGURES).verdict


# --- figures


def test_every_finding_counts_once_for_the_first_figure_that_takes_it() -> None:
    worth = _score(
        blockers={"grounding.number": 2, "structure.title": 1},
        warnings={"grounding.claim": 3, "structure.topic_parallel": 2, "register.padding": 1, "structure.length": 1},
        unmet=(Unmet(what="事实", message="没有写出“3座”"),),
    )
    found = dict(zip(PLACES, values_of(worth, FIGURES), strict=True))
    assert (found["blockers"], found["claims"], found["headings"], found["warnings"]) == (3, 3, 2, 2)
    assert found["unmet"] == 1
    assert np.isnan(found["length_error"])


def test_points_are_lost_by_weight_and_what_means_nothing_costs_nothing() -> None:
    weights = {figure.id: figure.weight for figure in FIGURES}
    lost = points_lost(_row(claims=2, coverage=0.5, likeness=np.nan, length_error=np.nan), FIGURES)[0]
    assert lost[PLACES["claims"]] == 2 * weights["claims"]
    assert lost[PLACES["coverage"]] == 0.5 * weights["coverage"]
    assert lost.sum() == 2 * weights["claims"] + 0.5 * weights["coverage"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("share: copied", "share: copied_share", "copied_share"),
        ("id: copied", "id: claims", "claims"),
        ("guard: true", "gard: true", "gard"),
    ],
)
def test_faulty_weights_are_refused_by_name(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "weights.yaml"
    shipped = (Path(compare_sides.__file__).parent / "compare_weights.yaml").read_text(encoding="utf-8")
    path.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=fault):
        load_weights(path)


# --- statistics


def test_interval_holds_the_mean_and_leaves_out_what_has_no_difference() -> None:
    rng = np.random.default_rng(3)
    pairs = [Pair(np.array([[0.0, np.nan, 1.0]]), np.array([[value, np.nan, 1.0]])) for value in rng.normal(2, 1, 30)]
    moved, missing, still = intervals(pairs)
    assert moved is not None
    assert moved.low < moved.mean < moved.high
    assert moved.above
    assert missing is None
    assert still is not None
    assert (still.low, still.high) == (0.0, 0.0)


def test_repeats_are_drawn_within_their_case() -> None:
    """One case of wild repeats widens the interval; the same values spread over cases are another thing."""
    calm = [Pair(np.zeros((4, 1)), np.full((4, 1), 1.0)) for _ in range(10)]
    wild = [Pair(np.zeros((4, 1)), np.array([[-9.0], [11.0], [-9.0], [11.0]])) for _ in range(10)]
    quiet, loud = intervals(calm)[0], intervals(wild)[0]
    assert quiet is not None
    assert loud is not None
    assert (quiet.mean, loud.mean) == (1.0, 1.0)
    assert quiet.high - quiet.low == 0
    assert loud.high - loud.low > 2


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for turn in range(150):
        own = rng.normal(1.0, 2.0, 24)
        pairs = [Pair(np.zeros((1, 1)), np.array([[value]])) for value in own]
        found = intervals(pairs, seed=turn, resamples=400)[0]
        covered += found is not None and found.low <= 1.0 <= found.high
    assert 0.88 <= covered / 150 <= 0.99


def test_chances_are_those_of_flipped_signs() -> None:
    """Five cases that all fell: chance does that once in 32, ten once in 1024."""
    five = chances([Pair(np.zeros((1, 1)), -np.ones((1, 1)))] * 5, dealt=8000)
    ten = chances([Pair(np.zeros((1, 1)), -np.ones((1, 1)))] * 10, dealt=8000)
    assert five.lower[0] == pytest.approx(1 / 32, abs=0.006)
    assert ten.lower[0] < 0.004
    assert five.higher[0] == 1.0


def test_looking_at_many_figures_is_paid_for() -> None:
    rng = np.random.default_rng(7)
    pairs = [Pair(rng.normal(size=(1, 20)), rng.normal(size=(1, 20))) for _ in range(20)]
    alone, joint = chances(pairs), joint_chances(pairs)
    assert (joint.lower >= alone.lower - 0.02).all()
    assert joint.lower.min() > 2 * alone.lower.min()


def test_cases_needed_grow_with_the_scatter_and_shrink_with_the_difference() -> None:
    rng = np.random.default_rng(2)
    scatter = rng.normal(0, 1, 40)
    scatter -= scatter.mean()
    small, large = cases_needed(scatter + 0.2), cases_needed(scatter + 0.8)
    assert small is not None
    assert large is not None
    assert large < 40 < small
    assert small == pytest.approx(large * 16, rel=0.15)
    assert cases_needed(scatter) is None
    assert cases_needed(np.array([1.0])) is None


def test_the_cases_said_to_be_needed_do_suffice_four_times_in_five() -> None:
    rng = np.random.default_rng(4)
    needed = cases_needed(rng.normal(1.0, 2.0, 4000))
    assert needed is not None
    told = sum(_one_sided(rng.normal(1.0, 2.0, needed), seed) for seed in range(120))
    assert 0.7 <= told / 120 <= 0.92


def _one_sided(own: Values, seed: int) -> bool:
    return bool(chances([Pair(np.zeros((1, 1)), np.array([[one]])) for one in own], seed, 400).higher[0] <= 0.025)


# --- verdicts


def test_worse_everywhere_is_worse_and_the_reverse_better() -> None:
    assert _verdict(_pairs(10, claims=2)) == "worse"
    assert _verdict([Pair(one.b, one.a) for one in _pairs(10, claims=2)]) == "better"


def test_five_cases_are_too_few_to_tell_and_the_number_needed_is_named() -> None:
    result = compare_pairs(list("abcde"), _pairs(5, claims=2), FIGURES)
    assert result.verdict == "cannot_tell"
    assert result.needed == 6
    assert "约需 6 个案例才看得出（现有 5 个）" in verdict_words(result)


def test_one_guarded_figure_that_fell_is_worse_even_where_the_score_is_level() -> None:
    """Shorter by chance here and there, uneven headings everywhere: the score hides it, the figure does not."""
    rng = np.random.default_rng(1)
    pairs = [Pair(_row(warnings=rng.poisson(40)), _row(warnings=rng.poisson(40), headings=1)) for _ in range(16)]
    result = compare_pairs([str(at) for at in range(16)], pairs, FIGURES)
    assert result.verdict == "worse"
    assert "标题不齐" in verdict_words(result)
    assert "总分看不出差别" in verdict_words(result)


def test_a_better_score_bought_with_a_guarded_figure_is_not_called_better() -> None:
    pairs = [Pair(_row(claims=5), _row(headings=1)) for _ in range(12)]
    result = compare_pairs([str(at) for at in range(12)], pairs, FIGURES)
    assert result.verdict == "cannot_tell"
    assert result.reasons == ("总分变好", "单独看，标题不齐变差")


def test_a_difference_that_is_sure_but_next_to_nothing_is_no_verdict() -> None:
    assert _verdict(_pairs(20, copied=0.0005)) == "cannot_tell"


def test_nothing_changed_is_no_verdict_and_needs_no_number() -> None:
    result = compare_pairs(list("abcdefgh"), _pairs(8), FIGURES)
    assert result.verdict == "cannot_tell"
    assert result.needed is None
    assert "再加案例也未必有结论" in needed_words(result)


def test_the_same_two_runs_get_the_same_answer() -> None:
    drafts = drawn_cases(12, 2, seed=8)
    pairs = [Pair(one[:1], one[1:]) for one in drafts]
    names = [str(at) for at in range(12)]
    assert compare_pairs(names, pairs, FIGURES) == compare_pairs(names, pairs, FIGURES)


@pytest.mark.parametrize(("cases", "repeats", "trials"), [(24, 1, 100), (16, 2, 40)])
def test_two_runs_of_one_prompt_are_called_worse_at_most_once_in_twenty(cases: int, repeats: int, trials: int) -> None:
    found = verdicts(drawn_cases(cases, 2 * repeats, seed=11), trials, repeats, seed=2)
    assert found["worse"] / trials <= 0.05
    assert found["better"] / trials <= 0.05


def test_a_worse_prompt_is_noticed_under_the_same_noise() -> None:
    found = verdicts(drawn_cases(24, 4, seed=11), 20, 2, seed=2, claims=2.0)
    assert found["worse"] >= 18


# --- runs


@pytest.mark.parametrize(
    ("share", "change", "named"), [(0.6, claims_let_in, "无据说法"), (0.6, headings_uneven, "标题不齐")]
)
def test_drafts_without_a_rule_are_called_worse(share: float, change: Callable[..., str], named: str) -> None:
    """What a prompt without its grounding rule, or without its rule of parallel headings, does to some drafts."""
    result = compare_runs(run_with(sound()), run_with(changed_in(share, change)))
    assert result.verdict == "worse"
    assert named in verdict_words(result)


def test_the_editor_who_read_fourteen_drafts_blind_is_agreed_with() -> None:
    """He would have signed the draft worked over by hand seven times out of seven."""
    first, second = (
        _as_cases(run_with({name: text for name, text in sound().items() if kind in name and name[:2] < "08"}))
        for kind in ("single_prompt", "by_hand")
    )
    result = compare_runs(first, second)
    assert len(result.cases) == 7
    assert result.verdict == "better"
    assert all(one.difference > 0 for one in result.cases)


def _as_cases(run: Run) -> Run:
    """Drafts of the same notes as one case."""
    records = [one.model_copy(update={"case": one.case.partition(".")[0]}) for one in run.records]
    cases = {one.case: one.digest for one in records}
    return run_of(run.header.model_copy(update={"cases": cases}), records)


def test_what_cannot_be_compared_is_left_out_with_its_reason() -> None:
    texts = dict(list(sound().items())[:4])
    names = list(texts)
    a, b = run_with(texts), run_with(texts)
    records = list(b.records)
    records[0] = records[0].model_copy(update={"draft": None, "score": None, "error": _failure()})
    cases = {**b.header.cases, names[1]: "1"}
    records = [one for one in records if one.case != names[2]]
    del cases[names[2]]
    changed = run_of(b.header.model_copy(update={"cases": cases}), records)
    result = compare_runs(a, changed)
    reasons = dict(result.left_out)
    assert "出错" in reasons[names[0]]
    assert "不同" in reasons[names[1]]
    assert reasons[names[2]] == "只有 A 有"
    assert [one.case for one in result.cases] == [names[3]]
    assert any("1 篇出错" in one for one in result.cautions)


def _failure() -> Failure:
    return Failure(kind="service", message="模型没有回答。")


def test_runs_without_a_common_case_are_refused() -> None:
    first, second = list(sound())[:2]
    with pytest.raises(UserError, match="没有可以比较的案例"):
        compare_runs(run_with({first: sound()[first]}), run_with({second: sound()[second]}))


def test_runs_scored_by_other_rules_or_written_by_others_are_cautioned_about() -> None:
    texts = dict(list(sound().items())[:2])
    a, b = run_with(texts), run_with(texts, data={"corpus/genres/fayan.yaml": "9"}, model="模型乙")
    cautions = " ".join(compare_runs(a, b).cautions)
    for words in ("重新评分", "模型不同", "一字不差"):
        assert words in cautions


def test_trials_on_a_run_need_repeats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = next(iter(sound()))
    run = run_with({name: sound()[name]})
    write_run(tmp_path / "once.jsonl", run)
    assert trials_main([str(tmp_path / "once.jsonl")]) == 2
    assert "--repeat 2" in capsys.readouterr().err
    twice = [*run.records, run.records[0].model_copy(update={"repeat": 1})]
    write_run(tmp_path / "twice.jsonl", run_of(run.header.model_copy(update={"repeat": 2}), twice))
    assert [len(rows) for rows in drafts_of(tmp_path / "twice.jsonl")] == [2]


# --- the command


class Done(NamedTuple):
    code: int
    out: str
    err: str


Nigao = Callable[..., Done]


@pytest.fixture
def nigao(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Nigao:
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))
    for name in ("NIGAO_MODEL_NAME", "NIGAO_MODEL_BASE_URL"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Done:
        code = main(["eval", "compare", *map(str, arguments)])
        return Done(code, *capsys.readouterr())

    return call


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """A sound run of eight cases and one whose drafts gained claims."""
    good, bad = sound(), changed_in(0.6, claims_let_in)
    names = [name for name in sorted(good) if good[name] != bad[name]][:8]
    paths = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    for path, texts in zip(paths, (good, bad), strict=True):
        write_run(path, run_with({name: texts[name] for name in names}))
    return paths


def test_compare_prints_figures_cases_and_the_verdict(nigao: Nigao, runs: tuple[Path, Path]) -> None:
    done = nigao(*runs)
    assert done.code == 0
    for words in ("无据说法", "折合总分", "95% 区间", "B 比 A 变差", "01_shuili_fayan"):
        assert words in done.out


def test_worse_exits_1_only_when_asked(nigao: Nigao, runs: tuple[Path, Path]) -> None:
    assert nigao(*runs, "--fail-if-worse").code == 1
    assert nigao(runs[1], runs[0], "--fail-if-worse").code == 0


def test_json_carries_verdict_interval_and_every_case(nigao: Nigao, runs: tuple[Path, Path]) -> None:
    data = json.loads(nigao(*runs, "--json").out)
    assert data["verdict"] == "worse"
    assert data["overall"]["low"] <= data["overall"]["mean"] <= data["overall"]["high"] < 0
    assert len(data["cases"]) == 8
    assert Counter(one["verdict"] for one in data["figures"])["worse"] >= 1


def test_page_is_written_and_never_over_an_input(nigao: Nigao, runs: tuple[Path, Path], tmp_path: Path) -> None:
    assert nigao(*runs, "-o", tmp_path / "page.html").code == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    refused = nigao(*runs, "-o", tmp_path / "page.txt")
    assert (refused.code, "只能写成 .html" in refused.err) == (2, True)


def test_equal_things_are_refused(nigao: Nigao, runs: tuple[Path, Path], tmp_path: Path) -> None:
    assert nigao(runs[0], runs[0]).code == 2
    copy = tmp_path / "prompts"
    shutil.copytree(prompts_folder(), copy)
    same = nigao(prompts_folder(), copy, "--backend", "replay")
    assert same.code == 2
    assert "完全相同" in same.err


def test_offline_drafts_of_two_prompts_are_refused_because_no_prompt_makes_them(nigao: Nigao, tmp_path: Path) -> None:
    copy = _changed_prompts(tmp_path)
    done = nigao(prompts_folder(), copy)
    assert done.code == 2
    assert "离线拟稿器不用提示词" in done.err
    assert nigao(prompts_folder(), "没有这个版本", "--backend", "live").code == 2


def _changed_prompts(tmp_path: Path) -> Path:
    copy = tmp_path / "mine"
    shutil.copytree(prompts_folder(), copy)
    path = copy / "section.md"
    path.write_text(path.read_text(encoding="utf-8") + "全篇少用“进一步”。\n", encoding="utf-8")
    return copy


def test_prompts_are_drafted_for_the_cases_of_the_run_on_the_other_side(
    nigao: Nigao, runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drafting itself is ``nigao eval run``'s; here it is only asked for, with the right prompts and cases."""
    asked: list[object] = []

    def carried_out(*given: object) -> object:
        asked.extend(given[1:3])
        output = given[4]
        assert isinstance(output, Path)
        shutil.copy(runs[1], output)
        return read_run(output), output

    monkeypatch.setattr(compare_sides, "carry_out", carried_out)
    monkeypatch.setattr(compare_sides, "_cases_for", lambda *_: [])
    mine = _changed_prompts(tmp_path)
    done = nigao(runs[0], mine, "--backend", "replay")
    assert done.code == 0
    assert asked[0].prompts == mine  # type: ignore[attr-defined]
    assert "全篇少用“进一步”" in asked[1].prompt_texts["prompts/section.md"]  # type: ignore[attr-defined]
    assert f"{mine} 的运行结果：" in done.err


def test_what_was_drafted_just_now_and_erred_outranks_the_verdict(
    nigao: Nigao, runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def carried_out(*given: object) -> object:
        run, output = read_run(runs[1]), given[4]
        assert isinstance(output, Path)
        bad = RunRecord(case=run.records[0].case, digest="0", error=_failure())
        write_run(output, run_of(run.header, [bad, *run.records[1:]]))
        return read_run(output), output

    monkeypatch.setattr(compare_sides, "carry_out", carried_out)
    monkeypatch.setattr(compare_sides, "_cases_for", lambda *_: [])
    done = nigao(runs[0], _changed_prompts(tmp_path), "--backend", "replay", "--fail-if-worse")
    assert done.code == 3
    assert "第 1 次：模型没有回答。" in done.err


def test_where_nothing_could_be_drafted_the_service_is_at_fault(
    nigao: Nigao, runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def carried_out(*given: object) -> object:
        run, output = read_run(runs[1]), given[4]
        assert isinstance(output, Path)
        bad = [RunRecord(case=one.case, digest="0", error=_failure()) for one in run.records]
        write_run(output, run_of(run.header, bad))
        return read_run(output), output

    monkeypatch.setattr(compare_sides, "carry_out", carried_out)
    monkeypatch.setattr(compare_sides, "_cases_for", lambda *_: [])
    done = nigao(runs[0], _changed_prompts(tmp_path), "--backend", "replay")
    assert (done.code, done.out) == (3, "")


def test_a_draft_whose_parts_do_not_fit_its_text_is_named(
    nigao: Nigao, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    run = read_run(runs[0])
    layout = {"layout": [["text", 9, 1, []]]}
    broken = [one.model_copy(update={"draft": {**(one.draft or {}), **layout}}) for one in run.records]
    write_run(tmp_path / "broken.jsonl", run_of(run.header, broken))
    done = nigao(tmp_path / "broken.jsonl", runs[1], "-o", tmp_path / "page.html")
    assert done.code == 2
    assert "读不出来" in done.err


@pytest.fixture
def _own_library() -> Iterator[None]:
    """What the process keeps of settings and libraries is that of this test alone."""
    kept = (backends.settings, backends._library)
    for one in kept:
        one.cache_clear()
    yield
    for one in kept:
        one.cache_clear()


@pytest.mark.usefixtures("_own_library")
def test_a_rule_dropped_from_the_prompt_shows_in_drafts_made_on_the_spot(
    nigao: Nigao, built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From prompt to page, with a model in this process that invents where no rule forbids it."""
    shutil.copytree(built_home, settings_for(Settings(home=tmp_path / "home")).home)
    monkeypatch.setattr(modelling, "open_backend", _opened)
    monkeypatch.setattr(backends, "_require_model", lambda: None)
    mine = tmp_path / "mine"
    shutil.copytree(prompts_folder(), mine)
    head = (mine / "head.md").read_text(encoding="utf-8")
    start, end = head.index(_GROUNDING), head.index("【二、文字】")
    (mine / "head.md").write_text(head[:start] + head[end:], encoding="utf-8")
    (tmp_path / "cases" / "lin").mkdir(parents=True)
    (tmp_path / "cases" / "lin" / "notes.txt").write_text(_LIN, encoding="utf-8")
    case = "title: 林业局的短稿子\ntags: [测试]\nsource: 自拟，供测试使用\nexpect: {length: null}\n"
    (tmp_path / "cases" / "lin" / "case.yaml").write_text(case, encoding="utf-8")
    done = nigao(
        prompts_folder(), mine, "--backend", "live", "--cases", tmp_path / "cases", "-j", 1, "-o", tmp_path / "p.html"
    )
    assert done.code == 0
    assert "无据说法 0.00→" in done.out
    assert "看不出" in done.out, "one case tells nothing"
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "prompts/head.md" in page
    assert "建立健全跟踪管理机制" in page


_GROUNDING = "【一、真实】"
_LIN = (
    "单位：市林业局\n场合：全市组织工作会议\n文种：汇报发言\n字数：400\n\n"
    "# 选才引才\n- 公开招录林业专业人员6名\n- 与省林业大学共建实习基地1个\n"
    "# 培养锻炼\n- 选派9名年轻干部到国有林场跟班锻炼\n- 举办森林防火技能竞赛2次\n"
)


@contextmanager
def _opened(_settings: object, _keeping: object, prompts: Path | None) -> Iterator[Backend]:
    yield Backend(scripted.Scripted(_invents), load_prompts(prompts), ModelSettings(name="scripted", concurrency=2))


def _invents(request: Request) -> str:
    if request.stage != "section" or _GROUNDING in request.messages[0].text:
        return ""
    return scripted.honest(request).replace("。", "，建立健全跟踪管理机制，群众满意度大幅提升。", 1)


def test_prompts_of_a_git_revision_are_taken_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("没有安装 git")
    root = tmp_path / "checkout"
    shutil.copytree(prompts_folder(), root / "prompts")
    for arguments in (["init", "-q"], ["add", "."], [*_AUTHOR, "commit", "-qm", "first"]):
        subprocess.run(["git", *arguments], cwd=root, check=True)
    (root / "prompts" / "section.md").write_text("changed since", encoding="utf-8")
    monkeypatch.setattr(compare_sides, "data_folder", lambda: root)
    target = tmp_path / "target"
    target.mkdir()
    compare_sides._extract("HEAD", target)
    names = sorted(path.name for path in prompts_folder().glob("*.md"))
    assert sorted(path.name for path in target.iterdir()) == names
    assert (target / "section.md").read_bytes() == (prompts_folder() / "section.md").read_bytes()
    for wrong in ("HEAD~9", "--help", "HEAD:prompts"):
        with pytest.raises(UserError, match="git 版本"):
            compare_sides._extract(wrong, target)


_AUTHOR = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
