"""Names: people, bodies, places, programmes, documents, quotations, honours, placeholders."""

import pytest

from pipeline.facts import agree, extract


def found(kind: str, text: str) -> list[str]:
    return [fact.text for fact in extract(text) if fact.kind == kind]


def keys(kind: str, text: str) -> list[str]:
    return [fact.key for fact in extract(text) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("张三局长主持会议", ["张三"]),
        ("王某某同志被评为先进", ["王某某"]),
        ("局长李建国带队", ["李建国"]),
        ("市委书记张伟，", ["张伟"]),
        ("李书记强调", ["李"]),
        ("党员王小明、村民李四", ["王小明", "李四"]),
        ("高级主任医师", []),
        ("担任书记职务", []),
        ("书记院长定期沟通制度", []),
        ("主任高度重视", []),
        ("派驻第一书记和工作队员", []),
        ("习近平总书记", []),
    ],
)
def test_people_stand_beside_their_post(text: str, people: list[str]) -> None:
    assert [key for key in keys("person", text) if key not in ("习近平",)] == people


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("与河海大学等3所高校签订协议", ["河海大学"]),
        ("跟省人民医院合作", ["省人民医院"]),
        ("征求派驻纪检监察组意见", ["派驻纪检监察组"]),
        ("市人力资源和社会保障局联合县委组织部", ["市人力资源和社会保障局", "县委组织部"]),
        ("与中国农业大学共建", ["中国农业大学"]),
        ("县级医院骨干到三甲医院进修", []),
        ("356所学校全部完成", []),
        ("优化市场监管格局", []),
        ("形成良好局面", []),
        ("局党委会议", []),
    ],
)
def test_bodies_have_a_name_of_their_own(text: str, bodies: list[str]) -> None:
    assert found("body", text) == bodies


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("在宜昌市夷陵区调研", ["宜昌市", "夷陵区"]),
        ("来陕考察", []),
        ("赴湖南学习", ["湖南"]),
        ("在柴胡店镇设点", ["柴胡店镇"]),
        ("全市各乡镇", []),
        ("推动乡村振兴", []),
        ("村集体经济薄弱村", []),
    ],
)
def test_places_are_named_not_meant(text: str, places: list[str]) -> None:
    assert found("place", text) == places


@pytest.mark.parametrize(
    ("text", "programmes"),
    [
        ("开展“路网先锋”行动", ["路网先锋"]),
        ("“青蓝工程”师徒结对1200对", ["青蓝"]),
        ("建立“水利英才库”，入库146人", ["水利英才库"]),
        ("评选“最美公路人”“交通工匠”各10名", ["最美公路人", "交通工匠"]),
        ("实施薄弱村攻坚行动", ["薄弱村攻坚"]),
        ("坚定拥护“两个确立”、坚决做到“两个维护”", []),
        ("搭好干部成长“练兵场”。", []),
        ("管好“关键少数”", []),
        ("建立长效机制", []),
        ("开展专项行动", []),
    ],
)
def test_programmes_are_carriers_not_policy_terms_or_metaphors(text: str, programmes: list[str]) -> None:
    assert keys("programme", text) == programmes


def test_documents_are_the_outermost_marks_and_numbers() -> None:
    assert keys("document", "出台《关于印发〈考核办法〉的通知》和《条例》") == ["关于印发〈考核办法〉的通知", "条例"]
    assert keys("document", "落实国办发〔2023〕5号文件") == keys("document", "落实国办发[2023]5号文件")


def test_quotations_know_their_speaker() -> None:
    (indirect,) = [fact for fact in extract("李书记强调，要抓好落实。") if fact.kind == "quotation"]
    assert (indirect.speaker, indirect.key) == ("李书记", "李书记|要抓好落实")
    (direct,) = [
        fact for fact in extract("习近平总书记强调：“人民就是江山，江山就是人民。”") if fact.kind == "quotation"
    ]
    assert direct.key.endswith("|人民就是江山江山就是人民")
    assert found("quotation", "按照会议要求，抓好落实") == []
    assert keys("quotation", "坚持“读原著、学原文、悟原理，学以致用”") == ["|读原著学原文悟原理学以致用"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("获评全国先进单位", "award|国家|先进单位"),
        ("荣获省级文明单位称号", "award|省|文明单位"),
        ("工作得到省委领导批示肯定", "instruction|省|"),
        ("经验在全省推广", "promotion|省|"),
        ("综合考核居全市首位", "rank|市|"),
    ],
)
def test_honours_say_what_kind_and_from_which_level(text: str, key: str) -> None:
    assert keys("honour", text) == [key]


@pytest.mark.parametrize("text", ["营造学先进、争先进的氛围", "评选“天使先锋”30名", "推广运用新技术", "获得群众支持"])
def test_ordinary_praise_is_no_honour(text: str) -> None:
    assert found("honour", text) == []


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("引进XX名", ["XX名"]),
        ("建成*个", ["*个"]),
        ("接待X万人次", ["X万人次"]),
        ("与**大学共建", ["**"]),
        ("建成____座", ["____座"]),
        ("选派若干名", ["若干名"]),
        ("〔待填：人数〕", ["〔待填：人数〕"]),
        ("【待补充：数字】", ["【待补充：数字】"]),
        ("X光机3台", []),
        ("4×4布局", []),
        ("“数据要素×”行动", []),
        ("若干规定", []),
        ("MAXX系统", []),
    ],
)
def test_placeholders_are_gaps_not_letters(text: str, gaps: list[str]) -> None:
    assert found("placeholder", text) == gaps


def test_a_short_name_agrees_with_the_long_one_that_holds_it() -> None:
    (long,), (short,) = (
        [f for f in extract(text) if f.kind == "body"] for text in ("由市应急管理局党委研究", "市应急管理局")
    )
    assert agree(long, short)


def test_names_on_request_come_from_the_tagger() -> None:
    text = "陈红伟与胡开凤律师座谈"
    assert "陈红伟" in [fact.text for fact in extract(text, names=True) if fact.kind == "person"]
