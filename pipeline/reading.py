"""Files -> text: .txt and .md in the encodings offices use, .docx, and .pdf with a text layer.

Everything that reads a user's document goes through ``read_text``, so an unreadable file is refused in one place and
with one wording. Line ends come out as "\\n"; a byte order mark is dropped; nothing else is changed.
"""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UserError

if TYPE_CHECKING:
    from pipeline.word import WordDocument

MAX_BYTES = 20_000_000  # of a file
MAX_UNPACKED = 200_000_000  # of a .docx once unpacked: a guard against decompression bombs
MAX_CHARS = 1_000_000  # of the text: about 300 times a long report

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_DOCUMENTS = (".doc", ".wps", ".rtf", ".odt", ".ofd")
_MAGIC = {
    b"PK\x03\x04": "压缩包或 Word 文档（.docx）",
    b"%PDF-": "PDF 文档",
    _OLE: "旧版 Office 文档（.doc/.wps）",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"\x7fELF": "程序",
    b"MZ\x90": "程序",
    b"\x1f\x8b": "压缩包",
    b"SQLite format 3": "数据库文件",
    b"{\\rtf": "RTF 文档",
}


def read_text(path: Path, *, markup: bool = False) -> str:
    """The text of a document.

    ``markup`` keeps what Word says about headings: a paragraph in a heading style comes out as a “# ” line, as notes
    want it.
    Raises UserError, in one line that names the file, when it is missing, a folder, empty, too large, undecodable,
    binary, of an unknown kind, a .docx that is not one, or a .pdf that is encrypted or holds only scans.
    """
    reader = _reader(path)
    _guard(path)
    try:
        text = reader(path, markup)
    except OSError as error:
        raise _refusal(path, f"无法读取（{error.strerror or error}）", "请检查文件权限后再试") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _guard_text(path, text)
    return text


def read_word(path: Path) -> WordDocument:
    """A .docx with its formatting; its text is what ``read_text`` gives. Raises UserError as ``read_text`` does."""
    _reader(path)
    _guard(path)
    try:
        document = _word_document(path)
    except OSError as error:
        raise _refusal(path, f"无法读取（{error.strerror or error}）", "请检查文件权限后再试") from error
    _guard_text(path, document.text)
    return document


def is_readable_kind(path: Path) -> bool:
    """Whether the file's suffix is one that ``read_text`` takes."""
    return path.suffix.lower() in _READERS


def is_other_document(path: Path) -> bool:
    """Whether the file is a document that an office would expect to be read, of a kind that ``read_text`` refuses."""
    return path.suffix.lower() in _OTHER_DOCUMENTS


def kinds() -> str:
    """The suffixes taken, as a user reads them."""
    return "、".join(_READERS)


def decode(data: bytes) -> str | None:
    """The text of ``data`` in UTF-8, GB18030 or UTF-16, marked or not; None when it is text in none of them.

    All but UTF-8 map almost any bytes to something, so their result counts only when it looks like written Chinese.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, encoding, _is_text)
    guesses = ((encoding, _is_chinese) for encoding in ("gb18030", "utf-16-le", "utf-16-be"))
    for encoding, accept in (("utf-8", _is_text), *guesses):
        if (text := _decoded(data, encoding, accept)) is not None:
            return text
    return None


# --- refusing


def _refusal(path: Path, reason: str, remedy: str) -> UserError:
    return UserError(f"{path}：{reason}。{remedy}。")


def _guard_text(path: Path, text: str) -> None:
    if not text.strip("\ufeff \t\n\u3000\f\v"):
        raise _refusal(path, "没有任何文字", "请确认选对了文件")
    if len(text) > MAX_CHARS:
        raise _refusal(path, f"有 {len(text)} 个字符，超过上限 {MAX_CHARS}", "请拆分后再试")


def _reader(path: Path) -> Callable[[Path, bool], str]:
    if not path.exists():
        raise _refusal(path, "没有这个文件", "请检查路径和文件名")
    if not path.is_file():
        raise _refusal(path, "不是文件", "请给出一个文件的路径")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        shown = path.suffix or "没有扩展名"
        raise _refusal(path, f"不支持的文件类型（{shown}）", f"可用的类型：{kinds()}；请另存为其中一种")
    return reader


def _guard(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _refusal(path, f"无法读取（{error.strerror or error}）", "请检查文件权限后再试") from error
    if size == 0:
        raise _refusal(path, "是空文件", "请确认选对了文件")
    if size > MAX_BYTES:
        raise _refusal(path, f"大小 {size} 字节，超过上限 {MAX_BYTES}", "请拆分后再试")


# --- plain text


def _read_plain(path: Path, markup: bool) -> str:
    del markup  # plain text has none, Markdown keeps its own
    data = path.read_bytes()
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise _refusal(path, f"扩展名是 {path.suffix}，内容却是{kind}", "请改用正确的扩展名，或另存为 UTF-8 文本")
    text = decode(data)
    if text is None:
        raise _refusal(path, "无法识别编码，或者不是文本文件", "请用记事本打开，另存为 UTF-8 编码后再试")
    return text


def _decoded(data: bytes, encoding: str, accept: Callable[[str], bool]) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if accept(text) else None


def _is_text(text: str) -> bool:
    """No NUL; of control characters and unassigned code points at most one in 500, line breaks and tabs apart."""
    odd = sum(char not in "\t\n\r\f\v\x85" and unicodedata.category(char) in _NO_TEXT for char in text)
    return "\x00" not in text and odd * 500 <= len(text)


_NO_TEXT = ("Cc", "Cn", "Co", "Cs")


def _is_chinese(text: str) -> bool:
    """Whether what a guessed encoding yields beyond ASCII is mostly common characters and Chinese punctuation.

    The 3,755 level-1 characters of GB 2312 (lead bytes B0-D7) make up nearly all of written Chinese; bytes that are no
    text, or text of another encoding, scatter over some 24,000 codes, so seven tenths tells them apart.
    """
    wide = [char for char in text if char > "\x7f"]
    return _is_text(text) and sum(map(_is_common, wide)) >= 0.7 * len(wide)


def _is_common(char: str) -> bool:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7


# --- Word and PDF


def _read_word(path: Path, markup: bool) -> str:
    document = _word_document(path)
    return document.markup if markup else document.text


def _word_document(path: Path) -> WordDocument:
    with path.open("rb") as file:
        if file.read(8) == _OLE:
            raise _refusal(path, "是旧版 .doc 或加了密码的文档", "请去掉密码，另存为 .docx 后再试")
    _guard_zip(path)
    from pipeline.word import DamagedPackage, read_document

    try:
        return read_document(path)
    except DamagedPackage as error:
        raise _refusal(
            path, f"不是完好的 Word 文档（{error}）", "请用 Word 或 WPS 打开，另存为 .docx 后再试"
        ) from error


def _guard_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            names = {entry.filename for entry in package.infolist()}
            unpacked = sum(entry.file_size for entry in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _refusal(path, "不是 Word 文档，只是扩展名为 .docx", "请用 Word 或 WPS 另存为 .docx 后再试") from error
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise _refusal(path, "不是 Word 文档，只是扩展名为 .docx", "请用 Word 或 WPS 另存为 .docx 后再试")
    if unpacked > MAX_UNPACKED:
        raise _refusal(path, f"解压后有 {unpacked} 字节，超过上限 {MAX_UNPACKED}", "请去掉图片或拆分后再试")


def _read_pdf(path: Path, markup: bool) -> str:
    del markup
    import pypdfium2

    if not path.read_bytes()[:1024].lstrip().startswith(b"%PDF-"):
        raise _refusal(path, "不是 PDF 文档，只是扩展名为 .pdf", "请另存为 PDF 或 .docx 后再试")
    try:
        text = _pdf_pages(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise _refusal(path, "PDF 加了密码", "请去掉密码后再试") from error
        raise _refusal(path, "PDF 已损坏，无法打开", "请重新导出后再试") from error
    if not text.strip():
        raise _refusal(path, "PDF 里没有文字，只有扫描图片", "请先作文字识别（OCR），或改用 .docx")
    return text


def _pdf_pages(path: Path) -> str:
    import pypdfium2

    pages: list[str] = []
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            textpage = page.get_textpage()
            pages.append(textpage.get_text_bounded())
            textpage.close()
            page.close()
    finally:
        document.close()
    return join_wrapped("\n".join(pages))


def join_wrapped(text: str) -> str:
    """Joins the lines a PDF page breaks paragraphs into: a line that ends nothing and is followed by text goes on.

    A line counts as full, so as broken by the page and not by the writer, when it reaches nine tenths of the longest
    lines.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "")
    lines = [line.strip() for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    full = 0.9 * widths[int(0.95 * len(widths))] if widths else 0.0
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            joined[-1] += line
        else:
            joined.append(line)
        goes_on = bool(line) and len(line) >= full and line[-1] not in "。！？：；…”"
    return "\n".join(joined)


_READERS: dict[str, Callable[[Path, bool], str]] = {
    ".txt": _read_plain,
    ".md": _read_plain,
    ".docx": _read_word,
    ".pdf": _read_pdf,
}
