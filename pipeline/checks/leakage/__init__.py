"""Leakage (串稿): what came over from an exemplar or from another line of work and is not this bureau's own.

Names of exemplars and words of other fields are judged beside the notes only; copied runs in any text. A text that is
itself one of the exemplars has copied nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from pipeline.checks.context import Context, Span
from pipeline.checks.finding import Finding, Severity
from pipeline.checks.leakage.fields import foreign_terms
from pipeline.checks.leakage.shelf import Local, Run, Shelf, in_banks, runs, shelf_of
from pipeline.checks.rule import Rule
from pipeline.genre import load_genres

__all__ = ["COPIED", "FIELD", "LOCAL", "RULES", "check"]

_NOTES = """单位：市水利局
- 每月一期“水利讲堂”，全年办了11期
"""
LOCAL = Rule(
    name="leakage.local",
    severity="blocker",
    meaning="范文中只属于其本单位、本地的名目（载体、文件、机构、地名），要点没有的不出现。",
    breaks="深入开展“一月一课一片一实践”主题党日活动，每月一期“水利讲堂”。",
    holds="持续抓好党内政治生活，每月一期“水利讲堂”。",
    source="structure-of-the-seeds §1.5；quality-rules R14",
    notes=_NOTES,
)
FIELD = Rule(
    name="leakage.field",
    severity="blocker",
    meaning="不出现别的行当的专门用语：单个的提示核对，一句有两个的警告，全文有三个的多半是串了稿，阻断。",
    breaks="加强分级诊疗和医联体建设，每月一期“水利讲堂”。",
    holds="加强水库除险加固，每月一期“水利讲堂”。",
    source="quality-rules R14；corpus/phrases/lines_of_work.yaml",
    notes=_NOTES,
)
COPIED = Rule(
    name="leakage.copied",
    severity="warning",
    meaning="除固定提法外，不整句照搬范文（18字以上不是套语的相同词串列出，整句或60字以上的警告）。",
    breaks="对存在苗头性倾向性或者轻微问题的，及时采取提醒、函询、诫勉、组织约谈等方式，早提醒早纠正。",
    holds="坚持把功夫下在平时，对苗头性、倾向性问题早提醒、早纠正，让干部少走弯路。",
    source="quality-rules；范文两两之间相同12字以上的只占0—3.7%，都是套语（实测）",
    notes=_NOTES,
)
RULES = (LOCAL, FIELD, COPIED)

_FREE_LEAST = 18
_FREE_WARNING = 60
_SENTENCE_LEAST, _FREE_OF_SENTENCE = 30, 20
_ITSELF = 0.6
"""Share of a text copied from one report from which it is that report."""
_ITSELF_LEAST = 400
_MANY = 3
_PIECE_LEAST = 4
_PIECE = re.compile(r"[^，。；：！？、,;:!?（）()“”《》]+")


def check(context: Context) -> Iterator[Finding]:
    """Findings on what is another's: local names, words of another field, copied runs."""
    shelf = shelf_of(context)
    copied = runs(context.text, shelf)
    itself = _reports_it_is(context, copied)
    if context.notes is not None:
        yield from _local(context, shelf, itself)
        yield from _foreign(context)
    yield from _copied(context, shelf, [run for run in copied if run.report not in itself])


def _reports_it_is(context: Context, copied: list[Run]) -> set[str]:
    lengths: Counter[str] = Counter()
    for run in copied:
        lengths[run.report] += run.end - run.start
    least = max(_ITSELF_LEAST, _ITSELF * len(context.text))
    return {report for report, length in lengths.items() if length > least}


# --- names of an exemplar


def _local(context: Context, shelf: Shelf, itself: set[str]) -> Iterator[Finding]:
    taken = 0
    if not len(shelf.locals):  # a library may hold nothing local, and an empty automaton cannot be searched
        return
    for end, local in shelf.locals.iter_long(context.text):
        start = end + 1 - len(local.name)
        if start < taken or local.report in itself or local.name in context.notes_text:
            continue
        taken = end + 1
        yield _local_finding((start, end + 1), local)


def _local_finding(span: Span, local: Local) -> Finding:
    message = f"“{local.name}”是范文（{local.report}）本单位、本地的，要点中没有。"
    remedy = "删去；本单位确有的，请补一条要点。"
    return LOCAL.at(span, message, remedy, severity="blocker" if local.sure else "warning")


# --- words of another field


def _foreign(context: Context) -> Iterator[Finding]:
    for field, hits in foreign_terms(context).items():
        many = len({term for _, term in hits}) >= _MANY
        for group in _by_sentence(context, hits):
            terms = list(dict.fromkeys(term for _, term in group))
            severity: Severity = "blocker" if many else "warning" if len(terms) > 1 else "info"
            span = (group[0][0][0], (group[-1] if len(terms) > 1 else group[0])[0][1])
            message = f"“{'”“'.join(terms)}”是{field}的用语，要点和单位都没有说到。"
            remedy = "请核对是否从别处带来：是，删去或换成本行当的话；确有其事，补一条要点。"
            yield FIELD.at(span, message, remedy, severity=severity)


def _by_sentence(context: Context, hits: list[tuple[Span, str]]) -> Iterator[list[tuple[Span, str]]]:
    groups: dict[int, list[tuple[Span, str]]] = defaultdict(list)
    at = 0
    for hit in hits:
        while at < len(context.sentences) and context.sentences[at][1] <= hit[0][0]:
            at += 1
        groups[at].append(hit)
    yield from groups.values()


# --- copied runs


def _copied(context: Context, shelf: Shelf, copied: list[Run]) -> Iterator[Finding]:
    sentences = dict(context.sentences)
    for run in _in_the_body(context, copied):
        free = _free(context, shelf, run)
        if free < _FREE_LEAST:
            continue
        whole = any(
            _is_within(run, start, sentences[start]) for start in range(run.start, run.end) if start in sentences
        )
        severe = free >= _FREE_WARNING or (whole and free >= _FREE_OF_SENTENCE)
        words = context.text[run.start : run.end].replace("\n", "")
        message = f"从“{words[:6]}”到“{words[-6:]}”{len(words)}个字与范文（{run.report}）一字不差。"
        remedy = "换成自己的话，结合本单位的做法来写；只是套话的，可以删去。"
        yield COPIED.at((run.start, run.end), message, remedy, severity="warning" if severe else "info")


def _is_within(run: Run, start: int, end: int) -> bool:
    return end <= run.end and end - start >= _SENTENCE_LEAST


def _in_the_body(context: Context, copied: list[Run]) -> Iterator[Run]:
    """The runs without title, salutation and closing, which are formulas, and without marks at either end."""
    body = [part for part in context.draft.parts if part.role in ("opening", "heading", "lead", "topic", "text")]
    first, last = (body[0].start, body[-1].end) if body else (0, len(context.text))
    for run in copied:
        start, end = max(run.start, first), min(run.end, last)
        while start < end and not context.text[start].isalnum():
            start += 1
        while start < end and not (context.text[end - 1].isalnum() or context.text[end - 1] in "。！？”"):
            end -= 1
        if end - start > _FREE_LEAST - 1:
            yield Run(start, end, run.report)


def _free(context: Context, shelf: Shelf, run: Run) -> int:
    """Characters of a run that are neither the notes' own, nor common phrases, nor in two reports."""
    words = context.text[run.start : run.end]
    return sum(len(piece) for piece in _PIECE.findall(words) if not _is_common(context, shelf, piece))


def _is_formula(piece: str) -> bool:
    """Whether the genre prescribes the words (transition, fixed headings), or they name a law or regulation."""
    from pipeline.library.terms import load_terms

    if re.sub(r"^[一二三四五六七八九十\s]+|[一二三四五六七八九十\s]+$", "", piece) in _formulas():
        return True
    return piece in load_terms().lawful or bool(_TRANSITION.fullmatch(piece))


@lru_cache(maxsize=1)
def _formulas() -> str:
    """What the genres themselves write: transitions, headings, closings."""
    texts: list[str] = []
    for genre in load_genres().values():
        texts += [genre.opening.transition, genre.closing.default, *(kind.heading or "" for kind in genre.sections)]
    return "\n".join(texts)


_TRANSITION = re.compile("[现就][^，]{0,24}(?:汇报|报告|交流)如下")


def _is_common(context: Context, shelf: Shelf, piece: str) -> bool:
    if context.notes is not None and context.notes.occasion:
        piece = max(piece.split(context.notes.occasion), key=len)
    if len(piece) < _PIECE_LEAST or piece in context.notes_text or in_banks(piece) or _is_formula(piece):
        return True
    return shelf.reports_with(piece) > 1
