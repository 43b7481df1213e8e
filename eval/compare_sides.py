"""What is compared: a run file as it is, or a folder or git revision of prompts, drafted on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import git
from eval.backends import RECORDINGS, Writer, drafted_with, settings
from eval.case import CASES, Case, load_cases
from eval.header import header_for
from eval.record import Backend, Run, read_run
from eval.running import carry_out
from pipeline.errors import UserError
from pipeline.prompts import load_prompts
from pipeline.resources import data_folder


@dataclass(frozen=True)
class Drafting:
    """How drafts are made where a side is prompts and no run. As the options of ``nigao eval run``."""

    backend: Backend = "offline"
    repeat: int = 1
    jobs: int = 1
    cases: Path = CASES
    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    recordings: Path = RECORDINGS


@dataclass(frozen=True)
class Side:
    """One side of a comparison. ``name``: as the user gave it; ``path``: the run file, read or just written."""

    name: str
    run: Run
    path: Path
    drafted: bool = field(default=False)


def sides(a: str, b: str, drafting: Drafting) -> tuple[Side, Side]:
    """Both sides, drafted where they have to be. Raises UserError where there is nothing to compare."""
    if a == b or _same_place(a, b):
        raise UserError(f"两边都是“{a}”，没有什么可比较。请给出两个不同的运行结果、提示词文件夹或版本。")
    runs = {name: read_run(Path(name)) for name in (a, b) if Path(name).is_file()}
    to_draft = [name for name in (a, b) if name not in runs]
    with _folders(to_draft) as folders:
        _require_sense(folders, drafting)
        cases = _cases_for(list(runs.values()), drafting) if to_draft else []
        first, second = (
            Side(name, runs[name], Path(name)) if name in runs else _drafted(name, folders[name], mark, cases, drafting)
            for mark, name in (("a", a), ("b", b))
        )
    return first, second


def _same_place(a: str, b: str) -> bool:
    return Path(a).exists() and Path(b).exists() and Path(a).samefile(b)


def _require_sense(folders: dict[str, Path], drafting: Drafting) -> None:
    if not folders:
        return
    if drafting.backend == "offline":
        raise UserError(
            "离线拟稿器不用提示词，两套提示词写出的稿件一字不差，比较没有意义。"
            "请加 --backend live（用模型写）或 --backend replay（用录制的回答），或比较两个运行结果文件。"
        )
    digests = [tuple(sorted((one.front.stage, one.digest) for one in load_prompts(path))) for path in folders.values()]
    if len(digests) == 2 and digests[0] == digests[1]:
        raise UserError(f"{'、'.join(folders)} 的提示词完全相同，没有什么可比较。请先改动一处提示词。")


def _cases_for(runs: Sequence[Run], drafting: Drafting) -> list[Case]:
    """Those of the run on the other side, if there is one, that were asked for."""
    cases = load_cases(drafting.cases, drafting.ids, drafting.tags)
    if runs:
        cases = [case for case in cases if runs[0].header.cases.get(case.id) == case.digest]
        if not cases:
            raise UserError("运行结果里的案例现在都没有了，或要点改过，不能再写一遍来比较。请重新运行 nigao eval run。")
    writer = Writer(drafting.backend, None, drafting.recordings)
    return drafted_with(cases, writer, named=bool(drafting.ids))


def _drafted(name: str, folder: Path, mark: str, cases: Sequence[Case], drafting: Drafting) -> Side:
    writer = Writer(drafting.backend, folder, drafting.recordings)
    whole = not drafting.ids and not drafting.tags
    header = header_for(cases, writer, whole=whole, repeat=drafting.repeat)
    run, path = carry_out(cases, writer, header, drafting.jobs, _kept_at(mark))
    return Side(name, run, path, drafted=True)


def _kept_at(mark: str) -> Path:
    """Drafts may have been paid for: they are kept with the other runs."""
    folder = settings().home / "eval"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-compare-{mark}.jsonl"


# --- prompts


@contextmanager
def _folders(names: Sequence[str]) -> Iterator[dict[str, Path]]:
    """A folder of prompts for every name; of a revision, one that is gone afterwards."""
    with ExitStack() as stack:
        yield {name: _folder(name, stack) for name in names}


def _folder(name: str, stack: ExitStack) -> Path:
    if Path(name).is_dir():
        return Path(name)
    target = Path(stack.enter_context(TemporaryDirectory(prefix="nigao-prompts-")))
    _extract(name, target)
    return target


def _extract(name: str, target: Path) -> None:
    """Writes the prompts of the revision ``name`` into ``target``. Raises UserError when there are none."""
    root = data_folder()
    unknown = f"“{name}”不是运行结果文件、提示词文件夹，也不是 git 版本。请写对路径或版本号。"
    if not git.is_checkout(root):
        raise UserError(unknown)
    commit = git.output(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not commit:
        raise UserError(unknown)
    files = git.output(root, "ls-tree", "-z", "--name-only", commit.decode().strip(), "prompts/").decode().split("\0")
    found = [file for file in files if file.endswith(".md")]
    if not found:
        raise UserError(f"版本 {name} 没有提示词（prompts/*.md）。请换一个版本。")
    for file in found:
        (target / Path(file).name).write_bytes(git.output(root, "show", f"{commit.decode().strip()}:{file}"))
