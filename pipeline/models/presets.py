"""What is known of endpoints before the first call: presets.yaml and the settings, made one ``Endpoint``."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from pipeline.data_files import read_data
from pipeline.errors import UserError
from pipeline.settings import ModelSettings

Structured = Literal["json_schema", "json_mode", "none"]
_FILE = Path(__file__).with_name("presets.yaml")
_FIRST = "openai"
_PATH = "/chat/completions"  # part of the call, often copied with the address


class Preset(BaseModel):
    """One entry of presets.yaml; the fields are explained there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    base_url: str
    key_variable: str
    structured: Literal["json_schema", "json_mode", "none", "probe"]
    window: int
    max_output: int
    token_limit: Literal["max_tokens", "max_completion_tokens"]
    stream_usage: bool
    note: str
    source: str


class _Presets(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: datetime.date
    presets: dict[str, Preset]
    other: Preset


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is and how it is spoken to. ``key`` is empty where none is needed."""

    url: str
    model: str
    key: SecretStr
    preset: Preset
    window: int
    max_output: int

    @property
    def host(self) -> str:
        """Host and port: what messages name."""
        return urlsplit(self.url).netloc

    @property
    def loopback(self) -> bool:
        """Whether it runs on this machine, where no proxy may come between."""
        name = urlsplit(self.url).hostname or ""
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return name == "localhost" or name.endswith(".localhost")


@cache
def _known() -> _Presets:
    return read_data(_FILE, _Presets, "接口预设")


def preset_names() -> tuple[str, ...]:
    """The presets that ship."""
    return tuple(_known().presets)


def endpoint(settings: ModelSettings) -> Endpoint:
    """The endpoint that the settings mean.

    Raises UserError when the preset is unknown or a key is missing where one is needed.
    """
    preset = _preset(settings)
    found = Endpoint(
        url=(settings.base_url or preset.base_url).rstrip("/").removesuffix(_PATH),
        model=settings.name,
        key=_key(settings, preset),
        preset=preset,
        window=settings.window or preset.window,
        max_output=settings.max_output or preset.max_output,
    )
    theirs = found.host == urlsplit(preset.base_url).netloc
    if theirs and preset.key_variable and not found.loopback and not found.key.get_secret_value():
        raise UserError(
            f"{found.host} 需要密钥。请设环境变量 {preset.key_variable}，或在 nigao.toml 的 [model] 写 api_key。"
        )
    return replace(found, max_output=min(found.max_output, found.window))


def _preset(settings: ModelSettings) -> Preset:
    """The one named; else the one of the same host; else what holds for any endpoint."""
    known = _known()
    if settings.preset:
        if settings.preset not in known.presets:
            names = "、".join(known.presets)
            raise UserError(f"没有接口预设“{settings.preset}”。可用的有：{names}；其他接口请写 base_url，不写 preset。")
        return known.presets[settings.preset]
    if not settings.base_url:
        return known.presets[_FIRST]
    host = urlsplit(settings.base_url).netloc
    return next((it for it in known.presets.values() if urlsplit(it.base_url).netloc == host), known.other)


def _key(settings: ModelSettings, preset: Preset) -> SecretStr:
    """The key of the settings, else that in the preset's variable, without the blanks that copying adds.

    Raises UserError when it cannot be a key; what it is is not told.
    """
    other = os.environ.get(preset.key_variable, "") if preset.key_variable else ""
    key = (settings.api_key.get_secret_value() or other).strip()
    if any(not "!" <= character <= "~" for character in key):
        raise UserError(
            "模型接口的密钥含有空格、换行或中文字符，可能没有复制完整。请检查 NIGAO_MODEL_API_KEY 或 model.api_key。"
        )
    return SecretStr(key)
