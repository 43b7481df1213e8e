"""Honours, instructions from above, and words put into somebody's mouth: in the notes or in the bank, word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.checks.bank import Strict, load_bank
from pipeline.checks.finding import Finding
from pipeline.checks.grounding.basis import bare
from pipeline.checks.grounding.page import Page
from pipeline.checks.grounding.rules import HONOUR, INSTRUCTION, QUOTATION
from pipeline.checks.grounding.words import assertions
from pipeline.facts import Fact

_ALTERED = 60.0
"""Likeness (rapidfuzz ratio) from which words are taken for a known quotation with some of them changed."""


class _Quotation(Strict):
    text: str
    attributed_to: str = ""
    verb: str = ""
    seed: str = ""
    canonical: bool = False
    verified: bool = False


class _Bank(Strict):
    source: str
    as_of: str
    quotations: tuple[_Quotation, ...]


@lru_cache(maxsize=1)
def _bank() -> _Bank:
    return load_bank("quotations.yaml", _Bank)


# --- honours and instructions


def honours(page: Page) -> Iterator[Finding]:
    """Claims of honour, of approval from above, of being held up as an example, that no note makes."""
    told = [one.fact for one in page.basis.of_kind("honour")]
    title = page.context.draft.first("title")
    for fact in page.of_kind("honour"):
        kind, level, _ = fact.key.split("|", 2)
        if any(is_the_same(fact, one) for one in told) or page.basis.says(fact.text) or _is_aspired(fact):
            continue
        if title and title.start <= fact.start < title.end:  # “…的交流发言” names the text itself
            continue
        rule = INSTRUCTION if kind == "instruction" else HONOUR
        other = next((one for one in told if one.key.split("|")[0] == kind), None)
        what = f"，要点中是“{other.text}”" if other and other.key.split("|")[1] != level else ""
        remedy = "删去；确有此事的，请补一条要点，写明何时、何单位。"
        yield rule.at((fact.start, fact.end), f"“{_short(fact.text)}”要点中没有{what}。", remedy)


def is_the_same(said: Fact, told: Fact) -> bool:
    """Kind and level alike, and what was won or praised named in words that share most characters."""
    if said.key.split("|")[:2] != told.key.split("|")[:2]:
        return False
    new = set(said.text) - set(told.text)
    return len(new) <= 0.6 * len(set(said.text))


def _is_aspired(fact: Fact) -> bool:
    """Whether the clause only hopes for it: 努力创建全国先进单位."""
    return any(word in fact.text for word in assertions().intention)


# --- quotations


@dataclass(frozen=True, slots=True)
class _Known:
    speaker: str
    words: str
    verified: bool
    text: str


def quotations(page: Page) -> Iterator[Finding]:
    """Attributed or quoted sentences that are neither in the notes nor, word for word, in the bank."""
    for fact in page.of_kind("quotation"):
        speaker, _, words = fact.key.partition("|")
        if not words or words in page.basis.bare or _is_set_phrase(words):
            continue
        yield from _judged(page, fact, speaker, words)


def _judged(page: Page, fact: Fact, speaker: str, words: str) -> Iterator[Finding]:
    span = (fact.start, fact.end)
    exact = next((one for one in _known() if one.words == words), None)
    if exact is not None and _may_say(speaker, exact):
        if exact.speaker and not exact.verified:
            message = f"“{_short(exact.text)}”在引语库中，但没有与原文核对过。"
            yield QUOTATION.at(span, message, "请与原文核对后使用。", severity="info")
        return
    if exact is not None:
        message = f"这句话在引语库中出自{exact.speaker or '通行语'}，这里说是“{_short(speaker)}”所讲。"
        yield QUOTATION.at(span, message, "改正出处，或删去。")
        return
    near = _nearest(words, page)
    if near is not None:
        message = (
            f"引文与{'引语库' if near.speaker or near.text else '要点'}不一致：{_differences(near.words, words)}。"
        )
        yield QUOTATION.at(span, message, f"改为原文“{_short(near.text, 60)}”，或删去。")
    else:
        message = f"“{_short(fact.text)}”要点和引语库中都没有。"
        yield QUOTATION.at(span, message, "删去；确有出处的，请补入要点，写明何时何地所讲。")


def _may_say(speaker: str, known: _Known) -> bool:
    if not known.speaker:
        return True
    return not speaker or known.speaker in speaker or speaker in known.speaker


@lru_cache(maxsize=1)
def _known() -> tuple[_Known, ...]:
    bank = _bank().quotations
    return tuple(_Known(bare(one.attributed_to), bare(one.text), one.verified, one.text) for one in bank)


@lru_cache(maxsize=1)
def _phrases() -> frozenset[str]:
    from pipeline.checks.policy.bank import policy_bank
    from pipeline.library.terms import load_terms

    return frozenset(
        bare(phrase) for phrase in (*policy_bank().right, *policy_bank().quoted_known, *load_terms().terms)
    )


def _is_set_phrase(words: str) -> bool:
    return words in _phrases()


def _nearest(words: str, page: Page) -> _Known | None:
    from rapidfuzz import fuzz, process

    told = [
        _Known("", bare(one.fact.key.partition("|")[2]), True, one.fact.text) for one in page.basis.of_kind("quotation")
    ]
    candidates = [*told, *_known()]
    best = process.extractOne(words, [one.words for one in candidates], scorer=fuzz.ratio, score_cutoff=_ALTERED)
    return candidates[best[2]] if best else None


def _differences(known: str, said: str) -> str:
    """“原文‘解决实际问题’作‘应对复杂局面’”, at most three."""
    from rapidfuzz.distance import Levenshtein

    parts: list[str] = []
    for step in Levenshtein.opcodes(known, said):
        old, new = known[step.src_start : step.src_end], said[step.dest_start : step.dest_end]
        if step.tag == "replace":
            parts.append(f"“{old}”写成了“{new}”")
        elif step.tag == "delete":
            parts.append(f"漏了“{old}”")
        elif step.tag == "insert":
            parts.append(f"多了“{new}”")
    return "；".join(parts[:3]) + ("等" if len(parts) > 3 else "")


def _short(text: str, most: int = 30) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
