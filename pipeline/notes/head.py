"""The head of a notes file: 单位, 场合, 文种, 称谓, 字数, 年度, as front matter or as lines.

What writers call these fields is data: ``corpus/facts/notes_head.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from pipeline.data_files import read_data
from pipeline.errors import UserError
from pipeline.injection import machine_directed
from pipeline.notes.mend import mended
from pipeline.resources import corpus_folder

LENGTH_LEAST, LENGTH_MOST = 200, 20_000  # 字: below is no speech, above is a book
_UNIT_MOST = 40
_FIELD_MOST = 200
_FRONT_MOST = 4_000  # characters of front matter

Slot = Literal["unit", "occasion", "genre", "salutation", "length", "year"]
_SLOTS: dict[str, Slot] = {
    "单位": "unit",
    "场合": "occasion",
    "文种": "genre",
    "称谓": "salutation",
    "字数": "length",
    "年度": "year",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Guess(_Strict):
    genre: str
    where: Literal["head", "text"]
    words: Annotated[tuple[str, ...], Field(min_length=1)]


class _Words(_Strict):
    source: str
    as_of: str
    keys: dict[str, tuple[str, ...]]
    unused: tuple[str, ...]
    labels: tuple[str, ...]
    keep_outer: tuple[str, ...]
    closing_starts: tuple[str, ...]
    closing_words: tuple[str, ...]
    guess: tuple[_Guess, ...]
    default: str


@lru_cache(maxsize=1)
def words() -> _Words:
    """How writers name the fields. Raises UserError when the data file does not hold."""
    return read_data(corpus_folder("facts") / "notes_head.yaml", _Words, "数据文件")


@dataclass
class Head:
    """The fields as far as they are known, and what was noticed on the way. ``name``: the file, for messages."""

    name: str
    values: dict[Slot, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    title: str = ""  # the bare first line, or a heading over all groups

    def put(self, key: str, raw: str, *, what: str) -> None:
        """Stores a field under any of its names. Raises UserError when it was given before with another value."""
        slot = slot_of(key)
        value = mended(raw)
        if slot is None or not value:
            return
        if self.values.setdefault(slot, value) != value:
            raise UserError(f"{self.name}：“{key}”写了两次，内容不同（{self.values[slot]}；{value}）。请只保留一个。")
        if reason := machine_directed(raw):
            raise UserError(f"{self.name}：{what}的“{key}”{reason}（{value[:40]}）。请改成实际内容后再试。")
        if len(value) > (_UNIT_MOST if slot == "unit" else _FIELD_MOST):
            raise UserError(f"{self.name}：“{key}”有 {len(value)} 个字，太长了。请只写名称，要点另起一行。")

    def contradicts(self, key: str, raw: str) -> bool:
        """Whether a field under any of its names was given before with another value."""
        slot = slot_of(key)
        return slot is not None and self.values.get(slot, mended(raw)) != mended(raw)


def slot_of(key: str) -> Slot | None:
    """Which field a writer's name for it means; blanks inside the name do not matter."""
    wanted = "".join(key.split()).strip("*_【】[]")
    return next((_SLOTS[name] for name, names in words().keys.items() if wanted in names), None)


# --- front matter


def front_matter(text: str, head: Head) -> int:
    """Reads front matter into ``head``; how many lines of ``text`` it takes, 0 when there is none.

    Raises UserError when it is not YAML, not closed, or has a key that is not known.
    """
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if lines[first].strip() != "---":
        return 0
    closing = next((at for at in range(first + 1, len(lines)) if lines[at].strip() in ("---", "...")), None)
    if closing is None:
        if _looks_like_field(lines[first + 1] if first + 1 < len(lines) else ""):
            raise UserError(f"{head.name}：开头的“---”没有结束。请在各项之后另起一行再写“---”。")
        return 0
    for key, value in _fields("\n".join(lines[first + 1 : closing]), head.name).items():
        if slot_of(key) is None:
            known = "、".join(words().keys)
            raise UserError(f"{head.name}：文件开头有不认识的项“{key}”。可用的项：{known}。请改正或删去。")
        head.put(key, value, what="文件开头")
    return closing + 1


def _looks_like_field(line: str) -> bool:
    key, colon, _ = line.replace("：", ":").partition(":")
    return bool(colon) and slot_of(key) is not None


def _fields(block: str, name: str) -> dict[str, str]:
    try:
        data = yaml.safe_load(_plain_yaml(block[: _FRONT_MOST + 1]))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _not_yaml(name, f"第 {mark.line + 2} 行附近" if mark else "层次太多或含有怪字符") from error
    if data is None:
        return {}
    if not isinstance(data, dict) or len(block) > _FRONT_MOST:
        raise _not_yaml(name, "不是“项: 内容”的形式" if len(block) <= _FRONT_MOST else "太长")
    return {_text(key): _scalar(name, _text(key), value) for key, value in data.items()}


def _not_yaml(name: str, problem: str) -> UserError:
    return UserError(f"{name}：文件开头两个“---”之间不是有效的 YAML（{problem}）。请写成每行一个“单位: 市水利局”。")


def _scalar(name: str, key: str, value: Any) -> str:
    if isinstance(value, (dict, list, set, tuple)):
        raise UserError(f"{name}：文件开头的“{key}”应是一行文字，不能是列表或嵌套。请改成“{key}: 内容”。")
    return "" if value is None else _text(value)


def _text(value: Any) -> str:
    return str(value).encode("utf-8", "ignore").decode("utf-8")


def _plain_yaml(block: str) -> str:
    """Mends what is no YAML but plainly meant: a full-width colon after the key, a value that starts with “*”."""
    return "\n".join(map(_plain_yaml_line, block.split("\n")))


def _plain_yaml_line(line: str) -> str:
    key, colon, value = line.partition(":" if ":" in line and "：" not in line.partition(":")[0] else "：")
    if not colon or slot_of(key) is None:
        return line
    value = value.strip()
    if value[:1] in "*&!%@`" and value:
        value = "'" + value.replace("'", "''") + "'"
    return f"{key.strip()}: {value}"


# --- lines such as “单位：市教育局”


def field_lines(line: str) -> list[tuple[str, str]]:
    """The fields in one line of text: “单位：市教育局　字数：2000” has two. Empty when it does not start with one."""
    found = list(_field_start().finditer(line))
    if not found or found[0].start() > 0:
        return []
    ends = [match.start() for match in found[1:]] + [len(line)]
    return [
        ("".join(match.group(1).split()), line[match.end() : end].strip(" \t；;，,|"))
        for match, end in zip(found, ends, strict=True)
    ]


@lru_cache(maxsize=1)
def _field_start() -> re.Pattern[str]:
    """A field's name at the start of a line or after a mark, blanks inside it, bold or bracketed, then a colon."""
    names = {*words().unused, *(name for names in words().keys.values() for name in names)}
    spaced = "|".join(r"\s{0,4}".join(map(re.escape, name)) for name in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?:^|(?<=[\s；;，,。|]))[*_【\[]{{0,2}}({spaced})[*_】\]]{{0,2}}[ ]{{0,4}}(?:[:：\t]|(?<=】))[*_]{{0,2}}"
    )


# --- lines such as “字数 1200”, without a colon


def blank_fields(line: str) -> list[tuple[str, str]]:
    """The fields in “单位 市水利局” or “场合 全市水利会 字数 1200”; empty when a value does not fit its name."""
    found = list(_blank_field_start().finditer(line))
    if not found or found[0].start() > 0:
        return []
    ends = [match.start() for match in found[1:]] + [len(line)]
    fields = [
        (match.group(1), line[match.end() : end].strip(_VALUE_ENDS)) for match, end in zip(found, ends, strict=True)
    ]
    return fields if all(map(_fits, fields)) else []


def with_blank_fields(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """``fields`` with those apart that a value took in: “单位：市水利局 字数 1200” has two."""
    return [field for one in fields for field in _parted(*one)]


def _parted(key: str, value: str) -> list[tuple[str, str]]:
    start = _blank_field_start().search(value)
    tail = blank_fields(value[start.start() :]) if start and start.start() else []
    return [(key, value[: start.start()].strip(_VALUE_ENDS)), *tail] if start and tail else [(key, value)]


@lru_cache(maxsize=1)
def _blank_field_start() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s；;，,|]))({'|'.join((*_SLOTS, '会议'))})[ ]{{1,40}}(?=\S)")


_VALUE_ENDS = " \t；;，,|"
_NO_VALUE = re.compile(r"[。；;：:]|\d\s?(?:人|名|个|次|场|项|件|家|期)")
_NUMBERED_VALUE = re.compile(
    r"[约不超过少于]{0,3}\s?[\d０-９零〇一二两三四五六七八九十百千万,，.\-–~～至到 ]{1,20}"
    r"(?:字|年|年度)?(?:左右|以内|以上)?"
)


def _fits(field: tuple[str, str]) -> bool:
    """Whether a value that stands after a mere blank is one: a short name, a number, an address of the audience."""
    key, value = field
    if key in ("字数", "年度"):
        return bool(_NUMBERED_VALUE.fullmatch(value))
    if not value or len(value) > _UNIT_MOST or _NO_VALUE.search(value):
        return False
    return key == "称谓" or not re.search("[，,]", value)


# --- values


def length_of(raw: str, name: str) -> int:
    """字数 as a number: “2400字”, “约2000”, “两千字左右”, “2000-2400” (the middle). 0 when nothing is asked.

    Raises UserError when it is no number, or outside ``LENGTH_LEAST``–``LENGTH_MOST``.
    """
    plain = re.sub(r"[\s,，_]|字数?|左右|上下|以内|以上|大约|不超过|不少于|控制在|约", "", raw)
    if plain in ("", "不限", "无", "无要求", "0"):
        return 0
    numbers = [_number(piece) for piece in re.split(r"[-–—~～－至到]+", plain)]
    if not numbers or len(numbers) > 2 or None in numbers:
        raise UserError(f"{name}：字数“{raw[:20]}”不是数字。请写成“字数: 2000”，或删去这一项。")
    value = round(sum(number for number in numbers if number is not None) / len(numbers))
    if not LENGTH_LEAST <= value <= LENGTH_MOST:
        raise UserError(f"{name}：字数“{raw[:20]}”不合情理，应在 {LENGTH_LEAST} 到 {LENGTH_MOST} 之间。请改正后再试。")
    return value


def _number(text: str) -> float | None:
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,3})?[千万]?", text):
        scale = {"千": 1_000, "万": 10_000}.get(text[-1], 1)
        return float(text.rstrip("千万")) * scale
    if re.fullmatch(r"[零〇一二两三四五六七八九十百千万]{1,12}", text):
        from cn2an import cn2an

        try:
            return float(cn2an(text.replace("〇", "零"), "smart"))
        except ValueError:
            return None
    return None


def year_of(raw: str) -> str:
    """年度 as “2023年”; what is not a plain year stays as given."""
    found = re.fullmatch(r"\s*((?:19|20)\d\d)\s*(?:年|年度)?\s*", raw)
    return f"{found.group(1)}年" if found else raw.strip()


_LEVELS = "省市县区州旗镇乡"
_HAS_LEVEL = re.compile(r"[省市县区州盟旗镇乡]|国家|中国|中共|全国|.{1,6}(?:省|市|县|区|州|盟|旗|镇|乡|街道)")


def full_unit(unit: str, occasion: str = "") -> str:
    """The unit as a title names it: “卫健委” at a meeting of the whole city is “市卫健委”; others stay as given."""
    level = occasion[1:2] if occasion.startswith(("全", "我", "本")) else ""
    if not level or level not in _LEVELS or _HAS_LEVEL.match(unit):
        return unit
    return f"团{level}委" if unit in ("团委", "共青团") else level + unit


def guess_genre(head: Head, text: str) -> str:
    """The id of the genre that the head's wording, else the text's, points to (``notes_head.yaml``)."""
    places = {"head": "\n".join((head.title, *head.values.values())), "text": text}
    return next(_matching(places), words().default)


def _matching(places: dict[str, str]) -> Iterator[str]:
    for rule in words().guess:
        if any(word in places[rule.where] for word in rule.words):
            yield rule.genre
