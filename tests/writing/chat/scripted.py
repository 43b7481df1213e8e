"""A model that answers from a script, in this process: what the chain does with good answers and with bad ones."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from pipeline.genre import load_genres
from pipeline.models import Reply, Request, Usage
from pipeline.notes import Notes, parse_notes
from pipeline.prompts import load_prompts
from pipeline.settings import ModelSettings
from pipeline.writing.chat import Backend

FAYAN = load_genres()["fayan"]
NOTES = parse_notes(
    "单位：市林业局\n场合：全市组织工作会议\n文种：汇报发言\n字数：400\n\n"
    "# 选才引才\n- 公开招录林业专业人员6名\n- 与省林业大学共建实习基地1个\n"
    "# 培养锻炼\n- 选派9名年轻干部到国有林场跟班锻炼\n- 举办森林防火技能竞赛2次\n"
)
LABELS = {"N01": "公开招录林业专业人员6名", "N02": "与省林业大学共建实习基地1个"}
PLAN: dict[str, Any] = {
    "idea": "守好一片绿水青山，先要育好一支务林队伍",
    "preview": "广开门路选才、深入一线育才",
    "sections": [
        {
            "kind": "practice",
            "heading": "坚持广开门路，夯实选才根基",
            "points": [
                {"topic": "公开招录强队伍", "notes": ["N01"], "weight": 3, "angle": "以人数立论"},
                {"topic": "校地共建拓来源", "notes": ["N02"], "weight": 2, "angle": ""},
            ],
        },
        {
            "kind": "practice",
            "heading": "坚持深入一线，搭好育才平台",
            "points": [
                {"topic": "林场历练长才干", "notes": ["N03"], "weight": 4, "angle": ""},
                {"topic": "技能竞赛练本领", "notes": ["N04"], "weight": 2, "angle": ""},
            ],
        },
    ],
}
SAID = {
    "公开招录强队伍": "着眼林业事业长远需要，把好人才进口，公开招录林业专业人员6名，努力让年轻力量在林区扎下根来。",
    "校地共建拓来源": "树立开门引才的理念，与省林业大学共建实习基地1个，引导更多青年学子了解林业、走近林区。",
    "林场历练长才干": "把林区一线作为干部成长的课堂，选派9名年轻干部到国有林场跟班锻炼，让干部在山林间磨炼意志。",
    "技能竞赛练本领": "立足防火一线所需，举办森林防火技能竞赛2次，引导干部职工苦练本领，力求关键时刻顶得上。",
}
OPENING = (
    "林业事关生态根基，队伍强则事业兴。市林业局坚持党管干部，广开门路选才、深入一线育才，努力建设一支扎根山林的队伍。"
)

Answer = Callable[[Request], str]


class Scripted:
    """Satisfies ``Model``. ``answer`` is asked first and may answer "" to leave it to ``honest``."""

    name = "scripted"

    def __init__(self, answer: Answer = lambda _: "", window: int = 32_000) -> None:
        self.window = window
        self.asked: list[Request] = []
        self._answer = answer

    def ask(self, request: Request, on_text: Callable[[str], None] | None = None) -> Reply:
        self.asked.append(request)
        text = self._answer(request) or honest(request)
        if on_text:
            on_text(text)
        data = json.loads(text) if request.schema else None
        return Reply(text, data, text, "stop", Usage(100, 50, 1.0, cached=False, reported=True))

    def prepare(self) -> None:
        pass

    def close(self) -> None:
        pass

    def count(self, text: str) -> int:
        return len(text)

    def stages(self) -> list[str]:
        return [request.stage for request in self.asked]


def honest(request: Request) -> str:
    """What a good model would answer."""
    if request.stage == "plan":
        return json.dumps(PLAN, ensure_ascii=False)
    if request.stage == "opening":
        return OPENING
    user = request.messages[-1].text
    topics = re.findall(r"^【(\d)】主题句“([^”]+)”", user, re.MULTILINE)
    lead = ["【引】事业兴衰，关键在人。"] if "\n【引】约" in user else []
    return "\n".join([*lead, *(f"【{place}】{SAID[topic]}" for place, topic in topics)])


def backend(model: Scripted) -> Backend:
    return Backend(model, load_prompts(), ModelSettings(name="scripted", concurrency=4))


def notes(text: str) -> Notes:
    return parse_notes(text)
