"""Questions that stand in a notes file (问：…) and what the writer typed under them (答：…).

Both are taken out before anything else is read, so that they change nothing about the bullets around them: not their
text, not their group, not their id. What is answered comes back as a note of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.notes.head import field_lines
from pipeline.notes.mend import mended, without_list_tail
from pipeline.notes.sections import opened_section, starts_plan

FRAME = "……"  # where the answer stands in the wording that a question offers
_SIGN = r"(?P<indent>[ \t\u3000>]*)(?:[-*·•+][ \t]*)?"
_QUESTION = re.compile(rf"{_SIGN}问[ ]?[:：](?P<rest>.*)")
_ANSWER = re.compile(rf"{_SIGN}答[ ]?[:：](?P<rest>.*)")
MEND = "请直接改好这一条，再删去本行"  # stands behind a question whose answer is a correction, no new fact
_OFFERED = re.compile(rf"（(?:可答：(?P<offered>[^）\n]{{1,80}})|(?P<mend>{MEND}))）\s*$")
_STARTS_SOMETHING = re.compile(
    r"[ \t\u3000>]*(?:[-*·•●○◆◇■□▪▲★※#+①-⑳⑴-⒛]|[（(]?[\d一二三四五六七八九十]{1,3}[、.．)）]|\*\*|【)"
)
_NOTHING = re.compile(
    r"(?:暂|目前|还|尚)?(?:无|没有|没|不清楚|不知道|不详|不了解|未知|未定|待定|待补|待查|待核|待核实|待补充|略|同上|不写|不用写|不回答|没有数据)了?"
    r"[。.！!]?|[-—_/／、.。…？?xX×*]+|(?:n/a|none|tbd|todo)",
    re.IGNORECASE,
)
_FRAGMENT_MOST = 16  # characters; longer answers are sentences of their own
_NAME_MOST = 6  # characters of a name that is in no list of names
_WANTS_OBJECT = re.compile("[授赠给]予$|颁[发给]$|[评列定誉称]为$|命名为$|荣获$|获得$|来自$|[源属位]于$")
_VALUES = tuple("nmqtxwcufbsj")  # parts of speech, by their first letter, that a mere value is made of
_LINKS = tuple("为是由有共达每已")


@dataclass
class Pair:
    """A question and its answer. ``line``, ``last``: of its first and last line, 1-based; ``offered``: the wording that
    the question offers for the answer, with ``FRAME`` where the answer goes; ``answer_line`` 0: there is no 答 line;
    ``mends``: the bullet is to be corrected, not added to; ``for_field``: a field of the head to fill in follows."""

    line: int
    question: str
    offered: str = ""
    answer: str = ""
    answer_line: int = 0
    last: int = 0
    indent: int = 0
    mends: bool = False
    for_field: bool = False

    @property
    def says_nothing(self) -> bool:
        """“不清楚” is an answer, but no note."""
        return bool(_NOTHING.fullmatch(self.answer))

    @property
    def text(self) -> str:
        """The answer as a note: words that only make sense after the question are put into the wording it offered."""
        value = self.answer if self._is_fragment else self._value_before_verb
        return self.offered.replace(FRAME, value) if value and self.offered.count(FRAME) == 1 else self.answer

    @property
    def set_aside(self) -> str:
        """Why the answer cannot be drafted as it stands, "" when it can."""
        if self.mends:
            return "的回答说的是怎么改，程序不替您改要点（请直接改好那一条）"
        framed = self.offered.count(FRAME) == 1
        leans = not framed if self._is_fragment else self._lacks_object and not (framed and self._value_before_verb)
        return "的回答离开问题读不成一句话（请补成完整的一句，或直接写进要点）" if leans else ""

    @property
    def _is_fragment(self) -> bool:
        """A mere value: no verb, and nothing of the wording that was offered."""
        if len(self.answer) > _FRAGMENT_MOST or _says_something(self.answer):
            return False
        fixed = self.offered.replace(FRAME, "\n")
        return not any(self.answer[at : at + 2] in fixed for at in range(len(self.answer) - 1))

    @property
    def _lacks_object(self) -> bool:
        """Whether the answer stops on a verb that always takes an object, which only the bullet names: “省厅授予”.

        The object may stand before it all the same: “先进集体称号由省厅授予”.
        """
        object_first, by, _ = self.answer.partition("由")
        told = bool(by) and bool(_beside_facts(object_first, "date"))
        return not told and bool(_WANTS_OBJECT.search(_bare(self.answer)))

    @property
    def _value_before_verb(self) -> str:
        """What such an answer has to put into the offered wording, which says the verb itself; "" when it has not."""
        before, _, after = self.offered.partition(FRAME)
        answer = _bare(self.answer)
        verb = _WANTS_OBJECT.search(answer)
        if verb is None or (verb.group() not in before and verb.group() not in after):
            return ""
        value = re.sub("^[由被经]|所$", "", answer[: verb.start()])
        return value if value and _is_mere_value(value) else ""


def taken_out(lines: list[str], first_line: int = 1) -> tuple[list[tuple[int, str]], list[Pair]]:
    """The lines without questions and answers, each with its number in the file, and the pairs. Linear."""
    kept: list[tuple[int, str]] = []
    pairs: list[Pair] = []
    current: Pair | None = None
    for number, line in enumerate(lines, first_line):
        waiting = current if current is not None and not current.answer_line else None
        current = _pair_with(line, number, current, pairs)
        if current is not None:
            continue
        kept.append((number, line))
        if waiting is not None and line.strip():
            waiting.for_field = bool(field_lines(line.strip()))
        current = waiting if not line.strip() else None
    return kept, pairs


def _pair_with(line: str, number: int, current: Pair | None, pairs: list[Pair]) -> Pair | None:
    """The pair that ``line`` belongs to, opened or carried on by it; None for any other line."""
    if found := _QUESTION.match(line):
        pairs.append(_opened(found, number))
        return pairs[-1]
    if found := _ANSWER.match(line):
        if current is None or current.answer_line:
            pairs.append(Pair(number, ""))
        return _answered(pairs[-1], found, number)
    if current is not None and current.answer_line and _carries_on(line, current):
        current.answer = without_list_tail(mended(f"{current.answer} {line.strip()}"))
        current.last = number
        return current
    return None


def _opened(found: re.Match[str], number: int) -> Pair:
    text = mended(found["rest"])
    offered = _OFFERED.search(text)
    question = text[: offered.start()].strip() if offered else text
    wording, mends = (offered["offered"] or "", bool(offered["mend"])) if offered else ("", False)
    return Pair(number, question, wording, last=number, mends=mends)


def _answered(pair: Pair, found: re.Match[str], number: int) -> Pair:
    pair.answer = without_list_tail(mended(found["rest"])) if found["rest"].strip() else ""
    pair.answer_line = pair.last = number
    pair.indent = width_of(found["indent"])
    return pair


def _carries_on(line: str, pair: Pair) -> bool:
    """A further line of an answer: indented as far as its 答, and opening nothing of its own."""
    bare = line.strip()
    if not bare or pair.indent == 0 or width_of(line[: len(line) - len(line.lstrip(" \t\u3000"))]) < pair.indent:
        return False
    return not (starts_something(line) or opened_section(bare) or starts_plan(bare) or field_lines(bare))


def starts_something(line: str) -> bool:
    """Whether a line opens a bullet, a heading or a label of its own."""
    return bool(_STARTS_SOMETHING.match(line))


def _says_something(text: str) -> bool:
    """A verb, or more than a few characters beside figures, dates and names."""
    import rjieba

    beside = sum(char.isalnum() for words in _beside_facts(text) for char in words)
    return beside > _NAME_MOST or any(tag.startswith("v") or word in _LINKS for word, tag in rjieba.tag(text))


def _bare(answer: str) -> str:
    return answer.rstrip("。！!.；; ")


def _is_mere_value(text: str) -> bool:
    """Bodies, persons, dates and figures, and beside them nothing but nouns."""
    import rjieba

    return all(tag[:1] in _VALUES for words in _beside_facts(text) for _, tag in rjieba.tag(words))


def _beside_facts(text: str, *kinds: str) -> list[str]:
    """What stands beside the facts, of these kinds or of any."""
    from pipeline.facts import extract

    rest = list(text)
    for fact in extract(text):
        if not kinds or fact.kind in kinds:
            rest[fact.start : fact.end] = [" "] * (fact.end - fact.start)
    return "".join(rest).split()


def width_of(blanks: str) -> int:
    """How far ``blanks`` indent, in half-width columns."""
    return sum({"\t": 4, "\u3000": 2}.get(char, 1) for char in blanks)
