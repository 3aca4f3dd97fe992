"""Who waits for which answer; belongs to one event loop and one bus."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.bus import LateHandler
from gateway.errors import BusUnavailableError, ReplayError
from gateway.message import Sealed

_MAX_REMEMBERED = 10_000  # calls given up, whose late answers are still worth a log entry


class Pending:
    """Calls in flight by request id, and lately abandoned ones."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[Sealed]] = {}
        self._abandoned: OrderedDict[str, None] = OrderedDict()
        self._on_late: LateHandler = lambda _request_id, _answer: None

    def __len__(self) -> int:
        """How many calls wait for their answer."""
        return len(self._waiting)

    def on_late(self, handler: LateHandler) -> None:
        self._on_late = handler

    @contextmanager
    def expect(self, request_id: str) -> Iterator[asyncio.Future[Sealed]]:
        """The answer to come; whoever leaves without it may still hear of it as late.

        Raises ReplayError if the id is in flight.
        """
        if request_id in self._waiting:
            raise ReplayError
        future: asyncio.Future[Sealed] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = future
        try:
            yield future
        finally:
            del self._waiting[request_id]
            if future.done() and not future.cancelled():
                future.exception()  # seen, even by a caller who left for another reason
            else:
                self._abandon(request_id)

    def settle(self, request_id: str, answer: Sealed) -> None:
        """Hand an answer to whoever waits, or to the late handler; anything else is nobody's."""
        future = self._waiting.get(request_id)
        if future is not None and not future.done():
            future.set_result(answer)
        elif request_id in self._abandoned:
            del self._abandoned[request_id]
            self._on_late(request_id, answer)

    def fail_all(self) -> None:
        """The way back is gone: nobody may wait any longer."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(BusUnavailableError())

    def _abandon(self, request_id: str) -> None:
        self._abandoned[request_id] = None
        if len(self._abandoned) > _MAX_REMEMBERED:
            self._abandoned.popitem(last=False)
