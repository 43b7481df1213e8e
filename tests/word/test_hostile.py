"""Files that are damaged, or made to do damage, are refused in one line, quickly and without filling the memory."""

from __future__ import annotations

import random
import re
import time
import zipfile
from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.reading import read_text, read_word
from tests.word.building import W, document, p, package, part, run, word_file


def _refused(path: Path) -> str:
    begun = time.perf_counter()
    with pytest.raises(UserError) as refusal:
        read_word(path)
    message = str(refusal.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert message.endswith("。")
    assert time.perf_counter() - begun < 5
    return message


def _written(folder: Path, data: bytes) -> Path:
    path = folder / "坏.docx"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("seed", range(30))
def test_random_bytes_are_refused(tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    head = source.choice([b"", b"PK\x03\x04", b"PK\x05\x06", b"<?xml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
    _refused(_written(tmp_path, head + source.randbytes(source.randint(1, 2000))))


def test_a_file_with_bytes_changed_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    whole = word_file(tmp_path / "好.docx", "".join(p(f"第{n}段。") for n in range(30))).read_bytes()
    source = random.Random(1)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(source.randint(1, 6)):
            data[source.randrange(len(data))] = source.randrange(256)
        path = _written(tmp_path, bytes(data))
        assert _outcome(path).startswith((str(path), "text"))


def _outcome(path: Path) -> str:
    try:
        read_text(path)
    except UserError as error:
        return str(error)
    return "text"


_RICH = {
    "word/document.xml": document(
        p("一、话", run("二", '<w:rFonts w:eastAsia="仿宋" w:hint="eastAsia"/><w:sz w:val="32"/>'))
        + p("话", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:firstLine="640"/>')
        + "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
        + '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/>'
        + '<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
    ),
    "word/footer1.xml": part("w:ftr", p(f'<w:fldSimple w:instr=" PAGE ">{run("2")}</w:fldSimple>')),
    "word/settings.xml": part("w:settings", "<w:evenAndOddHeaders/>"),
    "word/numbering.xml": part(
        "w:numbering",
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    ),
    "word/styles.xml": part("w:styles", '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:rPr/></w:style>'),
}


def test_xml_with_anything_in_its_values_is_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    source = random.Random(2)
    odd = ["", "-1", "9" * 30, "x", "1.5", "²", "1cm", "true", "&#9;", "哈"]
    values = re.compile(r'(?<==")[^":/]*(?=")')
    for _ in range(300):
        parts = {
            name: values.sub(lambda found: source.choice([found.group()] * 9 + odd), xml) for name, xml in _RICH.items()
        }
        dropped = source.choice([*parts, None, None])
        kept = {name: xml for name, xml in parts.items() if name != dropped}
        path = _written(tmp_path, package(kept))
        assert _outcome(path).startswith((str(path), "text"))


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<w:document",
        "<html/>",
        document("").replace("w:body", "w:corpus"),
        "<a>" * 3000 + "</a>" * 3000,
        document("<w:p>" * 500 + "</w:p>" * 500),
        document(p("话")).replace("话", "\x01"),
    ],
)
def test_a_main_part_that_is_no_document_is_refused(tmp_path: Path, xml: str) -> None:
    assert "Word" in _refused(_written(tmp_path, package({"word/document.xml": xml})))


def test_a_package_without_its_main_part_is_refused(tmp_path: Path) -> None:
    assert "缺少 word/document.xml" in _refused(_written(tmp_path, package({"word/styles.xml": "<a/>"})))


@pytest.mark.parametrize("kind", ["internal", "external", "quadratic"])
def test_entities_are_never_expanded(tmp_path: Path, kind: str) -> None:
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    entities = {
        "internal": f'<!ENTITY e0 "哈哈">{steps}',
        "external": '<!ENTITY e9 SYSTEM "file:///etc/passwd">',
        "quadratic": f'<!ENTITY e9 "{"哈" * 100_000}">',
    }[kind]
    repeated = "&e9;" * (10_000 if kind == "quadratic" else 1)
    xml = f"<!DOCTYPE w:document [{entities}]>" + document(p(repeated))
    _refused(_written(tmp_path, package({"word/document.xml": xml})))


def test_a_part_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "坏.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(70):
                part.write(bytes(1_000_000))
    assert path.stat().st_size < 100_000
    assert "超过上限" in _refused(path)


def test_a_package_that_unpacks_to_too_much_in_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "坏.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document(p("话")))
        for number in range(25):
            archive.writestr(f"word/media/{number}.png", bytes(9_000_000))
    assert "超过上限" in _refused(path)


def test_a_package_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    parts = {f"word/media/{number}.bin": "" for number in range(6000)}
    assert "超过上限" in _refused(_written(tmp_path, package({"word/document.xml": document(p("话")), **parts})))


def test_styles_based_on_each_other_do_no_harm(tmp_path: Path) -> None:
    one = '<w:style xmlns:w="{}" w:styleId="{}"><w:basedOn w:val="{}"/><w:rPr><w:b/></w:rPr></w:style>'

    styles = part("w:styles", one.format(W, "A", "B") + one.format(W, "B", "A"))
    path = word_file(tmp_path / "a.docx", p("话", properties='<w:pStyle w:val="A"/>'), styles=styles)
    assert read_word(path).paragraphs[0].runs[0].format["bold"]


def test_reading_is_linear_in_the_length_of_the_file(tmp_path: Path) -> None:
    def seconds(count: int) -> float:
        path = word_file(tmp_path / f"{count}.docx", "".join(p("一段话，", "不长。") for _ in range(count)))
        begun = time.perf_counter()
        read_word(path)
        return time.perf_counter() - begun

    seconds(100)
    assert seconds(16_000) < 14 * seconds(2_000) + 0.3
