"""The rules of grounding, as ``nigao rules`` prints them."""

from __future__ import annotations

from pipeline.checks.rule import Rule

_NOTES = """单位：市水利局
年度：2023年
- 选派18名年轻干部到防汛抗旱一线跟班锻炼
- 2023年公开招录水利专业人员12名，其中硕士以上5名
- 乡村医生“乡聘村用”覆盖率由六成提升到九成五
- 与河海大学等3所高校签订人才合作协议
- 专项检查未发现违规问题
- 出台《市水利系统干部容错纠错实施细则》
- 评选“治水先锋”10名
- 3人获省级表彰
- 下一步：建设冷链仓储项目18个
"""
_SOURCE = "quality-rules R11–R16；写作要求：没有依据的不写"

NUMBER = Rule(
    name="grounding.number",
    severity="blocker",
    meaning="文稿中的每个数字要点中都有；换算、约数可以，数值不能变。",
    breaks="选派26名年轻干部到防汛抗旱一线跟班锻炼。",
    holds="选派十八名年轻干部到防汛抗旱一线跟班锻炼。",
    source=_SOURCE,
    notes=_NOTES,
)
MOVED = Rule(
    name="grounding.moved",
    severity="blocker",
    meaning="要点中的数字说的是谁，文稿中还说谁；不张冠李戴，不互换。",
    breaks="公开招录水利专业人员5名，其中硕士以上12名。",
    holds="公开招录水利专业人员12名，其中硕士以上5名。",
    source=_SOURCE,
    notes=_NOTES,
)
UNIT = Rule(
    name="grounding.unit",
    severity="blocker",
    meaning="数字的单位、量级、频次与要点一致（人与人次、百分比与百分点、万与亿、每月与每年）。",
    breaks="选派18人次年轻干部到防汛抗旱一线跟班锻炼。",
    holds="选派18人到防汛抗旱一线跟班锻炼。",
    source=_SOURCE,
    notes=_NOTES,
)
DIRECTION = Rule(
    name="grounding.direction",
    severity="blocker",
    meaning="升降、增减、“到”与“了”、起点与终点同要点一致；要点没有说升降的不说升降。",
    breaks="乡村医生“乡聘村用”覆盖率由九成五下降到六成。",
    holds="乡村医生“乡聘村用”覆盖率由60%提高到95%。",
    source=_SOURCE,
    notes=_NOTES,
)
TENSE = Rule(
    name="grounding.tense",
    severity="blocker",
    meaning="已经做的不写成打算，打算做的不写成已经做成。",
    breaks="产业链不断延伸，已建设冷链仓储项目18个。",
    holds="下一步，将建设冷链仓储项目18个。",
    source=_SOURCE,
    notes=_NOTES,
)
NEGATION = Rule(
    name="grounding.negation",
    severity="blocker",
    meaning="有与没有、是与不是同要点一致；不足不写成成绩。",
    breaks="坚持抓早抓小，专项检查发现违规问题。",
    holds="坚持抓早抓小，专项检查没有发现违规问题。",
    source=_SOURCE,
    notes=_NOTES,
)
ALTERED = Rule(
    name="grounding.altered",
    severity="blocker",
    meaning="要点说的对象、级别、层次不改换（省级不写成国家级，硕士不写成博士）；换了别的词的，提示核对。",
    breaks="公开招录水利专业人员12名，其中博士以上5名。",
    holds="公开招录水利专业人员12名，其中硕士及以上5名。",
    source=_SOURCE,
    notes=_NOTES,
)
DATE = Rule(
    name="grounding.date",
    severity="blocker",
    meaning="日期、年份、时段要点中都有。",
    breaks="2021年公开招录水利专业人员12名。",
    holds="2023年公开招录水利专业人员12名。",
    source=_SOURCE,
    notes=_NOTES,
)
BODY = Rule(
    name="grounding.body",
    severity="blocker",
    meaning="点名的单位、院校、企业要点中都有。",
    breaks="与清华大学等3所高校签订人才合作协议。",
    holds="与河海大学等3所高校签订人才合作协议。",
    source="quality-rules R14",
    notes=_NOTES,
)
PERSON = Rule(
    name="grounding.person",
    severity="blocker",
    meaning="点名的人要点中都有。",
    breaks="坚持典型引路，向王建国同志学习。",
    holds="坚持典型引路，向身边榜样学习。",
    source="quality-rules R14",
    notes=_NOTES,
)
PLACE = Rule(
    name="grounding.place",
    severity="blocker",
    meaning="点名的地方要点中都有；延安精神一类的通行说法不在此列。",
    breaks="组织干部赴深圳市考察学习。",
    holds="大力弘扬延安精神，组织干部考察学习。",
    source="quality-rules R14",
    notes=_NOTES,
)
DOCUMENT = Rule(
    name="grounding.document",
    severity="blocker",
    meaning="文件名、文号要点中都有，一字不差；通行的党内法规、法律可以引用。",
    breaks="出台《市水利系统干部容错免责实施办法》。",
    holds="出台《市水利系统干部容错纠错实施细则》，学习《党政领导干部选拔任用工作条例》。",
    source="quality-rules R16",
    notes=_NOTES,
)
PROGRAMME = Rule(
    name="grounding.programme",
    severity="blocker",
    meaning="有名有姓的工程、行动、机制、载体要点中都有，名称一字不差；打比方的引号不在此列。",
    breaks="实施“雏鹰计划”，评选“治水先锋”10名。",
    holds="评选“治水先锋”10名，建好干部成长“蓄水池”。",
    source="quality-rules R14",
    notes=_NOTES,
)
HONOUR = Rule(
    name="grounding.honour",
    severity="blocker",
    meaning="荣誉、表彰、经验推广要点中都有，级别一致。",
    breaks="3人获国家级表彰，有关经验在全省推广。",
    holds="3人获省级表彰。",
    source="quality-rules R11、R14；“没有数字的编造”",
    notes=_NOTES,
)
INSTRUCTION = Rule(
    name="grounding.instruction",
    severity="blocker",
    meaning="领导的批示、肯定、要求要点中都有。",
    breaks="这一做法得到市委主要领导批示肯定。",
    holds="认真落实市委要求，把工作做实。",
    source="quality-rules R15",
    notes=_NOTES,
)
QUOTATION = Rule(
    name="grounding.quotation",
    severity="blocker",
    meaning="引语及其出处，要点中有，或与引语库一字不差；库中未经核对原文的，提示核对。",
    breaks="习近平总书记指出，年轻干部要不断提高应对复杂局面的能力，更好肩负起新时代的职责和使命。",
    holds="坚持实干导向，引导年轻干部不断提高解决实际问题的能力。",
    source="quality-rules R15；corpus/phrases/quotations.yaml",
    notes=_NOTES,
)

RULES = (
    NUMBER,
    MOVED,
    UNIT,
    DIRECTION,
    TENSE,
    NEGATION,
    ALTERED,
    DATE,
    BODY,
    PERSON,
    PLACE,
    DOCUMENT,
    PROGRAMME,
    HONOUR,
    INSTRUCTION,
    QUOTATION,
)
