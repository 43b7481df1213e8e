"""How a unit is spoken of: its field, its jurisdiction, its own words."""

import pytest

from pipeline.notes import Notes
from pipeline.writing.phrases import load_phrases
from pipeline.writing.unit import Unit, field_of, jurisdiction


@pytest.mark.parametrize(
    ("unit", "field"),
    [
        ("市物流口岸局", "物流口岸"),
        ("县残联", "残联"),
        ("市大数据管理局", "大数据"),
        ("省港航集团有限公司", "港航"),
        ("北湖区委改革办", "改革"),
        ("市局", "业务"),
    ],
)
def test_a_field_is_read_off_the_name(unit: str, field: str) -> None:
    assert field_of(unit) == field


@pytest.mark.parametrize(
    ("unit", "whole"),
    [
        ("市水利局", "全市"),
        ("某县教育局", "全县"),
        ("滨河街道办事处", "全街道"),
        ("青山镇人民政府", "全镇"),
        ("城投集团", "全集团"),
        ("市人民医院", "全市"),
    ],
)
def test_a_jurisdiction_is_read_off_the_name(unit: str, whole: str) -> None:
    assert jurisdiction(unit) == whole


@pytest.mark.parametrize("unit", ["市物流口岸局", "市水利局", "某某中心", "X"])
def test_no_slot_is_left_open_for_any_unit(unit: str) -> None:
    bank = load_phrases()
    filled = Unit(Notes(unit=unit, occasion="全市会议"), bank)
    texts = [*bank.fillers.stance, *filled.words.significance, *filled.words.idea, filled.words.goal]
    assert not [text for text in map(filled.fill, texts) if "{" in text]
