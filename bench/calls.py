"""What the layer costs that talks to models: many calls at once over an endpoint of fixed pace, against its limit, and
the processor's time for a call.

    python -m bench.calls
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.cli import ROOT
from pipeline.models import ChatModel, Message, Request, open_model
from pipeline.settings import ModelSettings
from tests.scripted_endpoint import Answer, ScriptedEndpoint

AT_ONCE = 8
DRAFTS, CALLS = 20, 7
LIMIT_RATIO = 1.10
FIRST, PIECES, BETWEEN = 0.3, 60, 0.02  # seconds, pieces of a stream, seconds
_TEXT = (ROOT / "tests" / "data" / "reference_drafts" / "01_shuili_fayan.txt").read_text(encoding="utf-8")[:700]


def main() -> int:
    """Prints the figures; 1 when one is not met."""
    size = -(-len(_TEXT) // PIECES)
    with ScriptedEndpoint([Answer(_TEXT, first=FIRST, between=BETWEEN, pieces=size)]) as endpoint:
        model = open_model(ModelSettings(name="bench", base_url=endpoint.url, concurrency=AT_ONCE), None)
        single = _seconds(model, 1, 1)
        busy = time.process_time()
        wall = _seconds(model, DRAFTS, CALLS)
        busy = time.process_time() - busy
        model.close()
        most = endpoint.most_at_once
    ideal = DRAFTS * CALLS / AT_ONCE * (FIRST + PIECES * BETWEEN)
    out = sys.stdout.write
    alone = FIRST + PIECES * BETWEEN
    out(f"one call: {single:.2f} s, of which the endpoint's own {alone:.2f} s\n")
    out(f"{DRAFTS} x {CALLS} calls: {wall:.2f} s, ideal at {AT_ONCE} at once {ideal:.2f} s: {wall / ideal:.3f}\n")
    out(f"most at once: {most}; processor, both ends: {1000 * busy / DRAFTS / CALLS:.0f} ms a call\n")
    failed = wall / ideal > LIMIT_RATIO or most > AT_ONCE
    out(f"NOT MET: at most {LIMIT_RATIO} x the ideal\n" if failed else "")
    return int(failed)


def _seconds(model: ChatModel, drafts: int, calls: int) -> float:
    """Wall time of that many drafts side by side, each with its calls side by side. The first call warms up."""
    model.ask(_request("warm"))
    began = time.perf_counter()
    with ThreadPoolExecutor(drafts * calls) as pool:
        list(pool.map(model.ask, [_request(f"{drafts} {at}") for at in range(drafts * calls)]))
    return time.perf_counter() - began


def _request(text: str) -> Request:
    return Request("section", (Message("system", "规则" * 2000), Message("user", text)))


if __name__ == "__main__":
    sys.exit(main())
