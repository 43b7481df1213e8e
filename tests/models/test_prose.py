"""JSON, markup and code where prose was asked for are no answer, whatever they say; prose with such marks is one."""

from __future__ import annotations

import json
import time

import pytest

from pipeline.models import ReplyFault
from pipeline.models.prose import form
from tests.models.asking import GOOD, prose
from tests.models.conftest import Opened, Scripted
from tests.scripted_endpoint import Answer

_OBJECT = json.dumps({"text": GOOD}, ensure_ascii=False)
OTHERWISE = {
    "an object": _OBJECT,
    "a list": json.dumps([GOOD, GOOD], ensure_ascii=False, indent=2),
    "an object in a fence": f"```json\n{_OBJECT}\n```",
    "an object that a word leads in": f"答案如下\n{_OBJECT}",
    "an object with Chinese keys": json.dumps({"正文": GOOD, "依据": ["1"]}, ensure_ascii=False),
    "an object that is no JSON": "{'text': '" + GOOD + "', }",
    "an object that was cut": _OBJECT[:-2],
    "a string in quotes": json.dumps(GOOD, ensure_ascii=False),
    "an element": f"<section>\n<p>{GOOD}</p>\n</section>",
    "code": f'paragraphs = ["{GOOD}"]\nprint(paragraphs[0])',
    "a mapping": f"text: {GOOD}\nheading: 建强年轻干部队伍，夯实事业发展根基",
}
PROSE = {
    "plain": GOOD,
    "labelled lines": f"【引】{GOOD}\n【1】{GOOD}\n【2】{GOOD}",
    "braces": f"{GOOD}{{待补充：培训人数}}，着力提升能力。",
    "a reference": f"[1] {GOOD}",
    "figures in brackets": f"[1, 2]{GOOD}",
    "a quotation first": f'"一人一导师"机制见效。{GOOD}',
    "an open spot": f"{GOOD}【待补充：{{单位}}】",
    "a short object within": f'{GOOD}系统配置为{{"级别": 1}}，已上线运行。{GOOD}',
    "a Latin word first": f"12345热线办结率达98%。{GOOD}\nAPP上线运行。",
    "less than and greater than": f"{GOOD}<5%的比例，>10%的增幅。",
}


@pytest.mark.parametrize("answer", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_another_form_is_asked_for_once_more_as_prose(answer: str, scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(answer), Answer(GOOD)])
    assert opened(endpoint).ask(prose()).text == GOOD
    said = endpoint.requests[1]["messages"][-1]["content"]
    assert "请直接写出正文" in said
    assert "合格的 JSON" not in said


def test_another_form_twice_is_a_fault_of_the_answer(scripted: Scripted, opened: Opened) -> None:
    endpoint = scripted([Answer(_OBJECT), Answer(_OBJECT)])
    with pytest.raises(ReplyFault, match="写成了JSON") as raised:
        opened(endpoint).ask(prose())
    assert raised.value.kind == "shape"
    assert len(endpoint.requests) == 2


@pytest.mark.parametrize("answer", PROSE.values(), ids=PROSE.keys())
def test_prose_with_marks_of_machines_is_prose(answer: str, scripted: Scripted, opened: Opened) -> None:
    assert form(answer) == ""
    endpoint = scripted([Answer(answer)])
    opened(endpoint).ask(prose())
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("piece", ["{", "[", '{"', '{"a":', "<a>", "<a ", 'x="', "text: ", '["'])
def test_judging_is_quick_on_hostile_answers(piece: str) -> None:
    begun = time.perf_counter()
    form(piece * 50_000)
    assert time.perf_counter() - begun < 2
