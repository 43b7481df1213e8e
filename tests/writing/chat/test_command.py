"""``nigao draft`` with a model behind a real socket: kept answers, recordings, faults and what survives a kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.models import Message, Request
from tests.conftest import clean_environment
from tests.scripted_endpoint import Answer, ScriptedEndpoint, Status, Step
from tests.texts import ROOT
from tests.writing.chat.scripted import honest

KEY = "sk-canary-3141592653589793"
NOTES = (
    "单位：市林业局\n场合：全市组织工作会议\n文种：汇报发言\n字数：400\n\n"
    "# 选才引才\n- 公开招录林业专业人员6名\n- 与省林业大学共建实习基地1个\n"
    "# 培养锻炼\n- 选派9名年轻干部到国有林场跟班锻炼\n- 举办森林防火技能竞赛2次\n"
)
Nigao = Callable[..., tuple[int, str, str]]


def stage_of(user: str) -> str:
    marks = {"先定全文的提纲": "plan", "现在写开头": "opening", "审稿人指出": "revise"}
    return next((stage for mark, stage in marks.items() if mark in user), "section")


def good(body: dict[str, Any]) -> Step:
    """A model that writes well, whatever stage it is asked at."""
    user = body["messages"][-1]["content"]
    request = Request(stage_of(user), (Message("user", user),), schema={} if stage_of(user) == "plan" else None)
    return Answer(honest(request))


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    target = tmp_path / "home"
    shutil.copytree(built_home, target)
    return target


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "要点.md"
    path.write_text(NOTES, encoding="utf-8")
    return path


@pytest.fixture
def nigao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path) -> Nigao:
    """Runs a command in this process, with a model at the given endpoint."""

    def run(*arguments: object, endpoint: ScriptedEndpoint | None = None) -> tuple[int, str, str]:
        for name in [name for name in os.environ if name.startswith(("NIGAO_", "OPENAI_"))]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("NIGAO_HOME", str(home))
        if endpoint:
            settings = {"NIGAO_MODEL": "test-model", "OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": KEY}
            for name, value in {**settings, "NIGAO_MODEL_RETRY_SECONDS": "0.01", "NIGAO_MODEL_RETRIES": "2"}.items():
                monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        code = main([str(argument) for argument in arguments])
        shown = capsys.readouterr()
        assert KEY not in shown.out + shown.err
        return code, shown.out, shown.err

    return run


def test_a_configured_model_writes_and_the_draft_says_so(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        code, out, err = nigao("draft", notes, "--json", endpoint=endpoint)
    draft = json.loads(out)
    assert code == 0
    assert draft["backend"] == "llm"
    assert draft["usage"]["calls"] == len(endpoint.requests)
    assert {row["status"] for row in draft["coverage"]} == {"covered"}
    assert {row["file"] for row in draft["prompts"]} == {"head.md", "plan.md", "opening.md", "section.md"}
    assert "test-model" in err


def test_offline_asks_no_model(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        code, _, _ = nigao("draft", notes, "--backend", "offline", endpoint=endpoint)
    assert code == 0
    assert endpoint.requests == []


def test_what_was_answered_once_is_not_asked_again_unless_fresh(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        _, first, _ = nigao("draft", notes, endpoint=endpoint)
        asked = len(endpoint.requests)
        _, second, _ = nigao("draft", notes, endpoint=endpoint)
        assert len(endpoint.requests) == asked
        assert second == first
        nigao("draft", notes, "--fresh", endpoint=endpoint)
        assert len(endpoint.requests) == 2 * asked
        nigao("draft", notes, "--no-cache", endpoint=endpoint)
        assert len(endpoint.requests) == 3 * asked


def test_a_recording_is_replayed_byte_for_byte_without_an_endpoint(nigao: Nigao, notes: Path, tmp_path: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        code, _, _ = nigao("draft", notes, "--record", tmp_path / "录", "-o", tmp_path / "a.json", endpoint=endpoint)
        assert code == 0
    code, _, _ = nigao("draft", notes, "--replay", tmp_path / "录", "-o", tmp_path / "b.json")
    assert code == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    recorded = b"".join(path.read_bytes() for path in (tmp_path / "录").rglob("*") if path.is_file())
    assert KEY.encode() not in recorded


def test_a_request_that_was_not_recorded_fails_loudly(nigao: Nigao, notes: Path, tmp_path: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        nigao("draft", notes, "--record", tmp_path / "录", endpoint=endpoint)
    notes.write_text(NOTES.replace("6名", "7名"), encoding="utf-8")
    code, out, err = nigao("draft", notes, "--replay", tmp_path / "录")
    assert (code, out) == (3, "")
    assert "提纲" in err
    assert "--record" in err


@pytest.mark.parametrize(
    "options", [["--no-cache", "--fresh"], ["--replay", "x", "--fresh"], ["--record", "x", "--replay", "y"]]
)
def test_options_that_contradict_each_other_are_refused(nigao: Nigao, notes: Path, options: list[str]) -> None:
    code, _, err = nigao("draft", notes, *options)
    assert code == 2
    assert "不能同时使用" in err


def test_a_folder_that_is_no_recording_is_refused(nigao: Nigao, notes: Path, tmp_path: Path) -> None:
    code, _, err = nigao("draft", notes, "--replay", tmp_path)
    assert code == 2
    assert "不是录制的文件夹" in err


def test_an_estimate_asks_nothing(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        code, out, _ = nigao("draft", notes, "--dry-run", "--json", endpoint=endpoint)
        estimate = json.loads(out)
        assert endpoint.requests == []
        nigao("draft", notes, endpoint=endpoint)
        assert code == 0
        assert estimate["calls"][0] == len(endpoint.requests)


def test_a_failing_section_ends_in_one_line_and_the_others_are_kept(nigao: Nigao, notes: Path, home: Path) -> None:
    def step(body: dict[str, Any]) -> Step:
        return Status(500) if "请写：第二部分" in body["messages"][-1]["content"] else good(body)

    with ScriptedEndpoint(step) as endpoint:
        code, out, err = nigao("draft", notes, "-o", "x.txt", endpoint=endpoint)
    assert (code, out) == (3, "")
    [line] = [line for line in err.splitlines() if line.startswith("错误")]
    kept = Path(re.findall(r"存在 (\S+?)。", line)[0])
    assert "【1】" not in kept.read_text(encoding="utf-8")
    assert "{" not in kept.read_text(encoding="utf-8")
    assert "公开招录林业专业人员6名" in kept.read_text(encoding="utf-8")
    with ScriptedEndpoint(good) as endpoint:
        code, _, _ = nigao("draft", notes, endpoint=endpoint)
        assert code == 0
        assert len(endpoint.requests) == 1
    assert not kept.exists()
    assert KEY not in "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in (home / "cache").rglob("*.json")
    )


def test_a_failure_of_revision_loses_no_draft(nigao: Nigao, notes: Path, tmp_path: Path) -> None:
    def step(body: dict[str, Any]) -> Step:
        user = body["messages"][-1]["content"]
        if stage_of(user) == "revise":
            return Status(500)
        answer = good(body)
        assert isinstance(answer, Answer)
        return Answer(answer.text.replace("6名", "16名"))

    with ScriptedEndpoint(step) as endpoint:
        code, out, err = nigao("draft", notes, "-o", "x.txt", endpoint=endpoint)
    assert code == 3
    assert "16名【待核实】" in (tmp_path / "x.txt").read_text(encoding="utf-8")
    assert "16名【待核实】" in out
    assert "稿件已写出" in err


@pytest.mark.parametrize("name", ["要点.md", "要点.md/x", "/proc/x"])
def test_a_recording_that_cannot_be_written_is_refused_before_anything_is_asked(
    nigao: Nigao, notes: Path, name: str
) -> None:
    with ScriptedEndpoint(good) as endpoint:
        code, _, err = nigao("draft", notes, "--record", name, endpoint=endpoint)
    assert code == 2
    assert name in err
    assert endpoint.requests == []


def test_two_notes_files_of_one_name_keep_their_own_parts(
    nigao: Nigao, notes: Path, home: Path, tmp_path: Path
) -> None:
    other = tmp_path / "另" / "要点.md"
    other.parent.mkdir()
    other.write_text(NOTES.replace("6名", "7名"), encoding="utf-8")

    def step(body: dict[str, Any]) -> Step:
        return Status(500) if "请写：第二部分" in body["messages"][-1]["content"] else good(body)

    for path in (notes, other):
        with ScriptedEndpoint(step) as endpoint:
            nigao("draft", path, endpoint=endpoint)
    assert len(list((home / "unfinished").iterdir())) == 2


def test_the_rules_questions_are_asked_even_where_the_model_fails(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint([Status(500)]) as endpoint:
        code, out, err = nigao("questions", notes, endpoint=endpoint)
    assert code == 3
    assert "为什么问" in out
    assert err.splitlines()[-1].startswith("错误：")


def test_what_was_not_paid_again_is_said(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint(good) as endpoint:
        _, _, first = nigao("draft", notes, endpoint=endpoint)
        _, _, second = nigao("draft", notes, endpoint=endpoint)
    assert "没有再付费" not in first
    assert "没有再付费" in second


def test_a_refused_key_is_named_without_being_shown(nigao: Nigao, notes: Path) -> None:
    with ScriptedEndpoint([Status(401, f"Incorrect API key provided: {KEY}")]) as endpoint:
        code, _, err = nigao("draft", notes, endpoint=endpoint)
    assert code == 3
    assert "Traceback" not in err


def test_a_killed_draft_continues_where_it_was(notes: Path, home: Path, tmp_path: Path) -> None:
    """Killed twice at moments of its own choosing: every call that was answered is asked once in all."""

    def slow(body: dict[str, Any]) -> Step:
        answer = good(body)
        assert isinstance(answer, Answer)
        return Answer(answer.text, first=0.6 if "请写：第一部分" in body["messages"][-1]["content"] else 0.0)

    with ScriptedEndpoint(slow) as endpoint:
        environment = {
            **clean_environment(),
            "NIGAO_HOME": str(home),
            "NIGAO_MODEL": "test-model",
            "OPENAI_BASE_URL": endpoint.url,
            "OPENAI_API_KEY": KEY,
        }
        command = [sys.executable, "-m", "pipeline", "draft", str(notes), "-o", str(tmp_path / "x.txt")]
        run = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while len(endpoint.requests) < 4 and run.poll() is None:
            time.sleep(0.02)
        time.sleep(0.3)
        run.send_signal(signal.SIGKILL)
        run.wait()
        before = len(endpoint.requests)
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        asked = [json.dumps(body["messages"], ensure_ascii=False) for body in endpoint.requests]
        again = {text for text in asked[:before] if text in asked[before:]}
        assert all("请写：第一部分" in text for text in again)
        assert len(set(asked)) == 4
