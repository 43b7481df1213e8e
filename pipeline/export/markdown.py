"""Markdown out and in: a draft as Markdown, and any Markdown text as the plain text that is checked.

Reading only ever deletes marks, so every character of the plain text knows where it stands in the file.
"""

from __future__ import annotations

import re

from pipeline.document import Draft, Part

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~]")
_LIST_LIKE = re.compile(r"^(\d{1,9}[.)]|[-+])(?=\s)")
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[\\`*_\[\]<>#|~.)+\-])")
_LEVEL = {"title": "# ", "heading": "## ", "topic": "### "}
_BOLD_ENDS = "。！？；：，、"


def as_markdown(draft: Draft) -> str:
    """The draft as CommonMark: headings on lines of their own become headings, those run into a paragraph bold."""
    lines: list[str] = []
    for at, part in enumerate(draft.parts):
        alone = _stands_alone(draft.parts, at)
        written = _written(part, alone=alone)
        if at and "\n" not in part.gap:
            lines[-1] += written
        else:
            lines.append(written)
    return "\n\n".join(lines) + "\n"


def _stands_alone(parts: tuple[Part, ...], at: int) -> bool:
    after = parts[at + 1].gap if at + 1 < len(parts) else "\n"
    return (at == 0 or "\n" in parts[at].gap) and "\n" in after


def _written(part: Part, *, alone: bool) -> str:
    if part.role not in _LEVEL:
        return _escaped(part.text)
    if alone:
        return _LEVEL[part.role] + _escaped(part.text.replace("\n", " "))
    return _bold(part.text)


def _bold(text: str) -> str:
    """Bold without its final mark: CommonMark does not close ``**`` between a full stop and a character."""
    words = text.rstrip(_BOLD_ENDS)
    return f"**{_escaped(words)}**{_escaped(text[len(words) :])}" if words else _escaped(text)


def _escaped(text: str) -> str:
    return _LIST_LIKE.sub(_escaped_marker, _SPECIAL.sub(r"\\\g<0>", text))


def _escaped_marker(match: re.Match[str]) -> str:
    marker = match.group()
    return f"{marker[:-1]}\\{marker[-1]}"


def plain_text(markdown: str) -> tuple[str, list[int]]:
    """The text without heading marks, bold marks and escapes, and for each offset in it the one in ``markdown``.

    The list has one entry more than the text: the offset of its end.
    """
    dropped = _dropped(markdown)
    origin = [at for at in range(len(markdown)) if not dropped[at]]
    return "".join(markdown[at] for at in origin), [*origin, len(markdown)]


def _dropped(markdown: str) -> bytearray:
    dropped = bytearray(len(markdown))
    escaped: set[int] = set()
    at = 0
    while (found := markdown.find("\\", at)) >= 0:
        if match := _ESCAPE.match(markdown, found):
            dropped[found] = 1
            escaped.add(match.end())
        at = found + 2 if match else found + 1
    for heading in _HEADING.finditer(markdown):
        dropped[heading.start() : heading.end()] = b"\1" * (heading.end() - heading.start())
    for start, end in _bold_spans(markdown, escaped):
        dropped[start : start + 2] = dropped[end : end + 2] = b"\1\1"
    return dropped


def _bold_spans(markdown: str, escaped: set[int]) -> list[tuple[int, int]]:
    """Where pairs of ``**`` on one line open and close.

    One inside a word (尊敬的**部长) opens nothing: officials write ** for a name to be filled in, which must survive.
    """
    spans: list[tuple[int, int]] = []
    open_at = -1
    at = 0
    while (at := markdown.find("**", at)) >= 0:
        if at in escaped:
            at += 1
            continue
        if open_at >= 0 and "\n" not in markdown[open_at:at]:
            if at > open_at + 2 and not markdown[at - 1].isspace():
                spans.append((open_at, at))
            open_at = -1
        elif _opens(markdown, at):
            open_at = at
        at += 2
    return spans


def _opens(markdown: str, at: int) -> bool:
    after = markdown[at + 2 : at + 3]
    return bool(after) and not after.isspace() and (at == 0 or not markdown[at - 1].isalnum())
