"""Asks a provider in ways that no gateway would, and hands back whatever it says: for checking adapters.

RabbitBus sends what is honest and believes who is named. This sends exactly the batch that it is given
and listens on a reply queue of its own for each question, so that an answer with a wrong id is seen too.
"""

import asyncio
from collections.abc import Sequence

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import DeliveryError
from pamqp.commands import Basic

from gateway.bus.rabbit.link import BROKEN, PUBLISH_TIMEOUT_S, Link
from gateway.bus.rabbit.presence import Presence
from gateway.bus.rabbit.topology import Topology
from gateway.bus.wire import CONTENT_TYPE, pack_batch, unpack_batch
from gateway.errors import (
    BusUnavailableError,
    OverloadedError,
    ProviderUnavailableError,
)
from gateway.message import Sealed, SubsystemId

TTL_S = 60  # how long a question may wait in the queue


class RabbitProbe:
    """One connection of its own. Make it with `connect`; questions may be asked concurrently."""

    def __init__(self, url: str, namespace: str) -> None:
        self._topology = Topology(namespace=namespace)
        self._link = Link(url, lambda: None)
        self._presence = Presence(self._link, self._topology)

    @classmethod
    async def connect(cls, url: str, namespace: str) -> "RabbitProbe":
        """Raises BrokerError if no broker answers within ten seconds."""
        probe = cls(url, namespace)
        await probe._link.start()
        return probe

    async def close(self) -> None:
        await self._link.close()

    async def present(self, provider: SubsystemId) -> bool:
        """Whether somebody serves `provider`; raises BusUnavailableError."""
        return await self._presence.of(provider)

    async def ask(
        self, provider: SubsystemId, batch: Sequence[Sealed], expected: int, within_s: float
    ) -> list[Sealed]:
        """Send `batch` as one AMQP message; return the answers, in the order in which they came.

        Returns when there are `expected` of them or `within_s` has passed. Raises
        ProviderUnavailableError when nobody serves the provider, OverloadedError when its queue is
        full, BusUnavailableError, and SealError for an answer that is no batch.
        """
        if not await self._presence.of(provider):
            raise ProviderUnavailableError
        try:
            channel = await self._link.connection.channel()
            try:
                return await self._ask(channel, provider, batch, (expected, within_s))
            finally:
                await channel.close()
        except DeliveryError as error:
            raise OverloadedError from error
        except BROKEN as error:
            raise BusUnavailableError from error

    async def _ask(
        self,
        channel: AbstractChannel,
        provider: SubsystemId,
        batch: Sequence[Sealed],
        enough: tuple[int, float],
    ) -> list[Sealed]:
        heard: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        exchange = await self._topology.declare_exchange(channel)
        replies = await channel.declare_queue(exclusive=True, auto_delete=True)
        await replies.consume(heard.put, no_ack=True)
        message = aio_pika.Message(
            pack_batch(list(batch)),
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            expiration=TTL_S,
            reply_to=replies.name,
        )
        sent = await exchange.publish(
            message, str(provider), mandatory=True, timeout=PUBLISH_TIMEOUT_S
        )
        if not isinstance(sent, Basic.Ack):
            raise ProviderUnavailableError
        return await _collect(heard, *enough)


async def _collect(
    heard: "asyncio.Queue[AbstractIncomingMessage]", expected: int, within_s: float
) -> list[Sealed]:
    answers: list[Sealed] = []
    try:
        async with asyncio.timeout(within_s):
            while len(answers) < expected:
                answers.extend(unpack_batch((await heard.get()).body))
    except TimeoutError:
        return answers
    return answers
