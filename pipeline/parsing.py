"""Plain text -> Draft tree. The inverse of ``Draft.text`` on any text: nothing is dropped, nothing is changed.

Roles are guessed from the layout a genre has (numbered headings, or headings run into their paragraph), so a text by
a stranger, with parts missing, still gives a tree: a part that fits nothing is body text. Linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.document import Draft, Part, Role, han_count, sentence_spans
from pipeline.genre import Genre

_NUMERAL = "一二三四五六七八九十百"
_LEVEL_1 = re.compile(rf"(?:第[{_NUMERAL}]+(?:部分|章)|[{_NUMERAL}]{{1,3}})[、，,.．:：\s]")
_LEVEL_2 = re.compile(rf"[（(][{_NUMERAL}]{{1,3}}[）)]")
_ENUMERATOR = re.compile(rf"(?:第?[{_NUMERAL}]是(?:要)?|第[{_NUMERAL}]，|[一另]方面(?:是|，))")
_ADDRESSED = re.compile(r"尊敬|各位|同志|领导|代表|委员|主席|书记|部长|市长|局长|主任|朋友|来宾|同学|老师|女士|先生")
_DATE_LINE = re.compile(r"[（(]?[\d〇零○Oo一二三四五六七八九十XＸ*×]{2,4}年.{0,12}[日月]?[）)]?$")
_KIND_OF_TEXT = re.compile("(?:汇报|发言|材料|报告|讲话|交流|总结|提纲|稿)$")
_SAYS_MORE = re.compile("汇报|报告|发言|交流|如下")
_ENDS_SENTENCE = "。；;！!？?，,"
_HEADING_MAX = 45
_TITLE_MAX = 60
_LONG_TITLE_MAX = 150
_SALUTATIONS_MOST = 3
_TOPIC_MAX = 16


@dataclass(frozen=True, slots=True)
class _Block:
    """A line without the blanks around it: a paragraph."""

    start: int
    end: int


def parse(text: str, genre: Genre) -> Draft:
    """The tree of ``text`` as a draft of ``genre``; ``parse(text, genre).text == text`` for every text."""
    return _Parser(text, genre).draft()


def names_its_kind(line: str, genre: Genre) -> bool:
    """Whether a line, however long, is built as a title: no sentence, and its last words are a kind of text."""
    if not line or len(line) > _LONG_TITLE_MAX or _is_numbered(line) or re.search("[。！？；：:]", line):
        return False
    return line.endswith((genre.name, *genre.aliases)) or bool(_KIND_OF_TEXT.search(line))


def split_number(heading: str) -> tuple[str, str]:
    """A heading's own number and its words: “（一）强化学习。” -> (“（一）”, “强化学习。”)."""
    for pattern in (_LEVEL_1, _LEVEL_2, _ENUMERATOR):
        if match := pattern.match(heading):
            return match.group(), heading[match.end() :]
    return "", heading


class _Parser:
    """Walks the paragraphs once, front matter from the top, closing from the bottom, the body between."""

    def __init__(self, text: str, genre: Genre) -> None:
        self.text = text
        self.genre = genre
        self.blocks = list(_blocks(text))
        self.marks: list[tuple[int, int, Role]] = []

    def draft(self) -> Draft:
        first = self._front_matter()
        last = self._back_matter(first)
        self._body(self.blocks[first:last])
        return self._laid_out()

    def _laid_out(self) -> Draft:
        parts: list[Part] = []
        at = 0
        for start, end, role in sorted(self.marks):
            parts.append(Part(role, self.text[start:end], self.text[at:start]))
            at = end
        return Draft.of(self.genre.id, parts, self.text[at:])

    def _mark(self, role: Role, start: int, end: int) -> None:
        if start < end:
            self.marks.append((start, end, role))

    def _of(self, block: _Block) -> str:
        return self.text[block.start : block.end]

    # --- title, byline, salutation

    def _front_matter(self) -> int:
        """Marks what stands before the body; returns the index of the first body block."""
        at = 0
        if self._is_title(at):
            self._mark_block("title", at)
            at += 1
            while self._is_byline(at):
                self._mark_block("byline", at)
                at += 1
        if at < len(self.blocks) and self._is_salutation(self._of(self.blocks[at])):
            self._mark_block("salutation", at)
            at += 1
            while self._is_further_salutation(at):
                self._mark_block("salutation", at)
                at += 1
        return at

    def _mark_block(self, role: Role, at: int) -> None:
        self._mark(role, self.blocks[at].start, self.blocks[at].end)

    def _is_title(self, at: int) -> bool:
        if at >= len(self.blocks) or len(self.blocks) == 1:
            return False
        line = self._of(self.blocks[at])
        if _is_numbered(line) or self._is_salutation(line) or self._is_closing(line):
            return False
        if len(line) > _TITLE_MAX:
            return names_its_kind(line, self.genre)
        return line[-1] not in _ENDS_SENTENCE + "：:" and not re.search("[。！？]", line[:-1])

    def _is_byline(self, at: int) -> bool:
        """A line under the title: the rest of a broken title, a speaker, a date. Never the last line."""
        if not 0 < at < len(self.blocks) - 1:
            return False
        line = self._of(self.blocks[at])
        if len(line) > 30 or _is_numbered(line) or self._is_salutation(line):
            return False
        return bool(_DATE_LINE.match(line)) or line[-1] not in _ENDS_SENTENCE + "：:…"

    @staticmethod
    def _is_salutation(line: str) -> bool:
        return len(line) <= 60 and line[-1] in "：:" and "如下" not in line and bool(_ADDRESSED.search(line))

    def _is_further_salutation(self, at: int) -> bool:
        """A line below the salutation that addresses more people and says nothing else."""
        count = sum(role == "salutation" for _, _, role in self.marks)
        if at >= len(self.blocks) or count >= _SALUTATIONS_MOST:
            return False
        line = self._of(self.blocks[at])
        named = [part for part in re.split("[，,、]", line.rstrip("：:")) if part.strip()]
        everyone = all(_ADDRESSED.search(part) and not _SAYS_MORE.search(part) for part in named)
        return self._is_salutation(line) and bool(named) and everyone

    # --- closing, signature

    def _back_matter(self, first: int) -> int:
        """Marks what stands after the body; returns the index past the last body block."""
        last = len(self.blocks)
        signature = last
        while signature - 1 > first and last - signature < 3 and self._is_signature(signature - 1):
            signature -= 1
        if signature > first and self._is_closing(self._of(self.blocks[signature - 1])):
            self._mark_block("closing", signature - 1)
            self._mark_blocks("signature", signature, last)
            return signature - 1
        if any(_DATE_LINE.match(self._of(block)) for block in self.blocks[signature:last]):
            self._mark_blocks("signature", signature, last)
            return signature
        return last

    def _mark_blocks(self, role: Role, first: int, last: int) -> None:
        for at in range(first, last):
            self._mark_block(role, at)

    def _is_signature(self, at: int) -> bool:
        line = self._of(self.blocks[at])
        return len(line) <= 24 and line[-1] not in _ENDS_SENTENCE + "：:…" and not _is_numbered(line)

    def _is_closing(self, line: str) -> bool:
        if len(line) > 80:
            return False
        patterns = self.genre.closing.patterns
        return any(re.search(pattern, line) for pattern in patterns) or bool(
            re.match("(汇报完毕|发言完毕|以上汇报|我的(汇报|发言)|特此(报告|汇报))", line)
        )

    # --- body

    def _body(self, blocks: list[_Block]) -> None:
        opening = self._opening_length(blocks)
        for block in blocks[:opening]:
            self._mark("opening", block.start, block.end)
        body = blocks[opening:]
        if any(_LEVEL_1.match(self._of(block)) or _LEVEL_2.match(self._of(block)) for block in body):
            self._numbered(body)
        else:
            self._unnumbered(body)

    def _opening_length(self, blocks: list[_Block]) -> int:
        """How many blocks the opening takes: up to the transition (过渡句), else up to the first heading."""
        for at, block in enumerate(blocks):
            line = self._of(block)
            if _is_numbered(line):
                return at
            if re.search(self.genre.opening.transition_pattern, line) or line.endswith(("如下：", "如下:")):
                return at + 1
        addressed = any(role in ("title", "salutation") for _, _, role in self.marks)
        if not addressed or len(blocks) < 2:
            return 0
        return 1 if self._heading_end(blocks[0]) is None or self._reads_as_opening(blocks) else 0

    def _reads_as_opening(self, blocks: list[_Block]) -> bool:
        """Whether the first paragraph alone holds no topics: an opening that lost its transition, not a section."""
        held = [bool(_topics([self.text[s:e] for s, e in sentence_spans(self.text, b.start, b.end)])) for b in blocks]
        return not held[0] and sum(held) >= 2

    def _numbered(self, blocks: list[_Block]) -> None:
        """Level-1 lines open sections; within one, （一） lines open points, else 一是 does."""
        starts = [at for at, block in enumerate(blocks) if _LEVEL_1.match(self._of(block))]
        if not starts or starts[0] > 0:
            self._numbered_section(blocks[: starts[0] if starts else len(blocks)])
        for at, upto in pairwise([*starts, len(blocks)]):
            rest = self._mark_run_in("heading", blocks[at])
            self._numbered_section([*rest, *blocks[at + 1 : upto]])

    def _numbered_section(self, blocks: list[_Block]) -> None:
        topics = [at for at, block in enumerate(blocks) if _LEVEL_2.match(self._of(block))]
        if not topics:
            for block in blocks:
                self._enumerated(block)
            return
        for block in blocks[: topics[0]]:
            self._mark("lead", block.start, block.end)
        for block in blocks[topics[0] :]:
            is_topic = _LEVEL_2.match(self._of(block))
            for rest in self._mark_run_in("topic", block) if is_topic else [block]:
                self._mark("text", rest.start, rest.end)

    def _mark_run_in(self, role: Role, block: _Block) -> list[_Block]:
        """Marks the heading of a block and returns what follows it in the same paragraph, if anything does."""
        sentences = sentence_spans(self.text, block.start, block.end)
        if len(sentences) > 1 and sentences[0][1] - sentences[0][0] <= _HEADING_MAX:
            self._mark(role, *sentences[0])
            return [_Block(sentences[1][0], block.end)]
        self._mark(role, block.start, block.end)
        return []

    def _enumerated(self, block: _Block) -> None:
        """Splits a paragraph at 一是, 二是…; what stands before the first is the lead."""
        cuts = [block.start + at for at in _enumerators(self._of(block))]
        if len(cuts) < 2:
            self._run_in_points(block, after_heading=True)
            return
        self._mark_trimmed("lead", block.start, cuts[0])
        for start, end in pairwise([*cuts, block.end]):
            topic = sentence_spans(self.text, start, end)
            if len(topic) > 1 and topic[0][1] - topic[0][0] <= _TOPIC_MAX + 6:
                self._mark("topic", *topic[0])
                self._mark_trimmed("text", topic[1][0], end)
            else:
                self._mark_trimmed("text", start, end)

    def _mark_trimmed(self, role: Role, start: int, end: int) -> None:
        while end > start and self.text[end - 1].isspace():
            end -= 1
        self._mark(role, start, end)

    def _unnumbered(self, blocks: list[_Block]) -> None:
        """Each block opens a section if it starts with a short sentence or is a heading line of its own."""
        for block in blocks:
            end = self._heading_end(block)
            if end is None:
                self._run_in_points(block, after_heading=False)
                continue
            self._mark_trimmed("heading", block.start, end)
            rest = sentence_spans(self.text, end, block.end)
            if rest:
                self._run_in_points(_Block(rest[0][0], block.end), after_heading=True)

    def _heading_end(self, block: _Block) -> int | None:
        """Where the heading of an unnumbered block ends; None if the block has none."""
        line = self._of(block)
        if len(line) <= _HEADING_MAX and line[-1] not in _ENDS_SENTENCE + "：:…":
            return block.end
        sentences = sentence_spans(self.text, block.start, block.end)
        start, end = sentences[0]
        return end if len(sentences) > 1 and end - start <= _HEADING_MAX else None

    def _run_in_points(self, block: _Block, *, after_heading: bool) -> None:
        sentences = sentence_spans(self.text, block.start, block.end)
        topics = _topics([self.text[start:end] for start, end in sentences])
        if not topics:
            self._mark("text", block.start, block.end)
            return
        if topics[0] > 0:
            role: Role = "lead" if after_heading else "text"
            self._mark_trimmed(role, block.start, sentences[topics[0]][0])
        for topic, upto in pairwise([*topics, len(sentences)]):
            self._mark("topic", *sentences[topic])
            if topic + 1 < upto:
                self._mark(role="text", start=sentences[topic + 1][0], end=sentences[upto - 1][1])


def _blocks(text: str) -> Iterator[_Block]:
    at = 0
    for line in text.split("\n"):
        start, end = at, at + len(line)
        while start < end and _is_blank(text[start]):
            start += 1
        while end > start and _is_blank(text[end - 1]):
            end -= 1
        if start < end:
            yield _Block(start, end)
        at += len(line) + 1


def _is_blank(char: str) -> bool:
    return char.isspace() or char == "\ufeff"


def _is_numbered(line: str) -> bool:
    return bool(_LEVEL_1.match(line) or _LEVEL_2.match(line))


def _enumerators(line: str) -> list[int]:
    """Where 一是, 二是… stand in a paragraph at the start of a clause."""
    return [
        match.start()
        for match in _ENUMERATOR.finditer(line)
        if match.start() == 0 or line[match.start() - 1] in "。；;：:，,！？"
    ]


def _topics(sentences: list[str]) -> list[int]:
    """Which sentences of a paragraph are topic sentences (分论点主题句).

    They are short, hold no comma, are followed by a longer sentence and are about equally long (in the exemplars the
    spread within a section is at most one character; two are allowed here). At least two must agree: a single short
    sentence is no system.
    """
    lengths = {at: han_count(s) for at, s in enumerate(sentences) if reads_as_topic(s)}
    candidates = [at for at in lengths if at + 1 < len(sentences) and at + 1 not in lengths]
    if len(candidates) < 2:
        return []
    middle = median(lengths[at] for at in candidates)
    close = [at for at in candidates if abs(lengths[at] - middle) <= 2.5]
    if close and close[0] == 0 and len(close) > 2 and _is_odd_one_out(close, lengths):
        close = close[1:]
    return close if len(close) >= 2 else []


def _is_odd_one_out(close: list[int], lengths: dict[int, int]) -> bool:
    """Whether the first candidate is a lead, such as “产业振兴是乡村振兴的重中之重。”, before topics that agree."""
    rest = [lengths[at] for at in close[1:]]
    return max(rest) - min(rest) <= 1 < min(abs(lengths[close[0]] - length) for length in rest)


def reads_as_topic(sentence: str) -> bool:
    """Whether a sentence is short and plain enough to be taken for a topic sentence (分论点主题句)."""
    return sentence[-1] == "。" and not re.search("[，,；;：:]", sentence) and 3 <= han_count(sentence) <= _TOPIC_MAX
