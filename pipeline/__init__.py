"""nigao: drafts official speeches and work reports from bullet notes, and proves what each sentence stands on."""

import os

__version__ = "0.1.0"

# ONNX Runtime reports home from native threads, which no guard in Python sees, unless this stands in the environment
# before it is loaded; its own call to switch that off comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
