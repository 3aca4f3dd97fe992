"""The trace that an adapter sends on, whoever sealed the request."""

import structlog

from gateway.trace import trace_of
from tests.adapters.asking import Side

TRACE_ID = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE_ID}-b7ad6b7169203331-01"


async def test_an_adapter_gets_the_trace_of_the_request(side: Side) -> None:
    await side.answer(headers=(("Traceparent", PARENT), ("tracestate", "vn=1")))

    assert side.adapter.calls[0].headers == {"traceparent": PARENT, "tracestate": "vn=1"}


async def test_a_request_that_was_sealed_without_one_gets_one_here(side: Side) -> None:
    await side.answer(headers=(("tracestate", "vn=1"),))

    trace = side.adapter.calls[0].headers
    assert list(trace) == ["traceparent"]
    assert trace_of(trace.items()).parent == trace["traceparent"]


async def test_what_goes_wrong_is_logged_with_the_trace(side: Side) -> None:
    side.adapter.result = ZeroDivisionError("what the registry said")

    with structlog.testing.capture_logs([structlog.contextvars.merge_contextvars]) as lines:
        await side.answer(headers=(("traceparent", PARENT),))

    assert [(line["event"], line["trace_id"]) for line in lines] == [("adapter.failed", TRACE_ID)]
