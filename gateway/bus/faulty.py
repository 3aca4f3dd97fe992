"""A bus that repeats a call, or loses its broker under it, where a fault on demand says so."""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from gateway.bus import FragileBus, Handler, LateHandler, Serving
from gateway.errors import BusUnavailableError, ExchangeError
from gateway.message import Sealed, SubsystemId

DUPLICATE: Final = "duplicate_delivery"
DISCONNECT: Final = "broker_disconnect"
FAULTS: Final = (DUPLICATE, DISCONNECT)
_PATIENCE_S = 1.0  # for a call to be on the bus


class FaultyBus:
    """See Bus: the one within, but for the calls that are planned otherwise."""

    def __init__(self, bus: FragileBus) -> None:
        self._bus = bus
        self._planned: dict[str, str] = {}

    @contextmanager
    def planned(self, request_id: str, fault: str) -> Iterator[None]:
        """Within, the call of this id has this fault, one of FAULTS."""
        self._planned[request_id] = fault
        try:
            yield
        finally:
            del self._planned[request_id]

    async def call(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> Sealed:
        if not self._planned or request_id not in self._planned:
            return await self._bus.call(provider, request_id, message, ttl_s)
        calling = asyncio.ensure_future(self._bus.call(provider, request_id, message, ttl_s))
        try:
            await self._waits(calling)
            if calling.done():  # it got nowhere, of its own accord
                return await calling
            if self._planned[request_id] == DISCONNECT:
                await self._bus.cut()
                raise BusUnavailableError  # an answer that came meanwhile is lost with it
            with contextlib.suppress(ExchangeError):  # the call itself may fail for the same reason
                await self._bus.repeat(provider, request_id, message, ttl_s)
            return await calling
        finally:
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)

    async def _waits(self, calling: "asyncio.Future[Sealed]") -> None:
        """Until the call is on the bus."""
        before = self._bus.waiting
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                while not calling.done() and self._bus.waiting <= before:  # noqa: ASYNC110  no bus has an event
                    # In one process the answer is a few turns of the loop away.
                    await asyncio.sleep(0)

    async def serve(self, provider: SubsystemId, handler: Handler) -> Serving:
        return await self._bus.serve(provider, handler)

    def on_late(self, handler: LateHandler) -> None:
        self._bus.on_late(handler)

    @property
    def waiting(self) -> int:
        return self._bus.waiting

    def ready(self) -> bool:
        return self._bus.ready()

    async def present(self, provider: SubsystemId) -> bool:
        return await self._bus.present(provider)

    async def close(self) -> None:
        await self._bus.close()
