"""A draft as a Word file that needs no further touch: layout by profile, findings and traces as comments."""

from pipeline.export.word.document import WordOptions, as_word
from pipeline.export.word.reading import text_of

__all__ = ["WordOptions", "as_word", "text_of"]
