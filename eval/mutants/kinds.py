"""All kinds: those that were there while the rules were written, and those written later without touching the rules."""

from eval.mutants.kind import Kind
from eval.mutants.later import KINDS as _LATER
from eval.mutants.of_facts import KINDS as _FACTS
from eval.mutants.of_form import KINDS as _FORM
from eval.mutants.of_names import KINDS as _NAMES

FIRST: tuple[Kind, ...] = (*_FORM.all, *_FACTS.all, *_NAMES.all)
LATER: tuple[Kind, ...] = tuple(_LATER.all)
