"""How large the vector index's own files were when an ingest ended.

Chroma maps these files into memory without looking at them; shortened ones end the process. So a finished ingest notes
their sizes, and whoever opens the library compares first. Their contents tell nothing: Chroma writes unused memory into
them, anew at every start. While someone writes there is no seal, and without a seal nothing is compared.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from pipeline.library.faults import DamagedLibrary

_NAME = "chroma.seal"


def seal(build: Path) -> None:
    """Notes how large the files of a finished build are."""
    with suppress(OSError):  # without a seal a library is as good as before
        (build / _NAME).write_text(json.dumps(_sizes(build)), encoding="utf-8")


def unseal(build: Path) -> None:
    """To be called before anything is written."""
    (build / _NAME).unlink(missing_ok=True)


def verify(build: Path) -> None:
    """Raises DamagedLibrary when a file is shorter than it was sealed as, or gone."""
    try:
        sealed: dict[str, int] = json.loads((build / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    found = _sizes(build)
    shorter = sorted(name for name, size in sealed.items() if found.get(name, -1) < size)
    if shorter and (build / _NAME).exists():  # an ingest may have begun meanwhile
        raise DamagedLibrary(f"向量索引的 {Path(shorter[0]).name} 不完整")


def _sizes(build: Path) -> dict[str, int]:
    files = sorted(path for path in build.glob("chroma/*/*") if path.is_file())
    return {path.relative_to(build).as_posix(): path.stat().st_size for path in files}
