import asyncio
from collections.abc import Sequence

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from gateway.batching import Batcher
from gateway.errors import OverloadedError


class Gate:
    """A flush that waits until the test opens it, and keeps what it was given."""

    def __init__(self) -> None:
        self.batches: list[list[bytes]] = []
        self.opened = asyncio.Event()
        self.error: Exception | None = None

    async def flush(self, items: list[bytes]) -> Sequence[int]:
        self.batches.append(items)
        await self.opened.wait()
        if self.error is not None:
            raise self.error
        return [len(item) for item in items]

    def batcher(
        self, max_items: int = 100, max_bytes: int = 100, max_waiting: int = 100
    ) -> Batcher[bytes, int]:
        return Batcher(
            self.flush,
            size_of=len,
            max_items=max_items,
            max_bytes=max_bytes,
            max_waiting=max_waiting,
        )


async def turns() -> None:
    """Let everything run that can run without waiting for anybody."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def gate() -> Gate:
    return Gate()


async def submit_all(batcher: Batcher[bytes, int], items: list[bytes]) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(batcher.submit(item)) for item in items]
    await turns()
    return tasks


async def test_an_idle_batcher_flushes_at_once(gate: Gate) -> None:
    (task,) = await submit_all(gate.batcher(), [b"a"])

    assert gate.batches == [[b"a"]]

    gate.opened.set()
    assert await task == 1


async def test_what_arrives_during_a_flush_goes_together_after_it(gate: Gate) -> None:
    batcher = gate.batcher()
    first = await submit_all(batcher, [b"a"])
    later = await submit_all(batcher, [b"bb", b"ccc"])

    gate.opened.set()

    assert await asyncio.gather(*first, *later) == [1, 2, 3]
    assert gate.batches == [[b"a"], [b"bb", b"ccc"]]


async def test_a_batch_has_at_most_max_items(gate: Gate) -> None:
    gate.opened.set()

    tasks = await submit_all(gate.batcher(max_items=2), [b"a", b"b", b"c"])

    await asyncio.gather(*tasks)
    assert gate.batches == [[b"a", b"b"], [b"c"]]


async def test_a_batch_has_at_most_max_bytes(gate: Gate) -> None:
    gate.opened.set()

    tasks = await submit_all(gate.batcher(max_bytes=4), [b"aa", b"bb", b"c"])

    await asyncio.gather(*tasks)
    assert gate.batches == [[b"aa", b"bb"], [b"c"]]


async def test_a_single_item_goes_however_large(gate: Gate) -> None:
    gate.opened.set()

    tasks = await submit_all(gate.batcher(max_bytes=4), [b"aaaaaaaa", b"b"])

    await asyncio.gather(*tasks)
    assert gate.batches == [[b"aaaaaaaa"], [b"b"]]


async def test_more_than_max_waiting_is_overload(gate: Gate) -> None:
    batcher = gate.batcher(max_waiting=2)
    tasks = await submit_all(batcher, [b"in flight"])
    tasks += await submit_all(batcher, [b"b", b"c"])

    with pytest.raises(OverloadedError):
        await batcher.submit(b"d")

    gate.opened.set()
    assert await asyncio.gather(*tasks) == [9, 1, 1]


async def test_an_error_reaches_every_item_of_its_batch_and_no_other(gate: Gate) -> None:
    batcher = gate.batcher()
    gate.error = OSError("full")
    tasks = await submit_all(batcher, [b"a", b"b"])
    gate.opened.set()

    failed = await asyncio.gather(*tasks, return_exceptions=True)
    gate.error = None

    assert [type(error) for error in failed] == [OSError, OSError]
    assert await batcher.submit(b"c") == 1


async def test_a_flush_that_returns_too_little_is_an_error(gate: Gate) -> None:
    async def flush(items: list[bytes]) -> Sequence[int]:
        return [len(item) for item in items[1:]]

    batcher = Batcher(flush, size_of=len, max_items=9, max_bytes=9, max_waiting=9)
    tasks = await submit_all(batcher, [b"a", b"b"])

    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert any(isinstance(result, ValueError) for result in results)


async def test_a_submitter_cancelled_while_waiting_is_dropped(gate: Gate) -> None:
    batcher = gate.batcher()
    (first,) = await submit_all(batcher, [b"a"])
    cancelled, other = await submit_all(batcher, [b"b", b"c"])

    cancelled.cancel()
    gate.opened.set()

    assert list(await asyncio.gather(first, other)) == [1, 1]
    assert gate.batches == [[b"a"], [b"c"]]


async def test_a_submitter_cancelled_in_flight_disturbs_nobody(gate: Gate) -> None:
    cancelled, other = await submit_all(gate.batcher(), [b"a", b"b"])

    cancelled.cancel()
    await turns()
    gate.opened.set()

    assert await other == 1
    assert gate.batches == [[b"a", b"b"]]


async def test_close_drains_what_waits_and_refuses_what_comes(gate: Gate) -> None:
    batcher = gate.batcher()
    tasks = await submit_all(batcher, [b"a"])
    tasks += await submit_all(batcher, [b"b"])
    closing = asyncio.create_task(batcher.close())
    await turns()

    with pytest.raises(OverloadedError):
        await batcher.submit(b"c")
    gate.opened.set()
    await closing

    assert [task.result() for task in tasks] == [1, 1]


async def test_closing_an_idle_batcher_returns(gate: Gate) -> None:
    await gate.batcher().close()

    assert gate.batches == []


async def test_what_waits_is_counted(gate: Gate) -> None:
    batcher = gate.batcher(max_items=1)

    tasks = await submit_all(batcher, [b"a", b"b", b"c"])

    assert batcher.waiting == 2
    gate.opened.set()
    await asyncio.gather(*tasks)
    assert batcher.waiting == 0


async def test_a_flush_is_logged_under_nobodys_trace() -> None:
    seen = []

    async def flush(items: list[bytes]) -> Sequence[int]:
        seen.append(get_contextvars())
        return [len(item) for item in items]

    batcher = Batcher(flush, size_of=len, max_items=1, max_bytes=1, max_waiting=1)
    with bound_contextvars(trace_id="of the first to come"):
        await batcher.submit(b"a")

    assert seen == [{}]
