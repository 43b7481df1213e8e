"""Placeholders: X名, XX, *个, **, ____, 若干名, 某某, 〔待填：…〕, 【待补充：…】. They equal no number and no name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.facts.data import quantities
from pipeline.facts.fact import Fact

_LETTERS = re.compile(r"(?<![A-Za-z0-9])[XＸ]{1,8}(?![A-Za-z0-9])|(?<![A-Za-z0-9])[xｘ]{2,8}(?![A-Za-z0-9])")
_CROSSES = re.compile(r"(?<![0-9”A-Za-z])×{1,8}(?![0-9”])")
_STARS = re.compile(r"[*＊]{1,8}")
_BLANKS = re.compile(r"_{2,40}|＿{1,40}|（\s{1,20}）|\[\s{1,20}\]|□{2,20}|○{2,20}")
_SOME = re.compile(
    r"若干(?=[名个项件条家次人位篇场期批户所座处套台])|某某{1,3}|某(?=[省市县区局镇乡村单位企业]{1,2}[，。、的在])"
)
_BRACKETED = re.compile(
    r"[〔【\[（(](?:待填|待补|待核|待定|待查|请填|请补|填写|此处|略|TBD|TODO|XX)[^〕】\])）\n]{0,80}[〕】\])）]"
)
_FORMS = (_BRACKETED, _LETTERS, _CROSSES, _STARS, _BLANKS, _SOME)
_SCALE = re.compile("[十百千万亿]{0,3}")


def placeholders(text: str) -> Iterator[Fact]:
    """Placeholders of ``text`` (half-width letters), those in brackets first; overlaps are left to the caller.

    The key says only what they stand for: “?人” for X名, “?” for a name.
    """
    for form in _FORMS:
        for match in form.finditer(text):
            if match.group().strip("Xx×*＊") or _stands_for_something(text, match):
                end, unit = _with_unit(text, match.end())
                yield Fact("placeholder", text[match.start() : end], f"?{unit}", match.start(), end)


def _stands_for_something(text: str, match: re.Match[str]) -> bool:
    """X光, Markdown’s “* ” at a line’s start and emphasis around nothing are no placeholders."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match.group() == "X" and after in ("光", "射", "线", "轴", "型"):
        return False
    line_start = before in ("", "\n")
    return not (line_start and after in ("", " ", "\n", "*")) and not (before == " " and after == " ")


def _with_unit(text: str, at: int) -> tuple[int, str]:
    scale = _SCALE.match(text, at)
    end = scale.end() if scale else at
    data = quantities()
    for length in (3, 2, 1):
        name = text[end : end + length]
        if len(name) == length and (name in data.classifiers or name in data.units or name == "%"):
            return end + length, text[at:end] + name
        base = next((measure.base for measure in data.measures if name in measure.names), "")
        if base and len(name) == length:
            return end + length, text[at:end] + base
    return at, ""
