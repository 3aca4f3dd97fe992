"""The platform under attack, over a real broker."""

import uuid
from collections.abc import AsyncIterator

import pytest

from gateway.bus.rabbit import RabbitBus
from tests.adapters.counting import CountingAdapter, provider_side
from tests.attacks.platform import PROVIDER, Attacked
from tests.gateway.bus.broker import Backdoor
from tests.gateway.members import ManualClock, Members


@pytest.fixture
def namespace() -> str:
    return f"t-{uuid.uuid4()}"


@pytest.fixture
async def backdoor(amqp_url: str, namespace: str) -> AsyncIterator[Backdoor]:
    async with Backdoor.open(amqp_url, namespace) as backdoor:
        yield backdoor
        await backdoor.clean([PROVIDER])


@pytest.fixture
async def attacked(amqp_url: str, namespace: str, backdoor: Backdoor) -> AsyncIterator[Attacked]:
    members, adapter = Members(ManualClock()), CountingAdapter()
    bus = await RabbitBus.connect(amqp_url, namespace)
    await bus.serve(PROVIDER, provider_side(members, adapter).handle)
    yield Attacked(
        members=members,
        adapter=adapter,
        backdoor=backdoor,
        replies=await backdoor.reply_queue(),
    )
    await bus.close()
