"""The page of a comparison: verdict, figures, prompts that changed, drafts side by side. One file, no network."""

from eval.report_page.page import report_page

__all__ = ["report_page"]
