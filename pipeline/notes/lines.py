"""Lines of a notes file: which are headings, bullets (in any usual numbering), rules, or plain text.

``read_lines`` looks at each line alone, but for three ambiguities that only its neighbours decide: “2.35岁以下” and
“2 培训干部” (a second bullet or a figure) and “*引进” (a bullet or a placeholder).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["blank", "heading", "bullet", "text", "rule"]

_NUMERALS = "一二三四五六七八九十"
_CIRCLED = "①-⑳⑴-⒇⒈-⒛❶-❿⓵-⓾㈠-㈩㊀-㊉"
_DOT = re.compile(r"(\d{1,3})[.．]\s*(?=\d)")
_BLANK = re.compile(r"(\d{1,2})[ \t]+(?=[^\s\d]|(?:19|20)\d\d\s?年)")
# A measure word after a number makes it a figure; characters that also begin ordinary words need what follows them.
_MEASURE = re.compile(
    r"名(?![师医家校录单额牌城村企])|个(?![人体别案])|人次|人[，,、；]|场次|场(?!所|馆|地|站|景)|月(?![度均报考])|[日号万亿余吨亩岁%％‰]"
    r"|年(?![轻度均])|季度|多(?![方元部])|家(?![庭长校访])|项(?!目)|[件次套篇届]|期(?!刊)|小时|天(?!然)|公里|平方|条(?!例|块)|座(?!谈)"
    r"|处(?![置理罚])|所(?![属有])|部(?![门署队分])|支(?![部持撑委])|轮(?![岗训换])"
)
# Each pattern: the marker's kind, and what it looks like at the start of a line without indent.
_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("symbol", re.compile(r"[·•●○◆◇■□▪▫►▶▷➤➢‣⁃∙・※★☆◎→⇒✓✔√☑▲△◦⊙♦✦]\s*")),
    ("symbol", re.compile(r"(?:[-–—－−+＊﹡~～]{1,2}|\*)\s+")),
    ("symbol", re.compile(r"[-–－−](?![-–－−\s])|—{1,2}(?![—\s])")),
    ("arabic-bracket", re.compile(r"[（(〔\[【]\d{1,3}[）)〕\]】][、.．:：]?\s*")),
    ("arabic", re.compile(r"\d{1,3}\s?[、)）。]\s*|\d{1,3}[.．]\s*(?![\d\s])|\d{1,3}[.．]\s+")),
    ("circled", re.compile(rf"[{_CIRCLED}][、.．]?\s*")),
    ("han-bracket", re.compile(rf"[（(][{_NUMERALS}]{{1,3}}[）)][、.．]?\s*")),
    ("han", re.compile(rf"[{_NUMERALS}]{{1,3}}\s?[、.．，,:：]\s*|第[{_NUMERALS}]{{1,3}}[、，,:：]\s*")),
    ("han-is", re.compile(rf"[{_NUMERALS}]{{1,2}}是[，,:：]?\s*")),
    ("latin", re.compile(r"[A-Za-z][、)）]\s*|[A-Za-z][.．]\s+|[（(][A-Za-z][）)]\s*")),
    ("roman", re.compile(r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ]{1,2}[、.．)）]?\s*|[IVXivx]{1,4}[、.．)）]\s+")),
)
_HEADING = re.compile(r"(#{1,6})\s*(?=[^#\s])")
_RULE = re.compile(r"[-_=*—－~·.…#\s]{3,}$")
_CHECKBOX = re.compile(r"\[[ xX✓√]\]\s*")
_LABELLED = re.compile(r"(?:【([^】]{1,30})】|\*\*([^*]{1,30})\*\*|__([^_]{1,30})__)[:：]?$")
_BOLD_LABEL = re.compile(r"\*\*([^*\s][^*]{0,30})\*\*(?=[:：]|$)|\*\*([^*\s][^*]{0,30}[:：])\*\*")
_LABEL = re.compile(r"^【((?!待)[^】\d]{1,16})】[:：]?\s*(?=[^\s:：])")
_LINK = re.compile(r"\[([^\[\]\n]{1,80})\]\((?:https?://|www\.)[^()\s]{1,300}\)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``marker``: the kind of its bullet; ``number``: its ordinal, 0 if none; ``level``: of a heading."""

    number_in_file: int
    kind: Kind
    text: str = ""
    indent: int = 0
    marker: str = ""
    number: int = 0
    level: int = 0
    labelled: bool = False  # a plain line that opens with 【a label】 or a bold one


def read_lines(text: str, first_line: int = 1) -> list[Line]:
    """The lines of ``text``; ``first_line`` is the number of its first one in the file."""
    raw = _comments_joined(text.split("\n"))
    counted, starred = _counted_markers(raw), _stars_are_bullets(raw)
    return [_line(first_line + at, line, at in counted, starred) for at, line in enumerate(raw)]


def numeral(text: str) -> int:
    """The ordinal in a marker: “（十二）” 12, “③” 3; 0 when there is none."""
    if digits := re.search(r"\d{1,3}", text):
        return int(digits.group())
    for first in "①⑴⒈❶⓵㈠㊀":
        if text and 0 <= ord(text[0]) - ord(first) < 20 and re.match(f"[{_CIRCLED}]", text):
            return ord(text[0]) - ord(first) + 1
    found = re.search(f"[{_NUMERALS}]{{1,3}}", text)
    return _han_numeral(found.group()) if found else 0


def _han_numeral(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.index(text[0]) + 1
    return 10 * (_NUMERALS.index(tens[0]) + 1 if tens else 1) + (_NUMERALS.index(ones[0]) + 1 if ones else 0)


def _line(at: int, raw: str, counted: bool, starred: bool) -> Line:
    indent = _indent(raw)
    text = raw.strip().lstrip("> ").strip() if raw.lstrip().startswith(">") else raw.strip()
    if not text:
        return Line(at, "blank")
    if _RULE.match(text):
        return Line(at, "rule")
    if text.startswith("```"):
        return Line(at, "rule")
    if heading := _HEADING.match(text):
        return Line(at, "heading", without_number(text[heading.end() :].rstrip("# ")), level=len(heading.group(1)))
    if labelled := _LABELLED.fullmatch(text):
        return Line(at, "heading", without_number(next(filter(None, labelled.groups()))), level=6)
    marker, ordinal, length = _marker(text, counted, starred)
    if marker:
        return Line(at, "bullet", _inline(text[length:]), indent, marker, ordinal)
    plain = _LABEL.sub(lambda match: f"{match.group(1)}：", text, count=1)
    return Line(at, "text", _inline(plain), indent, labelled=plain != text or bool(_BOLD_LABEL.match(text)))


def without_number(heading: str) -> str:
    """A heading without its own numbering: “一、选才引才” -> “选才引才”."""
    marker, _, length = _marker(heading, False, False)
    return heading[length:] if marker not in ("", "symbol", "latin") and heading[length:] else heading


def _marker(text: str, counted: bool, starred: bool) -> tuple[str, int, int]:
    """Kind, ordinal and length of the bullet marker that ``text`` starts with; ("", 0, 0) if none."""
    if counted and (found := _DOT.match(text) or _BLANK.match(text)):
        return "arabic", numeral(found.group()), found.end()
    if starred and text.startswith("*") and not text.startswith("**"):
        return "symbol", 0, len(text) - len(text[1:].lstrip())
    for kind, pattern in _MARKERS:
        if (found := pattern.match(text)) and found.end() < len(text):
            return _with_inner(kind, found, text)
    return "", 0, 0


def _with_inner(kind: str, found: re.Match[str], text: str) -> tuple[str, int, int]:
    """“- 1、培训” carries two markers and “- [ ] 培训” a box: both go, the first decides the kind."""
    length = found.end()
    if kind != "symbol":
        return kind, numeral(found.group()), length
    if box := _CHECKBOX.match(text, length):
        length = box.end()
    for inner, pattern in _MARKERS:
        if inner in ("arabic", "arabic-bracket", "circled", "han-bracket") and (second := pattern.match(text, length)):
            return kind, numeral(second.group()), second.end() if second.end() < len(text) else length
    return kind, 0, length


def _inline(text: str) -> str:
    """Without Markdown's label bolding and web links. Lone stars stay: they are placeholders."""
    text = _BOLD_LABEL.sub(lambda match: match.group(1) or match.group(2), text, count=1)
    return _LINK.sub(r"\1", text)


def _indent(raw: str) -> int:
    width = 0
    for char in raw:
        if char not in " \t\u3000":
            break
        width += {"\t": 4, "\u3000": 2}.get(char, 1)
    return width


def _comments_joined(lines: list[str]) -> list[str]:
    """An HTML comment over several lines becomes one, so that it is judged whole; line numbers stay."""
    joined: list[str] = []
    inside = -1
    gathered: list[str] = []
    for at, line in enumerate(lines):
        if inside < 0 and "<!--" in line and "-->" not in line.partition("<!--")[2]:
            inside, gathered = at, []
        if inside < 0:
            joined.append(line)
            continue
        gathered.append(line.strip())
        joined.append("")
        if "-->" in line:
            joined[inside], inside = " ".join(gathered), -1
    if inside >= 0:
        joined[inside] = " ".join(gathered)
    return joined


@dataclass(frozen=True, slots=True)
class _Count:
    """A number that starts a line. ``sign``: “sure” as in “2、”, “dot” before a digit, “blank” as in “2 培训”."""

    at: int
    number: int
    sign: Literal["sure", "dot", "blank"]
    measured: bool = False  # a measure word follows: “12 名干部”


def _counted_markers(lines: list[str]) -> set[int]:
    """Lines where “2.” before a digit or a bare “2 ” is a number, not a figure: it counts on from its neighbours."""
    found = list(_counts(lines))
    marked: set[int] = set()
    for index, count in enumerate(found):
        before = found[index - 1] if index else None
        after = found[index + 1] if index + 1 < len(found) else None
        if count.sign != "sure" and _counts_on(count, before, after, marked):
            marked.add(count.at)
    blank = any(count.sign == "blank" for count in found if count.at in marked)
    alone = {count.at for count in found if blank and count.sign == "blank" and count.number == 1}
    return marked | {count.at for count in found if count.at in alone and not count.measured}


def _counts_on(count: _Count, before: _Count | None, after: _Count | None, marked: set[int]) -> bool:
    if count.sign == "dot" or not count.measured:
        follows = before is not None and count.number == before.number + 1
        certain = count.sign == "dot" or (before is not None and (before.sign == "sure" or before.at in marked))
        return (follows and certain) or (count.number == 1 and after is not None and after.number == 2)
    return False


def _counts(lines: list[str]) -> Iterator[_Count]:
    for at, line in enumerate(lines):
        if match := re.match(r"\s*(\d{1,3})\s?[、.．)）]", line):
            yield _Count(at, int(match.group(1)), "dot" if _DOT.match(line.strip()) else "sure")
        elif match := _BLANK.match(text := line.strip()):
            yield _Count(at, int(match.group(1)), "blank", _MEASURE.match(text, match.end()) is not None)


def _stars_are_bullets(lines: list[str]) -> bool:
    """“*引进” is a bullet when several lines start so and none uses “* ”; else a placeholder starts the line."""
    glued = sum(bool(re.match(r"\s*\*[^*\s]", line)) for line in lines)
    spaced = any(re.match(r"\s*\*\s", line) for line in lines)
    return glued > 1 and not spaced
