"""How a note reads in a sentence: its words and figures stay, its marks and labels are put in order."""

import pytest

from pipeline.genre import load_genres
from pipeline.notes import Note
from pipeline.writing.wording import (
    belongs_to,
    filed_by_label,
    group_name,
    label_of,
    opens_with_verb,
    planned,
    statement,
)

RULES = {rule.id: rule for rule in load_genres()["fayan"].sections}


def note(text: str, group: str = "") -> Note:
    return Note(id="n1", text=text, group=group)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("开展谈心谈话210人次，提醒谈话9人次。", "开展谈心谈话210人次，提醒谈话9人次"),
        ("培训3期,参训860余人次;考核合格", "培训3期，参训860余人次；考核合格"),
        ("产值1,234.5万元，时间9:30起", "产值1,234.5万元，时间9:30起"),
        ("引进团队4个（跟省人民医院合作）", "引进团队4个（与省人民医院合作）"),
        ("考察：对拟提拔人选考察谈话192人次", "对拟提拔人选考察谈话192人次"),
        ("监督：个人有关事项随机抽查5人", "个人有关事项随机抽查5人"),
        ("关键岗位轮岗：科室负责人39人", "在关键岗位轮岗方面，科室负责人39人"),
        ("校长队伍：选优配强，今年调整校长64人", "在校长队伍方面，选优配强，今年调整校长64人"),
        ("“三项机制”：用鼓励激励提拔2人", "在“三项机制”方面，用鼓励激励提拔2人"),
    ],
)
def test_a_note_keeps_its_words_and_loses_only_filing_labels(text: str, said: str) -> None:
    assert statement(note(text)) == said


def test_a_label_goes_when_the_topic_says_it() -> None:
    assert statement(note("年轻干部：建立名单24人"), topic="抓好年轻干部") == "建立名单24人"


def test_a_label_that_filed_the_note_goes() -> None:
    assert statement(note("存在的不足：优秀年轻校长储备还不够"), filed=True) == "优秀年轻校长储备还不够"


@pytest.mark.parametrize("text", ["时间9:30开始", "比分3：2"])
def test_a_colon_inside_figures_is_no_label(text: str) -> None:
    assert label_of(note(text)) == ""


@pytest.mark.parametrize(
    ("text", "group", "rule"),
    [
        ("产业链条短", "存在问题", "problems"),
        ("产业链条短", "二、存在的主要问题和不足", "problems"),
        ("存在问题：产业链条短", "", "problems"),
        ("优秀年轻校长储备还不够", "", "problems"),
        ("查处违规补课问题线索31条", "", "practice"),
        ("补齐民生短板项目12个", "补齐民生短板", "practice"),
        ("下一步：实施攻坚行动", "", "next_steps"),
        ("下一步，将实施攻坚行动", "", "next_steps"),
        ("拟定三年规划并印发", "", "practice"),
        ("建设冷链项目18个", "下一步打算", "next_steps"),
        ("村级集体经济薄弱村减少30个", "强村富民", "practice"),
    ],
)
def test_a_note_is_filed_by_group_then_label_then_wording(text: str, group: str, rule: str) -> None:
    found = next((r.id for r in RULES.values() if r.gathers and belongs_to(r, note(text, group))), "practice")
    assert found == rule


def test_only_a_label_that_names_the_section_counts_as_filing() -> None:
    assert filed_by_label(RULES["problems"], note("存在的不足：储备不够"))
    assert not filed_by_label(RULES["problems"], note("人才储备：储备不够"))


@pytest.mark.parametrize(
    ("group", "name"),
    [("一、选才引才", "选才引才"), ("培养锻炼方面", "培养锻炼"), ("干部监督情况", "干部监督"), ("铸魂", "铸魂")],
)
def test_a_group_heading_becomes_a_name(group: str, name: str) -> None:
    assert group_name(group) == name


@pytest.mark.parametrize("group", ["开展情况", "二、主要做法", "工作情况", "总体情况", "主要工作成效", "一、基本情况"])
def test_a_heading_that_names_nothing_is_no_name(group: str) -> None:
    assert group_name(group) == ""


def test_a_clause_that_opens_with_a_verb_is_told_from_one_that_does_not() -> None:
    assert opens_with_verb("组织技能比武2次")
    assert not opens_with_verb("356所学校全部完成")
    assert not opens_with_verb("全市粮食播种面积412.3万亩")


@pytest.mark.parametrize(
    ("note_text", "said"),
    [
        ("制定三年规划", "制定三年规划"),
        ("接下来建立长效机制", "建立长效机制"),
        ("下一步，将实施攻坚行动", "实施攻坚行动"),
        ("2025年研发投入强度达到2.6%", "2025年力争研发投入强度达到2.6%"),
        ("拟建设冷链项目18个", "拟建设冷链项目18个"),
        ("薄弱村2024年底前全部清零", "力争薄弱村2024年底前全部清零"),
        ("下一步要把开工率提高到75%以上", "要把开工率提高到75%以上"),
        ("下一阶段将实施攻坚行动", "实施攻坚行动"),
    ],
)
def test_a_plan_reads_as_a_plan(note_text: str, said: str) -> None:
    assert planned(note_text) == said


@pytest.mark.parametrize(
    ("text", "group", "rule"),
    [
        ("存在的主要问题是项目开工率只有61.9%，县区招商同质化", "", "problems"),
        ("主要问题有人才流失、资金紧张两个方面", "", "problems"),
        ("不足之处主要是平台用得少", "队伍建设", "problems"),
        ("短板在于专职人员只有12名", "", "problems"),
        ("目前存在的困难主要表现在用地指标紧", "", "problems"),
        ("下一阶段将新建泵站4座", "业务工作", "next_steps"),
        ("来年建设泵站4座", "", "next_steps"),
        ("明年将建设泵站4座", "", "next_steps"),
        ("下一步要把开工率提高到75%以上", "", "next_steps"),
        ("问题线索有12条移交纪委", "", "practice"),
        ("困难群众有3200户领到补贴", "", "practice"),
        ("工作要点为各科室分解任务46项", "", "practice"),
        ("主要领导是第一责任人，包抓项目12个", "", "practice"),
        ("计划生育特殊家庭有86户得到帮扶", "", "practice"),
    ],
)
def test_an_opening_that_names_shortcomings_or_plans_files_the_note(text: str, group: str, rule: str) -> None:
    found = next((r.id for r in RULES.values() if r.gathers and belongs_to(r, note(text, group))), "practice")
    assert found == rule


@pytest.mark.parametrize(
    ("text", "group", "rule"),
    [
        ("人才占比低", "五、问题", "problems"),
        ("人才占比低", "工作中存在的主要问题", "problems"),
        ("招录4名", "六、2025年打算", "next_steps"),
        ("招录4名", "今后工作思路", "next_steps"),
        ("问题：就业难", "自身建设", "problems"),
        ("整改问题36个", "问题整改", "practice"),
        ("编制规划3个", "规划编制", "practice"),
        ("实施十大计划", "人才计划", "practice"),
        ("完成任务9项", "重点任务", "practice"),
    ],
)
def test_headings_of_shortcomings_and_plans_are_known_by_their_form(text: str, group: str, rule: str) -> None:
    found = next((r.id for r in RULES.values() if r.gathers and belongs_to(r, note(text, group))), "practice")
    assert found == rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("三级林长巡林：2.4万次，解决问题318个", "三级林长巡林2.4万次，解决问题318个"),
        ("院长负责制：13家医院全部落实", "院长负责制，13家医院全部落实"),
        ("“双培养”：培养党员12名", "在“双培养”方面，培养党员12名"),
        ("严把廉洁关：征求纪检意见12人次", "严把廉洁关，征求纪检意见12人次"),
        ("建立三张清单：任务清单、实绩清单、负面清单", "建立三张清单：任务清单、实绩清单、负面清单"),
        ("基本情况：在职干部62名", "在职干部62名"),
    ],
)
def test_a_label_is_joined_as_its_words_ask(text: str, said: str) -> None:
    assert statement(note(text)) == said
