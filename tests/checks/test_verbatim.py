"""A note said word for word is grounded, even where another note has the same figure; a changed one is not."""

from pipeline.checks import check
from pipeline.genre import load_genres
from pipeline.notes import parse_notes

FAYAN = load_genres()["fayan"]
NOTES = parse_notes(
    "单位：市科技局\n场合：全市科技大会\n文种：汇报发言\n\n"
    "- 科技企业孵化器新增国家级1家\n- 农业科技园区1家通过验收\n- 未发现违规问题\n- 引进博士12名\n"
)


def grounding(text: str) -> list[str]:
    return [
        f.rule
        for f in check(text, NOTES, FAYAN).findings
        if f.rule.startswith("grounding.") and f.severity == "blocker"
    ]


def test_two_notes_with_one_figure_may_both_be_said_as_they_are() -> None:
    assert grounding("坚持创新驱动。科技企业孵化器新增国家级1家，推动创新。农业科技园区1家通过验收，促进转化。") == []


def test_a_changed_figure_is_found_however_like_the_note_is() -> None:
    assert grounding("坚持引育并举，引进博士21名，推动创新。") != []


def test_a_note_that_is_part_of_another_statement_is_not_said_word_for_word() -> None:
    assert grounding("坚持从严监督，没有未发现违规问题的单位。发现违规问题，坚决整改。") != []
