"""The draft as the page lays it out: paragraphs of blocks of sentences, cut where a finding or a placeholder lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.checks.finding import Finding
from pipeline.document import Draft
from pipeline.export.page.basis import Sentence
from pipeline.facts import extract

_TITLED = {"title": "h1", "heading": "h2", "topic": "h3"}
_WIDEST = 3
"""Sentences up to which a finding marks its words; one on more is about a stretch, and only its place is given."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one sentence. ``severity``: of the gravest finding on it, "" for none."""

    text: str
    severity: str
    placeholder: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence with its place: ``number`` over the draft from 1, ``nth`` in its paragraph from 1."""

    number: int
    paragraph: int
    nth: int
    sentence: Sentence
    before: str
    segments: tuple[Segment, ...]
    findings: tuple[int, ...]  # numbers of those that begin here

    @property
    def place(self) -> str:
        return f"第{self.paragraph}段第{self.nth}句"


@dataclass
class Block:
    """What stands in one element: a title, a heading, or the text between two of them."""

    tag: str
    role: str
    sentences: list[Placed] = field(default_factory=list)


@dataclass
class Paragraph:
    """A line of the draft. ``run_in``: a heading shares it with text."""

    number: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def run_in(self) -> bool:
        return len(self.blocks) > 1

    @property
    def role(self) -> str:
        return self.blocks[0].role


_RANK = {"blocker": 3, "warning": 2, "info": 1, "": 0}


def paragraphs(draft: Draft, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> list[Paragraph]:
    """The whole draft; every character of it that is no blank stands in exactly one segment."""
    marks = _Marks(draft.text, sentences, findings)
    laid: list[Paragraph] = []
    at = 0
    for number, sentence in enumerate(sentences, 1):
        gap = draft.text[at : sentence.start]
        at = sentence.end
        if not laid or "\n" in gap:
            laid.append(Paragraph(len(laid) + 1))
            gap = ""
        block = _block(laid, sentence)
        nth = sum(len(other.sentences) for other in laid[-1].blocks) + 1
        block.sentences.append(
            Placed(number, laid[-1].number, nth, sentence, gap, marks.segments(sentence), marks.on(number))
        )
    return _levelled(laid)


def _block(laid: list[Paragraph], sentence: Sentence) -> Block:
    """The block that takes ``sentence``: the last one if it is of the same sort, else a new one."""
    blocks, tag = laid[-1].blocks, _TITLED.get(sentence.role, "p")
    if not blocks or blocks[-1].tag != tag or (tag != "p" and blocks[-1].sentences[-1].sentence.part != sentence.part):
        blocks.append(Block(tag, sentence.role))
    return blocks[-1]


def _levelled(laid: list[Paragraph]) -> list[Paragraph]:
    """One h1, and no level skipped: a further title is text, a topic before any heading stands as one."""
    seen: set[str] = set()
    for block in (block for paragraph in laid for block in paragraph.blocks):
        if block.tag == "h1" and "h1" in seen:
            block.tag = "p"
        elif block.tag == "h3" and "h2" not in seen:
            block.tag = "h2"
        else:
            seen.add(block.tag)
    return laid


class _Marks:
    """Findings and placeholders by the sentences they lie in. A finding's number is its place in the list, from 1."""

    def __init__(self, text: str, sentences: Sequence[Sentence], findings: Sequence[Finding]) -> None:
        self._text = text
        self._gaps = [(fact.start, fact.end) for fact in extract(text) if fact.kind == "placeholder"]
        self._on: dict[int, list[int]] = {}
        self._shown: list[Finding] = []
        for number, finding in enumerate(findings, 1):
            within = [at for at, one in enumerate(sentences, 1) if lies_in(finding, one)]
            if within and not is_whole(len(within), len(sentences)):
                self._on.setdefault(within[0], []).append(number)
            if 0 < len(within) <= _WIDEST:
                self._shown.append(finding)

    def on(self, number: int) -> tuple[int, ...]:
        """Numbers of the findings that begin in this sentence."""
        return tuple(self._on.get(number, ()))

    def segments(self, sentence: Sentence) -> tuple[Segment, ...]:
        found = [finding for finding in self._shown if lies_in(finding, sentence)]
        gaps = [gap for gap in self._gaps if gap[0] < sentence.end and sentence.start < gap[1]]
        cuts = sorted(_inside(sentence, [*gaps, *((one.start, one.end) for one in found)]))
        return tuple(self._segment(start, end, found, gaps) for start, end in pairwise(cuts))

    def _segment(self, start: int, end: int, found: Iterable[Finding], gaps: Iterable[tuple[int, int]]) -> Segment:
        severities = [finding.severity for finding in found if finding.start <= start and end <= finding.end]
        gravest = max(severities, key=lambda severity: _RANK[severity], default="")
        return Segment(self._text[start:end], gravest, any(gap[0] <= start and end <= gap[1] for gap in gaps))


def is_whole(within: int, sentences: int) -> bool:
    """Whether a finding that touches so many sentences is about the whole draft."""
    return within > _WIDEST and within >= sentences - 1


def lies_in(finding: Finding, sentence: Sentence) -> bool:
    return finding.start < sentence.end and sentence.start < finding.end


def _inside(sentence: Sentence, spans: Iterable[tuple[int, int]]) -> set[int]:
    return {sentence.start, sentence.end} | {at for span in spans for at in span if sentence.start < at < sentence.end}


def placed_sentences(laid: Iterable[Paragraph]) -> Iterator[Placed]:
    for paragraph in laid:
        for block in paragraph.blocks:
            yield from block.sentences
