"""What the tests of Word files share."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pipeline.document import Draft, Part, to_json
from pipeline.export.word import WordOptions, as_word
from pipeline.genre import load_genres
from pipeline.layouts import LayoutProfile, load_layouts
from pipeline.parsing import parse
from tests.texts import genre_id

LAYOUTS = load_layouts()
STANDARD = LAYOUTS["standard"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def drafted(*parts: tuple[str, str, str]) -> Draft:
    """A draft of (role, text, gap)."""
    return Draft.of("fayan", [Part(role, text, gap) for role, text, gap in parts])  # type: ignore[arg-type]


def of_text(text: str, genre: str = "fayan") -> dict[str, Any]:
    return to_json(parse(text, load_genres()[genre]))


def of_file(path: Path) -> dict[str, Any]:
    return of_text(path.read_text(encoding="utf-8"), genre_id(path))


def word(
    record: Mapping[str, Any], layout: LayoutProfile = STANDARD, *, clean: bool = False, trace: bool = False
) -> bytes:
    return as_word(record, WordOptions(layout, clean, trace))


def part(docx: bytes, name: str) -> Any:
    """One part of a package as XML."""
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(docx)).read(name))


def paragraphs(docx: bytes) -> list[Any]:
    return list(part(docx, "word/document.xml").iter(f"{W}p"))


def words(element: Any) -> str:
    """The characters of an element, a title's line breaks as “|”."""
    return "".join(
        child.text or "" if child.tag == f"{W}t" else "|" if child.tag == f"{W}br" else "" for child in element.iter()
    )


def value(element: Any, path: str, attribute: str = "val") -> str | None:
    """An attribute of the element at ``path`` (“pPr/spacing”), None when there is none."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return None if found is None else found.get(W + attribute)
