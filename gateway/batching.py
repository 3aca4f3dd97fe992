"""Natural batching: what arrives while one flush is in flight waits and goes together.

Idle it adds nothing but a turn of the event loop; busy it amortises what one flush costs (an
fsync, a broker's confirm) over everything that came meanwhile. No timer, no tuning.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from gateway.errors import OverloadedError

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Collects items for `flush`, which returns one result for each, in order.

    At most one flush runs at a time. A batch holds at most `max_items` items and `max_bytes`
    bytes (by `size_of`), except that a single item always goes. An error of `flush` is raised to
    every submitter of that batch and to no other. Belongs to one event loop.
    """

    def __init__(
        self,
        flush: Callable[[list[T]], Awaitable[Sequence[R]]],
        *,
        size_of: Callable[[T], int],
        max_items: int,
        max_bytes: int,
        max_waiting: int,
    ) -> None:
        self._flush = flush
        self._size_of = size_of
        self._max_items = max_items
        self._max_bytes = max_bytes
        self._max_waiting = max_waiting
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many items are not yet on their way."""
        return len(self._waiting)

    async def submit(self, item: T) -> R:
        """Return the item's result once its batch is flushed.

        Raises OverloadedError when too many wait or the batcher is closed. Cancelled while it
        still waits, the item is dropped; cancelled in flight, it goes but nobody hears of it.
        """
        if self._closed or len(self._waiting) >= self._max_waiting:
            raise OverloadedError
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._worker is None:
            # What it logs is about everybody's items, so it has nobody's context.
            self._worker = asyncio.create_task(self._work(), context=contextvars.Context())
        return await future

    async def close(self) -> None:
        """Refuse what comes from now on and return when everything that waits is flushed."""
        self._closed = True
        if self._worker is not None:
            await self._worker

    async def _work(self) -> None:
        try:
            while batch := self._take():
                await self._send(batch)
        finally:
            self._worker = None
            # Only a cancelled worker leaves anybody waiting: the event loop is going down.
            for _, future in self._waiting:
                future.cancel()

    def _take(self) -> list[tuple[T, asyncio.Future[R]]]:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        size = 0
        while self._waiting and len(batch) < self._max_items:
            item, future = self._waiting[0]
            if not future.done():
                size += self._size_of(item)
                if batch and size > self._max_bytes:
                    break
                batch.append((item, future))
            self._waiting.popleft()
        return batch

    async def _send(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._flush([item for item, _ in batch])
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)
        except asyncio.CancelledError:
            for _, future in batch:
                future.cancel()
            raise
        except Exception as error:
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
