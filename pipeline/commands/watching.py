"""What the user sees while a model writes: each part as it arrives, and what was kept when something breaks off."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands import console

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pipeline.writing.events import Event, Listener

_TAIL = 46  # characters of a part shown while it is written


class Watch:
    """Collects the parts as they arrive. ``table`` is drawn on a terminal; elsewhere each finished part is a line."""

    def __init__(self, *, quiet: bool) -> None:
        self._lock = threading.Lock()
        self._quiet = quiet
        self._parts: dict[str, str] = {}
        self._done: dict[str, bool] = {}

    def __call__(self, event: Event) -> None:
        with self._lock:
            if event.kind == "asked":
                self._parts[event.label], self._done[event.label] = "", False
            elif event.kind == "text":
                self._parts[event.label] = self._parts.get(event.label, "") + event.text
            elif event.kind == "written":
                self._parts[event.label], self._done[event.label] = event.text, True
        if event.kind == "written" and not self._quiet:
            console.say(f"已写好：{event.label}（{len(event.text)} 字）")
        if event.kind == "kept" and not self._quiet:
            console.say(f"{event.label}：改写没有更好，保留原文。")

    @property
    def finished(self) -> dict[str, str]:
        """The whole answers so far, by label."""
        with self._lock:
            return {label: text for label, text in self._parts.items() if self._done[label]}

    def table(self) -> RenderableType:
        """The parts and how far each is."""
        from rich.table import Table
        from rich.text import Text

        with self._lock:
            rows = [(label, self._done[label], text) for label, text in self._parts.items()]
        table = Table.grid(padding=(0, 2))
        for label, done, text in rows:
            tail = " ".join(text.split())[-_TAIL:] if _is_prose(text) else ""
            table.add_row("✓" if done else "…", label, f"{len(text)} 字", Text(tail, style="dim", no_wrap=True))
        return table


@contextmanager
def watching() -> Iterator[tuple[Listener, Watch]]:
    """A listener for a draft, shown live when stderr is a terminal."""
    if not sys.stderr.isatty():
        watch = Watch(quiet=False)
        yield watch, watch
        return
    from rich.console import Console
    from rich.live import Live

    watch = Watch(quiet=True)
    with Live(get_renderable=watch.table, console=Console(stderr=True), refresh_per_second=8, transient=True):
        yield watch, watch


def unfinished_file(notes: Path, folder: Path) -> Path:
    """Where the finished parts of a draft of ``notes`` are kept. Files of one name in two folders do not collide."""
    mark = hashlib.sha256(str(notes.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return folder / f"{notes.stem}-{mark}.txt"


def keep_unfinished(watch: Watch, target: Path) -> Path | None:
    """Writes the parts that were finished before a draft broke off, None when there are none. The outline is none."""
    from pipeline.writing.chat.answers import without_places

    finished = watch.finished.items()
    parts = [f"〔{label}〕\n{without_places(text)}" for label, text in finished if _is_prose(text)]
    if not parts:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return target


def _is_prose(answer: str) -> bool:
    """Whether it is a part of the draft, and not the outline, which is JSON."""
    return not answer.lstrip().startswith("{")
