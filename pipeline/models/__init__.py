"""The layer that talks to language models: one call to any OpenAI-compatible endpoint, answered well or not at all.

    with prompts and chains above it, this layer knows nothing of drafts:
    open_model(settings.model, CallStore(folder)).ask(Request(…)) -> Reply, or ModelUnavailable, or ReplyFault

Importing it loads nothing heavy; LangChain and the OpenAI client come with the first call.
"""

from pipeline.models.calls import Message, Reply, Request, Usage
from pipeline.models.chat import ChatModel, open_model
from pipeline.models.costs import cost
from pipeline.models.faults import ModelUnavailable, ReplyFault
from pipeline.models.inspecting import Inspection, inspect_model
from pipeline.models.store import CallStore

__all__ = [
    "CallStore",
    "ChatModel",
    "Inspection",
    "Message",
    "ModelUnavailable",
    "Reply",
    "ReplyFault",
    "Request",
    "Usage",
    "cost",
    "inspect_model",
    "open_model",
]
