"""CI examples and what they call: every command in them exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli import main
from tests.texts import ROOT

EXAMPLES = sorted((ROOT / "docs" / "ci").glob("*.yml"))
TARGETS = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
_PLAIN = ("cat", "mkdir")


def _commands(value: Any) -> Iterator[str]:
    """Every line that a job runs: under ``run`` in GitHub's files, under ``script`` in GitLab's."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("run", "script"):
                yield from (
                    line for text in ([inner] if isinstance(inner, str) else inner) for line in text.splitlines()
                )
            else:
                yield from _commands(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _commands(inner)


def test_both_examples_are_there() -> None:
    assert [path.name for path in EXAMPLES] == ["github-actions.yml", "gitlab-ci.yml"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_command_of_a_ci_example_exists(path: Path) -> None:
    commands = list(_commands(yaml.safe_load(path.read_text(encoding="utf-8"))))
    assert {"make check", "make test", "make eval"} <= set(commands)
    for command in commands:
        first, *rest = command.split()
        assert first in _PLAIN or (first == "make" and set(rest) <= TARGETS), command


def test_results_that_ci_collects_are_what_make_eval_writes() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\neval:")[2].partition("\n\n")[0]
    for path in EXAMPLES:
        for name in re.findall(r"out/(eval-[a-z]+\.[a-z]+)", path.read_text(encoding="utf-8")):
            assert f"out/{name}" in recipe, name
    assert "out/eval-offline.md" in recipe


def test_ci_run_calls_make_eval() -> None:
    assert "make eval" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["run", "score", "accept", "checks"])
def test_commands_that_make_eval_uses_explain_themselves(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", name, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--json" in shown
    assert "Usage" not in shown


def test_without_the_evaluation_its_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import typer

    from pipeline.commands import plugged
    from pipeline.errors import UserError

    monkeypatch.setattr(plugged, "_EVALUATION", "no_such_package.cli")
    app = typer.Typer()
    app.callback()(lambda: None)
    plugged.add_evaluation(app)
    with pytest.raises(UserError, match="没有评测部分"):
        app(["eval", "run"], standalone_mode=False)
    del capsys
