"""The package opens without a repair prompt: schema order, relationships, content types, paired anchors."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import docx as python_docx
import pytest

from pipeline.export import record_of_text
from pipeline.export.word import WordOptions, as_word
from pipeline.genre import load_genres
from pipeline.notes import read_notes
from tests.export.word.helping import LAYOUTS, W
from tests.texts import NOTES, REFERENCE_DRAFTS, genre_id

# The order of children in ECMA-376 part 1 (CT_RPr, CT_PPr, CT_SectPr, CT_Style, CT_Settings), as far as used.
ORDERS = {
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs highlight u shd vertAlign lang",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr tabs kinsoku wordWrap overflowPunct "
    "topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind jc textAlignment "
    "outlineLvl rPr sectPr",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat locked pPr rPr",
    "settings": "zoom trackRevisions defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang "
    "decimalSymbol listSeparator",
    "styles": "docDefaults latentStyles style",
    "compat": "spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace "
    "doNotExpandShiftReturn adjustLineHeightInTable useFELayout compatSetting",
    "font": "altName panose1 charset family pitch sig",
}
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@pytest.fixture(scope="module", params=[(path, name) for path in REFERENCE_DRAFTS[:3] for name in LAYOUTS], ids=str)
def package(request: pytest.FixtureRequest) -> dict[str, bytes]:
    """A file with every kind of part: findings, traces, footers."""
    path, layout = request.param
    notes = read_notes(next(note for note in NOTES if note.stem == path.stem))
    record = record_of_text(path.read_text(encoding="utf-8"), load_genres()[genre_id(path)], notes)
    content = as_word(record, WordOptions(LAYOUTS[layout], trace=True))
    return {
        name: zipfile.ZipFile(io.BytesIO(content)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    }


def _xml(package: dict[str, bytes]) -> Iterator[tuple[str, Any]]:
    return ((name, ElementTree.fromstring(content)) for name, content in package.items())


def test_children_stand_in_the_order_of_the_schema(package: dict[str, bytes]) -> None:
    for name, root in _xml(package):
        for element in root.iter():
            local = str(element.tag).rpartition("}")[2]
            if not str(element.tag).startswith(W) or local not in ORDERS:
                continue
            order = ORDERS[local].split()
            places = [order.index(str(child.tag).rpartition("}")[2]) for child in element]
            assert all(one <= other for one, other in pairwise(places)), (name, ElementTree.tostring(element))
            assert local in ("sectPr", "styles", "compat") or len(places) == len(set(places))


def test_every_part_has_a_content_type_and_every_relationship_a_target(package: dict[str, bytes]) -> None:
    types = ElementTree.fromstring(package["[Content_Types].xml"])
    overrides = {t.get("PartName") for t in types if str(t.tag).endswith("Override")}
    assert {f"/{name}" for name in package if name.endswith(".xml") and name != "[Content_Types].xml"} == overrides
    targets = {"[Content_Types].xml"}
    for name, root in _xml(package):
        if not name.endswith(".rels"):
            continue
        targets.add(name)
        folder = posixpath.dirname(posixpath.dirname(name))
        ids = [relation.get("Id") for relation in root.iter(RELATION)]
        assert len(ids) == len(set(ids))
        targets |= {
            posixpath.normpath(posixpath.join(folder, r.get("Target").lstrip("/"))) for r in root.iter(RELATION)
        }
    assert targets == set(package)


def test_every_relationship_that_is_used_is_there(package: dict[str, bytes]) -> None:
    known = {relation.get("Id") for relation in ElementTree.fromstring(package["word/_rels/document.xml.rels"])}
    document = ElementTree.fromstring(package["word/document.xml"])
    used = {v for e in document.iter() for k, v in e.attrib.items() if k.endswith("relationships}id")}
    assert used
    assert used <= known


def test_comments_are_paired_with_their_anchors(package: dict[str, bytes]) -> None:
    ids = [str(comment.get(f"{W}id")) for comment in ElementTree.fromstring(package["word/comments.xml"])]
    document = ElementTree.fromstring(package["word/document.xml"])
    assert ids
    assert len(ids) == len(set(ids))
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(ids) == sorted(str(element.get(f"{W}id")) for element in document.iter(f"{W}{tag}"))
    order = [(str(e.tag).rpartition("}")[2], e.get(f"{W}id")) for e in document.iter() if "omment" in str(e.tag)]
    for number in ids:
        places = [order.index((tag, number)) for tag in ("commentRangeStart", "commentRangeEnd", "commentReference")]
        assert places == sorted(places)


def test_every_style_that_is_used_is_defined(package: dict[str, bytes]) -> None:
    styles = {
        str(style.get(f"{W}styleId")) for style in ElementTree.fromstring(package["word/styles.xml"]).iter(f"{W}style")
    }
    for name, root in _xml(package):
        for tag in ("pStyle", "rStyle", "basedOn", "next", "link"):
            assert {str(element.get(f"{W}val")) for element in root.iter(W + tag)} <= styles, name


def test_all_slots_of_every_font_are_named_and_none_by_theme(package: dict[str, bytes]) -> None:
    for name, root in _xml(package):
        for fonts in root.iter(f"{W}rFonts"):
            slots = {slot for slot in ("ascii", "hAnsi", "eastAsia", "cs") if fonts.get(W + slot)}
            assert len(slots) == 4 or (not slots and fonts.get(f"{W}hint") == "eastAsia"), name
            assert not [key for key in fonts.attrib if "heme" in key]


def test_python_docx_reads_it(package: dict[str, bytes]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in package.items():
            target.writestr(name, content)
    document = python_docx.Document(buffer)
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "公文标题"
    assert len(document.comments) > 0
