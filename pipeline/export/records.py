"""What is exported: the JSON form of a draft, read from the file that ``nigao draft`` wrote or made of any text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from pipeline.checks.finding import Finding
from pipeline.document import from_json, to_json
from pipeline.errors import UserError
from pipeline.export.data import plain
from pipeline.parsing import parse

if TYPE_CHECKING:
    from pipeline.genre import Genre
    from pipeline.notes import Notes

Record = Mapping[str, Any]
"""The JSON form of a draft, as ``pipeline.export.data.as_data`` gives it. Only text, layout and genre are required."""


def record_of_text(text: str, genre: Genre, notes: Notes | None = None) -> Record:
    """The record of a text by anybody. With ``notes`` it is checked against them and carries the findings.

    Raises UserError when the text is too long to be checked.
    """
    record: dict[str, Any] = {**to_json(parse(text, genre)), "backend": ""}
    if notes is None:
        return record
    from pipeline.checks import check

    report = check(text, notes, genre)
    return {**record, **plain(notes), "findings": plain(report.findings), "coverage": plain(report.coverage)}


def load_record(path: Path) -> Record:
    """The record in a file of ``nigao draft -o X.json``. Raises UserError naming the file when it is none."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        from_json(record)
        for finding in record.get("findings") or ():
            Finding.model_validate(finding)
        for note in record.get("notes") or ():
            str(note["id"] + note["text"])
        json.dumps(record, ensure_ascii=False).encode()  # half of a surrogate pair can be written nowhere
    except OSError as error:
        raise UserError(f"{path}：读不到这个文件（{error.strerror}）。请检查路径和文件名。") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ValidationError) as error:
        raise UserError(f"{path}：不是 nigao draft 写出的 JSON 稿件。请改用 .txt、.md 或 .docx 文件。") from error
    if not record["text"].strip():
        raise UserError(f"{path}：JSON 稿件中的 text 没有文字。请重新用 nigao draft 生成。")
    return dict(record)
