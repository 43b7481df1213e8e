"""Effective formatting: document defaults, styles with all they are based on, then what stands on the text itself.

The order is that of ECMA-376 part 1, 17.7.2. Table styles are left out: nothing that nigao checks stands in a table.
"""

from __future__ import annotations

from typing import Any, Final

from pipeline.word.formats import Properties, paragraph_properties, run_properties, value_of
from pipeline.word.package import A, Package, W

_XORED: Final = ("bold", "italic", "strike", "caps", "small_caps", "hidden", "outline", "shadow", "emboss", "imprint")
_DEPTH: Final = 64
"""Styles a style may be based on, one after another; Word allows eleven. Bounds a circle."""


class Styles:
    """The styles of one document. Missing styles, and circles of them, say nothing."""

    def __init__(self, package: Package) -> None:
        root = package.first("styles")
        self._styles: dict[str, Any] = {}
        self._default: dict[str, str] = {}
        self._run_cache: dict[str, Properties] = {}
        self._paragraph_cache: dict[str, Properties] = {}
        self.run_defaults: Properties = {}
        self.paragraph_defaults: Properties = {}
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        for style in root.iterchildren(W + "style"):
            key, kind = style.get(W + "styleId"), style.get(W + "type") or "paragraph"
            if key is None:
                continue
            self._styles[key] = style
            if str(style.get(W + "default", "0")).lower() in ("1", "true", "on"):
                self._default[kind] = key
        self.run_defaults = run_properties(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self.paragraph_defaults = paragraph_properties(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))

    def name(self, style: str | None) -> str:
        """The name a user sees of a paragraph style; that of the default style for None; "" when there is none."""
        found = self._styles.get(style or self._default.get("paragraph", ""))
        return str(value_of(found, "name") or "") if found is not None else ""

    def of_paragraphs(self, style: str | None) -> Properties:
        """What a paragraph style, or the default one, says of its paragraphs."""
        key = self._known(style, "paragraph")
        if key not in self._paragraph_cache:
            chain = [paragraph_properties(one.find(W + "pPr")) for one in self._chain(key)]
            self._paragraph_cache[key] = merged(*chain)
        return self._paragraph_cache[key]

    def of_runs(self, style: str | None, kind: str) -> Properties:
        """What a style says of its characters. ``kind``: “paragraph” or “character”."""
        key = self._known(style, kind)
        if key not in self._run_cache:
            self._run_cache[key] = merged(*(run_properties(one.find(W + "rPr")) for one in self._chain(key)))
        return self._run_cache[key]

    def effective_run(self, paragraph_style: str | None, direct: Properties) -> Properties:
        """What holds for characters with ``direct`` properties in a paragraph of a style."""
        below = self.of_runs(paragraph_style, "paragraph")
        own = self.of_runs(direct["style"], "character") if direct.get("style") else {}
        toggled = {name: True for name in _XORED if below.get(name, False) != own.get(name, False)}
        together = {**self.run_defaults, **below, **own}
        for name in _XORED:
            if name in below or name in own:
                together[name] = toggled.get(name, False) or bool(self.run_defaults.get(name, False))
        return {**together, **direct}

    def _known(self, style: str | None, kind: str) -> str:
        return style if style in self._styles else self._default.get(kind, "")

    def _chain(self, key: str) -> list[Any]:
        """A style and those it is based on, the most general first."""
        chain: list[Any] = []
        while key in self._styles and len(chain) < _DEPTH:
            chain.insert(0, self._styles[key])
            key = value_of(self._styles[key], "basedOn") or ""
        return chain


def merged(*layers: Properties) -> Properties:
    """The layers one over the other; a later one wins."""
    together: Properties = {}
    for layer in layers:
        together |= layer
    return together


class Theme:
    """What the theme's font slots stand for in a Chinese document."""

    def __init__(self, package: Package) -> None:
        root = package.first("theme")
        scheme = root.find(f".//{A}fontScheme") if root is not None else None
        self._fonts = {
            kind: scheme.find(f"{A}{kind}Font") if scheme is not None else None for kind in ("major", "minor")
        }

    def font(self, slot: str) -> str:
        """The typeface behind “minorEastAsia” and its like; "" when the theme names none."""
        group = self._fonts["major" if slot.startswith("major") else "minor"]
        if group is None:
            return ""
        if not slot.endswith("EastAsia"):
            return _typeface(group.find(A + "latin"))
        hans = next((font for font in group.iterchildren(A + "font") if font.get("script") == "Hans"), None)
        return _typeface(group.find(A + "ea")) or _typeface(hans)


def _typeface(element: Any) -> str:
    return str(element.get("typeface") or "") if element is not None else ""
