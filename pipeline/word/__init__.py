"""Word files as people leave them: the text as it would read with every change accepted, and how it is formatted.

``pipeline.reading.read_word`` guards a file and calls ``read_document``; of python-docx only the
parser of XML is used.
"""

from pipeline.word.model import Paragraph, Run, Section, WordDocument
from pipeline.word.package import DamagedPackage
from pipeline.word.reader import read_document

__all__ = ["DamagedPackage", "Paragraph", "Run", "Section", "WordDocument", "read_document"]
