"""``nigao eval run`` with a model: asked anew every time, recorded, replayed without a socket."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval import backends
from eval.libraries import settings_for
from eval.record import Run, read_run
from pipeline.cli import main
from pipeline.models import Message, Request
from pipeline.resources import prompts_folder
from pipeline.settings import Settings
from tests.eval.samples import write_case
from tests.scripted_endpoint import Answer, ScriptedEndpoint, Step
from tests.writing.chat.scripted import honest

CASE = "title: 由模型写的短稿\ntags: [发言]\nsource: 自拟，供测试使用\nexpect: {length: null}\n"
NOTES = (
    "单位：市林业局\n场合：全市组织工作会议\n文种：汇报发言\n字数：400\n\n"
    "# 选才引才\n- 公开招录林业专业人员6名\n- 与省林业大学共建实习基地1个\n"
    "# 培养锻炼\n- 选派9名年轻干部到国有林场跟班锻炼\n- 举办森林防火技能竞赛2次\n"
)
_STAGES = {"先定全文的提纲": "plan", "现在写开头": "opening", "审稿人指出": "revise"}

Drafted = Callable[..., tuple[int, str, Run | None]]


def _good(body: dict[str, Any]) -> Step:
    user = body["messages"][-1]["content"]
    stage = next((stage for mark, stage in _STAGES.items() if mark in user), "section")
    return Answer(honest(Request(stage, (Message("user", user),), schema={} if stage == "plan" else None)))


@pytest.fixture
def drafted(
    built_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Drafted]:
    """Runs the one case with these options: exit code, what was said, and the run."""
    home = tmp_path / "home"
    shutil.copytree(built_home, settings_for(Settings(home=home)).home)
    write_case(tmp_path / "cases", "one", CASE, NOTES)
    monkeypatch.setenv("NIGAO_HOME", str(home))

    def run(*options: object, endpoint: ScriptedEndpoint | None = None) -> tuple[int, str, Run | None]:
        backends.settings.cache_clear()
        backends._library.cache_clear()
        for name, value in (("NIGAO_MODEL", "test-model"), ("OPENAI_BASE_URL", endpoint.url if endpoint else "")):
            monkeypatch.setenv(name, value) if endpoint else monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        path = tmp_path / "run.jsonl"
        given = ["--cases", tmp_path / "cases", "--recordings", tmp_path / "recordings", "-j", 1, "-o", path]
        code = main(["eval", "run", *map(str, [*given, *options])])
        return code, capsys.readouterr().err, read_run(path) if path.exists() else None

    yield run
    backends.settings.cache_clear()
    backends._library.cache_clear()


def test_a_live_model_is_asked_anew_for_every_repeat(drafted: Drafted) -> None:
    with ScriptedEndpoint(_good) as endpoint:
        code, err, run = drafted("--backend", "live", "--repeat", 2, endpoint=endpoint)
        asked = len(endpoint.requests)
    assert code == 0, err
    assert run is not None
    assert run.header.model == "test-model"
    first, second = (record.score for record in run.records)
    assert first is not None
    assert second is not None
    assert first.calls + second.calls == asked
    assert first.tokens > 0


def test_recording_is_replayed_without_an_endpoint_and_a_changed_prompt_is_an_error(
    drafted: Drafted, tmp_path: Path
) -> None:
    with ScriptedEndpoint(_good) as endpoint:
        code, err, live = drafted("--backend", "live", "--record", endpoint=endpoint)
    assert code == 0, err
    code, err, replayed = drafted("--backend", "replay")
    assert code == 0, err
    assert live is not None
    assert replayed is not None
    assert replayed.records[0].text == live.records[0].text
    assert replayed.header.model == "test-model"

    other = tmp_path / "prompts"
    shutil.copytree(prompts_folder(), other)
    section = other / "section.md"
    section.write_text(section.read_text(encoding="utf-8") + "\n再写一句。\n", encoding="utf-8")
    code, err, failed = drafted("--backend", "replay", "--prompts", other)
    assert code == 3
    assert failed is not None
    assert failed.records[0].score is None
    assert failed.header.prompts["prompts/section.md"] != live.header.prompts["prompts/section.md"]
