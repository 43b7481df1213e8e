"""Layouts are data: shipped ones hold together, a house layout says only what differs, a fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.layouts import find_layout, load_layouts


def _house(folder: Path, text: str, name: str = "house.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_layouts_are_found_by_id_name_and_alias() -> None:
    layouts = load_layouts()
    assert set(layouts) == {"standard", "gbt33476", "reading"}
    for layout in layouts.values():
        for name in (layout.id, layout.name, *layout.aliases):
            assert find_layout(name, layouts) is layout


def test_the_standard_has_the_values_of_gbt_9704() -> None:
    layout = load_layouts()["standard"]
    page = layout.page
    assert (page.width, page.height, page.top, page.bottom, page.left, page.right) == (210, 297, 37, 35, 28, 26)
    assert (layout.grid.lines, layout.grid.chars) == (22, 28)
    assert (layout.body.font, layout.body.size, layout.title.font, layout.title.size) == (
        *("仿宋_GB2312", 16),
        *("方正小标宋简体", 22),
    )
    assert (layout.heading.font, layout.topic.font) == ("黑体", "楷体_GB2312")


def test_a_house_layout_holds_only_what_differs_wherever_it_lies(tmp_path: Path) -> None:
    text = (
        "id: house\nbased_on: standard\nname: 本局版式\nsource: 本局\nbody: {latin: 仿宋_GB2312}\ntitle: {bold: true}\n"
    )
    path = _house(tmp_path / "layouts", text)
    loaded = load_layouts((path.parent,))
    house, standard = loaded["house"], loaded["standard"]
    assert house.title.bold
    assert house.heading.latin == house.body.latin == "仿宋_GB2312"
    assert house.page == standard.page
    assert house.aliases == ()
    assert find_layout(str(path), load_layouts()) == house


def test_a_layout_of_the_same_id_replaces_the_shipped_one(tmp_path: Path) -> None:
    path = _house(tmp_path, "id: standard\nbased_on: standard\nname: 标准版式\nsource: 本局\nheading: {bold: true}\n")
    assert load_layouts((path.parent,))["standard"].heading.bold


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("body: {fnot: 宋体}", "body.fnot：没有这一项"),
        ("page: {top: 60}", "每页排 .* 行.*不符"),
        ("body: {size: 18}", "每行 24 字.*不符"),
        ("title: {size: 40}", "行距 28.95 磅小于字号 40 磅"),
        ("page_number: {form: 第页}", "page_number.form"),
        ("page_number: {place: left}", "page_number.place"),
        ("heading: 黑体", "heading：应是若干项"),
        ("based_on: nothing", "没有编号为“nothing”的版式"),
    ],
)
def test_a_fault_is_named_with_file_and_key(tmp_path: Path, line: str, fault: str) -> None:
    base = "" if line.startswith("based_on") else "based_on: standard\n"
    path = _house(tmp_path, f"id: house\n{base}name: 本局版式\nsource: 本局\n{line}\n")
    with pytest.raises(UserError, match=f"版式文件 .*house.yaml 有误：.*{fault}"):
        find_layout(str(path), load_layouts())


@pytest.mark.parametrize("text", ["- 1\n", "只是一句话\n", "a: [\n"])
def test_a_file_that_is_no_layout_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match=r"版式文件 .*house\.yaml"):
        load_layouts((_house(tmp_path, text).parent,))


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UserError, match=r"不认识的版式“国标”。可用的版式：.*standard.*\.yaml"):
        find_layout("国标", load_layouts())
