"""Where the shipped data lies: prompts, genres, phrases, seed reports.

In a checkout they are folders beside the package; in a wheel they travel inside it as ``_data``.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_folder() -> Path:
    """The folder that holds ``corpus/`` and ``prompts/``."""
    shipped = _PACKAGE / "_data"
    return shipped if shipped.is_dir() else _PACKAGE.parent


def corpus_folder(name: str) -> Path:
    """One folder of the shipped corpus: ``reports``, ``genres`` or ``phrases``."""
    return data_folder() / "corpus" / name


def prompts_folder() -> Path:
    """The shipped prompts."""
    return data_folder() / "prompts"
