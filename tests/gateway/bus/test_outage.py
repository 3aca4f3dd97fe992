"""A broker that stops and comes back."""

import asyncio
import time
import uuid

import pytest

from gateway.bus.rabbit import RabbitBus
from gateway.errors import BusUnavailableError, ProviderUnavailableError
from gateway.message import Sealed
from tests.gateway.bus.echo import PROVIDER, TTL_S, Echo, message
from tests.house.rabbitmq import BrokerProcess

pytestmark = pytest.mark.rabbit


async def call(bus: RabbitBus, content: bytes = b"content") -> Sealed:
    request_id = str(uuid.uuid4())
    async with asyncio.timeout(10):
        return await bus.call(PROVIDER, request_id, message(request_id, content), TTL_S)


async def test_calls_fail_at_once_when_the_broker_stops_and_work_soon_after_it_answers(
    private_broker: BrokerProcess, namespace: str, echo: Echo
) -> None:
    adapter = await RabbitBus.connect(private_broker.url, namespace)
    gateway = await RabbitBus.connect(private_broker.url, namespace)
    await adapter.serve(PROVIDER, echo)
    waiting = [asyncio.create_task(call(gateway, b"wait")) for _ in range(20)]
    await echo.arrived.wait()

    stopping = asyncio.create_task(private_broker.stop())
    failed = await asyncio.gather(*waiting, return_exceptions=True)
    await stopping

    assert {type(error) for error in failed} == {BusUnavailableError}
    assert not gateway.ready()
    with pytest.raises(BusUnavailableError):
        await call(gateway)

    echo.opened.set()
    await private_broker.start()
    answered = time.monotonic()
    while True:
        try:
            await call(gateway)
            break
        except (BusUnavailableError, ProviderUnavailableError):
            await asyncio.sleep(0.05)

    assert time.monotonic() - answered < 5
    await gateway.close()
    await adapter.close()


async def test_leaving_while_the_broker_is_gone_takes_no_time(
    private_broker: BrokerProcess, namespace: str, echo: Echo
) -> None:
    bus = await RabbitBus.connect(private_broker.url, namespace)
    serving = await bus.serve(PROVIDER, echo)
    await private_broker.stop()

    async with asyncio.timeout(2):
        await serving.close()
        await bus.close()

    assert not bus.ready()
