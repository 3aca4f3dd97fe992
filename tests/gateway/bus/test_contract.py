"""What gateway.bus.Bus promises, held against both buses and a node that stands in front of another."""

import asyncio
import time
import uuid

import pytest

from gateway.errors import (
    BusUnavailableError,
    OverloadedError,
    ProviderUnavailableError,
    ReplayError,
)
from gateway.message import Sealed
from tests.gateway.bus.echo import OTHER, PROVIDER, TTL_S, Echo, message
from tests.gateway.bus.ends import Ends

PATIENCE_S = 10


async def call(ends: Ends, content: bytes = b"content", request_id: str = "") -> Sealed:
    request_id = request_id or str(uuid.uuid4())
    sent = message(request_id, content)
    async with asyncio.timeout(PATIENCE_S):
        return await ends.caller.call(PROVIDER, request_id, sent, TTL_S)


async def test_the_answer_comes_back(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)

    answer = await call(ends, b"hello")

    assert answer.content == b"hello"
    assert len(echo.seen) == 1


async def test_nobody_there_is_told_at_once(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(OTHER, echo)
    began = time.monotonic()

    with pytest.raises(ProviderUnavailableError):
        await call(ends)

    assert time.monotonic() - began < 1


async def test_a_provider_that_left_is_missed(ends: Ends, echo: Echo) -> None:
    serving = await ends.provider.serve(PROVIDER, echo)
    await call(ends)

    await serving.close()
    await asyncio.sleep(0.6)  # so long may presence be remembered

    with pytest.raises(ProviderUnavailableError):
        await call(ends)


async def test_presence_tells_who_serves(watched: Ends, echo: Echo) -> None:
    serving = await watched.provider.serve(PROVIDER, echo)

    assert await watched.caller.present(PROVIDER)
    assert not await watched.caller.present(OTHER)

    await serving.close()
    await asyncio.sleep(0.6)  # so long may presence be remembered
    assert not await watched.caller.present(PROVIDER)


async def test_two_servers_share_the_work(ends: Ends, echo: Echo) -> None:
    second = Echo()
    await ends.provider.serve(PROVIDER, echo)
    await ends.provider.serve(PROVIDER, second)

    for _ in range(20):
        await call(ends)

    assert len(echo.seen) + len(second.seen) == 20
    assert min(len(echo.seen), len(second.seen)) >= 5


async def test_when_one_of_two_servers_leaves_the_other_goes_on(ends: Ends, echo: Echo) -> None:
    leaving = await ends.provider.serve(PROVIDER, Echo())
    await ends.provider.serve(PROVIDER, echo)

    await leaving.close()

    for _ in range(4):
        await call(ends)
    assert len(echo.seen) == 4


async def test_many_calls_at_once_each_get_their_own_answer(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    contents = [str(number).encode() for number in range(500)]

    answers = await asyncio.gather(*(call(ends, content) for content in contents))

    assert [answer.content for answer in answers] == contents
    assert len(echo.seen) == 500


async def test_a_handler_that_raises_costs_only_its_message(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    spoilt = asyncio.create_task(call(ends, b"raise"))

    answers = await asyncio.gather(*(call(ends) for _ in range(10)))

    assert len(answers) == 10
    assert not spoilt.done()
    spoilt.cancel()


async def test_a_late_answer_is_told(ends: Ends, echo: Echo) -> None:
    late: asyncio.Queue[tuple[str, Sealed]] = asyncio.Queue()
    ends.caller.on_late(lambda request_id, answer: late.put_nowait((request_id, answer)))
    await ends.provider.serve(PROVIDER, echo)
    waiting = asyncio.create_task(call(ends, b"wait", "r-1"))
    await echo.arrived.wait()

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    echo.opened.set()

    async with asyncio.timeout(PATIENCE_S):
        request_id, answer = await late.get()
    assert (request_id, answer.content) == ("r-1", b"wait")


async def test_an_answer_in_time_is_not_late(ends: Ends, echo: Echo) -> None:
    late: list[str] = []
    ends.caller.on_late(lambda request_id, _answer: late.append(request_id))
    await ends.provider.serve(PROVIDER, echo)

    await call(ends)

    assert late == []


async def test_leaving_fails_the_calls_in_flight(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    waiting = asyncio.create_task(call(ends, b"wait"))
    await echo.arrived.wait()

    closing = asyncio.create_task(ends.caller.close())

    with pytest.raises(BusUnavailableError):
        await waiting
    echo.opened.set()
    await closing


async def test_it_tells_how_many_calls_wait(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    waiting = asyncio.create_task(call(ends, b"wait"))
    await echo.arrived.wait()

    assert ends.caller.waiting == 1
    echo.opened.set()
    await waiting
    assert ends.caller.waiting == 0


async def test_a_closed_bus_carries_nothing(ends: Ends) -> None:
    assert ends.caller.ready()

    await ends.caller.close()

    assert not ends.caller.ready()
    assert not await ends.caller.present(PROVIDER)
    with pytest.raises(BusUnavailableError):
        await call(ends)


async def test_leaving_twice_is_leaving(ends: Ends, echo: Echo) -> None:
    serving = await ends.provider.serve(PROVIDER, echo)

    await serving.close()
    await serving.close()
    await ends.provider.close()
    await ends.provider.close()

    assert not ends.provider.ready()


async def test_an_id_in_flight_is_not_used_again(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    first = asyncio.create_task(call(ends, b"wait", "r-1"))
    await echo.arrived.wait()

    with pytest.raises(ReplayError):
        await call(ends, b"other", "r-1")

    echo.opened.set()
    assert (await first).content == b"wait"


async def test_a_slow_one_does_not_hold_back_the_others(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    contents = [b"wait" if number == 3 else b"quick" for number in range(20)]

    calls = [asyncio.create_task(call(ends, content)) for content in contents]
    done, slow = await asyncio.wait(calls, timeout=1)

    assert (len(done), len(slow)) == (19, 1)
    echo.opened.set()
    await asyncio.gather(*calls)


async def test_a_big_message_travels_whole(ends: Ends, echo: Echo) -> None:
    await ends.provider.serve(PROVIDER, echo)
    content = bytes(range(256)) * 8192

    answer = await call(ends, content)

    assert len(content) == 2 * 1024 * 1024
    assert answer.content == content


async def test_more_than_can_wait_is_overload_and_the_rest_is_answered(
    ends: Ends, echo: Echo
) -> None:
    await ends.provider.serve(PROVIDER, echo)
    await call(ends)

    calls = [asyncio.create_task(call(ends, b"wait")) for _ in range(2000)]
    done, _ = await asyncio.wait(calls, timeout=1)
    echo.opened.set()
    results = await asyncio.gather(*calls, return_exceptions=True)

    refused = [result for result in results if isinstance(result, OverloadedError)]
    answered = [result for result in results if isinstance(result, Sealed)]
    assert len(done) == len(refused) > 0
    assert len(answered) == 2000 - len(refused) >= 1024


async def test_leaving_finishes_what_is_being_answered(ends: Ends, echo: Echo) -> None:
    serving = await ends.provider.serve(PROVIDER, echo)
    waiting = asyncio.create_task(call(ends, b"wait"))
    await echo.arrived.wait()

    closing = asyncio.create_task(serving.close())
    await asyncio.sleep(0.05)
    echo.opened.set()

    assert (await waiting).content == b"wait"
    await closing
