"""Notes (要点): what a writer hands in, read from .md, .txt or .docx into one plain value."""

from pipeline.notes.asking import Asking, with_questions
from pipeline.notes.head import full_unit
from pipeline.notes.model import Asked, Note, Notes
from pipeline.notes.reader import parse_notes, read_notes

__all__ = ["Asked", "Asking", "Note", "Notes", "full_unit", "parse_notes", "read_notes", "with_questions"]
