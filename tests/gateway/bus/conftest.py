"""Both buses, the broker behind one of them, and another node behind a third."""

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.bus.local import LocalBus
from gateway.bus.rabbit import RabbitBus
from gateway.bus.wire import unpack_item
from gateway.errors import ExchangeError
from gateway.signature import peek_request_id
from gateway.upstream import Upstream
from gateway.upstream.link import Link
from tests.gateway.bus.broker import Backdoor
from tests.gateway.bus.echo import OTHER, PROVIDER, TTL_S, Echo
from tests.gateway.bus.ends import Ends
from tests.gateway.upstream.far import Far, problem_answer, sealed_answer


@pytest.fixture
def namespace() -> str:
    """Nobody else's names on a broker that others use too."""
    return f"t-{uuid.uuid4()}"


@pytest.fixture
async def backdoor(amqp_url: str, namespace: str) -> AsyncIterator[Backdoor]:
    """Ends last, and leaves nothing of the namespace behind."""
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        yield backdoor
        await backdoor.clean([PROVIDER, OTHER])


RABBIT = pytest.param("rabbit", marks=pytest.mark.rabbit)


@pytest.fixture(params=["local", RABBIT, "upstream"])
def ends(request: pytest.FixtureRequest) -> Ends:
    """One bus after the other, for the tests of what all promise."""
    ends: Ends = request.getfixturevalue(request.param)
    return ends


@pytest.fixture(params=["local", RABBIT])
def watched(request: pytest.FixtureRequest) -> Ends:
    """Those that know who serves; of the next node it is known whether it lives."""
    ends: Ends = request.getfixturevalue(request.param)
    return ends


@pytest.fixture
async def local() -> AsyncIterator[Ends]:
    bus = LocalBus()
    yield Ends(caller=bus, provider=bus)
    await bus.close()


@pytest.fixture
async def rabbit(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[Ends]:
    """Two connections to one broker: a gateway's and an adapter's."""
    async with AsyncExitStack() as stack:
        caller = await RabbitBus.connect(amqp_url, namespace)
        stack.push_async_callback(caller.close)
        provider = await RabbitBus.connect(amqp_url, namespace)
        stack.push_async_callback(provider.close)
        yield Ends(caller=caller, provider=provider)


@pytest.fixture
async def upstream(tmp_path: Path) -> AsyncIterator[Ends]:
    """A node with nobody on its own bus, and the next one with a bus on which the provider is."""
    behind = LocalBus()

    async def says(http: BaseRequest) -> web.Response:
        message = unpack_item(await http.content.read())
        try:
            request_id = peek_request_id(message.jws)
            return sealed_answer(await behind.call(PROVIDER, request_id, message, TTL_S))
        except ExchangeError as error:
            return problem_answer(error.code, error.status)

    far = Far(tmp_path, says)
    async with far.listening():
        before = Upstream(LocalBus(), Link(far.address, far.source))
        yield Ends(caller=before, provider=behind)
        await before.close()
        await behind.close()


@pytest.fixture
async def echo() -> Echo:
    return Echo()
