"""What the user sees: results on stdout, everything else on stderr, progress only on a terminal."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

Progress = Callable[[int, int, str], None]


def speak_utf8() -> None:
    """Makes both streams UTF-8 whatever the locale says; what UTF-8 cannot hold is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def out(text: str) -> None:
    """Writes ``text`` and a line break to stdout. A reader that went away (``| head``) is no error."""
    _write(sys.stdout, text + "\n")


def out_json(value: Any) -> None:
    """Writes one JSON value on one line to stdout."""
    out(json.dumps(value, ensure_ascii=False))


def say(text: str) -> None:
    """Writes a line to stderr: a message, never a result."""
    _write(sys.stderr, text + "\n")


def flush() -> None:
    """Flushes both streams, so that a reader that went away is met here and not at interpreter exit."""
    _write(sys.stdout, "")
    _write(sys.stderr, "")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def rich_console() -> Console:
    """A rich console on stdout; in a pipe it neither colours nor wraps. NO_COLOR is honoured by rich itself."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=not sys.stdout.isatty(), emoji=False, markup=False)


@contextmanager
def progress(label: str) -> Iterator[Progress | None]:
    """A progress bar on stderr as a callback (done, total, what), or None when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=f"{label} {what}")
