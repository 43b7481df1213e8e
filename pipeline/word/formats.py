"""What Word's property elements say, as plain values: fonts, sizes, indents, spacing, page.

A property set is a dict, so that the layers of a document (defaults, styles, the paragraph, the run) merge by
``{**lower, **upper}``. Lengths are points unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pipeline.word.package import W

Properties = dict[str, Any]

_SLOTS: Final = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme", "cs": "cstheme"}
_TOGGLES: Final = {
    "b": "bold",
    "i": "italic",
    "strike": "strike",
    "dstrike": "double_strike",
    "vanish": "hidden",
    "caps": "caps",
    "smallCaps": "small_caps",
    "outline": "outline",
    "shadow": "shadow",
    "emboss": "emboss",
    "imprint": "imprint",
}
_MOST_POINTS: Final = 1e6  # also refuses “nan” and “inf”
_OFF: Final = ("0", "false", "off", "none")
_UNITS: Final = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pc": 12.0, "pi": 12.0}


@dataclass(frozen=True, slots=True)
class Font:
    """A font as declared: by name, or by a slot of the theme, whose font is then the name once it is looked up."""

    name: str
    by_theme: bool = False


def points(value: str | None, per: float = 20.0) -> float | None:
    """A measure: a bare number counts 1/``per`` points (twips unless told), “2.5cm” its own. None if unreadable."""
    if not value:
        return None
    factor = _UNITS.get(value[-2:])
    try:
        measure = float(value[:-2]) * factor if factor else float(value) / per
    except ValueError:
        return None
    return measure if abs(measure) < _MOST_POINTS else None


def whole(value: str | None, otherwise: int) -> int:
    """A small whole number as Word writes it; ``otherwise`` for anything else."""
    return int(value) if value and value.isdecimal() and len(value) < 9 else otherwise


def value_of(parent: Any, name: str, attribute: str = "val") -> str | None:
    """The attribute of the child ``w:name``; None where there is no such child or attribute."""
    child = parent.find(W + name) if parent is not None else None
    return None if child is None else child.get(W + attribute)


def is_on(element: Any) -> bool:
    """Whether a toggle (``<w:b/>``, ``<w:b w:val="0"/>``) is on."""
    return str(element.get(W + "val", "1")).lower() not in _OFF


def run_properties(element: Any) -> Properties:
    """What a ``w:rPr`` says; only what it says. Fonts stand under ``font.ascii`` and so on."""
    found: Properties = {}
    for child in element if element is not None else ():
        name = str(child.tag).rpartition("}")[2]
        if name == "rFonts":
            found |= _fonts(child)
        elif name in _TOGGLES:
            found[_TOGGLES[name]] = is_on(child)
        else:
            found |= _run_property(name, child)
    return found


def _fonts(element: Any) -> Properties:
    found: Properties = {}
    for slot, theme in _SLOTS.items():
        if by_theme := element.get(W + theme):
            found[f"font.{slot}"] = Font(by_theme, by_theme=True)
        elif name := element.get(W + slot):
            found[f"font.{slot}"] = Font(name)
    if hint := element.get(W + "hint"):
        found["hint"] = hint
    return found


def _run_property(name: str, child: Any) -> Properties:
    value = child.get(W + "val")
    if name in ("sz", "position"):
        return _measured("size" if name == "sz" else "position", value, 2.0)
    if name == "spacing":
        return _measured("spacing", value, 20.0)
    if name == "w":
        return _measured("scale", (value or "100").rstrip("%"), 1.0)
    if name in ("u", "highlight", "color", "vertAlign", "em"):
        return {name: _plain(name, value, child)}
    if name == "shd":
        return {"shading": child.get(W + "fill") or "auto"}
    return {"style": value} if name == "rStyle" else {}


def _plain(name: str, value: str | None, child: Any) -> str:
    """``none``/``auto``/black in one spelling: “”. A colour of the theme is named, since it may be any."""
    if name == "color" and (theme := child.get(W + "themeColor")):
        return "" if theme in ("text1", "dark1") else theme
    value = value or ""
    return "" if value.lower() in ("none", "auto", "baseline", "000000") else value


def _measured(name: str, value: str | None, per: float) -> Properties:
    measure = points(value, per)
    return {} if measure is None else {name: measure}


_INDENTS: Final = {"left": "left", "start": "left", "right": "right", "end": "right"}


def paragraph_properties(element: Any) -> Properties:
    """What a ``w:pPr`` says of alignment, indents, spacing and lists; only what it says."""
    found: Properties = {}
    for child in element if element is not None else ():
        name = str(child.tag).rpartition("}")[2]
        if name == "ind":
            found |= _indents(child)
        elif name == "spacing":
            found |= _spacing(child)
        elif name == "jc":
            found["align"] = child.get(W + "val") or "left"
        elif name == "numPr":
            found |= _list(child)
        elif name == "outlineLvl":
            found["outline"] = child.get(W + "val") or "9"
        elif name in ("snapToGrid", "pageBreakBefore", "autoSpaceDE", "autoSpaceDN", "keepNext", "bidi"):
            found[name] = is_on(child)
        elif name == "shd":
            found["shading"] = child.get(W + "fill") or "auto"
    return found


def _indents(element: Any) -> Properties:
    """Left, right and first-line indents; a first line and a hanging one exclude each other."""
    found: Properties = {}
    for attribute, name in _INDENTS.items():
        if (measure := points(element.get(W + attribute))) is not None:
            found[name] = measure
        if (chars := points(element.get(W + attribute + "Chars"), 100.0)) is not None:
            found[name + "_chars"] = chars
    for attribute, sign in (("firstLine", 1.0), ("hanging", -1.0)):
        if (measure := points(element.get(W + attribute))) is not None:
            found["first_line"] = sign * measure
        if (chars := points(element.get(W + attribute + "Chars"), 100.0)) is not None:
            found["first_line_chars"] = sign * chars
    return found


def _spacing(element: Any) -> Properties:
    found: Properties = {}
    if (line := element.get(W + "line")) is not None:
        found["line_rule"] = element.get(W + "lineRule") or "auto"
        found |= _measured("line", line, 240.0 if found["line_rule"] == "auto" else 20.0)
    for side in ("before", "after"):
        found |= _measured(side, element.get(W + side), 20.0)
        found |= _measured(side + "_lines", element.get(W + side + "Lines"), 100.0)
        if (auto := element.get(W + side + "Autospacing")) is not None:
            found[side + "_auto"] = auto.lower() not in _OFF
    return found


def _list(element: Any) -> Properties:
    found: Properties = {}
    if (number := value_of(element, "numId")) is not None:
        found["list"] = "" if number == "0" else number
    if (level := value_of(element, "ilvl")) is not None:
        found["list_level"] = whole(level, 0)
    return found
