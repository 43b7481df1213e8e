"""One run from its header to its file: progress, and every record on disk as soon as it is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.backends import Writer
from eval.case import Case
from eval.record import Run, RunHeader, RunRecord, line, run_of, write_run
from eval.run import draft_cases
from pipeline.commands import console
from pipeline.commands.files import checked_outputs


def carry_out(
    cases: Sequence[Case],
    writer: Writer,
    header: RunHeader,
    jobs: int,
    output: Path | None = None,
    also_written: Sequence[Path] = (),
) -> tuple[Run, Path]:
    """Drafts and scores ``cases``; the run and the file it is in.

    While it goes on, records are kept in ``<file>.part``: a run that is interrupted loses nothing that was paid for.
    Raises UserError when a file cannot be written, before any work.
    """
    path = output or _default_path(header)
    checked_outputs([path, *also_written])
    part = path.with_name(path.name + ".part")
    records: list[RunRecord] = []
    total = len(cases) * header.repeat
    with part.open("w", encoding="utf-8") as file, console.progress("写稿") as shown:
        file.write(line(header))

        def keep(record: RunRecord) -> None:
            file.write(line(record))
            file.flush()
            records.append(record)
            if shown:
                shown(len(records), total, record.case)
            else:
                console.say(f"[{len(records)}/{total}] {record.case}{'（出错）' if record.error else ''}")

        draft_cases(cases, writer, keep, repeat=header.repeat, jobs=jobs)
    run = run_of(header, records)
    write_run(path, run)
    part.unlink()
    return run, path


def _default_path(header: RunHeader) -> Path:
    from pipeline.settings import load_settings

    folder = load_settings().home / "eval"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = header.created.replace(":", "").replace("-", "").partition("+")[0]
    return folder / f"{stamp}-{header.backend}.jsonl"
