"""The worked example of docs/editing.md is carried out as it stands there, command by command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from tests.texts import ROOT

PAGE = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(bash|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _steps() -> list[tuple[str, list[str]]]:
    """Every block of commands with the lines that its output must hold."""
    steps: list[tuple[str, list[str]]] = []
    for kind, body in _BLOCK.findall(PAGE):
        if kind == "bash":
            steps.append((body, []))
        else:
            steps[-1][1].extend(body.splitlines())
    return steps


@pytest.mark.skipif(shutil.which("bash") is None, reason="没有 bash")
def test_every_command_of_the_page_does_what_the_page_says(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    shutil.copytree(ROOT / "eval" / "claims", tmp_path / "eval" / "claims")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {
        **clean_environment(),
        "PATH": path,
        "NIGAO_HOME": str(tmp_path / "home"),
        "NO_COLOR": "1",
        "PYTHONPATH": str(ROOT),
    }
    steps = _steps()
    assert len(steps) >= 6
    for commands, expected in steps:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=tmp_path,  # a copy of what the page changes: nothing of the project is touched
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{commands}\n{said}"
        for line in expected:
            assert line in said, f"{commands}\n{said}"
    changed = (tmp_path / "编辑" / "提示词" / "section.md").read_text(encoding="utf-8")
    assert changed.startswith((ROOT / "prompts" / "section.md").read_text(encoding="utf-8"))
    assert "进一步" in changed.splitlines()[-1]
    assert (tmp_path / "编辑" / "比较.html").stat().st_size > 50_000
    assert (tmp_path / "编辑" / "案例" / "水利定稿" / "case.yaml").is_file()


def test_the_page_names_every_prompt_and_every_command_it_speaks_of() -> None:
    stages = {path.stem for path in (ROOT / "prompts").glob("*.md")} - {"judge_rubric"}
    assert all(f"`{stage}`" in PAGE for stage in stages)
    for command in ("compare", "accept", "add-case", "cases", "judge"):
        assert f"nigao eval {command}" in PAGE
