"""The model as the rest of nigao sees it: a question goes in, a usable answer or one clear fault comes out.

In between: the store of completed calls, and one more try when an answer cannot be used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import UserError
from pipeline.models.caller import Caller, OnText, named
from pipeline.models.calls import Completion, Reply, Request, Usage, call_key, digest
from pipeline.models.cleaning import Visible
from pipeline.models.faults import ReplyFault, ReplyKind
from pipeline.models.presets import Endpoint, endpoint
from pipeline.models.reading import Read, read
from pipeline.models.recording import not_recorded
from pipeline.models.store import CallStore, Manner, Question, Stored
from pipeline.models.structured import with_line
from pipeline.models.tokens import count_messages, count_tokens
from pipeline.models.wording import wording
from pipeline.settings import ModelSettings

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

_AT_FAULT = {
    "empty": "没有答出内容",
    "refused": "推辞不写",
    "filtered": "被接口的内容审查截断",
    "truncated": "超出长度上限，没有写完",
    "repeats": "反复写同样的话",
    "language": "没有用中文回答",
    "shape": "不合要求的格式",
}
_NEXT = {
    "truncated": "请加大设置项 model.max_output，或减少这一部分的要点",
    "filtered": "请调整要点的措辞后再试",
    "shape": "请换一个更强的模型，或稍后再试",
}


def open_model(settings: ModelSettings, store: CallStore | None, *, replay: bool = False) -> ChatModel:
    """The model that the settings mean. ``replay``: only what ``store`` holds is answered, and no socket is opened.

    Raises UserError when no model is configured, a preset is unknown or a key is missing.
    """
    if replay:
        return ChatModel(settings.model_copy(update={"name": _recorded_name(settings, store)}), store, None)
    if not settings.configured:
        raise UserError("没有配置写稿模型。请设环境变量 NIGAO_MODEL 和 OPENAI_BASE_URL，或在 nigao.toml 写 [model]。")
    return ChatModel(settings, store, endpoint(settings))


def _recorded_name(settings: ModelSettings, store: CallStore | None) -> str:
    """The model of the settings; without one that of the recording, when it is of one model only."""
    if store is None:
        raise UserError("重放需要录音文件夹。请用 --replay 指明。")
    names = sorted({stored.question.model for stored in store.entries()})
    if not names:
        raise UserError(f"{store.folder} 里没有录下的模型回答。请先用 --record 录制，或改正路径。")
    if settings.name in names or len(names) == 1:
        return settings.name if settings.name in names else names[0]
    raise UserError(f"{store.folder} 录有多个模型：{'、'.join(names)}。请用 NIGAO_MODEL 指明其一。")


class ChatModel:
    """One model behind one endpoint. Safe to use from many threads; the endpoint's limit is shared by all of them.

    ``name``: as the endpoint calls it. ``window``: tokens of a prompt and its answer together.
    """

    def __init__(self, settings: ModelSettings, store: CallStore | None, at: Endpoint | None) -> None:
        self.name = settings.name
        self._manner = _manner(settings, at) if at else _recorded_manner(settings, store)
        self.window = self._manner.window
        self._store = store
        self._caller = Caller(at, settings) if at else None

    def ask(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Puts one question.

        ``on_text`` gets the answer piece by piece, in the calling thread and without its reasoning; an empty piece says
        that the answer begins anew and all before it is void.

        Raises ModelUnavailable when there is no answer, ReplyFault when two answers in a row cannot be used.
        """
        show = _Shown(on_text)
        first = self._as_set(request)
        answers = [self._answer(first, show, last=False)]
        second = self._again(first, answers[0].read) if answers[0].read.fault else None
        if second is not None:
            show.add("")
            answers.append(self._answer(second, show, last=True))
        last = answers[-1]
        if last.read.fault:
            raise _unusable(request, last.read)
        return Reply(
            text=last.read.text,
            data=last.read.data,
            raw=last.completion.raw,
            finish=last.completion.finish,
            usage=_usage(answers),
            stripped=dict(last.read.stripped),
        )

    def count(self, text: str) -> int:
        """Tokens of ``text``, counted offline."""
        return count_tokens(text)

    def runnable(self) -> Runnable[Request, Reply]:
        """``ask`` as a step of a LangChain chain: prompt | model | parser."""
        from langchain_core.runnables import RunnableLambda

        def ask(request: Request) -> Reply:
            return self.ask(request)

        return RunnableLambda(ask, name="model")

    def prepare(self) -> None:
        """Loads the client in the background: it takes a second that other work can use. Opens no connection."""
        if self._caller:
            self._caller.prepare()

    def close(self) -> None:
        """Ends the calls that are under way, with ModelUnavailable, and closes the connections.

        The next call opens new ones.
        """
        if self._caller:
            self._caller.close()

    def _as_set(self, request: Request) -> Request:
        """A temperature in the settings wins over that of a prompt."""
        set_to = self._manner.temperature
        return request if set_to is None else replace(request, temperature=set_to)

    def _answer(self, request: Request, show: _Shown, *, last: bool) -> _Answer:
        """From the store, else from the endpoint. An unusable last answer in the store is asked for anew."""
        key = call_key(self.name, request, self._manner.extra)
        stored = self._store.get(key) if self._store else None
        if stored is not None:
            result = read(request, stored.completion, last=last)
            if self._caller is None or not (last and result.fault):
                show.add(stored.completion.raw)
                return _Answer(stored.completion, result, cached=True)
        if self._caller is None:
            raise not_recorded(self.name, request, self._store)
        completion, asked_with = self._caller.ask(request, show.add)
        if self._store is not None:
            self._store.put(key, Stored(completion, Question.of(self.name, self._manner, request)))
        result = read(request, completion, last=last)
        self._caller.learn(request, result, asked_with)
        return _Answer(completion, result, cached=False)

    def _again(self, request: Request, found: Read) -> Request | None:
        """The question asked once more, with what was wrong; None when that is in vain."""
        if found.fault is None:
            return None
        in_prose = found.fault == "shape" and request.schema is None
        line = wording().again_in_prose if in_prose else wording().again[found.fault]
        line = line.replace("{fault}", found.words)
        again = replace(with_line(request, line), attempt=request.attempt + 1)
        if found.fault != "truncated":
            return again
        room = self.window - count_messages(again.messages)
        most = min(room, self._manner.most) if self._manner.most else room
        wider = min(most, request.max_tokens * 2) if request.max_tokens else most
        return replace(again, max_tokens=wider) if wider > request.max_tokens else None


@dataclass(frozen=True, slots=True)
class _Answer:
    completion: Completion
    read: Read
    cached: bool


class _Shown:
    """Shows an answer to whoever wants to see it come in."""

    def __init__(self, on_text: OnText | None) -> None:
        self._on_text = on_text
        self._visible = Visible(self._show)
        self._any = False

    def add(self, piece: str) -> None:
        """The next piece; an empty one begins anew."""
        if piece:
            self._visible.add(piece)
            return
        self._visible.restart()
        if self._any and self._on_text:
            self._any = False
            self._on_text("")

    def _show(self, piece: str) -> None:
        if self._on_text:
            self._any = True
            self._on_text(piece)


def _manner(settings: ModelSettings, at: Endpoint) -> Manner:
    extra = digest(settings.extra) if settings.extra else ""
    return Manner(at.window, at.max_output, settings.temperature, extra)


def _recorded_manner(settings: ModelSettings, store: CallStore | None) -> Manner:
    """How the model was asked when the recording was made; a window in the settings must have been the same."""
    asked = (it.question for it in store.entries()) if store else iter(())
    return next((question.manner for question in asked if question.model == settings.name), Manner(settings.window))


def _usage(answers: list[_Answer]) -> Usage:
    """All that was asked of the endpoint for one reply, now or earlier, so that a replay tells the same."""
    counted = [answer.completion for answer in answers]
    return Usage(
        prompt_tokens=sum(completion.prompt_tokens for completion in counted),
        completion_tokens=sum(completion.completion_tokens for completion in counted),
        seconds=round(sum(completion.seconds for completion in counted), 3),
        cached=all(answer.cached for answer in answers),
        reported=all(completion.reported for completion in counted),
        reused_tokens=sum(completion.reused_tokens for completion in counted),
        calls=len(counted),
    )


def _unusable(request: Request, found: Read) -> ReplyFault:
    kind: ReplyKind = found.fault or "empty"
    words = f"（{found.words}）" if found.words else ""
    remedy = _NEXT.get(kind, "请稍后再试，或换一个模型")
    return ReplyFault(f"{named(request)}模型的回答不能用：{_AT_FAULT[kind]}{words}。{remedy}。", kind, found.text)
