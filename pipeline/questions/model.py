"""One question to the writer."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict

MODEL_WEIGHT = 60  # where a model's question stands among those of the rules (corpus/phrases/questions.yaml)


class Question(BaseModel):
    """A question. ``notes``: ids of the notes it is about, empty when it is about the whole; ``line``: of the first.

    ``rule``: the rule that asks, “model” for a language model. ``example``: a wording for the answer with “……” where it
    goes, "" for none. ``weight``: 0–120, the more the earlier it is asked. ``field`` and ``group``: where the answer
    belongs when it stands under no note: a field of the head (字数), a group (存在问题). ``mends``: the answer is a
    correction of the notes, no new fact.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    rule: str
    notes: tuple[str, ...] = ()
    line: int = 0
    question: str
    why: str = ""
    example: str = ""
    weight: int = MODEL_WEIGHT
    field: str = ""
    group: str = ""
    mends: bool = False


def question_id(rule: str, notes: tuple[str, ...], question: str) -> str:
    """The same for the same question about the same notes, whatever stands around them."""
    return "q" + hashlib.sha256("|".join((rule, *notes, question)).encode()).hexdigest()[:7]
