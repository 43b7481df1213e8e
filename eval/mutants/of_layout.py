"""Faults of layout planted in Word files that nigao wrote, as people plant them in Word and WPS.

A kind edits the document in place and says where; it knows nothing of the rules but the names of those that have to
notice it. Formatting is changed both where it stands on the text and where it comes from a style.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any, TypeVar

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

T = TypeVar("T")
Plant = Callable[[Any, Random], bool]
"""Plants the fault in a python-docx document; False where the document offers nothing to break."""


@dataclass(frozen=True, slots=True)
class LayoutKind:
    """``rules``: any of them may notice it."""

    name: str
    rules: tuple[str, ...]
    plant: Plant


KINDS: list[LayoutKind] = []


def _kind(*rules: str) -> Callable[[Callable[[Any, Random], object]], Plant]:
    """Registers a plant; one that answers nothing has planted."""

    def register(plant: Callable[[Any, Random], object]) -> Plant:
        def planting(document: Any, rng: Random) -> bool:
            return plant(document, rng) is not False

        KINDS.append(LayoutKind(getattr(plant, "__name__", "?").strip("_"), rules, planting))
        return planting

    return register


# --- choosing


def _of(document: Any, *names: str) -> list[Paragraph]:
    """The paragraphs in styles whose names end in these words, and that hold text."""
    return [one for one in document.paragraphs if _style(one) in names and one.text.strip()]


def _style(paragraph: Paragraph) -> str:
    """The kind of a paragraph, by the name of its style."""
    return str(paragraph.style.name).removeprefix("公文") if paragraph.style is not None else ""


def _body(document: Any, rng: Random) -> Paragraph:
    return rng.choice([one for one in _of(document, "正文") if len(one.text) > 60])


def _body_run(document: Any, rng: Random) -> Run:
    """Plain body text: no run-in heading, no figures."""
    runs = [run for run in _body(document, rng).runs if not run._r.find(qn("w:rPr")).findall(qn("w:rStyle"))]
    return rng.choice([run for run in runs if len(run.text) > 7 and not run.text.isascii()])


def _runs_like(document: Any, wanted: Callable[[str], bool], rng: Random) -> Run | None:
    runs = [run for one in _of(document, "正文") for run in one.runs if wanted(run.text)]
    return rng.choice(runs) if runs else None


def _child(parent: Any, name: str) -> Any:
    """The child ``w:name``, made when it is missing."""
    found = parent.find(qn(f"w:{name}"))
    if found is None:
        found = OxmlElement(f"w:{name}")
        parent.append(found)
    return found


def _set(parent: Any, name: str, **attributes: str) -> bool:
    element = _child(parent, name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return True


def _fonts(run: Run, **slots: str) -> bool:
    return _set(run._r.get_or_add_rPr(), "rFonts", **slots)


def _sect(document: Any) -> Any:
    return document.sections[0]._sectPr


# --- page


@_kind("layout.margin")
def _one_margin_is_wrong(document: Any, rng: Random) -> None:
    side = rng.choice(["top_margin", "bottom_margin", "left_margin", "right_margin"])
    setattr(document.sections[0], side, getattr(document.sections[0], side) + Mm(rng.choice([-9, -4, -2, 2, 5])))


@_kind("layout.margin")
def _margins_of_words_own_template(document: Any, _: Random) -> None:
    section = document.sections[0]
    section.top_margin = section.bottom_margin = Mm(25.4)
    section.left_margin = section.right_margin = Mm(31.8)


@_kind("layout.margin")
def _binding_gutter(document: Any, _: Random) -> None:
    document.sections[0].gutter = Mm(5)


@_kind("layout.paper")
def _letter_paper(document: Any, _: Random) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Mm(215.9), Mm(279.4)


@_kind("layout.paper")
def _landscape(document: Any, _: Random) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


@_kind("layout.paper")
def _two_columns(document: Any, _: Random) -> None:
    _set(_sect(document), "cols", num="2")


@_kind("layout.grid")
def _character_grid(document: Any, rng: Random) -> None:
    kind = rng.choice(["linesAndChars", "snapToChars"])
    _set(_sect(document), "docGrid", type=kind, linePitch="579", charSpace="-849")


def _fields(footer: Any) -> list[Any]:
    return [one for one in footer._element.iter(qn("w:instrText")) if "PAGE" in one.text]


@_kind("layout.page_number")
def _page_field_is_gone(document: Any, _: Random) -> None:
    for element in list(document.sections[0].footer._element.iter(qn("w:fldChar"), qn("w:instrText"))):
        element.getparent().getparent().remove(element.getparent())


@_kind("layout.page_number")
def _footer_is_gone(document: Any, _: Random) -> None:
    for reference in _sect(document).findall(qn("w:footerReference")):
        _sect(document).remove(reference)


@_kind("layout.page_number")
def _even_pages_have_no_number(document: Any, _: Random) -> object:
    if not document.settings.odd_and_even_pages_header_footer:
        return False
    for instruction in _fields(document.sections[0].even_page_footer):
        instruction.text = " DATE "
    return True


@_kind("layout.page_number")
def _first_page_has_no_number(document: Any, _: Random) -> None:
    document.sections[0].different_first_page_header_footer = True


@_kind("layout.page_number_form")
def _page_number_in_the_middle_and_small(document: Any, _: Random) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for run in paragraph.runs:
        run.font.size = Pt(9)


# --- characters


@_kind("layout.font")
def _a_few_words_in_another_font(document: Any, rng: Random) -> None:
    _fonts(_body_run(document, rng), eastAsia=rng.choice(["宋体", "仿宋", "微软雅黑", "等线", "SimSun", "楷体"]))


@_kind("layout.font")
def _body_style_in_another_font(document: Any, _: Random) -> None:
    for paragraph in _of(document, "正文"):
        for run in paragraph.runs:
            rpr = run._r.get_or_add_rPr()
            for fonts in rpr.findall(qn("w:rFonts")):
                rpr.remove(fonts)
    _set(document.styles["公文正文"].element.get_or_add_rPr(), "rFonts", eastAsia="宋体")


@_kind("layout.font")
def _title_in_bold_song(document: Any, _: Random) -> None:
    for run in _of(document, "标题")[0].runs:
        _fonts(run, eastAsia="宋体")


@_kind("layout.font")
def _heading_in_body_font(document: Any, rng: Random) -> object:
    headings = [run for one in _of(document, "一级标题") for run in one.runs]
    headings += [run for one in _of(document, "正文") for run in one.runs if "一级" in (run.style.name or "")]
    if not headings:
        return False
    return _fonts(rng.choice([run for run in headings if len(run.text) > 3]), eastAsia="仿宋_GB2312")


@_kind("layout.font")
def _topic_in_body_font(document: Any, rng: Random) -> object:
    topics = [run for one in _of(document, "正文") for run in one.runs if "二级" in (run.style.name or "")]
    if not topics:
        return False
    return _fonts(rng.choice(topics), eastAsia="仿宋_GB2312")


@_kind("layout.latin_font")
def _figures_in_calibri(document: Any, rng: Random) -> object:
    run = _runs_like(document, lambda text: text.strip().isascii() and text.strip().isalnum(), rng)
    return False if run is None else _fonts(run, ascii="Calibri", hAnsi="Calibri")


@_kind("layout.theme_font")
def _theme_font_on_words(document: Any, rng: Random) -> None:
    _fonts(_body_run(document, rng), eastAsiaTheme="minorEastAsia")


@_kind("layout.theme_font")
def _theme_font_in_the_style(document: Any, _: Random) -> None:
    rpr = document.styles["公文正文"].element.get_or_add_rPr()
    _set(rpr, "rFonts", eastAsiaTheme="minorEastAsia", asciiTheme="minorHAnsi")


@_kind("layout.size")
def _a_few_words_in_another_size(document: Any, rng: Random) -> None:
    run = _body_run(document, rng)
    run.font.size = Pt(rng.choice([size for size in (12, 14, 15, 18) if Pt(size) != run.font.size]))


@_kind("layout.size")
def _title_in_another_size(document: Any, rng: Random) -> None:
    for run in _of(document, "标题")[0].runs:
        run.font.size = Pt(rng.choice([16, 18, 26]))


@_kind("layout.size", "layout.font")
def _words_pasted_from_elsewhere(document: Any, rng: Random) -> None:
    run = _body_run(document, rng)
    run._r.remove(run._r.find(qn("w:rPr")))
    run.font.size, run.font.name = Pt(10.5), "Calibri"
    _fonts(run, eastAsia="等线")


@_kind("layout.emphasis")
def _bold_words(document: Any, rng: Random) -> None:
    _body_run(document, rng).bold = True


@_kind("layout.emphasis")
def _bold_title(document: Any, _: Random) -> None:
    for run in _of(document, "标题")[0].runs:
        run.bold = True


@_kind("layout.emphasis")
def _italic_or_underlined_words(document: Any, rng: Random) -> None:
    run = _body_run(document, rng)
    setattr(run, rng.choice(["italic", "underline"]), True)


@_kind("layout.emphasis")
def _red_words(document: Any, rng: Random) -> None:
    _body_run(document, rng).font.color.rgb = RGBColor(0xFF, 0, 0)


@_kind("layout.emphasis")
def _highlighted_words(document: Any, rng: Random) -> None:
    _body_run(document, rng).font.highlight_color = WD_COLOR_INDEX.YELLOW


@_kind("layout.character_spacing")
def _wide_or_narrow_words(document: Any, rng: Random) -> None:
    rpr = _body_run(document, rng)._r.get_or_add_rPr()
    if rng.random() < 0.5:
        now = rpr.find(qn("w:spacing")).get(qn("w:val"))
        _set(rpr, "spacing", val=rng.choice([one for one in ("0", "-10", "20") if one != now]))
    else:
        _set(rpr, "w", val="90")


@_kind("layout.quotes")
def _quotation_marks_in_latin_font(document: Any, rng: Random) -> object:
    run = _runs_like(document, lambda text: "“" in text or "”" in text, rng)
    if run is None:
        return False
    fonts = _child(run._r.get_or_add_rPr(), "rFonts")
    fonts.attrib.pop(qn("w:hint"), None)
    return _fonts(run, ascii="Times New Roman", hAnsi="Times New Roman")


@_kind("layout.quotes")
def _straight_quotation_marks(document: Any, _: Random) -> object:
    found = [run for one in _of(document, "正文") for run in one.runs if "“" in run.text or "”" in run.text]
    for run in found:
        for words in run._r.findall(qn("w:t")):
            words.text = words.text.replace("“", '"').replace("”", '"')
    return bool(found)


# --- paragraphs


@_kind("layout.line_pitch")
def _line_pitch_of_a_paragraph(document: Any, rng: Random) -> None:
    format_ = _body(document, rng).paragraph_format
    format_.line_spacing = rng.choice([1.0, 1.5, Pt(28), Pt(30)])


@_kind("layout.line_pitch")
def _line_pitch_everywhere(document: Any, rng: Random) -> None:
    spacing = rng.choice([1.25, Pt(26), Pt(29), Pt(30)])
    for paragraph in document.paragraphs:
        paragraph.paragraph_format.line_spacing = spacing


@_kind("layout.paragraph_space")
def _space_after_a_paragraph(document: Any, rng: Random) -> None:
    _body(document, rng).paragraph_format.space_after = Pt(rng.choice([5, 7.8, 10]))


@_kind("layout.indent")
def _no_indent(document: Any, rng: Random) -> None:
    _set(_body(document, rng)._p.get_or_add_pPr(), "ind", firstLineChars="0", firstLine="0")


@_kind("layout.indent")
def _indent_of_four_characters(document: Any, rng: Random) -> None:
    _set(_body(document, rng)._p.get_or_add_pPr(), "ind", firstLineChars="400", firstLine="1280")


@_kind("layout.indent")
def _whole_paragraph_moved_in(document: Any, rng: Random) -> None:
    _set(_body(document, rng)._p.get_or_add_pPr(), "ind", leftChars="200", left="640")


@_kind("layout.blanks")
def _indent_by_blanks(document: Any, rng: Random) -> None:
    paragraph = _body(document, rng)
    _set(paragraph._p.get_or_add_pPr(), "ind", firstLineChars="0", firstLine="0")
    paragraph.runs[0].text = "　　" + paragraph.runs[0].text


@_kind("layout.salutation")
def _salutation_moved_in(document: Any, _: Random) -> object:
    salutations = _of(document, "称谓")
    if not salutations:
        return False
    return _set(salutations[0]._p.get_or_add_pPr(), "ind", firstLineChars="200", firstLine="640")


@_kind("layout.align")
def _title_at_the_left(document: Any, _: Random) -> None:
    _of(document, "标题")[0].alignment = WD_ALIGN_PARAGRAPH.LEFT


@_kind("layout.align")
def _body_not_justified(document: Any, rng: Random) -> None:
    _body(document, rng).alignment = rng.choice([WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER])


@_kind("layout.blanks")
def _title_centred_by_blanks(document: Any, _: Random) -> None:
    title = _of(document, "标题")[0]
    title.runs[0]._r.find(qn("w:t")).text = "      " + title.runs[0].text.lstrip()


@_kind("layout.auto_numbering")
def _automatic_numbers(document: Any, rng: Random) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    kind, pattern = rng.choice([("chineseCounting", "%1、"), ("decimal", "%1."), ("chineseCounting", "（%1）")])
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
    element = parse_xml(
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
    part = NumberingPart(PackURI("/word/numbering.xml"), content, element, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    numbers = OxmlElement("w:numPr")
    _set(numbers, "ilvl", val="0")
    _set(numbers, "numId", val="1")
    _body(document, rng)._p.get_or_add_pPr().append(numbers)


@_kind("layout.line_break")
def _line_break_by_hand(document: Any, rng: Random) -> None:
    _body_run(document, rng)._r.append(OxmlElement("w:br"))


@_kind("layout.empty_paragraph")
def _empty_lines(document: Any, rng: Random) -> None:
    paragraph = rng.choice(_of(document, "正文")[2:])
    paragraph.insert_paragraph_before("", paragraph.style)


# --- title and paragraphs


def _retitled(document: Any, first: str, second: str) -> None:
    """The title in two lines, broken by hand."""
    title = _of(document, "标题")[0]
    for run in title.runs[1:]:
        title._p.remove(run._r)
    title.runs[0].text = f"{first}\n{second}"


@_kind("layout.title_break")
def _title_broken_inside_a_word(document: Any, rng: Random) -> None:
    import rjieba

    title = _of(document, "标题")[0].text.replace("\n", "")
    at, places = 0, []
    for word in rjieba.cut(title, False):
        places += [at + k for k in range(1, len(word)) if not word.isdecimal()]
        at += len(word)
    place = rng.choice([one for one in places if 4 <= one <= len(title) - 4])
    _retitled(document, title[:place], title[place:])


@_kind("layout.title_break")
def _title_broken_inside_a_word_by_a_new_paragraph(document: Any, _: Random) -> object:
    import copy

    title = _of(document, "标题")[0]
    text = title.text.replace("\n", "")
    at = text.find("汇报") + 1
    if not at:
        return False
    second = copy.deepcopy(title._p)
    title._p.addnext(second)
    for paragraph, words in ((title, text[:at]), (Paragraph(second, title._parent), text[at:])):
        for run in paragraph.runs[1:]:
            paragraph._p.remove(run._r)
        paragraph.runs[0].text = words
    return True


def _join(paragraph: Paragraph, after: Paragraph) -> None:
    """What pressing Delete at the end of a paragraph does."""
    for element in list(after._p):
        if element.tag != qn("w:pPr"):
            paragraph._p.append(element)
    after._p.getparent().remove(after._p)


def _pairs(document: Any, *names: str) -> list[tuple[Paragraph, Paragraph]]:
    """Neighbours of which the second is in one of these styles or begins with a heading."""
    lines = _of(document, "正文", "一级标题", "二级标题", "称谓", "标题")
    return [(one, two) for one, two in pairwise(lines) if _style(two) in names]


@_kind("layout.lost_paragraph")
def _two_paragraphs_run_together(document: Any, rng: Random) -> None:
    _join(*rng.choice(_pairs(document, "正文")))


@_kind("layout.lost_paragraph")
def _heading_run_into_the_text_before_it(document: Any, rng: Random) -> object:
    pairs = [pair for pair in _pairs(document, "一级标题", "二级标题") if _style(pair[0]) == "正文"]
    if not pairs:
        return False
    _join(*rng.choice(pairs))
    return True


@_kind("layout.lost_paragraph")
def _parting_words_run_into_the_text(document: Any, _: Random) -> object:
    lines = _of(document, "正文")
    if not lines[-1].text.startswith(("汇报", "以上")):
        return False
    _join(*lines[-2:])
    return True


@_kind("layout.broken_paragraph")
def _paragraph_torn_after_a_comma(document: Any, rng: Random) -> object:
    import copy

    paragraph = _body(document, rng)
    runs = [run for run in paragraph.runs if "，" in run.text[8:-8]]
    if not runs:
        return False
    run = rng.choice(runs)
    at = run.text.index("，", 8) + 1
    second = copy.deepcopy(paragraph._p)
    index = list(paragraph._p).index(run._r)
    paragraph._p.addnext(second)
    for element in list(paragraph._p)[index + 1 :]:
        paragraph._p.remove(element)
    for element in list(second)[1:index]:
        second.remove(element)
    words = run.text
    run.text = words[:at]
    Paragraph(second, paragraph._parent).runs[0].text = words[at:]
    return True


# --- traces


def _changed(kind: str) -> Any:
    element = OxmlElement(f"w:{kind}")
    for key, value in {"id": "901", "author": "王五", "date": "2024-01-05T09:00:00Z"}.items():
        element.set(qn(f"w:{key}"), value)
    return element


@_kind("layout.tracked_changes")
def _tracked_insertion_or_deletion(document: Any, rng: Random) -> None:
    run = _body_run(document, rng)._r
    change = _changed(rng.choice(["ins", "del"]))
    run.addprevious(change)
    change.append(run)


@_kind("layout.tracked_changes")
def _tracked_formatting(document: Any, rng: Random) -> None:
    change = _changed("rPrChange")
    change.append(OxmlElement("w:rPr"))
    _body_run(document, rng)._r.get_or_add_rPr().append(change)


@_kind("layout.comments")
def _comment_of_a_reader(document: Any, rng: Random) -> None:
    document.add_comment(_body_run(document, rng), text="这个数从哪里来？", author="李处长", initials="李")


@_kind("layout.unread")
def _hidden_words(document: Any, rng: Random) -> None:
    _body_run(document, rng).font.hidden = True


@_kind("layout.unread")
def _text_box(document: Any, rng: Random) -> None:
    box, content = OxmlElement("w:pict"), OxmlElement("w:txbxContent")
    words = document.add_paragraph("另附说明")._p
    content.append(words)
    box.append(content)
    _body_run(document, rng)._r.append(box)


@_kind("layout.object")
def _table(document: Any, rng: Random) -> None:
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "入库人数"
    _body(document, rng)._p.addnext(table._tbl)
