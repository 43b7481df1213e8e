"""On paper: LibreOffice lays 22 lines a page and 28 characters a line, and an outside checker has nothing to say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import word_layout as paper
from pipeline.layouts import LayoutProfile
from tests.export.word.helping import LAYOUTS, STANDARD, of_file, word
from tests.texts import REFERENCE_DRAFTS

GONGWEN = Path(sys.executable).with_name("gongwen")


@pytest.mark.skipif(not paper.ready(), reason="needs soffice and the Noto CJK SC fonts")
@pytest.mark.parametrize("layout", [LAYOUTS["standard"], LAYOUTS["reading"]], ids=lambda layout: layout.id)
def test_full_pages_and_full_lines_hold_what_the_layout_says(layout: LayoutProfile, tmp_path: Path) -> None:
    files = {path.stem: paper.with_stand_ins(word(of_file(path), layout), layout) for path in REFERENCE_DRAFTS}
    for name, pdf in paper.printed(files, tmp_path).items():
        pages = paper.pages(pdf, layout)
        text = next(path for path in REFERENCE_DRAFTS if path.stem == name).read_text(encoding="utf-8")
        assert len(pages) > 2
        assert set(paper.lines_of_full_pages(pages)) == {layout.grid.lines}, name
        assert paper.odd_lines(pages, text, layout) == [], name
        assert paper.overflowing(pages, layout) == [], name
        assert "".join(row.text for page in pages for row in page.rows) == "".join(text.split()), name
        assert all(abs(page.dash - layout.page_number.below) < 0.5 for page in pages), name


@pytest.mark.skipif(not GONGWEN.exists(), reason="needs gongwen-skill, of the extra dev")
@pytest.mark.parametrize("path", REFERENCE_DRAFTS, ids=lambda path: path.stem)
def test_gongwen_skill_told_the_values_of_the_standard_finds_no_p0(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "稿件.docx"
    file.write_bytes(word(of_file(path)))
    assert [issue for issue in _gongwen(file, tmp_path) if issue["severity"] == "P0"] == []


@pytest.mark.skipif(not GONGWEN.exists(), reason="needs gongwen-skill, of the extra dev")
def test_gongwen_skill_does_find_a_fault(tmp_path: Path) -> None:
    page = STANDARD.page.model_copy(update={"top": 20.0})
    file = tmp_path / "稿件.docx"
    file.write_bytes(word(of_file(REFERENCE_DRAFTS[0]), STANDARD.model_copy(update={"page": page})))
    assert [issue["name"] for issue in _gongwen(file, tmp_path) if issue["severity"] == "P0"] == ["上边距检查"]


def _gongwen(file: Path, home: Path) -> list[dict[str, str]]:
    page, pitch = STANDARD.page, f"{STANDARD.body.pitch}pt"
    sides = {side: f"{getattr(page, side) / 10}cm" for side in ("top", "bottom", "left", "right")}
    told = {"page_setup": {"margins": sides}, "body": {"line_spacing": pitch}, "doc_title": {"line_spacing": pitch}}
    told |= {f"heading_{level}": {"line_spacing": pitch} for level in (1, 2, 3)}
    command = [str(GONGWEN), "check", str(file), "--json", "--config-overrides", json.dumps(told)]
    environment = {"HOME": str(home), "PATH": os.defpath, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
    issues: list[dict[str, str]] = json.loads(run.stdout)
    return issues
