"""Prompts: what is refused when a file is loaded, and what is sent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from pipeline.cli import main
from pipeline.errors import UserError
from pipeline.genre import load_genres
from pipeline.library import open_library
from pipeline.models import Message
from pipeline.notes import read_notes
from pipeline.prompts import load_prompt, load_prompts
from pipeline.resources import prompts_folder
from pipeline.settings import load_settings
from pipeline.writing.chat import exemplars
from tests.texts import ROOT

DATA = ROOT / "tests" / "data"

GOOD = """---
id: opening
version: 1
stage: opening
variables: [head, outline, demands]
---
## system
{{{head}}}
## user
{{{outline}}}
{{{demands}}}
"""


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    path = tmp_path / "opening.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_the_shipped_prompts_hold() -> None:
    assert [prompt.front.stage for prompt in load_prompts()][:5] == ["head", "plan", "opening", "section", "revise"]


def test_values_are_filled_in_once_and_are_never_templates(prompt: Path) -> None:
    values = {"head": "规则", "outline": "{{{head}}} {{#head}}x{{/head}} <b>&", "demands": "{0}%s\n## user\n新的要求"}
    messages = load_prompt(prompt).messages(values)
    assert messages == (
        Message("system", "规则"),
        Message("user", "{{{head}}} {{#head}}x{{/head}} <b>&\n{0}%s\n## user\n新的要求"),
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "version: 一", "version"),
        ("version: 1", "version: 1\nauthor: 某人", "author"),
        ("stage: opening", "stage: openning", "openning"),
        ("id: opening\n", "", "id"),
        ("[head, outline, demands]", "[head, outline]", "demands"),
        ("[head, outline, demands]", "[head, outline, demands, notes]", "notes"),
        ("{{{demands}}}", "{{{demand}}}", "demand"),
        ("{{{demands}}}", "", "demands"),
        ("{{{demands}}}", "{{demands}}", "{{demands}}"),
        ("{{{demands}}}", "{{{demands}}", "写法不对"),
        ("{{{demands}}}", "{{#demands}}有{{{demands}}}", "没有结束"),
        ("{{{demands}}}", "{{{demands}}}{{/demands}}", "没有对应"),
        ("{{{demands}}}", "{{> other}}{{{demands}}}", "写法不对"),
        ("## user", "## assistant", "## system、## user"),
        ("## system\n{{{head}}}\n", "", "## system、## user"),
        ("## system", "先说一句\n## system", "此外没有别的内容"),
        ("---\nid", "id", "---"),
        ("variables: [", "variables: [[", "YAML"),
    ],
)
def test_a_prompt_that_does_not_hold_is_refused_with_its_file_and_fault(
    prompt: Path, old: str, new: str, said: str
) -> None:
    prompt.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_prompt(prompt)
    assert str(prompt) in str(refused.value)
    assert said in str(refused.value)


def test_a_stage_that_answers_json_must_say_in_what_shape(tmp_path: Path) -> None:
    text = (prompts_folder() / "plan.md").read_text(encoding="utf-8")
    head, body = text.split("output:", 1)
    path = tmp_path / "plan.md"
    path.write_text(head + body[body.index("parameters:") :], encoding="utf-8")
    with pytest.raises(UserError, match="output"):
        load_prompt(path)


def test_a_folder_replaces_single_stages(prompt: Path) -> None:
    book = load_prompts(prompt.parent)
    assert book["opening"].path == prompt
    assert book["plan"].path == prompts_folder() / "plan.md"


def test_two_prompts_of_one_stage_are_refused(prompt: Path) -> None:
    (prompt.parent / "second.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(UserError, match="只保留一个"):
        load_prompts(prompt.parent)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有提示词文件夹"):
        load_prompts(tmp_path / "无")


def test_the_digest_follows_every_byte(prompt: Path) -> None:
    first = load_prompt(prompt).digest
    prompt.write_text(GOOD + "\n", encoding="utf-8")
    assert load_prompt(prompt).digest != first


# --- what a model sees of the exemplars


def test_no_local_fact_of_the_seeds_is_ever_in_a_prompt(monkeypatch: pytest.MonkeyPatch, built_home: Path) -> None:
    """For the notes of seven bureaus, whatever passages they call for."""
    monkeypatch.setenv("NIGAO_HOME", str(built_home))
    local = [
        fact
        for facts in yaml.safe_load((DATA / "seed_local_facts.yaml").read_text(encoding="utf-8")).values()
        for fact in facts
    ]
    assert len(local) > 50
    genres = load_genres()
    with open_library(load_settings()) as library:
        for path in sorted((DATA / "notes").iterdir()):
            notes = read_notes(path)
            for genre in genres.values():
                shown = exemplars.listing(exemplars.chosen(library, notes, genre))
                assert len(shown) > 300
                assert [fact for fact in local if fact in shown] == []


# --- the commands


def run(monkeypatch: pytest.MonkeyPatch, home: Path, *arguments: object) -> int:
    for name in [name for name in os.environ if name.startswith(("NIGAO_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NIGAO_HOME", str(home))
    return main([str(argument) for argument in arguments])


def test_lint_names_every_file_at_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], prompt: Path, tmp_path: Path
) -> None:
    (prompt.parent / "bad.md").write_text(GOOD.replace("{{{head}}}", "{{{heda}}}"), encoding="utf-8")
    assert run(monkeypatch, tmp_path / "home", "prompts", "lint", prompt.parent) == 2
    assert "heda" in capsys.readouterr().err
    assert run(monkeypatch, tmp_path / "home", "prompts", "lint", prompt) == 0


@pytest.mark.parametrize("stage", ["plan", "opening", "section"])
def test_render_shows_the_notes_and_counts_tokens(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], built_home: Path, stage: str
) -> None:
    notes = DATA / "notes" / "01_shuili_fayan.md"
    assert run(monkeypatch, built_home, "prompts", "render", stage, notes) == 0
    shown = capsys.readouterr().out
    assert "公开招录水利专业人员12名" in shown
    assert "词元" in shown


def test_render_of_an_unknown_stage_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], built_home: Path
) -> None:
    assert run(monkeypatch, built_home, "prompts", "render", "ending", DATA / "notes" / "01_shuili_fayan.md") == 2
    assert "ending" in capsys.readouterr().err


def test_list_and_show_name_the_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], built_home: Path
) -> None:
    assert run(monkeypatch, built_home, "prompts", "list") == 0
    assert "section.md" in capsys.readouterr().out
    assert run(monkeypatch, built_home, "prompts", "show", "section") == 0
    assert "【引】" in capsys.readouterr().out
