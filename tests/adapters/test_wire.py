from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from adapters.wire import HttpWire, NativeCall


@pytest.fixture
async def compressing() -> AsyncIterator[BaseTestServer]:
    """A registry that compresses for whoever takes it."""

    async def answer(http: web.Request) -> web.Response:
        response = web.Response(text="<CongDan/>")
        response.enable_compression()
        return response

    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app) as server:
        yield server


async def test_a_registry_that_compresses_is_asked_for_plain_bytes(
    compressing: BaseTestServer,
) -> None:
    wire = HttpWire(str(compressing.make_url("")))

    answer = await wire.send(NativeCall(method="GET", path="/"))
    await wire.close()

    assert (answer.status, answer.body) == (200, b"<CongDan/>")
