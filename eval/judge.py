"""What a judge's answers are worth: one draft by a rubric, several votes, every citation verified.

The judge is a model and may be wrong in ways that can be seen without one: it quotes what does not stand in the draft,
or cites notes that there are not or that do not have the figure. Such an answer is an error of the judge
(``Vote.faults``), never of the draft.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.data_files import first_fault
from pipeline.errors import ServiceError
from pipeline.facts import agree, extract
from pipeline.notes import Notes
from pipeline.writing.chat.labels import Labels

CRITERIA: Mapping[str, str] = {
    "register": "语体",
    "weight": "分量",
    "idea": "立意",
    "figures": "用数",
    "economy": "文字",
}
Grade = Literal["supported", "minor", "serious"]
DraftVerdict = Literal["sound", "unsupported", "straddling", "unjudged"]
VERDICTS: Mapping[DraftVerdict, str] = {
    "sound": "没有严重的无据说法",
    "unsupported": "有严重的无据说法",
    "straddling": "几票不一",
    "unjudged": "没有判成",
}


class JudgeFault(ServiceError):
    """The judge's answer is of no use."""


class _Answered(BaseModel):
    """What a model answered; what it adds beyond the form is let be."""

    model_config = ConfigDict(extra="ignore")


class _Clause(_Answered):
    quote: str
    notes: tuple[str, ...] = ()
    grade: Grade


class Mark(_Answered):
    """One criterion: 1 to 5, and why in a sentence."""

    score: Annotated[int, Field(ge=1, le=5)]
    why: str = ""


class _Answer(_Answered):
    clauses: tuple[_Clause, ...]
    register_: Annotated[Mark, Field(alias="register")]
    weight: Mark
    idea: Mark
    figures: Mark
    economy: Mark

    @property
    def marks(self) -> dict[str, Mark]:
        return {name: getattr(self, "register_" if name == "register" else name) for name in CRITERIA}


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Unsupported(_Kept):
    """A clause that the judge found no note for. ``start``, ``end``: character offsets in the draft."""

    start: int
    end: int
    quote: str
    grade: Literal["minor", "serious"]


class Vote(_Kept):
    """One answer, verified. ``supported``: clauses whose citations hold. ``faults``: errors of the judge, in words.

    ``failed``: why there is no answer at all; everything else is then empty.
    """

    unsupported: tuple[Unsupported, ...] = ()
    supported: int = 0
    marks: dict[str, Mark] = {}
    faults: tuple[str, ...] = ()
    failed: str = ""

    @property
    def serious(self) -> bool:
        return any(one.grade == "serious" for one in self.unsupported)


def vote_of(data: Any, text: str, notes: Notes) -> Vote:
    """The answer ``data`` on the draft ``text``. Raises JudgeFault when it has not the form asked for."""
    try:
        answer = _Answer.model_validate(data)
    except ValidationError as error:
        raise JudgeFault(f"评审的回答不合格式：{first_fault(error)}") from error
    labels, faults = Labels(notes), list[str]()
    unsupported: list[Unsupported] = []
    supported = 0
    for clause in answer.clauses:
        place = locate(clause.quote, text)
        if place is None:
            faults.append(f"所引“{_short(clause.quote)}”不在稿中")
        elif clause.grade == "supported" or clause.notes:
            wrong = list(_citation_faults(clause, labels))
            faults += wrong
            supported += not wrong
        else:
            unsupported.append(Unsupported(start=place[0], end=place[1], quote=clause.quote, grade=clause.grade))
    return Vote(unsupported=tuple(unsupported), supported=supported, marks=answer.marks, faults=tuple(faults))


def _citation_faults(clause: _Clause, labels: Labels) -> Iterator[str]:
    """What does not hold in the citations of a clause that is said to be supported."""
    quote = _short(clause.quote)
    if not clause.notes:
        yield f"说“{quote}”有依据，却没有写是哪一条"
        return
    if clause.grade != "supported":
        yield f"说“{quote}”没有依据，却写了依据 {'、'.join(clause.notes)}"
        return
    cited = [labels.note(label) for label in clause.notes]
    if unknown := [label for label, note in zip(clause.notes, cited, strict=True) if note is None]:
        yield f"依据了没有的要点 {'、'.join(unknown)}（“{quote}”）"
        return
    told = extract("\n".join(note.text for note in cited if note))
    for fact in extract(clause.quote):
        if fact.kind == "number" and not any(agree(fact, one) for one in told):
            yield f"所引要点 {'、'.join(clause.notes)} 没有“{fact.text}”"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHORT else words[:_SHORT] + "……"


_SHORT = 24
_LEAST = 4
"""Characters of the shortest quotation that can be told from any other."""


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Where ``quote`` stands in ``text``, marks and blanks aside; None when it does not, or is too short to tell."""
    places = [at for at, char in enumerate(text) if char.isalnum()]
    bare = "".join(text[at] for at in places)
    wanted = "".join(char for char in quote if char.isalnum())
    at = bare.find(wanted)
    if at < 0 or len(wanted) < _LEAST:
        return None
    return places[at], places[at + len(wanted) - 1] + 1


# --- several votes


class Found(_Kept):
    """An unsupported clause over all votes. ``votes``: how many reported it; ``grade``: the gravest of theirs."""

    start: int
    end: int
    quote: str
    grade: Literal["minor", "serious"]
    votes: int


class Judged(_Kept):
    """One draft. ``votes`` are all kept, so that their spread can be seen. ``cases``, ``repeat`` as in the run."""

    case: str
    repeat: int
    votes: tuple[Vote, ...]

    @property
    def counted(self) -> list[Vote]:
        return [vote for vote in self.votes if not vote.failed]

    @property
    def verdict(self) -> DraftVerdict:
        """Votes that do not agree are a state of their own: nobody may read a majority as a certainty."""
        said = {vote.serious for vote in self.counted}
        if not said:
            return "unjudged"
        if len(said) > 1:
            return "straddling"
        return "unsupported" if said.pop() else "sound"

    @property
    def found(self) -> tuple[Found, ...]:
        """The clauses that any vote reported, those of more votes first."""
        return tuple(sorted(_found(self.counted), key=lambda one: (-one.votes, one.start)))

    @property
    def agreed(self) -> tuple[Found, ...]:
        """Those that more than half of the votes reported."""
        return tuple(one for one in self.found if 2 * one.votes > len(self.counted))

    def scores(self, criterion: str) -> tuple[int, ...]:
        return tuple(vote.marks[criterion].score for vote in self.counted)

    @property
    def faults(self) -> list[str]:
        return [fault for vote in self.votes for fault in (*vote.faults, *([vote.failed] if vote.failed else []))]


def _found(votes: Sequence[Vote]) -> Iterator[Found]:
    """Clauses that overlap are one, whoever reported them."""
    every = sorted(
        ((clause.start, clause.end, at, clause) for at, vote in enumerate(votes) for clause in vote.unsupported),
        key=lambda one: one[:3],
    )
    group: list[tuple[int, Unsupported]] = []
    end = -1
    for start, stop, at, clause in every:
        if group and start >= end:
            yield _joined(group)
            group = []
        end = max(end, stop) if group else stop
        group.append((at, clause))
    if group:
        yield _joined(group)


def _joined(group: Sequence[tuple[int, Unsupported]]) -> Found:
    clauses = [clause for _, clause in group]
    grade: Literal["minor", "serious"] = "serious" if any(one.grade == "serious" for one in clauses) else "minor"
    quote = Counter(one.quote for one in clauses).most_common(1)[0][0]
    return Found(
        start=min(one.start for one in clauses),
        end=max(one.end for one in clauses),
        quote=quote,
        grade=grade,
        votes=len({at for at, _ in group}),
    )
