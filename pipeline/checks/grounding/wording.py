"""Statements: what a clause makes of the note it restates. Done or planned, is or is not, up or down, which level.

A clause of the draft is laid beside the clause of the notes that it has most words of, or whose figure it states.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.finding import Finding, Severity
from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.quantities import Bound
from pipeline.checks.grounding.reading import Clause, Figure, has_lack_head, has_plan_head, without_bounds
from pipeline.checks.grounding.rules import ALTERED, DIRECTION, NEGATION, NUMBER, TENSE
from pipeline.checks.grounding.words import assertions, pairs
from pipeline.checks.words import words

_SAME = 0.5
"""Share of a note's clause, rare words counting more, from which a clause of the draft restates it."""
_PAIRS_LEAST, _LACK_PAIRS_LEAST = 3, 2
_LABEL_MOST = 6  # characters of a note’s label: 存在问题, 下一步打算
_BEFORE, _AFTER = 6, 4
"""Characters around the shared words that still belong to the statement."""


@dataclass(frozen=True, slots=True)
class Match:
    """A clause of the draft and the note's clause it restates. ``start``/``end``: their shared words, in ``said``."""

    said: Clause
    told: Clause
    start: int
    end: int

    @property
    def before(self) -> str:
        """What stands right before the shared words."""
        return self.said.text[max(0, self.start - _BEFORE) : self.start]

    @property
    def region(self) -> str:
        """The shared words and what belongs to them, but for other items of a list."""
        return self.before.rpartition("、")[2] + self.said.text[self.start : self.end + _AFTER]

    @property
    def span(self) -> tuple[int, int]:
        return self.said.start, self.said.end


def statements(page: Page, matched: Iterable[Match]) -> Iterator[Finding]:
    """Findings on clauses that say otherwise than the note they restate; at most one for each clause."""
    for match in matched:
        found = _tense(page, match) or _negation(match) or _opposite(match) or _step(page, match)
        if found or (found := _qualifier(page, match)):
            yield found


def matches(page: Page, bound: Iterable[Bound]) -> Iterator[Match]:
    """The clauses of the draft that restate a clause of the notes, in order."""
    by_figure: dict[int, Clause] = {}
    for one in bound:
        by_figure.setdefault(one.figure.clause, page.basis.clauses[one.basis.clause])
    for at, said in enumerate(page.clauses):
        told = by_figure.get(at) or _restated(page, said)
        if told is not None:
            shared = said.pairs & (told.pairs or page.basis.pairs_of(told.note))
            places = [said.text.find(pair) for pair in shared]
            start = min(places, default=0)
            end = max((said.text.rfind(pair) + 2 for pair in shared), default=len(said.text))
            yield Match(said, told, start, end)


def _restated(page: Page, said: Clause) -> Clause | None:
    """The clause of the notes, no shortcoming, that most of ``said`` is from."""
    told, share = page.basis.nearest(said.pairs, lacking=False, least=_PAIRS_LEAST)
    if told is None or share < _SAME:
        return None
    is_label = len(told.text) <= _LABEL_MOST and (has_lack_head(told.text) or has_plan_head(told.text))
    return None if is_label else told


# --- done or planned


def _tense(page: Page, match: Match) -> Finding | None:
    if is_planned(match.told):
        return _done_already(match) or _among_the_done(page, match)
    marker = _plan_marker(match.before, match.said.text[match.start :])
    if marker and _sets_a_target(page, match):
        return None
    if marker and not _has_any(match.told.text, (marker,)):
        message = f"要点“{_short(match.told.text)}”是已有的情况，这里用“{marker}”写成了打算。"
        return TENSE.at(match.span, message, f"去掉“{marker}”，按已经做的写。", notes=(match.told.note,))
    return None


def _sets_a_target(page: Page, match: Match) -> bool:
    """Whether the clause gives other figures than the note's: a new aim, which is judged as a figure."""
    told = {one.fact.key for one in _figures_of(page, match.told)}
    said = {one.fact.key for one in page.figures_of_clause.get(match.said.start, ())}
    return bool(told and said) and not told & said


def is_planned(clause: Clause) -> bool:
    """Whether a clause of the notes tells what is still to be done: by its group, its label or its own words."""
    if clause.planned:
        return True
    return any(
        _is_plan_word(found.group(), clause.text[found.end() :]) for found in assertions().plan.finditer(clause.text)
    )


def _is_plan_word(word: str, following: str) -> bool:
    return word not in assertions().before_verb or _opens_with_verb(following)


def _opens_with_verb(text: str) -> bool:
    """Whether a verb follows, adverbs aside: 将开展, 计划全面实施; not 将人才工作纳入."""
    import rjieba

    for word, tag in rjieba.tag(text[:8]):
        if tag[:1] == "v" or word in _verbs():
            return True
        if tag[:1] != "d":
            return False
    return False


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """Verbs of official work, many of which the dictionary takes for nouns (选派)."""
    from pipeline.checks.claims.lexicon import lexicon
    from pipeline.facts.data import titles

    lists = lexicon().lists
    return frozenset((*lists["act"], *lists["build"], *lists["attain"], *titles().establishing, *titles().launching))


def _plan_marker(before: str, following: str) -> str:
    for found in assertions().plan.finditer(before):
        if _is_plan_word(found.group(), before[found.end() :] + following):
            return found.group()
    return ""


def _done_already(match: Match) -> Finding | None:
    marker = _done_marker(match)
    if not marker:
        return None
    message = f"要点“{_short(match.told.text)}”是下一步的打算，这里用“{marker}”写成了已经做成。"
    return TENSE.at(match.span, message, "改为“将…”“下一步…”；确已做成的，请改要点。", notes=(match.told.note,))


def _done_marker(match: Match) -> str:
    words = assertions()
    told = match.told.text
    for word in words.done:
        if match.before.endswith(word) or (word in match.region and word not in told and len(word) > 1):
            return "" if word in told else word
    return next((word for word in words.done_after if word in match.region and word not in told), "")


def _among_the_done(page: Page, match: Match) -> Finding | None:
    """A plan of the notes stands among what was done, with no word that says it is one."""
    sentence = page.sentence_text(match.said)
    if page.is_among_plans(match.said.start) or assertions().plan.search(sentence) or not match.told.planned:
        return None
    message = f"要点“{_short(match.told.text)}”是下一步的打算，这里放在已经开展的工作中。"
    return TENSE.at(
        match.span, message, "移到下一步打算中，或写明“将…”。", severity="warning", notes=(match.told.note,)
    )


# --- is or is not


def _negation(match: Match) -> Finding | None:
    if match.told.lacking:
        return None
    said, told = _negators(match.region, match.told.pairs), _negators(match.told.text, match.said.pairs)
    if told and not _negators(match.region):
        return _negation_at(match, f"去掉了“{told[0]}”")
    if said and not _negators(match.told.text):
        return _negation_at(match, f"加上了“{said[0]}”")
    return None


def _negation_at(match: Match, what: str) -> Finding:
    message = f"要点说“{_short(match.told.text)}”，这里{what}，意思相反。"
    return NEGATION.at(match.span, message, "按要点的意思改回。", notes=(match.told.note,))


def strengths(page: Page) -> Iterator[Finding]:
    """Shortcomings of the notes told as if all were well: no word of lack is left, one of praise has come."""
    for clause in page.clauses:
        if clause.pairs and page.is_among_lacks(clause.start):
            for found in _ITEM.finditer(clause.text):
                finding = _made_a_strength(page, found.group(), clause.start + found.start())
                if finding:
                    yield finding


_ITEM = re.compile("[^、]+")


def _made_a_strength(page: Page, item: str, start: int) -> Finding | None:
    told, share = page.basis.nearest(pairs(item), lacking=True, least=_LACK_PAIRS_LEAST)
    if told is None or share < _SAME or assertions().lack.search(item):
        return None
    rest = assertions().lack.sub("", told.text)
    first = min(item.find(pair) for pair in pairs(item) & told.pairs)
    praise = [found.group() for found in assertions().strength.finditer(item, first) if found.group() not in rest]
    if not praise or _has_any(item[:first], assertions().intention):
        return None
    message = f"要点把“{_short(told.text)}”列为不足，这里写成了“{praise[-1]}”。"
    return NEGATION.at((start, start + len(item)), message, "按要点如实写不足。", notes=(told.note,))


def _negators(text: str, before: frozenset[str] | None = None) -> list[str]:
    """The negators of ``text``; with ``before`` only those right before one of these pairs, an adverb aside."""
    found = [match for match in assertions().negation.finditer(text) if match.lastgroup == "negator"]
    if before is not None:
        found = [m for m in found if pairs(text[m.end() : m.end() + 4]) & before]
    return [match.group() for match in found]


# --- opposites and levels


def _opposite(match: Match) -> Finding | None:
    for at, (one, other) in enumerate(assertions().opposites):
        for here, there in ((one, other), (other, one)):
            told, said = _has_any(match.told.text, here), _has_any(match.region, there)
            if told and said and not _has_any(match.told.text, there) and not _has_any(match.said.text, here):
                message = f"要点说“{_short(match.told.text)}”，这里把“{told}”写成了“{said}”。"
                rule = DIRECTION if at == 0 else ALTERED
                return rule.at(match.span, message, f"改为“{told}”。", notes=(match.told.note,))
    return None


def _has_any(text: str, words: Iterable[str]) -> str:
    return next((word for word in words if word in text), "")


def _step(page: Page, match: Match) -> Finding | None:
    """One step of a scale for another: 国家级 for 省级, 博士 for 硕士."""
    note = page.basis.text_of(match.told.note)
    for scale in assertions().steps:
        told = [step for step in scale if _has_any(match.told.text, step)]
        if not told or any(_has_any(match.said.text, step) for step in told):
            continue
        new = next((word for step in scale if (word := _has_any(match.region, step)) and not _has_any(note, step)), "")
        if new:
            old = _has_any(match.told.text, told[0])
            message = f"要点说“{_short(match.told.text)}”，这里把“{old}”写成了“{new}”。"
            return ALTERED.at(match.span, message, f"改为“{old}”。", notes=(match.told.note,))
    return None


_QUALIFIER = re.compile("(?<=[一-鿿])(?:及以上|以上|以下|以内)")


def _qualifier(page: Page, match: Match) -> Finding | None:
    """“硕士以上” without its 以上, or with 以下."""
    told = {found.group()[-2:]: found for found in _QUALIFIER.finditer(match.told.text)}
    said = {found.group()[-2:] for found in _QUALIFIER.finditer(match.said.text)}
    of_figures = {one.fact.end for one in _figures_of(page, match.told)}  # 七成以上: compared as a figure
    lost = next(
        (word for word in told if word not in said and match.told.start + told[word].end() not in of_figures), ""
    )
    before = match.told.text[max(0, told[lost].start() - 2) : told[lost].start()] if lost else ""
    if not before or before not in match.said.text:
        return None
    new = next((word for word in said if word not in told), "")
    message = f"要点说“{before}{lost}”，这里{f'写成了“{new}”' if new else f'漏了“{lost}”'}。"
    remedy = f"改为“{before}{lost}”。"
    severity: Severity = "blocker" if new else "warning"
    return ALTERED.at(match.span, message, remedy, severity=severity, notes=(match.told.note,))


# --- things that did not happen


def absences(page: Page) -> Iterator[Finding]:
    """“全年未发生一起案件”, “零投诉”: that something did not happen can be asked to be proved as well."""
    told = page.basis.bare
    for clause in page.clauses:
        for found in _ABSENCE.finditer(clause.text):
            what = pairs(clause.text[found.end() : found.end() + 12])
            hoped = any(word in clause.text[: found.start()] for word in assertions().intention)
            known = sum(pair in told for pair in what) > len(what) / 2
            if hoped or (known and _ABSENCE.search(told)):
                continue
            span = (clause.start + found.start(), clause.end)
            message = f"“{_short(clause.text[found.start() :])}”要点中没有。"
            yield NEGATION.at(span, message, "删去；确是这样的，请补一条要点。", severity="warning")


_ABSENCE = re.compile(
    "(?:未|没有|无)(?:发生|出现|发现|接到)(?:过|任何|一起|一例|一件|一名|一宗|重大|较大|违|群体)"
    "|零(?=事故|投诉|差错|失误|上访|违纪|违规|举报|伤亡|发生|延误)"
)


# --- a figure left vague


def vague(page: Page, matched: Iterable[Match], bound: Sequence[Bound]) -> Iterator[Finding]:
    """“一批”, “若干”, “一名” where the restated clause of the notes has a figure that the sentence does not give."""
    figures = {one.figure.clause: one for one in bound}
    stated = {(one.basis.note, one.basis.fact.start) for one in bound}
    by_start = {clause.start: at for at, clause in enumerate(page.clauses)}
    for match in matched:
        found = assertions().vagueness.search(match.said.text)
        if found is None or by_start[match.said.start] in figures or found.group() in match.told.text:
            continue
        missing = [one for one in _figures_of(page, match.told) if (one.note, one.fact.start) not in stated]
        if missing:
            message = f"“{found.group()}”在要点中是“{missing[0].phrase}”。"
            start = match.said.start + found.start()
            remedy = f"写明“{missing[0].fact.text}”。"
            span = (start, start + len(found.group()))
            yield NUMBER.at(span, message, remedy, severity="warning", notes=(match.told.note,))


def _figures_of(page: Page, told: Clause) -> list[Figure]:
    return [one for one in page.basis.figures if page.basis.clauses[one.clause] is told]


# --- other words in the same place

_WORD = re.compile(r"[㐀-䶿一-鿿]{2,8}")


def exchanged(page: Page, bound: Iterable[Bound]) -> Iterator[Finding]:
    """What a figure is said of, worded otherwise in the same place: 46名新入职人员 as 46名退休人员."""
    for one in bound:
        pair = _replacement(_words_around(one.basis), _words_around(one.figure))
        if pair is None:
            continue
        told, said = pair
        clause = page.clauses[one.figure.clause].text
        if told in clause or set(told) & set(said) or page.basis.says(said) or _say_the_same(told, said):
            continue
        if _WHEN.fullmatch(said) or _WHO.search(told):
            continue
        whole = page.basis.clauses[one.basis.clause].text
        told = _whole_word(whole, told)
        start = page.text.find(said, max(0, one.figure.fact.start - 24), one.figure.fact.end + 24)
        message = f"要点说“{_short(whole)}”，这里把“{told}”换成了“{said}”。"
        remedy = f"如果不是一回事，改为“{told}”；是同一回事的，请用要点的说法。"
        yield ALTERED.at((start, start + len(said)), message, remedy, severity="warning", notes=(one.basis.note,))


_WHEN = re.compile(
    "全年|今年|去年|年内|当年|先后|累计|共计?|总共|近年来|期间|目前|已经?|分别|现有|一年来|以来|通过|其中"
)
_WHO = re.compile("[局委厅会][党委机关组]{1,2}$")
"""The bureau itself, which a sentence may leave out: 局党委, 委党组."""


def _whole_word(clause: str, part: str) -> str:
    """The words of ``clause`` that ``part`` stands in: a window of characters may have cut the first one."""
    at = clause.find(part)
    begin = 0
    for word in words(clause) if at > 0 else ():
        if begin <= at < begin + len(word):
            return clause[begin : at + len(part)]
        begin += len(word)
    return part


def _words_around(figure: Figure) -> str:
    return f"{without_bounds(figure.left)}#{figure.right}"


def _replacement(told: str, said: str) -> tuple[str, str] | None:
    """The one stretch of words that stands for another beside the same words; None when more or less differs."""
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, told, said, autojunk=False).get_opcodes()
    changed = [at for at, step in enumerate(steps) if step[0] == "replace"]
    if len(changed) != 1 or sum(step[0] != "equal" for step in steps) > 2:
        return None
    at = changed[0]
    _, a, b, c, d = steps[at]
    beside = [told[step[1] : step[2]] for step in steps[max(0, at - 1) : at + 2] if step[0] == "equal"]
    if not any(_WORD.search(words) for words in beside):
        return None
    old, new = told[a:b], said[c:d]
    return (old, new) if _WORD.fullmatch(old) and _WORD.fullmatch(new) else None


def _say_the_same(one: str, other: str) -> bool:
    """Whether two words are synonyms, or both verbs: 开展 and 进行 build a sentence, they are not what it is about."""
    import rjieba

    from pipeline.checks.claims.lexicon import lexicon

    verbs = all(tag[:1] == "v" or word in _verbs() for word, tag in (*rjieba.tag(one), *rjieba.tag(other)))
    return verbs or other in lexicon().synonyms.get(one, ())


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
