"""Prompts (提示词): one Markdown file a stage, checked when it is loaded, filled when it is sent.

A file has YAML front matter (id, version, stage, variables, output, parameters) and the parts ``## system`` and
``## user``. The parts become messages before anything is filled in, so that nothing a writer put into the notes can
ever become a message of its own. Templates are mustache and hold no logic beyond “if given”; a variable stands in three
braces, because two would escape it for HTML. What a stage offers and needs is ``STAGES``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.data_files import first_fault, unreadable
from pipeline.errors import UserError
from pipeline.models import Message, Request
from pipeline.resources import prompts_folder

if TYPE_CHECKING:
    from langchain_core.prompts import ChatPromptTemplate


@dataclass(frozen=True)
class Stage:
    """What the code offers to the prompt of a stage, and which of it the prompt must use. ``json``: answers JSON."""

    offers: frozenset[str]
    needs: frozenset[str]
    json: bool = False


def _stage(needs: str, optional: str = "", *, json: bool = False) -> Stage:
    return Stage(frozenset(f"{needs} {optional}".split()), frozenset(needs.split()), json)


STAGES: Mapping[str, Stage] = {
    "head": _stage("unit genre_name guidance notes exemplars", "occasion year"),
    "plan": _stage("head demands", "mended", json=True),
    "opening": _stage("head outline demands"),
    "section": _stage("head outline place points", "lead"),
    "revise": _stage("head outline place text faults"),
    "questions": _stage("head known", json=True),
    "judge": _stage("notes draft", "unit genre_name", json=True),
    "judge_pair": _stage("notes first second", "unit genre_name", json=True),
}
"""Every stage there is. ``head`` is no call: it is the shared beginning of the others' system message, but for those of
the judge, who must not read a draft with the eyes of whoever wrote it."""


class _Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    temperature: float = Field(default=0.3, ge=0, le=2)
    max_tokens: int = Field(default=0, ge=0)


class _Front(BaseModel):
    """The front matter of a prompt file. ``output``: JSON schema of the answer, for stages that answer JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: int = Field(ge=1)
    stage: str
    variables: tuple[str, ...]
    output: dict[str, Any] | None = None
    parameters: _Parameters = _Parameters()


@dataclass(frozen=True)
class Prompt:
    """One prompt file. ``digest`` identifies its exact content."""

    path: Path
    front: _Front
    parts: Mapping[str, str]  # "system", "user" -> template
    digest: str

    @cached_property
    def template(self) -> ChatPromptTemplate:
        """The messages to be, as LangChain's template."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages(list(self.parts.items()), template_format="mustache")

    def messages(self, values: Mapping[str, str]) -> tuple[Message, ...]:
        """The messages with ``values`` filled in; values that the prompt does not use are left out."""
        given = {name: values[name] for name in self.front.variables}
        filled = self.template.invoke(given).to_messages()
        return tuple(
            Message("system" if message.type == "system" else "user", str(message.content)) for message in filled
        )


class PromptBook:
    """All prompts by stage, as one folder has them."""

    def __init__(self, prompts: Mapping[str, Prompt]) -> None:
        self._prompts = dict(prompts)

    def __iter__(self) -> Any:
        return iter(self._prompts.values())

    def __getitem__(self, stage: str) -> Prompt:
        if stage not in self._prompts:
            raise UserError(f"没有阶段“{stage}”的提示词。可用的阶段：{'、'.join(self._prompts)}。")
        return self._prompts[stage]

    def head(self, values: Mapping[str, str]) -> str:
        """The shared beginning of a draft's prompts, filled in."""
        return self["head"].messages(values)[0].text

    def request(self, stage: str, values: Mapping[str, str], *, label: str, attempt: int = 0) -> Request:
        """What is sent at ``stage``. ``values`` holds ``head`` and what the stage offers."""
        prompt = self[stage]
        return Request(
            stage=stage,
            messages=prompt.messages(values),
            schema=prompt.front.output,
            schema_name=prompt.front.id,
            max_tokens=prompt.front.parameters.max_tokens,
            temperature=prompt.front.parameters.temperature,
            label=label,
            attempt=attempt,
        )

    def used(self, stages: frozenset[str] | set[str]) -> tuple[Mapping[str, str], ...]:
        """File and hash of the prompts of ``stages`` and of the head, for the record of a draft."""
        wanted = [prompt for prompt in self if prompt.front.stage in stages or prompt.front.stage == "head"]
        return tuple({"file": prompt.path.name, "hash": prompt.digest} for prompt in wanted)


def load_prompts(folder: Path | None = None) -> PromptBook:
    """The prompts of ``folder``, by default the shipped ones. A stage that ``folder`` lacks is taken from those.

    Raises UserError naming the file and the fault when one does not hold.
    """
    found: dict[str, Prompt] = {}
    for place in [prompts_folder(), *([folder] if folder else [])]:
        if not place.is_dir():
            raise UserError(f"没有提示词文件夹 {place}。请写对路径，或去掉 --prompts 和设置中的 prompts。")
        here: dict[str, Prompt] = {}
        for path in sorted(place.glob("*.md")):
            prompt = load_prompt(path)
            if (other := here.get(prompt.front.stage)) is not None:
                raise UserError(f"{path} 与 {other.path} 都是阶段“{prompt.front.stage}”的提示词。请只保留一个。")
            here[prompt.front.stage] = prompt
        found.update(here)
    if missing := [stage for stage in ("head", "plan", "opening", "section", "revise") if stage not in found]:
        raise UserError(f"提示词文件夹 {folder or prompts_folder()} 缺少阶段“{missing[0]}”的提示词。请补上。")
    return PromptBook({stage: found[stage] for stage in STAGES if stage in found})


def load_prompt(path: Path) -> Prompt:
    """One prompt file. Raises UserError naming the file and the fault."""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"提示词 {path} 读不出来：{error}。请存为 UTF-8 文本。") from error
    front_text, body = _split_front(text, path)
    front = _front(front_text, path)
    parts = _parts(body, front.stage, path)
    _require_variables(front, parts, path)
    return Prompt(path, front, parts, hashlib.sha256(raw).hexdigest()[:12])


_FENCE = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_PART = re.compile(r"^## (\S+)[ \t]*$", re.MULTILINE)


def _split_front(text: str, path: Path) -> tuple[str, str]:
    fence = _FENCE.match(text)
    if not fence:
        raise UserError(f"提示词 {path} 开头没有以 --- 围起的说明（id、version、stage、variables）。请补上。")
    return fence[1], text[fence.end() :]


def _front(text: str, path: Path) -> _Front:
    try:
        front = _Front.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise UserError(f"提示词 {path} 的说明不是有效的 YAML：{unreadable(error)}。请改正。") from error
    except ValidationError as error:
        raise UserError(f"提示词 {path} 的说明{first_fault(error)}。请改正。") from error
    if front.stage not in STAGES:
        raise UserError(f"提示词 {path} 的 stage“{front.stage}”不是已知的阶段。可用的：{'、'.join(STAGES)}。")
    if (front.output is not None) != STAGES[front.stage].json:
        wanted = "应有 output（答复的 JSON 结构）" if STAGES[front.stage].json else "不应有 output，答复是正文"
        raise UserError(f"提示词 {path}：阶段“{front.stage}”{wanted}。请改正。")
    return front


def _parts(body: str, stage: str, path: Path) -> dict[str, str]:
    """The templates by message: the text under each ``##`` line, trimmed."""
    pieces = _PART.split(body)
    names, texts = pieces[1::2], [text.strip() for text in pieces[2::2]]
    wanted = ["system"] if stage == "head" else ["system", "user"]
    if pieces[0].strip() or names != wanted:
        raise UserError(
            f"提示词 {path} 应依次为 {'、'.join('## ' + name for name in wanted)}，此外没有别的内容。请改正。"
        )
    if empty := [name for name, text in zip(names, texts, strict=True) if not text]:
        raise UserError(f"提示词 {path} 的 ## {empty[0]} 是空的。请写上内容。")
    return dict(zip(names, texts, strict=True))


def _require_variables(front: _Front, parts: Mapping[str, str], path: Path) -> None:
    """Variables in the text, declared and offered must agree, or a typo would silently leave a gap in a prompt."""
    used = set().union(*(_variables(text, path) for text in parts.values()))
    stage, declared = STAGES[front.stage], set(front.variables)
    faults = (
        (used - declared, "用了没有在 variables 中写明的变量"),
        (declared - used, "在 variables 中写了却没有用到变量"),
        (declared - stage.offers, f"用了阶段“{front.stage}”没有的变量"),
        (stage.needs - declared, "缺少必须用到的变量"),
    )
    for names, fault in faults:
        if names:
            offered = "、".join(sorted(stage.offers))
            raise UserError(f"提示词 {path} {fault}“{min(names)}”。这一阶段可用的变量：{offered}。请改正。")


_TOKEN = re.compile(r"\{\{\{\s*(\w+)\s*\}\}\}|\{\{([#^/])\s*(\w+)\s*\}\}|(\{\{\{?[^{}\n]*\}?\}\}|\{\{|\}\})")


def _variables(text: str, path: Path) -> set[str]:
    """Names in ``text``. Raises UserError on a tag that is none, escapes, is not closed or is not opened."""
    names: set[str] = set()
    opened: list[str] = []
    for token in _TOKEN.finditer(text):
        plain, mark, block, odd = token.groups()
        if odd:
            line = text.count("\n", 0, token.start()) + 1
            raise UserError(
                f"提示词 {path} 有写法不对的变量 {odd}（该部分第 {line} 行）：变量写作 {{{{{{变量}}}}}}，"
                "条件写作 {{#变量}}…{{/变量}} 或 {{^变量}}…{{/变量}}。请改正。"
            )
        if mark in ("#", "^"):
            opened.append(block)
        if mark == "/" and (not opened or opened.pop() != block):
            raise UserError(f"提示词 {path} 的 {{{{/{block}}}}} 没有对应的开头。请改正。")
        names.add(plain or block)
    if opened:
        raise UserError(f"提示词 {path} 的 {{{{#{opened[-1]}}}}} 没有结束。请补上 {{{{/{opened[-1]}}}}}。")
    return names
