"""What ``nigao doctor --online`` asks an endpoint: whether it is there, whether it serves the model, what it can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.models.abilities import Memory
from pipeline.models.caller import Caller
from pipeline.models.calls import Message, Request
from pipeline.models.diagnosis import diagnose
from pipeline.models.faults import ModelUnavailable
from pipeline.models.presets import Endpoint, Structured, endpoint
from pipeline.settings import ModelSettings

_PATIENCE = 30.0  # seconds for the whole examination of one call
_NOT_SERVED = (404, 405, 501)  # many endpoints have no list of models


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. ``listed``: whether the endpoint names the model; when it does not, the model answered a call.

    ``proven``: ``structured`` was found out by a call and not taken from a preset. ``window``: tokens, as configured.
    """

    host: str
    listed: bool
    structured: Structured
    proven: bool
    window: int
    note: str


def inspect_model(settings: ModelSettings) -> Inspection:
    """Contacts the endpoint: asks for its list of models, which costs nothing, and for one token if that does not help.

    Raises UserError for settings that cannot hold, ModelUnavailable when there is no answer.
    """
    at = endpoint(settings)
    listed = at.model in _served(at, settings)
    if not listed:
        _one_token(at, settings)
    abilities = Memory(at, settings.cache_folder).now
    return Inspection(at.host, listed, abilities.structured, abilities.proven, at.window, at.preset.note)


def _served(at: Endpoint, settings: ModelSettings) -> list[str]:
    """The names of the models; none where the endpoint has no such list."""
    import openai

    fault: ModelUnavailable | None = None
    with _client(at, settings) as client:
        try:
            return [model.id for model in client.models.list()]
        except openai.APIStatusError as error:
            if error.status_code not in _NOT_SERVED:
                fault = _as_unavailable(error, at)
        except openai.APIError as error:
            fault = _as_unavailable(error, at)
        except (ValueError, TypeError, AttributeError):  # a list of another shape is no list
            return []
    if fault:
        raise fault
    return []


def _as_unavailable(error: Exception, at: Endpoint) -> ModelUnavailable:
    found = diagnose(error, at)
    return ModelUnavailable(found.message, found.kind)


def _client(at: Endpoint, settings: ModelSettings) -> Any:
    import openai

    from pipeline.models.wire import trusted

    http = openai.DefaultHttpxClient(
        timeout=settings.connect_seconds, trust_env=not at.loopback, verify=trusted(settings)
    )
    key = at.key.get_secret_value() or "none"
    return openai.OpenAI(base_url=at.url, api_key=key, http_client=http, max_retries=0)


def _one_token(at: Endpoint, settings: ModelSettings) -> None:
    """Raises ModelUnavailable unless the model answers the shortest question there is."""
    hurried = settings.model_copy(update={"retries": 0, "deadline_seconds": _PATIENCE})
    caller = Caller(at, hurried)
    try:
        caller.ask(Request("doctor", (Message("user", "好"),), max_tokens=1), lambda _: None)
    finally:
        caller.close()
