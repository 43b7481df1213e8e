"""A Word document -> text, for readers that want nothing else of it."""

from __future__ import annotations

from pathlib import Path

from pipeline.word import read_document


def word_text(path: Path, *, markup: bool = False) -> str:
    """Paragraphs in reading order, one a line, as they read once every tracked change is accepted; table rows as cells
    joined by tabs; the automatic numbers and bullets that Word draws written out.

    ``markup``: paragraphs in a heading style start with “# ”. Raises DamagedPackage on what is no Word document.
    """
    document = read_document(path)
    return document.markup if markup else document.text
