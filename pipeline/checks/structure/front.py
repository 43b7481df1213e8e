"""Title (标题), salutation (称谓) and opening (开头)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context, Line, Span
from pipeline.checks.finding import Finding
from pipeline.checks.rule import Rule
from pipeline.checks.structure.samples import NOTES, speech
from pipeline.document import Part, Role, han_count

_SEEDS = "种子范文 000、004"

TITLE = Rule(
    name="structure.title",
    severity="blocker",
    meaning="首行为标题，形如“〈单位〉在〈会议〉上的汇报发言材料”或“…情况汇报”，末尾不加标点，不超过文种规定的字数。",
    breaks=speech(title=""),
    holds=speech(),
    source=f"{_SEEDS}；GB/T 9704—2012 7.3.1",
    genre="fayan",
)
TITLE_NOTES = Rule(
    name="structure.title_notes",
    severity="blocker",
    meaning="标题中的单位、会议、年度与要点一致。",
    breaks=speech(title="市财政局在全市组织工作会议上的汇报发言材料"),
    holds=speech(),
    source="要点",
    genre="fayan",
    notes=NOTES,
)
SALUTATION = Rule(
    name="structure.salutation",
    severity="warning",
    meaning="发言有称谓：在标题之后独占一行，职位由高到低，“同志们”在最后，以全角冒号结束。",
    breaks=speech(salutation="同志们，尊敬的各位领导："),
    holds=speech(),
    source=_SEEDS,
    genre="fayan",
)
SALUTATION_NOTES = Rule(
    name="structure.salutation_notes",
    severity="warning",
    meaning="称谓与要点给出的一致。",
    breaks=speech(salutation="尊敬的王书记，各位领导，同志们："),
    holds=speech(),
    source="要点",
    genre="fayan",
    notes=NOTES,
)
OPENING = Rule(
    name="structure.opening",
    severity="warning",
    meaning="正文之前有一段开头：交代背景和总做法，不超过文种规定的字数，不能只有过渡句。",
    breaks=speech(opening="根据会议安排，现将有关工作进展情况汇报如下："),
    holds=speech(),
    source=_SEEDS,
    genre="fayan",
)
TRANSITION = Rule(
    name="structure.transition",
    severity="warning",
    meaning="开头以过渡句收束（现将…汇报如下：），全文只有一句，以冒号结束。",
    breaks=speech(opening="市水利局坚持党管干部原则，着力锻造干部人才队伍，为全市水利事业提供组织保障。"),
    holds=speech(),
    source=_SEEDS,
    genre="fayan",
)
RULES = (TITLE, TITLE_NOTES, SALUTATION, SALUTATION_NOTES, OPENING, TRANSITION)

_SHORT_NAME = 4
_FRONT: tuple[Role, ...] = ("title", "byline", "salutation")
_FINAL = "。．.！!？?，,；;：:、"
_ADDRESSED = re.compile(r"尊敬|各位|同志们|领导|代表们|委员们|朋友们|来宾")
_RANKS: tuple[tuple[int, str], ...] = (
    (0, r"书记|市长|省长|县长|区长|主席|部长|主任|局长|厅长|主持人|尊敬的[*＊XxＸ×某]"),
    (1, r"各位[^，,、：:]{0,6}领导|领导们?"),
    (2, r"代表|委员|来宾|嘉宾|专家|老师|同事|评委"),
    (3, r"同志们|各位同志|朋友们|同学们"),
)


def check(context: Context) -> Iterator[Finding]:
    """Findings on what stands before the first section; silent for a text of no known genre."""
    if context.genre is None or not context.lines:
        return
    title = _title(context)
    yield from _on_title(context, title)
    if context.genre.salutation is not None:
        yield from _on_salutation(context, _salutation(context))
    yield from _on_opening(context)
    yield from _on_transition(context)


# --- title


def _title(context: Context) -> Line | None:
    """The first line, if the tree has it as title, or if it is unnumbered, short, no salutation and named like one."""
    line = context.lines[0]
    part = context.draft.first("title")
    if part is not None and part.start == line.start:
        return line
    numbered = re.match(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]", line.text)
    if len(line.text) > 90 or _is_salutation(line.text) or numbered:
        return None
    body = line.text.rstrip(_FINAL)
    return line if body and not re.search("[。！？；]", body) and _named_like_title(context, body) else None


def _named_like_title(context: Context, body: str) -> bool:
    assert context.genre is not None
    if any(re.fullmatch(pattern, body) for pattern in context.genre.title.patterns):
        return True
    return len(body) <= 60 and bool(re.search("(材料|汇报|报告|发言|讲话|总结|提纲|稿)$", body))


def _on_title(context: Context, title: Line | None) -> Iterator[Finding]:
    assert context.genre is not None
    rule = context.genre.title
    if title is None:
        if rule.required:
            yield TITLE.at(
                context.lines[0].span,
                "缺少标题。",
                f"在文首补写标题，如“{rule.template}”。",
            )
        return
    yield from _on_form(context, title)
    if context.notes is not None:
        yield from _on_title_against_notes(context, title)


def _on_form(context: Context, title: Line) -> Iterator[Finding]:
    assert context.genre is not None
    rule = context.genre.title
    text = title.text
    if text[-1] in _FINAL:
        yield TITLE.at((title.end - 1, title.end), f"标题末尾有标点“{text[-1]}”。", "删去标题末尾的标点。")
        text = text.rstrip(_FINAL)
    text += "".join(part.text for part in context.draft.of_role("byline") if _completes(context, text, part))
    if han_count(text) > rule.max_chars:
        yield TITLE.at(
            title.span,
            f"标题有{han_count(text)}字，超过{rule.max_chars}字。",
            "压缩标题，只留单位、会议（事由）和文种。",
            severity="warning",
        )
    elif rule.patterns and not any(re.fullmatch(pattern, text) for pattern in rule.patterns):
        yield TITLE.at(title.span, f"标题不合“{context.genre.name}”的写法。", f"改为“{rule.template}”一类的写法。")


def _completes(context: Context, title: str, part: Part) -> bool:
    """Whether a line under the title is the rest of a title broken over two lines."""
    assert context.genre is not None
    return any(re.fullmatch(pattern, title + part.text) for pattern in context.genre.title.patterns)


def _on_title_against_notes(context: Context, title: Line) -> Iterator[Finding]:
    notes = context.notes
    assert notes is not None
    text = title.text + "".join(part.text for part in context.draft.of_role("byline"))
    unit = _bare(notes.unit)
    if unit and not _names_unit(_bare(text), unit):
        yield TITLE_NOTES.at(
            title.span, f"标题中的单位与要点不一致，要点为“{notes.unit}”。", "按要点改正标题中的单位。"
        )
    occasion = _bare(notes.occasion)
    match = re.search(r"在(.{2,40})上的", _bare(text))
    if occasion and match and match.group(1) != occasion:
        start = title.text.find(match.group(1))
        span = (title.start + start, title.start + start + len(match.group(1))) if start >= 0 else title.span
        yield TITLE_NOTES.at(span, f"标题中的会议与要点不一致，要点为“{notes.occasion}”。", "按要点改正会议名称。")
    yield from _on_title_year(title, notes.year)


def _on_title_year(title: Line, year: str) -> Iterator[Finding]:
    wanted = re.search(r"\d{4}", year)
    for match in re.finditer(r"(?<!\d)\d{4}(?=年)", title.text):
        if wanted and match.group() != wanted.group():
            span = (title.start + match.start(), title.start + match.end())
            yield TITLE_NOTES.at(span, f"标题中的年度与要点不一致，要点为“{year}”。", "按要点改正年度。")


def _names_unit(title: str, unit: str) -> bool:
    """Whether the title names the unit, in full or shortened (卫健委 for 卫生健康委), the other way round too."""
    if unit in title:
        return True
    named = re.split(r"在|关于(?=.)|\d{4}年|情况", title.removeprefix("关于"))[0]
    return min(len(named), len(unit)) <= _SHORT_NAME and (_shortens(unit, named) or _shortens(named, unit))


def _shortens(short: str, full: str) -> bool:
    """Whether the characters of ``short`` stand in ``full`` in the same order, its last one last."""
    rest = iter(full)
    return len(short) >= 3 and full[-1:] == short[-1] and all(char in rest for char in short)


def _bare(text: str) -> str:
    return re.sub(r"[\s“”\"《》、，,：:。]+", "", text)


# --- salutation


def _is_salutation(line: str) -> bool:
    """A short line that only addresses people, however it is punctuated."""
    if len(line) > 60 or "如下" in line or re.search("[。！？](?=.)", line):
        return False
    parts = [part for part in re.split("[，,、：:。！!；;]", line) if part.strip()]
    return bool(parts) and all(_rank(part) is not None and len(part) <= 20 for part in parts)


def _rank(part: str) -> int | None:
    return next((rank for rank, pattern in reversed(_RANKS) if re.search(pattern, part)), None)


def _salutation(context: Context) -> Line | None:
    head = context.lines[:6]
    return next((line for line in head if _is_salutation(line.text)), None)


def _on_salutation(context: Context, line: Line | None) -> Iterator[Finding]:
    assert context.genre is not None
    assert context.genre.salutation is not None
    if line is None:
        if context.genre.salutation.required:
            yield _missing_salutation(context)
        return
    if not line.text.endswith("："):
        yield SALUTATION.at((line.end - 1, line.end), "称谓末尾应为全角冒号。", "改为“：”。")
    ranks = [_rank(part) for part in re.split("[，,、：:。！!；;]", line.text) if part.strip()]
    known = [rank for rank in ranks if rank is not None]
    if known != sorted(known):
        yield SALUTATION.at(line.span, "称谓的次序应由职位高者到一般与会者，“同志们”在最后。", "调整称谓次序。")
    yield from _on_salutation_place(context, line)
    yield from _on_salutation_against_notes(context, line)


def _missing_salutation(context: Context) -> Finding:
    """Names the place: the line that should have been, or that swallowed, the salutation."""
    first = context.lines[min(1, len(context.lines) - 1)]
    swallowed = re.match(r"(?:尊敬的|各位)[^。]{0,40}?[：:]", first.text)
    if swallowed:
        span = (first.start, first.start + swallowed.end())
        return SALUTATION.at(span, "称谓没有独占一行。", "在称谓的冒号之后另起一段。")
    return SALUTATION.at(first.span, "缺少称谓。", "在标题之后另起一行写称谓，如“各位领导、同志们：”。")


def _on_salutation_place(context: Context, line: Line) -> Iterator[Finding]:
    opening = context.draft.first("opening")
    front = {part.start for role in _FRONT for part in context.draft.of_role(role)}
    above = [other for other in context.lines if other.start < line.start and other.start not in front]
    after_text = [other for other in above if len(other.text) > 60]
    if after_text or (opening is not None and opening.start < line.start):
        yield SALUTATION.at(line.span, "称谓应在标题之后、正文之前。", "把称谓移到开头段之前。")


def _on_salutation_against_notes(context: Context, line: Line) -> Iterator[Finding]:
    wanted = context.notes.salutation if context.notes else ""
    more = (part.text for part in context.draft.of_role("salutation") if part.start > line.start)
    if wanted and _bare(wanted) != _bare("".join([line.text, *more])):
        yield SALUTATION_NOTES.at(line.span, f"称谓与要点不一致，要点为“{wanted}”。", "按要点改写称谓。")


# --- opening and transition


def _on_opening(context: Context) -> Iterator[Finding]:
    assert context.genre is not None
    rule = context.genre.opening
    parts = context.draft.of_role("opening")
    if not parts:
        first = context.draft.sections[0] if context.draft.sections else None
        span = (first.start, first.parts[0].end) if first else context.lines[0].span
        yield OPENING.at(span, "缺少开头段。", "在第一部分之前写一段开头，交代背景、总做法和过渡句。")
        return
    span = (parts[0].start, parts[-1].end)
    count = sum(han_count(part.text) for part in parts)
    if count > rule.max_chars:
        yield OPENING.at(span, f"开头有{count}字，超过{rule.max_chars}字。", "压缩背景，把具体做法移入正文。")
    elif count - _transition_length(parts[-1].text) < 20:
        yield OPENING.at(span, "开头只有过渡句，没有交代背景和总做法。", "在过渡句之前补写背景、意义和本单位总做法。")


def _transition_length(opening: str) -> int:
    at = max(opening.rfind("。", 0, len(opening) - 1), opening.rfind("！", 0, len(opening) - 1))
    last = opening[at + 1 :]
    return han_count(last) if re.search("如下[：:。]?$", last) else 0


def _on_transition(context: Context) -> Iterator[Finding]:
    assert context.genre is not None
    rule = context.genre.opening
    spans = [span for span in context.sentences if _is_transition(context.text[slice(*span)])]
    for start, end in spans[1:]:
        yield TRANSITION.at((start, end), "过渡句重复出现。", "全文只在开头之末保留一句过渡句。")
    tail = _opening_end(context)
    if tail is None:
        return
    last = context.text[slice(*tail)]
    if not re.search(rule.transition_pattern, last):
        broken = _SAYS_IT_REPORTS.search(last)
        message = "过渡句不完整或标点不对。" if broken else "开头没有以过渡句收束。"
        yield TRANSITION.at(tail, message, f"以“{rule.transition}”收束开头。")
    elif last.endswith("。"):
        yield TRANSITION.at(
            (tail[1] - 1, tail[1]), "过渡句后接正文，应以冒号结束。", "把句号改为冒号。", severity="info"
        )


_SAYS_IT_REPORTS = re.compile("如下.?$|(?:根据|按照)[^。]{0,12}安排|(?:现|下面|就)[^。]{0,40}(?:汇报|报告|交流|发言)")


def _opening_end(context: Context) -> Span | None:
    """The last sentence of the opening; without one, that of a first paragraph that says it goes on to report."""
    parts = context.draft.of_role("opening")
    if parts:
        return _last_sentence(context, (parts[0].start, parts[-1].end))
    front = _front_and_blank(context)
    first = next((line for line in context.lines if line.start >= front), None)
    if first is None:
        return None
    last = _last_sentence(context, first.span)
    return last if last[0] > first.start and _SAYS_IT_REPORTS.search(context.text[slice(*last)]) else None


def _front_and_blank(context: Context) -> int:
    """Where the body begins: after title, byline and salutation."""
    return max((p.end for role in _FRONT for p in context.draft.of_role(role)), default=0)


def _is_transition(sentence: str) -> bool:
    return len(sentence) <= 80 and bool(re.search("(现|就|下面).{0,40}(汇报|报告|交流|发言)如下[：:。]", sentence))


def _last_sentence(context: Context, span: Span) -> Span:
    return max((s for s in context.sentences if span[0] <= s[0] and s[1] <= span[1]), default=span)
