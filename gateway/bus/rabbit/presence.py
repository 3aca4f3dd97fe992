"""Whether a provider is there: its queue's consumer count, asked passively.

`mandatory` does not tell: the queue outlives its consumers. An answer is believed for half a second.
"""

import asyncio

from aio_pika.exceptions import ChannelNotFoundEntity

from gateway.bus.rabbit.link import CONNECT_TIMEOUT_S, Link, translated
from gateway.bus.rabbit.topology import Topology
from gateway.errors import BusUnavailableError
from gateway.message import SubsystemId

BELIEVED_S = 0.5


class Presence:
    """Remembers the last answer per provider; callers that ask at the same time share one question."""

    def __init__(self, link: Link, topology: Topology) -> None:
        self._link = link
        self._topology = topology
        self._known: dict[SubsystemId, tuple[float, bool]] = {}
        self._asking: dict[SubsystemId, asyncio.Task[bool]] = {}

    async def of(self, provider: SubsystemId) -> bool:
        """Raises BusUnavailableError when the broker cannot be asked."""
        if not self._link.up:
            raise BusUnavailableError
        now = asyncio.get_running_loop().time()
        asked_at, present = self._known.get(provider, (-BELIEVED_S, False))
        if now - asked_at < BELIEVED_S:
            return present
        if provider not in self._asking:
            task = asyncio.create_task(self._ask(provider))
            self._asking[provider] = task
            task.add_done_callback(lambda _: self._asking.pop(provider))
        return await asyncio.shield(self._asking[provider])

    async def _ask(self, provider: SubsystemId) -> bool:
        with translated():
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                present = await self._count(provider) > 0
        self._known[provider] = asyncio.get_running_loop().time(), present
        return present

    async def _count(self, provider: SubsystemId) -> int:
        """Consumers of the queue; a queue that does not exist closes the channel, so each has its own."""
        async with self._link.connection.channel(publisher_confirms=False) as channel:
            try:
                queue = await channel.declare_queue(self._topology.queue(provider), passive=True)
            except ChannelNotFoundEntity:
                return 0
            return queue.declaration_result.consumer_count or 0
