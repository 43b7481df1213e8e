"""Nothing opens a socket: ingest, search, draft, check and doctor run where there is no network at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import clean_environment
from tests.texts import NOTES, REFERENCE_DRAFTS, ROOT, SEEDS

GUARD = """
import os, socket, sys

def _refuse(event, arguments):
    '''Ends the process on any attempt to reach out.

    Local pipes of the kernel (AF_UNIX) are no network, nor is urllib3's bind to [::1]:0 at import, to learn of IPv6.
    '''
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        if event != "socket.getaddrinfo" and arguments and getattr(arguments[0], "family", None) == socket.AF_UNIX:
            return
        sys.stderr.write(f"NETWORK {event} {arguments[1:]}\\n")
        sys.stderr.flush()
        os._exit(99)

sys.addaudithook(_refuse)
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def _namespace() -> list[str]:
    """The command prefix that runs a program in an empty network namespace; empty where the system forbids it."""
    for prefix in (["unshare", "-n"], ["unshare", "-rn"]):
        if (
            shutil.which(prefix[0])
            and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
        ):
            return prefix
    return []


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs nigao without a network, and with a guard that ends it on any attempt to use one."""
    (tmp_path / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    environment = clean_environment() | {
        "NIGAO_HOME": str(tmp_path / "home"),
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
    }
    prefix = [*_namespace(), sys.executable]

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*prefix, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return command


def test_the_guard_itself_catches_an_attempt(run: Run) -> None:
    done = run("-c", "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')")
    assert (done.returncode, "NETWORK socket." in done.stderr) == (99, True)


def test_the_whole_way_needs_no_network(run: Run, tmp_path: Path) -> None:
    draft = str(tmp_path / "稿件.txt")
    for arguments, codes in (
        (("ingest", str(SEEDS[0])), {0}),
        (("search", "年轻干部培养锻炼", "--json"), {0}),
        (("draft", str(NOTES[0]), "-o", draft), {0}),
        (("check", str(REFERENCE_DRAFTS[0]), "--notes", str(NOTES[0]), "--json"), {0, 1}),
        (("doctor",), {0}),
    ):
        done = run("-m", "pipeline", *arguments)
        assert "NETWORK" not in done.stderr
        assert done.returncode in codes, done.stderr


def test_the_native_runtime_keeps_no_telemetry(tmp_path: Path) -> None:
    """ONNX Runtime reports home from threads that no Python guard sees; its event store betrays it."""
    environment = {**clean_environment(), "HOME": str(tmp_path), "NIGAO_HOME": str(tmp_path / "home")}
    code = "from pipeline.facts import extract; extract('张三到水利局调研。', names=True)"
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, timeout=120)
    assert not list(tmp_path.rglob("*onnxruntime*"))
