"""Lines of a notes file: which are headings, bullets (in any usual numbering), rules, or plain text.

``read_lines`` looks at each line alone, but for two ambiguities that only its neighbours decide: “2.35岁以下” (a second
bullet or a figure) and “*引进” (a bullet or a placeholder).
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
# Each pattern: the marker's kind, and what it looks like at the start of a line without indent.
_MARKERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("symbol", re.compile(r"[·•●○◆◇■□▪▫►▶▷➤➢‣⁃∙・※★☆◎→⇒✓✔√☑▲△◦⊙♦✦]\s*")),
    ("symbol", re.compile(r"(?:[-–—－−+＊﹡~～]{1,2}|\*)\s+")),
    ("symbol", re.compile(r"[-–－−](?![-–－−\s])|—{1,2}(?![—\s])")),
    ("arabic", re.compile(r"[（(〔\[【]\d{1,3}[）)〕\]】][、.．:：]?\s*")),
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


def read_lines(text: str, first_line: int = 1) -> list[Line]:
    """The lines of ``text``; ``first_line`` is the number of its first one in the file."""
    raw = _comments_joined(text.split("\n"))
    dotted, starred = _dotted_markers(raw), _stars_are_bullets(raw)
    return [_line(first_line + at, line, at in dotted, starred) for at, line in enumerate(raw)]


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


def _line(at: int, raw: str, dotted: bool, starred: bool) -> Line:
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
    marker, ordinal, length = _marker(text, dotted, starred)
    if marker:
        return Line(at, "bullet", _inline(text[length:]), indent, marker, ordinal)
    return Line(at, "text", _inline(text), indent)


def without_number(heading: str) -> str:
    """A heading without its own numbering: “一、选才引才” -> “选才引才”."""
    marker, _, length = _marker(heading, False, False)
    return heading[length:] if marker not in ("", "symbol", "latin") and heading[length:] else heading


def _marker(text: str, dotted: bool, starred: bool) -> tuple[str, int, int]:
    """Kind, ordinal and length of the bullet marker that ``text`` starts with; ("", 0, 0) if none."""
    if dotted and (found := _DOT.match(text)):
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
        if inner in ("arabic", "circled", "han-bracket") and (second := pattern.match(text, length)):
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


def _dotted_markers(lines: list[str]) -> set[int]:
    """Lines where “2.” before a digit is a number, not part of a figure: it counts on from its neighbours."""
    found = [(at, int(match.group(1)), _DOT.match(line.strip()) is not None) for at, line, match in _dots(lines)]
    marked: set[int] = set()
    for index, (at, number, ambiguous) in enumerate(found):
        before = found[index - 1][1] if index else 0
        after = found[index + 1][1] if index + 1 < len(found) else 0
        if ambiguous and (number == before + 1 > 1 or (number == 1 and after == 2)):
            marked.add(at)
    return marked


def _dots(lines: list[str]) -> Iterator[tuple[int, str, re.Match[str]]]:
    for at, line in enumerate(lines):
        if match := re.match(r"\s*(\d{1,3})\s?[、.．)）]", line):
            yield at, line, match


def _stars_are_bullets(lines: list[str]) -> bool:
    """“*引进” is a bullet when several lines start so and none uses “* ”; else a placeholder starts the line."""
    glued = sum(bool(re.match(r"\s*\*[^*\s]", line)) for line in lines)
    spaced = any(re.match(r"\s*\*\s", line) for line in lines)
    return glued > 1 and not spaced
