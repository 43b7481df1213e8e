"""What happens while a draft is written, as plain values: for the terminal now, for a web page later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Event:
    """One thing that happened to the part called ``label`` (“提纲”, “开头”, “第一部分”).

    ``kind``: asked, text (a piece of the answer, in order), written (the whole answer), revised, kept (a revision was
    no better), checked (``label`` is empty). ``text``: the piece, the whole or a remark in Chinese.
    """

    kind: Literal["asked", "text", "written", "revised", "kept", "checked"]
    label: str
    text: str = ""


Listener = Callable[[Event], None]
"""Is told every event, from several threads at once."""


def nobody(event: Event) -> None:
    """The listener that does not listen."""
    del event
