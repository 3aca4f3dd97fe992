"""The lean client reads what the gateway sends, and nothing else as if it had understood it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from ndxp.load.http import Pool, read_answer, request_bytes
from ndxp.load.target import Target

Serve = Callable[[Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]], Awaitable[Target]]
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: y\r\n\r\n{}"


def test_an_answer_is_read_whole_or_not_at_all() -> None:
    assert [read_answer(WHOLE[:size]) for size in range(len(WHOLE))] == [None] * len(WHOLE)

    answer = read_answer(WHOLE)

    assert answer is not None
    assert (answer.status, answer.body, answer.keep) == (200, b"{}", True)


def test_an_answer_may_end_its_connection() -> None:
    answer = read_answer(b"HTTP/1.1 400 X\r\nconnection: Close\r\ncontent-length:0\r\n\r\n")

    assert answer is not None
    assert (answer.status, answer.keep) == (400, False)


@pytest.mark.parametrize(
    "received",
    [
        b"HTTP/2 200\r\n\r\n",
        b"nonsense\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        WHOLE + b"x",
    ],
)
def test_what_it_does_not_understand_is_an_error(received: bytes) -> None:
    with pytest.raises(ValueError, match=r"HTTP|Content-Length"):
        read_answer(received)


async def test_connections_are_used_again(serve: Serve) -> None:
    seen = []

    async def answer(request: web.BaseRequest) -> web.Response:
        seen.append((request.remote, request.transport, await request.read()))
        return web.Response(body=b"{}")

    target = await serve(answer)
    pool = Pool(target, 5)
    request = request_bytes(target, "/", {"X-Road-Client": "VN/GOV/H29/motcua"}, b'{"a":1}')

    answers = [await pool.send(request) for _ in range(3)]
    pool.close()

    assert [each.status for each in answers] == [200] * 3
    assert {body for _, _, body in seen} == {b'{"a":1}'}
    assert len({transport for _, transport, _ in seen}) == 1


async def test_a_server_that_answers_too_late_is_a_timeout(serve: Serve) -> None:
    async def late(request: web.BaseRequest) -> web.Response:
        await asyncio.sleep(0.5)  # longer than the client waits
        return web.Response()

    target = await serve(late)

    with pytest.raises(TimeoutError):
        await Pool(target, 0.1).send(request_bytes(target, "/", {}, b"{}"))


async def test_a_server_that_hangs_up_is_a_broken_connection(serve: Serve) -> None:
    async def hang_up(request: web.BaseRequest) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    target = await serve(hang_up)

    with pytest.raises(ConnectionError):
        await Pool(target, 5).send(request_bytes(target, "/", {}, b"{}"))
