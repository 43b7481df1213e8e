"""Facts in a text: numbers, dates, names, titles, quotations, honours, each with its place and a canonical value."""

from pipeline.facts.extract import extract
from pipeline.facts.fact import Fact, FactKind, agree

__all__ = ["Fact", "FactKind", "agree", "extract"]
