"""A node in front of another one: an LGSP before the NDXP (docs/protocol.md §7, `POST /sealed`).

To the exchange this is the bus. Whoever is served on the node's own bus is called there; every other
message goes to the next node over HTTPS, under this node's certificate, and its answer comes back from
there. The sealed bytes pass unchanged, and nothing is sent twice.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from gateway.bus import MAX_CONCURRENT, MAX_WAITING, Bus, Handler, LateHandler, Serving
from gateway.bus.pending import Pending
from gateway.errors import BusUnavailableError, ExchangeError, InternalError, OverloadedError
from gateway.message import Sealed, SubsystemId
from gateway.refresh import DirectorySource
from gateway.upstream.link import Address, Link

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_LATE_S = 10  # how long an answer is still waited for that its caller gave up


class Upstream:
    """See Bus: the node's own bus, with the next node behind it."""

    def __init__(self, own: Bus, link: Link) -> None:
        self._own = own
        self._link = link
        self._pending = Pending()
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = True

    async def call(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> Sealed:
        """See Bus; raises what Link.post raises as well."""
        if not self._open:
            raise BusUnavailableError
        if await self._own.present(provider):
            return await self._own.call(provider, request_id, message, ttl_s)
        if len(self._tasks) >= MAX_CONCURRENT + MAX_WAITING:
            raise OverloadedError
        with self._pending.expect(request_id) as answer:
            task = asyncio.create_task(self._ask(request_id, message, ttl_s, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return await answer

    async def serve(self, provider: SubsystemId, handler: Handler) -> Serving:
        return await self._own.serve(provider, handler)

    def on_late(self, handler: LateHandler) -> None:
        self._own.on_late(handler)
        self._pending.on_late(handler)

    @property
    def waiting(self) -> int:
        return self._own.waiting + len(self._pending)

    def ready(self) -> bool:
        return self._open and self._own.ready()

    async def present(self, provider: SubsystemId) -> bool:
        """Whether somebody serves it here; else whether the next node answers, which knows more."""
        if not self._open:
            return False
        return await self._own.present(provider) or await self._link.answers()

    async def close(self) -> None:
        """Leave the next node; the own bus is closed by whoever opened it."""
        self._open = False
        self._pending.fail_all()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._link.close()

    async def _ask(
        self, request_id: str, message: Sealed, ttl_s: float, answer: "asyncio.Future[Sealed]"
    ) -> None:
        """Goes on without its caller for a while: an answer that comes late is told."""
        try:
            async with asyncio.timeout(ttl_s + _LATE_S):
                found = await self._link.post(message)
        except TimeoutError:
            return
        except Exception as error:
            if not isinstance(error, ExchangeError):
                # Only the type: the text of a foreign error may hold what was sent.
                log.error("upstream.failed", error=type(error).__name__)  # noqa: TRY400
                error = InternalError()
            if not answer.done():
                answer.set_exception(error)
            return
        self._pending.settle(request_id, found)


@asynccontextmanager
async def open_upstream(
    own: Bus, address: Address | None, source: DirectorySource
) -> AsyncIterator[Bus]:
    """The bus of a node: its own, with the next node behind it where there is one.

    Raises ConfigurationError for a certificate that cannot be used.
    """
    if address is None:
        yield own
        return
    upstream = Upstream(own, Link(address, source))
    try:
        yield upstream
    finally:
        await upstream.close()
