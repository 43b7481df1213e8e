"""doctor --online: one look at the endpoint, and one line about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from pipeline.doctor import examine
from pipeline.models import ModelUnavailable, inspect_model
from pipeline.settings import ModelSettings
from tests.models.asking import PLAN, plan
from tests.models.conftest import CANARY, QUICK, Opened, Scripted
from tests.scripted_endpoint import Answer, ScriptedEndpoint, Status


def _settings(endpoint: ScriptedEndpoint, **values: object) -> ModelSettings:
    given = {"name": "test-model", "base_url": endpoint.url, "api_key": SecretStr(CANARY), **QUICK, **values}
    return ModelSettings.model_validate(given)


def test_a_listed_model_costs_no_call(scripted: Scripted) -> None:
    endpoint = scripted([Status(500)])
    found = inspect_model(_settings(endpoint, window=8000))
    assert (found.listed, found.structured, found.proven, found.window) == (True, "json_schema", False, 8000)
    assert endpoint.requests == []


def test_a_model_that_is_not_listed_is_asked_for_one_token(scripted: Scripted) -> None:
    endpoint = scripted([Answer("好", finish="length")], models=["other"])
    assert not inspect_model(_settings(endpoint)).listed
    assert [request["max_tokens"] for request in endpoint.requests] == [1]


def test_an_endpoint_without_a_list_is_asked_for_one_token(scripted: Scripted) -> None:
    endpoint = scripted([Answer("好", finish="length")], models=None)
    assert not inspect_model(_settings(endpoint)).listed


@pytest.mark.parametrize(("status", "kind"), [(401, "key"), (404, "no_model"), (500, "server")])
def test_a_fault_is_named_without_the_key(status: int, kind: str, scripted: Scripted) -> None:
    endpoint = scripted([Status(status, f"no {CANARY}")], models=[])
    with pytest.raises(ModelUnavailable) as raised:
        inspect_model(_settings(endpoint))
    assert raised.value.kind == kind
    assert CANARY not in str(raised.value)


def test_a_server_that_is_not_there_is_named() -> None:
    endpoint = ScriptedEndpoint([])
    endpoint.__exit__(None, None, None)
    with pytest.raises(ModelUnavailable) as raised:
        inspect_model(_settings(endpoint))
    assert raised.value.kind == "refused_connection"


def test_what_a_call_proved_is_told(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Status(400, "response_format is not supported"), Answer(PLAN)])
    opened(endpoint, cache=tmp_path).ask(plan())
    found = inspect_model(_settings(endpoint).kept_in(tmp_path))
    assert (found.structured, found.proven) == ("json_mode", True)


def test_doctor_says_it_in_one_line(scripted: Scripted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NIGAO_MODEL", "test-model")
    monkeypatch.setenv("NIGAO_MODEL_API_KEY", CANARY)
    monkeypatch.setenv("OPENAI_BASE_URL", scripted([Answer("好")]).url)
    for online in (False, True):
        results = list(examine(online=online))
        line = next(result for result in results if result.name == "写稿模型")
        assert line.status == ("ok" if online else "note")
        assert ("结构化输出" in line.detail) is online
        assert not any(CANARY in repr(result) for result in results)
