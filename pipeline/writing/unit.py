"""The writer's unit (单位) in a sentence: its full name, its field, its people, what “全市” is for it."""

from __future__ import annotations

import re

from pipeline.notes import Notes, full_unit
from pipeline.writing.phrases import FieldWords, PhraseBank

_PLACE = re.compile(r"^[^省市州盟县旗区]{0,6}?(自治区|自治州|省|市|州|盟|县|旗|区)(委(?=.{3}))?(?=.{2})")
_KIND = re.compile(
    "(管理|服务|工作|事务|发展|监督|指导)?(委员会|办公室|有限责任公司|股份有限公司|有限公司|集团|公司|"
    "中心|总站|支队|大队|管理处|局|委|办|处|院|所|站|队|厅)+$"
)
_JURISDICTIONS = {"省": "全省", "市": "全市", "州": "全州", "盟": "全盟", "县": "全县", "旗": "全旗", "区": "全区"}
_INSTITUTIONS = {
    "集团": "全集团",
    "公司": "全公司",
    "院": "全院",
    "大学": "全校",
    "学校": "全校",
    "中学": "全校",
    "小学": "全校",
    "街道": "全街道",
    "镇": "全镇",
    "乡": "全乡",
}


class Unit:
    """Fills the slots of phrases for one unit."""

    def __init__(self, notes: Notes, bank: PhraseBank) -> None:
        self.name = full_unit(notes.unit, notes.occasion)
        self.words = _field_words(notes.unit, bank)
        if self.words is bank.default_field:
            self.words = _named(self.words, field_of(notes.unit))
        self._slots = {
            "{领域}": self.words.field,
            "{队伍}": self.words.workforce,
            "{事业}": self.words.cause,
            "{目标}": self.words.goal,
            "{单位}": self.name,
            "{辖区}": jurisdiction(self.name),
        }

    def fill(self, text: str) -> str:
        """``text`` with its slots filled."""
        for slot, word in self._slots.items():
            text = text.replace(slot, word)
        return text


def jurisdiction(unit: str) -> str:
    """What “全市” is for this unit: 市水利局 -> 全市, 某县教育局 -> 全县, 某某集团 -> 全集团."""
    unit = unit.removesuffix("办事处").removesuffix("人民政府").removesuffix("党工委").removesuffix("党委")
    for tail, whole in _INSTITUTIONS.items():
        if unit.endswith(tail) and not unit.startswith(("市", "县", "区", "省")):
            return whole
    match = re.search("[省市州盟县旗区]", unit)
    return _JURISDICTIONS[match.group()] if match else "全系统"


def field_of(unit: str) -> str:
    """The field that a unit's name tells: 市物流口岸局 -> 物流口岸; “业务” when it tells none."""
    name = _KIND.sub("", _PLACE.sub("", unit))
    return name if len(name) >= 2 else "业务"


def _named(words: FieldWords, field: str) -> FieldWords:
    filled = {key: value.replace("{领域}", field) for key, value in words if isinstance(value, str)}
    return words.model_copy(update=filled)


def _field_words(unit: str, bank: PhraseBank) -> FieldWords:
    """The words of the longest name that ``unit`` contains; “青山镇” is what “青山镇人民政府” is."""
    matching = [(len(word), at) for at, words in enumerate(bank.fields) for word in words.match if word in unit]
    if matching:
        return bank.fields[max(matching, key=lambda item: (item[0], -item[1]))[1]]
    government = f"{unit[-1:]}人民政府"
    return next((words for words in bank.fields if government in words.match), bank.default_field)
