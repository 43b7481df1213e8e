"""What a good editor would ask the writer before drafting: by rules, each question tied to its notes (要点)."""

from pipeline.questions.asking import questions
from pipeline.questions.merging import Merged, merge
from pipeline.questions.model import Question

__all__ = ["Merged", "Question", "merge", "questions"]
