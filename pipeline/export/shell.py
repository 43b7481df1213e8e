"""The shell of every page that is written: head, palette, type and print rules; nothing is ever fetched.

A page is one file. Its policy allows the one style sheet and the one script it carries, by their hashes, and nothing
else, so that a page opened from a disk or a mail contacts nobody, whatever its text holds.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_HERE = Path(__file__).resolve().parent
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=8)
def templates(folder: Path) -> Environment:
    """The templates in ``folder``. Every value is escaped unless it is ``Markup``; an unknown variable is an error."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def shell(title: str, body: Markup, *, css: str = "", js: str = "", lang: str = "zh-CN") -> str:
    """A whole HTML document around ``body``, which holds ``<main id="main">`` (the skip link leads there).

    ``css`` follows the base style sheet; ``js`` runs once, at the end of the body. Both are the page's own code, never
    a user's text: there are no ``style`` or ``on…`` attributes either, the policy forbids them. A plain ``str`` as body
    is escaped. Characters that HTML cannot hold (NUL and other controls, unpaired surrogates) become U+FFFD.
    """
    style = _inline(base_css() + css, "style")
    script = _inline(js, "script") if js else ""
    page = (
        templates(_HERE)
        .get_template("shell.html.j2")
        .render(
            title=title,
            body=body,
            css=Markup(style),
            js=Markup(script),
            lang=lang,
            policy=_policy(style, script),
        )
    )
    return _UNPRINTABLE.sub("\ufffd", page).rstrip("\n") + "\n"


@lru_cache(maxsize=1)
def base_css() -> str:
    """The style sheet that all pages share: palette as variables, type, focus, print."""
    return (_HERE / "shell.css").read_text(encoding="utf-8")


def _inline(code: str, element: str) -> str:
    """``code`` as it may stand in ``element``. Raises ValueError when it would end the element."""
    if f"</{element}" in code.lower() or _UNPRINTABLE.search(code):
        raise ValueError(f"code that cannot stand inside <{element}>")
    return code.replace("\r\n", "\n").replace("\r", "\n")


def _policy(style: str, script: str) -> str:
    scripts = f"script-src {_hash(script)}; " if script else ""
    return f"default-src 'none'; style-src {_hash(style)}; {scripts}base-uri 'none'; form-action 'none'"


def _hash(code: str) -> str:
    digest = hashlib.sha256(code.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
