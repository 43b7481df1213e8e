"""What the library's tests share: a quiet environment, a home of their own, small reports."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.library.ingesting import ingest
from pipeline.library.quiet import silence
from pipeline.settings import Settings
from tests.library.fake import FakeEmbedder

silence()


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("NIGAO_", "OPENAI_")):
            monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def speech(unit: str, word: str) -> str:
    """A short but complete speech whose points all hold ``word``."""
    return (
        f"市{unit}局在全市组织工作会议上的汇报发言材料\n\n各位领导、同志们：\n"
        f"市{unit}局坚持以政治建设为统领，突出{word}，建强干部队伍。根据会议安排，现将有关工作进展情况汇报如下：\n"
        f"强化源头储备，建好干部队伍。紧盯后继有人这个根本大计，加大{word}力度。抓好干部储备。坚持五湖四海，"
        f"拓宽引才渠道，{word}招录12名。优化人才结构。统筹存量和增量，围绕{word}完善人才布局。\n"
        f"严格监督管理，守好干部底线。坚持严管和厚爱相结合，围绕{word}抓在经常。坚持抓早抓小。坚持源头预防，"
        f"{word}谈话30人次。坚持抓常抓长。围绕{word}开展警示教育，抓在日常。\n"
        "汇报完毕，不当之处，请各位领导批评指正，谢谢。\n"
    )


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of three speeches."""
    return _three_speeches(tmp_path / "reports")


def _three_speeches(folder: Path) -> Path:
    folder.mkdir()
    for name, unit, word in (("a", "水利", "防汛"), ("b", "教育", "师德"), ("c", "民政", "救助")):
        (folder / f"{name}.txt").write_text(speech(unit, word), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    ingest([_three_speeches(folder / "reports")], Settings(home=folder / "home"), model=FakeEmbedder())
    return folder


@pytest.fixture
def built(_template: Path, settings: Settings) -> Settings:
    """A library of three speeches, copied; the speeches themselves are shared and must stay as they are."""
    shutil.copytree(_template / "home", settings.home)
    return settings
