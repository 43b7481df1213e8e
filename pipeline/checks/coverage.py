"""The coverage ledger: for every note, whether the text takes it up, where, and which of its facts it lost.

Works on any text, paraphrased or not. A note is taken clause by clause: a clause is found where most of what it says
stands in one sentence or two neighbouring ones, rare words counting more, and where its figures, names and titles stand
too, compared by value. A shortcoming is found only where one is admitted. All words are looked for in one pass over the
text (Aho–Corasick), so a long text costs no more than its length.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipeline.checks.finding import Coverage, Finding
from pipeline.checks.rule import Rule
from pipeline.document import sentence_spans
from pipeline.facts import Fact, agree, extract
from pipeline.notes import Note, Notes

_FOUND = 0.60  # share of a clause without facts that must stand in one place
_FOUND_WITH_FACTS = 0.30  # of one whose facts all stand there: the facts place it
_PLACED = 0.42  # of one whose facts do not: it is spoken of, but without them
_ASIDE_MOST = 4  # characters of a clause without facts that may be left out: 应改尽改, 选优配强
_ITEM_LEAST = 5
_NEIGHBOUR = 0.97  # what two sentences hold together counts a little less than what one holds
_KINDS = ("number", "date", "document", "programme", "body", "person", "place", "placeholder")
_LOOSE = re.compile(
    r"今年|去年|前年|明年|后年|last:|next:|run:|[0-9]{4}$"
)  # times a draft may put otherwise: 2023年, 今年
_CLAUSE = re.compile(r"[，。；：！？,;:!?（）()]+")
_WORDS_APART = frozenset(
    (
        "其中",
        "进行",
        "开展",
        "工作",
        "情况",
        "方面",
        "相关",
        "有关",
        "人次",
        "实施",
        "推进",
        "加强",
        "做好",
        "落实",
        "建立",
        "组织",
    )
)
_SHORTCOMING = re.compile(
    "不[够足高强全优深实多大快畅准严细紧适]|不(?:充分|完善|到位|均衡|平衡|规范|健全|明显)|偏[少低弱大高慢窄老]|短缺|紧缺|缺[少乏编口失]"
    "|薄弱|滞后|有待|差距|欠[缺佳]|[短慢弱难少窄](?=[，。；、]|$)"
)

MISSING = Rule(
    name="coverage.missing",
    severity="blocker",
    meaning="每条要点都写进了稿子。",
    breaks="坚持引才聚才，引进博士8人，推动人才队伍不断壮大。",
    holds="坚持引才聚才，引进博士8人，推动人才队伍不断壮大。注重一线培养，选派18名年轻干部到乡镇挂职锻炼。",
    source="quality-rules R13",
    notes="单位：市卫健委\n- 引进博士8人\n- 选派18名年轻干部到乡镇挂职",
)
PARTIAL = Rule(
    name="coverage.partial",
    severity="blocker",
    meaning="要点里的数字、名称和各层意思没有丢。",
    breaks="坚持引才聚才，引进博士8人和一批硕士，柔性引进专家团队，推动人才队伍不断壮大。",
    holds="坚持引才聚才，引进博士8人和硕士69人，柔性引进专家团队4个，推动人才队伍不断壮大。",
    source="quality-rules R13",
    notes="单位：市卫健委\n- 引进博士8人、硕士69人，柔性引进专家团队4个",
)
RULES = (MISSING, PARTIAL)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of a note: what it says (words, and pairs of characters for their order) and states (facts)."""

    text: str
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    facts: tuple[Fact, ...]
    label: bool = False
    shortcoming: bool = False

    @property
    def size(self) -> int:
        return len(self.text)


@dataclass
class _Text:
    """The text's sentences, where each wanted string stands, and its facts by sentence."""

    spans: list[tuple[int, int]]
    places: dict[str, set[int]]
    facts: dict[int, list[Fact]]
    all_facts: list[Fact]
    text: str
    weights: dict[str, float] = field(default_factory=dict)

    def window(self, at: tuple[int, ...]) -> str:
        return self.text[self.spans[at[0]][0] : self.spans[at[-1]][1]]

    def weight(self, string: str) -> float:
        """How much finding ``string`` tells: more the rarer it is in the text; most when it is not there at all."""
        known = self.weights.get(string)
        if known is None:
            known = self.weights[string] = math.log(2 + len(self.spans) / (1 + len(self.places.get(string, ()))))
        return known


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a clause was found best: the sentences, how much of it, and its facts that do not stand there."""

    clause: _Clause
    at: tuple[int, ...]
    score: float
    lacking: tuple[Fact, ...]

    @property
    def found(self) -> bool:
        if not self.clause.facts:
            return self.score >= _FOUND
        return not self.lacking and self.score >= _FOUND_WITH_FACTS

    @property
    def placed(self) -> bool:
        return self.found or self.score >= _PLACED


def check_coverage(text: str, draft: object, notes: Notes | None, genre: object) -> Iterator[Finding]:
    """Findings of this family; none without notes. ``draft`` and ``genre`` are not needed."""
    del draft, genre
    if notes is not None:
        yield from findings(text, notes, ledger(text, notes))


def findings(text: str, notes: Notes, rows: Iterable[Coverage]) -> Iterator[Finding]:
    """What the ledger's ``rows`` mean for the writer: a missing note blocks, so does a lost figure or name."""
    for row in rows:
        note = notes.by_id(row.note)
        if note is None or row.status in ("covered", "set_aside"):
            continue
        if row.status == "missing":
            place = (len(text), len(text))
            yield MISSING.at(
                place, f"要点没有写进稿子：{note.text}", "请补写这一条，或在要点中删去。", notes=(note.id,)
            )
        else:
            yield _partial(note, row)


def _partial(note: Note, row: Coverage) -> Finding:
    lost = "、".join(row.lacking)
    facts = {fact.text for fact in _facts_of(note.text)}
    severity = "blocker" if facts.intersection(row.lacking) else "warning"
    return PARTIAL.at(
        row.where[0] if row.where else (0, 0),
        f"要点“{_short(note.text)}”没有写全，缺：{lost}",
        f"请在此处写明{lost}，与要点一致。",
        severity=severity,  # type: ignore[arg-type]
        notes=(note.id,),
    )


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


def ledger(text: str, notes: Notes) -> list[Coverage]:
    """One row a note, in their order: covered, partial (and what is lacking), missing or set aside, and where it went.

    ``where`` are offsets of the sentences in ``text``. Linear in the length of the text.
    """
    return list(_rows(text, notes))


@lru_cache(maxsize=4)  # the findings and the report both ask for it
def _rows(text: str, notes: Notes) -> tuple[Coverage, ...]:
    clauses = {note.id: _clauses(note.text) for note in notes.drafted}
    known = _read(text, [clause for group in clauses.values() for clause in group])
    return tuple(_row(note, clauses.get(note.id, ()), known) for note in notes.notes)


def _row(note: Note, clauses: tuple[_Clause, ...], known: _Text) -> Coverage:
    if note.set_aside:
        return Coverage(note=note.id, status="set_aside")
    matches = [_best(clause, known) for clause in clauses]
    said = [match for match in matches if not match.clause.label] or matches
    where = tuple(known.spans[at] for at in sorted({at for match in said if match.placed for at in match.at}))
    lacking = tuple(dict.fromkeys(_lacking(said)))
    if not any(match.placed for match in said):
        return Coverage(note=note.id, status="missing", lacking=lacking)
    return Coverage(note=note.id, status="partial" if lacking else "covered", where=where, lacking=lacking)


def _lacking(matches: list[_Match]) -> Iterator[str]:
    """The facts, or whole clauses, of a note that the text does not have."""
    for match in matches:
        if match.found:
            continue
        lost = match.lacking or (match.clause.facts if not match.placed else ())
        yield from (fact.text for fact in lost)
        if not lost and (not match.placed or match.score < _FOUND) and match.clause.size > _ASIDE_MOST:
            yield match.clause.text


# --- the note


@lru_cache(maxsize=1024)
def _clauses(text: str) -> tuple[_Clause, ...]:
    """The clauses of a note; very short ones join the next, so that each says something of its own."""
    facts = _facts_of(text)
    pieces = _joined(text, list(_pieces(text, facts)))
    labelled = _label_end(text)
    return tuple(_clause(text, start, end, facts, end <= labelled and len(pieces) > 1) for start, end in pieces)


def _facts_of(text: str) -> tuple[Fact, ...]:
    return tuple(
        fact for fact in extract(text) if fact.kind in _KINDS and not (fact.kind == "date" and _LOOSE.match(fact.key))
    )


def _pieces(text: str, facts: tuple[Fact, ...]) -> Iterator[tuple[int, int]]:
    """Spans between clause marks that stand outside facts."""
    inside = bytearray(len(text) + 1)
    for fact in facts:
        inside[fact.start : fact.end] = b"\x01" * (fact.end - fact.start)
    begin = 0
    for match in _CLAUSE.finditer(text):
        if not inside[match.start()]:
            yield from _listed(text, begin, match.start())
            begin = match.end()
    yield from _listed(text, begin, len(text))


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """“产业链条短、薄弱村还有87个、理赔慢”: items long enough to say something are clauses of their own."""
    items = text[start:end].split("、")
    if len(items) == 1 or min(map(len, items)) < _ITEM_LEAST or "“" in text[start:end]:
        yield start, end
        return
    for item in items:
        yield start, start + len(item)
        start += len(item) + 1


def _joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if start >= end:
            continue
        if joined and (end - start < 4 or joined[-1][1] - joined[-1][0] < 4):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined or [(0, len(text))]


def _label_end(text: str) -> int:
    """“年轻干部：建立名单24人”: what stands before the colon only names the subject, if it states no fact."""
    head, colon, _ = text.partition("：")
    return len(head) if colon and len(head) <= 10 and not re.search(r"[0-9，“《]", head) else -1


def _clause(text: str, start: int, end: int, facts: tuple[Fact, ...], label: bool) -> _Clause:
    own = tuple(fact for fact in facts if start <= fact.start < end)
    bare = "".join(" " if any(f.start - start <= at < f.end - start for f in own if f.kind == "number") else char
                   for at, char in enumerate(text[start:end]))  # fmt: skip
    runs = re.findall("[一-鿿A-Za-z]+", bare)
    pairs = tuple(dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run) - 1)))
    return _Clause(text[start:end], tuple(_words(runs)), pairs, own, label, bool(_SHORTCOMING.search(text[start:end])))


def _words(runs: list[str]) -> Iterator[str]:
    import rjieba

    seen: set[str] = set()
    for run in runs:
        for word in rjieba.cut(run):
            if len(word) > 1 and word not in _WORDS_APART and word not in seen:
                seen.add(word)
                yield word


# --- the text


def _read(text: str, clauses: list[_Clause]) -> _Text:
    spans = sentence_spans(text)
    starts = [start for start, _ in spans]
    places: dict[str, set[int]] = defaultdict(set)
    automaton = _automaton(clauses)
    if automaton is not None:
        for end, string in automaton.iter(text):
            places[string].add(bisect_right(starts, end) - 1)
    all_facts = [fact for fact in extract(text, indefinite=True) if fact.kind in _KINDS]
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in all_facts:
        facts[bisect_right(starts, fact.start) - 1].append(fact)
    return _Text(spans, places, facts, all_facts, text)


def _automaton(clauses: list[_Clause]) -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for clause in clauses:
        for string in (*clause.words, *clause.pairs):
            automaton.add_word(string, string)
    if not len(automaton):
        return None
    automaton.make_automaton()
    return automaton


def _best(clause: _Clause, known: _Text) -> _Match:
    """The sentence, or pair of neighbours, that holds most of the clause; one that holds its facts comes first."""
    candidates = sorted(_scores(clause, known).items(), key=lambda item: -item[1])[:40]
    best = _Match(clause, (), 0.0, clause.facts)
    for at, score in candidates:
        if clause.shortcoming and not _SHORTCOMING.search(known.window(at)):
            continue
        lacking = tuple(fact for fact in clause.facts if not _stands(fact, at, known))
        match = _Match(clause, at, score, lacking)
        if _rank(match) > _rank(best):
            best = match
    return best


def _rank(match: _Match) -> tuple[bool, float]:
    held = 1 - len(match.lacking) / len(match.clause.facts) if match.clause.facts else 0.0
    return match.found, match.score + 0.6 * held - 0.01 * len(match.at)


def _scores(clause: _Clause, known: _Text) -> dict[tuple[int, ...], float]:
    """How much of the clause stands in each sentence and each pair of neighbours."""
    single: dict[int, float] = defaultdict(float)
    double: dict[int, float] = defaultdict(float)
    for strings in (clause.words, clause.pairs):
        whole = sum(known.weight(string) for string in strings) * (2 if clause.words and clause.pairs else 1)
        for string in strings:
            share, places = known.weight(string) / whole, known.places.get(string, set())
            for at in places:
                single[at] += share
            for at in places | {at - 1 for at in places}:
                double[at] += share
    scores: dict[tuple[int, ...], float] = {(at,): score for at, score in single.items()}
    last = len(known.spans) - 1
    scores |= {(at, at + 1): score * _NEIGHBOUR for at, score in double.items() if 0 <= at < last}
    return scores or _by_fact(clause, known)


def _by_fact(clause: _Clause, known: _Text) -> dict[tuple[int, ...], float]:
    """A clause of figures only (“处理21人”) is looked for by them."""
    return {
        (at,): 1.0
        for at, facts in known.facts.items()
        if any(agree(fact, own) for fact in facts for own in clause.facts)
    }


def _stands(fact: Fact, at: tuple[int, ...], known: _Text) -> bool:
    """Whether a note's fact stands in these sentences; a year or a name may stand anywhere in the text."""
    nearby = [other for index in at for other in known.facts.get(index, ())]
    if any(agree(fact, other) for other in nearby):
        return True
    window = known.window(at)
    if fact.kind in ("date", "body", "place", "person"):
        return any(agree(fact, other) for other in known.all_facts) or fact.text in known.text
    if fact.kind == "placeholder":
        return fact.text in window or any(other.kind == "placeholder" for other in nearby)
    return _bare(fact.text) in _bare(window) if fact.kind in ("programme", "document") else False


def _bare(text: str) -> str:
    return re.sub(r"[“”《》\s]", "", text)
