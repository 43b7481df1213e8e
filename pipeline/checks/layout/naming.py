"""Lengths, sizes and fonts as an office names them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.layouts import POINTS_PER_MM
from pipeline.resources import corpus_folder

_SIZES: Final = {
    42.0: "初号", 36.0: "小初", 26.0: "一号", 24.0: "小一", 22.0: "二号", 18.0: "小二", 16.0: "三号", 15.0: "小三",
    14.0: "四号", 12.0: "小四", 10.5: "五号", 9.0: "小五",
}  # fmt: skip
ALIGNS: Final = {
    "both": "两端对齐",
    "left": "左对齐",
    "start": "左对齐",
    "center": "居中",
    "right": "右对齐",
    "end": "右对齐",
    "distribute": "分散对齐",
}


def size_name(points: float) -> str:
    """“三号（16 磅）”; only the points where the size has no name."""
    name = _SIZES.get(points)
    return f"{name}（{points:g} 磅）" if name else f"{points:g} 磅"


def spaced(name: str) -> str:
    """A name or figure as it follows a Chinese word: Latin letters and digits stand apart from it."""
    return f" {name}" if name[:1].isascii() and name[:1].isalnum() else name


def millimetres(points: float) -> float:
    """A length of the page in mm, to a tenth."""
    return round(points / POINTS_PER_MM, 1)


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fonts: tuple[tuple[str, ...], ...] = Field(min_length=1)


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, str]:
    groups = read_data(corpus_folder("fonts") / "names.yaml", _Names, "字体名称文件").fonts
    return {name.casefold(): group[0] for group in groups for name in group}


def same_font(one: str, other: str) -> bool:
    """Whether two names, in Chinese or English, are of one font."""
    return _known(one) == _known(other)


def _known(name: str) -> str:
    bare = name.strip().lstrip("@").casefold()
    return _synonyms().get(bare, bare)
