"""Where a long title is broken (GB/T 9704 7.3.1: 词意完整、排列对称、长短适宜): into a trapezoid or a rhombus.

A title breaks at the boundary of a phrase: after the bureau's name, after “…上的”, before 在 or 关于; else between two
words that do not lean on each other. It never breaks inside a word, a bureau's name, 《》, “” or a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

_ASCII_WIDTH = 0.5  # of a full-width character
_LAST_LEAST = 4.0  # characters; a shorter last line looks lost
_LINES_MOST = 8
_CHARS_MOST = 150  # a longer “title” is none, and is left to wrap as it will
_WHOLE = re.compile(
    r"《[^《》]*》|“[^“”]*”|（[^（）]*）|〔[^〔〕]*〕|[\dA-Za-z][\dA-Za-z.%·—～-]*[年月日届次个号季度期]*"
)
_LEANS_LEFT = re.compile("[，。、；：！？）》〉”’】〕的地得了着过们等]|[上中下内里外前后间时](?=的)")
_LEANS_RIGHT = re.compile("(?:[（《〈“‘【〔和与及或在对向从把被将为以由至于各全本该、]|关于|有关|根据|按照)$")
_OPENS_PHRASE = re.compile("在|关于|对|向|就|推进|贯彻|学习|落实")
_CLOSES_PHRASE = re.compile(r"》$|\d年度?$|\d[届次]$")
_SAME = 0.95  # two lines nearer than this in length are a rectangle
_EVEN = 0.6  # the shorter line should have this share of the longer


def title_breaks(title: str, room: float) -> tuple[int, ...]:
    """Offsets in ``title`` before which a new line starts. ``room``: full-width characters a line holds.

    Empty when the title fits on one line, or cannot be broken well and is left to wrap by itself.
    """
    if width(title) <= room or len(title) > _CHARS_MOST:
        return ()
    places = _places(title)
    widths = [0.0, *accumulate(map(width, title))]
    for count in range(2, _LINES_MOST + 1):
        if fitting := list(_fitting(widths, tuple(places), room, count)):
            return min(fitting, key=lambda cut: (_cost(widths, cut, places), [-at for at in cut]))
    return ()


def width(text: str) -> float:
    """Width in full-width characters."""
    return sum(_ASCII_WIDTH if char < "\x7f" else 1.0 for char in text)


def _fitting(
    widths: list[float], places: tuple[int, ...], room: float, count: int, start: int = 0
) -> Iterator[tuple[int, ...]]:
    """Every way to lay what follows ``start`` on ``count`` lines. ``widths``: of the title up to each offset."""
    rest = widths[-1] - widths[start]
    if count == 1:
        if _LAST_LEAST <= rest <= room:
            yield ()
        return
    for at in places:
        line = widths[at] - widths[start]
        if at > start and line <= room and rest - line <= (count - 1) * room:
            yield from ((at, *cut) for cut in _fitting(widths, places, room, count - 1, at))


def _cost(widths: list[float], cut: tuple[int, ...], places: dict[int, float]) -> float:
    lines = [widths[end] - widths[start] for start, end in pairwise((0, *cut, len(widths) - 1))]
    return sum(places[at] for at in cut) + _shape(lines)


def _shape(widths: list[float]) -> float:
    """What a shape costs: lopsided, rectangular, or narrow in the middle."""
    share = min(widths) / max(widths)
    hourglass = any(
        middle < min(above, below) for above, middle, below in zip(widths, widths[1:], widths[2:], strict=False)
    )
    return 2 * max(0.0, _EVEN - share) + (1.0 if share > _SAME else 0.0) + (2.0 if hourglass else 0.0)


def _places(title: str) -> dict[int, float]:
    """Where the title may break, with what a break there costs: 0 between phrases, more between mere words."""
    names = _names(title)
    wholes = [match.span() for match in _WHOLE.finditer(title)]
    held, ends = [*names, *wholes], {end for _, end in names}
    words = _words(title)
    found: dict[int, float] = {}
    for at in sorted({*words, *(end for _, end in held)}):
        inside = any(start < at < end for start, end in held)
        if 0 < at < len(title) and not inside and not _leans(title, at, at in ends):
            found[at] = _weight(title, at, next((end for start, end in held if start == 0), 0), words)
    return found


def _leans(title: str, at: int, after_name: bool) -> bool:
    """Whether what stands on either side belongs to the other; a name may well end in such a character (…和县)."""
    return bool(_LEANS_LEFT.match(title, at) or (not after_name and _LEANS_RIGHT.search(title[:at])))


def _weight(title: str, at: int, bureau: int, words: dict[int, tuple[str, str]]) -> float:
    if at == bureau or title[at - 1] == "的":
        return 0.0
    if all(tag.startswith("v") for tag in words.get(at, ("",))):
        return 3.0  # 选拔任用, 学习贯彻: verbs in a row are one deed
    return 0.6 if _OPENS_PHRASE.match(title, at) or _CLOSES_PHRASE.search(title[:at]) else 1.5


def _names(title: str) -> list[tuple[int, int]]:
    from pipeline.facts.names import bodies

    return [(fact.start, fact.end) for fact in bodies(title)]


def _words(title: str) -> dict[int, tuple[str, str]]:
    """Where a word ends that may end a line, with its own part of speech and that of the word behind it."""
    import rjieba

    tagged = rjieba.tag(title)
    ends = accumulate(len(word) for word, _ in tagged)
    return {
        end: (one[1], other[1]) for end, (one, other) in zip(ends, pairwise(tagged), strict=False) if not _is_bare(one)
    }


def _is_bare(word: tuple[str, str]) -> bool:
    """Whether a word of one character leans on what follows: a verb (促), a preposition, an adverb."""
    return len(word[0]) == 1 and word[1][:1] in ("v", "p", "d")
