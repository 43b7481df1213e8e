"""What the templates show: notes, findings and passages, each knowing the sentences it belongs to, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.checks.finding import Finding
from pipeline.checks.words import words
from pipeline.export.page.basis import sentences
from pipeline.export.page.figures import WIDTH, kinds, length_of, shares, strips
from pipeline.export.page.layout import Placed, is_whole, lies_in, paragraphs, placed_sentences
from pipeline.export.page.record import Record
from pipeline.export.page.wording import passage, shared_runs
from pipeline.notes import Note

SEVERITIES = {"blocker": "必须处理", "warning": "建议处理", "info": "提示"}
STATUSES = {"covered": "已写入", "partial": "不全", "missing": "未写入", "set_aside": "搁置", "": "去向未记"}
BACKENDS = {"offline": "离线拟稿器（不用语言模型，只组织要点，不增加事实）", "llm": "语言模型"}
_USAGE = {
    "calls": "调用模型",
    "tokens": "词元（token）",
    "prompt_tokens": "其中输入词元",
    "completion_tokens": "其中输出词元",
    "cached_tokens": "其中缓存词元",
    "reusable_share": "可重复利用的输入占比",
    "seconds": "用时（秒）",
    "cost": "费用（元）",
}
_ROLES = {
    "title": "标题",
    "opening": "开头",
    "heading": "小标题",
    "lead": "引领句",
    "topic": "主题句",
    "text": "正文",
    "point": "正文",
    "closing": "结束语",
}
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with its row of the ledger. ``places``: sentences that state it; ``lights``: also those that sum it up."""

    number: int
    note: Note
    status: str
    lacking: tuple[str, ...]
    places: tuple[Placed, ...]
    lights: str
    findings: tuple[int, ...]
    answers: int  # number of the note whose question it answers, 0 for none


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its place in words; ``target``: the sentence it begins in, None where it is about no words."""

    number: int
    finding: Finding
    excerpt: str
    place: str
    target: Placed | None
    notes: tuple[int, ...]
    lights: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """An exemplar passage with the sentences that share wording with it, each with the runs that both have."""

    number: int
    report: str
    role: str
    text: str
    uses: tuple[tuple[Placed, tuple[str, ...]], ...]
    lights: str


def view(record: Record) -> dict[str, Any]:
    """Everything the page's templates name."""
    seen = sentences(record)
    laid = paragraphs(record.draft, seen, record.findings)
    placed = list(placed_sentences(laid))
    runs = shared_runs([record.draft.text[one.sentence.start : one.sentence.end] for one in placed], record.sources)
    notes = [_note(record, number, note, placed) for number, note in enumerate(record.notes, 1)]
    return {
        "record": record,
        "title": _title(record),
        "titled": any(block.tag == "h1" for paragraph in laid for block in paragraph.blocks),
        "paragraphs": laid,
        "says": _descriptions(placed),
        "links": _links(record, placed, runs),
        "borrowed": {one.number: sorted(at + 1 for at in known) for one, known in zip(placed, runs, strict=True)},
        "notes": notes,
        "groups": _grouped(notes),
        "statuses": [(words, sum(one.status == key for one in notes), key) for key, words in STATUSES.items()],
        "findings": [_finding(record, number, found, placed) for number, found in enumerate(record.findings, 1)],
        "severities": [(k, w, sum(f.severity == k for f in record.findings)) for k, w in SEVERITIES.items()],
        "sources": [_source(at, source, placed, runs) for at, source in enumerate(record.sources)],
        "gaps": sum(segment.placeholder for one in placed for segment in one.segments),
        "length": length_of(record),
        "shares": shares(record.draft),
        "strips": strips(record.draft.text),
        "strip_width": WIDTH,
        "kinds": kinds(seen),
        "sentence_count": len(seen),
        "writer": BACKENDS.get(record.backend, record.backend or "没有记录"),
        "usage": list(_usage(record.usage)),
        "prompts": [(str(p.get("file") or "未记文件名"), str(p.get("hash") or "未记")) for p in record.prompts],
        "words": words,
        "severity_words": SEVERITIES,
        "status_words": STATUSES,
    }


def _title(record: Record) -> str:
    part = record.draft.first("title")
    return " ".join(part.text.split()) if part else "未写标题的稿件"


def _descriptions(placed: Sequence[Placed]) -> dict[str, str]:
    """Each wording of a basis once, by the id under which sentences refer to it."""
    wordings = dict.fromkeys(one.sentence.says for one in placed)
    return {says: f"basis-{at}" for at, says in enumerate(wordings, 1)}


def _links(record: Record, placed: Sequence[Placed], runs: Sequence[Mapping[int, list[str]]]) -> dict[int, str]:
    """Sentence number -> ids of the elements that light up with it."""
    return {
        one.number: " ".join(
            [
                *(f"note-{record.numbers[note]}" for note in one.sentence.notes if note in record.numbers),
                *(f"finding-{at}" for at in one.findings),
                *(f"source-{at + 1}" for at in sorted(known)),
            ]
        )
        for one, known in zip(placed, runs, strict=True)
    }


def _note(record: Record, number: int, note: Note, placed: Sequence[Placed]) -> NoteView:
    row = record.coverage.get(note.id)
    status = row.status if row else "set_aside" if note.set_aside else ""
    lit = [one for one in placed if note.id in one.sentence.notes]
    places = [one for one in lit if one.sentence.kind in ("facts", "paragraph")] if status != "missing" else []
    found = tuple(at for at, finding in enumerate(record.findings, 1) if note.id in finding.notes)
    lacking, answers = row.lacking if row else (), record.numbers.get(note.answers, 0)
    return NoteView(number, note, status, lacking, tuple(places), _ids(lit), found, answers)


def _grouped(notes: Sequence[NoteView]) -> list[tuple[str, list[NoteView]]]:
    """Runs of notes under one heading of the notes file."""
    groups: list[tuple[str, list[NoteView]]] = []
    for one in notes:
        if not groups or groups[-1][0] != one.note.group:
            groups.append((one.note.group, []))
        groups[-1][1].append(one)
    return groups


def _finding(record: Record, number: int, finding: Finding, placed: Sequence[Placed]) -> FindingView:
    within = [one for one in placed if lies_in(finding, one.sentence)]
    notes = tuple(record.numbers[note] for note in finding.notes if note in record.numbers)
    if is_whole(len(within), len(placed)):
        return FindingView(number, finding, "", "全文", None, notes, _note_ids(notes))
    lights = f"{_ids(within)} {_note_ids(notes)}".strip()
    return FindingView(number, finding, _excerpt(finding), _place(within), next(iter(within), None), notes, lights)


def _excerpt(finding: Finding) -> str:
    excerpt = " ".join(finding.excerpt.split())
    return excerpt if len(excerpt) <= _EXCERPT else excerpt[: _EXCERPT - 1] + "…"


def _place(within: Sequence[Placed]) -> str:
    if not within:
        return "不在文中某处"
    first, last = within[0], within[-1]
    return first.place if first is last else f"{first.place}至{last.place}"


def _note_ids(numbers: Sequence[int]) -> str:
    return " ".join(f"note-{number}" for number in numbers)


def _source(
    at: int, source: Mapping[str, Any], placed: Sequence[Placed], runs: Sequence[Mapping[int, list[str]]]
) -> SourceView:
    uses = tuple((one, tuple(known[at])) for one, known in zip(placed, runs, strict=True) if at in known)
    role = str(source.get("role") or "")
    return SourceView(
        number=at + 1,
        report=str(source.get("report") or source.get("id") or "未记出处"),
        role=_ROLES.get(role, role),
        text=passage(source),
        uses=uses,
        lights=_ids([one for one, _ in uses]),
    )


def _ids(placed: Sequence[Placed]) -> str:
    return " ".join(f"s{one.number}" for one in placed)


def _usage(usage: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The figures that are known, by their Chinese names, then any others as they are called."""
    for key, name in _USAGE.items():
        if key in usage:
            yield name, _figure(usage[key])
    for key, value in usage.items():
        if key not in _USAGE:
            yield key, _figure(value)


def _figure(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_figure(inner)}" for key, inner in value.items())
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)
