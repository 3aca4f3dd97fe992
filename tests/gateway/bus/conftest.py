"""Both buses, and the broker behind one of them."""

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from gateway.bus.local import LocalBus
from gateway.bus.rabbit import RabbitBus
from tests.gateway.bus.broker import Backdoor
from tests.gateway.bus.echo import OTHER, PROVIDER, Echo
from tests.gateway.bus.ends import Ends


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


@pytest.fixture(params=["local", pytest.param("rabbit", marks=pytest.mark.rabbit)])
def ends(request: pytest.FixtureRequest) -> Ends:
    """One bus after the other, for the tests of what both promise."""
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
async def echo() -> Echo:
    return Echo()
