"""Names: bodies, people, places, documents, programmes: those of the notes, those of everybody, and no others."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.checks.finding import Finding
from pipeline.checks.grounding.basis import Told, bare
from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.people import is_confirmed, people_told, tagged_names
from pipeline.checks.grounding.quantities import Bound
from pipeline.checks.grounding.reading import Clause
from pipeline.checks.grounding.rules import BODY, DOCUMENT, PERSON, PLACE, PROGRAMME
from pipeline.checks.grounding.sayings import is_the_same
from pipeline.checks.grounding.words import assertions, pairs
from pipeline.facts import Fact, agree
from pipeline.library.terms import load_terms

_CLOSE = 60.0
"""Likeness (rapidfuzz ratio) from which a name is taken for a note's name worded otherwise."""
_STRANGER, _AT_HOME = 0.15, 0.4
"""Shares of a note’s words, its name aside: with less a name is out of place, with more this is its place."""
_WORDS_LEAST = 3
_STRANGE_MOST = 200
"""Names that nothing supports, after which no more are looked at: such a text has one trouble."""
_RESTATES = 0.4
"""Share of a note’s clause from which a clause speaks of the same matter."""
_LEVEL = re.compile("国家|中央|全国|省|市|县|区|州")
_PARTY = re.compile(r"(?:党委|党组|党总支|党支部|机关党委|领导班子|班子)$")


def names(page: Page, bound: Sequence[Bound]) -> Iterator[Finding]:
    """Findings on names that neither the notes nor common usage have, and on those of the notes in a wrong place.

    ``bound``: the figures of the draft with the notes they are from, which tell what a sentence is about.
    """
    known = page.of_kind("body", "person", "place", "document", "programme")
    covered = _covered(page)
    figures = _by_sentence(page, bound)
    strange = 0
    for fact in (*known, *tagged_names(page, known)):
        if _is_inside(fact, covered):
            continue
        is_told = _is_told(page, fact)
        strange += not is_told
        if strange > _STRANGE_MOST:
            return
        found = _exchanged(page, fact, figures) if is_told else _JUDGES[fact.kind](page, fact)
        if found is not None:
            yield found
    yield from _reworded(page)
    yield from _persons_exchanged(page)


def _is_told(page: Page, fact: Fact) -> bool:
    return page.basis.says(fact.text) or any(agree(fact, one.fact) for one in page.basis.of_kind(fact.kind))


def _covered(page: Page) -> list[tuple[int, int]]:
    """Where longer names and sayings stand, within which another name is only a part of theirs."""
    told = [one.fact for one in page.basis.of_kind("honour")]
    facts = [
        fact
        for fact in page.of_kind("body", "document", "programme", "quotation", "honour")
        if fact.kind != "honour" or not any(is_the_same(fact, one) for one in told)
    ]
    return sorted((fact.start, fact.end) for fact in facts)


def _is_inside(fact: Fact, covered: list[tuple[int, int]]) -> bool:
    at = bisect_right(covered, (fact.start, len(covered) and covered[-1][1]))
    near = covered[max(0, at - 6) : at + 1]
    return any(start <= fact.start and fact.end <= end and end - start > fact.end - fact.start for start, end in near)


_Figures = dict[int, list[tuple[Clause, str]]]


def _by_sentence(page: Page, bound: Sequence[Bound]) -> _Figures:
    """Sentence -> the clauses with figures in it, and the notes that these are from."""
    found: _Figures = {}
    for one in bound:
        clause = page.clauses[one.figure.clause]
        found.setdefault(clause.sentence, []).append((clause, one.basis.note))
    return found


# --- names of the notes in each other's place


def _exchanged(page: Page, fact: Fact, figures: _Figures) -> Finding | None:
    """A name of the notes where they have another one: by the words of the sentence, or by the figure beside it."""
    told = page.basis.of_kind(fact.kind)
    own = [one for one in told if agree(fact, one.fact)]
    mine = {one.note for one in own}
    if fact.kind not in _RULES or not own or "" in mine:
        return None
    text = page.sentence_text(page.clause_at(fact.start))
    others = [one for one in told if one.note and one.note not in mine and one.fact.text not in text]
    stated = figures.get(page.clause_at(fact.start).sentence, [])
    best = _by_the_figure(page, fact, own, others, stated) or _by_the_words(page, fact, own, others, stated)
    if best is None:
        return None
    where = _short(page.basis.text_of(own[0].note))
    message = f"{fact.text}在要点中说的是“{where}”；这里说的，要点中是{best.fact.text}。"
    remedy = f"改为{best.fact.text}。"
    return _RULES[fact.kind].at((fact.start, fact.end), message, remedy, notes=(own[0].note, best.note))


_Stated = list[tuple[Clause, str]]


def _by_the_figure(page: Page, fact: Fact, own: Sequence[Told], others: Sequence[Told], stated: _Stated) -> Told | None:
    """The name of the note whose figure stands in this clause or the next, if nothing of its own note is near."""
    clause = page.clause_at(fact.start)
    near = {note for other, note in stated if 0 <= other.start - clause.start <= len(clause.text) + 1}
    sentence = page.sentence_pairs(clause)
    if near & {one.note for one in own} or max(_company(page, one, sentence, 0.0) for one in own) >= _STRANGER:
        return None
    return next((one for one in others if one.note in near), None)


def _by_the_words(page: Page, fact: Fact, own: Sequence[Told], others: Sequence[Told], stated: _Stated) -> Told | None:
    """The name whose note's words make up the sentence, where hardly any of the name's own note are near."""
    clause = page.clause_at(fact.start)
    if {note for _, note in stated} & {one.note for one in own}:
        return None
    if max(_company(page, one, page.vicinity(clause)) for one in own) >= _STRANGER:
        return None
    sentence = page.sentence_pairs(clause)
    best = max(others, key=lambda one: _company(page, one, sentence, 0.0), default=None)
    return best if best is not None and _company(page, best, sentence, 0.0) >= _AT_HOME else None


def _company(page: Page, told: Told, around: frozenset[str], unsure: float = 1.0) -> float:
    """Share of the words beside the name in its note, or of those of the whole note, that stand ``around``.

    ``unsure``: what a note with hardly any words besides counts, if none of them do.
    """
    name = pairs(told.fact.text)
    rest = page.basis.pairs_of(told.note) - name
    if len(rest) < _WORDS_LEAST and not rest & around:
        return unsure
    beside = page.basis.clause_of(told).pairs - name
    return max(_share(page, rest, around), _share(page, beside, around) if len(beside) > 1 else 0.0)


def _share(page: Page, of: frozenset[str], within: frozenset[str]) -> float:
    total = page.basis.weight(of)
    return page.basis.weight(of & within) / total if total else 0.0


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"


# --- people in each other's place


def _persons_exchanged(page: Page) -> Iterator[Finding]:
    """A person of the notes in a clause that restates what they tell of another one."""
    told = people_told(page)
    if len(told) < 2:
        return
    for name, clauses in told.items():
        for match in re.finditer(re.escape(name), page.text):
            said = page.clause_at(match.start())
            other = _whose(page, said, name, told)
            own = max(_alike(page, clause, said, name) for clause in clauses)
            if other and own < _STRANGER:
                message = f"“{name}”在要点中说的是“{_short(clauses[0].text)}”；这里说的，要点中是“{other}”。"
                notes = (clauses[0].note, told[other][0].note)
                yield PERSON.at(match.span(), message, f"改为“{other}”。", notes=tuple(dict.fromkeys(notes)))


def _whose(page: Page, said: Clause, name: str, told: dict[str, list[Clause]]) -> str:
    """The other person whom the notes tell this of; "" if nobody in particular."""
    best, share = "", _AT_HOME
    for other, clauses in told.items():
        alike = max((_alike(page, clause, said, other) for clause in clauses if name not in clause.text), default=0.0)
        if other not in said.text and alike >= share:
            best, share = other, alike
    return best


def _alike(page: Page, told: Clause, said: Clause, name: str) -> float:
    return _share(page, told.pairs - pairs(name), said.pairs)


# --- bodies


def _body(page: Page, fact: Fact) -> Finding | None:
    name = _PARTY.sub("", fact.key)
    if not name or _is_unit(page, name):
        return None
    instead = _instead(page, fact)
    if (name in assertions().common_bodies and not instead) or not is_confirmed(page, fact):
        return None
    message = f"“{fact.text}”要点中没有{instead}。"
    return BODY.at((fact.start, fact.end), message, "删去，或改为要点中的单位；确有其事的，请补一条要点。")


def _is_unit(page: Page, name: str) -> bool:
    """Whether ``name`` is the bureau itself, in full or short: 市卫生健康委 for 卫健委, but not 国家卫生健康委."""
    own_names = page.basis.head.split("\n")
    levels = {level for own in own_names if (level := _level(own))}
    if levels and _level(name) not in (*levels, ""):
        return False
    for own in own_names:
        shorter, longer = sorted((name, own), key=len)
        if len(shorter) >= 2 and shorter[-1] == longer[-1] and _is_subsequence(shorter, longer):
            return True
    return False


def _level(name: str) -> str:
    match = _LEVEL.match(name)
    return match.group() if match else ""


def _is_subsequence(shorter: str, longer: str) -> bool:
    rest = iter(longer)
    return all(char in rest for char in shorter)


# --- people, places


def _person(page: Page, fact: Fact) -> Finding | None:
    if not is_confirmed(page, fact):
        return None
    near = _named_alike(page, fact.key)
    message = f"“{fact.text}”要点中没有" + (f"，要点中是“{near}”" if near else "") + "。"
    remedy = f"改为“{near}”。" if near else "删去，或改为要点中的人；确有其人其事的，请补一条要点。"
    return PERSON.at((fact.start, fact.end), message, remedy)


def _named_alike(page: Page, name: str) -> str:
    """The person of the notes whose name differs in one character."""
    return next((one for one in people_told(page) if len(one) == len(name) and _one_off(one, name)), "")


def _one_off(one: str, other: str) -> bool:
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _place(page: Page, fact: Fact) -> Finding | None:
    following = page.text[fact.end : fact.end + 6]
    if _KIND_OF_PLACE.search(fact.key):
        return None
    if fact.key in assertions().common_places or following.startswith(assertions().spirit):
        return None
    if any(word in page.clause_at(fact.start).text for word in _phrases_with(fact.key)):
        return None
    message = f"“{fact.text}”要点中没有{_instead(page, fact)}。"
    return PLACE.at((fact.start, fact.end), message, "删去，或改为要点中的地方；确有其事的，请补一条要点。")


# What the tagger takes for a name although it is a kind of place: 落实强村, 薄弱村, 示范县.
_KIND_OF_PLACE = re.compile(
    r"(?:强|富|穷|弱|示范|先进|后进|空壳|试点|重点|贫困|每|各|全|本|进|驻|包|联)[村乡镇街县区市]$"
)


@lru_cache(maxsize=512)
def _phrases_with(name: str) -> tuple[str, ...]:
    """Set phrases that hold the name of a place: 京津冀协同发展."""
    return tuple(phrase for phrase in _set_phrases() if name in phrase)


@lru_cache(maxsize=1)
def _set_phrases() -> tuple[str, ...]:
    from pipeline.checks.policy.bank import policy_bank

    bank = policy_bank()
    return (*bank.right, *bank.quoted_known, *load_terms().terms, *load_terms().figures)


# --- documents


def _document(page: Page, fact: Fact) -> Finding | None:
    if _is_common_document(fact):
        return None
    near = _nearest(page, fact)
    message = f"{fact.text}要点中没有" + (f"，要点中是{near.text}" if near else "") + "。"
    remedy = f"改为{near.text}。" if near else "删去，或改为要点中的文件；确有此件的，请补一条要点。"
    return DOCUMENT.at((fact.start, fact.end), message, remedy)


def _is_common_document(fact: Fact) -> bool:
    title = re.sub(r"[（(][^（）()]*[）)]$", "", fact.key)
    return title in load_terms().lawful or title in _common_titles() or title.startswith("中华人民共和国")


@lru_cache(maxsize=1)
def _common_titles() -> frozenset[str]:
    """Titles in the bank of set phrases."""
    return frozenset(bare(title) for phrase in _set_phrases() for title in re.findall("《([^》]+)》", phrase))


# --- programmes


def _programme(page: Page, fact: Fact) -> Finding | None:
    """A name in quotation marks is one when a verb that founds stands before it or what it names after it."""
    if _is_common_name(fact):
        return None
    near = _nearest(page, fact) or _in_its_place(page, fact)
    if near is None and not _is_proper_name(page, fact):
        return None
    message = f"{fact.text}要点中没有" + (f"，要点中是{near.text}" if near else "") + "。"
    remedy = f"改为{near.text}。" if near else "删去，或改为要点中的名称；确有其事的，请补一条要点。"
    return PROGRAMME.at((fact.start, fact.end), message, remedy)


def _is_common_name(fact: Fact) -> bool:
    name = fact.text.strip("“”")
    return name in load_terms().quotable or name in _bare_phrases() or any(name in phrase for phrase in _bare_phrases())


@lru_cache(maxsize=1)
def _bare_phrases() -> frozenset[str]:
    return frozenset(phrase.replace("“", "").replace("”", "") for phrase in _set_phrases())


def _is_proper_name(page: Page, fact: Fact) -> bool:
    before, after = page.text[max(0, fact.start - 6) : fact.start], page.text[fact.end : fact.end + 8]
    name = fact.text.strip("“”")
    # Headings play with figures of speech: 筑牢培养锻炼“大课堂”.
    if fact.text[0] != "“" or after.startswith(assertions().named_after):
        return True
    if name.endswith(assertions().named_after) and len(name) >= 4:
        return not page.is_in_heading(fact.start)
    return before.rstrip("了好").endswith(assertions().naming) and not page.is_in_heading(fact.start)


def _reworded(page: Page) -> Iterator[Finding]:
    """Words in quotation marks that are a note's own with some of them changed, whether or not they are a name."""
    from rapidfuzz import fuzz, process

    told = [
        words for note in page.basis.notes.drafted for words in _QUOTED.findall(note.text) if words not in page.text
    ]
    known = {fact.start for fact in page.of_kind("programme", "quotation")}
    for match in _QUOTED.finditer(page.text) if told else ():
        if match.start() in known or page.basis.says(match[1]) or match[1] in _bare_phrases():
            continue
        best = process.extractOne(match[1], told, scorer=fuzz.ratio, score_cutoff=_CLOSE)
        if best:
            message = f"{match.group()}要点中没有，要点中是“{best[0]}”。"
            yield PROGRAMME.at(match.span(), message, f"改为“{best[0]}”。")


_QUOTED = re.compile("“([^“”\n]{3,32})”")


# --- what the notes have instead


def _nearest(page: Page, fact: Fact) -> Fact | None:
    """The note's name that this one was made from, if one is alike enough and does not stand in the draft itself."""
    from rapidfuzz import fuzz, process

    told = {one.fact.key: one.fact for one in page.basis.of_kind(fact.kind) if one.note}
    best = process.extractOne(fact.key, list(told), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return told[best[0]] if best else None


def _in_its_place(page: Page, fact: Fact) -> Fact | None:
    """The name that the notes have here: one that the draft never gives though the sentence has its note's words."""
    clause = page.clause_at(fact.start)
    sentence = page.sentence_pairs(clause)
    for one in page.absent:
        if one.fact.kind == fact.kind and _company(page, one, sentence, 0.0) >= _AT_HOME:
            return one.fact
    return _of_the_clause(page, fact, clause)


def _of_the_clause(page: Page, fact: Fact, clause: Clause) -> Fact | None:
    """The name of this kind in the clause of the notes that this clause restates, if the sentence leaves it out."""
    told, share = page.basis.nearest(clause.pairs)
    if told is None or share < _RESTATES:
        return None
    for one in page.basis.of_kind(fact.kind):
        inside = one.note == told.note and told.start <= one.fact.start < told.end
        if inside and one.fact.key not in page.sentence_text(clause):
            return one.fact
    return None


def _instead(page: Page, fact: Fact) -> str:
    other = _in_its_place(page, fact)
    return f"，要点中是“{other.text}”" if other else ""


_RULES = {"body": BODY, "document": DOCUMENT, "programme": PROGRAMME}
_JUDGES = {"body": _body, "person": _person, "place": _place, "document": _document, "programme": _programme}
