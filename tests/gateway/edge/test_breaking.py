"""What a spoilt answer looks like on the wire where HTTP allows it no body."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.edge.breaking import spoil
from gateway.faults import Fault


async def heard(request: bytes, fault: str) -> bytes:
    """Everything that a listener sends whose only answer is spoilt."""

    async def handle(http: BaseRequest) -> web.StreamResponse:
        return await spoil(http, web.Response(body=b"mot hai ba"), Fault.parse(fault))

    runner = web.ServerRunner(web.Server(handler=handle))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        reader, writer = await asyncio.open_connection(*runner.addresses[0])
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(), timeout=10)
        writer.close()
    finally:
        await runner.cleanup()
    return answer


@pytest.mark.parametrize("fault", ["slow_trickle;bytes_per_s=10000", "truncated_body;share=0.5"])
async def test_nothing_follows_the_header_of_an_answer_to_head(fault: str) -> None:
    answer = await heard(b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", fault)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\n")


async def test_what_is_cut_off_is_missing() -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    answer = await heard(request, "truncated_body;share=0.5")

    assert b"Content-Length: 10\r\n" in answer
    assert answer.endswith(b"\r\n\r\nmot h")
