"""Facts in a text: numbers, dates, names, titles, quotations, honours, each with its place and a canonical value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FactKind = Literal[
    "number",  # 数量
    "date",  # 日期、时期
    "person",  # 人名（连同职务）
    "body",  # 机构
    "place",  # 地名
    "programme",  # 工程、计划、行动、机制、载体（引号内或后缀）
    "document",  # 《…》
    "quotation",  # 引语及其出处
    "honour",  # 荣誉、批示、推广
    "placeholder",  # X名、**、若干：等于任何数都不成立
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``start``/``end``: character offsets into the text given. ``text``: as it stands there.

    ``key`` is canonical: two facts say the same if and only if kind and key are equal.
    """

    kind: FactKind
    text: str
    key: str
    start: int
    end: int


def extract(text: str) -> list[Fact]:
    """All facts of ``text`` in order of their start. Linear in the length of the text."""
    raise NotImplementedError
