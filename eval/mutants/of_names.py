"""Kinds that name what the notes do not: bodies, people, places, documents, programmes, honours, words of others."""

from __future__ import annotations

import re
from random import Random

from eval.mutants.kind import Kinds, Planted, let_in, put, replaced, say
from eval.mutants.source import Source, material

KINDS = Kinds()
kind = KINDS.add


@kind("grounding", notes=True)
def body_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().bodies))


@kind("grounding", notes=True)
def body_replaced(source: Source, rng: Random) -> Planted | None:
    others = ["武汉大学", "省中医院", "北京交通大学"]
    return replaced(source, rng, "河海大学|省人民医院|长安大学|派驻纪检监察组", lambda _: rng.choice(others))


@kind("grounding", notes=True)
def person_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().people))


@kind("grounding", notes=True)
def place_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().places))


@kind("grounding", notes=True)
def document_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().documents))


@kind("grounding", notes=True)
def document_altered(source: Source, rng: Random) -> Planted | None:
    """A title of the notes with one of its words changed."""
    changes = {"细则": "办法", "流程图": "路线图", "纠错": "免责", "系统": "行业", "科级": "处级"}
    pattern = f"(?<=《)[^》]*(?:{'|'.join(changes)})[^》]*(?=》)"

    def alter(match: re.Match[str]) -> str:
        word = rng.choice([word for word in changes if word in match.group()])
        return match.group().replace(word, changes[word], 1)

    return replaced(source, rng, pattern, alter)


@kind("grounding", notes=True)
def programme_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().programmes))


@kind("grounding", notes=True)
def programme_renamed(source: Source, rng: Random) -> Planted | None:
    """A named thing of the notes under another name."""
    assert source.notes is not None
    said = "".join(note.text for note in source.notes.drafted)
    names = [
        name for name in re.findall("“([^”]{2,12})”", said) if f"“{name}”" in source.text and not name[0].isdigit()
    ]
    if not names:
        return None
    name = rng.choice(names)
    at = source.text.index(f"“{name}”") + 1
    new = rng.choice(["春晖", "启航", "磐石", "雁阵"]) + name[2:]
    return put(source.text, (at, at + len(name)), new)


@kind("grounding", notes=True)
def honour_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().honours))


@kind("grounding", notes=True)
def promotion_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().promotions))


@kind("grounding", notes=True)
def instruction_invented(source: Source, rng: Random) -> Planted:
    return let_in(source, rng, rng.choice(material().instructions))


@kind("grounding", notes=True)
def level_raised(source: Source, rng: Random) -> Planted | None:
    """A recognition of the province becomes one of the nation."""
    return replaced(source, rng, "(?<=获)省级表彰|(?<=培育)省级以上", lambda m: m.group().replace("省级", "国家级"))


@kind("grounding", notes=True)
def quotation_invented(source: Source, rng: Random) -> Planted:
    return say(source, rng, f"常言道：{rng.choice(material().quotations)}。")


@kind("grounding", notes=True)
def attribution_invented(source: Source, rng: Random) -> Planted:
    return say(source, rng, rng.choice(material().attributions))


_KNOWN = (
    (
        "习近平总书记指出，年轻干部要不断提高解决实际问题的能力，更好肩负起新时代的职责和使命。",
        "解决实际问题",
        "应对复杂局面",
    ),
    (
        "习近平总书记指出，年轻干部要不断提高解决实际问题的能力，更好肩负起新时代的职责和使命。",
        "职责和使命",
        "光荣使命和任务",
    ),
    ("党的二十大报告强调，坚持严管和厚爱相结合，加强对干部全方位管理和经常性监督。", "全方位管理", "全过程管理"),
    ("党的二十大报告强调，坚持严管和厚爱相结合，加强对干部全方位管理和经常性监督。", "严管和厚爱", "严格和关爱"),
)


@kind("grounding", notes=True)
def quotation_altered(source: Source, rng: Random) -> Planted:
    """A quotation of the bank with a word changed."""
    quotation, word, other = rng.choice(_KNOWN)
    return say(source, rng, quotation.replace(word, other))


@kind("grounding", notes=True)
def quotation_of_another_speaker(source: Source, rng: Random) -> Planted:
    quotation, _, _ = rng.choice(_KNOWN)
    _, verb, said = re.split("(指出，|强调，)", quotation)
    return say(source, rng, f"省委主要领导{verb}{said}")


# --- leakage


@kind("leakage", "grounding", notes=True)
def local_phrase_of_an_exemplar(source: Source, rng: Random) -> Planted | None:
    assert source.notes is not None
    said = "".join(note.text for note in source.notes.drafted)
    phrases = [phrase for phrase in material().local if not ("三项机制" in phrase and "三项机制" in said)]
    return let_in(source, rng, rng.choice(phrases))


@kind("leakage", notes=True)
def vocabulary_of_another_field(source: Source, rng: Random) -> Planted | None:
    assert source.notes is not None
    own = {"水利": "水利", "教育": "教育", "卫健": "卫生健康", "农业": "农业农村"}
    fields = [
        field for field in material().foreign if not any(k in source.notes.unit and v == field for k, v in own.items())
    ]
    return say(source, rng, rng.choice(material().foreign[rng.choice(fields)]))


@kind("leakage", notes=True)
def passage_copied(source: Source, rng: Random) -> Planted:
    """A long sentence of an exemplar stands in the draft word for word."""
    return say(source, rng, rng.choice(_exemplar_sentences(45)))


@kind("leakage", notes=True)
def passage_copied_with_a_new_start(source: Source, rng: Random) -> Planted:
    sentence = rng.choice(_exemplar_sentences(60))
    return say(source, rng, "坚持守正创新，" + sentence[12:])


@kind("leakage", notes=True)
def paragraph_copied(source: Source, rng: Random) -> Planted:
    """Two sentences in a row of an exemplar."""
    sentences = _exemplar_sentences(30)
    at = rng.randrange(len(sentences) - 1)
    return say(source, rng, sentences[at] + sentences[at + 1])


@kind("leakage", "structure", "grounding", notes=True)
def name_of_another_bureau(source: Source, rng: Random) -> Planted | None:
    names = {"市生态环境局", "市自然资源局"} - {source.notes.unit if source.notes else ""}
    match = re.search("(?<=[，。；])坚持", source.text)
    return put(source.text, (match.start(), match.start()), f"{rng.choice(sorted(names))}党组") if match else None


def _exemplar_sentences(shortest: int) -> list[str]:
    from eval.mutants.source import seeds
    from pipeline.document import sentence_spans

    found = []
    for seed in seeds():
        for part in seed.draft.of_role("text"):
            spans = sentence_spans(seed.text, part.start, part.end)
            found += [seed.text[a:b] for a, b in spans if b - a >= shortest and seed.text[b - 1] == "。"]
    return found
