"""Which exemplar passages a sentence shares wording with: runs of characters that stand in both."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_RUN = 8
"""Characters from which a shared run is no accident: 功以才成，业由才广 is nine. Marks count, runs of marks do not."""
_WORD = re.compile(r"\w{4}")


def passage(source: Mapping[str, Any]) -> str:
    """The passage as the page shows it: the masked form where there is one, since that is what the writer saw."""
    return str(source.get("masked") or source.get("text") or "")


def shared_runs(sentences: Sequence[str], sources: Sequence[Mapping[str, Any]]) -> list[dict[int, list[str]]]:
    """For each sentence, source index -> the runs that both have. Linear in the length of the texts."""
    grams = [_grams(f"{source.get('text') or ''}\n{source.get('masked') or ''}") for source in sources]
    found: list[dict[int, list[str]]] = []
    for sentence in sentences:
        by_source = {at: _runs(sentence, known) for at, known in enumerate(grams)}
        found.append({at: runs for at, runs in by_source.items() if runs})
    return found


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _RUN] for at in range(len(text) - _RUN + 1))


def _runs(sentence: str, known: frozenset[str]) -> list[str]:
    """Maximal stretches of ``sentence`` all of whose windows are known."""
    runs: list[str] = []
    begin = -1
    for at in range(len(sentence) - _RUN + 2):
        if at <= len(sentence) - _RUN and sentence[at : at + _RUN] in known:
            begin = at if begin < 0 else begin
        elif begin >= 0:
            runs.append(sentence[begin : at + _RUN - 1])
            begin = -1
    return [run for run in runs if _WORD.search(run)]
