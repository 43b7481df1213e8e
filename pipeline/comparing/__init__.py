"""Two texts side by side: what was deleted, inserted and moved, by words; as values, on a terminal, as HTML.

``compare(a, b)`` needs no more than the texts, and takes every character of them as it is; ``paragraphs_only`` first
leaves out what two files of one text differ in by their kind. ``comparison_html`` gives a fragment for any page that
has the shared style sheet, with ``comparison_css``. Nothing heavy is imported before the first comparison.
"""

from pipeline.comparing.compare import compare
from pipeline.comparing.model import Comparison, Op, Row, Segment
from pipeline.comparing.page import comparison_css, comparison_html
from pipeline.comparing.terminal import comparison_lines
from pipeline.comparing.tokens import paragraphs_only

__all__ = [
    "Comparison",
    "Op",
    "Row",
    "Segment",
    "compare",
    "comparison_css",
    "comparison_html",
    "comparison_lines",
    "paragraphs_only",
]
