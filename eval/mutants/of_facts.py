"""Kinds that falsify what the notes say: figures, dates, direction, modality, negation, and notes left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from eval.mutants.kind import Kinds, Planted, Span, find, let_in, put, replaced, say, sentences, swap
from eval.mutants.source import Source, material

KINDS = Kinds()
kind = KINDS.add

_UNITS = "人次|人|名|个|家|所|项|件|套|场|期|次|条|份|户|支|万元|亿元|万亩|亿斤|元|%|天|个月"
_FIGURE = re.compile(rf"(?<![\d.·“])(\d[\d.]*)(余)?({_UNITS})(?!·)")
_HAN = "〇一二三四五六七八九"


def figures(source: Source) -> list[re.Match[str]]:
    """The figures of the body with their units, those of years and the like aside."""
    start = source.draft.sections[0].start if source.draft.sections else 0
    return [m for m in _FIGURE.finditer(source.text) if m.start() >= start]


def _pick(source: Source, rng: Random) -> re.Match[str] | None:
    found = figures(source)
    return rng.choice(found) if found else None


def _other(figure: str, rng: Random, taken: str) -> str:
    """Another figure of the same size that stands nowhere in ``taken``."""
    for _ in range(50):
        digit = rng.randrange(1, 10)
        at = rng.randrange(len(figure.replace(".", "")))
        new = "".join(str(digit) if i == at and c != "." else c for i, c in enumerate(figure))
        if new != figure and not re.search(rf"(?<!\d){re.escape(new)}(?!\d)", taken) and float(new) > 0:
            return new
    return str(int(float(figure) * 3 + 7))


def _han(value: int) -> str:
    """12 -> 十二, 146 -> 一百四十六; for values under 1,000."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_HAN[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _HAN[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_HAN[ones] if ones else "")


@kind("grounding", notes=True)
def number_changed(source: Source, rng: Random) -> Planted | None:
    if (match := _pick(source, rng)) is None:
        return None
    return put(source.text, match.span(1), _other(match[1], rng, source.text))


@kind("grounding", notes=True)
def number_raised_tenfold(source: Source, rng: Random) -> Planted | None:
    found = [m for m in figures(source) if "." not in m[1] and m[3] != "%"]
    match = rng.choice(found) if found else None
    return put(source.text, match.span(1), match[1] + "0") if match else None


@kind("grounding", notes=True)
def number_changed_in_han(source: Source, rng: Random) -> Planted | None:
    found = [m for m in figures(source) if m[1].isdigit() and 2 < int(m[1]) < 900 and m[3] != "%"]
    if not found:
        return None
    match = rng.choice(found)
    new = _han(int(_other(match[1], rng, source.text)))
    return put(source.text, match.span(1), new)


@kind("grounding", notes=True)
def number_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().figures))


@kind("grounding", notes=True)
def number_invented_in_han(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().han_figures))


@kind("grounding", notes=True)
def figures_swapped(source: Source, rng: Random) -> Planted | None:
    """Two figures of one unit change places."""
    pairs = _pairs(figures(source))
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    return _ends(swap(source.text, first.span(1), second.span(1)), first[1], second[1], rng)


def _pairs(found: list[re.Match[str]]) -> list[tuple[re.Match[str], re.Match[str]]]:
    return [
        (a, b)
        for at, a in enumerate(found)
        for b in found[at + 1 :]
        if a[3] == b[3] and a[1] != b[1] and not a[2] and not b[2]
    ]


def _ends(planted: Planted, first: str, second: str, rng: Random) -> Planted:
    """One of the two places that were swapped; both are wrong, either may be reported."""
    assert planted.span is not None
    start, end = planted.span
    return Planted(planted.text, rng.choice([(start, start + len(second)), (end - len(first), end)]))


@kind("grounding", notes=True)
def neighbours_swapped(source: Source, rng: Random) -> Planted | None:
    """Two figures of one unit in one sentence change places."""
    pairs = [(a, b) for a, b in _pairs(figures(source)) if "。" not in source.text[a.end() : b.start()]]
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    return swap(source.text, first.span(1), second.span(1))


@kind("grounding", notes=True)
def figure_of_another_note(source: Source, rng: Random) -> Planted | None:
    """A figure is overwritten with one that the notes say of something else."""
    pairs = _pairs(figures(source))
    if not pairs:
        return None
    first, second = rng.choice(pairs)
    return put(source.text, first.span(1), second[1])


_SUBJECTS = (
    "化解信访积案",
    "帮扶困难党员",
    "选派驻村干部",
    "处置安全隐患",
    "调处矛盾纠纷",
    "慰问退休职工",
    "新建便民服务站",
    "表彰优秀志愿者",
)


@kind("grounding", notes=True)
def figure_said_of_another_subject(source: Source, rng: Random) -> Planted | None:
    """A figure of the notes is said once more, of something that they never mention."""
    found = [m for m in figures(source) if m[3] in ("人", "名", "个", "件", "次", "项", "家")]
    if not found:
        return None
    return let_in(source, rng, rng.choice(_SUBJECTS) + rng.choice(found).group())


@kind("grounding", notes=True)
def subject_replaced(source: Source, rng: Random) -> Planted | None:
    """The clause before a figure says something else of it."""
    found = list(re.finditer(rf"(?<=[，。；、])[一-龥]{{4,16}}(?=\d[\d.]*(?:{_UNITS}))", source.text))
    match = rng.choice(found) if found else None
    return put(source.text, match.span(), rng.choice(_SUBJECTS)) if match else None


_OTHER_UNIT = {
    "人次": "人",
    "人": "人次",
    "名": "人次",
    "个": "万个",
    "家": "百家",
    "件": "万件",
    "项": "百项",
    "次": "年",
    "期": "年",
    "万元": "亿元",
    "亿元": "万元",
    "元": "万元",
    "万亩": "亩",
    "亿斤": "吨",
    "%": "个百分点",
    "天": "个月",
    "个月": "天",
    "所": "万所",
    "套": "万套",
    "条": "万条",
    "场": "年",
    "份": "万份",
    "户": "万户",
    "支": "万支",
}


@kind("grounding", notes=True)
def unit_changed(source: Source, rng: Random) -> Planted | None:
    if (match := _pick(source, rng)) is None:
        return None
    planted = put(source.text, match.span(3), _OTHER_UNIT[match[3]])
    assert planted.span is not None
    return Planted(planted.text, (match.start(), planted.span[1]))


_OPPOSITE = {
    "提高": "下降",
    "提升": "下降",
    "增长": "下降",
    "上升": "下降",
    "增加": "减少",
    "下降": "上升",
    "降低": "提高",
    "减少": "增加",
    "缩小": "扩大",
    "缩短": "延长",
    "新增": "减少",
}


@kind("grounding", notes=True)
def direction_reversed(source: Source, rng: Random) -> Planted | None:
    words = "|".join(_OPPOSITE)
    pattern = rf"(?:{words})(?=[到至了为]?[^，。；]{{0,6}}(?:\d|[一二三四五六七八九]成))"
    return replaced(source, rng, pattern, lambda m: _OPPOSITE[m.group()])


@kind("grounding", notes=True)
def to_becomes_by(source: Source, rng: Random) -> Planted | None:
    pattern = r"((?:提高|提升|下降|增长|上升|降低|缩小|增加)到)(\d[\d.]*(?:%|个|名|人)?|[一二三四五六七八九]成五?)"
    return replaced(source, rng, pattern, lambda m: m[1][:-1] + "了" + m[2])


@kind("grounding", notes=True)
def ends_of_a_change_swapped(source: Source, rng: Random) -> Planted | None:
    pattern = (
        r"由(\d[\d.]*%|[一二三四五六七八九]成五?)(提高|提升|下降|增长|降低)到(\d[\d.]*%|[一二三四五六七八九]成五?)"
    )
    return replaced(source, rng, pattern, lambda m: f"由{m[3]}{m[2]}到{m[1]}")


@kind("grounding", notes=True)
def bound_reversed(source: Source, rng: Random) -> Planted | None:
    pairs = {"不少于": "不超过", "以上": "以下", "以下": "以上", "最短": "最长", "过半": "不足半数", "满": "不满"}
    pattern = r"不少于(?=\d)|最短(?=\d)|(?<=硕士)以上|(?<=岁)以下|过半|满(?=\d)"
    return replaced(source, rng, pattern, lambda m: pairs[m.group()])


_DONE_VERBS = "开展|选派|组织|建立|引进|举办|出台|设立|评选|培育|新建|打通|制定|完成|培训|轮训|排查|调整|查处"


@kind("grounding", notes=True)
def done_becomes_planned(source: Source, rng: Random) -> Planted | None:
    found = [m for m in _fact_verbs(source) if not _plans(source, m.start())]
    match = rng.choice(found) if found else None
    return put(source.text, match.span(), rng.choice(["将", "拟", "计划"]) + match.group()) if match else None


@kind("grounding", notes=True)
def planned_becomes_done(source: Source, rng: Random) -> Planted | None:
    found = [m for m in _fact_verbs(source, "建设|开设|实施|制定|清零|培训|联合") if _plans(source, m.start())]
    match = rng.choice(found) if found else None
    return put(source.text, match.span(), "已" + match.group()) if match else None


def _fact_verbs(source: Source, verbs: str = _DONE_VERBS) -> Iterator[re.Match[str]]:
    """Verbs at the start of a clause with a figure, or of a clause that a note has word for word."""
    assert source.notes is not None
    said = "".join(note.text for note in source.notes.drafted)
    for match in re.finditer(rf"(?<=[，。；])(?:{verbs})(?=[^，。；]{{2,}})", source.text):
        clause = re.split("[，。；]", source.text[match.start() : match.start() + 60])[0]
        if clause in said or re.search(r"\d", clause):
            yield match


def _plans(source: Source, at: int) -> bool:
    paragraph = source.text[line_start(source.text, at) : at]
    section = next((s for s in source.draft.sections if s.start <= at < s.end), None)
    heading = section.heading.text if section and section.heading else ""
    return "下一步" in paragraph or "下一步" in heading or "加速度" in heading


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


@kind("grounding", notes=True)
def negation_dropped(source: Source, rng: Random) -> Planted | None:
    """A shortcoming of the notes turns into its opposite."""
    pairs = {
        "还不够": "已经充足",
        "不充分": "充分",
        "不高": "较高",
        "偏少": "充足",
        "薄弱": "坚实",
        "慢": "快",
        "短": "完整",
    }
    pattern = "(?<=储备)还不够|(?<=运用)不充分|(?<=占比)不高|(?<=干部)偏少|(?<=经济)薄弱|(?<=理赔)慢|(?<=链条)短"
    return replaced(source, rng, pattern, lambda m: pairs[m.group()])


@kind("grounding", notes=True)
def negation_added(source: Source, rng: Random) -> Planted | None:
    matches = list(_fact_verbs(source))
    match = rng.choice(matches) if matches else None
    return put(source.text, match.span(), rng.choice(["未", "没有", "尚未"]) + match.group()) if match else None


@kind("grounding", notes=True)
def date_changed(source: Source, rng: Random) -> Planted | None:
    return replaced(
        source, rng, r"20\d\d年|7·15|今年|每季度|每月(?=一期)|每年(?=不少)|满5年",
        lambda m: _DATES.get(m.group()) or f"{int(m.group()[:4]) - 2}年",
    )  # fmt: skip


_DATES = {"7·15": "8·15", "今年": "去年", "每季度": "每月", "每月": "每周", "每年": "每月", "满5年": "满3年"}


@kind("grounding", notes=True)
def date_invented(source: Source, rng: Random) -> Planted:
    return let_in(
        source, rng, f"{rng.choice(material().dates)}{rng.choice(['持续抓好落实', '全面启动这项工作', '集中开展攻坚'])}"
    )


@kind("grounding", notes=True)
def rank_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(["工作成效居全省第一", "综合排名位居全市前三名", "主要指标排名全省第二"]))


@kind("grounding", notes=True)
def claim_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().claims))


# --- coverage


@kind("coverage", notes=True)
def fact_clause_dropped(source: Source, rng: Random) -> Planted | None:
    """A clause with a figure is cut out."""
    found = list(re.finditer(r"(?<=，)[^，。；“”《》]*\d[^，。；“”《》]*，", source.text))
    match = rng.choice(found) if found else None
    return Planted(source.text[: match.start()] + source.text[match.end() :], None) if match else None


@kind("coverage", notes=True)
def fact_sentence_dropped(source: Source, rng: Random) -> Planted | None:
    """The whole sentence that carries a note's figure is cut out."""
    found = [span for span in sentences(source) if re.search(r"\d", source.text[slice(*span)])]
    if not found:
        return None
    start, end = rng.choice(found)
    return Planted(source.text[:start] + source.text[end:], None)


@kind("coverage", notes=True)
def named_thing_dropped(source: Source, rng: Random) -> Planted | None:
    """The sentence with the name of something the notes report is cut out."""
    assert source.notes is not None
    names = {m for note in source.notes.drafted for m in re.findall("[“《][^”》]{3,}[”》]", note.text)}
    found = [span for span in sentences(source) if any(name in source.text[slice(*span)] for name in names)]
    if not found:
        return None
    start, end = rng.choice(found)
    return Planted(source.text[:start] + source.text[end:], None)


@kind("coverage", "grounding", notes=True)
def figure_made_vague(source: Source, rng: Random) -> Planted | None:
    found = [m for m in figures(source) if m[3] in ("人", "名", "个", "件", "次", "项", "家", "人次")]
    match = rng.choice(found) if found else None
    return put(source.text, match.span(), "一批") if match else None


def spans_of(text: str, pattern: str) -> list[Span]:
    return [match.span() for match in re.finditer(pattern, text)]


__all__ = ["KINDS", "figures", "find", "say", "spans_of"]
