"""The page number at the foot of the page (GB/T 9704 7.5): — 1 —, odd pages to the right, even pages to the left."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.oxml.parser import parse_xml

from pipeline.export.word.markup import LANG, W_NS, fonts, twips
from pipeline.layouts import POINTS_PER_MM, LayoutProfile, PageNumberRule


def add_page_numbers(document: Any, layout: LayoutProfile) -> None:
    """Gives the only section of ``document`` its footers."""
    section, number = document.sections[0], layout.page_number
    outside = number.place == "outside"
    document.settings.odd_and_even_pages_header_footer = outside
    _fill(section.footer, number, "right" if outside else "center")
    if outside:
        _fill(section.even_page_footer, number, "left")


def footer_distance(layout: LayoutProfile) -> float:
    """mm from the edge of the paper to that of the footer, so that the dash lies ``below`` mm under the type area.

    The dash stands at half the height of its line.
    """
    half_a_line = layout.page_number.size / 2 / POINTS_PER_MM
    return max(5.0, layout.page.bottom - layout.page_number.below - half_a_line)


def _fill(footer: Any, number: PageNumberRule, align: str) -> None:
    footer.is_linked_to_previous = False
    root = footer._element
    for child in list(root):
        root.remove(child)
    root.append(parse_xml(_paragraph(number, align)))


def _paragraph(number: PageNumberRule, align: str) -> str:
    before, _, after = number.form.partition("{n}")
    side = "right" if align == "right" else "left"
    chars = 0.0 if align == "center" else number.indent
    indent = f'<w:ind w:{side}Chars="{round(chars * 100)}" w:{side}="{twips(chars * number.size)}"/>'
    contents = [
        _text(before),
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        _text("1"),
        '<w:fldChar w:fldCharType="end"/>',
        _text(after),
    ]
    runs = "".join(f"<w:r><w:rPr>{_format(number)}</w:rPr>{content}</w:r>" for content in contents if content)
    return f'<w:p xmlns:w="{W_NS}"><w:pPr><w:pStyle w:val="Footer"/>{indent}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""


def _format(number: PageNumberRule) -> str:
    size = round(number.size * 2)
    font = fonts(number.font, number.font)
    return f'{font}<w:spacing w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{LANG}'
