"""Plan and write: notes to outline to draft."""

from pipeline.writing.composer import Composer
from pipeline.writing.outline import Outline, load_outline, outline_yaml
from pipeline.writing.pipeline import Result, draft, plan, plan_by_model

__all__ = ["Composer", "Outline", "Result", "draft", "load_outline", "outline_yaml", "plan", "plan_by_model"]
