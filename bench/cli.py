"""What the command line costs: ``--help`` against an empty typer program, and one cold draft with the library built.

    python -m bench.cli [--quick]

Runs are interleaved, so that a busy machine slows both sides; medians are compared. Peak memory is the child's own
maximum resident size as the kernel counts it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
NOTES = ROOT / "tests" / "data" / "notes" / "01_shuili_fayan.md"
EMPTY = "import typer\n\napp = typer.Typer()\n\n\n@app.command()\ndef main() -> None:\n    pass\n\n\napp()\n"

HELP_RATIO = 1.5
DRAFT_SECONDS = 4.0
DRAFT_MIB = 600.0


@dataclass(frozen=True)
class Run:
    """One process: wall time in seconds, peak memory in MiB."""

    seconds: float
    mib: float


def timed(command: list[str], environment: dict[str, str]) -> Run:
    """Runs ``command`` quietly to its end. Raises SystemExit with its error output when it fails."""
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} -> {child.returncode}\n{errors.read().decode()}")
    return Run(seconds, usage.ru_maxrss / 1024)


def help_ratio(rounds: int, folder: Path) -> tuple[float, float]:
    """Median seconds of ``nigao --help`` and of the empty program's."""
    empty = folder / "empty.py"
    empty.write_text(EMPTY, encoding="utf-8")
    environment = {**os.environ, "NIGAO_HOME": str(folder / "home")}
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        ours.append(timed([sys.executable, "-m", "pipeline", "--help"], environment).seconds)
        theirs.append(timed([sys.executable, str(empty), "--help"], environment).seconds)
    return median(ours), median(theirs)


def cold_draft(rounds: int, folder: Path) -> Run:
    """Median wall time and largest peak of ``nigao draft`` on notes 01; the library is built before, untimed."""
    environment = {**os.environ, "NIGAO_HOME": str(folder / "home")}
    timed([sys.executable, "-m", "pipeline", "ingest"], environment)
    output = str(folder / "draft.txt")
    command = [sys.executable, "-m", "pipeline", "draft", str(NOTES), "-o", output, "--backend", "offline"]
    runs = [timed(command, environment) for _ in range(rounds)]
    return Run(median(run.seconds for run in runs), max(run.mib for run in runs))


def main() -> None:
    """Prints the table."""
    quick = "--quick" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = help_ratio(5 if quick else 21, folder)
        draft = cold_draft(2 if quick else 5, folder)
    rows = [
        ("--help / empty typer --help", ours / theirs, HELP_RATIO, f"{ours:.3f} s / {theirs:.3f} s"),
        ("cold draft of notes 01, s", draft.seconds, DRAFT_SECONDS, "median"),
        ("cold draft of notes 01, MiB", draft.mib, DRAFT_MIB, "largest peak"),
    ]
    for what, value, limit, remark in rows:
        verdict = "ok" if value <= limit else "MISSED"
        sys.stdout.write(f"{what:<32} {value:8.2f}  at most {limit:6.1f}  {verdict:<6}  {remark}\n")


if __name__ == "__main__":
    main()
