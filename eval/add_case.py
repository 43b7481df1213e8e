"""An edited final text (定稿) and its notes become a case: what the final shows is what drafts shall show.

Everything proposed holds of the final itself, so that a draft is never asked for more than the editor delivered. What
only a person can say is listed for him.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import yaml

from eval.case import Case, load_case
from eval.likeness import likeness
from eval.match import Said
from eval.metrics import score
from pipeline.checks import check
from pipeline.checks.finding import Coverage
from pipeline.checks.grounding.basis import notes_year
from pipeline.checks.guess import guess_genre
from pipeline.checks.report import Report
from pipeline.commands.genres import known_genres
from pipeline.commands.texts import read_draft
from pipeline.document import Draft, han_count, to_json
from pipeline.errors import UserError
from pipeline.facts import Fact, extract
from pipeline.genre import Genre, find_genre
from pipeline.notes import Note, Notes, read_notes
from pipeline.parsing import parse
from pipeline.resources import corpus_folder

_ID = re.compile(r"^\w[\w.-]*$")
_SUFFIXES = (".md", ".txt", ".docx")
_LENGTH = 0.15  # the share by which a case lets a draft miss its length, where it says nothing
_SHARED_HEADING = 2  # characters of the shortest words that name a section
_SAME_REPORT = 0.8  # likeness from which a final is one of the exemplars
_GENERAL = frozenset(("工作", "情况", "干部", "方面", "加强", "坚持", "推进", "建设", "管理", "队伍"))
"""Words that head any section: a draft that has them shows nothing."""
_DIGITS = frozenset("0123456789〇一二三四五六七八九十百千")
_SPECIFIC = ("honour", "document", "programme", "quotation", "number", "date", "body", "person", "place")
"""Kinds of facts, those first that stand for a whole note."""


@dataclass(frozen=True)
class Final:
    """A final text with its notes, read and checked."""

    notes_path: Path
    final_path: Path
    notes: Notes
    genre: Genre
    draft: Draft
    report: Report

    @property
    def text(self) -> str:
        return self.draft.text


@dataclass(frozen=True)
class Added:
    """A case that was made. ``todo``: what the editor has to complete or decide, in words."""

    case: Case
    todo: tuple[str, ...]


def read_final(notes_path: Path, final_path: Path) -> Final:
    """Raises UserError when either cannot be read, or the genre is not known."""
    if notes_path.suffix.lower() not in _SUFFIXES:
        raise UserError(f"要点文件 {notes_path} 的类型不能用。请给出 {'、'.join(_SUFFIXES)} 文件。")
    notes, text = read_notes(notes_path), read_draft(final_path).text.strip("\n")
    if not text.strip():
        raise UserError(f"定稿 {final_path} 是空的。请检查文件。")
    genre = _genre(notes, text)
    return Final(notes_path, final_path, notes, genre, parse(text, genre), check(text, notes, genre))


def _genre(notes: Notes, text: str) -> Genre:
    genres = known_genres()
    return find_genre(notes.genre, genres) if notes.genre else guess_genre(text) or find_genre("fayan", genres)


def uncovered(final: Final) -> list[str]:
    """Notes that the final does not carry, or not whole, in words."""
    by_id = {note.id: note for note in final.notes.notes}
    return [_lacking(by_id[row.note], row) for row in final.report.coverage if row.status in ("missing", "partial")]


def _lacking(note: Note, row: Coverage) -> str:
    what = "没有写" if row.status == "missing" else f"没有写全（缺 {'、'.join(row.lacking)}）"
    return f"第 {note.line} 行“{note.text}”{what}"


def add_case(final: Final, folder: Path, case_id: str = "", *, force: bool = False) -> Added:
    """Writes ``folder/<id>`` and reads it back. ``case_id``: by default the name of the notes file.

    Raises UserError when the final does not carry its notes (unless ``force``), or there is such a case already.
    """
    missing = uncovered(final)
    if missing and not force:
        listed = "".join(f"\n  {one}" for one in missing)
        raise UserError(f"定稿没有写全要点，不能直接作为案例；请补全定稿、删去要点，或加 --force：{listed}")
    target = folder / _checked_id(case_id or final.notes_path.stem, folder)
    case = _written(final, target)
    return Added(case, tuple(_todo(final, case, missing)))


def _checked_id(case_id: str, folder: Path) -> str:
    if not _ID.match(case_id):
        raise UserError(f"案例编号“{case_id}”只能用字母、汉字、数字和 - _ .，不能有空格和斜线。请用 --id 另起一个。")
    if not folder.is_dir():
        raise UserError(f"没有案例文件夹 {folder}。请先建好，或用 --cases 另指定一个。")
    if (folder / case_id).exists():
        raise UserError(f"案例“{case_id}”已经有了。请用 --id 另起一个编号，或先删去旧的。")
    return case_id


def _written(final: Final, target: Path) -> Case:
    """The case folder, whole or not at all: made beside its place, read as a case, then renamed."""
    try:
        made = Path(mkdtemp(prefix=".", dir=target.parent))
        try:
            shutil.copyfile(final.notes_path, made / f"notes{final.notes_path.suffix.lower()}")
            (made / "original.txt").write_text(final.text + "\n", encoding="utf-8")
            (made / "case.yaml").write_text(case_yaml(final), encoding="utf-8")
            load_case(made)
            made.chmod(0o755)
            made.rename(target)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise UserError(f"案例 {target} 写不成（{error.strerror}）。请检查磁盘空间和权限。") from error
    return load_case(target)


# --- what is proposed


def case_yaml(final: Final) -> str:
    """``case.yaml``, with a remark where a person has to look."""
    expected = [f"  {key}: {_flow(value)}" for key, value in _expectations(final) if value != []]
    lines = [
        "# yaml-language-server: $schema=../case.schema.json",
        f"title: {_flow(_title(final))}  # 请改成一句话：这个案例考什么",
        f"tags: {_flow(['定稿', _tag(final.genre)])}",
        f"source: {_flow(f'由编辑定稿 {final.final_path.name} 及其要点生成')}  # 请写明出处",
        *([] if final.notes.genre else [f"genre: {final.genre.id}"]),
        "original: original.txt",
        *([f"leave_out: {name}" for name in _same_reports(final)]),
        *(["expect:", *expected] if expected else []),
    ]
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10**9)
    return text.removesuffix("\n").removesuffix("\n...").strip()


def _title(final: Final) -> str:
    return f"{final.notes.unit}的定稿：{final.notes.occasion or final.genre.name}"


def _tag(genre: Genre) -> str:
    return {"fayan": "发言", "xuanren": "选人用人"}.get(genre.id, genre.name)


def _expectations(final: Final) -> Iterator[tuple[str, object]]:
    yield "sections", sections_of(final)
    yield "facts", facts_of(final)
    due = [row for row in final.report.coverage if row.status != "set_aside"]
    covered = sum(row.status == "covered" for row in due) / len(due) if due else 1.0
    if covered < 1:
        yield "coverage", int(covered * 100) / 100
    if final.notes.length and _length_error(final) > _LENGTH:
        yield "length", None


def _length_error(final: Final) -> float:
    counts = (sum(not char.isspace() for char in final.text), han_count(final.text))
    return max(abs(count - final.notes.length) for count in counts) / final.notes.length


def sections_of(final: Final) -> list[str]:
    """Sections that the genre demands and the final has; then the writer's groups, by the words its headings share."""
    heads = "\n".join(part.text for part in final.draft.parts if part.role in ("heading", "topic"))
    demanded = [rule.heading for rule in final.genre.sections if rule.required and rule.heading]
    groups = dict.fromkeys(note.group for note in final.notes.drafted if note.group)
    found = [one for one in demanded if one in heads] + [_shared(group, heads) for group in groups]
    return [one for one in dict.fromkeys(found) if one and not any(one != other and one in other for other in found)]


def _shared(group: str, heads: str) -> str:
    """The longest words of a group's name that stand in a heading; "" where they are none that tell."""
    for size in range(len(group), _SHARED_HEADING - 1, -1):
        for at in range(len(group) - size + 1):
            words = group[at : at + size]
            if words in heads and words.isalnum() and words not in _GENERAL:
                return words
    return ""


def facts_of(final: Final) -> list[str]:
    """One fact of each note, as the note has it, that the final has too."""
    year = notes_year(final.notes)
    said = Said(final.text, year)
    found = (_telling(note, said, year) for note in final.notes.drafted)
    return list(dict.fromkeys(one for one in found if one))


def _telling(note: Note, said: Said, year: int | None) -> str:
    facts = [fact for fact in extract(note.text, year=year) if fact.kind in _SPECIFIC and said.has(_words(fact))]
    return _words(min(facts, key=_rank)) if facts else ""


def _rank(fact: Fact) -> tuple[int, int, int]:
    """Names before figures, figures of more digits first: 3次 stands in many a draft by chance."""
    return (_SPECIFIC.index(fact.kind), -sum(char in _DIGITS for char in fact.text), -len(fact.text))


def _words(fact: Fact) -> str:
    """Without the quotation marks, which drafts may set otherwise."""
    return fact.text.strip("“”《》「」")


def _same_reports(final: Final) -> list[str]:
    """The exemplar that the final is, which must not be drafted from; at most one."""
    reports = sorted(corpus_folder("reports").glob("*.txt"))
    near = {path.stem: likeness(final.text, path.read_text(encoding="utf-8")) for path in reports}
    return [name for name, share in near.items() if share >= _SAME_REPORT][:1]


# --- what a person has to do


def _todo(final: Final, case: Case, missing: Sequence[str]) -> Iterator[str]:
    yield f"改写 {case.folder / 'case.yaml'} 的 title（考什么）和 source（从哪里来）"
    yield "删去写得出与写不出都不要紧的 facts；加上不得出现的 forbidden（别的单位的名称、已经更正的数字）"
    for one in missing:
        yield f"要点与定稿不合：{one}；补全定稿，或从要点中删去"
    yield from _own_findings(final)
    for unmet in score(case, {**to_json(final.draft), "usage": {}}).unmet:
        yield f"定稿自己没有达到：{unmet.message}；请改这条要求"
    yield f"写一遍试试：nigao eval run --case {case.id}，满意后 nigao eval accept"


def _own_findings(final: Final) -> Iterator[str]:
    counts = Counter(one.rule for one in final.report.findings if one.severity in ("blocker", "warning"))
    examples = {one.rule: one.message for one in reversed(final.report.findings)}
    for rule, count in sorted(counts.items()):
        if not rule.startswith("coverage."):
            yield f"定稿有 {count} 处 {rule}（如：{examples[rule]}）；改掉，或认可后写进 expect.allow"
