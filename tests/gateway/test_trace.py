"""A trace that came goes on as it came; anything else that calls itself one is replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.trace import trace_of

TRACE_ID, SPAN_ID = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE_ID}-{SPAN_ID}-01"
HEADERS = (("Accept", "*/*"), ("traceparent", PARENT), ("tracestate", "a=1"), ("tracestate", "b=2"))
MALFORMED = [
    "",
    "00",
    PARENT.upper(),
    PARENT[:-1],
    f"{PARENT}-more",
    f"{PARENT}-",
    f"ff-{TRACE_ID}-{SPAN_ID}-01",
    f"00-{'0' * 32}-{SPAN_ID}-01",
    f"00-{TRACE_ID}-{'0' * 16}-01",
    f"00-{TRACE_ID[:-1]}g-{SPAN_ID}-01",
    f"00_{TRACE_ID}_{SPAN_ID}_01",
    f"{PARENT}, {PARENT}",
    f"{PARENT}\n",
]


def test_a_trace_that_came_goes_on_untouched() -> None:
    trace = trace_of(HEADERS)

    assert trace.id == TRACE_ID
    assert trace.headers == {"traceparent": PARENT, "tracestate": "a=1,b=2"}
    assert trace.carried(HEADERS) == HEADERS


def test_the_names_of_its_headers_are_read_in_any_case() -> None:
    headers = (("Traceparent", PARENT), ("TRACESTATE", "a=1"))

    trace = trace_of(headers)

    assert trace.headers == {"traceparent": PARENT, "tracestate": "a=1"}
    assert trace.carried(headers) == headers


@pytest.mark.parametrize("value", MALFORMED)
def test_a_malformed_one_is_replaced_and_its_state_dropped(value: str) -> None:
    headers = (("X", "1"), ("traceparent", value), ("tracestate", "a=1"))

    trace = trace_of(headers)

    assert trace.id != TRACE_ID
    assert trace.carried(headers) == (("X", "1"), ("traceparent", trace.parent))


def test_of_several_none_is_believed() -> None:
    headers = (("traceparent", PARENT), ("traceparent", PARENT))

    trace = trace_of(headers)

    assert trace.id != TRACE_ID
    assert trace.carried(headers) == (("traceparent", trace.parent),)


def test_a_later_version_goes_on_as_the_one_that_we_know() -> None:
    trace = trace_of([("traceparent", f"cc-{TRACE_ID}-{SPAN_ID}-ff-what-the-future-brings")])

    assert trace.parent == f"00-{TRACE_ID}-{SPAN_ID}-01"


def test_where_none_came_a_new_one_begins_that_is_not_sampled() -> None:
    one, other = trace_of([]), trace_of([("Accept", "*/*")])

    assert one.id != other.id
    assert trace_of(one.headers.items()) == one
    assert one.parent.endswith("-00")
    assert one.carried((("X", "1"),)) == (("X", "1"), ("traceparent", one.parent))


@given(st.lists(st.tuples(st.sampled_from(["traceparent", "Tracestate", "X"]), st.text())))
def test_whatever_came_what_goes_on_is_well_formed(headers: list[tuple[str, str]]) -> None:
    trace = trace_of(headers)

    carried = trace.carried(tuple(headers))

    assert trace_of(carried) == trace
    assert [pair for pair in carried if pair[0] == "X"] == [p for p in headers if p[0] == "X"]
