"""Answers in JSON: how they are asked for, read and held against their schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.models.calls import Message, Request
from pipeline.models.cleaning import without_thinking
from pipeline.models.presets import Structured
from pipeline.models.wording import wording

_DECODER = json.JSONDecoder(strict=False)
_NAME = "answer"
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_JSON_MARKS = {"：": ":", "，": ",", "｛": "{", "｝": "}", "［": "[", "］": "]"}
_SHOWN = 80  # characters of a fault that are told
_MOST_STARTS = 50  # brackets at which a value is looked for


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was read. ``fault``: what is wrong with it, in words for the model; empty when it holds.

    ``structural``: a wrong type, a missing or an unknown key, which a server that enforces the schema cannot send.
    ``mended``: it was no JSON as it stood.
    """

    data: Any
    fault: str = ""
    structural: bool = False
    mended: bool = False
    found: bool = True


def response_format(request: Request, structured: Structured) -> dict[str, Any]:
    """The parameter that asks for JSON, as far as the endpoint understands one."""
    if request.schema is None or structured == "none":
        return {}
    if structured == "json_mode":
        return {"response_format": {"type": "json_object"}}
    schema = {"name": request.schema_name or _NAME, "strict": is_strict(request.schema), "schema": dict(request.schema)}
    return {"response_format": {"type": "json_schema", "json_schema": schema}}


def is_strict(schema: Any) -> bool:
    """Whether OpenAI's strict mode takes the schema: every object is closed and requires all it knows."""
    if isinstance(schema, list):
        return all(is_strict(item) for item in schema)
    if not isinstance(schema, Mapping):
        return True
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(properties):
            return False
        return all(is_strict(value) for value in properties.values()) and is_strict(schema.get("$defs"))
    return all(is_strict(value) for key, value in schema.items() if key not in ("enum", "const", "default"))


def in_words(request: Request, structured: Structured) -> Request:
    """The request with its schema told at the end, where the endpoint itself does not hold the answer to it."""
    if request.schema is None or structured == "json_schema":
        return request
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    return with_line(request, wording().in_words.replace("{schema}", schema))


def with_line(request: Request, line: str) -> Request:
    """The request with a line after its last message: many chat templates refuse two messages of one role in a row."""
    *before, last = request.messages
    return replace(request, messages=(*before, Message(last.role, f"{last.text}\n\n{line}")))


def read_json(raw: str, schema: Mapping[str, Any], *, mend: bool) -> tuple[Parsed, Counter[str]]:
    """The JSON value in an answer, with what was stripped around it.

    Strict JSON wins; of several values the first that fits the schema. Only with ``mend``, and only when nothing fits,
    are small faults repaired (quotes, commas, a missing end).
    """
    stripped: Counter[str] = Counter()
    text = without_thinking(raw, stripped)
    values, whole = _values(text)
    tries = [_held(value, schema, mended=False) for value in values]
    if mend and not whole and all(parsed.fault for parsed in tries):
        tries = [_held(value, schema, mended=True) for value in _mended(text, schema)] or tries
    if not tries:
        return Parsed(None, "没有完整的 JSON", structural=True, found="{" in text or "[" in text), stripped
    _count_surroundings(text, stripped)
    return next((parsed for parsed in tries if not parsed.fault), tries[0]), stripped


def _values(text: str) -> tuple[list[Any], bool]:
    """The outermost objects and lists that ``text`` holds as JSON; and whether its first bracket opens one."""
    found: list[Any] = []
    at, whole = 0, False
    for tried in range(_MOST_STARTS):
        starts = [place for place in (text.find("{", at), text.find("[", at)) if place >= 0]
        if not starts:
            break
        try:
            value, at = _DECODER.raw_decode(text, min(starts))
        except (ValueError, RecursionError):
            at = min(starts) + 1
            continue
        found.append(value)
        whole = whole or tried == 0
    return found, whole


def _mended(text: str, schema: Mapping[str, Any]) -> list[Any]:
    """The value from the first bracket of an object, or of a list if the schema wants one, repaired."""
    import json_repair

    start = text.find("[" if schema.get("type") == "array" else "{")
    if start < 0:
        return []
    try:
        value = json_repair.loads(_with_json_marks(text[start:]))
    except (ValueError, RecursionError):
        return []
    return [value] if isinstance(value, dict | list) and value else []


def _with_json_marks(text: str) -> str:
    """Full-width marks between strings as those of JSON; within a string, in whatever quotes, nothing is touched."""
    marks, closing, escaped = [], "", False
    for mark in text:
        if closing:
            closing = "" if mark == closing and not escaped else closing
            escaped = mark == "\\" and not escaped
            marks.append(mark)
        else:
            closing = _QUOTES.get(mark, "")
            marks.append(_JSON_MARKS.get(mark, mark))
    return "".join(marks)


def _held(value: Any, schema: Mapping[str, Any], *, mended: bool) -> Parsed:
    """``value`` against ``schema``: the first fault, by its place."""
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(dict(schema)).iter_errors(value), key=lambda error: list(map(str, error.path)))
    if not errors:
        return Parsed(value, mended=mended)
    first = errors[0]
    place = "/".join(map(str, first.absolute_path)) or "整体"
    structural = any(error.validator in ("type", "required", "additionalProperties", "enum") for error in errors)
    return Parsed(value, f"{place}：{_in_chinese(first)}", structural=structural, mended=mended)


def _in_chinese(error: Any) -> str:
    """What the validator found, without the value, which may be long."""
    rule, wanted = str(error.validator), error.validator_value
    names = {"type": "类型应为", "enum": "应为其中之一", "const": "应为", "minItems": "至少要有的项数是"}
    names |= {"maxItems": "至多可有的项数是", "minLength": "至少要有的字数是", "maxLength": "至多可有的字数是"}
    if rule == "required":
        missing = [key for key in wanted if key not in error.instance]
        return f"缺少 {'、'.join(missing)}"
    if rule == "additionalProperties":
        unknown = [key for key in error.instance if key not in error.schema.get("properties", {})]
        return f"没有 {'、'.join(unknown)[:_SHOWN]} 这一项"
    return f"{names.get(rule, f'不合 {rule}')} {json.dumps(wanted, ensure_ascii=False)}"[:_SHOWN]


def _count_surroundings(text: str, stripped: Counter[str]) -> None:
    """Counts the fence around a value and the words before and after it."""
    if text.count("```") > 1:
        stripped["fence"] += text.count("```") // 2
    bare = text.replace("```json", "").replace("```", "").strip()
    if bare and (bare[0] not in "{[" or bare[-1] not in "}]"):
        stripped["meta"] += 1
