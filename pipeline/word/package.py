"""A Word file as a package of XML parts: opened within limits, found by relationship, parsed without entities."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any, Final

MAX_PARTS: Final = 5_000
MAX_XML: Final = 60_000_000
"""Bytes of one XML part once unpacked. A text of a million characters, each ten of them a run, stays below."""

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": W[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": R[1:-1].encode(),
    b"http://purl.oclc.org/ooxml/drawingml/main": A[1:-1].encode(),
}


class DamagedPackage(Exception):
    """The package lacks a part, or a part is no XML, declares a document type, or unpacks to too much."""


class Package:
    """The parts of a .docx, read on demand. ``element`` types are those of lxml, which has no stubs: Any."""

    def __init__(self, path: Path | IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise DamagedPackage("不是压缩包") from error
        self._sizes = {entry.filename: entry.file_size for entry in self._zip.infolist()}
        if len(self._sizes) > MAX_PARTS:
            raise DamagedPackage(f"有 {len(self._sizes)} 个部件，超过上限 {MAX_PARTS}")
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self.main = self._main_part()

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def root(self, name: str) -> Any:
        """The root element of a part. Raises DamagedPackage when it is missing or no plain XML."""
        return _parsed(self._bytes(name), name)

    def related(self, kind: str, source: str = "") -> list[tuple[str, str]]:
        """(id, part) of every part that ``source`` (the main part unless told) relates to as ``kind``: “footer”."""
        found = self._related_of(source or self.main)
        return [(key, part) for key, (type_, part) in found.items() if type_ == kind and part in self._sizes]

    def first(self, kind: str) -> Any | None:
        """The root of the one part of a kind, or None where there is none."""
        parts = self.related(kind)
        return self.root(parts[0][1]) if parts else None

    def _bytes(self, name: str) -> bytes:
        if name not in self._sizes:
            raise DamagedPackage(f"缺少 {name}")
        if self._sizes[name] > MAX_XML:
            raise DamagedPackage(f"{name} 解压后有 {self._sizes[name]} 字节，超过上限 {MAX_XML}")
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise DamagedPackage(f"{name} 无法解压") from error

    def _main_part(self) -> str:
        found = [part for type_, part in self._related_of("").values() if type_ == "officeDocument"]
        return next((part for part in found if part in self._sizes), "word/document.xml")

    def _related_of(self, source: str) -> dict[str, tuple[str, str]]:
        if source not in self._relations:
            self._relations[source] = self._read_relations(source)
        return self._relations[source]

    def _read_relations(self, source: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(source)
        part = posixpath.join(folder, "_rels", f"{name}.rels")
        if part not in self._sizes:
            return {}
        found = {}
        for relation in self.root(part).iter(_RELATED):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
                found[relation.get("Id", "")] = relation.get("Type", "").rpartition("/")[2], target
        return found


def _parsed(data: bytes, name: str) -> Any:
    from docx.oxml import parse_xml

    if _STRICT in data:
        for strict, usual in _TRANSITIONAL.items():
            data = data.replace(strict, usual)
    try:
        root = parse_xml(data)  # resolves no entities; libxml2 bounds depth and the length of a text
    except (SyntaxError, ValueError) as error:  # XMLSyntaxError is a SyntaxError
        raise DamagedPackage(f"{name} 不是完好的 XML") from error
    if root is None or root.getroottree().docinfo.doctype:
        raise DamagedPackage(f"{name} 含有文档类型声明")
    return root
