"""Putting drafts before the judge: blind, in both orders, as many votes as asked for, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from eval.judge import Judged, JudgeFault, Vote, vote_of
from eval.judge_pair import Ballot, JudgedPair, preferred_of
from pipeline.genre import Genre
from pipeline.models import ReplyFault, Usage
from pipeline.notes import Notes, full_unit
from pipeline.writing.chat.labels import Labels

if TYPE_CHECKING:
    from pipeline.writing.chat import Backend

_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Item:
    """A draft to be judged. ``name``: its case."""

    name: str
    repeat: int
    notes: Notes
    genre: Genre
    text: str


@dataclass(frozen=True)
class Couple:
    """Two drafts of the same notes."""

    name: str
    repeat: int
    notes: Notes
    genre: Genre
    a: str
    b: str


class Judge:
    """A model with the prompts of the judge. ``used``: what it was asked, for the bill.

    Raises, from every method, ModelUnavailable when the model does not answer; an answer of no use is a failed vote.
    """

    def __init__(self, backend: Backend, votes: int = 1) -> None:
        self.votes = votes
        self.used: list[Usage] = []
        self._backend = backend

    def judge(self, items: Sequence[Item], done: Callable[[], None] = lambda: None) -> list[Judged]:
        """Every draft by the rubric, in order."""
        tasks = [(item, turn) for item in items for turn in range(self.votes)]
        votes = self._at_once(partial(self._counted, self._vote, done), tasks)
        groups = [votes[at : at + self.votes] for at in range(0, len(votes), self.votes)]
        return [
            Judged(case=item.name, repeat=item.repeat, votes=tuple(group))
            for item, group in zip(items, groups, strict=True)
        ]

    def judge_pairs(self, couples: Sequence[Couple], done: Callable[[], None] = lambda: None) -> list[JudgedPair]:
        """Every pair, each vote in both orders."""
        tasks = [(couple, turn) for couple in couples for turn in range(self.votes)]
        ballots = self._at_once(partial(self._counted, self._ballot, done), tasks)
        groups = [ballots[at : at + self.votes] for at in range(0, len(ballots), self.votes)]
        return [
            JudgedPair(case=couple.name, repeat=couple.repeat, ballots=tuple(group))
            for couple, group in zip(couples, groups, strict=True)
        ]

    def _at_once(self, work: Callable[[_T], _R], tasks: Sequence[_T]) -> list[_R]:
        """In order. When one cannot be answered at all, those that wait are not asked any more."""
        pool = ThreadPoolExecutor(max(1, self._backend.settings.concurrency))
        try:
            return list(pool.map(work, tasks))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _counted(self, work: Callable[[_T], _R], done: Callable[[], None], task: _T) -> _R:
        result = work(task)
        done()
        return result

    def _vote(self, task: tuple[Item, int]) -> Vote:
        item, turn = task
        try:
            data = self._ask("judge", {**_about(item), "draft": item.text}, item.name, turn)
            return vote_of(data, item.text, item.notes)
        except (ReplyFault, JudgeFault) as error:
            return Vote(failed=str(error))

    def _ballot(self, task: tuple[Couple, int]) -> Ballot:
        couple, turn = task
        answers: list[Any] = []
        try:
            for first, second in ((couple.a, couple.b), (couple.b, couple.a)):
                values = {**_about(couple), "first": first, "second": second}
                answers.append(preferred_of(self._ask("judge_pair", values, couple.name, turn)))
        except (ReplyFault, JudgeFault) as error:
            return Ballot(failed=str(error))
        (a_first, why), (b_first, why_swapped) = answers
        return Ballot(a_first=a_first, b_first=b_first, why=(why, why_swapped))

    def _ask(self, stage: str, values: dict[str, str], name: str, turn: int) -> Any:
        request = self._backend.prompts.request(stage, values, label=f"评审 {name}", attempt=turn)
        reply = self._backend.model.ask(request)
        self.used.append(reply.usage)
        return reply.data


def _about(one: Item | Couple) -> dict[str, str]:
    """What the judge is told beside the draft; nothing of who wrote it, or with which prompt."""
    return {
        "unit": full_unit(one.notes.unit),
        "genre_name": one.genre.name,
        "notes": Labels(one.notes).listing(),
    }
