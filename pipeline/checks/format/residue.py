"""Residue (机器痕迹): what a model, a chat window or a converter left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.checks.context import Context
from pipeline.checks.finding import Finding, Severity
from pipeline.checks.placeholder import EMPHASIS
from pipeline.checks.rule import Rule

_RESIDUE = "quality-rules R25"

MARKDOWN = Rule(
    name="format.markdown",
    severity="blocker",
    meaning="正文不含 Markdown、HTML 标记（#、**、-、```、表格、链接、<br> 等）。",
    breaks="## 存在问题\n- **人才储备不足**\n",
    holds="存在问题\n人才储备不足，建设“数据要素×”平台，C#语言培训2期。",
    source=_RESIDUE,
)
META = Rule(
    name="format.meta",
    severity="blocker",
    meaning="正文不含写稿人或模型对读者说的话（以下是…、希望对您有帮助、作为AI…、字数说明、<think> 等）。",
    breaks="以下是为您撰写的汇报发言稿：",
    holds="以下是三方面工作：一是加强学习。二是加强管理。三是加强监督。",
    source=_RESIDUE,
)
ENGLISH = Rule(
    name="format.english",
    severity="blocker",
    meaning="正文不夹英文连接词、虚词。",
    breaks="However，人才储备还不够。",
    holds="GDP增长5%，推广APP应用，开展“AI+医疗”试点，Wi-Fi覆盖率提高。",
    source=_RESIDUE,
)
EMOJI = Rule(
    name="format.emoji",
    severity="blocker",
    meaning="正文不含表情符号、装饰符号。",
    breaks="✅坚持党管干部原则🚀",
    holds="坚持党管干部原则①学政策②明标准，面积10㎡，气温20℃。",
    source=_RESIDUE,
)
STRAY = Rule(
    name="format.stray_character",
    severity="blocker",
    meaning="正文不含乱码、控制字符、零宽字符。",
    breaks="坚持党管干部\ufffd\ufffd原则。",
    holds="坚持党管干部原则。",
    source="通行文稿规范",
)
RULES = (MARKDOWN, META, ENGLISH, EMOJI, STRAY)

_MARKDOWN: tuple[tuple[re.Pattern[str], str, Severity], ...] = (
    (re.compile(r"(?m)^[ \t]*#{1,6}[ \t]*(?=[^\s#\d])"), "Markdown 标题记号", "blocker"),
    (re.compile(r"```\w{0,12}|~~~|(?<!`)`(?!`)[^`\n]{1,60}`"), "代码记号", "blocker"),
    (re.compile(r"(?m)^[ \t]*[-+*•·‧]\s+(?=\S)|^[ \t]*>\s*(?=\S)"), "Markdown 列表或引用记号", "blocker"),
    (re.compile(r"(?m)^[ \t]*(?:[-*_=][ \t]?){3,}[ \t]*$"), "分隔线", "blocker"),
    (re.compile(r"(?m)^[ \t]*\|[^\n]{0,300}\|[ \t]*$"), "表格记号", "blocker"),
    (re.compile(r"!?\[[^\]\n]{1,80}\]\([^)\n]{1,200}\)|~~[^~\n]{1,80}~~"), "链接或删除线记号", "blocker"),
    (
        re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,12}(?:\s[^<>\n]{0,80})?/?>|&(?:nbsp|amp|lt|gt|quot|#\d{1,5});"),
        "HTML 标记",
        "blocker",
    ),
    (re.compile(r"\\n|\\t|\\u[0-9a-fA-F]{4}"), "转义记号", "blocker"),
)
_THINK = re.compile(
    r"(?i)</?(?:think|thinking|thought|reasoning|analysis|answer|output|response)>|\[/?(?:think|INST)\]"
)
_META = re.compile(
    r"(?m)^[ \t]*(?:好的|当然(?:可以)?|没问题|收到|明白了?|可以的)[，,！!。：]"
    r"|(?:以下|下面|这)(?:就)?(?:是|为)(?:一份|一篇|我|为您|为你|根据|按照|修改|完整|该|这|本次)?[^。\n]{0,20}(?:稿|全文|材料|范文|正文|版本|草稿|内容如下|示例)"
    r"|根据(?:您|你|用户)(?:的|所|提供)[^。\n]{0,16}"
    r"|(?:为|帮|给)(?:您|你)(?:撰写|生成|整理|起草|拟定|准备|写|提供|润色|修改|优化)"
    r"|(?:您|你)(?:提供|给出|上传|输入|可以根据|可根据|可以自行|如有|若有|还需要|需要我|看看)"
    r"|希望(?:这|以上|对您|对你|能)[^。\n]{0,16}(?:帮助|满意|要求|参考|有用)"
    r"|如(?:果|需|有)(?:您|你|需要?|任何)?[^。\n]{0,12}(?:调整|修改|补充|完善|优化|细化|疑问)[^。\n]{0,12}(?:请|告诉|告知|随时|联系|可以?)"
    r"|请(?:随时|您|你)(?:告诉|告知|提出|指出|补充|确认|核对|根据)"
    r"|仅供(?:您|你)?参考|(?:可|请)根据实际(?:情况)?(?:自行)?(?:调整|修改|替换|填写|补充)"
    r"|(?:作为|身为)(?:一个|一名|一款)?(?:AI|人工智能(?:助手|模型|语言)|(?:大)?语言模型|大模型|智能助手)"
    r"|我(?:无法|不能|没有办法)(?:提供|核实|确认|访问|生成)|我(?:将|会|已|已经)(?:为|按照|根据|严格|尽量)[^。\n]{0,10}(?:撰写|写|要求|整理|改)"
    r"|(?:以上|本)(?:内容|文稿|稿件|回答|文本|发言稿)(?:由|为|是|系)[^。\n]{0,8}(?:AI|人工智能|模型|机器|生成)"
    r"|(?:需要|要不要|是否需要|还需要|要)我(?:再|继续|帮|为|把|将|进一步|提供|补充|调整)[^。\n]{0,20}[吗么？?]"
    r"|(?:此处|这里|本段|下文)(?:可|可以|需|请)(?:结合|根据|补充|插入|展开|替换|填)[^。\n）)]{0,16}"
    r"|由AI(?:生成|撰写|辅助)|AI(?:生成|撰写|创作)的?(?:内容|稿|文本)"
)
_COUNTS = re.compile(
    r"[（(【\[]\s*(?:注[：:])?\s*(?:全文|本文|正文|总计|共计?|约|字数|以上)[^）)】\]\n]{0,16}\d{2,5}\s*字[^）)】\]\n]{0,10}[）)】\]]"
    r"|(?:全文|本文|正文|总)?字数(?:统计|共计|合计|控制)?(?:为|约|共|[：:])\s*(?:约)?\d{2,5}"
    r"|(?:全文|本文|通篇)(?:共计?|约|总计)\s*约?\d{2,5}\s*字"
    r"|[（(]\s*(?:注|说明|备注|提示|编者按|写作说明|修改说明)[：:][^）)\n]{2,120}[）)]"
    r"|(?m:^)[ \t]*(?:写作说明|修改说明|写作思路|创作说明|温馨提示|备注|注)[：:]"
    r"|[（(]\s*(?:完|全文完|未完待续|待续|以上为正文|此处省略[^）)\n]{0,12})\s*[）)]"
)
_CONNECTIVES = (
    "however|therefore|moreover|furthermore|firstly|secondly|thirdly|finally|additionally|meanwhile|overall|besides|thus|"
    "hence|nevertheless|consequently|in addition|in conclusion|in summary|as a result|on the other hand|for example|"
    "here is|here are|sure|certainly|of course|note that|please|the|and|of|in|to|is|are|was|for|with|that|this|but|or|"
    "as|by|on|at|from|not|so|we|our|you|your|it|be|will|can|then|also|such|based|key|vs|etc|okay|step|first|second|next|last"
)
_ENGLISH = re.compile(rf"(?i)(?<![A-Za-z0-9@./:_\-])(?:{_CONNECTIVES})(?![A-Za-z0-9@/:_\-]|\.[a-z])")
_SENTENCE = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,20}(?:[ ,]{1,2}[a-z]{2,20}){2,}")
_WORD = re.compile(
    r"(?<=[一-鿿，。；：、“”（）])(?!(?:e?mail|wifi|http|https|www|html|word|excel|app|web|vlog|plog|logo|kwh|dpi)(?![a-z]))"
    r"[a-z]{4,20}(?=[一-鿿，。；：、“”（）])"
)
"""A word in small letters amid Chinese: names and units have capitals, digits or fewer letters."""
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u2604\u2607-\u266f\u2670-\u27bf\u2b00-\u2bff\u231a-\u23ff\ufe0f\u20e3\u3030\u303d]"
    "(?:[\U0001f000-\U0001faff\ufe0f\u200d\u20e3\u2600-\u27bf]){0,6}|[★☆◆◇■▲△▼▽►▶◀♦♥➤➢→⇒←⇐]"
)
_STRAY = re.compile(
    "[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufff9-\ufffc\ud800-\udfff\ue000-\uf8ff]+"
    "|(?!\\A)\ufeff+|(?:锟斤拷|烫烫|屯屯|锘)+|[ÃÂâä][\x80-\xbf€™œ]{1,3}"
)


def check(context: Context) -> Iterator[Finding]:
    """Findings on machine residue, whatever the genre."""
    text = context.text
    yield from _markdown(text)
    for pattern in (_THINK, _META, _COUNTS):
        for match in pattern.finditer(text):
            yield META.at(match.span(), "这是写稿过程中的话，不是正文。", "删去。")
    yield from _english(text)
    for match in _EMOJI.finditer(text):
        yield EMOJI.at(match.span(), "表情或装饰符号。", "删去。")
    for match in _STRAY.finditer(text):
        yield STRAY.at(match.span(), "乱码、控制字符或零宽字符。", "删去，或从原稿重新粘贴。")


def _markdown(text: str) -> Iterator[Finding]:
    for pattern, what, severity in _MARKDOWN:
        for match in pattern.finditer(text):
            if not _THINK.match(match.group()):
                yield MARKDOWN.at(
                    match.span(), f"{what}“{match.group().strip()[:12]}”。", "删去标记。", severity=severity
                )
    for match in EMPHASIS.finditer(text):
        yield MARKDOWN.at(match.span(), "Markdown 强调记号。", "删去星号。")


def _english(text: str) -> Iterator[Finding]:
    for match in _SENTENCE.finditer(text):
        yield ENGLISH.at(match.span(), "英文语句。", "改为中文，或删去。")
    for match in _ENGLISH.finditer(text):
        yield ENGLISH.at(match.span(), f"英文词“{match.group()}”。", "改为中文，或删去。")
    for match in _WORD.finditer(text):
        if not _ENGLISH.fullmatch(match.group()):
            message = f"中文里夹着英文词“{match.group()}”。"
            yield ENGLISH.at(match.span(), message, "改为中文；确是专名的，按其规范写法。", severity="warning")
