"""What a model adds to an answer goes and is counted; not a character of the answer itself does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models.cleaning import Visible, clean
from tests.models.asking import GOOD
from tests.texts import REFERENCE_DRAFTS, SEEDS


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        (f"<think>先看要点。\n再写。</think>\n{GOOD}", {"thinking": 1}),
        (f"<THINK>x</THINK>{GOOD}<reasoning>y</reasoning>", {"thinking": 2}),
        (f"先看要点，再写。</think>\n\n{GOOD}", {"thinking": 1}),
        (f"◁think▷想◁/think▷{GOOD}", {"thinking": 1}),
        (
            f"<|channel|>analysis<|message|>plan it<|end|><|start|>assistant<|channel|>final<|message|>{GOOD}",
            {"thinking": 1},
        ),
        (f"{GOOD}<|im_end|>", {"meta": 1}),
        (f"```\n{GOOD}\n```", {"fence": 1}),
        (f"```markdown\n{GOOD}", {"fence": 1}),
        (f"## {GOOD}", {"markdown": 1}),
        (f"- {GOOD}", {"markdown": 1}),
        (f"> {GOOD}", {"markdown": 1}),
        (f"**{GOOD[:10]}**{GOOD[10:]}", {"markdown": 1}),
        (f"__{GOOD[:10]}__{GOOD[10:24]}`{GOOD[24:]}`", {"markdown": 2}),
        (f"*{GOOD[:19]}*{GOOD[19:]}", {"markdown": 1}),
        (f"---\n{GOOD}\n***", {"markdown": 2}),
        (f"好的，{GOOD}", {"meta": 1}),
        (f"好的，以下是为您起草的第二部分正文：\n\n{GOOD}", {"meta": 2}),
        (f"以下是根据要点写的段落：{GOOD}", {"meta": 1}),
        (f"根据您提供的要点，我撰写了如下内容：\n{GOOD}", {"meta": 1}),
        (f"没问题！\n{GOOD}", {"meta": 1}),
        (f"Sure, here is the section:\n\n{GOOD}", {"meta": 2}),
        (f"Here's the text:\n{GOOD}", {"meta": 1}),
        (f"{GOOD}\n\n希望以上内容对您有所帮助！", {"meta": 1}),
        (f"{GOOD}\n\n如需修改，请随时告诉我。", {"meta": 1}),
        (f"{GOOD}\n\n注：文中数字均来自要点。", {"meta": 1}),
        (f"{GOOD}\n（全文共约300字）", {"meta": 1}),
        (f"{GOOD}\n（完）\n\n以上文稿仅供参考，您可以按需要调整。", {"meta": 2}),
        (f"{GOOD}\n\nLet me know if you need changes.", {"meta": 1}),
        (
            f"好的。\n```text\n**{GOOD}**\n```\n以上内容供您参考，如需调整请告知我。",
            {"meta": 2, "fence": 1, "markdown": 1},
        ),
    ],
)
def test_what_is_no_part_of_the_answer_is_stripped_and_counted(raw: str, kinds: dict[str, int]) -> None:
    text, stripped = clean(raw)
    assert text == GOOD
    assert dict(stripped) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "当然，我们也清醒地认识到，工作中还存在差距和不足。",
        "以上汇报，如有不当，请批评指正。",
        "如有不妥之处，请各位领导提出宝贵意见。",
        "以上是我局今年的主要工作，不足之处请指正。",
        "打造“你需要、我服务”工作品牌，让群众少跑腿。",
        "根据用户反映强烈的供电问题，推进老旧线路改造12条。",
        "这是全市上下共同努力的结果。",
        "现将有关情况汇报如下：",
        "以下是几点体会：",
        "下面，我代表局党组作简要汇报。",
        "希望通过三年努力，让群众更加满意。",
        "我局将一如既往为群众办实事。",
        "结合“您点我办”活动，办结诉求321件。",
        "按照“谁主管、谁负责”的要求，压实责任。",
        "（一）聚焦源头储备。全年新招录公务员126名（含定向选调生31名）。",
        "1. 全年完成投资3*5亿元，占比-5%。",
        "【待补充：帮扶干部人数】",
        "同比增长12.5%，居全省第2位。",
        "a_b_c 与 snake_case_name 是系统代号。",
    ],
)
def test_words_of_an_official_text_stay(text: str) -> None:
    for whole in (text, f"{GOOD}\n{text}", f"{text}\n{GOOD}"):
        assert clean(whole)[0] == whole


@pytest.mark.parametrize("path", [*REFERENCE_DRAFTS, *SEEDS], ids=lambda path: path.stem)
def test_real_texts_lose_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for piece in [part for line in text.split("\n") for part in (line, *line.split("。")) if part.strip()]:
        cleaned, stripped = clean(piece)
        assert cleaned == piece.strip()
        assert not stripped


@given(st.text(alphabet="坚持党建，。\n123“”（）", max_size=200))
def test_a_clean_text_is_left_as_it_is(text: str) -> None:
    cleaned, _ = clean(text)
    assert clean(cleaned)[0] == cleaned


@given(st.text(alphabet="<think>/*_`#- \n好的，您注：[]|。", max_size=300))
def test_nothing_is_added(text: str) -> None:
    cleaned, _ = clean(text)
    rest = iter(text)
    assert all(any(character == other for other in rest) for character in cleaned)


@pytest.mark.parametrize(
    "piece", ["<think>", "**", "`", "* ", "好的，", "根据您", "（约", "```\n", "[", "_a_", "如需", "注：\n"]
)
def test_hostile_answers_take_no_time(piece: str) -> None:
    begun = time.monotonic()
    clean(piece * (200_000 // len(piece)))
    assert time.monotonic() - begun < 3


def _shown(pieces: list[str]) -> str:
    shown: list[str] = []
    visible = Visible(shown.append)
    for piece in pieces:
        visible.add(piece)
    return "".join(shown)


@given(st.integers(1, 9))
def test_reasoning_at_the_beginning_is_not_shown(size: int) -> None:
    raw = f"\n<think>先看。</think>\n\n{GOOD}"
    assert _shown([raw[at : at + size] for at in range(0, len(raw), size)]) == GOOD
    assert _shown([GOOD[at : at + size] for at in range(0, len(GOOD), size)]) == GOOD


def test_text_that_only_looks_like_reasoning_is_shown() -> None:
    assert _shown(list("<三>个方面")) == "<三>个方面"
