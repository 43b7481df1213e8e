"""Evaluation cases: ``eval/cases/<id>/case.yaml`` beside the notes it drafts from.

A case says what is drafted (notes, genre), out of which library (``leave_out``), and what a good draft of it must show
(``expect``). Unknown and doubled keys are refused; every fault is named with file and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.commands.genres import known_genres
from pipeline.data_files import first_fault
from pipeline.errors import NigaoError, UserError
from pipeline.genre import Genre, find_genre
from pipeline.notes import Notes, read_notes
from pipeline.resources import corpus_folder

CASES = Path(__file__).parent / "cases"
SCHEMA = "case.schema.json"
_FILE = "case.yaml"
_NOTES = (".md", ".txt", ".docx")

Words = Annotated[str, Field(min_length=1)]
OneOf = Words | Annotated[tuple[Words, ...], Field(min_length=1)]
"""Words, or a list of which any one will do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Allowance(_Strict):
    """Findings that a good draft of this case may have."""

    rule: Annotated[str, Field(pattern=r"^[a-z]+\.[a-z_]+$", description="规则名，如 structure.length")]
    count: Annotated[int, Field(ge=1, description="最多允许几处")]
    reason: Annotated[str, Field(min_length=6, description="为什么允许")]


class Expectations(_Strict):
    """What a good draft of this case shows, over and above what every draft must."""

    sections: Annotated[tuple[OneOf, ...], Field(description="标题或主题句中必须出现的词；写成列表的，有其一即可")] = ()
    facts: Annotated[
        tuple[OneOf, ...], Field(description="必须出现的事实；数量、日期按值比较，其余按文字；写成列表的，有其一即可")
    ] = ()
    forbidden: Annotated[tuple[Words, ...], Field(description="不得出现的事实或文字；数量、日期按值比较")] = ()
    coverage: Annotated[float, Field(ge=0, le=1, description="要点写入的比例，不低于")] = 1.0
    length: Annotated[float | None, Field(gt=0, le=1, description="与要求字数相差的比例，不超过；空着不要求")] = 0.15
    allow: Annotated[tuple[Allowance, ...], Field(description="允许的检查发现，逐条写明原因")] = ()


class CaseFile(_Strict):
    """拟稿评测案例：一份要点，和对它的稿件的要求。"""

    title: Annotated[str, Field(min_length=4, description="一句话说明这个案例考什么")]
    notes: Annotated[str, Field(description="要点文件名；不写则取同一文件夹中名为 notes 的文件")] = ""
    genre: Annotated[str, Field(description="文种编号；不写则取要点中的文种")] = ""
    tags: Annotated[tuple[Words, ...], Field(min_length=1, description="标签，nigao eval run --tag 按它挑选")]
    source: Annotated[str, Field(min_length=6, description="要点从哪里来")]
    original: Annotated[str, Field(description="可对照的原文或定稿的文件名")] = ""
    leave_out: Annotated[str, Field(description="写这一篇时从范文库中拿掉的范文，写文件名（不带扩展名）")] = ""
    expect: Annotated[Expectations, Field(description="对稿件的要求")] = Expectations()


@dataclass(frozen=True)
class Case:
    """One case, read and proven. ``id``: the name of its folder; ``original``: "" where there is none to compare."""

    id: str
    folder: Path
    file: CaseFile
    notes_path: Path
    notes: Notes
    genre: Genre
    original: str

    @property
    def expect(self) -> Expectations:
        return self.file.expect

    @property
    def leave_out(self) -> str:
        return self.file.leave_out

    @cached_property
    def digest(self) -> str:
        """Of what a draft is made from: notes, genre and library. Expectations may change without a new draft."""
        made_from = (self.notes.model_dump_json(), self.genre.model_dump_json(), self.leave_out)
        return sha256("\n".join(made_from).encode()).hexdigest()[:16]

    @cached_property
    def version(self) -> str:
        """Of all there is to it, expectations and original included."""
        return sha256("\n".join((self.digest, self.file.model_dump_json(), self.original)).encode()).hexdigest()[:16]


def load_cases(folder: Path = CASES, ids: Sequence[str] = (), tags: Sequence[str] = ()) -> list[Case]:
    """The cases of ``folder`` by id: those named in ``ids`` (all when empty) that carry any of ``tags`` (likewise).

    Raises UserError naming file and line of a bad case, an unknown id or a tag that no case has.
    """
    there = sorted(path.parent.name for path in folder.glob(f"*/{_FILE}"))
    if not there:
        raise UserError(f"{folder} 中没有评测案例。请检查路径，或按 docs/eval.md 新建案例。")
    for one in ids:
        if one not in there:
            raise UserError(f"没有评测案例“{one}”。可用的案例：{'、'.join(there)}。")
    cases = [load_case(folder / one) for one in there if not ids or one in ids]
    return _tagged(cases, tags) if tags else cases


def _tagged(cases: list[Case], tags: Sequence[str]) -> list[Case]:
    known = {tag for case in cases for tag in case.file.tags}
    for tag in tags:
        if tag not in known:
            raise UserError(f"没有案例带标签“{tag}”。可用的标签：{'、'.join(sorted(known))}。")
    return [case for case in cases if set(tags) & set(case.file.tags)]


def load_case(folder: Path) -> Case:
    """The case in ``folder``. Raises UserError naming the file, and the line where it can."""
    path = folder / _FILE
    file = _read(path)
    notes_path = _notes_path(folder, file)
    try:
        notes = read_notes(notes_path)
        genre = find_genre(file.genre or notes.genre or "fayan", known_genres())
    except NigaoError as error:
        raise UserError(f"评测案例 {path}：{error}") from error
    _require_report(path, file.leave_out)
    return Case(folder.name, folder, file, notes_path, notes, genre, _original(folder, file))


def _notes_path(folder: Path, file: CaseFile) -> Path:
    if file.notes:
        return _beside(folder, file.notes, "notes")
    found = [path for path in sorted(folder.glob("notes.*")) if path.suffix in _NOTES]
    if len(found) != 1:
        raise UserError(f"评测案例 {folder}：应恰有一个名为 notes 的要点文件，现有 {len(found)} 个。请改正。")
    return found[0]


def _original(folder: Path, file: CaseFile) -> str:
    return _beside(folder, file.original, "original").read_text(encoding="utf-8") if file.original else ""


def _beside(folder: Path, name: str, key: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise UserError(f"评测案例 {folder / _FILE} 的 {key}：没有文件 {path}。请检查文件名。")
    return path


def _require_report(path: Path, name: str) -> None:
    reports = sorted(report.stem for report in corpus_folder("reports").glob("*.txt"))
    if name and name not in reports:
        raise UserError(f"评测案例 {path} 的 leave_out：没有范文“{name}”。可用的：{'、'.join(reports)}。")


# --- reading, with line numbers


def _read(path: Path) -> CaseFile:
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_doubled(node, path)
        return CaseFile.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        raise UserError(
            f"评测案例 {path} 第 {_line(node, error)} 行有误：{first_fault(error)}。请改正后再试。"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        what = getattr(error, "problem", None) or "不是 UTF-8 文本"
        raise UserError(f"评测案例 {path} {where}不是可读的 YAML：{what}。请改正后再试。") from error
    except OSError as error:
        raise UserError(f"读不到评测案例 {path}（{error.strerror}）。请检查路径和权限。") from error


def _line(node: yaml.Node | None, error: ValidationError) -> int:
    """The line of the fault that ``first_fault`` names."""
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    for step in faults[0]["loc"]:
        inner = _child(node, step)
        if inner is None:
            break
        node = inner
    return node.start_mark.line + 1 if node is not None else 1


def _child(node: yaml.Node | None, step: Any) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((key if _is_leaf(value) else value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _is_leaf(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _refuse_doubled(node: yaml.Node | None, path: Path) -> None:
    """YAML lets the later of two equal keys win in silence; an expectation that does nothing is worse than none."""
    for mapping in _mappings(node):
        seen: set[str] = set()
        for key, _ in mapping.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                raise UserError(f"评测案例 {path} 第 {line} 行：“{key.value}”写了两次。请合并成一项。")
            seen.add(key.value)


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def schema() -> str:
    """The JSON schema of ``case.yaml``, as committed in ``eval/cases/case.schema.json``, for editors' completion."""
    return json.dumps(CaseFile.model_json_schema(), ensure_ascii=False, indent=2) + "\n"
