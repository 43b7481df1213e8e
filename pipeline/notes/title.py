"""The bare lines above the notes, such as “卫健委 在全市组织工作会议发言 各位领导同志们”, and those below them."""

from __future__ import annotations

import re

from pipeline.notes.head import Head, full_unit, words
from pipeline.notes.mend import mended
from pipeline.notes.sections import ends_as_section, without_years

_SALUTATION = re.compile(r"(?:尊敬的|敬爱的|各位)[^。]{0,60}$")
_OCCASION = re.compile(
    r"(?:在|于|出席|参加)([^，。；\s]{0,38}?(?:会议|大会|年会|例会|推进会|座谈会|交流会|动员会|部署会|汇报会|总结会|现场会|报告会|研讨会|"
    r"调度会|培训班|论坛|会)(?:（[^）]{0,20}）)?)上?的?"
)
_BODY_END = re.compile(
    r"(?:局|委|办|厅|部|处|科|院|校|中心|公司|集团|站|所|队|会|社|署|行|馆|台|段|室|组|司|庭|镇|乡|街道|县|区|市|州|盟|旗|园|"
    r"总工会|联合会|人大|政协|政府|政数|妇联|残联|文联|科协|侨联|社科联|工商联|团委|党委|党组|党校|纪委监委|开发区|管委会|大学|学院|医院|学校|分局|支队|大队)$"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?(?:度)?")
_PIECES = re.compile(r"[\s|｜/]+|——+|--+")
_MEETING = re.compile(r"(?:会|会议|论坛|培训班)$")
_BODY_CALLED_MEETING = re.compile(r"(?:委员|管委|工|联合|协|学|商|基金|红十字|研究|促进|居委|村委|妇|社|机)会$")
_ALL_OF_A_PLACE = re.compile(
    r"(?:全[国省市县区州盟旗镇乡]|(?:19|20)\d\d年|第[一二三四五六七八九十\d]{1,3}[届次])[^，。；：！？\d]{2,36}$"
)
_KIND_OF_TEXT = re.compile(r"上?的?(?:汇报|交流|表态|述职|发言|讲话|材料|要点|提纲|素材|稿)+$")
_NOTES_SIGN = re.compile(r"(?:[（(【\[]?(?:发言|汇报)?(?:要点|素材|提纲|草稿|初稿|讨论稿|参考)(?:稿)?[）)】\]]?)+$")
_LENGTH = re.compile(r"约?\d{3,5}字(?:左右|以内|以上)?")


def read_title(line: str, head: Head) -> None:
    """Takes unit, occasion, salutation, genre and year out of a bare first line, as far as they are not known yet."""
    text = line.strip(" \t#*【】《》")
    head.title = head.title or mended(text)
    rest = _take_salutation(text, head)
    if year := _YEAR.search(rest):
        head.values.setdefault("year", year.group(1))
    if occasion := _OCCASION.search(rest):
        head.values.setdefault("occasion", mended(occasion.group(1)))
        rest = rest[: occasion.start()]
    _read_pieces([piece for piece in _PIECES.split(rest) if piece], head)


def _read_pieces(pieces: list[str], head: Head) -> None:
    """“县人民医院 党建述职评议会 汇报发言”: each piece by what it ends in; a line of one piece names the unit first."""
    known = "unit" in head.values
    for piece in pieces:
        if _LENGTH.fullmatch(piece):
            head.values.setdefault("length", piece)
        elif (known or len(pieces) > 1) and (meeting := _meeting_in(piece)):
            head.values.setdefault("occasion", mended(meeting))
        else:
            _read_piece(piece, head)


def _read_piece(piece: str, head: Head) -> None:
    unit = _unit_in(_YEAR.sub(" ", piece))
    if unit:
        head.values.setdefault("unit", unit)
    if genre := _genre_in(mended(_YEAR.sub("", piece)).removeprefix(unit)):
        head.values.setdefault("genre", genre)


def _meeting_in(piece: str) -> str:
    meeting = _KIND_OF_TEXT.sub("", piece)
    return meeting if len(meeting) > 2 and _MEETING.search(meeting) and not _BODY_CALLED_MEETING.search(meeting) else ""


def _genre_in(text: str) -> str:
    """The genre whose name, or other name, ``text`` is but for what makes it a title: “关于…的汇报（要点）”."""
    from pipeline.genre import load_genres

    bare = _NOTES_SIGN.sub("", text.removeprefix("关于"))
    names = {name for genre in load_genres().values() for name in (genre.name, *genre.aliases)}
    return next((name for name in (bare, bare.replace("的", "")) if name in names), "")


def _take_salutation(text: str, head: Head) -> str:
    if not (found := _SALUTATION.search(text)) or "在" in found.group():
        return text
    head.values.setdefault("salutation", mended(found.group()))
    return text[: found.start()].rstrip()


_UNIT_ENDS = re.compile(
    r"关于|[：:，,。；;|/（(—]|\s|选人用人|干部选拔|工作情况|汇报|发言|讲话|要点|素材|提纲|材料|述职"
)


def _unit_in(text: str) -> str:
    """The body a line starts with: its first word, or what stands before 关于, the kind of text, a mark."""
    unit = mended(_UNIT_ENDS.split(text.strip().removeprefix("关于"), maxsplit=1)[0])
    return unit if 2 <= len(unit) <= 30 and _BODY_END.search(unit) else ""


_NAMES_A_TEXT = re.compile(r"(?:汇报|发言|讲话|要点|素材|提纲|材料|述职|总结|报告)[^，。；]{0,6}$")


def looks_like_title(line: str) -> bool:
    """Whether a bare line names the text itself (whose it is, where it is given) rather than a group of notes."""
    return bool(_OCCASION.search(line) or _NAMES_A_TEXT.search(line)) or _names_a_meeting(line)


def _names_a_meeting(line: str) -> bool:
    return bool(_ALL_OF_A_PLACE.match(line) and _meeting_in(line))


def names_own_work(line: str, head: Head) -> bool:
    """Whether a bare line is a title that only names the unit's work: “市审计局2024年选人用人工作情况”."""
    unit, occasion = head.values.get("unit", ""), head.values.get("occasion", "")
    starts = any(name and line.startswith(name) for name in (unit, full_unit(unit, occasion)))
    return starts and len(line) <= 40 and ends_as_section(line) and not re.search(r"[，。；：\d]", without_years(line))


def looks_like_salutation(line: str) -> bool:
    """Whether a bare line addresses the audience: “各位领导、同志们：”."""
    return bool(re.fullmatch(r"(?:尊敬的|敬爱的|各位)[^。；]{1,50}[:：]?|同志们[:：]", line))


# --- below the notes

_DATE = re.compile(
    r"[（(]?(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})\s?[年.\-/]\s?[\d一二三四五六七八九十]{1,3}\s?[月.\-/]?"
    r"(?:\s?[\d一二三四五六七八九十]{1,3}\s?日?)?[）)]?"
)
_CLOSING_MOST = 30


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else: “（2024年12月5日）”."""
    return bool(_DATE.fullmatch(line.strip(" 。")))


def closes_the_page(line: str, head: Head) -> bool:
    """Whether the last line is a remark to its reader (“以上，请领导审阅”), a signature or a date, no note."""
    bare = line.strip(" 。！!")
    unit, occasion = head.values.get("unit", ""), head.values.get("occasion", "")
    return is_date(bare) or bare in ("完", "（完）", "(完)", unit, full_unit(unit, occasion)) or _is_remark(bare)


def _is_remark(bare: str) -> bool:
    if len(bare) > _CLOSING_MOST or re.search(r"\d", bare):
        return False
    return bare.startswith(words().closing_starts) and any(word in bare for word in words().closing_words)
