"""The chat writer: a draft by a language model, planned, written, checked and revised part by part."""

from pipeline.writing.chat.asking import model_questions
from pipeline.writing.chat.backend import Backend, Head, head_of
from pipeline.writing.chat.planning import Planned
from pipeline.writing.chat.writer import ChatWriter

__all__ = ["Backend", "ChatWriter", "Head", "Planned", "head_of", "model_questions"]
