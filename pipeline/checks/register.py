"""Register (语体): words and sentences that the ear of a meeting stumbles over, and figures of the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from pydantic import Field

from pipeline.checks.bank import Lexicon, Strict, load_bank
from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.document import han_count
from pipeline.genre import Pattern

COLLOQUIAL = Rule(
    name="register.colloquial",
    severity="warning",
    meaning="不用口语、网络语、含混语、个人口吻和夸饰语。",
    breaks="说白了，我们把队伍建设这件事搞定了。",
    holds="群众称赞“说白了就是服务到家”，尽可能方便专家办事。",
    source="corpus/phrases/colloquial.yaml；quality-rules R23",
)
PERSON = Rule(
    name="register.first_person",
    severity="warning",
    meaning="以单位为主语，不用“我”“咱们”；范文也从不用“我们”“我局”。",
    breaks="我在这里向大家作个汇报，我们做了大量工作。",
    holds="市水利局在自我革命中锻造队伍，以时不我待的紧迫感结合我市实际推进工作。",
    source="种子范文从不用“我们”；what-editors-punish",
    genre="fayan",
)
LONG = Rule(
    name="register.long_sentence",
    severity="warning",
    meaning="句子不超过文种规定的长度（发言130字）：超过一成的提示，超过一半的须断开。",
    breaks="坚持党管干部原则，" * 24 + "不断加强队伍建设。",
    holds="坚持党管干部原则，不断加强队伍建设。",
    source="quality-rules R22；种子范文最长109字",
    genre="fayan",
)
PADDING = Rule(
    name="register.padding",
    severity="warning",
    meaning="套话不过密：全文每千字不超过限度；没有一句只堆套话、没有实指。",
    breaks="进一步深入贯彻落实，持续大力推进，切实扎实抓好，不断全面提升，奋力谱写崭新篇章。",
    holds="进一步健全机制，全年开展谈心谈话210人次，着力解决干部急难事项36件。",
    source="corpus/phrases/padding.yaml；quality-rules R21",
)
TONE = Rule(
    name="register.tone",
    severity="info",
    meaning="陈述语气：不用问句，少用感叹。",
    breaks="怎样才能建好队伍？让我们共同努力！",
    holds="建好队伍，关键在选准人、用好人。",
    source="种子范文没有问句、感叹句",
)
REPEATED = Rule(
    name="register.repeated_word",
    severity="info",
    meaning="同一个动词不在一篇中反复作分句开头（如“坚持”二十次）。",
    breaks="".join(f"坚持{what}，" for what in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥") + "努力做好工作。",
    holds="坚持公道正派，突出政治标准，注重工作实绩，着力锻造队伍。",
    source="what-editors-punish（坚持二十次太多）",
)
RULES = (COLLOQUIAL, PERSON, LONG, PADDING, TONE, REPEATED)


class _Kind(Strict):
    name: str
    remedy: str
    words: tuple[str, ...]


class _Pattern(Strict):
    name: str
    remedy: str
    pattern: Pattern


class _Colloquial(Strict):
    source: str
    as_of: str
    allowed: tuple[str, ...]
    set_persons: tuple[str, ...]
    set_persons_patterns: tuple[Pattern, ...]
    kinds: tuple[_Kind, ...]
    patterns: tuple[_Pattern, ...] = ()


class _Padding(Strict):
    source: str
    as_of: str
    per_thousand_max: Annotated[float, Field(gt=0)]
    sentence_max: Annotated[int, Field(gt=0)]
    words: tuple[str, ...]


_SINGULAR = re.compile(
    "(?<![自忘唯小大你敌为])我(?![们局市县区省国委厅部院校党军镇乡街村办司处站队会馆行矿厂方支公单中])|笔者|鄙人|俺|咱们?"
)
_PLURAL = re.compile("我们|我[局委厅办院处](?=[^，。]{0,1}[^内外长])")
_NOTICED = 1.1
"""Times the limit from which a long sentence is mentioned: nobody hears one character more."""
_DENSE = 14
_SHORT = 3
_REPEATED_MAX = 20
_REPEATED_FROM = re.compile("(?:^|[，。；：、！？\n])([一-鿿]{2})")
_OPENERS_KEPT = frozenset(["年以", "其中", "一是", "二是", "三是", "四是", "五是", "全市", "全省", "全县"])


def check(context: Context) -> Iterator[Finding]:
    """Findings on the register of ``context.text``. Words inside “…” may be another's and are left alone."""
    seen: list[Span] = []
    for start, end, name, how in _colloquial_hits(context):
        if not context.quoted[start] and (not seen or start >= seen[-1][1]):
            yield COLLOQUIAL.at((start, end), f"“{context.text[start:end]}”属{name}。", f"{how}。")
            seen.append((start, end))
    yield from _persons(context, seen)
    yield from _long_sentences(context)
    yield from _padding(context)
    yield from _tone(context)
    yield from _repeated(context)


@lru_cache(maxsize=1)
def _colloquial() -> tuple[Lexicon, tuple[tuple[re.Pattern[str], _Pattern], ...]]:
    bank = load_bank("colloquial.yaml", _Colloquial)
    words = {word: f"{kind.name}|{kind.remedy}" for kind in bank.kinds for word in kind.words}
    return Lexicon(words, bank.allowed), tuple((re.compile(item.pattern), item) for item in bank.patterns)


def _colloquial_hits(context: Context) -> list[tuple[int, int, str, str]]:
    """(start, end, kind, remedy), in order of their start, longer ones first.

    A short word counts only where words begin and end: 讲真本领 does not hold 讲真.
    """
    text = context.text
    lexicon, patterns = _colloquial()
    hits: list[tuple[int, int, str, str]] = []
    for start, end, _, remedy in lexicon.find(text):
        if end - start <= _SHORT and not (start in context.boundaries and end in context.boundaries):
            continue
        name, _, how = remedy.partition("|")
        hits.append((start, end, name, how))
    hits += [(*match.span(), item.name, item.remedy) for regex, item in patterns for match in regex.finditer(text)]
    return sorted(hits, key=lambda hit: (hit[0], -hit[1]))


def _persons(context: Context, seen: list[Span]) -> Iterator[Finding]:
    taken = {at for span in (*seen, *_set_persons(context.text)) for at in range(*span)}
    for match in _SINGULAR.finditer(context.text):
        if match.start() not in taken and not context.quoted[match.start()]:
            yield PERSON.at(match.span(), f"“{match.group()}”是个人口吻。", "改用单位名称作主语，或省去主语。")
    if context.genre is None:
        return
    for match in _PLURAL.finditer(context.text):
        if match.start() not in taken and not context.quoted[match.start()]:
            yield PERSON.at(
                match.span(), f"范文不用“{match.group()}”。", "改用单位名称作主语，或省去主语。", severity="info"
            )


def _set_persons(text: str) -> Iterator[Span]:
    """Idioms and pairs in which 我 is nobody in particular: 时不我待, 从要我安全向我要安全转变."""
    for match in _set_persons_regex().finditer(text):
        yield match.span()


@lru_cache(maxsize=1)
def _set_persons_regex() -> re.Pattern[str]:
    bank = load_bank("colloquial.yaml", _Colloquial)
    return re.compile("|".join((*map(re.escape, bank.set_persons), *bank.set_persons_patterns)))


def _long_sentences(context: Context) -> Iterator[Finding]:
    limit = context.genre.length.sentence_max if context.genre else 200
    for start, end in context.sentences:
        if end - start > _NOTICED * limit:
            yield LONG.at(
                (start, end),
                f"这一句有{end - start}个字符，超过{limit}个。",
                "断成两三句。",
                severity="warning" if end - start > 1.5 * limit else "info",
            )


@lru_cache(maxsize=1)
def _padding_bank() -> tuple[Lexicon, _Padding]:
    bank = load_bank("padding.yaml", _Padding)
    return Lexicon(dict.fromkeys(bank.words, "套话")), bank


def _padding(context: Context) -> Iterator[Finding]:
    lexicon, bank = _padding_bank()
    hits = [start for start, *_ in lexicon.find(context.text)]
    han = han_count(context.text)
    if han >= 400 and len(hits) * 1000 / han > bank.per_thousand_max and context.lines:
        whole = (context.lines[0].start, context.lines[-1].end)
        yield PADDING.at(
            whole,
            f"套话每千字{len(hits) * 1000 / han:.1f}处，超过{bank.per_thousand_max:g}处。",
            "删去可有可无的套话，换成具体做法和数据。",
        )
    at = 0
    for start, end in context.sentences:
        count = 0
        while at < len(hits) and hits[at] < end:
            count += hits[at] >= start
            at += 1
        if (
            count >= bank.sentence_max
            and end - start < _DENSE * count
            and not re.search(r"[\d“《〇]", context.text[start:end])
        ):
            yield PADDING.at((start, end), f"这一句有{count}处套话，没有实指。", "写明做了什么、多少、用什么办法。")


def _tone(context: Context) -> Iterator[Finding]:
    thanks = [(part.start, part.end) for part in context.draft.of_role("closing")]
    for match in re.finditer("[？?！!]+", context.text):
        thanked = match.group()[0] in "！!" and any(start <= match.start() < end for start, end in thanks)
        if not context.quoted[match.start()] and not thanked:
            what = "问句" if match.group()[0] in "？?" else "感叹"
            yield TONE.at(match.span(), f"用了{what}。", "改为陈述句，以句号结束。")


def _repeated(context: Context) -> Iterator[Finding]:
    places: dict[str, list[Span]] = {}
    for match in _REPEATED_FROM.finditer(context.text):
        if match.group(1) not in _OPENERS_KEPT:
            places.setdefault(match.group(1), []).append(match.span(1))
    limit = max(_REPEATED_MAX, han_count(context.text) // 80)
    for word, spans in places.items():
        if len(spans) > limit:
            yield REPEATED.at(spans[limit], f"“{word}”作分句开头已有{len(spans)}处。", "换用其他说法。")
