"""How a Word file is to look."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.layouts import LayoutProfile


@dataclass(frozen=True)
class WordOptions:
    """``clean``: neither comments nor highlighting. ``trace``: a comment on every point with the notes it stands on."""

    layout: LayoutProfile
    clean: bool = False
    trace: bool = False
