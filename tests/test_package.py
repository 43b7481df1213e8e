"""nigao as a stranger installs it: a wheel that carries its data and runs outside the repository."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipeline import __version__
from tests.conftest import clean_environment
from tests.texts import NOTES, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a download by the build backend itself."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("nigao-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel is installed into, alone; its dependencies are those of the running environment."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    return folder


def _names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def _shipped(folder: str) -> set[str]:
    """What git holds under ``folder``: files that only lie there must not be asked of the wheel."""
    listed = subprocess.run(["git", "ls-files", "-z", folder], cwd=ROOT, check=True, capture_output=True, text=True)
    return {name for name in listed.stdout.split("\0") if name and not Path(name).name.startswith(".")}


def test_prompts_genres_phrases_and_reports_travel_in_the_wheel(wheel: Path) -> None:
    wanted = {f"pipeline/_data/{name}" for name in _shipped("corpus") | _shipped("prompts")}
    assert wanted
    assert wanted <= _names(wheel)


def test_tests_and_benchmarks_stay_out_of_the_wheel(wheel: Path) -> None:
    assert {name.split("/")[0] for name in _names(wheel)} == {"pipeline", "eval", f"nigao-{__version__}.dist-info"}


def test_a_draft_is_written_outside_the_repository(installed: Path, vectors_home: Path, tmp_path: Path) -> None:
    output = tmp_path / "稿件.json"
    environment = {**clean_environment(), "PYTHONPATH": str(installed), "NIGAO_HOME": str(vectors_home)}
    command = [sys.executable, "-m", "pipeline", "draft", str(NOTES[0]), "-o", str(output)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(output.read_text(encoding="utf-8"))["backend"] == "offline"
    where = [sys.executable, "-c", "import pipeline; print(pipeline.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(installed))


def test_the_wheel_installs_the_command(installed: Path, tmp_path: Path) -> None:
    environment = {**clean_environment(), "PYTHONPATH": str(installed)}
    script = installed / "bin" / "nigao"
    done = subprocess.run(
        [script, "version"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"nigao {__version__}")
