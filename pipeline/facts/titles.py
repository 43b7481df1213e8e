"""What stands in marks: documents 《…》, programmes and carriers “…”, quotations with who said them, claims of honour.

Which quoted words are common property (policy terms, figures of speech) is data, ``corpus/facts/titles.yaml``. Every
mark is looked at once: opening marks are paired on a stack, contexts have a bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.facts.data import finder, spans_of, titles
from pipeline.facts.fact import Fact

_DOCUMENT_MOST = 80
_NAME_MOST = 32
_QUOTE_MOST = 400
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_BLANK = re.compile(r"\s+")
_NUMBERED = re.compile(r"[一-鿿A-Za-z]{1,10}[〔\[［（(【](?:19|20)[0-9]{2}[〕\]］）)】]第?[0-9]{1,5}号")


def documents(text: str) -> Iterator[Fact]:
    """《…》, the outermost of nested ones, and document numbers such as 国办发〔2023〕5号."""
    for start, end in _pairs(text, "《", "》", _DOCUMENT_MOST):
        key = _BLANK.sub("", text[start + 1 : end - 1]).replace("《", "〈").replace("》", "〉")
        if key:
            yield Fact("document", text[start:end], key, start, end)
    for match in _NUMBERED.finditer(text):
        key = re.sub(r"[\[［（(【]", "〔", re.sub(r"[\]］）)】]", "〕", match.group()))
        yield Fact("document", match.group(), key, match.start(), match.end())


def quoted(text: str) -> list[tuple[int, int]]:
    """Spans of “…”, marks included, outermost only, within a paragraph."""
    return list(_pairs(text, "“", "”", _QUOTE_MOST))


def programmes(text: str, quotes: list[tuple[int, int]]) -> Iterator[Fact]:
    """Named projects, campaigns, mechanisms and carriers: in “…”, or before 工程 or 行动 after a launching verb."""
    for start, end in quotes:
        if _is_name(text, start, end):
            yield Fact("programme", text[start:end], _programme_key(text[start + 1 : end - 1]), start, end)
    yield from _unquoted(text)


def _is_name(text: str, start: int, end: int) -> bool:
    name = text[start + 1 : end - 1].strip()
    if not 2 <= len(name) <= _NAME_MOST or _CLAUSE.search(name) or name in _general():
        return False
    if not any(char.isalpha() for char in name):
        return False
    before, after = text[max(0, start - 8) : start], text[end : end + 6]
    named = name.endswith(titles().programme_suffixes) or after.startswith(titles().programme_suffixes)
    if named:
        return True
    if after.startswith(titles().figurative_after):
        return False
    established = any(word in _last_clause(before) for word in titles().establishing)
    ends = not after or after[0] in "，。；、：！？,;\n）"
    return established or not ends


def _last_clause(text: str) -> str:
    return _CLAUSE.split(text)[-1]


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    return frozenset(titles().general_quotes)


def _programme_key(name: str) -> str:
    """The name without blanks and without 工程 or 行动 at its end: “青蓝工程” and “青蓝”工程 are one."""
    name = _BLANK.sub("", name)
    for suffix in ("专项行动", "工程", "计划", "行动", "机制", "活动", "品牌", "项目", "制度"):
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def _unquoted(text: str) -> Iterator[Fact]:
    for match in _launched().finditer(text):
        name = match["name"]
        if not _is_generic(name):
            start = match.start("name")
            yield Fact("programme", text[start : match.end()], _programme_key(name + match["kind"]), start, match.end())


@lru_cache(maxsize=1)
def _launched() -> re.Pattern[str]:
    verbs = "|".join(sorted(titles().launching, key=len, reverse=True))
    return re.compile(
        rf"(?:{verbs})(?:了|好)?(?P<name>[一-鿿A-Za-z0-9]{{3,14}}?)(?P<kind>专项行动|工程|计划|行动)(?![一-鿿]{{0,1}}(?:力|量|规|师|性))"
    )


def _is_generic(name: str) -> bool:
    """“重点工作”, “专项”: a name of which little is left without the general words it ends in."""
    return any(name.endswith(word) and len(name) - len(word) < 3 for word in titles().generic_programmes)


# --- quotations


def quotations(text: str, quotes: list[tuple[int, int]]) -> Iterator[Fact]:
    """Words put into somebody's mouth, with or without marks, and quoted sentences of nobody in particular.

    Key: speaker, “|”, words without marks and blanks.
    """
    attributed: set[int] = set()
    for verb_start, verb_end in spans_of(_sayings(), text):
        start = _speaker_start(text, verb_start)
        if start is None or not _says_something(text, verb_end):
            continue
        begin, end = _said(text, verb_end, quotes)
        if end - begin < 4:
            continue
        attributed.add(begin)
        speaker = text[start:verb_start]
        yield Fact(
            "quotation", text[start:end], f"{_bare(speaker)}|{_bare(text[begin:end])}", start, end, speaker=speaker
        )
    for start, end in quotes:
        inner = text[start + 1 : end - 1]
        if start not in attributed and _is_sentence(inner):
            yield Fact("quotation", text[start:end], f"|{_bare(inner)}", start, end)


@lru_cache(maxsize=1)
def _sayings() -> object:
    return finder(titles().saying)


def _is_sentence(inner: str) -> bool:
    return len(inner) > _NAME_MOST or (len(inner) >= 8 and bool(_CLAUSE.search(inner)) and inner not in _general())


_ADVERBS = re.compile(
    r"(?:多次|反复|明确|深刻|曾|曾经|还|也|特别|再次|着重|专门|郑重|强调|在[^，。；]{1,20}[时上中]|作出重要|作出|所)$"
)


def _speaker_start(text: str, at: int) -> int | None:
    """Where the speaker of a verb of saying starts; None when nobody stands before it."""
    begin = max(0, at - 40)
    clause = _CLAUSE.split(text[begin:at])[-1]
    for _ in range(3):
        if found := _ADVERBS.search(clause):
            clause = clause[: found.start()]
    if not clause.endswith(titles().speakers) or clause.startswith(
        ("按照", "根据", "落实", "贯彻", "认真", "围绕", "对照", "符合", "是", "既是", "更是")
    ):
        return None
    return at - len(_CLAUSE.split(text[begin:at])[-1])


def _says_something(text: str, at: int) -> bool:
    return text[at : at + 1] in tuple("，：,:“")


def _said(text: str, at: int, quotes: list[tuple[int, int]]) -> tuple[int, int]:
    """The quoted words right after the verb, else the rest of the sentence."""
    begin = at + (text[at : at + 1] in tuple("，：,:"))
    for start, end in quotes:
        if start == begin:
            return start, end
        if start > begin:
            break
    stop = begin
    while stop < len(text) and text[stop] not in "。！？\n" and stop - begin < _QUOTE_MOST:
        stop += 1
    return begin, stop


def _bare(text: str) -> str:
    return re.sub(r"[\s“”‘’，。；：！？、,;:!?]", "", text)


# --- honours


def honours(text: str) -> Iterator[Fact]:
    """Claims of recognition: an award, an approving instruction from above, a practice spread or printed elsewhere.

    Key: kind, level, and for awards what was won: “award|国家|先进单位”.
    """
    for kind, _ in _HONOURS:
        for start, end in spans_of(_honour_finder(kind), text):
            begin, stop = _clause_around(text, start, end)
            level = _level(text[begin:stop])
            if kind == "award" and not _is_award(text[start:stop]):
                continue
            if kind == "rank" and text[begin:start].endswith(_PUT):
                continue
            if level or (kind == "instruction" and _from_above(text[begin:start])):
                won = _won(text[end:stop]) if kind == "award" else ""
                yield Fact("honour", text[begin:stop], f"{kind}|{level}|{won}", begin, stop)


_PUT = ("摆在", "放在", "置于", "列为", "摆到", "放到")  # 把安全摆在首位 is an attitude, no rank
_HONOURS = (
    ("award", "honour_awards"),
    ("instruction", "honour_instructions"),
    ("promotion", "honour_promotions"),
    ("rank", "honour_ranks"),
)


@lru_cache(maxsize=4)
def _honour_finder(kind: str) -> object:
    return finder(getattr(titles(), dict(_HONOURS)[kind]))


def _is_award(claim: str) -> bool:
    """“获得” and “命名” alone say little: something one is honoured with must follow."""
    return any(noun in claim for noun in titles().honour_nouns)


def _clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    begin = start
    while begin > 0 and text[begin - 1] not in "，。；：！？\n" and start - begin < 40:
        begin -= 1
    stop = end
    while stop < len(text) and text[stop] not in "，。；：！？\n" and stop - end < 60:
        stop += 1
    return begin, stop


def _level(clause: str) -> str:
    return next((level for level, words in titles().honour_levels.items() if any(word in clause for word in words)), "")


def _from_above(clause: str) -> bool:
    return clause.endswith(("领导", "书记", "市长", "省长", "县长", "主要领导", "领导同志", "部长", "上级"))


def _won(rest: str) -> str:
    for words in titles().honour_levels.values():
        for word in words:
            rest = rest.replace(word, "")
    return _bare(rest)[:24].removesuffix("称号").removesuffix("荣誉")


def _pairs(text: str, opening: str, closing: str, most: int) -> Iterator[tuple[int, int]]:
    """Outermost pairs of marks on one line, at most ``most`` characters long."""
    start, depth = -1, 0
    for match in re.finditer(f"[{opening}{closing}\n]", text):
        mark = match.group()
        if mark == "\n" or (depth and match.start() - start > most):
            start, depth = (match.start(), 1) if mark == opening else (-1, 0)
        elif mark == opening:
            start, depth = (match.start() if not depth else start), depth + 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, match.end()
