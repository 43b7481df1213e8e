"""What a draft by a model will take, before anything is paid: calls and tokens, from the prompts that would be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.genre import Genre
from pipeline.models import Request
from pipeline.notes import Notes
from pipeline.questions import questions
from pipeline.writing.chat import Backend, ChatWriter, head_of
from pipeline.writing.chat.asking import question_request
from pipeline.writing.chat.ledger import prompt_text, reusable_share
from pipeline.writing.composer import Composer
from pipeline.writing.outline import Outline
from pipeline.writing.pipeline import draft

if TYPE_CHECKING:
    from pipeline.library import Library

_A_CHARACTER = 1.4  # tokens of Chinese text a character, by the vocabulary counted with
_PLAN = 90  # tokens of a planned point, with its JSON
_REVISED = 0.5  # share of the text that a round of revision is reckoned to write again, two rounds at most


@dataclass(frozen=True)
class Estimate:
    """``calls`` without revision and with both rounds of it; tokens of the prompts and of the answers, likewise."""

    calls: tuple[int, int]
    prompt_tokens: tuple[int, int]
    completion_tokens: tuple[int, int]
    reusable_share: float
    window: int
    cost: tuple[float, float] | None

    def data(self) -> dict[str, Any]:
        return {
            "calls": list(self.calls),
            "prompt_tokens": list(self.prompt_tokens),
            "completion_tokens": list(self.completion_tokens),
            "reusable_share": self.reusable_share,
            "window": self.window,
            "cost": list(self.cost) if self.cost else None,
        }

    def words(self) -> str:
        """The estimate as the command prints it."""
        lines = [
            f"预计调用 {self.calls[0]} 次（全部部分都要改两轮时 {self.calls[1]} 次）",
            f"输入约 {self.prompt_tokens[0]} 个词元（最多 {self.prompt_tokens[1]}），"
            f"其中 {self.reusable_share:.0%} 可由前缀缓存重用",
            f"输出约 {self.completion_tokens[0]} 个词元（最多 {self.completion_tokens[1]}）",
            f"模型窗口 {self.window} 个词元，放得下",
        ]
        if self.cost:
            lines.append(f"费用约 {self.cost[0]:.4f} 元（最多 {self.cost[1]:.4f} 元）")
        return "\n".join(lines)


def estimate(notes: Notes, genre: Genre, library: Library | None, chat: Backend) -> Estimate:
    """The estimate for ``notes``, after the composer's outline: a model's own has as many notes to place.

    Raises UserError when the notes do not fit the model's window.
    """
    writer, outline = _prepared(notes, genre, library, chat)
    requests = writer.requests(outline)
    count = chat.model.count
    prompts = [count(prompt_text(request)) for request in requests]
    points = sum(len(section.points) for section in outline.sections)
    answers = int(_A_CHARACTER * (notes.length or genre.length.default)) + _PLAN * points
    writing = sum(prompts[1:])
    most_prompts, most_answers = sum(prompts) + 2 * writing, int(answers * (1 + 2 * _REVISED))
    return Estimate(
        calls=(len(requests), len(requests) + 2 * (len(requests) - 1)),
        prompt_tokens=(sum(prompts), most_prompts),
        completion_tokens=(answers, most_answers),
        reusable_share=reusable_share(requests, sum(prompts), count),
        window=chat.model.window,
        cost=_cost(chat, (sum(prompts), most_prompts), (answers, most_answers)),
    )


def requests_for(stage: str, notes: Notes, genre: Genre, library: Library | None, chat: Backend) -> list[Request]:
    """What ``stage`` of a draft might send, in order.

    The composer's outline stands for the model's; its draft, with what the checks say of it, for one to be revised.
    """
    if stage == "questions":
        return [question_request(notes, genre, library, chat, questions(notes, genre))]
    writer, outline = _prepared(notes, genre, library, chat)
    if stage == "revise":
        composed = draft(notes, genre, library, outline)
        return writer.revision_requests(outline, composed.draft, composed.findings)
    return [request for request in writer.requests(outline) if request.stage == stage]


def _prepared(notes: Notes, genre: Genre, library: Library | None, chat: Backend) -> tuple[ChatWriter, Outline]:
    composer = Composer(genre, notes, nearness=library.nearness if library else None)
    head = head_of(notes, genre, library, chat).text
    return ChatWriter(genre, notes, chat.model, chat.prompts, head, composer), composer.plan()


def _cost(chat: Backend, prompts: tuple[int, int], answers: tuple[int, int]) -> tuple[float, float] | None:
    price_in, price_out = chat.settings.price_input, chat.settings.price_output
    if price_in is None or price_out is None:
        return None
    low, high = ((p * price_in + a * price_out) / 1_000_000 for p, a in zip(prompts, answers, strict=True))
    return round(low, 4), round(high, 4)
