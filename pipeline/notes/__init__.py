"""Notes (要点): what a writer hands in, read from .md, .txt or .docx into one plain value."""

from pipeline.notes.head import full_unit
from pipeline.notes.model import Note, Notes
from pipeline.notes.reader import parse_notes, read_notes

__all__ = ["Note", "Notes", "full_unit", "parse_notes", "read_notes"]
