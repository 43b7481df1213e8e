"""Nothing reports home: called before Chroma or LangChain is imported."""

from __future__ import annotations

import os

_OFF = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
}


def silence() -> None:
    """Switches off the telemetry and tracing of Chroma, LangChain and LangSmith, whatever the environment says."""
    os.environ.update(_OFF)
