"""The examples of the rules of layout: a small sound Word file, and what breaks each rule in it, said in words.

``nigao rules`` prints the words; ``example`` makes the file they describe, and the tests of the rules check it.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from pipeline.checks.layout.file import WordFile
from pipeline.layouts import LayoutProfile, Style, TextRule, load_layouts
from pipeline.word import read_document

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_NAMES: Final = f'xmlns:w="{_W}" xmlns:r="{_R}"'

_TITLE = "市气象局2023年选人用人工作", "情况汇报"
_LINES: Final[tuple[tuple[tuple[Style, str], ...], ...]] = (
    (("salutation", "各位领导，同志们："),),
    (("body", "市气象局认真落实各项要求，2023年选人用人工作取得新的进展。现将有关情况汇报如下："),),
    (("heading", "一、主要做法"),),
    (("topic", "（一）强化学习。"), ("body", "组织专题培训3期，落实“三项机制”各项规定要求。")),
    (("topic", "（二）规范程序。"), ("body", "严格执行有关规定，做到一人一档，全程留有记录。")),
    (("heading", "二、存在问题"),),
    (("body", "专业人才数量还不多，队伍结构有待继续优化。"),),
)
"""The lines below the title, each of stretches set in one way."""

Edit = tuple[str, str, str]  # part, what stands in it, what stands there instead


def example(words: str) -> WordFile:
    """The file that an example describes. Raises KeyError for words that no example has."""
    parts = dict(_sound())
    for part, old, new in _edits()[words]:
        if old not in parts[part]:
            raise KeyError(f"{words}: {old}")
        parts[part] = parts[part].replace(old, new, 1)
    return WordFile(read_document(io.BytesIO(_packed(parts))), _layout())


@lru_cache(maxsize=1)
def _layout() -> LayoutProfile:
    return load_layouts()["standard"]


# --- the sound file


@lru_cache(maxsize=1)
def _sound() -> dict[str, str]:
    layout = _layout()
    title = _paragraph(layout.title, _run(layout.title, _TITLE[0]) + _run(layout.title, _TITLE[1], breaks=True))
    blank = _paragraph(layout.body, "")
    lines = "".join(map(_line, range(len(_LINES))))
    return {
        "document": f"<w:document {_NAMES}><w:body>{title}{blank}{lines}{_section(layout)}</w:body></w:document>",
        "footer1": _footer(layout, "right"),
        "footer2": _footer(layout, "left"),
        "settings": f"<w:settings {_NAMES}><w:evenAndOddHeaders/></w:settings>",
        "numbering": _numbering(),
        "comments": f'<w:comments {_NAMES}><w:comment w:id="1" w:author="王五"><w:p/></w:comment></w:comments>',
    }


def _paragraph(rule: TextRule, runs: str) -> str:
    indent = f'<w:ind w:firstLineChars="{round(rule.first_line * 100)}"/>'
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{round(rule.pitch * 20)}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{spacing}{indent}<w:jc w:val="{rule.align}"/></w:pPr>{runs}</w:p>'


def _run(rule: TextRule, words: str, *, breaks: bool = False) -> str:
    line_break = "<w:br/>" if breaks else ""
    return f'<w:r><w:rPr>{_format(rule)}</w:rPr>{line_break}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def _format(rule: TextRule) -> str:
    fonts = f'w:hint="eastAsia" w:ascii="{rule.latin}" w:hAnsi="{rule.latin}" w:eastAsia="{rule.font}"'
    return f'<w:rFonts {fonts}/><w:spacing w:val="{round(rule.spacing * 20)}"/><w:sz w:val="{round(rule.size * 2)}"/>'


def _section(layout: LayoutProfile) -> str:
    page = layout.page
    sides = {"top": page.top, "right": page.right, "bottom": page.bottom, "left": page.left}
    margins = "".join(f' w:{side}="{length:g}mm"' for side, length in sides.items())
    footers = '<w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>'
    size = f'<w:pgSz w:w="{page.width:g}mm" w:h="{page.height:g}mm"/>'
    return f'<w:sectPr>{footers}{size}<w:pgMar{margins}/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'


def _footer(layout: LayoutProfile, align: str) -> str:
    number = layout.page_number
    font = f'<w:rFonts w:ascii="{number.font}" w:hAnsi="{number.font}" w:eastAsia="{number.font}"/>'
    format_ = f'<w:rPr>{font}<w:sz w:val="{round(number.size * 2)}"/></w:rPr>'
    before, _, after = number.form.partition("{n}")
    text = '<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>'.format
    field = f'<w:fldSimple w:instr=" PAGE ">{text(format_, "1")}</w:fldSimple>'
    runs = f"{text(format_, before)}{field}{text(format_, after)}"
    return f'<w:ftr {_NAMES}><w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{runs}</w:p></w:ftr>'


def _numbering() -> str:
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    return (
        f'<w:numbering {_NAMES}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _packed(parts: dict[str, str]) -> bytes:
    related = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{name.rstrip("12")}" Target="{name}.xml"/>'
        for name in parts
        if name != "document"
    )
    main = f'<Relationship Id="main" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    relations = f'<Relationships xmlns="{_PACKAGE}relationships">{{}}</Relationships>'.format
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("_rels/.rels", relations(main))
        package.writestr("word/_rels/document.xml.rels", relations(related))
        for name, xml in parts.items():
            package.writestr(f"word/{name}.xml", xml)
    return data.getvalue()


# --- what is done to it


def _line(number: int) -> str:
    """The paragraph of one of ``_LINES``."""
    line, layout = _LINES[number], _layout()
    runs = "".join(_run(layout.rule(style), words) for style, words in line)
    return _paragraph(layout.rule(line[0][0] if len(line) == 1 else "body"), runs)


def _in(number: int, old: str, new: str) -> Edit:
    """A change to the last place of ``old`` in one of ``_LINES``: in its body text, where it has a heading too."""
    before, found, after = _line(number).rpartition(old)
    if not found:
        raise KeyError(old)
    return "document", _line(number), f"{before}{new}{after}"


def _in_title(old: str, new: str) -> Edit:
    return "document", old, new  # the title comes first, and with it the first place of whatever it holds


def _joined(number: int) -> Edit:
    """A line and the one after it run together."""
    one, two = _line(number), _line(number + 1)
    return "document", one + two, one.removesuffix("</w:p>") + two.partition("</w:pPr>")[2]


def _torn(number: int, words: str) -> Edit:
    """A line torn in two before ``words``."""
    line = _line(number)
    properties = line[: line.index("</w:pPr>") + len("</w:pPr>")]
    opened = line[line.rindex("<w:r>") : line.index(words)]
    run = opened[: opened.rindex(">") + 1]
    return "document", line, line.replace(words, f"</w:t></w:r></w:p>{properties}{run}{words}")


def _numbered(number: int) -> Edit:
    """A heading whose number is drawn by the program."""
    line = _line(number)
    drawn = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return "document", line, line.replace("<w:pPr>", drawn).replace(">一、", ">")


_LAST: Final = len(_LINES) - 1  # plain body text
_QUOTING: Final = 3
_COUNTING: Final = 1
_TEXT_BOX: Final = (
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>另附说明</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
)
_TABLE: Final = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>入库人数</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"


@lru_cache(maxsize=1)
def _edits() -> dict[str, tuple[Edit, ...]]:
    """What each example changes in the sound file. Made on first use: it needs the shipped layout."""
    return {
        "纸张为 A4": (),
        "纸张为 B5": (("document", 'w:w="210mm" w:h="297mm"', 'w:w="176mm" w:h="250mm"'),),
        "上边距 36.5 毫米": (("document", 'w:top="37mm"', 'w:top="36.5mm"'),),
        "上边距 25.4 毫米": (("document", 'w:top="37mm"', 'w:top="25.4mm"'),),
        "网格只指定行": (),
        "网格指定行和字符": (("document", 'w:type="lines"', 'w:type="linesAndChars"'),),
        "页脚有页码域": (),
        "页脚没有页码域": (("footer1", "PAGE", "AUTHOR"),),
        "页码单页居右，双页居左，带一字线": (),
        "页码居中，不带一字线": (("footer1", '"right"', '"center"'), ("footer1", "— ", ""), ("footer1", " —", "")),
        "正文为仿宋_GB2312": (),
        "正文为宋体": (_in(_LAST, "仿宋_GB2312", "宋体"),),
        "数字为 Times New Roman": (),
        "数字为 Calibri": (_in(_COUNTING, 'w:ascii="Times New Roman"', 'w:ascii="Calibri"'),),
        "正文用写明的字体": (),
        "正文用主题字体": (_in(_LAST, 'w:eastAsia="仿宋_GB2312"', 'w:eastAsiaTheme="minorEastAsia"'),),
        "引号为中文字体": (),
        "引号落在西文字体": (_in(_QUOTING, 'w:hint="eastAsia" ', ""),),
        "正文为三号": (),
        "正文为四号": (_in(_LAST, '<w:sz w:val="32"/>', '<w:sz w:val="28"/>'),),
        "正文不加粗": (),
        "正文几个字加粗": (_in(_LAST, "<w:rPr>", "<w:rPr><w:b/>"),),
        "正文字间距合于版式": (),
        "正文字间距加宽": (_in(_LAST, '<w:spacing w:val="-5"/>', '<w:spacing w:val="20"/>'),),
        "正文行距为固定值": (),
        "正文行距为 1.5 倍": (_in(_LAST, 'w:line="579" w:lineRule="exact"', 'w:line="360" w:lineRule="auto"'),),
        "正文段后不空": (),
        "正文段后空 10 磅": (_in(_LAST, 'w:after="0"', 'w:after="200"'),),
        "正文首行缩进二字": (),
        "正文首行不缩进": (_in(_LAST, 'w:firstLineChars="200"', 'w:firstLineChars="0"'),),
        "称谓顶格排": (),
        "称谓缩进二字": (_in(0, 'w:firstLineChars="0"', 'w:firstLineChars="200"'),),
        "标题居中排": (),
        "标题左对齐": (_in_title('<w:jc w:val="center"/>', '<w:jc w:val="left"/>'),),
        "序号是文字": (),
        "序号是自动编号": (_numbered(2),),
        "正文中没有手动换行": (),
        "正文中有手动换行": (_in(_LAST, "队伍", '</w:t><w:br/><w:t xml:space="preserve">队伍'),),
        "标题下空一行": (),
        "正文之间空一行": (("document", _line(_LAST), _paragraph(_layout().body, "") + _line(_LAST)),),
        "标题居中，前后没有空格": (),
        "标题用空格居中": (_in_title(_TITLE[0], f"　　　　{_TITLE[0]}"),),
        "标题断在词语之间": (),
        "标题断在词中间": (_in_title("工作</w:t>", "工</w:t>"), _in_title(f">{_TITLE[1]}", f">作{_TITLE[1]}")),
        "各段分开": (),
        "两段连成一段": (_joined(_QUOTING),),
        "段落以句号结束": (),
        "一段断成两段": (_torn(4, "做到一人一档"),),
        "没有修订": (),
        "留有修订": (
            _in(_LAST, "<w:r>", '<w:ins w:id="2" w:author="王五"><w:r>'),
            ("document", "</w:p><w:sectPr>", "</w:ins></w:p><w:sectPr>"),
        ),
        "没有批注": (),
        "留有批注": (("document", "</w:p>", '<w:r><w:commentReference w:id="1"/></w:r></w:p>'),),
        "没有文本框": (),
        "有文本框": (("document", "</w:p>", f"{_TEXT_BOX}</w:p>"),),
        "没有表格": (),
        "有表格": (("document", "<w:sectPr>", f"{_TABLE}<w:sectPr>"),),
    }
