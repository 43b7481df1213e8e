"""Words that leave open who, how many, on what grounds, or with what result."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.facts.data import names, quantities, titles
from pipeline.questions.bank import words
from pipeline.questions.page import Entry, Found, Page, gist, label_of, quote, without_label

_OUTCOMES_MOST = 3  # questions of what came of it: more of them read as a form letter
_YEAR_SAID = re.compile(r"(?:19|20)?\d\d年|今年|去年|上年|\d月")
_NUMERAL_IN_NAME = re.compile(r"[两二三四五六七八九十][^，。；、一二三四五六七八九十]")
_ONE_EACH = re.compile(r"一[^一]{1,4}一")
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")
_SUM_OF = re.compile(r"(?<![\d.])\d\+\d(?:\+(?:\d|N|n|X))*|(?<![\d.])\d\+[NnX](?![A-Za-z])")
_POST_NEAR = 8  # characters around a name in which a post would stand


def placeholder(page: Page) -> Iterator[Found]:
    """“建成*个”: what stands open must be filled in."""
    for entry in page.entries:
        open_spots = [
            f for f in entry.facts if f.kind == "placeholder" and not f.text.startswith(("若干", "某某", "某"))
        ]
        if open_spots and not _filled(entry):
            spots = list(dict.fromkeys(quote(entry, fact.start, fact.end) for fact in open_spots))
            counted = all(fact.key != "?" for fact in open_spots)
            yield Found("placeholder", (entry,), {"quote": "，".join(spots), "what": "多少" if counted else "什么"})


def _filled(entry: Entry) -> bool:
    return entry.said != entry.text


def who(page: Page) -> Iterator[Found]:
    """“有关部门”, “与3所高校”: which."""
    for entry in page.entries:
        named = [f for f in entry.facts if f.kind == "body" and not f.text.endswith(("县", "市", "区"))]
        pattern = words().unnamed if named else f"{words().unnamed}|{words().partners}"
        found = _first(entry, pattern)
        if found and "等" not in entry.text[max(0, found.start() - 4) : found.start()] and not _filled(entry):
            word = re.sub("^[与和同跟]|^联合|^依托|^委托", "", found.group())
            yield Found("who", (entry,), {"quote": quote(entry, *found.span()), "word": word, "unit": _unit(word)})


def _unit(word: str) -> str:
    return next((unit for unit, last in words().partner_unit.items() if re.search(f"(?:{last})$", word)), "些")


def funds(page: Page) -> Iterator[Found]:
    """“财政补助每人1.5万”: of which level."""
    for entry in page.of("done"):
        if (found := _first(entry, words().funds)) and not _filled(entry):
            yield Found("funds", (entry,), {"quote": quote(entry, *found.span())})


def vague(page: Page) -> Iterator[Found]:
    """“一批”, “多次”: how many. Not of plans and shortcomings, whose figures may be open."""
    for entry in page.of("done"):
        found = _first(entry, words().vague)
        if found and not _filled(entry):
            yield Found("vague", (entry,), {"quote": quote(entry, *found.span()), "word": found.group()})


def part(page: Page) -> Iterator[Found]:
    """“部分乡镇民政办力量不足”: which and how many, unless the note counts them."""
    for entry in page.of("done", "problem"):
        found = _first(entry, words().parts)
        if found and not _filled(entry) and not entry.numbers:
            yield Found("part", (entry,), {"quote": quote(entry, *found.span()), "word": found.group()})


def often(page: Page) -> Iterator[Found]:
    """“定期通报”: how often, how many times so far."""
    for entry in page.of("done"):
        found = _first(entry, words().doing)
        if found and not _filled(entry) and not any(fact.per for fact in entry.numbers):
            verb = found.group().removeprefix("定期")
            yield Found("often", (entry,), {"quote": quote(entry, *found.span()), "verb": verb})


# --- recognition


def honour(page: Page) -> Iterator[Found]:
    """An award, an instruction from above: by whom and when. Only what the note does not say is asked."""
    for entry in page.of("done"):
        claims = [fact for fact in entry.facts if fact.kind == "honour" and re.search(words().received, fact.text)]
        for fact in claims[:1]:
            if asks := _honour_asks(page, entry, fact.text, fact.key):
                yield Found("honour", (entry,), {"quote": gist(fact.text), **asks})


def _honour_asks(page: Page, entry: Entry, claim: str, key: str) -> dict[str, str]:
    """What the note leaves open about a recognition, and a wording for the answer; empty when it says all."""
    instruction = key.startswith("instruction")
    verb = "批示肯定" if instruction else next(iter(re.findall(words().giving, claim)), "授予")
    by = "" if re.search(words().by_whom, entry.said) else "哪位领导" if instruction else "哪个部门"
    when = "" if page.year is not None or _YEAR_SAID.search(entry.said) else "哪一年"
    if not by and not when:
        return {}
    frame = f"{verb}的单位和时间为……" if by and when else f"由……{verb}" if by else f"{verb}的时间为……"
    return {"asks": "、".join(filter(None, (by, when))) + verb, "frame": frame}


def superlative(page: Page) -> Iterator[Found]:
    """“全省首个”: on whose word."""
    for entry in page.of("done"):
        found = _first(entry, words().superlative)
        won = any(fact.kind == "honour" and re.search(words().received, fact.text) for fact in entry.facts)
        if found and not won and not _filled(entry) and not re.search(words().by_whom, entry.text):
            yield Found("superlative", (entry,), {"quote": quote(entry, *found.span())})


# --- names


def person(page: Page) -> Iterator[Found]:
    """A person named without a post."""
    posts = re.compile(
        "|".join(map(re.escape, sorted((*names().posts, *names().post_prefixes), key=len, reverse=True)))
    )
    for entry in page.entries:
        for fact in entry.facts:
            near = entry.said[max(0, fact.start - _POST_NEAR) : fact.end + _POST_NEAR]
            if fact.kind == "person" and not posts.search(near) and not _filled(entry):
                yield Found("person", (entry,), {"name": fact.text})
                break


def abbreviation(page: Page) -> Iterator[Found]:
    """“三基三化”, “1+3+N”, letters: said in full nowhere in the notes."""
    everything = "\n".join(entry.said for entry in page.entries)
    asked: set[str] = set()
    for entry in page.entries:
        for name in _short_names(entry.text):
            if name not in asked and not _explained(name, everything):
                asked.add(name)
                yield Found("abbreviation", (entry,), {"name": name})


def _short_names(text: str) -> Iterator[str]:
    known = {*titles().general_quotes, *quantities().fixed, *words().known_numbers}
    for name in re.findall("“([^”，。；、]{2,8})”", text):
        bare = name.removesuffix("工作法").removesuffix("行动").removesuffix("工程").removesuffix("机制")
        if not {name, bare} & known and (_NUMERAL_IN_NAME.match(bare) or _SUM_OF.search(bare)):
            yield name
    yield from (found for found in _SUM_OF.findall(re.sub("“[^”]*”", "", text)) if not found[-1].isdigit())
    yield from (found for found in _LETTERS.findall(text) if found not in words().known_letters and set(found) != {"X"})


def _explained(name: str, text: str) -> bool:
    """A colon, a bracket, 即 or 是指 after the name; or as many items after it as its numeral says."""
    for found in re.finditer(re.escape(name), text):
        after = text[found.end() : found.end() + 40].partition("\n")[0]
        if re.match(r"”?[^，。；]{0,6}(?:[：:（(]|即|是?指|包括|分别)", after) or text[: found.start()].endswith(
            ("（", "简称“")
        ):
            return True
    return bool(_ONE_EACH.search(name))


# --- results and times


def outcome(page: Page) -> Iterator[Found]:
    """A measure and nothing after it: no figure, no result. What the writer marked first, then papers."""
    found = [entry for entry in page.of("done") if _without_outcome(entry)]
    found.sort(key=lambda entry: (not entry.note.important, "《" not in entry.text, entry.at))
    for entry in found[:_OUTCOMES_MOST]:
        launched = re.search(words().launched, entry.text)
        clause = entry.clause_at(launched.start() if launched else 0).text
        hint = next(hint for pattern, hint in words().outcome_hints if re.search(pattern, clause))
        yield Found("outcome", (entry,), {"quote": gist(clause), "hint": hint})


def _without_outcome(entry: Entry) -> bool:
    counted = any(not fact.per and fact.unit != "岁" for fact in entry.numbers)
    open_spots = any(fact.kind in ("placeholder", "honour") for fact in entry.facts)
    told = re.search(words().received, entry.text) or any(re.search(p, entry.text) for p, _ in words().uncounted)
    return not (told or counted or open_spots or _filled(entry)) and (
        entry.note.important or re.search(words().launched, entry.text) is not None
    )


def deadline(page: Page) -> Iterator[Found]:
    """Plans of something to be delivered, none with a time."""
    untimed = [entry for entry in page.of("plan") if _untimed(entry)]
    if untimed and not any(re.search(words().timed, entry.note.group) for entry in untimed):
        shown = "".join(f"“{gist(without_label(entry.text), 20)}”" for entry in untimed[:3])
        yield Found("deadline", tuple(untimed[:3]), {"quotes": shown})


def _untimed(entry: Entry) -> bool:
    text = without_label(entry.said)
    timed = (
        bool(entry.dates)
        or re.search(words().timed, re.sub("[三五]年(?=行动|规划|计划|攻坚|[^，。；]{1,8}规划)", "", text)) is not None
    )
    told = re.search(words().achieved, text) is not None  # as done: asked otherwise
    return not timed and not told and bool(re.match(rf"[^，。；]{{0,6}}(?:{words().deliverables})", text))


def remedy(page: Page) -> Iterator[Found]:
    """Shortcomings for which the plans, where there are any, have no word."""
    plans = "".join(entry.said for entry in page.of("plan"))
    if not plans and any(rule.area == "next_steps" and rule.required for rule in page.genre.sections):
        return  # asked for as a section that is missing
    left = [
        (entry, text) for entry in page.of("problem") for text in _shortcomings(entry) if not _taken_up(text, plans)
    ]
    if left:
        entries = tuple(dict.fromkeys(entry for entry, _ in left[:3]))
        plan = "打算里看不出对应的办法" if plans else "没有写打算"
        quotes = "".join(f"“{gist(text, 18)}”" for _, text in left[:3])
        yield Found("remedy", entries, {"quotes": quotes, "plan": plan}, group=_plan_group(page))


def _plan_group(page: Page) -> str:
    """Under which heading a plan belongs: that of the notes, else the genre's."""
    given = next((entry.note.group for entry in page.of("plan") if entry.note.group), "")
    rule = next((rule for rule in page.genre.sections if rule.area == "next_steps"), None)
    return given or (rule.heading or rule.gathers[0] if rule else "下一步打算")


def _shortcomings(entry: Entry) -> list[str]:
    """What is wanting, item by item; a comma only adds detail to one."""
    return [text for text in re.split("[。；、]", without_label(entry.text)) if len(text) >= 4]


def _taken_up(shortcoming: str, plans: str) -> bool:
    pairs = {shortcoming[at : at + 2] for at in range(len(shortcoming) - 1)} - set(words().generic)
    return any(pair in plans for pair in pairs)


def status(page: Page) -> Iterator[Found]:
    """A plan told as done, or something done told as a plan."""
    for entry in page.of("plan"):
        found = re.search(words().achieved, without_label(entry.text))
        if found and not _filled(entry):
            yield _status(entry, entry.note.group or label_of(entry.text) or "打算", "已经办了")
    for entry in page.of("done"):
        if re.search(words().intends, entry.text) and entry.note.group and not _filled(entry):
            yield _status(entry, f"“{entry.note.group}”", "还没有办")


def _status(entry: Entry, place: str, reads: str) -> Found:
    return Found("status", (entry,), {"quote": gist(without_label(entry.text)), "place": place, "reads": reads})


def _first(entry: Entry, pattern: str) -> re.Match[str] | None:
    """The first match outside quotation marks and names of documents."""
    return next((found for found in re.finditer(pattern, entry.text) if not entry.quoted(found.start())), None)
