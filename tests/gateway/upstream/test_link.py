"""What the link makes of anything that the next node may do."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.bus.wire import CONTENT_TYPE, pack_item, unpack_item
from gateway.errors import (
    AccessDeniedError,
    BodyTooLargeError,
    ConfigurationError,
    DeadlineExceededError,
    ExchangeError,
    InconsistentAnswerError,
    NetworkExpiredError,
    OverloadedError,
    ProviderUnavailableError,
    ReplayError,
    SchemaViolationError,
    TooManyRequestsError,
    UpstreamUnavailableError,
)
from gateway.message import Sealed
from gateway.upstream.link import MAX_ANSWER_BYTES, Address, Link
from tests.gateway.upstream.far import Far, problem_answer, sealed_answer

SENT = Sealed(jws="a.b.c", content=b"\x00\xff")
ANSWER = Sealed(jws="d.e.f", content=b"\xff\x00")
SECRET = "001090000001"


async def good(_http: BaseRequest) -> web.Response:
    return sealed_answer(ANSWER)


@pytest.fixture
async def far(tmp_path: Path) -> AsyncIterator[Far]:
    far = Far(tmp_path, good)
    async with far.listening():
        yield far


@pytest.fixture
async def link(far: Far) -> AsyncIterator[Link]:
    link = Link(far.address, far.source)
    yield link
    await link.close()


async def test_one_item_goes_out_and_one_comes_back_unchanged(far: Far, link: Link) -> None:
    bodies: list[bytes] = []

    async def says(http: BaseRequest) -> web.Response:
        bodies.append(await http.read())
        return sealed_answer(ANSWER)

    far.says = says

    assert await link.post(SENT) == ANSWER
    assert bodies == [pack_item(SENT)]
    assert unpack_item(bodies[0]) == SENT
    (http,) = far.heard
    assert (http.method, http.path, http.headers["Content-Type"]) == (
        *("POST", "/sealed"),
        CONTENT_TYPE,
    )


async def test_a_connection_serves_many_messages(far: Far, link: Link) -> None:
    ports: set[object] = set()

    async def says(http: BaseRequest) -> web.Response:
        assert http.transport is not None
        ports.add(http.transport.get_extra_info("peername"))
        return sealed_answer(ANSWER)

    far.says = says

    for _ in range(5):
        await link.post(SENT)

    assert len(ports) == 1


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("access_denied", 403, AccessDeniedError),
        ("schema_violation", 422, SchemaViolationError),
        ("body_too_large", 413, BodyTooLargeError),
        ("replayed_request", 409, ReplayError),
        ("too_many_requests", 429, TooManyRequestsError),
        ("overloaded", 503, OverloadedError),
        ("provider_unavailable", 503, ProviderUnavailableError),
        ("network_document_expired", 503, NetworkExpiredError),
        ("timeout", 504, DeadlineExceededError),
    ],
)
async def test_an_error_that_means_the_same_to_the_caller_is_passed_on(
    far: Far, link: Link, code: str, status: int, error: type[ExchangeError]
) -> None:
    async def says(_http: BaseRequest) -> web.Response:
        return problem_answer(code, status)

    far.says = says

    with pytest.raises(error) as caught:
        await link.post(SENT)

    assert (caught.value.code, caught.value.status) == (code, status)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("unauthenticated", 401),
        ("invalid_content_type", 415),
        ("internal_error", 500),
        ("something_new", 418),
    ],
)
async def test_what_is_between_the_nodes_is_no_error_of_the_caller(
    far: Far, link: Link, code: str, status: int
) -> None:
    async def says(_http: BaseRequest) -> web.Response:
        return problem_answer(code, status)

    far.says = says

    with pytest.raises(UpstreamUnavailableError) as caught:
        await link.post(SENT)

    assert caught.value.where == f"127.0.0.1:{far.port}"


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b'{"type":7}', b'{"type":"x"}', b"[" * 70_000, b"\xff" * 70_000],
    ids=["empty", "html", "array", "number", "no code", "deep", "large"],
)
async def test_an_error_in_another_form_is_one_of_the_next_node(
    far: Far, link: Link, body: bytes
) -> None:
    async def says(_http: BaseRequest) -> web.Response:
        return web.Response(status=502, body=body)

    far.says = says

    with pytest.raises(UpstreamUnavailableError):
        await link.post(SENT)


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x92\xa0\xa0", b"{}", b"\x92\xa1a"])
async def test_an_answer_that_is_no_sealed_message_is_refused(
    far: Far, link: Link, body: bytes
) -> None:
    async def says(_http: BaseRequest) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    far.says = says

    with pytest.raises(InconsistentAnswerError):
        await link.post(SENT)


async def test_an_answer_without_end_is_refused(far: Far, link: Link) -> None:
    async def says(http: BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": CONTENT_TYPE})
        await answer.prepare(http)
        for _ in range(MAX_ANSWER_BYTES // (1 << 20) + 2):
            await answer.write(bytes(1 << 20))
        return answer

    far.says = says

    with pytest.raises(InconsistentAnswerError):
        await link.post(SENT)


async def test_it_is_not_sent_elsewhere(far: Far, link: Link) -> None:
    async def says(_http: BaseRequest) -> web.Response:
        return web.Response(status=307, headers={"Location": f"https://127.0.0.1:{far.port}/x"})

    far.says = says

    with pytest.raises(UpstreamUnavailableError):
        await link.post(SENT)

    assert len(far.heard) == 1


async def test_a_connection_that_breaks_is_not_tried_again(far: Far, link: Link) -> None:
    async def says(http: BaseRequest) -> web.Response:
        assert http.transport is not None
        http.transport.abort()
        return web.Response()

    far.says = says

    with pytest.raises(UpstreamUnavailableError):
        await link.post(SENT)

    assert len(far.heard) == 1


async def test_a_node_under_another_name_is_not_believed(tmp_path: Path) -> None:
    far = Far(tmp_path, good)
    async with far.listening(name="127.0.0.2"):
        link = Link(far.address, far.source)

        with pytest.raises(UpstreamUnavailableError):
            await link.post(SENT)

        assert not await link.answers()
        await link.close()
    assert far.heard == []


async def test_a_node_of_another_authority_is_not_believed(far: Far, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Far(tmp_path / "other", good)
    link = Link(far.address, other.source)

    with pytest.raises(UpstreamUnavailableError):
        await link.post(SENT)

    await link.close()
    assert far.heard == []


async def test_whether_it_lives_is_remembered_for_half_a_second(far: Far, link: Link) -> None:
    assert await link.answers()

    far.alive = False

    assert await link.answers()
    await asyncio.sleep(0.55)
    assert not await link.answers()


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:8443", "https://127.0.0.1", "https://u:p@host:1", "https://host:1/x"),
        *("https://host:1?x=1", "https://:1", "127.0.0.1:8443", ""),
    ],
)
def test_only_the_address_of_a_node_over_tls_is_taken(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        Address.read(url, tmp_path / "x.crt")


@pytest.mark.parametrize("url", ["https://127.0.0.1:8443", "https://[::1]:8443/", "https://a.vn:1"])
def test_it_is_named_by_host_and_port(url: str, tmp_path: Path) -> None:
    named = Address.read(url, tmp_path / "x.crt").named

    assert named == url.removeprefix("https://").rstrip("/")


async def test_a_certificate_that_is_none_is_refused_before_anything_runs(far: Far) -> None:
    broken = far.folder / "broken.crt"
    broken.write_text("nothing")
    broken.with_suffix(".key").write_text("nothing")

    for file in (broken, far.folder / "missing.crt"):
        with pytest.raises(ConfigurationError, match="--upstream-cert"):
            Link(Address(url="https://127.0.0.1:1", certificate=file), far.source)
