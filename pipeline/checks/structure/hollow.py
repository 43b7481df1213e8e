"""Headings and topic sentences with nothing under them (空标题).

In a speech a heading is run into its paragraph, so one that lost its paragraph is a line of one sentence; and so is a
sentence that somebody added before the closing. The two are told apart by form: headings are built alike and name
nobody, a sentence says who does what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.checks.context import Context, Line, Span
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.checks.structure.farewell import is_farewell
from pipeline.checks.structure.samples import changed, speech
from pipeline.checks.structure.sections import headed, heading_span
from pipeline.checks.words import first_word
from pipeline.document import Section, han_count, sentence_spans
from pipeline.parsing import split_number

HOLLOW = Rule(
    name="structure.hollow",
    severity="blocker",
    meaning="每个标题、每个主题句之下都有内容。",
    breaks=changed("选派干部到防汛一线跟班锻炼，让干部经受考验。", ""),
    holds=speech(),
    source="通行写法（标题之下须有内容）",
    genre="fayan",
)
RULES = (HOLLOW,)

_SHORT = 12
"""A section or point with fewer 字 than this under its heading is hollow."""

_SPEAKER = re.compile(
    "我|咱|本[局委厅院馆会单部]|全[局委厅院馆市县区省州盟旗镇乡系体]|各[位级地]|大家|同志|干部职工|广大|敬?请|恳请|欢迎|感谢|衷心|谨此|让我"
)
"""What a sentence begins with that speaks of or to people; a heading begins with what is done."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a heading is built: the 字 of its clauses, and the part of speech it begins with (as rjieba names it)."""

    clauses: tuple[int, ...]
    opens: str

    @property
    def names(self) -> bool:
        """Whether it begins with what it speaks of (队伍结构持续优化), not with a deed (优化队伍结构).

        A word of two verbs is easily taken for a person's name (拓宽: nr), so names of persons do not count.
        """
        return self.opens in ("n", "nz", "r", "t", "s")

    @property
    def does(self) -> bool:
        return self.opens[:1] in ("v", "a")

    @property
    def length(self) -> int:
        return sum(self.clauses)

    def is_like(self, other: _Form, spread: int) -> bool:
        alike = len(self.clauses) == len(other.clauses) and self.names == other.names
        return alike and all(abs(a - b) <= spread for a, b in zip(self.clauses, other.clauses, strict=True))


def check(context: Context) -> Iterator[Finding]:
    """Findings on hollow headings and points: for any numbered text, and for run-in headings of a known genre."""
    run_in = context.genre is not None and context.genre.headings.run_in
    bare = list(_bare_lines(context)) if run_in else []
    forms = _Forms(context, bare)
    for line in bare:
        yield from _hollow_line(line, forms)
    for section in headed(context):
        if _is_hollow(context, section) and not (run_in and forms.are_a_sentence(section)):
            yield HOLLOW.at(
                heading_span(section),
                "标题之下没有内容。",
                "补写这一部分的内容；要点没有的，删去这一标题。",
                severity="blocker" if context.genre else "warning",
            )
        else:
            yield from _hollow_points(context, section)


def _is_hollow(context: Context, section: Section) -> bool:
    body = [part for part in section.parts if part is not section.heading]
    return sum(han_count(part.text) for part in body) < _SHORT and _is_heading(context, section)


def _is_heading(context: Context, section: Section) -> bool:
    """In a text of no known genre only a numbered line is surely a heading."""
    assert section.heading is not None
    return context.genre is not None or bool(re.match("[一二三四五六七八九十]{1,3}、", section.heading.text))


# --- a line of one sentence


def _bare_lines(context: Context) -> Iterator[Line]:
    """Lines of one short sentence amid paragraphs with run-in headings."""
    assert context.genre is not None
    body = {part.start for part in context.draft.of_role("text")}
    for line in context.lines:
        alone = line.text.endswith("。") and not re.search("[。；！？：]", line.text[:-1])
        if line.start in body and alone and len(line.text) <= context.genre.headings.max_chars + 5:
            yield line


def _hollow_line(line: Line, forms: _Forms) -> Iterator[Finding]:
    """A heading that lost its paragraph: built like the others, or, with sections behind it, as a heading may be."""
    if _says_who(line.text):
        return
    if forms.have_one_like(line.text, line.start):
        yield HOLLOW.at(line.span, "标题之下没有内容。", "补写这一部分的内容；要点没有的，删去这一标题。")
    elif not forms.end_before(line.start) and forms.allow(line.text):
        message = "这一行像是标题，其下没有内容。"
        yield HOLLOW.at(line.span, message, "补写内容，或并入上一段；要点没有的，删去。", severity="warning")


def _says_who(sentence: str) -> bool:
    """Whether a sentence begins with whoever acts or is spoken to, or looks ahead: no heading does."""
    from pipeline.facts.names import bodies

    named = any(fact.start == 0 for fact in bodies(sentence))
    return named or bool(_SPEAKER.match(sentence)) or is_farewell(sentence)


class _Forms:
    """The forms of the headings of a text; where it has too few, of the lines that may be such."""

    def __init__(self, context: Context, bare: list[Line]) -> None:
        headings = [section.heading for section in headed(context) if section.heading]
        own = {part.start: _form(part.text) for part in headings}
        self._last = max(own, default=-1)
        more = {line.start: _form(line.text) for line in bare} if len(own) < 2 else {}
        self._forms = own | more
        self._spread = context.genre.headings.spread if context.genre else 0

    def have_one_like(self, words: str, start: int) -> bool:
        """Whether a heading other than the one at ``start`` is built like ``words``."""
        form = _form(words)
        return any(at != start and form.is_like(other, self._spread) for at, other in self._forms.items())

    def allow(self, words: str) -> bool:
        """Whether ``words`` may be a heading beside these: one that begins with a verb, hardly longer than they are."""
        form = _form(words)
        longest = max((other.length for other in self._forms.values()), default=0)
        return form.does and form.length <= longest + self._spread

    def end_before(self, start: int) -> bool:
        """Whether no heading stands behind ``start``: there a speech ends in plain sentences."""
        return start > self._last

    def are_a_sentence(self, section: Section) -> bool:
        """Whether the last “section” is a plain paragraph of two short sentences, and its heading the first of them."""
        assert section.heading is not None
        if section.start < self._last or not section.heading.text.endswith("。") or len(section.parts) == 1:
            return False
        return _says_who(section.heading.text) or not self.have_one_like(section.heading.text, section.start)


def _form(heading: str) -> _Form:
    words = split_number(heading)[1]
    clauses = tuple(han_count(clause) for clause in re.split("[，,；;]", words))
    return _Form(clauses, first_word(words)[1])


# --- topic sentences


def _hollow_points(context: Context, section: Section) -> Iterator[Finding]:
    if context.genre is not None and context.genre.headings.run_in:
        yield from _topics_in_a_row(context, section)
        return
    for point in section.points:
        if point.topic is None or han_count(point.text) >= _SHORT // 2:
            continue
        if context.genre is not None or point.topic.text.startswith(("（", "(")):
            yield _hollow_topic((point.topic.start, point.topic.end), context)


def _hollow_topic(span: Span, context: Context) -> Finding:
    return HOLLOW.at(
        span,
        "主题句之下没有内容。",
        "补写具体做法；要点没有的，删去这一分论点。",
        severity="blocker" if context.genre else "warning",
    )


def _topics_in_a_row(context: Context, section: Section) -> Iterator[Finding]:
    """A topic-like sentence before another one, or at the end of its section, has nothing under it.

    The first sentence after the heading may be a lead that happens to be short. One that is no topic of the tree is
    told from a short statement by its length, which is that of the draft's topics.
    """
    parts = [part for part in section.parts if part is not section.heading]
    spans = sentence_spans(context.text, parts[0].start, parts[-1].end) if parts else []
    lengths = _topic_lengths(context)
    alone = _sentences_alone(context)
    like = [span not in alone and _is_topic_like(context.text[slice(*span)], lengths) for span in spans]
    for at in range(1, len(spans)):
        if like[at] and (at + 1 == len(spans) or like[at + 1]):
            yield _hollow_topic(spans[at], context)


def _sentences_alone(context: Context) -> set[Span]:
    """Sentences that are paragraphs: no topics, unless topics open paragraphs in this text."""
    starts = {line.start for line in context.lines}
    if any(topic.start in starts for topic in context.draft.of_role("topic")):
        return {line.span for line in context.lines if _says_who(line.text)}
    return {line.span for line in context.lines}


def _topic_lengths(context: Context) -> set[int]:
    topics = context.draft.of_role("topic")
    return {han_count(topic.text) + more for topic in topics for more in (-1, 0, 1)}


def _is_topic_like(sentence: str, lengths: set[int]) -> bool:
    return sentence.endswith("。") and not re.search("[，,；;：:、]", sentence) and han_count(sentence) in lengths
