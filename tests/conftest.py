"""Homes that tests share: building a library takes seconds, copying one takes none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.texts import ROOT


def clean_environment() -> dict[str, str]:
    """The environment without any setting of nigao's."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("NIGAO_", "OPENAI_"))}


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the shipped reports, built once. Tests that change it take ``home``."""
    home = tmp_path_factory.mktemp("built") / "home"
    environment = {**clean_environment(), "NIGAO_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "pipeline", "ingest"], cwd=ROOT, env=environment, check=True)
    return home


@pytest.fixture
def vectors_home(built_home: Path, tmp_path: Path) -> Path:
    """A home without a library, but with the vectors of the shipped reports, so that building one is quick."""
    home = tmp_path / "vectors-home"
    shutil.copytree(built_home / "cache", home / "cache")
    return home
