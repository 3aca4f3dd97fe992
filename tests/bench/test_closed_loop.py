"""So many callers, each of which waits."""

import asyncio

from ndxp.bench.closed_loop import measure


async def test_no_more_calls_are_under_way_than_there_are_callers() -> None:
    under_way = most = 0

    async def call(number: int) -> bool:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        return True

    measured = await measure(call, in_flight=4, seconds=0.2, warm_up_s=0.05)

    assert (most, measured.errors) == (4, 0)
    assert 0 < measured.rate <= 400
    assert 10 <= measured.p50_ms <= measured.p99_ms
    assert measured.calls > measured.rate * 0.2  # the warm-up's calls are called too


async def test_a_wrong_answer_is_an_error_and_no_rate() -> None:
    async def call(number: int) -> bool:
        await asyncio.sleep(0.001)
        return False

    measured = await measure(call, in_flight=2, seconds=0.05, warm_up_s=0)

    assert measured.rate == 0
    assert measured.errors == measured.calls > 0
