"""A completed call is never paid for twice; a folder of calls replays without a socket."""

from __future__ import annotations

import json
import multiprocessing
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ServiceError, UserError
from pipeline.models import CallStore, ChatModel, Message, ModelUnavailable, ReplyFault, open_model
from pipeline.models.calls import Completion, call_key
from pipeline.models.store import Manner, Question, Stored
from pipeline.settings import ModelSettings
from tests.models.asking import GOOD, PLAN, plan, prose
from tests.models.conftest import Opened, Scripted
from tests.scripted_endpoint import Answer


def _stored(raw: str = GOOD) -> Stored:
    question = Question.of("m", Manner(32768), prose())
    return Stored(Completion(raw, "stop", 10, 20, 0.5, True), question)


def _replayed(folder: Path, **settings: Any) -> ChatModel:
    return open_model(ModelSettings(**settings), CallStore(folder), replay=True)


def test_a_call_is_asked_once(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Answer(GOOD)])
    first = opened(endpoint, tmp_path).ask(prose())
    again = opened(endpoint, tmp_path).ask(prose())
    assert len(endpoint.requests) == 1
    assert again.text == first.text
    assert (first.usage.cached, again.usage.cached) == (False, True)
    assert replace(again.usage, cached=False) == first.usage


@pytest.mark.parametrize(
    "other",
    [
        prose("写第三部分。"),
        prose(attempt=1),
        prose(max_tokens=10),
        prose(temperature=0.7),
        plan(),
        replace(prose(), messages=(Message("user", "你是机关文稿起草人。"), Message("user", "写第二部分。"))),
    ],
)
def test_what_decides_the_answer_decides_the_key(other: Any) -> None:
    assert call_key("m", other) != call_key("m", prose())
    assert call_key("m", prose()) != call_key("n", prose())
    assert call_key("m", replace(prose(), label="别的", stage="其他")) == call_key("m", prose())


def test_asking_anew_keeps_the_new_answer(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Answer(GOOD), Answer(GOOD + "再加一句。")])
    opened(endpoint, tmp_path).ask(prose())
    fresh = opened(endpoint, CallStore(tmp_path, read=False)).ask(prose())
    assert fresh.text.endswith("再加一句。")
    assert opened(endpoint, tmp_path).ask(prose()).text == fresh.text
    assert len(endpoint.requests) == 2


def test_an_answer_from_the_store_is_shown_whole(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Answer(f"<think>想</think>{GOOD}")])
    opened(endpoint, tmp_path).ask(prose())
    shown: list[str] = []
    opened(endpoint, tmp_path).ask(prose(), shown.append)
    assert shown == [GOOD]


def test_an_unusable_answer_is_not_kept_for_good(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Answer(""), Answer(""), Answer(GOOD)])
    with pytest.raises(ReplyFault):
        opened(endpoint, tmp_path).ask(prose())
    assert opened(endpoint, tmp_path).ask(prose()).text == GOOD
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"version": 1}', '{"version": 2}', "\x00\x00"])
def test_half_a_file_is_no_answer(text: str, tmp_path: Path) -> None:
    store, key = CallStore(tmp_path), call_key("m", prose())
    store.put(key, _stored())
    assert store.get(key) == _stored()
    next(tmp_path.glob("??/*.json")).write_text(text, encoding="utf-8")
    assert store.get(key) is None
    assert list(store.entries()) == []


def test_a_store_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "calls").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(ServiceError, match="calls"):
        CallStore(tmp_path / "calls").put("ab" * 32, _stored())


def test_half_a_character_is_kept(tmp_path: Path) -> None:
    CallStore(tmp_path).put("ab" * 32, _stored("好\ud83d"))
    assert CallStore(tmp_path).get("ab" * 32) == _stored("好\ud83d")


def _write_and_read(folder: str) -> int:
    store = CallStore(Path(folder))
    keys = [f"{at:02x}" * 32 for at in range(8)]
    for key in keys:
        store.put(key, _stored(key * 200))
    return sum((found := store.get(key)) is not None and found.completion.raw == key * 200 for key in keys)


def test_many_threads_and_processes_use_one_store(tmp_path: Path) -> None:
    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(_write_and_read, [str(tmp_path)] * 20)) == {8}
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        assert processes.map(_write_and_read, [str(tmp_path)] * 4) == [8] * 4
    assert not list(tmp_path.rglob("*.part"))


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and from then on a socket is an error."""

    def forbid() -> None:
        def refuse(*_: Any, **__: Any) -> Any:
            raise AssertionError("a socket was opened")

        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)

    return forbid


def test_a_recording_replays_without_a_socket_or_settings(
    scripted: Scripted, opened: Opened, tmp_path: Path, no_sockets: Callable[[], None]
) -> None:
    endpoint = scripted([Answer("抱歉，我无法协助。"), Answer(GOOD), Answer(PLAN), Answer(GOOD, finish="length")])
    recording = opened(endpoint, tmp_path, window=5000, max_output=700)
    first = [recording.ask(prose()), recording.ask(plan())]
    with pytest.raises(ReplyFault) as raised:
        recording.ask(prose("写第三部分。", max_tokens=400))
    no_sockets()
    for model in (_replayed(tmp_path), _replayed(tmp_path, name="test-model")):
        assert (model.name, model.window) == ("test-model", 5000)
        replies = [model.ask(prose()), model.ask(plan())]
        assert [reply.text for reply in replies] == [reply.text for reply in first]
        assert [replace(reply.usage, cached=False) for reply in replies] == [reply.usage for reply in first]
        with pytest.raises(ReplyFault) as again:
            model.ask(prose("写第三部分。", max_tokens=400))
        assert str(again.value) == str(raised.value)
        model.close()


def test_a_recording_knows_how_the_settings_had_the_model_asked(
    scripted: Scripted, opened: Opened, tmp_path: Path
) -> None:
    thinking = {"thinking": {"type": "disabled"}}
    endpoint = scripted([Answer(GOOD)])
    opened(endpoint, tmp_path, temperature=0.9, extra=thinking).ask(prose())
    assert endpoint.requests[0]["thinking"] == {"type": "disabled"}
    assert _replayed(tmp_path).ask(prose()).text == GOOD
    opened(endpoint, tmp_path, temperature=0.9).ask(prose())
    assert len(endpoint.requests) == 2


def test_a_question_that_was_not_recorded_fails_loudly(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    recording = opened(scripted([Answer(GOOD)]), tmp_path)
    recording.ask(prose())
    recording.ask(replace(prose("写开头。"), label="开头"))
    model = _replayed(tmp_path)
    for request, words in (
        (prose("写第二部分，短些。"), ("第二部分", "第 2 条消息（用户）")),
        (replace(prose(), temperature=0.9), ("第二部分", "温度")),
        (prose(attempt=2), ("第二部分", "第几次问")),
        (plan(), ("提纲", "plan", "录有的阶段：section")),
    ):
        with pytest.raises(ModelUnavailable) as raised:
            model.ask(request)
        assert raised.value.kind == "not_recorded"
        assert "\n" not in str(raised.value)
        for word in words:
            assert word in str(raised.value)


def test_a_folder_without_a_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有录下"):
        _replayed(tmp_path)


def test_a_recording_of_two_models_asks_which(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Answer(GOOD)])
    for name in ("one", "two"):
        opened(endpoint, tmp_path, name=name).ask(prose())
    with pytest.raises(UserError, match="one、two"):
        _replayed(tmp_path)
    assert _replayed(tmp_path, name="two").ask(prose()).text == GOOD


def test_a_record_tells_neither_prompt_nor_time_nor_place(scripted: Scripted, opened: Opened, tmp_path: Path) -> None:
    endpoint = scripted([Answer(GOOD)])
    opened(endpoint, tmp_path).ask(prose("极为秘密的要点"))
    text = next(tmp_path.glob("??/*.json")).read_text(encoding="utf-8")
    assert "秘密" not in text
    assert "127.0.0.1" not in text
    assert set(json.loads(text)) == {"version", "completion", "question"}


def test_the_first_recordings_are_still_read(tmp_path: Path) -> None:
    CallStore(tmp_path).put("ab" * 32, _stored())
    path = next(tmp_path.glob("??/*.json"))
    old = json.loads(path.read_text(encoding="utf-8"))
    del old["question"]["manner"]
    old["question"]["limits"] = [32768, 0]
    path.write_text(json.dumps(old), encoding="utf-8")
    assert CallStore(tmp_path).get("ab" * 32) == _stored()
