"""Every fault of an endpoint ends in an answer or in one line in Chinese, and never shows the key."""

from __future__ import annotations

import json
import logging
import re
import ssl
import time
import traceback
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme

from pipeline.errors import ServiceError
from pipeline.models import ChatModel, ModelUnavailable, ReplyFault, Request
from tests.models.asking import GOOD, PLAN, plan, prose
from tests.models.conftest import CANARY, IMPATIENT, Opened, Scripted
from tests.scripted_endpoint import Answer, Broken, Endless, Page, ScriptedEndpoint, Status, Step

_HTML = "<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>"
_ENGLISH = "We will continue to strengthen the training of young officials across the whole bureau this year."
_ECHO = f"Incorrect API key provided: {CANARY}. You sent Bearer {CANARY} ({CANARY[:12]})"


def _unavailable(model: ChatModel, request: Request | None = None) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as raised:
        model.ask(request or prose())
    return raised.value


def _unusable(model: ChatModel, request: Request | None = None) -> ReplyFault:
    with pytest.raises(ReplyFault) as raised:
        model.ask(request or prose())
    return raised.value


def _tells(error: ServiceError, *words: str) -> None:
    """One line in Chinese that names the part and the words, says what next, and does not hold the key."""
    message = str(error)
    assert "\n" not in message
    assert re.search(r"[\u4e00-\u9fff]", message)
    assert message.startswith(("第二部分", "提纲"))
    assert "请" in message
    for word in words:
        assert word in message


def _patience(trouble: Step) -> dict[str, float]:
    """Short waits where it is a wait that is tried."""
    waits = isinstance(trouble, Answer) or (isinstance(trouble, Broken) and trouble.how in ("silence", "stall"))
    return IMPATIENT if waits else {}


# --- transient: an answer comes all the same


@pytest.mark.parametrize(
    "trouble",
    [
        Status(429),
        Status(429, headers={"Retry-After": "0.05"}),
        Status(429, headers={"Retry-After": formatdate(usegmt=True)}),
        Status(500),
        Status(503, headers={"Retry-After": "0"}),
        Answer(GOOD, first=1.0),
        Broken("silence"),
        Broken("stall"),
        Broken("drop"),
        Broken("end"),
        Broken("garbage"),
        Broken("error"),
        Page(_HTML),
        Page(""),
        Page("{}", "application/json"),
        Page("[1, 2]", "application/json"),
        Page("data: {\n\n", "text/event-stream"),
        Page('data: {"choices": [{}]}\n\ndata: [DONE]\n\n', "text/event-stream"),
        Page('data: {"choices": "x"}\n\ndata: 5\n\ndata: null\n\n', "text/event-stream"),
        Page('data: {"choices": [{"delta": "x", "index": 0}]}\n\n', "text/event-stream"),
        Page("data: \xff\xfe\n\n", "text/event-stream"),
    ],
    ids=repr,
)
def test_a_passing_trouble_is_waited_out(trouble: Step, scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([trouble, Answer(GOOD)])
    assert opened(endpoint, **_patience(trouble)).ask(prose()).text == GOOD
    assert len(endpoint.requests) == 2


def test_retry_after_is_kept(scripted: Scripted, opened: Opened) -> None:
    model = opened(scripted([Status(429, headers={"Retry-After": "0.5"}), Answer(GOOD)]))
    begun = time.monotonic()
    model.ask(prose())
    assert time.monotonic() - begun >= 0.5


def test_a_wait_beyond_the_deadline_is_not_begun(scripted: Scripted, opened: Opened) -> None:
    model = opened(scripted([Status(429, headers={"Retry-After": "3600"})]))
    begun = time.monotonic()
    assert _unavailable(model).kind == "rate"
    assert time.monotonic() - begun < 5


def test_what_was_shown_before_a_break_is_taken_back(scripted: Scripted, opened: Opened) -> None:
    shown: list[str] = []
    opened(scripted([Broken("drop", "写到一半"), Answer(GOOD)])).ask(prose(), shown.append)
    assert shown[0] == "写到一半"
    assert "".join(shown[shown.index("") :]) == GOOD


# --- lasting: one line


@pytest.mark.parametrize(
    ("trouble", "kind", "words", "asked"),
    [
        (Status(401, _ECHO), "key", "密钥", 1),
        (Status(403, _ECHO), "key", "密钥", 1),
        (Status(402, "Insufficient Balance"), "quota", "余额", 1),
        (Status(429, "You exceeded your current quota", "insufficient_quota"), "quota", "配额", 1),
        (Status(404, "The model `test-model` does not exist", "model_not_found"), "no_model", "test-model", 1),
        (Status(400, "Model Not Exist"), "no_model", "test-model", 1),
        (Status(400, "This model's maximum context length is 4096 tokens"), "window", "model.window", 1),
        (Status(400, "bad field"), "rejected", "bad field", 1),
        (Status(429), "rate", "concurrency", 7),
        (Status(500, "boom"), "server", "boom", 3),
        (Broken("silence"), "slow", "first_token_seconds", 2),
        (Broken("stall"), "stalled", "stall_seconds", 3),
        (Broken("drop"), "dropped", "断开", 3),
        (Broken("end"), "dropped", "断开", 3),
        (Broken("garbage"), "garbled", "兼容接口", 2),
        (Broken("error", message=_ECHO), "server", "出错", 3),
        (Page(_HTML), "garbled", "网页", 2),
        (Page("hello", "text/plain"), "garbled", "/v1", 2),
    ],
    ids=repr,
)
def test_a_lasting_trouble_is_named(
    trouble: Step, kind: str, words: str, asked: int, scripted: Scripted, opened: Opened
) -> None:
    endpoint = scripted([trouble])
    error = _unavailable(opened(endpoint, retries=2, **_patience(trouble)))
    assert error.kind == kind
    assert len(endpoint.requests) == asked
    _tells(error, words, f"127.0.0.1:{endpoint.port}")


def test_a_refused_connection_is_named(opened: Opened) -> None:
    endpoint = ScriptedEndpoint([])
    url = endpoint.url
    endpoint.__exit__(None, None, None)
    error = _unavailable(opened(url))
    assert error.kind == "refused_connection"
    _tells(error, f"127.0.0.1:{endpoint.port}", "拒绝连接")


def test_a_host_that_does_not_exist_is_named(opened: Opened) -> None:
    error = _unavailable(opened("http://no-such-host.invalid:9/v1"))
    assert error.kind == "dns"
    _tells(error, "no-such-host.invalid")


def _context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_certificate_nobody_vouches_for_is_named(scripted: Scripted, opened: Opened) -> None:
    error = _unavailable(opened(scripted([Answer(GOOD)], tls=_context(trustme.CA()))))
    assert error.kind == "tls"
    _tells(error, "ca_file")


def test_a_certificate_of_the_configured_authority_is_trusted(scripted: Scripted, opened: Opened) -> None:
    authority = trustme.CA()
    endpoint = scripted([Answer(GOOD)], tls=_context(authority))
    with authority.cert_pem.tempfile() as path:
        assert opened(endpoint, ca_file=path).ask(prose()).text == GOOD


def test_tls_to_a_plain_port_is_named(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(GOOD)])
    error = _unavailable(opened(endpoint.url.replace("http:", "https:")))
    assert error.kind == "tls"


def test_the_deadline_bounds_a_call_with_all_its_retries(scripted: Scripted, opened: Opened) -> None:
    model = opened(scripted([Answer(GOOD * 50, between=0.05)]), deadline_seconds=0.6, stall_seconds=5)
    begun = time.monotonic()
    error = _unavailable(model)
    assert time.monotonic() - begun < 2
    assert error.kind == "slow"
    _tells(error, "deadline_seconds")


def test_a_prompt_beyond_the_window_is_not_sent(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(GOOD)])
    error = _unavailable(opened(endpoint, window=200), prose("要点" * 300))
    assert error.kind == "window"
    assert endpoint.requests == []
    _tells(error, "200")


# --- answers that cannot be used


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (Answer(""), "empty"),
        (Answer("  \n\n "), "empty"),
        (Answer("<think>想了又想"), "empty"),
        (Answer("抱歉，我无法协助撰写这份材料。"), "refused"),
        (Answer("很遗憾，作为一个人工智能助手，我不能生成这类内容。"), "refused"),
        (Answer("I'm sorry, but I can't help with that request."), "refused"),
        (Answer(GOOD, finish="content_filter"), "filtered"),
        (Answer(GOOD, finish="length"), "truncated"),
        (Answer(GOOD, finish="MAX_TOKENS"), "truncated"),
        (Answer(GOOD, finish="sensitive"), "filtered"),
        (Endless("我们要继续努力，"), "repeats"),
        (Endless("加强干部队伍建设，推动各项工作再上新台阶。\n"), "repeats"),
        (Endless("\n"), "repeats"),
        (Answer(_ENGLISH), "language"),
        (Answer("今年も引き続き、若手職員の研修を強化し、組織全体の能力を高めてまいります。"), "language"),
    ],
    ids=repr,
)
def test_an_unusable_answer_is_asked_for_once_more_and_then_named(
    bad: Step, kind: str, scripted: Scripted, opened: Opened
) -> None:
    endpoint = scripted([bad, Answer(GOOD)])
    reply = opened(endpoint).ask(prose())
    assert reply.text == GOOD
    assert reply.usage.calls == 2
    assert endpoint.requests[1]["messages"][0] == endpoint.requests[0]["messages"][0]
    assert len(endpoint.requests[1]["messages"]) == 2
    endpoint = scripted([bad])
    error = _unusable(opened(endpoint))
    assert (error.kind, len(endpoint.requests)) == (kind, 2)
    _tells(error)


def test_a_cut_answer_is_given_more_room_and_keeps_its_text(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(GOOD, finish="length")])
    error = _unusable(opened(endpoint), prose(max_tokens=300))
    assert [request["max_tokens"] for request in endpoint.requests] == [300, 600]
    assert error.text == GOOD


def test_a_cut_answer_is_not_asked_for_again_where_there_is_no_more_room(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(GOOD, finish="length")])
    assert _unusable(opened(endpoint, max_output=300), prose(max_tokens=300)).kind == "truncated"
    assert len(endpoint.requests) == 1


def test_an_endless_answer_is_no_longer_read(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Endless("推动工作提质增效，")])
    begun = time.monotonic()
    _unusable(opened(endpoint))
    assert time.monotonic() - begun < 3
    deadline = time.monotonic() + 3
    while endpoint.cut_short < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert endpoint.cut_short == 2


@pytest.mark.parametrize(
    "bad",
    [
        Answer("聚焦源头储备"),
        Answer('{"heading": 5, "notes": ["a"]}'),
        Answer('{"heading": "聚焦源头", "notes": []}'),
        Answer('{"heading": "聚焦源头", "notes": ["a"], "extra": 1}'),
        Answer('["聚焦源头"]'),
        Answer('{"heading": "聚焦源头", "no'),
    ],
    ids=repr,
)
def test_json_of_a_wrong_shape_is_asked_for_once_more_with_the_fault(
    bad: Step, scripted: Scripted, opened: Opened
) -> None:
    endpoint = scripted([bad, Answer(PLAN)])
    assert opened(endpoint).ask(plan()).data == json.loads(PLAN)
    assert "不合要求的格式" in endpoint.requests[1]["messages"][-1]["content"]
    error = _unusable(opened(scripted([bad])), plan())
    assert error.kind == "shape"
    _tells(error)


def test_a_refusal_in_place_of_json_is_a_refusal(scripted: Scripted, opened: Opened) -> None:
    assert _unusable(opened(scripted([Answer("对不起，我无法完成该任务。")])), plan()).kind == "refused"


def test_a_question_that_the_filter_refuses_is_not_repeated(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Status(400, "Output data may contain inappropriate content.", "data_inspection_failed")])
    assert _unusable(opened(endpoint)).kind == "filtered"
    assert len(endpoint.requests) == 1


# --- the key


@pytest.mark.parametrize(
    "trouble",
    [
        *(Status(code, _ECHO) for code in (400, 401, 403, 404, 408, 413, 422, 429, 500, 503)),
        Status(500, f"upstream said {CANARY[3:]} and {CANARY[:-4]}"),
        Broken("error", message=_ECHO),
        Page(f"<html>{_ECHO}</html>"),
        Page(f'{{"error": {{"message": "{_ECHO}"}}}}', "application/json"),
        Page(f"data: {_ECHO}\n\n", "text/event-stream"),
        Broken("drop", _ECHO),
    ],
    ids=repr,
)
def test_the_key_is_never_told(
    trouble: Step, scripted: Scripted, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model = opened(scripted([trouble]), retries=1)
    with pytest.raises(ServiceError) as raised:
        model.ask(prose())
    told = [*_told(raised.value), repr(model), repr(vars(model)), caplog.text, repr(caplog.records)]
    for part in (CANARY, CANARY[3:15], CANARY[-10:]):
        assert not any(part in text for text in told)


def _told(error: BaseException | None) -> list[str]:
    """All that a traceback, a log or a debugger shows of an error and of what it came from."""
    told: list[str] = []
    while error is not None:
        told += [str(error), repr(error), *traceback.format_exception(error)]
        error = error.__cause__ or error.__context__
    return told


def test_the_key_goes_to_the_endpoint_and_nowhere_else(
    scripted: Scripted, opened: Opened, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint = scripted([Answer(GOOD), Answer(PLAN)])
    model = opened(endpoint, tmp_path / "calls", cache=tmp_path / "cache")
    model.ask(prose())
    model.ask(plan())
    assert endpoint.headers[0]["authorization"] == f"Bearer {CANARY}"
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) >= 3
    assert not any(CANARY in text for text in [*written, caplog.text, repr(model)])
