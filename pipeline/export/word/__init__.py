"""A draft as a Word file that needs no further touch: layout by profile, findings and traces as comments.

python-docx is imported when a file is written or read, not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.export.word.options import WordOptions

__all__ = ["WordOptions", "as_word", "text_of"]


def as_word(record: Mapping[str, Any], options: WordOptions) -> bytes:
    """The draft of ``record`` (its JSON form) as a .docx; see ``pipeline.export.word.document.as_word``."""
    from pipeline.export.word.document import as_word as written

    return written(record, options)


def text_of(content: bytes) -> str:
    """The text of a .docx that nigao wrote, exactly; see ``pipeline.export.word.reading.text_of``."""
    from pipeline.export.word.reading import text_of as read

    return read(content)
