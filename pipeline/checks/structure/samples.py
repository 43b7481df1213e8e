"""Short but whole texts that the rules' examples are cut from."""

from __future__ import annotations

NOTES = """---
单位: 市水利局
场合: 全市组织工作会议
文种: 汇报发言
称谓: 各位领导、同志们
---
- 公开招录水利专业人员12名
"""

_OPENING = (
    "全面贯彻落实全市组织工作会议精神，关键在于建强队伍。市水利局坚持党管干部原则，统筹抓好选才、育才、用才各环节，"
    "着力锻造高素质专业化水利干部人才队伍。根据会议安排，现将有关工作进展情况汇报如下："
)
_SECTIONS = (
    "拓宽选才渠道，建好干部成长“蓄水池”。坚持广开进贤之路，把各方面优秀人才聚到水利事业中来。公开招录选优才。"
    "公开招录水利专业人员12名，不断优化干部队伍结构。校局合作引英才。与高校建立协作关系，努力拓宽人才来源渠道。",
    "丰富育才方式，搭好干部成长“练兵场”。坚持缺什么补什么，引导干部在实践中增长才干。讲堂授课强素质。"
    "每月举办一期水利讲堂，引导干部钻研业务。一线磨砺强担当。选派干部到防汛一线跟班锻炼，让干部经受考验。",
    "树立用才导向，立好干部成长“风向标”。坚持重实干重实绩，让想干事的干部有舞台。容错纠错鼓干劲。"
    "落实容错纠错规定，为敢于担当的干部撑腰。职称评审添动力。打通职称评审通道，让专业人才安心扎根水利。",
)


def speech(
    title: str = "市水利局在全市组织工作会议上的汇报发言材料",
    salutation: str = "各位领导、同志们：",
    opening: str = _OPENING,
    sections: tuple[str, ...] = _SECTIONS,
    closing: str = "汇报完毕，不当之处，请各位领导批评指正，谢谢。",
) -> str:
    """A short speech in which each part may be changed or left out ("")."""
    parts = (title, salutation, opening, *sections, closing)
    return "\n".join(part for part in parts if part)


def sections(**changes: str) -> tuple[str, ...]:
    """The sections of the sample speech; ``first``, ``second``, ``third`` replace one."""
    names = ("first", "second", "third")
    return tuple(changes.get(name, text) for name, text in zip(names, _SECTIONS, strict=True))


def changed(old: str, new: str) -> str:
    """The sample speech with one wording changed; raises ValueError if it does not occur."""
    text = speech()
    if old not in text:
        raise ValueError(f"样稿中没有“{old}”")
    return text.replace(old, new, 1)


_WRITTEN = """市水利局2023年选人用人工作情况汇报
2023年，市水利局党组坚持党管干部原则，严格执行干部选拔任用规定，着力建设忠诚干净担当的水利干部队伍，为全市水利事业发展提供组织保障。现将有关情况汇报如下：
一、选人用人工作开展情况
（一）强化政治理论学习。坚持学政策、明标准、守纪律，组织人事干部参加培训6人次，不断提高工作的规范性。
（二）规范动议推荐程序。坚持按岗选人、依事择人，严格按职数、岗位动议，力求把合适的干部放到合适的岗位上。
（三）从严干部管理监督。坚持抓早抓小、抓常抓长，开展谈心谈话20人次，引导干部知敬畏、存戒惧、守底线。
二、存在问题
对照上级要求仍有差距，主要表现在：一是专业人才占比不高；二是年轻干部储备不足。
三、下一步工作打算
下一步，重点做好以下工作。一是加强统筹谋划。制定干部队伍建设规划。二是加强专业培养。举办水利专题培训班。"""


def written(old: str = "", new: str = "") -> str:
    """A short written report, with one wording changed; raises ValueError if it does not occur."""
    if old not in _WRITTEN:
        raise ValueError(f"样稿中没有“{old}”")
    return _WRITTEN.replace(old, new, 1) if old else _WRITTEN
