"""Models over a scripted endpoint, with waits so short that a test of retries takes no time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.models import CallStore, ChatModel, open_model
from pipeline.settings import ModelSettings
from tests.scripted_endpoint import Script, ScriptedEndpoint

CANARY = "sk-canary-7f3e91d0c5b24a68"
QUICK: dict[str, Any] = {"retry_seconds": 0.01, "connect_seconds": 2, "first_token_seconds": 20, "stall_seconds": 20}
IMPATIENT: dict[str, Any] = {"first_token_seconds": 0.4, "stall_seconds": 0.3}

Scripted = Callable[..., ScriptedEndpoint]
Opened = Callable[..., ChatModel]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith(("NIGAO_", "OPENAI_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    """Starts endpoints that are closed with the test."""
    opened: list[ScriptedEndpoint] = []

    def start(script: Script, **options: Any) -> ScriptedEndpoint:
        opened.append(ScriptedEndpoint(script, **options))
        return opened[-1]

    yield start
    for endpoint in opened:
        endpoint.__exit__(None, None, None)


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens models on an endpoint or a URL; they are closed with the test."""
    models: list[ChatModel] = []

    def start(at: ScriptedEndpoint | str, store: CallStore | Path | None = None, **settings: Any) -> ChatModel:
        cache = settings.pop("cache", None)
        url = at if isinstance(at, str) else at.url
        chosen = {"name": "test-model", "base_url": url, "api_key": SecretStr(CANARY), **QUICK, **settings}
        model_settings = ModelSettings(**chosen)
        model_settings = model_settings.kept_in(cache) if cache else model_settings
        models.append(open_model(model_settings, CallStore(store) if isinstance(store, Path) else store))
        return models[-1]

    yield start
    for model in models:
        model.close()
