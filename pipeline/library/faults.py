"""What is said about a library that cannot be used, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import NigaoError, ServiceError, UserError

REBUILD = "请运行 nigao ingest --rebuild 重建"


class DamagedLibrary(UserError):
    """Files of the library are missing or cannot be read. Its reports are still where they were ingested from."""

    def __init__(self, what: str) -> None:
        super().__init__(f"范文库已损坏（{what}）。{REBUILD}。")


@contextmanager
def damage_means(what: str) -> Iterator[None]:
    """Whatever an embedded index raises while it is opened or read means that its files are damaged.

    Chroma's Rust core panics on some damage, with an exception outside Exception.
    """
    try:
        yield
    except (NigaoError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:
        raise DamagedLibrary(f"{what}：{type(error).__name__}") from error


@contextmanager
def silence_means(url: str) -> Iterator[None]:
    """Whatever a Chroma server's client raises means that the server did not answer as it should."""
    try:
        yield
    except NigaoError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}：{error}".replace("\n", " ")[:160]
        raise ServiceError(f"Chroma 服务 {url} 没有正常应答（{what}）。请检查地址、网络和服务。") from error


def is_whole_sqlite(path: Path) -> bool:
    """Whether the file is an SQLite database as long as its header says; SQLite itself notices a lost tail late."""
    if path.stat().st_size == 0:
        return True
    with path.open("rb") as file:
        header = file.read(100)
    size = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    return header[:16] == b"SQLite format 3\x00" and path.stat().st_size >= (65536 if size == 1 else size) * pages
