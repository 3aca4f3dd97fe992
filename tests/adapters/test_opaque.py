"""What the provider's side makes of a service without a schema."""

from typing import Any

import pytest

from adapters.base import Adapter, OpaqueAdapter, OpaqueAnswer
from adapters.http import HttpAdapter
from adapters.memory import MAX_ANSWER_BYTES
from gateway.errors import RegistryFailedError, RegistryRefusedError
from gateway.message import Headers
from tests.adapters.counting import CountingAdapter
from tests.adapters.opaque import FILES, OK, Files, FilesSide
from tests.gateway.members import CLIENT

ANY_HEADERS: Headers = (("X-A", "1"), ("x-a", "2"), ("Content-Type", "application/pdf"))


@pytest.fixture
def side() -> FilesSide:
    return FilesSide()


async def test_an_adapter_gets_the_call_as_its_caller_sent_it(side: FilesSide) -> None:
    asked = {
        "method": "PATCH",
        "path": "/a%2Fb//c",
        "query": "x=1&x=1",
        "headers": ANY_HEADERS,
        "body": b"\x00\xff",
    }

    opened = await side.ask(message_id="tep-1", **asked)

    (call,) = side.files.calls
    assert {name: getattr(call, name) for name in asked if name != "headers"} == {
        name: value for name, value in asked.items() if name != "headers"
    }
    assert [pair for pair in call.headers if pair[0] != "traceparent"] == list(ANY_HEADERS)
    assert (call.service, call.client, call.message_id) == (FILES.code, str(CLIENT), "tep-1")
    assert call.time_left_s == 30.0
    assert (opened.status, opened.outcome, opened.content.body) == (200, "ok", b"ok")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "ok"), (204, "ok"), (304, "ok"), (400, "provider_error"), (599, "provider_error")],
)
async def test_what_a_provider_says_is_sealed_as_it_is(
    side: FilesSide, status: int, outcome: str
) -> None:
    side.files.result = OpaqueAnswer(status=status, headers=ANY_HEADERS, body=b"\xff\x00")

    opened = await side.ask(method="GET")

    assert (opened.status, opened.outcome, opened.code) == (status, outcome, "")
    assert opened.content.headers == ANY_HEADERS
    assert opened.content.body == (b"" if status in (204, 304) else b"\xff\x00")


async def test_an_answer_to_head_has_no_body(side: FilesSide) -> None:
    assert (await side.ask(method="HEAD")).content.body == b""


@pytest.mark.parametrize(
    "result",
    [
        None,
        OpaqueAnswer(status=199, headers=(), body=b""),
        OpaqueAnswer(status=600, headers=(), body=b""),
        OpaqueAnswer(status=200.5, headers=(), body=b""),  # type: ignore[arg-type]
        OpaqueAnswer(status=200, headers=(), body="text"),  # type: ignore[arg-type]
        OpaqueAnswer(status=200, headers=(), body=None),  # type: ignore[arg-type]
        OpaqueAnswer(status=200, headers=None, body=b""),  # type: ignore[arg-type]
        OpaqueAnswer(status=200, headers=(("X", 1),), body=b""),  # type: ignore[arg-type]
        OpaqueAnswer(status=200, headers=(("X-A: b\r\nX-C", "d"),), body=b""),
        OpaqueAnswer(status=200, headers=(("X", "a\r\nY: b"),), body=b""),
        OpaqueAnswer(status=200, headers=(("X", "\ud800"),), body=b""),
        OpaqueAnswer(status=200, headers=(("", "a"),), body=b""),
    ],
    ids=range(12),
)
async def test_what_http_cannot_carry_is_no_answer(side: FilesSide, result: Any) -> None:
    side.files.result = result

    opened = await side.ask()

    assert (opened.status, opened.code) == (502, "invalid_answer")


async def test_hop_by_hop_headers_of_an_answer_are_not_sealed(side: FilesSide) -> None:
    headers = (("Transfer-Encoding", "chunked"), ("Server", "x"), ("X", "y"))
    side.files.result = OpaqueAnswer(status=200, headers=headers, body=b"")

    assert (await side.ask()).content.headers == (("X", "y"),)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RegistryFailedError("gone"), 502, "service_failed"),
        (RegistryRefusedError("no"), 422, "service_refused"),
        (ZeroDivisionError(), 502, "service_failed"),
    ],
)
async def test_a_failing_adapter_is_told_under_the_providers_seal(
    side: FilesSide, error: Exception, status: int, code: str
) -> None:
    side.files.result = error

    opened = await side.ask()

    assert (opened.status, opened.code) == (status, code)


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "BREW"},
        {"method": "GET / HTTP/1.1\r\nX: y"},
        {"method": "get"},
        {"path": "no-slash"},
        {"path": "/a b"},
        {"path": "/a\r\nX: y"},
        {"path": "/a?b"},
        {"path": "/a#b"},
        {"path": "/ế"},
        {"query": "a b"},
        {"query": "a#b"},
        {"query": "\r\nX: y"},
    ],
    ids=str,
)
async def test_a_sealed_call_that_no_request_line_can_carry_is_refused(
    side: FilesSide, changed: dict[str, str]
) -> None:
    opened = await side.ask(**changed)

    assert opened.code in {"bad_request", "access_denied"}
    assert side.files.calls == []


async def test_a_client_without_the_right_is_refused_here_too(side: FilesSide) -> None:
    opened = await side.ask(path="/../x")

    assert (opened.status, opened.code) == (403, "access_denied")
    assert side.files.calls == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
async def test_a_lookup_whose_answer_is_kept_no_longer_is_made_again(
    side: FilesSide, method: str
) -> None:
    side.files.result = OpaqueAnswer(
        status=200, headers=(("X", "y" * (MAX_ANSWER_BYTES + 1)),), body=b""
    )

    _, opened = await side.ask_twice(method=method)

    assert opened.status == 200
    assert len(side.files.calls) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_what_may_change_something_is_done_once(side: FilesSide, method: str) -> None:
    side.files.result = OpaqueAnswer(status=200, headers=(), body=bytes(MAX_ANSWER_BYTES + 1))

    reply, opened = await side.ask_twice(method=method)

    assert (opened.status, opened.code) == (409, "replayed_request")
    assert len(side.files.calls) == 1
    assert reply.answer is not None


async def test_a_redelivery_gets_the_kept_answer(side: FilesSide) -> None:
    _, opened = await side.ask_twice(method="POST")

    assert opened.status == OK.status
    assert len(side.files.calls) == 1


def test_the_two_kinds_of_adapter_are_told_apart() -> None:
    assert isinstance(Files(), OpaqueAdapter)
    assert not isinstance(Files(), Adapter)
    assert isinstance(CountingAdapter(), Adapter)
    assert not isinstance(CountingAdapter(), OpaqueAdapter)


async def test_a_service_without_a_url_is_a_failure_of_the_provider(side: FilesSide) -> None:
    adapter = HttpAdapter(str(FILES.provider), {})
    await side.ask()

    with pytest.raises(RegistryFailedError):
        await adapter.forward(side.files.calls[0])


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "nonsense"])
async def test_a_provider_that_cannot_be_reached_is_a_failure_without_its_url(
    side: FilesSide, url: str
) -> None:
    adapter = HttpAdapter(str(FILES.provider), {FILES.code: url})
    await side.ask(path="/ma-so-bi-mat")

    with pytest.raises(RegistryFailedError) as caught:
        await adapter.forward(side.files.calls[0])

    await adapter.close()
    assert "ma-so-bi-mat" not in str(caught.value)
