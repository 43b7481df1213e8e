"""Questions and good answers that many tests share."""

from __future__ import annotations

from typing import Any

from pipeline.models import Message, Request

GOOD = "坚持把年轻干部培养锻炼作为一项基础工程，全年选派43名干部到基层一线历练，推动干部在实践中增长才干。"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "heading": {"type": "string"},
        "notes": {"type": "array", "items": {"type": "string"}, "minItems": 1},
    },
    "required": ["heading", "notes"],
    "additionalProperties": False,
}
PLAN = '{"heading": "聚焦源头储备，建强年轻干部队伍", "notes": ["n1a2b3", "n4c5d6"]}'


def prose(text: str = "写第二部分。", **more: Any) -> Request:
    """A question whose answer is prose."""
    messages = (Message("system", "你是机关文稿起草人。"), Message("user", text))
    return Request(stage="section", messages=messages, label="第二部分", **more)


def plan(**more: Any) -> Request:
    """A question whose answer is JSON."""
    messages = (Message("system", "你是机关文稿起草人。"), Message("user", "拟提纲。"))
    return Request(stage="plan", messages=messages, schema=SCHEMA, schema_name="plan", label="提纲", **more)
