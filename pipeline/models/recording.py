"""Replaying a recording: what to say when a question is not in it."""

from __future__ import annotations

from pipeline.models.calls import Request
from pipeline.models.faults import ModelUnavailable
from pipeline.models.store import CallStore, Manner, Question

_ROLES = {"system": "系统", "user": "用户", "assistant": "模型"}


def not_recorded(model: str, request: Request, store: CallStore | None) -> ModelUnavailable:
    """Names the question and how the nearest recorded one of its stage differs."""
    asked = Question.of(model, Manner(), request)
    known = [it.question for it in store.entries() if it.question.stage == request.stage] if store else []
    nearest = max(known, key=lambda question: _alike(asked, question), default=None)
    where = store.folder if store else "录音"
    name = f"“{request.name}”（阶段 {request.stage}）"
    if nearest is None:
        detail = f"这一阶段一次也没有录过，录有的阶段：{_stages(store)}"
    else:
        detail = f"最接近的是“{nearest.label or nearest.stage}”，不同之处：{_difference(asked, nearest, request)}"
    return ModelUnavailable(
        f"{where} 里没有录下{name}这次提问。{detail}。要点、提示词或设置变了就要重新录制（--record）。", "not_recorded"
    )


def _alike(asked: Question, other: Question) -> tuple[int, int, int]:
    """Equal messages at the beginning, equal ones anywhere, equal parameters."""
    pairs = list(zip(asked.messages, other.messages, strict=False))
    head = next((at for at, (mine, theirs) in enumerate(pairs) if mine != theirs), len(pairs))
    parameters = (asked.label == other.label) + (asked.attempt == other.attempt) + (asked.schema == other.schema)
    return head, sum(mine == theirs for mine, theirs in pairs), parameters


def _difference(asked: Question, other: Question, request: Request) -> str:
    found = [
        f"第 {at + 1} 条消息（{_ROLES[message.role]}）"
        for at, message in enumerate(request.messages)
        if at >= len(other.messages) or asked.messages[at] != other.messages[at]
    ]
    if len(other.messages) > len(asked.messages):
        found.append(f"录音多 {len(other.messages) - len(asked.messages)} 条消息")
    named = {
        "model": "模型",
        "schema": "输出格式",
        "max_tokens": "长度上限",
        "temperature": "温度",
        "attempt": "第几次问",
    }
    found += [words for name, words in named.items() if getattr(asked, name) != getattr(other, name)]
    return "、".join(found) or "没有"


def _stages(store: CallStore | None) -> str:
    names = sorted({it.question.stage for it in store.entries()}) if store else []
    return "、".join(names) or "无"
