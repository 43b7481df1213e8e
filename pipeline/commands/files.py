"""Output files: found unwritable before the work starts, written all or none, never half."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.errors import UserError


def checked_outputs(paths: Iterable[Path], inputs: Iterable[Path] = ()) -> list[Path]:
    """The real targets of ``paths``, each proven writable. Nothing that exists is touched.

    Raises UserError naming the path that is a folder, lies in no folder, may not be written, stands there twice or is
    one of ``inputs``.
    """
    targets: list[Path] = []
    sources = {path.resolve() for path in inputs}
    for path in paths:
        target = path.resolve()
        if target in targets:
            raise UserError(f"输出文件 {path} 写了两次。请去掉一个 -o。")
        if target in sources:
            raise UserError(f"输出文件 {path} 就是输入文件，写入会毁掉原稿。请换一个文件名。")
        _require_writable(path, target)
        targets.append(target)
    return targets


def _require_writable(path: Path, target: Path) -> None:
    if target.is_dir():
        raise UserError(f"输出 {path} 是文件夹。请写成文件名，如 {path}/稿件.txt。")
    if not target.parent.is_dir():
        raise UserError(f"输出文件 {path} 所在的文件夹 {target.parent} 不存在。请先建好文件夹，或换一个位置。")
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        raise UserError(f"输出文件 {path} 不能写入。请检查权限，或换一个位置。")
    probe = _beside(target)
    try:
        _create(probe, b"")
        probe.unlink()
    except OSError as error:
        raise UserError(f"输出文件 {path} 不能写入（{error.strerror}）。请检查权限，或换一个位置。") from error


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Writes every file or none: all are written beside their targets first and then renamed onto them.

    Raises UserError when one cannot be written (a full disk); what stood there before stays.
    """
    written: dict[Path, Path] = {}
    target = Path()
    try:
        for target, content in contents.items():
            written[target] = _beside(target)
            _create(written[target], content, _mode(target))
        for target, beside in written.items():
            beside.replace(target)
    except OSError as error:
        raise UserError(f"输出文件 {target} 写入失败（{error.strerror}）。请检查磁盘空间和权限后再试。") from error
    finally:
        for beside in written.values():
            beside.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name[:60]}.{os.getpid()}.tmp")


def _mode(target: Path) -> int | None:
    return target.stat().st_mode & 0o777 if target.exists() else None


def _create(path: Path, content: bytes, mode: int | None = None) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        path.chmod(mode)
