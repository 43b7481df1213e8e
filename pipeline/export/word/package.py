"""The package around the text: an empty file to start from, its properties, and bytes that depend on nothing else.

Neither dates nor the name of a program are written: the same draft gives the same bytes, on any day.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from docx import Document

from pipeline.export.word.markup import W_NS
from pipeline.export.word.styles import font_table_xml, styles_xml
from pipeline.layouts import LayoutProfile

_BLANK = Path(__file__).resolve().parent / "blank"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:document xmlns:w="{W_NS}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    "<w:body>{}</w:body></w:document>"
)
_FIRST = "[Content_Types].xml"


def new_document(layout: LayoutProfile, body: str) -> Any:
    """A python-docx document in the styles of ``layout``. ``body``: what stands in it, as WordprocessingML."""
    made = {
        "word/document.xml": _DOCUMENT.format(body).encode(),
        "word/styles.xml": styles_xml(layout),
        "word/fontTable.xml": font_table_xml(layout),
    }
    return Document(io.BytesIO(_zipped({**_blank_parts(), **made})))


@lru_cache(maxsize=1)
def _blank_parts() -> dict[str, bytes]:
    return {
        path.relative_to(_BLANK).as_posix(): path.read_bytes() for path in sorted(_BLANK.rglob("*")) if path.is_file()
    }


def packed(document: Any) -> bytes:
    """The document as bytes, its parts in a fixed order under a fixed date."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return _zipped({name: package.read(name) for name in package.namelist()})


def _zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, parts[name])
    return buffer.getvalue()


def describe(document: Any, *, title: str, author: str, subject: str) -> None:
    """Fills the properties of the file that people see; those about programs and times stay empty."""
    properties = document.core_properties
    properties.title = title[:255]
    properties.author = author[:255]
    properties.subject = subject[:255]
    properties.language = "zh-CN"
