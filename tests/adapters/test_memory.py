import asyncio
from dataclasses import replace

import pytest

from adapters.memory import MAX_ANSWER_BYTES, ReplayMemory
from gateway.bus import Reply
from gateway.errors import OverloadedError, RegistryFailedError, ReplayError
from gateway.message import Sealed, SubsystemId
from gateway.signature import CLOCK_SKEW_MS, OpenedRequest
from tests.gateway.members import ManualClock, Members

SKEW_S = CLOCK_SKEW_MS / 1000


class Registry:
    """Counts how often it is asked; answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.opened = asyncio.Event()
        self.opened.set()
        self.size = 10
        self.error: Exception | None = None

    async def __call__(self, request: OpenedRequest) -> Reply:
        self.asked.append(request.request_id)
        await self.opened.wait()
        if self.error is not None:
            raise self.error
        content = len(self.asked).to_bytes(4) + bytes(self.size)
        return Reply(answer=Sealed(jws="a.b.c", content=content), dead="refused")


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def request_(clock: ManualClock) -> OpenedRequest:
    members = Members(clock)
    return members.open(members.seal())


@pytest.fixture
def memory(clock: ManualClock) -> ReplayMemory:
    return ReplayMemory(clock)


@pytest.fixture
async def registry() -> Registry:
    return Registry()


def numbered(request: OpenedRequest, number: int) -> OpenedRequest:
    return replace(request, request_id=f"r-{number}")


async def test_a_redelivery_gets_the_first_answer(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    first = await memory.once(request_, registry, registry)

    again = await memory.once(request_, registry, registry)

    assert again.answer == first.answer
    assert len(registry.asked) == 1


async def test_only_the_first_delivery_is_dead(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    first = await memory.once(request_, registry, registry)

    again = await memory.once(request_, registry, registry)

    assert (first.dead, again.dead) == ("refused", "")


async def test_a_redelivery_during_the_answer_waits_for_it(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    registry.opened.clear()
    both = [asyncio.create_task(memory.once(request_, registry, registry)) for _ in range(2)]
    await asyncio.sleep(0)

    registry.opened.set()
    first, again = await asyncio.gather(*both)

    assert first.answer == again.answer
    assert len(registry.asked) == 1


async def test_another_message_under_the_same_id_is_refused(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    await memory.once(request_, registry, registry)

    with pytest.raises(ReplayError):
        await memory.once(replace(request_, digest="another"), registry, registry)

    assert len(registry.asked) == 1


async def test_two_clients_may_use_the_same_id(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    other = SubsystemId.parse("VN/GOV/G14/lgsp")
    await memory.once(request_, registry, registry)

    await memory.once(replace(request_, client=other, digest="another"), registry, registry)

    assert len(registry.asked) == 2


async def test_a_message_is_remembered_until_it_expires_and_the_clocks_agree(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry, clock: ManualClock
) -> None:
    await memory.once(request_, registry, registry)
    clock.advance(30 + SKEW_S - 0.001)
    await memory.once(request_, registry, registry)
    assert len(registry.asked) == 1

    clock.advance(0.001)
    await memory.once(request_, registry, registry)

    assert len(registry.asked) == 2


async def test_a_failure_is_remembered_too(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    registry.error = RegistryFailedError()

    for _ in range(2):
        with pytest.raises(RegistryFailedError):
            await memory.once(request_, registry, registry)

    assert len(registry.asked) == 1


async def test_a_first_delivery_that_is_given_up_is_answered_all_the_same(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    registry.opened.clear()
    first = asyncio.create_task(memory.once(request_, registry, registry))
    await asyncio.sleep(0)
    first.cancel()
    registry.opened.set()

    again = await memory.once(request_, registry, registry)

    assert again.answer is not None
    assert len(registry.asked) == 1


async def test_the_oldest_answer_goes_when_answers_take_too_much_room(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    registry.size = MAX_ANSWER_BYTES // 4
    for number in range(4):
        await memory.once(numbered(request_, number), registry, registry)
    assert len(registry.asked) == 4

    await memory.once(numbered(request_, 3), registry, registry)
    assert len(registry.asked) == 4

    await memory.once(numbered(request_, 0), registry, registry)
    assert registry.asked[4:] == ["r-0"]


async def test_whether_an_answer_that_went_is_computed_again_is_not_for_the_memory_to_say(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    async def refuse(_request: OpenedRequest) -> Reply:
        raise ReplayError

    registry.size = MAX_ANSWER_BYTES + 1
    await memory.once(request_, registry, refuse)

    with pytest.raises(ReplayError):
        await memory.once(request_, registry, refuse)
    assert len(registry.asked) == 1


async def test_a_message_whose_answer_went_is_still_known(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry
) -> None:
    registry.size = MAX_ANSWER_BYTES + 1
    await memory.once(request_, registry, registry)

    with pytest.raises(ReplayError):
        await memory.once(replace(request_, digest="another"), registry, registry)


async def test_answers_given_up_or_forgotten_take_no_room(
    memory: ReplayMemory, request_: OpenedRequest, registry: Registry, clock: ManualClock
) -> None:
    """An answer that comes after its message was forgotten must not push out others."""
    registry.size = MAX_ANSWER_BYTES // 2
    registry.opened.clear()
    slow = [
        asyncio.create_task(memory.once(numbered(request_, n), registry, registry))
        for n in range(3)
    ]
    await asyncio.sleep(0)
    clock.advance(30 + SKEW_S)
    fresh = replace(request_, expires_ms=clock.ms + 30_000)
    kept = asyncio.create_task(memory.once(fresh, registry, registry))
    await asyncio.sleep(0)

    registry.opened.set()
    await asyncio.gather(kept, *slow)
    await memory.once(fresh, registry, registry)

    assert len(registry.asked) == 4


async def test_a_message_that_may_be_waited_for_long_holds_up_none_behind_it(
    request_: OpenedRequest, registry: Registry, clock: ManualClock
) -> None:
    memory = ReplayMemory(clock, max_remembered=2)
    long = replace(numbered(request_, 0), expires_ms=clock.ms + 300_000)
    await memory.once(long, registry, registry)
    await memory.once(numbered(request_, 1), registry, registry)
    clock.advance(30 + SKEW_S)

    await memory.once(replace(request_, expires_ms=clock.ms + 30_000), registry, registry)
    await memory.once(long, registry, registry)

    assert registry.asked == ["r-0", "r-1", request_.request_id]


async def test_more_messages_than_can_be_remembered_are_overload_until_some_expire(
    request_: OpenedRequest, registry: Registry, clock: ManualClock
) -> None:
    memory = ReplayMemory(clock, max_remembered=3)
    for number in range(3):
        await memory.once(numbered(request_, number), registry, registry)

    with pytest.raises(OverloadedError):
        await memory.once(request_, registry, registry)
    await memory.once(numbered(request_, 1), registry, registry)
    clock.advance(30 + SKEW_S)
    await memory.once(replace(request_, expires_ms=clock.ms + 30_000), registry, registry)

    assert len(registry.asked) == 4
