"""Presets say what is known of an endpoint; explicit settings win; keys go where they belong."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from pipeline.errors import UserError
from pipeline.models.presets import endpoint, preset_names
from pipeline.models.wording import wording
from pipeline.settings import ModelSettings


def _settings(**values: object) -> ModelSettings:
    return ModelSettings.model_validate({"name": "m", "api_key": SecretStr("k"), **values})


@pytest.mark.parametrize("name", ["openai", "deepseek", "dashscope", "vllm", "ollama", "llamacpp"])
def test_a_preset_names_a_whole_endpoint(name: str) -> None:
    found = endpoint(_settings(preset=name))
    assert found.url.startswith("http")
    assert found.window >= 4096
    assert found.max_output <= found.window
    assert found.preset.source


def test_all_presets_are_these() -> None:
    assert preset_names() == ("openai", "deepseek", "dashscope", "vllm", "ollama", "llamacpp")


def test_explicit_settings_win() -> None:
    found = endpoint(_settings(preset="ollama", base_url="http://box:1/v1", window=9000, max_output=100))
    assert (found.url, found.window, found.max_output, found.host) == ("http://box:1/v1", 9000, 100, "box:1")


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError, match=r"deepsek.*deepseek"):
        endpoint(_settings(preset="deepsek"))


def test_a_known_host_needs_no_preset() -> None:
    assert endpoint(_settings(base_url="https://api.deepseek.com/v1")).preset.structured == "json_mode"
    assert endpoint(_settings(base_url="http://box:1/v1")).preset.structured == "probe"
    assert endpoint(_settings()).url == "https://api.openai.com/v1"


def test_a_key_is_taken_from_the_presets_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "of-deepseek")
    assert endpoint(_settings(preset="deepseek", api_key="")).key.get_secret_value() == "of-deepseek"
    assert endpoint(_settings(preset="deepseek", api_key="mine")).key.get_secret_value() == "mine"


@pytest.mark.parametrize(
    ("preset", "variable"), [("openai", "OPENAI"), ("deepseek", "DEEPSEEK"), ("dashscope", "DASH")]
)
def test_a_missing_key_is_named_before_the_first_call(
    preset: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "DEEPSEEK_API_KEY", "DASHSCOPE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UserError, match=variable):
        endpoint(_settings(preset=preset, api_key=""))


@pytest.mark.parametrize("key", ["sk-完整", "sk-one two", "sk-one\ntwo", "sk-\x00"])
def test_what_cannot_be_a_key_is_refused_without_telling_it(key: str) -> None:
    with pytest.raises(UserError, match="密钥") as raised:
        endpoint(_settings(api_key=key))
    assert "sk-" not in str(raised.value)
    assert endpoint(_settings(api_key=" sk-good\n")).key.get_secret_value() == "sk-good"


def test_an_address_copied_with_the_path_of_a_call_is_understood() -> None:
    assert endpoint(_settings(base_url="http://box:1/v1/chat/completions/")).url == "http://box:1/v1"


def test_local_endpoints_need_no_key() -> None:
    for preset in ("vllm", "ollama", "llamacpp"):
        assert endpoint(_settings(preset=preset, api_key="")).loopback
    assert endpoint(_settings(base_url="http://10.0.0.5:8000/v1", api_key="")).key.get_secret_value() == ""


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8/v1", True),
        ("http://x.localhost/v1", True),
        ("http://10.0.0.5/v1", False),
        ("https://localhost.example.com/v1", False),
    ],
)
def test_this_machine_is_known(url: str, local: bool) -> None:
    assert endpoint(_settings(base_url=url)).loopback is local


def test_the_words_said_to_models_cover_every_fault() -> None:
    from typing import get_args

    from pipeline.models.faults import ReplyKind

    assert set(wording().again) == set(get_args(ReplyKind))
    assert all(re.fullmatch(r"[^A-Za-z]*(?:\{fault\}|JSON|[^A-Za-z])*", line) for line in wording().again.values())
