"""The words at parting (收尾段): a last paragraph on what is lacking or comes next, which is no section of its own.

In a speech with run-in headings it looks like one more section; under numbered headings like a part of the last. It is
neither held to the form of the headings nor weighed with the sections.
"""

from __future__ import annotations

import re

from pipeline.checks.context import Context
from pipeline.document import Part, Section

_OPENS = re.compile(
    "(?:各位领导|各位代表|同志们|同志们、朋友们)[，,！、]|下一步|下步|今后|接下来|面向未来|展望|新的一年|新征程|成绩(?:属于|来之|是)|回顾"
    "|(?:在)?(?:看到|肯定|总结)(?:这些)?成绩|(?:与此)?同时[，,]?(?:我们|工作中|也|还)|当前[，,]|以上(?:成绩|做法)|站在新"
)
_PROMISES = re.compile(
    "(?:我们|[局委厅院馆会社党组])[^，。]{0,6}将|将(?:以|认真|继续|坚持|按照|持续|进一步|深入|切实|更加|全力)|下一步|看到成绩"
)
_NEAR = 90
"""Characters from the start of the paragraph in which it says that it looks ahead."""


def is_farewell(text: str) -> bool:
    """Whether a paragraph looks back or ahead instead of reporting: by its first words, or what it soon promises."""
    return bool(_OPENS.match(text)) or bool(_PROMISES.search(text[:_NEAR]))


def send_off(context: Context) -> Section | None:
    """The last section under a run-in heading, if it has no points and is only such a paragraph."""
    sections = context.draft.sections
    if context.genre is None or not context.genre.headings.run_in or len(sections) < 3:
        return None
    last = sections[-1]
    if last.heading is None or any(point.topic for point in last.points):
        return None
    return last if is_farewell(context.text[last.start : last.end]) else None


def own_parts(section: Section) -> list[Part]:
    """The parts of a section without the words at parting that follow in paragraphs of their own."""
    parts = list(section.parts)
    cut = next((at for at in range(1, len(parts)) if "\n" in parts[at].gap and is_farewell(parts[at].text)), len(parts))
    return parts[:cut]
