"""From an exception of the libraries to what happened: a kind, one line in Chinese, and whether asking again may help.

What a server says is told only after it was scrubbed: servers echo keys.
"""

from __future__ import annotations

import datetime
import errno
import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from pipeline.data_files import read_data
from pipeline.models.faults import Trouble
from pipeline.models.presets import Endpoint

_FILE = Path(__file__).with_name("signs.yaml")
_TOLD = 100  # characters of a server's words
_SECRET_LOOKING = re.compile(r"(?i:sk-|bearer\s+)[\w.\-*]{4,}")
_WORD = re.compile(r"[\w\-.*+/=]{6,}", re.ASCII)
_SHARED = 6  # characters in a row that a word may not share with the key


class _Signs(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: datetime.date
    source: str
    window: tuple[str, ...]
    filtered: tuple[str, ...]
    quota: tuple[str, ...]
    no_model: tuple[str, ...]
    finish: dict[str, tuple[str, ...]]
    validation: tuple[str, ...]
    parameters: dict[str, tuple[str, ...]]


@cache
def _signs() -> _Signs:
    return read_data(_FILE, _Signs, "接口用语文件")


@dataclass(slots=True)
class CallFault(Exception):
    """One exchange failed. ``parameter``: what the endpoint refused and can be left out.

    ``retry_after``: seconds it asked to wait. ``filtered``: its content filter, not its health, is the cause.
    ``final``: no time is left for another try.
    """

    kind: Trouble
    message: str
    retry_after: float | None = None
    parameter: str = ""
    filtered: bool = False
    final: bool = False

    def __str__(self) -> str:
        return self.message


def finish_reason(said: str) -> str:
    """Why an answer ended, in OpenAI's words where another word is used for the same."""
    low = said.lower()
    return next((name for name, others in _signs().finish.items() if low in others), low)


class NotAnAnswer(Exception):
    """The endpoint answered 200 with something that no model says. ``what``: html, json, text or nothing."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def scrubbed(words: str, key: str) -> str:
    """A server's words on one line, cut short, without the key or any part of it."""
    line = " ".join(words.split())
    line = line.replace(key, "***") if key else line
    line = _SECRET_LOOKING.sub("***", line)
    line = _WORD.sub(lambda found: "***" if _shares(found.group(), key) else found.group(), line)
    return line if len(line) <= _TOLD else line[: _TOLD - 1] + "…"


def _shares(word: str, key: str) -> bool:
    return any(word[at : at + _SHARED] in key for at in range(len(word) - _SHARED + 1)) if key else False


def diagnose(error: BaseException, endpoint: Endpoint) -> CallFault:
    """What ``error``, raised while ``endpoint`` was asked, means."""
    import openai

    causes = list(_chain(error))
    status = next((cause for cause in causes if isinstance(cause, openai.APIStatusError)), None)
    if status is not None:
        return _by_status(status, endpoint)
    if any(isinstance(cause, openai.APITimeoutError) for cause in causes):
        return _fault("slow", endpoint, "连接超时", "请检查网络和代理，或加大设置项 model.connect_seconds")
    if (odd := next((cause for cause in causes if isinstance(cause, NotAnAnswer)), None)) is not None:
        return _odd_body(odd, endpoint)
    connection = any(isinstance(cause, openai.APIConnectionError) for cause in causes)
    if not connection and isinstance(error, openai.APIError):
        return _said_in_stream(error, endpoint)
    return _by_cause(causes, endpoint) if connection else _garbled(endpoint)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, its causes, and what groups of errors hold."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__, *getattr(current, "exceptions", ())]


def _fault(kind: Trouble, endpoint: Endpoint, what: str, remedy: str, **more: Any) -> CallFault:
    return CallFault(kind, f"模型接口 {endpoint.host} {what}。{remedy}。", **more)


def _by_cause(causes: list[BaseException], endpoint: Endpoint) -> CallFault:
    """A connection that was not made, or broke."""
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return _fault("dns", endpoint, "的主机名解析不了", "请检查地址的拼写（设置项 model.base_url）和本机的网络、DNS")
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if tls is not None:
        reason = getattr(tls, "verify_message", "") or getattr(tls, "reason", "") or "握手失败"
        remedy = "内部签发的证书请用设置项 model.ca_file 指明根证书；服务没有启用 TLS 的请把地址改为 http://"
        return _fault("tls", endpoint, f"的 TLS 证书或连接不可信（{reason}）", remedy)
    refused = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH)
    if any(isinstance(cause, OSError) and cause.errno in refused for cause in causes):
        return _fault(
            "refused_connection", endpoint, "拒绝连接", "请确认服务已启动，地址和端口无误（设置项 model.base_url）"
        )
    if any(type(cause).__name__ == "ProxyError" for cause in causes):
        return _fault(
            "refused_connection", endpoint, "经代理连不上", "请检查 HTTPS_PROXY、HTTP_PROXY，或用 NO_PROXY 排除它"
        )
    if any(type(cause).__name__ in ("ConnectError", "ConnectTimeout") for cause in causes):
        return _fault("refused_connection", endpoint, "连不上", "请检查地址、端口和网络（设置项 model.base_url）")
    return _fault("dropped", endpoint, "中途断开了连接", "请稍后再试；总是断开时请检查代理和服务端日志")


def _odd_body(odd: NotAnAnswer, endpoint: Endpoint) -> CallFault:
    what = {"html": "一个网页", "nothing": "空的内容"}.get(odd.what, "不是模型应答的内容")
    remedy = "地址可能不对（多数接口以 /v1 结尾），或中间的代理拦了下来；请检查设置项 model.base_url 和代理"
    return _fault("garbled", endpoint, f"返回的是{what}", remedy)


def _garbled(endpoint: Endpoint) -> CallFault:
    return _fault("garbled", endpoint, "返回的数据流无法解读", "请稍后再试；总是如此时，它可能不是 OpenAI 兼容接口")


def _said_in_stream(error: Any, endpoint: Endpoint) -> CallFault:
    """An error that came as an event of the stream, after a 200."""
    words = _words(error)
    if _says(words, _signs().filtered):
        return _fault("rejected", endpoint, "的内容审查中断了回答", "请调整要点的措辞后再试", filtered=True)
    if _says(words, _signs().window):
        return _too_long(endpoint)
    return _fault("server", endpoint, f"中途出错{_quoted(words, endpoint)}", "请稍后再试")


def _by_status(error: Any, endpoint: Endpoint) -> CallFault:
    """An HTTP status other than success."""
    code, words = int(error.status_code), _words(error)
    if code in (402, 429) and (code == 402 or _says(words, _signs().quota)):
        return _fault("quota", endpoint, f"的余额或配额已用完（{code}）", "请充值或换一个密钥后再试")
    if code in (401, 403):
        variable = endpoint.preset.key_variable or "OPENAI_API_KEY"
        remedy = f"请检查环境变量 NIGAO_MODEL_API_KEY、{variable} 或设置项 model.api_key"
        return _fault("key", endpoint, f"不接受密钥（{code}）", remedy)
    if code == 429:
        remedy = "请稍后再试，或把设置项 model.concurrency 调小"
        return _fault("rate", endpoint, "限制了请求次数（429）", remedy, retry_after=_retry_after(error))
    if code >= 500 or code in (408, 409, 425):
        what = f"出错（{code}）{_quoted(words, endpoint)}"
        refused = _parameter_in(words) if _says(words, _signs().validation) else ""
        return _fault("server", endpoint, what, "请稍后再试", retry_after=_retry_after(error), parameter=refused)
    return _refused_request(code, words, endpoint)


def _refused_request(code: int, words: str, endpoint: Endpoint) -> CallFault:
    """A status that blames the request."""
    signs = _signs()
    if code == 404 or _says(words, signs.no_model):
        remedy = f"请检查模型名（NIGAO_MODEL）和地址（{_advice(endpoint)}设置项 model.base_url）"
        return _fault("no_model", endpoint, f"没有模型“{endpoint.model}”（{code}）", remedy)
    if code == 413 or _says(words, signs.window):
        return _too_long(endpoint)
    if _says(words, signs.filtered):
        return _fault("rejected", endpoint, "的内容审查拒绝了要点或范文", "请调整要点的措辞后再试", filtered=True)
    what = f"不接受这个请求（{code}）{_quoted(words, endpoint)}"
    remedy = "请对照 docs/models.md 检查接口和模型的设置"
    return _fault("rejected", endpoint, what, remedy, parameter=_parameter_in(words))


def _parameter_in(words: str) -> str:
    """The parameter that a refusal speaks of, "" for none."""
    return next((name for name, said in _signs().parameters.items() if _says(words, said)), "")


def _advice(endpoint: Endpoint) -> str:
    return "" if "/v" in endpoint.url.removeprefix("https://").removeprefix("http://") else "多数接口以 /v1 结尾，"


def _too_long(endpoint: Endpoint) -> CallFault:
    remedy = f"请把设置项 model.window（现为 {endpoint.window}）改成模型真实的窗口，或减少要点"
    return _fault("window", endpoint, "说提示词超出了模型的窗口", remedy)


def _says(words: str, signs: tuple[str, ...]) -> bool:
    low = words.lower()
    return any(sign in low for sign in signs)


def _words(error: Any) -> str:
    """What the server said: message and code, wherever it put them."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(inner, dict):
        told = [str(inner[key]) for key in ("code", "type", "param", "message", "detail") if inner.get(key)]
        return " ".join(told)
    text = str(inner) if isinstance(inner, str) else str(getattr(error, "message", ""))
    return "" if "<html" in text.lower() or "<!doctype" in text.lower() else text


def _quoted(words: str, endpoint: Endpoint) -> str:
    told = scrubbed(words, endpoint.key.get_secret_value())
    return f"：{told}" if told else ""


def _retry_after(error: Any) -> float | None:
    """Seconds in Retry-After, given as a number or as a date."""
    value = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.datetime.now(datetime.UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
