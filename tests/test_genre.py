"""Genres are data: validated on load, unknown keys refused, found by name or alias."""

from pathlib import Path

import pytest
import yaml

from pipeline.errors import UserError
from pipeline.genre import find_genre, load_genres
from pipeline.resources import corpus_folder


def _changed(folder: Path, change: dict[str, object]) -> Path:
    data = yaml.safe_load((corpus_folder("genres") / "fayan.yaml").read_text(encoding="utf-8"))
    path = folder / "broken.yaml"
    path.write_text(yaml.safe_dump({**data, **change}, allow_unicode=True), encoding="utf-8")
    return path


def test_a_genre_is_found_by_id_name_and_alias() -> None:
    genres = load_genres()
    assert find_genre("fayan", genres) is find_genre("汇报发言", genres) is find_genre(" 交流发言 ", genres)


def test_an_unknown_genre_is_refused_with_those_there_are() -> None:
    with pytest.raises(UserError, match=r"不认识的文种“请示”.*汇报发言（fayan）"):
        find_genre("请示", load_genres())


def test_an_unknown_genre_is_told_where_ones_own_belong(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        find_genre("请示", load_genres(), tmp_path / "genres")
    assert f"在 {tmp_path / 'genres'} 中添加" in str(caught.value)
    with pytest.raises(UserError, match="NIGAO_HOME"):
        find_genre("请示", load_genres())


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"titel": {}}, "titel"),
        ({"closing": {"defualt": "谢谢。"}}, "closing.defualt"),
        ({"sections": []}, "sections"),
        ({"balance": "很大"}, "balance"),
        ({"sections": [{"id": "a", "repeat": [5, 3]}]}, "sections.0.repeat"),
        ({"sections": [{"id": "a"}, {"id": "b"}]}, "恰有一个不写 gathers"),
        ({"sections": [{"id": "a"}, {"id": "a", "gathers": ["问题"]}]}, "重复"),
        ({"title": {"template": "{单位}", "patterns": ["("]}}, "title.patterns.0"),
    ],
)
def test_a_genre_file_that_does_not_hold_is_refused_by_file_and_key(
    tmp_path: Path, change: dict[str, object], key: str
) -> None:
    path = _changed(tmp_path, change)
    with pytest.raises(UserError) as caught:
        load_genres((tmp_path,))
    assert str(path) in str(caught.value)
    assert key in str(caught.value)


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(UserError, match="不是可读的 YAML"):
        load_genres((tmp_path,))


def test_a_genre_of_the_users_own_replaces_the_shipped_one_of_the_same_id(tmp_path: Path) -> None:
    _changed(tmp_path, {"name": "本单位发言"})
    assert load_genres((tmp_path,))["fayan"].name == "本单位发言"
