"""One fact, and when two facts agree."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
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

Direction = Literal["", "up", "down"]
Mode = Literal["", "by", "to", "from", "times"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. ``start``/``end``: character offsets into the text given. ``text``: as it stands there.

    ``key`` is canonical: two facts say the same if and only if kind and key are equal. It holds a direction of
    change that touches the figure (增加15人); one further off in the clause (增加投资15元) is in ``direction`` alone.

    Of numbers only, so that a check can say what differs: ``low`` and ``high`` in the base ``unit`` (equal for one
    value), ``comparator`` ("" exact, ">", ">=", "<", "<=", "~" 约, "~<" 近, "over" 余, "vague"),
    ``direction`` of change in the clause, ``mode`` (by: 增长9%, to: 提高到12%, from: 由8%, times: ×2), ``per``
    (每月1次: "月"), ``counted``: the unit is a plain classifier. ``speaker``: of quotations.
    """

    kind: FactKind
    text: str
    key: str
    start: int
    end: int
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""
    comparator: str = ""
    direction: Direction = ""
    mode: Mode = ""
    per: str = ""
    counted: bool = False
    speaker: str = ""

    @property
    def value(self) -> Fraction | None:
        """The value of a number that is no range."""
        return self.low if self.low == self.high else None


def agree(one: Fact, other: Fact) -> bool:
    """Whether two wordings can state the same fact: equal keys, or what only one of them leaves unsaid is forgiven.

    Forgiven in numbers: a unit, a direction or a per that one side leaves out (1.5万 and 1.5万元; 提高到41% and 达41%),
    one classifier for another (4个 and 4支团队), 余 for 超. Never forgiven: another value, another measure, 增 for 减,
    每月 for 每年. In dates: 前, 以来. In names: a longer and a shorter form of one
    name (市应急局 and 市应急管理局).
    """
    if one.kind != other.kind:
        return False
    if one.kind == "number":
        return (one.key == other.key and not _opposed(one, other)) or _numbers_agree(one, other)
    if one.key == other.key:
        return True
    if one.kind == "date":
        return _bare_date(one.key) == _bare_date(other.key)
    if one.kind == "body":
        return _names_agree(one.key, other.key) or _abbreviates(one.key, other.key)
    if one.kind in ("programme", "document", "person", "place"):
        return _names_agree(one.key, other.key)
    return False


def _numbers_agree(one: Fact, other: Fact) -> bool:
    return (
        (one.low, one.high) == (other.low, other.high)
        and _units_agree(one, other)
        and _COMPARABLE.get(one.comparator, one.comparator) == _COMPARABLE.get(other.comparator, other.comparator)
        and not _opposed(one, other)
        and _modes_agree(one.mode, other.mode)
        and (one.per == other.per or not (one.per and other.per))
    )


def _opposed(one: Fact, other: Fact) -> bool:
    return bool(one.direction and other.direction and one.direction != other.direction)


_COMPARABLE = {"over": ">", "~<": "~"}


def _units_agree(one: Fact, other: Fact) -> bool:
    return one.unit == other.unit or not one.unit or not other.unit or (one.counted and other.counted)


def _modes_agree(one: Mode, other: Mode) -> bool:
    return one == other or not one or not other or {one, other} == {"to", "from"}


def _bare_date(key: str) -> str:
    return key.partition("|")[0]


def _names_agree(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and shorter in longer


def _abbreviates(one: str, other: str) -> bool:
    """卫健委 for 卫生健康委员会: the characters of the shorter stand in the longer, in order, both starting alike."""
    shorter, longer = sorted((one, other), key=len)
    rest = iter(longer)
    return len(shorter) >= 3 and shorter[0] == longer[0] and all(char in rest for char in shorter)
