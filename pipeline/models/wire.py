"""One exchange with an endpoint over LangChain's ChatOpenAI: streamed, so that a stall is seen while it happens.

Nothing is asked twice here and nothing is remembered. Runs on the loop of ``pipeline.models.background``.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
import warnings
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import UserError
from pipeline.models.abilities import Abilities
from pipeline.models.calls import Completion, Request
from pipeline.models.diagnosis import CallFault, NotAnAnswer, diagnose, finish_reason
from pipeline.models.presets import Endpoint
from pipeline.models.repeating import Repeats
from pipeline.models.structured import in_words, response_format
from pipeline.models.tokens import count_messages, count_tokens
from pipeline.quiet import silence
from pipeline.settings import ModelSettings

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

_SSE = "text/event-stream"
_WRITE_SECONDS = 60
_NO_KEY = "none"  # the client insists on one; a server that needs none ignores it


class Wire:
    """The connection to one endpoint. ``exchange`` may run many times at once."""

    def __init__(self, endpoint: Endpoint, settings: ModelSettings) -> None:
        self._endpoint = endpoint
        self._settings = settings
        self._http, self._chat = _chat(endpoint, settings)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def exchange(self, request: Request, abilities: Abilities, on_piece: Callable[[str], None]) -> Completion:
        """Asks once. Raises CallFault; it is not for the user, since the exceptions chained to it hold the key."""
        incoming = _Incoming(request, on_piece)
        told = in_words(request, abilities.structured)
        stream = self._chat.astream(_as_langchain(told), **self._parameters(request, abilities))
        try:
            while (chunk := await self._next(stream, incoming)) is not None:
                incoming.take(chunk)
                if incoming.finish == "repeats":
                    break
        finally:
            await stream.aclose()  # type: ignore[attr-defined]
        if not incoming.finish:
            remedy = "请稍后再试；总是断开时请检查代理和服务端日志"
            raise CallFault("dropped", f"模型接口 {self._endpoint.host} 没有写完就断开了连接。{remedy}。")
        return incoming.completion(told)

    async def _next(self, stream: Any, incoming: _Incoming) -> AIMessageChunk | None:
        """The next chunk, None at the end; CallFault when none comes in time, or whatever else the libraries meet."""
        seconds = self._settings.stall_seconds if incoming.text_begun else self._settings.first_token_seconds
        try:
            async with asyncio.timeout(seconds):
                chunk: AIMessageChunk = await anext(stream)
                return chunk
        except StopAsyncIteration:
            return None
        except TimeoutError:
            raise self._late(seconds, incoming) from None
        except Exception as error:
            raise diagnose(error, self._endpoint) from error

    def _late(self, seconds: float, incoming: _Incoming) -> CallFault:
        host = self._endpoint.host
        if incoming.text_begun:
            remedy = "请稍后再试，或加大设置项 model.stall_seconds"
            return CallFault("stalled", f"模型接口 {host} 写到一半停了 {seconds:g} 秒。{remedy}。")
        remedy = "服务可能在排队或载入模型，请稍后再试，或加大设置项 model.first_token_seconds"
        return CallFault("slow", f"模型接口 {host} 在 {seconds:g} 秒内没有开始回答。{remedy}。")

    def _parameters(self, request: Request, abilities: Abilities) -> dict[str, Any]:
        """Those of the call. The format goes in the body as it is: ChatOpenAI would parse the answer itself."""
        body: dict[str, Any] = {**self._settings.extra, **response_format(request, abilities.structured)}
        if request.max_tokens:
            most = self._endpoint.max_output or request.max_tokens
            body[abilities.token_limit] = min(request.max_tokens, most)
        parameters: dict[str, Any] = {"stream_usage": abilities.stream_usage}
        parameters |= {"temperature": request.temperature} if abilities.temperature else {}
        return parameters | ({"extra_body": body} if body else {})


class _Incoming:
    """An answer as it comes in."""

    def __init__(self, request: Request, on_piece: Callable[[str], None]) -> None:
        self._begun = time.monotonic()
        self._on_piece = on_piece
        self._pieces: list[str] = []
        self._repeats = Repeats(prose=request.schema is None)
        self._usage: dict[str, Any] = {}
        self._label = request.name
        self.finish = ""

    @property
    def text_begun(self) -> bool:
        return bool(self._pieces)

    def take(self, chunk: AIMessageChunk) -> None:
        """Takes one chunk: text, the reason why it ended, or usage (the last one told is the total)."""
        self.finish = finish_reason(str(chunk.response_metadata.get("finish_reason") or "")) or self.finish
        if chunk.usage_metadata and chunk.usage_metadata.get("output_tokens"):
            self._usage = dict(chunk.usage_metadata)
        piece = chunk.content if isinstance(chunk.content, str) else ""
        if not piece:
            return
        self._pieces.append(piece)
        self._on_piece(piece)
        if self._repeats.add(piece):
            self.finish = "repeats"

    def completion(self, told: Request) -> Completion:
        """The whole of it. Tokens that the endpoint did not report are counted."""
        raw = "".join(self._pieces)
        usage = self._usage
        prompt = int(usage.get("input_tokens") or 0) or count_messages(told.messages)
        return Completion(
            raw=raw,
            finish=self.finish,
            prompt_tokens=prompt,
            completion_tokens=int(usage.get("output_tokens") or 0) or count_tokens(raw),
            seconds=round(time.monotonic() - self._begun, 3),
            reported=bool(usage.get("input_tokens")),
            reused_tokens=int((usage.get("input_token_details") or {}).get("cache_read") or 0),
        )


def _as_langchain(request: Request) -> list[Any]:
    """Message objects, so that no brace in a text is taken for a template. Half a surrogate pair cannot be sent."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    return [kinds[message.role](content=_sendable(message.text)) for message in request.messages]


def _sendable(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _chat(endpoint: Endpoint, settings: ModelSettings) -> tuple[Any, ChatOpenAI]:
    """The client and LangChain's model over it. Everything that variables of the environment could change is given."""
    silence()
    warnings.filterwarnings("ignore", module=r"langchain_openai\.")  # advice to programmers, in English
    import openai
    from langchain_openai import ChatOpenAI

    timeout = openai.Timeout(None, connect=settings.connect_seconds, write=_WRITE_SECONDS)
    http = _client_class()(timeout=timeout, trust_env=not endpoint.loopback, verify=trusted(settings))
    chat = ChatOpenAI(
        model=endpoint.model,
        base_url=endpoint.url,
        api_key=endpoint.key if endpoint.key.get_secret_value() else _NO_KEY,  # type: ignore[arg-type]
        http_async_client=http,
        http_client=_blocking_client(),
        http_socket_options=(),
        openai_proxy="",
        timeout=timeout,
        max_retries=0,
        use_responses_api=False,
        stream_chunk_timeout=None,
        streaming=True,
        output_version="v0",
        cache=False,
    )
    return http, chat


@cache
def _blocking_client() -> Any:
    """ChatOpenAI builds one beside the other, and with it reads all certificates again; nobody uses it."""
    import openai

    return openai.DefaultHttpxClient()


def trusted(settings: ModelSettings) -> Any:
    """What certificates are trusted: the usual ones, and those of ``ca_file``."""
    if settings.ca_file is None:
        return True
    try:
        context = ssl.create_default_context()
        context.load_verify_locations(settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise UserError(
            f"设置项 model.ca_file 的 {settings.ca_file} 读不了或不是证书（{error}）。请改正后再试。"
        ) from error
    return context


def _client_class() -> Any:
    """OpenAI's own HTTP client, which besides looks at what kind of body came back."""
    import openai

    class Client(openai.DefaultAsyncHttpxClient):
        async def send(self, request: Any, **options: Any) -> Any:
            response = await super().send(request, **options)
            asked_for_stream = request.method == "POST" and response.status_code == 200
            if not asked_for_stream or _SSE in response.headers.get("content-type", ""):
                return response
            body = _as_events(await response.aread())
            return type(response)(200, headers={"content-type": _SSE}, content=body, request=request)

    return Client


def _as_events(body: bytes) -> bytes:
    """The body as events: mislabelled ones as they are, a whole completion as one. Raises NotAnAnswer for all else."""
    start = body[:200].lstrip().lower()
    if start.startswith((b"data:", b"event:", b":")):
        return body
    try:
        value = json.loads(body)
    except ValueError:
        raise NotAnAnswer("html" if start.startswith(b"<") else "text" if start else "nothing") from None
    if not isinstance(value, dict) or not (value.get("choices") or value.get("error")):
        raise NotAnAnswer("json")
    for choice in value.get("choices") or []:
        choice["delta"] = choice.pop("message", None) or {}
    return b"data: " + json.dumps(value).encode() + b"\n\ndata: [DONE]\n\n"
