"""``pytest eval``: the gates of ``nigao eval`` as tests, so that ``--junitxml`` reports them one by one.

With ``--eval-out FOLDER`` they judge what ``make eval`` left there (``eval-<backend>.jsonl``, ``eval-checks.json``);
without it everything is drafted anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--eval-out", type=Path, default=None, help="folder with the results of make eval")
