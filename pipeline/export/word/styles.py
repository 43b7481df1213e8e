"""The styles of a file, written from its layout: nothing of any template, no theme fonts, no automatic numbers."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from pipeline.export.word.markup import LANG, STYLE_IDS, W_NS, fonts, paragraph_format, run_format, run_in_id, twips
from pipeline.layouts import LayoutProfile, PageNumberRule, Style, TextRule

NAMES: dict[Style, str] = {
    "body": "公文正文",
    "title": "公文标题",
    "byline": "公文署名日期",
    "salutation": "公文称谓",
    "heading": "公文一级标题",
    "topic": "公文二级标题",
    "item": "公文分项",
    "signature": "公文落款",
}
_OUTLINE: dict[Style, int] = {"heading": 0, "topic": 1}  # levels of Word's navigation pane
_RUN_IN: dict[Style, str] = {
    "heading": "公文一级标题（段首）",
    "topic": "公文二级标题（段首）",
    "item": "公文分项（段首）",
}
_SMALL = 10.5  # pt, 五号: comments


def styles_xml(layout: LayoutProfile) -> bytes:
    """The styles part."""
    body = layout.body
    defaults = f'{fonts(body.font, body.latin)}<w:color w:val="000000"/><w:kern w:val="0"/>{_size(body.size)}{LANG}'
    parts = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>",
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"'
        ' w:defQFormat="0" w:count="376"/>',
        _style("paragraph", "Normal", "Normal", run=run_format(body), default=True, visible=False),
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
        *(_line_style(style, layout.rule(style)) for style in NAMES),
        *(
            _style("character", run_in_id(style), name, run=run_format(layout.rule(style)))
            for style, name in _RUN_IN.items()
        ),
        _footer(layout.page_number),
        *_comment_styles(layout),
    ]
    return _part("styles", parts)


def font_table_xml(layout: LayoutProfile) -> bytes:
    """The fonts the file asks for, with what Word needs to choose a like one where one is missing."""
    rules = [layout.rule(style) for style in NAMES]
    chinese = dict.fromkeys([*(rule.font for rule in rules), layout.page_number.font])
    latin = dict.fromkeys(rule.latin for rule in rules if rule.latin not in chinese)
    entries = [
        f'<w:font w:name={quoteattr(name)}><w:charset w:val="86"/><w:family w:val="auto"/></w:font>' for name in chinese
    ]
    entries += [
        f'<w:font w:name={quoteattr(name)}><w:charset w:val="00"/><w:family w:val="roman"/></w:font>' for name in latin
    ]
    return _part("fonts", entries)


def _part(root: str, children: list[str]) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}\n<w:{root} xmlns:w="{W_NS}">{"".join(children)}</w:{root}>'.encode()


def _line_style(style: Style, rule: TextRule) -> str:
    """The style of a kind of line. Every slot is its Chinese font: Latin letters and digits, whose font is house custom
    and not the standard, are set directly, and checkers that take a style for one font find the right one."""
    paragraph = paragraph_format(rule, outline=_OUTLINE.get(style))
    run = run_format(rule, "mark")
    return _style("paragraph", STYLE_IDS[style], NAMES[style], paragraph=paragraph, run=run, based_on="Normal")


def _style(
    kind: str,
    style_id: str,
    name: str,
    *,
    paragraph: str = "",
    run: str = "",
    based_on: str = "",
    default: bool = False,
    visible: bool = True,
) -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    gallery = '<w:uiPriority w:val="1"/><w:qFormat/>' if visible else '<w:uiPriority w:val="99"/>'
    own = (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "") + (f"<w:rPr>{run}</w:rPr>" if run else "")
    custom = "" if style_id in _BUILT_IN else ' w:customStyle="1"'
    head = f'w:type="{kind}"{_DEFAULT if default else ""}{custom} w:styleId="{style_id}"'
    return f"<w:style {head}><w:name w:val={quoteattr(name)}/>{base}{gallery}{own}</w:style>"


_DEFAULT = ' w:default="1"'
_BUILT_IN = ("Normal", "Footer", "CommentText", "CommentReference")


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _footer(number: PageNumberRule) -> str:
    pitch = f'<w:spacing w:before="0" w:after="0" w:line="{twips(number.size)}" w:lineRule="exact"/>'
    paragraph = f'<w:snapToGrid w:val="0"/>{pitch}'
    run = f"{fonts(number.font, number.font)}{_spacing_off()}{_size(number.size)}"
    return _style("paragraph", "Footer", "footer", paragraph=paragraph, run=run, based_on="Normal", visible=False)


def _spacing_off() -> str:
    return '<w:spacing w:val="0"/>'


def _comment_styles(layout: LayoutProfile) -> list[str]:
    font = fonts(layout.page_number.font, layout.body.latin)
    text = f"{font}{_spacing_off()}{_size(_SMALL)}"
    left = '<w:jc w:val="left"/>'
    return [
        _style(
            "paragraph", "CommentText", "annotation text", paragraph=left, run=text, based_on="Normal", visible=False
        ),
        _style("character", "CommentReference", "annotation reference", run=_size(_SMALL), visible=False),
    ]
