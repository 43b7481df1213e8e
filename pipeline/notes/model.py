"""The value that a notes file becomes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Note(BaseModel):
    """One bullet. ``id`` depends on the bullet's own text alone, so edits of other bullets do not move it.

    ``text`` is the bullet as written, without its marker, blanks normalised. ``group`` is the heading it stands under,
    "" if none. ``important``: the writer marked it with a leading “!”. ``line``: 1-based line in the file.
    ``set_aside``: why it is never drafted (it addresses a machine, asks something of whoever drafts, or stands already
    in its group), "" for an ordinary note. ``answers``: id of the note whose question (问) this text answers, "" for a
    note that the writer put down unasked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    text: str
    group: str = ""
    important: bool = False
    line: int = 0
    set_aside: str = ""
    answers: str = ""


class Asked(BaseModel):
    """A question (问) that stands in the file, with what the writer answered (答), "" as long as nothing.

    ``note``: id of the note it stands under, "" when under none; ``became``: id of the note that the answer is, "" when
    it became none (“不清楚”). ``line``: 1-based line of the question.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str = ""
    note: str = ""
    became: str = ""
    line: int = 0


class Notes(BaseModel):
    """A whole notes file. Empty strings and 0 mean: not given. ``notes`` holds every bullet, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: str  # 单位, as the writer gave it
    occasion: str = ""  # 场合
    genre: str = ""  # 文种, a name, alias or id, as given
    salutation: str = ""  # 称谓, without the colon
    length: int = 0  # 字数
    year: str = ""  # 年度, e.g. 2023年
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()  # what was guessed or mended while reading, in Chinese
    asked: tuple[Asked, ...] = ()  # the questions that stand under the bullets

    @property
    def drafted(self) -> tuple[Note, ...]:
        """The notes to draft from: all but those set aside."""
        return tuple(note for note in self.notes if not note.set_aside)

    def by_id(self, note_id: str) -> Note | None:
        return next((note for note in self.notes if note.id == note_id), None)
