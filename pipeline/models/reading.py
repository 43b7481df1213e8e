"""What came back, read: a usable text or value, or what is wrong with it. No call is made here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.models.calls import Completion, Request
from pipeline.models.cleaning import clean
from pipeline.models.faults import ReplyKind
from pipeline.models.prose import form
from pipeline.models.structured import read_json
from pipeline.models.wording import wording

Ignored = Literal["", "json", "shape"]
_OPENING = 120  # characters at the beginning in which a refusal says so
_SHORT = 600  # a longer answer that begins with regret has an answer in it
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_TOKEN = re.compile(r"[\w.:/\-]*", re.ASCII)  # ids and codes, which belong to no language
_ENOUGH = 20  # letters, below which a language cannot be told
_LEAST_HAN = 0.5  # share of Chinese characters among letters
_MOST_KANA = 0.1


@dataclass(frozen=True, slots=True)
class Read:
    """``fault`` None: usable. ``words``: what is wrong, for a retry.

    ``ignored``: what of the format asked for was not kept, all of it (json) or the schema (shape).
    """

    text: str
    data: Any = None
    stripped: Counter[str] = field(default_factory=Counter)
    fault: ReplyKind | None = None
    words: str = ""
    ignored: Ignored = ""


def read(request: Request, completion: Completion, *, last: bool) -> Read:
    """Reads one completion. ``last``: no other will be asked for, so JSON with small faults is repaired.

    A cut or looping answer is at fault whatever stands in it; then comes what it says.
    """
    text, stripped = clean(completion.raw)
    cut: ReplyKind | None = {"content_filter": "filtered", "repeats": "repeats"}.get(completion.finish)  # type: ignore[assignment]
    if cut:
        return Read(text, None, stripped, cut)
    if completion.finish == "length":
        return Read(text, None, stripped, "truncated")
    if not text:
        return Read(text, None, stripped, "empty")
    if request.schema is not None:
        return _read_data(request, completion.raw, text, last=last)
    return _read_prose(text, stripped)


def _read_prose(text: str, stripped: Counter[str]) -> Read:
    if refuses(text):
        return Read(text, None, stripped, "refused")
    if other := form(text):
        return Read(text, None, stripped, "shape", f"应是一段文字，写成了{other}")
    return Read(text, None, stripped, _language([text]))


def _read_data(request: Request, raw: str, text: str, *, last: bool) -> Read:
    schema = request.schema or {}
    parsed, stripped = read_json(raw, schema, mend=True)
    if parsed.fault and not parsed.found and refuses(text):
        return Read(text, None, stripped, "refused")
    if parsed.fault:
        ignored: Ignored = "json" if not parsed.found else "shape" if parsed.structural else ""
        return Read(text, None, stripped, "shape", parsed.fault, ignored)
    if parsed.mended and not last and _cut_short(text):
        return Read(text, None, stripped, "shape", "JSON 没有写完")
    return Read(text, parsed.data, stripped, _language(_words(parsed.data)))


def _cut_short(text: str) -> bool:
    """Whether the answer ends within its JSON: what a repair would close might have gone on."""
    return text.rstrip("`\n \t")[-1:] not in ("}", "]")


def refuses(text: str) -> bool:
    """Whether a model says that it will not write: it begins with regret, or names itself a machine, and is unable."""
    signs = wording().refusal
    opening = text[:_OPENING]
    unable = re.search(signs.inability, opening) is not None
    regrets = re.match(rf"[^。.!！?？\n]{{0,12}}(?:{signs.regret})", opening) is not None
    return len(text) <= _SHORT and unable and (regrets or re.search(signs.machine, opening) is not None)


def _language(texts: list[str]) -> ReplyKind | None:
    """language when most letters are not Chinese; None when they are, or when there are too few to tell."""
    joined = "".join(texts)
    letters = len(_LETTER.findall(joined))
    if letters < _ENOUGH:
        return None
    han, kana = len(_HAN.findall(joined)), len(_KANA.findall(joined))
    return "language" if han < _LEAST_HAN * letters or kana > _MOST_KANA * letters else None


def _words(value: Any) -> list[str]:
    """The strings of a value that are words, not ids or codes."""
    return [text for text in _strings(value) if not _TOKEN.fullmatch(text)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
