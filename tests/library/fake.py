"""An embedder that costs nothing: equal texts get equal vectors, others unrelated ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from pipeline.library.embed import Vector, Vectors


class FakeEmbedder:
    """Counts what it is asked, so that tests see what was embedded."""

    def __init__(self, name: str = "fake/hash", dim: int = 32) -> None:
        self.name = name
        self.dim = dim
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([self.query(text) for text in texts], dtype=np.float32).reshape(-1, self.dim)

    def query(self, text: str) -> Vector:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        vector = np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        unit: Vector = vector / np.linalg.norm(vector)
        return unit
