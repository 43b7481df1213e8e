"""What a run was made with: versions, prompts, data, revision."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from eval import git
from eval.backends import Writer, model_name, settings
from eval.case import Case
from eval.record import RunHeader
from pipeline import __version__
from pipeline.resources import data_folder, prompts_folder

_DATA = ("corpus/genres", "corpus/phrases", "corpus/facts", "corpus/reports")


def header_for(cases: Sequence[Case], writer: Writer, *, whole: bool, repeat: int = 1) -> RunHeader:
    """The header of a run that is about to begin."""
    prompts = writer.prompts or settings().prompts or prompts_folder()
    return RunHeader(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        nigao=__version__,
        python=platform.python_version(),
        platform=platform.platform(),
        revision=revision(),
        backend=writer.backend,
        model=model_name(cases, writer),
        repeat=repeat,
        whole=whole,
        prompts=dict(_digests(prompts, "prompts")),
        prompt_texts=dict(_texts(prompts)),
        data={name: digest for folder in _DATA for name, digest in _digests(data_folder() / folder, folder)},
        cases={case.id: case.digest for case in cases},
    )


def _digests(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """(``name``/path below ``folder``, digest) of every file that is not hidden, wherever the folder lies."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"{name}/{path.relative_to(folder).as_posix()}", sha256(path.read_bytes()).hexdigest()[:16]


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, words) of the prompts in ``folder``, named as ``_digests`` names them."""
    for path in sorted(folder.glob("*.md")):
        yield f"prompts/{path.name}", path.read_text(encoding="utf-8-sig")


def revision(folder: Path | None = None) -> str:
    """The git revision of the checkout, with “+” when files differ from it; "" outside one or without git."""
    root = folder or data_folder()
    if not git.is_checkout(root):
        return ""
    head = git.output(root, "rev-parse", "--short=12", "HEAD").decode().strip()
    return f"{head}+" if head and git.output(root, "status", "--porcelain", "--untracked-files=no") else head
