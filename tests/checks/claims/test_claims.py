"""``grounding.claim``: what a draft claims and no note carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eval.claims_score import FOLDER, Case, Score, cases, held_out, shipped
from pipeline.checks.claims import check_claims, classed
from pipeline.checks.claims.classify import weights
from pipeline.checks.claims.lexicon import lexicon
from pipeline.checks.context import Context
from pipeline.checks.finding import Finding
from pipeline.document import Draft
from pipeline.errors import UserError
from pipeline.genre import load_genres
from pipeline.notes import Notes, parse_notes

_SENTENCES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "claims_sentences.yaml").read_text(encoding="utf-8")
)
_NOTES = parse_notes(_SENTENCES["notes"], "例.txt")
_HEAD = "市商务局在全市商务工作会议上的汇报发言材料\n各位领导、同志们：\n坚持从实际出发，做好工作。"


def _findings(sentence: str, notes: Notes | None = _NOTES) -> list[Finding]:
    text = _HEAD + sentence
    context = Context(text, notes, load_genres()["fayan"])
    return [one for one in check_claims(text, context.draft, notes, context.genre) if one.start >= len(_HEAD)]


def _share_found(name: str) -> float:
    sentences = _SENTENCES[name]
    return sum(bool(_findings(sentence)) for sentence in sentences) / len(sentences)


def test_claims_that_no_note_carries_are_found() -> None:
    assert _share_found("claims") >= 0.9


@pytest.mark.parametrize("name", ["facts", "stances", "purposes"])
def test_facts_of_the_notes_stances_and_purposes_are_left_alone(name: str) -> None:
    assert _share_found(name) <= 0.04


def test_facts_are_classed_as_facts_and_bound_to_a_note() -> None:
    context = Context(_HEAD + "选派9名干部到自贸片区挂职。", _NOTES, load_genres()["fayan"])
    last = classed(context.draft, _NOTES)[-1]
    assert last.name == "fact"
    assert last.seen.binding.note == next(note.id for note in _NOTES.notes if "9名干部" in note.text)


def test_the_same_words_governed_by_an_effort_claim_nothing() -> None:
    assert _findings("形成了统筹城乡的商贸流通体系。")
    assert not _findings("努力形成统筹城乡的商贸流通体系。")


def test_a_way_of_doing_added_to_a_figure_of_the_notes_is_found() -> None:
    assert not _findings("查处成品油违法经营案件38起。")
    assert _findings("逐案挂牌督办、查处成品油违法经营案件38起。")


def test_a_light_verb_given_to_what_a_note_names_is_no_claim() -> None:
    notes = parse_notes("单位：市商务局\n- 外贸企业联系名册520家", "例.txt")
    assert not _findings("建立外贸企业联系名册。", notes)


def test_what_is_next_to_a_trend_of_its_own_subject_is_not_covered_by_the_effort_before() -> None:
    found = _findings("引导企业练好内功，全市上下干事创业氛围日益浓厚。")
    assert [one.message[1:5] for one in found] == ["全市上下"]


def test_a_message_names_the_clause_the_reason_and_a_remedy() -> None:
    (finding,) = _findings("健全政企常态化沟通机制。")
    assert finding.rule == "grounding.claim"
    assert "健全政企常态化沟通机制" in finding.message
    assert "机制" in finding.message.replace("健全政企常态化沟通机制", "")
    assert "把握" in finding.message
    assert "要点" in finding.suggestion


def test_neighbouring_claims_of_a_sentence_are_one_finding() -> None:
    (finding,) = _findings("定期召开政企座谈会，逐户走访重点外贸企业。")
    assert finding.end - finding.start == len("定期召开政企座谈会，逐户走访重点外贸企业")


def test_without_notes_nothing_is_said() -> None:
    assert _findings("健全政企常态化沟通机制。", None) == []


def test_findings_do_not_depend_on_what_was_checked_before() -> None:
    sentence = _SENTENCES["claims"][0]
    first = _findings(sentence)
    _findings(_SENTENCES["claims"][1])
    assert _findings(sentence) == first


@given(st.text(max_size=300))
def test_any_text_gets_findings_inside_it(text: str) -> None:
    context = Context(text, _NOTES)
    found = list(check_claims(text, context.draft, _NOTES, None))
    assert all(0 <= one.start < one.end <= len(text) for one in found)


def test_weights_name_measures_that_exist() -> None:
    drafts = (*cases(), *cases(FOLDER.parent / "claims_second"), *cases(FOLDER.parent / "unseen"))
    seen = {name for case in drafts for one in classed(_draft(case), case.notes) for name in one.seen.measures}
    by = weights()
    assert set(by.grave.hand) <= seen
    assert set(by.claim.hand) - seen <= {"role_closing", "role_title", "role_salutation"}


def _draft(case: Case) -> Draft:
    return Context(case.text, case.notes).draft


def test_no_word_is_both_general_and_a_sign_of_a_method() -> None:
    lists = lexicon().lists
    assert not lists["general"] & lists["method"]


def test_an_unknown_key_in_the_word_lists_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.checks import bank
    from pipeline.checks.claims.lexicon import _Bank

    (tmp_path / "claims.yaml").write_text("source: x\nas_of: x\nlists: {}\nsynonyms: []\nmore: 1\n", encoding="utf-8")
    monkeypatch.setattr(bank, "corpus_folder", lambda _: tmp_path)
    with pytest.raises(UserError, match=r"claims\.yaml"):
        bank.load_bank("claims.yaml", _Bank)


def _total(scores: list[tuple[Case, Score]], single_prompt: bool) -> Score:
    return sum((one for case, one in scores if case.single_prompt == single_prompt), Score())


def test_labelled_drafts_serious_claims_are_found_and_findings_are_right() -> None:
    total = _total(list(shipped(cases())), True)
    assert total.serious[0] >= 0.8 * total.serious[1]
    assert total.right[0] >= 0.6 * total.right[1]


def test_the_same_holds_with_weights_that_never_saw_the_notes_file() -> None:
    total = _total(list(held_out(cases())), True)
    assert total.serious[0] >= 0.8 * total.serious[1]
    assert total.right[0] >= 0.6 * total.right[1]


def test_drafts_by_hand_get_few_warnings() -> None:
    by_hand = [one for case, one in shipped(cases()) if not case.single_prompt]
    assert len(by_hand) == 7
    assert max(one.warnings for one in by_hand) <= 3
    assert max(one.right[1] - one.right[0] for one in by_hand) <= 3


def test_drafts_that_moved_no_weight_fare_alike() -> None:
    total = _total(list(shipped(cases(FOLDER.with_name("claims_second")))), True)
    assert total.serious[0] >= 0.75 * total.serious[1]
    assert total.right[0] >= 0.75 * total.right[1]
