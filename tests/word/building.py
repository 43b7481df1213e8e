"""Word files for tests, from the XML of their body: what Word and WPS write, without writing it through python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:mc="{_MC}" xmlns:m="{_M}"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def document(body: str) -> str:
    """The main part around the XML of a body."""
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A package whose main part relates to every other part by the name of its file: “footer1.xml” as a footer."""
    related = [name for name in parts if name.startswith("word/") and name != "word/document.xml"]
    relations = "".join(
        f'<Relationship Id="{Path(name).stem}" Type="{_R}/{Path(name).stem.rstrip("0123456789")}" Target="/{name}"/>'
        for name in related
    )
    main = f'<Relationship Id="main" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">{main}</Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        **parts,
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in written.items():
            archive.writestr(name, content)
    return data.getvalue()


def part(tag: str, inside: str) -> str:
    """A part with one root element, such as ``w:styles``."""
    return f"<{tag} {NAMESPACES}>{inside}</{tag}>"


def word_file(path: Path, body: str, **parts: str) -> Path:
    """A .docx at ``path``. ``parts``: styles, numbering, settings, comments, footer1, … as XML."""
    path.write_bytes(
        package({"word/document.xml": document(body), **{f"word/{name}.xml": xml for name, xml in parts.items()}})
    )
    return path


def p(*inside: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    runs = "".join(one if one.startswith("<") else run(one) for one in inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def changed(kind: str, inside: str) -> str:
    """A tracked change (ins, del, moveTo, moveFrom) around runs."""
    return f'<w:{kind} w:id="1" w:author="张三" w:date="2024-01-05T09:00:00Z">{inside}</w:{kind}>'
