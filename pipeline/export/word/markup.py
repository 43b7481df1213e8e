"""Pieces and lines -> WordprocessingML. Children stand in the order the schema wants.

Formatting is set twice: by style, for whoever restyles the file, and directly, so that text pasted into another file
keeps its form and format checkers that do not resolve styles see it. Only run-in headings are set by their character
style alone: to a checker that takes the direct fonts of a paragraph for one, they would be body text in a wrong font.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from pipeline.export.word.pieces import Piece, Script
from pipeline.layouts import PageRule, Style, TextRule

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LANG = '<w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
_TWIPS_PER_MM = 1440 / 25.4
_NO_GRID = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/>'

STYLE_IDS: dict[Style, str] = {
    "body": "OfficialBody",
    "title": "OfficialTitle",
    "byline": "OfficialByline",
    "salutation": "OfficialSalutation",
    "heading": "OfficialHeading",
    "topic": "OfficialSubheading",
    "item": "OfficialItem",
    "signature": "OfficialSignature",
}


def run_in_id(style: Style) -> str:
    """The id of the character style of a run-in heading."""
    return f"{STYLE_IDS[style]}RunIn"


def twips(points: float) -> int:
    return round(points * 20)


def mm_twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS_PER_MM)


def fonts(rule_font: str, latin: str, script: Script = "han") -> str:
    """All four slots. In a run of marks every slot is the Chinese font, whatever a program takes them for."""
    other = rule_font if script == "mark" else latin
    ascii_, east = quoteattr(other), quoteattr(rule_font)
    return f'<w:rFonts w:hint="eastAsia" w:ascii={ascii_} w:hAnsi={ascii_} w:eastAsia={east} w:cs={ascii_}/>'


def run_format(rule: TextRule, script: Script = "han") -> str:
    """The run properties of a rule without the element around them: fonts, bold, spacing, size."""
    bold = f'<w:b w:val="{int(rule.bold)}"/><w:bCs w:val="{int(rule.bold)}"/>'
    size = round(rule.size * 2)
    spacing = f'<w:spacing w:val="{twips(rule.spacing)}"/>'
    return f'{fonts(rule.font, rule.latin, script)}{bold}{spacing}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def run(text: str, piece: Piece, rule: TextRule) -> str:
    """One run. ``text``: the characters of the piece."""
    mark = '<w:highlight w:val="yellow"/>' if piece.marked else ""
    if piece.run_in:
        size = f'<w:sz w:val="{round(rule.size * 2)}"/><w:szCs w:val="{round(rule.size * 2)}"/>'
        own = f'<w:rStyle w:val="{run_in_id(piece.run_in)}"/><w:rFonts w:hint="eastAsia"/>{size}'
    else:
        own = run_format(rule, piece.script)
    return f"<w:r><w:rPr>{own}{mark}{LANG}</w:rPr>{'<w:br/>' if piece.breaks else ''}{_characters(text)}</w:r>"


def _characters(text: str) -> str:
    words = [f'<w:t xml:space="preserve">{escape(word)}</w:t>' if word else "" for word in text.split("\t")]
    return "<w:tab/>".join(words)


def paragraph_format(rule: TextRule, *, before: float = 0, after: float = 0, outline: int | None = None) -> str:
    """The paragraph properties of a rule without the element around them. ``before``, ``after`` in pt.

    No widow control: it would leave pages a line short of the 22 that the standard wants. No space is slipped in
    between Chinese and digits, so that two digits take the place of one character. Punctuation may overflow, which is
    Word's own default; said outright, because LibreOffice reads the setting the other way round and, where it is
    absent or off, lets marks hang out of the type area and now and then loses one.
    """
    flow = '<w:widowControl w:val="0"/><w:overflowPunct w:val="1"/>'
    spacing = (
        f'<w:spacing w:before="{twips(before)}" w:beforeAutospacing="0" w:after="{twips(after)}" w:afterAutospacing="0"'
        f' w:line="{twips(rule.pitch)}" w:lineRule="exact"/>'
    )
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    return f'{flow}{_NO_GRID}{spacing}{_indents(rule)}<w:jc w:val="{rule.align}"/>{level}'


def _indents(rule: TextRule) -> str:
    """Indents in characters, which Word keeps when the size changes, and in twips for other programs."""
    own = {"left": 0.0, "right": rule.right, "firstLine": rule.first_line}
    values = (f' w:{side}Chars="{round(n * 100)}" w:{side}="{twips(n * rule.size)}"' for side, n in own.items())
    return f"<w:ind{''.join(values)}/>"


def paragraph(style: Style, properties: str, mark: str, runs: str) -> str:
    """``mark``: run properties of the paragraph's own mark, which set the height of an empty line."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE_IDS[style]}"/>{properties}<w:rPr>{mark}{LANG}</w:rPr></w:pPr>{runs}</w:p>'
    )


def section(page: PageRule, footer_distance: float, references: str) -> str:
    """The page. ``footer_distance``: mm from the lower edge of the paper to that of the footer. No character grid:
    LibreOffice lays half as many characters a line on it."""
    size = f'<w:pgSz w:w="{mm_twips(page.width)}" w:h="{mm_twips(page.height)}"/>'
    margins = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
    values = "".join(f' w:{side}="{mm_twips(length)}"' for side, length in margins.items())
    header = f'w:header="{mm_twips(15)}" w:footer="{mm_twips(footer_distance)}" w:gutter="0"'
    return f"{references}{size}<w:pgMar{values} {header}/>"
