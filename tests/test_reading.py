"""Documents of every kind are read, and what is none of them is refused with a reason."""

from __future__ import annotations

import os
import random
import zipfile
from pathlib import Path

import pytest
from docx import Document

from pipeline.errors import UserError
from pipeline.reading import MAX_BYTES, MAX_CHARS, decode, is_readable_kind, join_wrapped, read_text

TEXT = "市水利局在全市组织工作会议上的汇报发言材料\n\n各位领导、同志们：\n2023年公开招录水利专业人员12名。\n"
NAMES = "韶山、沅江、濮阳三地的甄、佘、鄢三位同志，于2023年参训。"


def _file(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("text", [TEXT, NAMES, "短句", "plain ASCII notes\n- one\n"])
def test_text_in_every_encoding_offices_use_is_read(tmp_path: Path, encoding: str, text: str) -> None:
    assert read_text(_file(tmp_path, "报告.txt", text.encode(encoding))) == text


def test_a_big_endian_mark_is_honoured(tmp_path: Path) -> None:
    assert read_text(_file(tmp_path, "a.txt", b"\xfe\xff" + TEXT.encode("utf-16-be"))) == TEXT


def test_line_ends_of_windows_and_old_macs_come_out_as_newlines(tmp_path: Path) -> None:
    assert read_text(_file(tmp_path, "a.md", "一\r\n二\r三\n")) == "一\n二\n三\n"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("空.txt", b"", "空文件"),
        ("空白.txt", " \n\u3000\n", "没有任何文字"),
        ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
        ("文档.txt", b"PK\x03\x04" + bytes(200), "压缩包"),
        ("程序.md", b"\x7fELF" + bytes(64), "程序"),
        ("零.txt", "好\x00坏".encode() * 50, "无法识别编码"),
        ("半个字.txt", "好的".encode()[:-1] + b"\xff\xff", "无法识别编码"),
        ("繁体.txt", "各位長官，關於幹部選拔任用與監督管理之報告".encode("big5"), "无法识别编码"),
        ("假.docx", "这不是文档", "不是 Word 文档"),
        ("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "旧版 .doc"),
        ("假.pdf", "这不是文档", "不是 PDF"),
        ("坏.pdf", b"%PDF-1.7\nnothing here", "已损坏"),
        ("表.xlsx", b"PK\x03\x04", "不支持的文件类型"),
        ("无扩展名", b"text", "不支持的文件类型"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_that_names_it(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = _file(tmp_path, name, data)
    with pytest.raises(UserError) as refusal:
        read_text(path)
    message = str(refusal.value)
    assert reason in message
    assert str(path) in message
    assert "\n" not in message
    assert message.endswith("。")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这个文件"):
        read_text(tmp_path / "没有.txt")
    with pytest.raises(UserError, match="不是文件"):
        read_text(tmp_path)


def test_a_file_over_the_limits_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UserError, match="超过上限"):
        read_text(path)
    with pytest.raises(UserError, match="超过上限"):
        read_text(_file(tmp_path, "长.txt", "字" * (MAX_CHARS + 1)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = _file(tmp_path, "锁.txt", TEXT)
    path.chmod(0)
    with pytest.raises(UserError, match="无法读取"):
        read_text(path)


def test_random_bytes_are_never_taken_for_text() -> None:
    source = random.Random(7)
    blobs = [source.randbytes(source.randint(40, 400)) for _ in range(300)]
    assert [blob for blob in blobs if decode(blob) is not None] == []


def test_readable_kinds_are_known_by_suffix_in_any_case() -> None:
    assert is_readable_kind(Path("a.TXT"))
    assert not is_readable_kind(Path("a.doc"))


# --- Word


def _word(path: Path) -> Path:
    document = Document()
    document.add_heading("选才引才", 1)
    document.add_paragraph("公开招录12名", style="List Bullet")
    document.add_paragraph("组织比武2次", style="List Number")
    document.add_paragraph("谈心谈话210人次", style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "入库", "146人"
    document.add_paragraph("完。")
    document.save(str(path))
    return path


def test_word_paragraphs_lists_and_tables_come_out_in_order(tmp_path: Path) -> None:
    lines = read_text(_word(tmp_path / "要点.docx")).split("\n")
    assert lines == ["选才引才", "- 公开招录12名", "1.组织比武2次", "2.谈心谈话210人次", "入库\t146人", "完。"]


def test_word_headings_become_markdown_headings_on_request(tmp_path: Path) -> None:
    assert read_text(_word(tmp_path / "要点.docx"), markup=True).startswith("# 选才引才\n- 公开招录12名\n")


def test_chinese_automatic_numbers_of_word_are_written_out(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    path = _word(tmp_path / "a.docx")
    document = Document(str(path))
    levels = document.part.numbering_part.element
    for level in levels.xpath("//w:lvl/w:numFmt[@w:val='decimal']/.."):
        for old in [level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))]:
            namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
            value = "chineseCounting" if old.tag.endswith("numFmt") else "%1、"
            tag = old.tag.split("}")[1]
            level.replace(old, parse_xml(f'<w:{tag} {namespace} w:val="{value}"/>'))
    document.save(str(path))
    assert "一、组织比武2次\n二、谈心谈话210人次" in read_text(path)


def test_a_damaged_word_package_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "坏.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document")
    with pytest.raises(UserError, match="不是完好的 Word 文档"):
        read_text(path)


def test_a_truncated_word_file_is_refused(tmp_path: Path) -> None:
    whole = _word(tmp_path / "好.docx").read_bytes()
    with pytest.raises(UserError, match="不是 Word 文档"):
        read_text(_file(tmp_path, "截断.docx", whole[: len(whole) // 2]))


# --- PDF


def _pdf(body: bytes) -> bytes:
    """A one-page PDF whose page content is ``body``, with ToUnicode-free Helvetica."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def test_a_pdf_with_a_text_layer_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.pdf", _pdf(b"BT /F1 12 Tf 72 700 Td (report of 2023) Tj ET"))
    assert read_text(path) == "report of 2023"


def test_a_pdf_of_scans_only_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="只有扫描图片"):
        read_text(_file(tmp_path, "扫描.pdf", _pdf(b"0 0 10 10 re f")))


def test_lines_that_a_page_broke_are_joined_and_paragraphs_kept() -> None:
    page = (
        "一、强化源头储备\n紧盯后继有人这个根本大计，加大干部源头储备力度，不断激\n发干部队伍活力。\n二、突出四个历练\n"
    )
    assert join_wrapped(page) == (
        "一、强化源头储备\n紧盯后继有人这个根本大计，加大干部源头储备力度，不断激发干部队伍活力。\n二、突出四个历练\n"
    )
