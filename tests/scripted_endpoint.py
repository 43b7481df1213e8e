"""An OpenAI-compatible endpoint on loopback that answers as a script says, for tests and for measuring.

    with ScriptedEndpoint([Answer("正文"), Status(429, headers={"Retry-After": "0"})]) as endpoint:
        … endpoint.url, endpoint.requests

A script is a list of steps, one a request in the order in which they come (the last one answers all that follow), or a
function from the request's body to a step. Steps write real HTTP on a real socket, faults included.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal

Body = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A streamed completion. ``first`` and ``between``: seconds before the first piece and between two.

    ``pieces``: how many characters a piece has. ``usage``: tokens told at the end; None tells nothing.
    ``reasoning``: pieces of reasoning_content before the text. ``plain``: one JSON body, as if no stream was asked for.
    """

    text: str
    finish: str | None = "stop"
    first: float = 0.0
    between: float = 0.0
    pieces: int = 12
    usage: tuple[int, int] | None = (100, 50)
    reused: int = 0
    reasoning: int = 0
    plain: bool = False


@dataclass(frozen=True)
class Status:
    """An HTTP error with a JSON or other body."""

    code: int
    message: str = "something went wrong"
    error_code: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A 200 whose body is no completion."""

    body: str
    content_type: str = "text/html"


@dataclass(frozen=True)
class Broken:
    """A stream that begins well, and how it goes on.

    stall: for ``seconds``; drop: the connection is reset; end: without a reason; garbage: events that are no chunks;
    error: an event that says so; silence: no event at all, for ``seconds``.
    """

    how: Literal["stall", "drop", "end", "garbage", "error", "silence"]
    text: str = "坚持党建引领，"
    seconds: float = 5.0
    message: str = "internal error"


@dataclass(frozen=True)
class Endless:
    """Writes ``text`` again and again until the reader goes away, or ``most`` times."""

    text: str
    most: int = 20_000


Step = Answer | Status | Page | Broken | Endless
Script = Sequence[Step] | Callable[[Body], Step]


class ScriptedEndpoint:
    """Serves on a free port until closed.

    ``requests``: the bodies that came, in order, with ``headers`` and ``paths``. ``models``: what it lists; None:
    it has no such list. ``most_at_once``: the highest number of requests that were being answered at the same time.
    ``cut_short``: how often the reader went away before the end.
    """

    def __init__(
        self, script: Script, *, models: Sequence[str] | None = ("test-model",), tls: ssl.SSLContext | None = None
    ) -> None:
        self.script = script
        self.models = models
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.most_at_once = 0
        self.cut_short = 0
        self.closing = threading.Event()
        self.at_once = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._scheme = "https" if tls else "http"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> ScriptedEndpoint:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def next_step(self, body: Body, headers: dict[str, str]) -> Step:
        """Writes the request down and says how it is answered."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(body)
            self.headers.append(headers)
        if callable(self.script):
            return self.script(body)
        return self.script[min(number, len(self.script) - 1)]

    def enter(self) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)

    def leave(self, *, cut_short: bool) -> None:
        with self._lock:
            self.at_once -= 1
            self.cut_short += cut_short


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that goes away, or does not trust the certificate, is part of the script."""


def _chunk(delta: Body, finish: str | None = None, **more: Any) -> str:
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    head = {"id": "scripted", "object": "chat.completion.chunk", "created": 0, "model": "test-model"}
    return json.dumps({**head, "choices": choices, **more}, ensure_ascii=False)


def _usage(prompt: int, completion: int, reused: int) -> Body:
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": reused},
    }


def _handler(endpoint: ScriptedEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

        def do_GET(self) -> None:
            if self.path.rstrip("/") != "/v1/models" or endpoint.models is None:
                self._send(404, "application/json", json.dumps({"error": {"message": "not found"}}))
                return
            data = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in endpoint.models]
            self._send(200, "application/json", json.dumps({"object": "list", "data": data}))

        def do_POST(self) -> None:
            endpoint.paths.append(self.path)
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            if self.path.rstrip("/") != "/v1/chat/completions":
                self._send(404, "application/json", json.dumps({"error": {"message": "not found"}}))
                return
            step = endpoint.next_step(body, dict(self.headers.items()))
            endpoint.enter()
            cut_short = True
            try:
                self._play(step, body)
                cut_short = False
            except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
                self.close_connection = True
            finally:
                endpoint.leave(cut_short=cut_short)

        def _play(self, step: Step, body: Body) -> None:
            if isinstance(step, Status):
                error = {"message": step.message, "code": step.error_code or None, "type": "error", "param": None}
                self._send(step.code, "application/json", json.dumps({"error": error}), step.headers)
            elif isinstance(step, Page):
                self._send(200, step.content_type, step.body)
            elif isinstance(step, Answer) and step.plain:
                self._send(200, "application/json", json.dumps(_whole(step)))
            else:
                self._stream(step, body)

        def _send(self, code: int, kind: str, text: str, headers: dict[str, str] | None = None) -> None:
            data = text.encode()
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, step: Answer | Broken | Endless, body: Body) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for event in self._events(step, body):
                self._piece(f"data: {event}\n\n".encode())
            self._piece(b"")

        def _piece(self, data: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def _events(self, step: Answer | Broken | Endless, body: Body) -> Iterator[str]:
            if isinstance(step, Broken):
                yield from self._broken(step)
            elif isinstance(step, Endless):
                for _ in range(step.most):
                    yield _chunk({"content": step.text})
            else:
                yield from self._answer(step, body)

        def _answer(self, step: Answer, body: Body) -> Iterator[str]:
            yield _chunk({"role": "assistant", "content": ""})
            endpoint.closing.wait(step.first)
            for _ in range(step.reasoning):
                yield _chunk({"reasoning_content": "先想一想"})
                endpoint.closing.wait(step.between)
            begun = time.monotonic()
            for number, start in enumerate(range(0, len(step.text), step.pieces), 1):
                yield _chunk({"content": step.text[start : start + step.pieces]})
                endpoint.closing.wait(max(0.0, begun + number * step.between - time.monotonic()))
            if step.finish is None:
                return
            yield _chunk({}, step.finish)
            if step.usage is not None and body.get("stream_options", {}).get("include_usage"):
                head = {"id": "scripted", "object": "chat.completion.chunk", "created": 0, "model": "test-model"}
                yield json.dumps({**head, "choices": [], "usage": _usage(*step.usage, step.reused)})
            yield "[DONE]"

        def _broken(self, step: Broken) -> Iterator[str]:
            if step.how == "silence":
                endpoint.closing.wait(step.seconds)
                return
            yield _chunk({"role": "assistant", "content": step.text})
            if step.how == "stall":
                endpoint.closing.wait(step.seconds)
            elif step.how == "drop":
                self._reset()
            elif step.how == "garbage":
                yield '{"choices": [{"delta"'
                yield "}}}"
            elif step.how == "error":
                yield json.dumps({"error": {"message": step.message, "code": None}})

        def _reset(self) -> None:
            """Ends the connection as a crashed server does."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError

    return Handler


def _whole(step: Answer) -> Body:
    message = {"role": "assistant", "content": step.text}
    return {
        "id": "scripted",
        "object": "chat.completion",
        "created": 0,
        "model": "test-model",
        "choices": [{"index": 0, "message": message, "finish_reason": step.finish}],
        "usage": _usage(*(step.usage or (0, 0)), step.reused),
    }
