"""An endpoint that writes as the composer does, at a fixed pace: what is measured with it is the chain, not a model.

Its answers are blameless, so no time goes into revision. Pace is counted in tokens, as servers are rated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.document import Draft
from pipeline.genre import Genre
from pipeline.models.tokens import count_tokens
from pipeline.notes import Notes
from pipeline.writing import draft
from pipeline.writing.chat.labels import Labels
from pipeline.writing.outline import Outline
from tests.scripted_endpoint import Answer

_PIECE = 8  # characters a piece of a stream


@dataclass(frozen=True)
class Pace:
    """``first``: seconds before the first token. ``speed``: tokens a second after it."""

    first: float
    speed: float

    def seconds(self, text: str) -> float:
        """How long an answer takes."""
        return self.first + count_tokens(text) / self.speed

    def answer(self, text: str) -> Answer:
        pieces = max(1, -(-len(text) // _PIECE))
        between = count_tokens(text) / self.speed / pieces
        return Answer(text, first=self.first, between=between, pieces=_PIECE)


class ComposedModel:
    """Answers the prompts of the chat writer with the composer's own outline and words for one set of notes."""

    def __init__(self, notes: Notes, genre: Genre, pace: Pace) -> None:
        result = draft(notes, genre)
        self._pace = pace
        self._labels = Labels(notes)
        self._genre = genre
        self.outline: Outline = result.outline
        self.draft: Draft = result.draft
        self.texts: list[str] = []

    def __call__(self, body: dict[str, Any]) -> Answer:
        text = self._text(body["messages"][-1]["content"])
        self.texts.append(text)
        return self._pace.answer(text)

    def _text(self, user: str) -> str:
        if "先定全文的提纲" in user:
            return self.plan()
        if "现在写开头" in user:
            return self.opening()
        if "审稿人指出" in user:
            return user.split("初稿是：\n")[1].split("\n\n审稿人指出", maxsplit=1)[0]
        return self.section(user)

    def plan(self) -> str:
        sections = [
            {
                "kind": section.rule,
                "heading": section.heading,
                "points": [
                    {
                        "topic": p.topic,
                        "notes": [self._labels.of(n) for n in p.notes],
                        "weight": 3,
                        "angle": "以数字立论",
                    }
                    for p in section.points
                ],
            }
            for section in self.outline.sections
        ]
        whole = {"idea": "事业兴衰关键在人", "preview": "选育管用一体推进", "sections": sections}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))

    def opening(self) -> str:
        part = self.draft.first("opening")
        assert part is not None
        return part.text.removesuffix(self._genre.opening.transition)

    def section(self, user: str) -> str:
        asked = user.split("请写：")[1]
        at = next(at for at, section in enumerate(self.outline.sections) if f"“{section.heading}”" in asked)
        places = [int(place) for place in re.findall(r"^【(\d+)】", asked, re.MULTILINE)]
        section = self.draft.sections[at]
        lead = [f"【引】{section.lead}"] if "【引】" in asked and section.lead else []
        return "\n".join([*lead, *(f"【{place}】{section.points[place - 1].text}" for place in places)])


Answering = Callable[[dict[str, Any]], Answer]
