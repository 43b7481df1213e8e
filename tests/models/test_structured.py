"""JSON is asked for as far as the endpoint understands it, and read even where it is nearly JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.models import ReplyFault
from pipeline.models.structured import is_strict, read_json
from tests.models.asking import GOOD, PLAN, SCHEMA, plan, prose
from tests.models.conftest import Opened, Scripted
from tests.scripted_endpoint import Answer, Body, Status, Step

_VALUE = json.loads(PLAN)
_NO_SCHEMA = Status(400, "response_format.type: json_schema is not supported by this model")
_NO_FORMAT = Status(422, "extra fields not permitted: response_format")


def _understands(*formats: str) -> Any:
    """An endpoint that refuses every format but these, and answers well."""

    def step(body: Body) -> Step:
        asked = body.get("response_format", {}).get("type", "")
        return Answer(PLAN) if asked in formats else _NO_SCHEMA if asked == "json_schema" else _NO_FORMAT

    return step


def _formats(requests: list[Body]) -> list[str]:
    return [request.get("response_format", {}).get("type", "") for request in requests]


@pytest.mark.parametrize(
    ("understood", "asked"),
    [
        (("json_schema", "json_object", ""), ["json_schema"]),
        (("json_object", ""), ["json_schema", "json_object"]),
        (("",), ["json_schema", "json_object", ""]),
    ],
)
def test_what_an_endpoint_understands_is_found_out_once_and_remembered(
    understood: tuple[str, ...], asked: list[str], scripted: Scripted, opened: Opened, tmp_path: Path
) -> None:
    endpoint = scripted(_understands(*understood))
    assert opened(endpoint, cache=tmp_path).ask(plan()).data == _VALUE
    assert _formats(endpoint.requests) == asked
    assert opened(endpoint, cache=tmp_path).ask(plan()).data == _VALUE
    assert _formats(endpoint.requests) == [*asked, asked[-1]]


@pytest.mark.parametrize(
    "refusal",
    [
        "Invalid schema for response_format 'plan': In context=(), 'minItems' is not permitted.",
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        "guided decoding is not available",
    ],
)
def test_a_refused_schema_is_asked_for_otherwise_without_a_warning(
    refusal: str, scripted: Scripted, opened: Opened, recwarn: pytest.WarningsRecorder
) -> None:
    endpoint = scripted([Status(400, refusal), Answer(PLAN)])
    assert opened(endpoint).ask(plan()).data == _VALUE
    assert _formats(endpoint.requests) == ["json_schema", "json_object"]
    assert not list(recwarn)


def test_a_server_error_that_is_a_misread_field_is_asked_for_otherwise(scripted: Scripted, opened: Opened) -> None:
    """llama-cpp-python's server answers 500 where others answer 422."""
    said = "1 validation error: {'type': 'literal_error', 'loc': ('body', 'response_format', 'type')}"
    endpoint = scripted([Status(500, said), Answer(PLAN)])
    assert opened(endpoint).ask(plan()).data == _VALUE
    assert _formats(endpoint.requests) == ["json_schema", "json_object"]


def test_the_schema_is_told_in_words_where_the_endpoint_does_not_hold_to_it(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted(_understands("json_object", ""))
    opened(endpoint).ask(plan())
    told = [request["messages"][-1]["content"] for request in endpoint.requests]
    assert "minItems" not in told[0]
    assert "minItems" in told[1]
    assert "JSON" in told[1]


def test_a_format_that_is_accepted_and_ignored_is_noticed(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    def step(body: Body) -> Step:
        return Answer(PLAN if "JSON Schema" in body["messages"][-1]["content"] else "一、聚焦源头储备")

    endpoint = scripted(step)
    assert opened(endpoint, cache=tmp_path).ask(plan()).data == _VALUE
    assert opened(endpoint, cache=tmp_path).ask(plan()).data == _VALUE
    assert _formats(endpoint.requests) == ["json_schema", "json_object", "json_object"]


def test_one_slip_of_an_endpoint_that_keeps_to_schemas_changes_nothing(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(PLAN), Answer("一、聚焦"), Answer(PLAN)])
    model = opened(endpoint)
    for attempt in range(2):
        model.ask(plan(attempt=attempt))
    assert _formats(endpoint.requests) == ["json_schema"] * 3


@pytest.mark.parametrize(
    ("refusal", "gone"),
    [
        (Status(400, "Unsupported value: 'temperature' does not support 0.3 with this model."), "temperature"),
        (Status(400, "Unknown parameter: stream_options"), "stream_options"),
        (Status(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."), "max_tokens"),
    ],
)
def test_a_refused_parameter_is_left_out(refusal: Step, gone: str, scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([refusal, Answer(GOOD)])
    assert opened(endpoint).ask(prose(max_tokens=500)).text == GOOD
    assert gone in endpoint.requests[0]
    assert gone not in endpoint.requests[1]
    if gone == "max_tokens":
        assert endpoint.requests[1]["max_completion_tokens"] == 500


def test_a_damaged_memory_is_found_out_anew(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    for text in ("{", "[]", '{"x": 1}', json.dumps({})):
        (tmp_path / "endpoints.json").write_text(text, encoding="utf-8")
        endpoint = scripted(_understands("json_object", ""))
        assert opened(endpoint, cache=tmp_path).ask(plan()).data == _VALUE
        kept = json.loads((tmp_path / "endpoints.json").read_text(encoding="utf-8"))
        assert kept[f"{endpoint.url} test-model"]["structured"] == "json_mode"


@pytest.mark.parametrize(
    "raw",
    [
        PLAN,
        f"```json\n{PLAN}\n```",
        f"好的，以下是提纲：\n\n{PLAN}\n\n希望对您有帮助！",
        f"<think>先分组：{{a}}，[b]</think>{PLAN}",
        PLAN.replace('"', "'"),
        PLAN.replace('"]}', '",],}'),
        PLAN.replace('"heading"', "“heading”").replace('"notes"', "“notes”"),
        PLAN.replace('": ', '"：').replace('", "n', '"，"n'),
        PLAN.replace('{"', '{\n  // 标题\n  "'),
        f"{PLAN}\n{PLAN}",
        f"先举例 [1]：{PLAN}",
        PLAN.replace('"heading"', "heading").replace('"notes"', "notes"),
    ],
)
def test_what_is_nearly_json_is_read(raw: str) -> None:
    parsed, _ = read_json(raw, SCHEMA, mend=True)
    assert (parsed.data, parsed.fault) == (_VALUE, "")


def test_quotation_marks_and_line_breaks_within_words_stay() -> None:
    raw = '{"heading": "深化“两个维护”，\n抓好：关键", "notes": ["n1"]}'
    parsed, _ = read_json(raw, SCHEMA, mend=True)
    assert parsed.data["heading"] == "深化“两个维护”，\n抓好：关键"


@pytest.mark.parametrize("raw", ["", "[", "{" * 5000, "[" * 100_000, '{"a":' * 3000, "{}" * 3000, "null", "5", '"x"'])
def test_what_is_no_value_is_a_fault(raw: str) -> None:
    parsed, _ = read_json(raw, SCHEMA, mend=True)
    assert parsed.fault


def test_a_cut_value_is_taken_only_when_asking_again_did_not_help(scripted: Scripted, opened: Opened) -> None:
    cut = PLAN[:-4]
    endpoint = scripted([Answer(cut)])
    assert opened(endpoint).ask(plan()).data == {**_VALUE, "notes": ["n1a2b3", "n4c5d"]}
    assert len(endpoint.requests) == 2


def test_json_cut_by_the_limit_is_never_taken(scripted: Scripted, opened: Opened) -> None:
    with pytest.raises(ReplyFault) as raised:
        opened(scripted([Answer(PLAN[:-3], finish="length")])).ask(plan())
    assert raised.value.kind == "truncated"


def test_the_language_is_told_by_words_not_by_ids(scripted: Scripted, opened: Opened) -> None:
    english = json.dumps({"heading": "Strengthen the training of young officials", "notes": ["n1"]})
    with pytest.raises(ReplyFault) as raised:
        opened(scripted([Answer(english)])).ask(plan())
    assert raised.value.kind == "language"
    ids = json.dumps({"heading": "聚焦源头", "notes": [f"note-{at:08x}" for at in range(40)]}, ensure_ascii=False)
    assert opened(scripted([Answer(ids)])).ask(plan()).data == json.loads(ids)


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (SCHEMA, True),
        ({**SCHEMA, "additionalProperties": True}, False),
        ({**SCHEMA, "required": ["heading"]}, False),
        ({**SCHEMA, "properties": {**SCHEMA["properties"], "more": {"type": "object", "properties": {}}}}, False),
    ],
)
def test_strict_mode_is_asked_for_only_where_the_schema_allows_it(schema: dict[str, Any], strict: bool) -> None:
    assert is_strict(schema) is strict
