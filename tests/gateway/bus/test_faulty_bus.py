"""A bus with a fault: a message that is delivered twice, and a broker that is lost under a call."""

import asyncio
import uuid
from collections.abc import Callable

import pytest

from gateway.bus.faulty import DISCONNECT, DUPLICATE, FAULTS, FaultyBus
from gateway.bus.local import LocalBus
from gateway.bus.rabbit import RabbitBus
from gateway.errors import BusUnavailableError, ProviderUnavailableError
from gateway.faults import KINDS
from gateway.message import Sealed
from tests.gateway.bus.echo import PROVIDER, TTL_S, Echo, message
from tests.gateway.bus.ends import Ends

PATIENCE_S = 10


@pytest.fixture
def faulty(watched: Ends) -> FaultyBus:
    """The caller's end, either bus."""
    assert isinstance(watched.caller, LocalBus | RabbitBus)
    return FaultyBus(watched.caller)


async def until(happened: Callable[[], bool]) -> None:
    """Wait for what happens by itself, as long as it may take."""
    for _ in range(PATIENCE_S * 100):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def call(bus: FaultyBus, fault: str = "") -> Sealed:
    request_id = str(uuid.uuid4())
    sent = message(request_id, b"content")
    async with asyncio.timeout(PATIENCE_S):
        if not fault:
            return await bus.call(PROVIDER, request_id, sent, TTL_S)
        with bus.planned(request_id, fault):
            return await bus.call(PROVIDER, request_id, sent, TTL_S)


def test_they_are_faults_that_can_be_asked_for() -> None:
    assert [KINDS[name].places for name in FAULTS] == [("gateway",), ("gateway",)]


async def test_a_duplicate_brings_the_same_bytes_twice_and_one_answer(
    faulty: FaultyBus, watched: Ends, echo: Echo
) -> None:
    late: list[str] = []
    faulty.on_late(lambda request_id, _answer: late.append(request_id))
    await watched.provider.serve(PROVIDER, echo)

    answer = await call(faulty, DUPLICATE)

    await until(lambda: len(echo.seen) == 2)
    assert answer.content == b"content"
    assert echo.seen[0] == echo.seen[1]
    assert faulty.waiting == 0
    assert late == []


async def test_a_call_loses_its_broker_and_the_next_finds_it_again(
    faulty: FaultyBus, watched: Ends, echo: Echo
) -> None:
    await watched.provider.serve(PROVIDER, echo)

    with pytest.raises(BusUnavailableError):
        await call(faulty, DISCONNECT)

    await until(faulty.ready)
    assert (await call(faulty)).content == b"content"
    assert faulty.waiting == 0


@pytest.mark.parametrize("fault", FAULTS)
async def test_who_calls_nobody_hears_so_whatever_is_planned(faulty: FaultyBus, fault: str) -> None:
    with pytest.raises(ProviderUnavailableError):
        await call(faulty, fault)


async def test_other_calls_are_left_alone(faulty: FaultyBus, watched: Ends, echo: Echo) -> None:
    await watched.provider.serve(PROVIDER, echo)

    with faulty.planned("somebody else's", DUPLICATE):
        answer = await call(faulty)

    assert answer.content == b"content"
    assert len(echo.seen) == 1
