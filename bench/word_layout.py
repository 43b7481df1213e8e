"""How a Word file comes out on paper: lines a page and characters a line, counted from the PDF that LibreOffice makes.

    python -m bench.word_layout [--layout NAME]

A free font stands in for the Chinese fonts, which may not be shipped, by a change of names in a copy of the file. Of a
full page the lines are counted by their place, so a blank line counts; of a full line the characters, a first line's
indent as two. A line may be shorter only where breaking it later would end it in an opening mark or begin the next one
with a closing mark (禁则), or before a Latin letter or digit. Lines with Latin letters or digits are only held against
the width of the type area.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from pipeline.document import to_json
from pipeline.export import Record, WordOptions, as_word
from pipeline.genre import load_genres
from pipeline.layouts import POINTS_PER_MM, LayoutProfile, find_layout, load_layouts
from pipeline.parsing import parse

ROOT = Path(__file__).resolve().parent.parent
DRAFTS = ROOT / "tests" / "data" / "reference_drafts"
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
EXPORT_SECONDS = 0.150

_OPENING = "（《〈“‘【〔「『"
_CLOSING = "，。、；：？！）》〉”’】〕」』…—"
_ROUNDS = 5
_ROUNDING = 1.0  # pt; LibreOffice rounds widths run by run


@dataclass(frozen=True)
class Row:
    """One printed line: which line of the page from 1, its text, where it begins and ends (pt from the left)."""

    slot: int
    text: str
    left: float
    right: float


@dataclass(frozen=True)
class Page:
    """One printed page: its lines, and how far under the type area the dash of the page number lies, in mm."""

    rows: tuple[Row, ...]
    dash: float


def ready() -> bool:
    """Whether LibreOffice and the stand-in font are installed."""
    if not (shutil.which("soffice") and shutil.which("fc-list")):
        return False
    families = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    return SERIF in families and SANS in families


def with_stand_ins(docx: bytes, layout: LayoutProfile) -> bytes:
    """A copy of the file whose Chinese fonts are ones that may be shipped: sans for headings, serif for the rest."""
    sans = {layout.heading.font, layout.topic.font}
    fonts = {layout.rule(style).font for style in ("body", "title", "byline", "heading", "topic")}
    names = {name: SANS if name in sans else SERIF for name in (*fonts, layout.page_number.font)}
    pattern = re.compile("|".join(f'(?<="){re.escape(name)}(?=")' for name in names))
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("word/"):
                content = pattern.sub(lambda match: names[match.group()], content.decode()).encode()
            target.writestr(name, content)
    return copy.getvalue()


def printed(files: dict[str, bytes], folder: Path) -> dict[str, Path]:
    """The files as PDF, all by one run of LibreOffice. Raises SystemExit when it makes none."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    sources = [str(folder / f"{name}.docx") for name in files]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *sources]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(folder)})
    made = {name: folder / f"{name}.pdf" for name in files}
    if missing := [name for name, path in made.items() if not path.exists()]:
        raise SystemExit(f"soffice made no PDF of {missing}: {run.stderr}")
    return made


def pages(pdf: Path, layout: LayoutProfile) -> list[Page]:
    """What stands on the pages of a PDF."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_page(page.get_textpage(), page.get_height(), layout) for page in document]
    finally:
        document.close()


def _page(textpage: Any, height: float, layout: LayoutProfile) -> Page:
    top = height - layout.page.top * POINTS_PER_MM
    foot = layout.page.bottom * POINTS_PER_MM
    rows: dict[int, list[tuple[float, float, str]]] = {}
    dashes: list[float] = []
    for at in range(textpage.count_chars()):
        char = textpage.get_text_range(at, 1)
        if not char.strip():
            continue
        left, low, right, high = textpage.get_charbox(at, loose=True)
        if low + high < 2 * foot:
            _, low, _, high = textpage.get_charbox(at)
            dashes += [(low + high) / 2] if char == "—" else []
            continue
        slot = int((top - (low + high) / 2) / layout.body.pitch) + 1
        rows.setdefault(slot, []).append((left, right, char))
    dash = (foot - max(dashes)) / POINTS_PER_MM if dashes else float("nan")
    return Page(tuple(_row(slot, sorted(rows[slot])) for slot in sorted(rows)), dash)


def _row(slot: int, chars: list[tuple[float, float, str]]) -> Row:
    return Row(slot, "".join(char for _, _, char in chars), chars[0][0], max(right for _, right, _ in chars))


def lines_of_full_pages(found: list[Page]) -> list[int]:
    """The last line that is used on every page but the last."""
    return [page.rows[-1].slot for page in found[:-1]]


def odd_lines(found: list[Page], text: str, layout: LayoutProfile) -> list[str]:
    """Full lines of full-width characters, but for the title, that hold another number of them than they should."""
    rows = [row for page in found for row in page.rows]
    title = "".join(text.partition("\n")[0].split())
    lines = ["".join(line.split()) for line in text.split("\n")]
    odd: list[str] = []
    for row, below in pairwise(rows):
        if any(line.endswith(row.text) for line in lines) or not _is_wide(row.text) or row.text in title:
            continue
        indent = round((row.left - layout.page.left * POINTS_PER_MM) / layout.body.size)
        lacking = layout.grid.chars - len(row.text) - indent
        if lacking < 0 or (lacking and not _forced(row.text, below.text, lacking)):
            odd.append(row.text)
    return odd


def _is_wide(text: str) -> bool:
    return all(char > "\u2000" for char in text)


def _forced(line: str, below: str, lacking: int) -> bool:
    """Whether no later break was allowed: each would end the line in an opening mark, begin one with a closing mark,
    or come before a Latin letter or digit, which may belong to what stands before."""
    both = line + below
    cuts = range(len(line) + 1, min(len(line) + lacking, len(both) - 1) + 1)
    return all(both[cut - 1] in _OPENING or both[cut] in _CLOSING or not _is_wide(both[cut]) for cut in cuts)


def overflowing(found: list[Page], layout: LayoutProfile) -> list[str]:
    """Lines that reach out of the type area, by more than rounding explains."""
    edge = (layout.page.width - layout.page.right) * POINTS_PER_MM + _ROUNDING
    return [row.text for page in found for row in page.rows if row.right > edge]


def exports(layout: LayoutProfile) -> Iterator[tuple[str, str, bytes, float]]:
    """Name, text, Word file and median seconds of every reference draft, once everything is loaded."""
    genres = load_genres()
    for path in sorted(DRAFTS.iterdir()):
        text = path.read_text(encoding="utf-8")
        record = to_json(parse(text, genres["xuanren" if "xuanren" in path.name else "fayan"]))
        docx = as_word(record, WordOptions(layout))
        yield path.stem, text, docx, median(_seconds(record, layout) for _ in range(_ROUNDS))


def _seconds(record: Record, layout: LayoutProfile) -> float:
    began = time.perf_counter()
    as_word(record, WordOptions(layout))
    return time.perf_counter() - began


def main(arguments: list[str]) -> int:
    """Prints a line a draft; answers 1 when a page, a line or a time is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layout", default="standard")
    layout = find_layout(parser.parse_args(arguments).layout, load_layouts())
    if not ready():
        raise SystemExit(f"needs soffice and the fonts {SERIF} and {SANS}")
    written = list(exports(layout))
    out = sys.stdout.write
    out(f"{layout.id}: {layout.grid.lines} lines a page, {layout.grid.chars} characters a line\n")
    out("draft                 pages  lines of full pages  odd lines  overflowing  dash below  export\n")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        made = printed({name: with_stand_ins(docx, layout) for name, _, docx, _ in written}, Path(folder))
        for name, text, _, seconds in written:
            found = pages(made[name], layout)
            lines, odd, over = lines_of_full_pages(found), odd_lines(found, text, layout), overflowing(found, layout)
            counts = f"{' '.join(map(str, lines)):>19}  {len(odd):>9}  {len(over):>11}"
            out(f"{name:<20}  {len(found):>5}  {counts}  {found[0].dash:>7.1f} mm  {seconds * 1000:>3.0f} ms\n")
            failed |= any(n != layout.grid.lines for n in lines) or bool(odd or over) or seconds > EXPORT_SECONDS
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
