"""A notes file -> ``Notes``: head, bullets, groups, ids; what addresses a machine is set aside.

Raises UserError, one line in Chinese naming the file and the remedy, for everything that cannot be drafted from.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.errors import UserError
from pipeline.injection import FOR_WHOEVER_DRAFTS, heads_requests, machine_directed, without_hidden
from pipeline.notes.answers import Pair, taken_out
from pipeline.notes.groups import Grouping, Item, without_importance
from pipeline.notes.head import (
    Head,
    blank_fields,
    field_lines,
    front_matter,
    guess_genre,
    length_of,
    slot_of,
    with_blank_fields,
    words,
    year_of,
)
from pipeline.notes.lines import Line, read_lines
from pipeline.notes.mend import clean, mended, without_list_tail
from pipeline.notes.model import Asked, Note, Notes
from pipeline.notes.tables import without_tables
from pipeline.notes.title import (
    closes_the_page,
    is_date,
    looks_like_salutation,
    looks_like_title,
    names_own_work,
    read_title,
)
from pipeline.reading import read_text

BULLETS_MOST = 200
CHARS_MOST = 50_000
_TITLE_MOST = 60
_ID_LENGTH = 7  # hex digits: 200 notes collide with a chance of 1 in 13,000, and then get a suffix


def read_notes(path: Path) -> Notes:
    """The notes in a .md, .txt or .docx file. Raises UserError when it cannot be read or drafted from."""
    return parse_notes(read_text(path, markup=True), str(path))


def parse_notes(text: str, name: str = "要点") -> Notes:
    """The notes in ``text``; ``name`` stands for the file in messages. Linear in the length of the text.

    Raises UserError when it is empty, too long, has no 单位, no bullets or too many, or a head that does not hold.
    """
    return _parsed(text, name)[0]


def parse_with_places(text: str, name: str = "要点") -> tuple[Notes, dict[str, int]]:
    """The notes, and of each by id the 1-based line that it ends on, what stands under it as 问 and 答 included.

    Raises UserError as ``parse_notes`` does.
    """
    return _parsed(text, name)


def _parsed(text: str, name: str) -> tuple[Notes, dict[str, int]]:
    text = clean(text)
    if not text.strip():
        raise UserError(f"{name}：没有任何文字。请写上“单位：…”和若干条要点。")
    head = Head(name)
    skip = front_matter(text, head)
    kept, pairs = taken_out(text.split("\n")[skip:], skip + 1)
    text = "\n".join((*text.split("\n")[:skip], *(line for _, line in kept)))
    if len(text) > CHARS_MOST:
        raise UserError(f"{name}：有 {len(text)} 个字符，超过上限 {CHARS_MOST}。请删去与稿件无关的内容，或拆成几份。")
    grouping = Grouping(_without_head(_lines_of(kept), head), pairs).run()
    notes, asked, places = _with_answers(grouping)
    _require(head, grouping, notes)
    return _assembled(head, text, grouping.items, notes, asked), places


def _lines_of(kept: list[tuple[int, str]]) -> list[Line]:
    """The lines as if no question stood between them, each under its number in the file."""
    read = read_lines("\n".join(line for _, line in kept))
    return [replace(line, number_in_file=kept[line.number_in_file - 1][0]) for line in read]


# --- the head's lines


def _without_head(lines: list[Line], head: Head) -> list[Line]:
    """The lines that hold notes; those of the head are read into ``head`` and blanked."""
    body = next((at for at, line in enumerate(lines) if _is_note(line)), len(lines))
    bulleted = any(key == "unit" for line in lines[: _field_block(lines)] for key in _slots(line))
    kept = [_after_head(line, at <= body, bulleted, head) for at, line in enumerate(lines)]
    return [_line_for_machine(line) for line in _without_tail(_without_title(without_tables(kept), head), head)]


def _is_note(line: Line) -> bool:
    return line.kind == "bullet" and not _slots(line)


def _field_block(lines: list[Line]) -> int:
    return next((at for at, line in enumerate(lines) if _is_note(line)), len(lines))


def _slots(line: Line) -> list[str]:
    if line.kind not in ("bullet", "text", "heading"):
        return []
    return [slot for key, _ in field_lines(line.text) if (slot := slot_of(key))]


def _after_head(line: Line, in_head: bool, bulleted: bool, head: Head) -> Line:
    if line.kind not in ("text", "heading") and not (line.kind == "bullet" and in_head and bulleted):
        return line
    found = with_blank_fields(field_lines(line.text)) if in_head else field_lines(line.text)
    if not found and in_head and line.kind == "text":
        found = [field for field in blank_fields(line.text) if not head.contradicts(*field)]
    if not found or (line.kind == "bullet" and not _slots(line)):
        return line
    for key, value in found:
        if slot_of(key):
            head.put(key, value, what=f"第 {line.number_in_file} 行")
        else:
            head.warnings.append(f"第 {line.number_in_file} 行的“{key}”没有用上：起草不需要这一项。")
    return Line(line.number_in_file, "blank")


def _without_title(lines: list[Line], head: Head) -> list[Line]:
    """Blanks the lines above the notes that name the text, address the audience or only say “要点：”."""
    kept = list(lines)
    for at, line in enumerate(lines):
        if line.kind == "bullet":
            break
        if line.kind in ("text", "heading") and _is_head_text(line, at, lines, head):
            kept[at] = Line(line.number_in_file, "blank")
    return kept


def _without_tail(lines: list[Line], head: Head) -> list[Line]:
    """Blanks what stands below the last note: a remark to the reader, the signature, the date. Each is told."""
    kept = list(lines)
    for at in range(len(lines) - 1, 0, -1):
        line = lines[at]
        if line.kind in ("blank", "rule"):
            continue
        if line.kind == "heading" or machine_directed(line.text) or not closes_the_page(mended(line.text), head):
            break
        head.warnings.append(f"第 {line.number_in_file} 行是结尾用语，没有当作要点：{mended(line.text)[:30]}")
        kept[at] = Line(line.number_in_file, "blank")
    return kept


def _is_head_text(line: Line, at: int, lines: list[Line], head: Head) -> bool:
    text = mended(line.text)
    if machine_directed(line.text):
        return False
    if text.strip("：:（）【】") in words().labels or is_date(text):
        return True
    if looks_like_salutation(text):
        head.values.setdefault("salutation", text)
        return True
    if line.kind == "heading" and not _heads_headings(lines, at) and not looks_like_title(text):
        return False
    if "unit" not in head.values:
        read_title(line.text, head)
        return "unit" in head.values
    titled = looks_like_title(text) or names_own_work(text, head)
    return (titled or line.kind == "heading") and not _reads_as_note(text, head, line)


def _reads_as_note(text: str, head: Head, line: Line) -> bool:
    """A line that says something stays; a title only fills what the fields left open."""
    if len(text) > _TITLE_MOST or "。" in text or "；" in text:
        return True
    read_title(line.text, head)
    return False


def _heads_headings(lines: list[Line], at: int) -> bool:
    """Whether a heading stands alone on its level over other headings, as a title does."""
    if any(word in lines[at].text for word in words().keep_outer):
        return False
    levels = [line.level for line in lines if line.kind == "heading"]
    following = next((line for line in lines[at + 1 :] if line.kind not in ("blank", "rule")), None)
    return following is not None and following.level > lines[at].level and levels.count(lines[at].level) == 1


def _line_for_machine(line: Line) -> Line:
    """A heading or plain line that addresses a machine becomes a bullet of its own, to be set aside alone."""
    if line.kind in ("heading", "text") and machine_directed(line.text):
        return replace(line, kind="bullet", marker="symbol", indent=0)
    return line


# --- bullets -> notes


def _with_answers(grouping: Grouping) -> tuple[tuple[Note, ...], tuple[Asked, ...], dict[str, int]]:
    """The notes with each answer behind the bullet it stands under, the questions, and where each note ends.

    The bullets get their ids first, so that an answer never changes one.
    """
    seen: Counter[str] = Counter()
    made = [(item, _note(item, seen)) for item in grouping.items]
    made = list(_without_repeats((item, note) for item, note in made if note.text))
    of_item = {id(item): note for item, note in made}
    places = {note.id: item.last for item, note in made}
    rows = [(note.line, 0, note) for _, note in made]
    asked: list[Asked] = []
    for pair, (item, group) in zip(grouping.pairs, grouping.anchors, strict=True):
        under = of_item.get(id(item)) if item is not None else None
        answer = _answer(pair, under, group, seen)
        if not pair.for_field:
            asked.append(_asked(pair, under, answer))
        if under is not None:
            places[under.id] = max(places[under.id], pair.last)
        if answer is not None:
            rows.append((under.line if under else pair.line, 1, answer))
    return _in_order(rows), tuple(asked), places


def _without_repeats(made: Iterable[tuple[Item, Note]]) -> Iterator[tuple[Item, Note]]:
    """A bullet that stands twice in one group is drafted once; in another group it may speak of another matter."""
    first: dict[tuple[str, str], Note] = {}
    for item, note in made:
        earlier = first.setdefault((note.group, note.text), note)
        repeats = earlier is not note and not note.set_aside
        aside = {"set_aside": f"与第 {earlier.line} 行的要点相同"} if repeats else {}
        yield item, note.model_copy(update=aside)


def _in_order(rows: list[tuple[int, int, Note]]) -> tuple[Note, ...]:
    """Notes as they stand in the file; an answer follows all bullets of the line it is about."""
    return tuple(note for _, _, note in sorted(rows, key=lambda row: row[:2]))


def _asked(pair: Pair, under: Note | None, answer: Note | None) -> Asked:
    return Asked(
        question=pair.question,
        answer=pair.answer,
        note=under.id if under else "",
        became=answer.id if answer else "",
        line=pair.line,
    )


def _answer(pair: Pair, under: Note | None, group: str, seen: Counter[str]) -> Note | None:
    if not pair.answer or pair.says_nothing:
        return None
    note = _note(Item(pair.answer_line, pair.text, under.group if under else group), seen)
    update: dict[str, object] = {"answers": under.id if under else ""}
    if not note.set_aside:
        update["set_aside"] = pair.set_aside
    return note.model_copy(update=update)


def _note(item: Item, seen: Counter[str]) -> Note:
    marked, bare = without_importance(item.text)
    text = without_list_tail(mended(bare))
    note_id = hashlib.sha256(text.encode("utf-8")).hexdigest()[:_ID_LENGTH]
    seen[note_id] += 1
    suffix = f"-{seen[note_id]}" if seen[note_id] > 1 else ""
    return Note(
        id=f"n{note_id}{suffix}",
        text=text,
        group=item.group,
        important=marked or item.important,
        line=item.line,
        set_aside=machine_directed(item.text) or (FOR_WHOEVER_DRAFTS if heads_requests(item.group) else ""),
    )


# --- the whole


def _require(head: Head, grouping: Grouping, notes: tuple[Note, ...]) -> None:
    if not head.values.get("unit"):
        raise UserError(f"{head.name}：没有写单位。请在开头加一行“单位：市水利局”这样的内容。")
    if reason := next((why for value in head.values.values() if (why := machine_directed(value))), ""):
        raise UserError(f"{head.name}：单位、场合、称谓等开头各项{reason}。请改成实际内容后再试。")
    if not notes or not (grouping.grouped or any(item.marked for item in grouping.items)):
        raise UserError(f"{head.name}：没有要点。请每条要点另起一行，以“- ”或“1、”开头。")
    if all(note.set_aside for note in notes):
        raise UserError(f"{head.name}：没有可用的要点，{len(notes)} 条都{notes[0].set_aside}。请写上本单位的实际工作。")
    if len(notes) > BULLETS_MOST:
        raise UserError(f"{head.name}：有 {len(notes)} 条要点，超过上限 {BULLETS_MOST}。请合并或删减后再试。")


def _assembled(head: Head, text: str, items: list[Item], notes: tuple[Note, ...], asked: tuple[Asked, ...]) -> Notes:
    values = head.values
    length = length_of(values.get("length", ""), head.name)
    genre = values.get("genre", "") or _guessed(head, text)
    _warn(head, items, notes, asked)
    return Notes(
        unit=values["unit"],
        occasion=values.get("occasion", ""),
        genre=genre,
        salutation=values.get("salutation", "").rstrip("：: 。"),
        length=length,
        year=year_of(values.get("year", "")),
        notes=notes,
        warnings=tuple(dict.fromkeys(head.warnings)),
        asked=asked,
    )


def _guessed(head: Head, text: str) -> str:
    from pipeline.genre import load_genres

    guess = guess_genre(head, without_hidden(text))
    known = load_genres().get(guess)
    head.warnings.append(f"没有写文种，按“{known.name if known else guess}”处理；如不对，请加一行“文种：…”。")
    return guess


def _warn(head: Head, items: list[Item], notes: tuple[Note, ...], asked: tuple[Asked, ...]) -> None:
    for note in notes:
        if note.set_aside:
            head.warnings.append(f"第 {note.line} 行{note.set_aside}，已搁置，不写入稿件：{note.text[:30]}")
        elif "-" in note.id:
            head.warnings.append(
                f"第 {note.line} 行与另一条要点相同，两处都写：{note.text[:30]}。如果是一回事，请删去一处。"
            )
    if any(note.set_aside == FOR_WHOEVER_DRAFTS for note in notes):
        head.warnings.append("对起草的要求可以这样提：字数、称谓写在文件开头，先后、详略在提纲里改，其余在成稿上改。")
    if waiting := [str(one.line) for one in asked if not one.answer]:
        lines = "、".join(waiting[:10])
        head.warnings.append(f"有 {len(waiting)} 个问题还没有回答（第 {lines} 行），没有写进稿件。")
    if unmarked := [str(item.line) for item in items if not item.marked]:
        head.warnings.append(f"第 {'、'.join(unmarked[:10])} 行没有要点符号，各按一条要点处理。")
    if changed := sum(map(_is_mended, items)):
        head.warnings.append(f"{changed} 条要点中的全角数字、半角标点或多余空格已改为通行写法。")


def _is_mended(item: Item) -> bool:
    return item.text != mended(item.text)
