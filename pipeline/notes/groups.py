"""Lines -> bullets with the group each stands under: nesting, continuation lines, groups without Markdown headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pipeline.notes.answers import Pair
from pipeline.notes.head import words
from pipeline.notes.lines import Line, without_number
from pipeline.notes.mend import mended
from pipeline.notes.sections import (
    ends_as_section,
    list_from,
    named_list,
    names_section,
    numbered_items,
    opened_section,
    section_name,
    starts_plan,
    without_years,
)

_PLAIN_GROUP = 6  # level of a group that a plain line opened
_BULLET_GROUP = 7  # level of a group that a bullet opened: below Markdown's six
_GROUP_MOST = 20  # characters of a group's name where nothing but its place marks it as one
_LABEL_MOST = 16
_MARKS_INSIDE = re.compile(r"[，。；！？,;!?]")
_FIGURE = re.compile(r"\d|[一二三四五六七八九十百]+(?:名|人|个|项|次|件|家|亿|万|成)")
_OPEN_END = re.compile(r"[、，,；;—（(“和与及的]$")
_BROKEN_OFF = re.compile(r"[、—（(“和与及的]$")  # what even a section's name only carries on


@dataclass
class Item:
    """A bullet being put together. ``marked`` False: the writer gave it no bullet sign.

    ``is_list``: it holds a list, “1、…；2、…”, which is parted once all lines that carry it on are known.
    """

    line: int
    text: str
    group: str
    marked: bool = True
    is_list: bool = False
    last: int = 0  # the line it ends on
    important: bool = False
    answers: Item | None = None

    def __post_init__(self) -> None:
        self.last = max(self.last, self.line)

    def parts(self) -> list[Item]:
        """The item, or those of the list that it is."""
        texts = (numbered_items(self.text) or [without_number(self.text)]) if self.is_list else [self.text]
        return [replace(self, text=text, is_list=False) for text in texts]


@dataclass
class _Level:
    marker: str
    number: int
    indent: int
    label: str = ""  # a bullet that only names what its children are about


@dataclass
class Grouping:
    """Walks the lines once. ``items``: the bullets found; ``grouped``: whether any heading or group was seen.

    ``pairs``: the questions and answers that were taken out of the lines, in order; ``anchors`` then says of each under
    which bullet (None: under no bullet) and in which group it stands.
    """

    lines: list[Line]
    pairs: list[Pair] = field(default_factory=list)
    anchors: list[tuple[Item | None, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    grouped: bool = False
    _headings: list[tuple[int, str]] = field(default_factory=list)
    _levels: list[_Level] = field(default_factory=list)
    _followers: list[Line | None] = field(default_factory=list)
    _item_open: bool = False  # the last thing seen was an item, which a line without a sign may continue
    _under_item: bool = False  # no heading since the last item

    def run(self) -> Grouping:
        self._followers = _followers(self.lines)
        for at, line in enumerate(self.lines):
            self._anchor_pairs(line.number_in_file)
            if line.kind == "heading":
                self._heading(line.text, line.level)
            elif line.kind == "bullet":
                self._bullet(at, line)
            elif line.kind == "text":
                self._text(at, line)
        self._anchor_pairs(None)
        self._part_lists()
        return self

    # --- questions and answers

    def _anchor_pairs(self, before: int | None) -> None:
        for pair in self.pairs[len(self.anchors) :]:
            if before is not None and pair.line > before:
                break
            self.anchors.append((self.items[-1] if self._under_item else None, self.group))

    def _part_lists(self) -> None:
        """Parts the lists; a question under a list stands under the item that it quotes, else under the last."""
        parts = [(item, item.parts()) for item in self.items]
        of_list = {id(item): found for item, found in parts}
        self.items = [part for _, found in parts for part in found]
        self.anchors = [
            (_quoted_in(pair.question, of_list[id(item)]) if item else None, group)
            for pair, (item, group) in zip(self.pairs, self.anchors, strict=True)
        ]

    # --- headings

    def _heading(self, text: str, level: int) -> None:
        name = section_name(mended(text).rstrip("：:。"))
        self._levels.clear()
        self._item_open = self._under_item = False
        self.grouped = True
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        if name and name not in words().labels:
            self._headings.append((level, name))

    def _section(self, name: str) -> None:
        """A section opened by a plain line stands beside the group it follows: never within problems or plans."""
        kept = self._levels[:1]
        outer = (level for level, heading in self._headings if _keeps(heading))
        level = next(outer, self._headings[-1][0] if self._headings else _PLAIN_GROUP)
        self._heading(name, level)
        if level == _BULLET_GROUP:
            self._levels = kept

    @property
    def group(self) -> str:
        """The innermost heading, unless an outer one is about problems or plans: those must stay together."""
        outer = (name for _, name in self._headings if _keeps(name))
        return next(outer, self._headings[-1][1] if self._headings else "")

    # --- bullets

    def _bullet(self, at: int, line: Line) -> None:
        self._settle(line)
        if len(self._levels) == 1 and self._headings and self._headings[-1][0] == _BULLET_GROUP:
            self._headings.pop()
        follower = self._followers[at]
        if self._holds_list(line, follower):
            return
        has_children = follower is not None and self._is_child(line, follower)
        if has_children and _names_only(line.text, _LABEL_MOST) and self._may_be_group(line):
            self._as_group(line)
        elif has_children and _names_only(line.text, _LABEL_MOST):
            self._levels[-1].label = mended(line.text).rstrip("：:。")
            self._item_open = False
        else:
            self._add(line, marked=True)

    def _holds_list(self, line: Line, follower: Line | None) -> bool:
        """“二、打算：1、…；2、…” is a group with its items; “1、…；2、…” with no “2、” below is two bullets."""
        named = named_list(line.text) if line.marker == "han" and self._may_be_group(line) else None
        alone = line.number == 1 and not (follower and follower.marker == line.marker and follower.number == 2)
        content = named[1] if named else (list_from(line.marker, line.text) if alone else "")
        if named:
            self._as_group(replace(line, text=named[0]))
        if content:
            self._list(line, content)
        return bool(content)

    def _as_group(self, line: Line) -> None:
        kept = self._levels[-1:]
        self._heading(line.text, _BULLET_GROUP)
        self._levels = kept

    def _may_be_group(self, line: Line) -> bool:
        return len(self._levels) == 1 and (not self._headings or line.marker == "han")

    def _settle(self, line: Line) -> None:
        """Leaves ``_levels`` with the path to this bullet, its own level last."""
        own = self._level_of(line)
        if own is not None:
            del self._levels[own:]
        while self._levels and self._levels[-1].indent > line.indent:
            self._levels.pop()
        self._levels.append(_Level(line.marker, line.number, line.indent))

    def _level_of(self, line: Line) -> int | None:
        """Where in the path a sibling of this bullet stands: the same marker, else the innermost it counts on from."""
        path = range(len(self._levels) - 1, -1, -1)
        near = [at for at in path if abs(self._levels[at].indent - line.indent) < 2]
        same = (at for at in near if self._levels[at].marker == line.marker)
        counted = (at for at in near[:1] if 0 < self._levels[at].number == line.number - 1)
        return next(same, next(counted, None))

    def _is_child(self, parent: Line, line: Line) -> bool:
        if line.kind == "text":
            return parent.marker in ("han", "han-bracket") and not _OPEN_END.search(parent.text)
        return line.kind == "bullet" and self._level_of(line) is None

    def _add(self, line: Line, *, marked: bool) -> None:
        labels = [level.label for level in self._levels if level.label]
        important, own = without_importance(line.text)
        text = "：".join((*labels, own if labels else line.text))
        self.items.append(Item(line.number_in_file, text, self.group, marked, important=important))
        self._item_open = self._under_item = True

    # --- lines without a sign

    def _text(self, at: int, line: Line) -> None:
        before = self.lines[at - 1].kind if at else "blank"
        broken = self._broken_off()
        if not broken and (section := opened_section(line.text)):
            self._section(section[0])
            self._list(line, section[1])
        elif not broken and (named := named_list(line.text)):
            self._plain_group(named[0])
            self._list(line, named[1])
        elif self._opens_group(at, line, before):
            self._plain_group(mended(line.text).rstrip("：:。"))
        elif line.labelled:
            self._add(line, marked=True)
        elif self._goes_on(line, before):
            self._continue(line)
        else:
            self._add(line, marked=False)

    def _broken_off(self) -> bool:
        return self._item_open and bool(_BROKEN_OFF.search(self.items[-1].text))

    def _list(self, line: Line, content: str) -> None:
        if content:
            self.items.append(Item(line.number_in_file, content, self.group, is_list=True))
            self._item_open = self._under_item = True

    def _plain_group(self, name: str) -> None:
        if _keeps(name):
            self._section(name)
        else:
            self._heading(name, _PLAIN_GROUP)

    def _opens_group(self, at: int, line: Line, before: str) -> bool:
        follower = self._followers[at]
        if follower is None or follower.kind != "bullet" or not _names_only(line.text, _GROUP_MOST):
            return False
        if before in ("blank", "rule", "heading") or line.text.endswith(("：", ":")):
            return True
        if names_section(mended(line.text)) and not self._broken_off():
            return True
        ended = not self.items or not _OPEN_END.search(self.items[-1].text)
        return ended and follower.number == 1 and line.indent == 0

    def _goes_on(self, line: Line, before: str) -> bool:
        if not self._item_open:
            return False
        last = self.items[-1]
        if not last.marked:
            return before == "text" and bool(_OPEN_END.search(last.text))
        if starts_plan(line.text) and not self._broken_off():
            return False
        return before in ("bullet", "text") or line.indent >= 2

    def _continue(self, line: Line) -> None:
        self.items[-1].text += " " + line.text
        self.items[-1].last = line.number_in_file


def without_importance(text: str) -> tuple[bool, str]:
    """Whether a bullet's text opens with the mark of importance, “!” or “！”, and the text without it."""
    bare = text.lstrip()
    marked = bare.startswith(("!", "！")) and not bare.startswith("![")
    return marked, text.lstrip(" \u3000\t!！") if marked else text


def _quoted_in(question: str, parts: list[Item]) -> Item:
    quotes = re.findall("“([^”]{2,80})”", question)
    return next((part for part in parts for quote in quotes if quote in _as_quoted(part.text)), parts[-1])


def _as_quoted(text: str) -> str:
    return mended(text).translate(str.maketrans("“”", "‘’"))


def _followers(lines: list[Line]) -> list[Line | None]:
    """For each line the next one that says something."""
    following: list[Line | None] = []
    upcoming: Line | None = None
    for line in reversed(lines):
        following.append(upcoming)
        if line.kind not in ("blank", "rule"):
            upcoming = line
    return following[::-1]


def _keeps(name: str) -> bool:
    """Whether a group is about problems or plans."""
    return any(word in name for word in words().keep_outer)


def _names_only(text: str, most: int) -> bool:
    """Whether a line names something rather than says something: short, no clause marks, no figure but a year.

    A name with a year must end as headings do: “2025年打算” is one, “2025年公开招录” is not.
    """
    bare = mended(text).rstrip("：:")
    if not 0 < len(bare) <= most or _MARKS_INSIDE.search(bare):
        return False
    return not _FIGURE.search(bare) or (ends_as_section(bare) and not _FIGURE.search(without_years(bare)))
