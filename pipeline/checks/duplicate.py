"""Duplicates (重复): a sentence, a paragraph or long runs of words that stand twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.document import han_count

_SENTENCE_MIN = 15
"""Characters from which an identical sentence is no formula any more (quality-rules R10)."""

_GRAM = 12
_OVERLAP_MAX = 0.05
_OVERLAP_FROM = 400
"""Share of a text's 12-grams that occur before in it; real reports have 0–2.9 %, a communiqué 6.1 %. Texts of fewer
characters have too few to tell."""

_NEAR_SHARE = 0.6
_NEAR_MIN = 20

SENTENCE = Rule(
    name="duplicate.sentence",
    severity="warning",
    meaning="没有重复的句子（15字以上）。",
    breaks="坚持缺什么补什么，引导干部增长才干。每月举办讲堂。坚持缺什么补什么，引导干部增长才干。",
    holds="坚持缺什么补什么，引导干部增长才干。每月举办讲堂，让干部经受考验。",
    source="quality-rules R10",
)
PARAGRAPH = Rule(
    name="duplicate.paragraph",
    severity="blocker",
    meaning="没有重复的段落。",
    breaks="坚持缺什么补什么，引导干部在实践中不断增长才干。每月举办讲堂，让干部经受考验。\n"
    "坚持缺什么补什么，引导干部在实践中不断增长才干。每月举办讲堂，让干部经受考验。",
    holds="坚持缺什么补什么，引导干部在实践中不断增长才干。每月举办讲堂，让干部经受考验。\n"
    "坚持事业为上、人岗相适，把合适的干部放到合适的岗位上。",
    source="quality-rules R10",
)
NEAR = Rule(
    name="duplicate.near",
    severity="warning",
    meaning="没有只改动几个字的雷同句。",
    breaks="坚持把功夫下在平时，注重近距离接触干部、常态化了解干部，全方位考察。"
    "开展培训。坚持把功夫下在平时，注重近距离接触干部、常态化了解干部，多角度考察。",
    holds="坚持把功夫下在平时，注重近距离接触干部、常态化了解干部。开展培训，引导干部在学习中提升本领、在实践中增长才干。",
    source="quality-rules R10",
)
OVERLAP = Rule(
    name="duplicate.overlap",
    severity="info",
    meaning="全文内部重复的长词串（12字以上）不超过5%。",
    breaks="".join(
        f"第{n}项工作坚持统筹谋划、精心组织、周密部署、压实责任，推动各项任务落到{n}处。"
        for n in "一二三四五六七八九十甲乙丙丁"
    ),
    holds="坚持统筹谋划、精心组织、周密部署、压实责任，推动各项任务落到实处。",
    source="quality-rules R10（实测0—2.9%，公报6.1%）",
)
RULES = (SENTENCE, PARAGRAPH, NEAR, OVERLAP)


def check(context: Context) -> Iterator[Finding]:
    """Findings on what stands twice in ``context.text``. A passage is reported by its largest unit,
    where it stands again; where it stands first is an information, as nobody can tell which was meant."""
    paragraphs = _repeated(context.text, [line.span for line in context.lines], 30)
    for first, again in paragraphs:
        yield PARAGRAPH.at(again, f"这一段与前文重复（第{_number(context, first)}段）。", "删去重复的一段。")
        yield PARAGRAPH.at(first, "这一段在后文再次出现。", "核对哪一处该留。", severity="info")
    covered = [again for _, again in paragraphs]
    sentences = [span for span in context.sentences if not _inside(span, covered)]
    repeated = _repeated(context.text, sentences, _SENTENCE_MIN)
    for first, again in repeated:
        yield SENTENCE.at(again, "这句话在前文已经出现过。", "删去或改写其一。")
        yield SENTENCE.at(first, "这句话在后文再次出现。", "核对哪一处该留。", severity="info")
    again_spans = [again for _, again in repeated]
    yield from _near(context.text, [span for span in sentences if span not in set(again_spans)])
    yield from _overlap(context)


def _number(context: Context, span: Span) -> int:
    return next(at for at, line in enumerate(context.lines, 1) if line.span == span)


def _inside(span: Span, others: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _repeated(text: str, spans: list[Span], shortest: int) -> list[tuple[Span, Span]]:
    """Pairs (first, again) of spans with the same words, marks and blanks aside."""
    seen: dict[str, Span] = {}
    pairs: list[tuple[Span, Span]] = []
    for span in spans:
        words = _words(text[slice(*span)])
        if len(words) < shortest - 3 or span[1] - span[0] < shortest:
            continue
        if words in seen:
            pairs.append((seen[words], span))
        else:
            seen[words] = span
    return pairs


_NO_WORD = re.compile(r"[\W_]+")


def _words(text: str) -> str:
    return _NO_WORD.sub("", text)


def _near(text: str, sentences: list[Span]) -> Iterator[Finding]:
    """Sentences most of whose 8-grams stand in one earlier sentence: changed in a few words only."""
    owner: dict[str, int] = {}
    for at, (start, end) in enumerate(sentences):
        words = _words(text[start:end])
        grams = [words[i : i + 8] for i in range(len(words) - 7)]
        if len(words) >= _NEAR_MIN:
            shared: dict[int, int] = {}
            for gram in grams:
                if (earlier := owner.get(gram)) is not None:
                    shared[earlier] = shared.get(earlier, 0) + 1
            if shared and max(shared.values()) >= _NEAR_SHARE * len(grams):
                source = max(shared, key=lambda other: shared[other])
                yield NEAR.at((start, end), "这句话与前文一句大体雷同。", "删去或改写其一。")
                yield NEAR.at(sentences[source], "这句话与后文一句大体雷同。", "核对哪一处该留。", severity="info")
        for gram in grams:
            owner.setdefault(gram, at)


def _overlap(context: Context) -> Iterator[Finding]:
    words = _words(context.text)
    if len(words) < _OVERLAP_FROM:
        return
    grams = [words[i : i + _GRAM] for i in range(len(words) - _GRAM + 1)]
    share = 1 - len(set(grams)) / len(grams)
    if share > _OVERLAP_MAX and context.lines and han_count(context.text) > _OVERLAP_FROM // 2:
        whole = (context.lines[0].start, context.lines[-1].end)
        yield OVERLAP.at(whole, f"全文有{share:.1%}的词串前后重复。", "合并内容相近的句子，换一种说法。")
