"""What is local to a report never survives in a masked passage; what is general does."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.genre import load_genres
from pipeline.library.mask import MARKS, mask, mask_passages
from pipeline.library.passages import parse_report
from pipeline.resources import corpus_folder

DATA = Path(__file__).parents[1] / "data"
LOCAL = yaml.safe_load((DATA / "seed_local_facts.yaml").read_text(encoding="utf-8"))


def _masked(path: Path) -> list[str]:
    report = parse_report(path.read_text(encoding="utf-8"), load_genres())
    return mask_passages(report.text, [(p.start, p.end) for p in report.passages])


@pytest.fixture(scope="module")
def seeds() -> dict[str, tuple[str, str]]:
    """Original text and all masked passages of each seed."""
    folder = corpus_folder("reports")
    return {
        path.stem: (path.read_text(encoding="utf-8"), "\n".join(_masked(path))) for path in sorted(folder.glob("*.txt"))
    }


@pytest.mark.parametrize(("report", "fact"), [(report, fact) for report, facts in LOCAL.items() for fact in facts])
def test_no_local_fact_of_a_seed_survives(seeds: dict[str, tuple[str, str]], report: str, fact: str) -> None:
    original, masked = seeds[report]
    assert fact in original
    assert fact not in masked


def test_no_digit_placeholder_or_foreign_quotation_survives_in_any_report(seeds: dict[str, tuple[str, str]]) -> None:
    drafts = ["\n".join(_masked(path)) for path in sorted((DATA / "reference_drafts").glob("*.txt"))]
    for masked in [*drafts, *(masked for _, masked in seeds.values())]:
        assert not re.search(r"[0-9０-９*]|XX", masked)
        assert "水利讲堂" not in masked


@pytest.mark.parametrize(
    ("sentence", "gone"),
    [
        ("市气象局党组书记王建国同志带队到襄阳调研。", ["王建国", "襄阳", "市气象局"]),
        ("与武汉理工大学共建实训基地3个。", ["武汉理工大学", "实训基地", "3"]),
        ("依托“雁归计划”引进返乡人才二十六名。", ["雁归计划", "二十六"]),
        ("出台《全市气象系统干部轮岗办法》，健全气象灾害预警联动机制。", ["轮岗办法", "气象"]),
        ("成立青年突击服务团，评选气象之星。", ["青年突击服务团", "气象之星"]),
        ("两次赴川对口支援，援藏干部3名。", ["两次", "援藏"]),
        ("农机购置补贴发放到户，粮食单产增长三成。", ["农机", "补贴", "三成"]),
        ("二〇二三年三月以来，办件时间压缩百分之四十。", ["二〇二三年", "百分之四十"]),
        ("新提拔X名干部，组建____专班。", ["X名", "____"]),
        ("开展“青蓝工程”、师徒结对赛、技能擂台赛等活动。", ["青蓝工程", "擂台赛"]),
        ("我市入选全国首批示范城市，获省政府通报表扬。", ["省政府"]),
    ],
)
def test_local_facts_of_reports_never_seen_are_masked(sentence: str, gone: list[str]) -> None:
    masked = mask(sentence)
    assert [fact for fact in gone if fact in masked] == []
    assert "〔" in masked


@pytest.mark.parametrize(
    "sentence",
    [
        "坚持党管干部原则，坚持德才兼备、以德为先、任人唯贤。",
        "坚定拥护“两个确立”、坚决做到“两个维护”。",
        "突出“关键少数”，严格落实“凡提四必”，坚决防止“带病提拔”。",
        "治国之要，首在用人。",
        "习近平总书记指出，年轻干部要不断提高解决实际问题的能力，更好肩负起新时代的职责和使命。",
        "严格执行《党政领导干部选拔任用工作条例》。",
        "强化源头储备，建好干部成长“蓄水池”。",
        "健全正向激励机制。",
        "汇报完毕，不当之处，请各位领导批评指正，谢谢。",
    ],
)
def test_general_policy_language_stays_as_it_is(sentence: str) -> None:
    assert mask(sentence) == sentence


def test_a_name_recognised_once_is_masked_wherever_it_stands() -> None:
    text = "与襄阳职业技术学院签约。\n襄阳职业技术学院每年选派。"
    assert "襄阳职业技术学院" not in mask(text)


def test_equal_marks_side_by_side_become_one() -> None:
    masked = mask("设立“甲计划”、“乙计划”和“丙计划”。")
    assert masked.count("〔载体〕") == 1


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="市局12“”《》〔〕*X党员干部，。\n 的abc\x00\ud800王建国", max_size=80))
def test_masking_takes_any_text_and_only_knows_its_marks(text: str) -> None:
    masked = mask(text)
    marks = set(re.findall(r"〔([^〔〕\n]*)〕", masked)) - set(re.findall(r"〔([^〔〕\n]*)〕", text))
    assert marks <= set(MARKS)


def test_masking_takes_time_in_proportion_to_length() -> None:
    line = "坚持“甲乙丙丁”和《某某办法》，2023年招录12名水利人才，"
    mask(line)

    def cost(text: str) -> float:
        start = time.perf_counter()
        mask(text)
        return time.perf_counter() - start

    short, long = (min(cost(line * times) for _ in range(3)) for times in (20, 80))
    assert long < 16 * short
