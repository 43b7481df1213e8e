"""The text of a file that nigao wrote, exactly: what the tests of fidelity hold against the draft.

Files that people have edited are read by ``pipeline.reading``, with their changes accepted.
"""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from pipeline.export.word.markup import STYLE_IDS

_TITLE = STYLE_IDS["title"]
_TEXT, _TAB, _BREAK = qn("w:t"), qn("w:tab"), qn("w:br")


def text_of(content: bytes) -> str:
    """The text of ``content``, a .docx: one line a paragraph, with a line break at its end, as in the .txt file.

    A line break inside a title only shapes it and is no character.
    """
    document = Document(io.BytesIO(content))
    return "\n".join(_line(paragraph) for paragraph in document.paragraphs) + "\n"


def _line(paragraph: Any) -> str:
    soft = "" if paragraph._p.style == _TITLE else "\n"
    tokens = {_TAB: "\t", _BREAK: soft}
    return "".join(
        child.text or "" if child.tag == _TEXT else tokens.get(child.tag, "")
        for run in paragraph._p.iter(qn("w:r"))
        for child in run
    )
