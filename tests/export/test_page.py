"""The page of a draft: complete, linked both ways, escaped, and readable from whatever a record holds."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document import to_json
from pipeline.errors import UserError
from pipeline.export.page import page
from pipeline.genre import load_genres
from pipeline.parsing import parse
from tests.export.page_records import RECORDS, stored

_LIMIT = 300 * 1024


class Element:
    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.text = ""

    @property
    def lights(self) -> list[str]:
        return self.attributes.get("data-lights", "").split()


class Reader(HTMLParser):
    """All elements of a page with the text inside them, and the draft's text as a reader sees it."""

    _VOID = frozenset(("meta", "input", "wbr", "line", "rect", "path"))

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.draft = ""
        self._open: list[Element] = []
        self.feed(source)
        self.by_id = {one.attributes["id"]: one for one in self.elements if "id" in one.attributes}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in self._VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if any(e.tag == "article" for e in self._open) and not any("refs" in _classes(e) for e in self._open):
            self.draft += data

    def of_class(self, name: str) -> list[Element]:
        return [one for one in self.elements if name in _classes(one)]


def _classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(params=RECORDS, ids=lambda path: path.stem)
def record(request: pytest.FixtureRequest) -> dict[str, Any]:
    return stored(request.param.name)


def test_every_character_of_the_draft_is_shown_once_and_in_order(record: dict[str, Any]) -> None:
    assert _bare(Reader(page(record)).draft) == _bare(record["text"])


def test_ids_are_unique_and_every_link_leads_somewhere(record: dict[str, Any]) -> None:
    reader = Reader(page(record))
    ids = [one.attributes["id"] for one in reader.elements if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    named = [one.attributes["href"] for one in reader.elements if one.tag == "a"]
    assert named
    assert all(link.startswith("#") for link in named)
    referred = [link[1:] for link in named]
    for one in reader.elements:
        referred += [*one.lights, *one.attributes.get("aria-describedby", "").split()]
        referred += one.attributes.get("aria-labelledby", "").split()
    assert set(referred) <= set(ids)


def test_sentences_and_notes_light_each_other(record: dict[str, Any]) -> None:
    reader = Reader(page(record))
    one_way = {(s.attributes["id"], note) for s in reader.of_class("s") for note in s.lights if note[:4] == "note"}
    back = {(at, n.attributes["id"]) for n in reader.of_class("note") for at in n.lights if re.match(r"s\d", at)}
    assert one_way
    assert one_way == back


def test_every_note_is_lit_by_a_sentence_that_states_it(record: dict[str, Any]) -> None:
    reader = Reader(page(record))
    stated = {note for s in reader.of_class("s") if s.attributes["data-kind"] == "facts" for note in s.lights}
    assert {f"note-{at}" for at in range(1, len(record["notes"]) + 1)} <= stated


def test_every_sentence_can_be_focused_and_says_what_it_stands_on(record: dict[str, Any]) -> None:
    reader = Reader(page(record))
    for sentence in reader.of_class("s"):
        assert sentence.attributes["tabindex"] == "0"
        described = sentence.attributes["aria-describedby"].split()
        assert reader.by_id[described[0]].text


def test_the_page_fetches_nothing_and_stays_small(record: dict[str, Any]) -> None:
    written = page(record)
    assert len(written.encode()) <= _LIMIT
    assert not re.search(r"""https?://|url\(|@import|\bsrc=|<link|\bstyle=|\bon[a-z]+=["']""", written)


def test_the_same_record_gives_the_same_page(record: dict[str, Any]) -> None:
    assert page(record) == page(json.loads(json.dumps(record)))


def test_a_finding_names_severity_place_and_remedy_and_is_linked_both_ways() -> None:
    record = stored("with_faults")
    reader = Reader(page(record))
    number = next(at for at, f in enumerate(record["findings"], 1) if f["rule"] == "grounding.number")
    finding, shown = record["findings"][number - 1], reader.by_id[f"finding-{number}"]
    for words in ("必须处理", finding["message"], finding["suggestion"], finding["rule"]):
        assert words in shown.text
    sentence = next(one for one in reader.of_class("s") if f"finding-{number}" in one.lights)
    assert sentence.attributes["id"] in shown.lights
    assert finding["message"] in "".join(
        reader.by_id[name].text for name in sentence.attributes["aria-describedby"].split()
    )
    marked = "".join(one.text for one in reader.of_class("mark-blocker"))
    assert finding["excerpt"] in marked


def test_a_finding_on_the_whole_draft_marks_no_words() -> None:
    record = stored("wenlv")
    number = next(at for at, f in enumerate(record["findings"], 1) if f["rule"] == "structure.length")
    reader = Reader(page(record))
    assert "全文" in reader.by_id[f"finding-{number}"].text
    assert not any(f"finding-{number}" in one.lights for one in reader.of_class("s"))


def test_placeholders_are_marked() -> None:
    marked = "".join(one.text for one in Reader(page(stored("wenlv"))).of_class("gap"))
    assert "XX名" in marked


def test_wording_taken_from_an_exemplar_lights_its_passage() -> None:
    record = stored("wenlv")
    reader = Reader(page(record))
    source = reader.by_id["source-1"]
    assert "功以才成，业由才广" in source.text
    assert [reader.by_id[at].text for at in source.lights] == ["功以才成，业由才广。"]


def test_an_exemplar_that_left_no_words_says_so() -> None:
    record = stored("wenlv")
    record["sources"] = [{"id": "x", "report": "某范文", "role": "text", "text": "与本稿毫无相同之处的一段别的话。"}]
    source = Reader(page(record)).by_id["source-1"]
    assert not source.lights
    assert "没有与它相同" in source.text


def test_the_masked_form_of_a_passage_is_what_is_shown() -> None:
    record = stored("wenlv")
    masked = "〔单位〕引进〔数〕人。"
    record["sources"] = [{"id": "x", "report": "r", "role": "text", "text": "市甲局引进九人。", "masked": masked}]
    written = page(record)
    assert masked in written
    assert "市甲局引进九人" not in written


@pytest.mark.parametrize(
    ("status", "words"), [("covered", "已写入"), ("partial", "不全"), ("missing", "未写入"), ("set_aside", "搁置")]
)
def test_the_ledger_says_in_words_where_a_note_went(status: str, words: str) -> None:
    record = stored("wenlv")
    record["coverage"][0] |= {"status": status, "where": [], "lacking": ["少了这一层"]}
    note = Reader(page(record)).by_id["note-1"]
    assert words in note.text
    assert "少了这一层" in note.text


def test_the_reason_why_a_note_was_set_aside_is_told() -> None:
    record = stored("wenlv")
    record["notes"][0]["set_aside"] = "写给机器的话"
    record["coverage"][0] |= {"status": "set_aside", "where": []}
    assert "写给机器的话" in Reader(page(record)).by_id["note-1"].text


def test_who_wrote_it_with_which_prompts_and_at_what_cost_is_told() -> None:
    record = stored("with_faults")
    origin = _bare(Reader(page(record)).by_id["origin"].text)
    for words in ("语言模型", "qwen-max", "9", "41,234", "48.218", "费用（元）0.4312", "prompts/plan.md"):
        assert words in origin
    assert record["prompts"][0]["hash"] in origin


def test_the_composer_is_called_what_it_is() -> None:
    assert "不用语言模型" in Reader(page(stored("wenlv"))).by_id["origin"].text


_HOSTILE = """</script></style></title><script>alert(1)</script><img src=x onerror=a(1)>" onfocus='x' {{ 7*7 }} &lt;"""


def test_nothing_that_a_record_holds_becomes_markup() -> None:
    record = stored("wenlv")
    text = f"{_HOSTILE}标题\n各位领导：\n{_HOSTILE}正文。\n"
    given = json.loads(json.dumps(record))
    for key in ("unit", "occasion", "backend", "model"):
        given[key] = _HOSTILE
    given["notices"] = [_HOSTILE]
    given["notes"][0] |= {"text": _HOSTILE, "group": _HOSTILE}
    given["coverage"][0] |= {"status": "missing", "lacking": [_HOSTILE]}
    given["findings"][0] |= {"rule": _HOSTILE, "message": _HOSTILE, "suggestion": _HOSTILE, "excerpt": _HOSTILE}
    given["sources"] = [{"id": _HOSTILE, "report": _HOSTILE, "role": _HOSTILE, "text": _HOSTILE}]
    given["usage"] = {_HOSTILE: _HOSTILE}
    given["prompts"] = [{"file": _HOSTILE, "hash": _HOSTILE}]
    given |= to_json(parse(text, load_genres()["fayan"]))
    reader = Reader(page(given))
    assert [one.tag for one in reader.elements].count("script") == 1
    assert not [one for one in reader.elements if one.tag == "img"]
    assert not [one for one in reader.elements if any(name.startswith("on") for name in one.attributes)]
    assert "49" not in reader.by_id["note-1"].text
    assert _bare(reader.draft) == _bare(text)


def test_a_record_with_no_more_than_text_and_layout_gives_a_page() -> None:
    draft = to_json(parse("标题\n各位领导：\n我们做了工作。\n", load_genres()["fayan"]))
    written = page({"text": draft["text"], "layout": draft["layout"]})
    reader = Reader(written)
    assert "没有附要点" in written
    assert [one.tag for one in reader.elements].count("h1") == 1
    assert all("依据不明" in reader.by_id[s.attributes["aria-describedby"]].text for s in reader.of_class("s"))


def test_an_empty_text_gives_a_page() -> None:
    assert "未写标题的稿件" in page({"text": "", "layout": []})


def test_keys_that_are_not_known_are_passed_over() -> None:
    record = stored("wenlv")
    record["later"] = {"x": 1}
    record["findings"][0]["later"] = 1
    record["notes"][0]["later"] = 1
    assert page(record) == page(stored("wenlv"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("layout", [["title", 5, 2, []]]),
        ("layout", None),
        ("text", None),
        ("findings", [{"rule": 1}]),
        ("findings", {"a": 1}),
        ("notes", ["n1"]),
        ("coverage", [{"note": "n", "status": "lost"}]),
        ("usage", [1]),
        ("length", "长"),
    ],
)
def test_a_key_that_does_not_hold_is_named(key: str, value: Any) -> None:
    with pytest.raises(UserError, match=f"“[^”]*{key}[^”]*”读不出"):
        page({**stored("wenlv"), key: value})


def test_findings_outside_the_text_do_no_harm() -> None:
    record = stored("wenlv")
    record["findings"] = [
        {"rule": "a.b", "severity": "info", "start": 10**6, "end": 10**6 + 5, "excerpt": "", "message": "在外面"},
        {"rule": "a.b", "severity": "info", "start": 9, "end": 3, "excerpt": "", "message": "颠倒"},
    ]
    reader = Reader(page(record))
    assert _bare(reader.draft) == _bare(record["text"])
    assert "不在文中" in reader.by_id["finding-1"].text


@given(st.text(alphabet="一标题。！\n　 、“”（1）A<&2是坚持：各位领导下步打算*X", max_size=160))
@settings(max_examples=60, deadline=None)
def test_any_text_is_shown_whole(text: str) -> None:
    record = to_json(parse(text, load_genres()["fayan"]))
    assert _bare(Reader(page(record)).draft) == _bare(text)
