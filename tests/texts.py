"""Where the tests' real texts lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTES = sorted((ROOT / "tests" / "data" / "notes").iterdir())
REFERENCE_DRAFTS = sorted((ROOT / "tests" / "data" / "reference_drafts").iterdir())
SEEDS = sorted((ROOT / "corpus" / "reports").iterdir())


def genre_id(path: Path) -> str:
    """The genre a test text belongs to, by its file name."""
    return "xuanren" if "xuanren" in path.name else "fayan"
