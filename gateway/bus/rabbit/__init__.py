"""The bus over RabbitMQ; this package is the only place that knows aio_pika.

One connection per process. When it breaks, every pending call fails at once and the link is built
anew with backoff: reply queue, provider queues and all. It uses nothing that RabbitMQ 4 removed.
"""

import asyncio

import aio_pika
import structlog
from aio_pika.abc import (
    AbstractConnection,
    AbstractExchange,
    AbstractIncomingMessage,
    AbstractQueue,
)
from aio_pika.exceptions import DeliveryError
from pamqp.commands import Basic

from gateway.batching import Batcher
from gateway.bus import MAX_BATCH_BYTES, MAX_BATCH_EXCHANGES, MAX_WAITING, Handler, LateHandler
from gateway.bus.pending import Pending
from gateway.bus.rabbit.link import PUBLISH_TIMEOUT_S, Link, open_channel, translated
from gateway.bus.rabbit.presence import Presence
from gateway.bus.rabbit.serving import RabbitServing
from gateway.bus.rabbit.topology import Topology
from gateway.bus.wire import CONTENT_TYPE, pack_batch, unpack_items
from gateway.errors import (
    BusUnavailableError,
    OverloadedError,
    ProviderUnavailableError,
    SealError,
)
from gateway.message import Sealed, SubsystemId
from gateway.signature import peek_request_id

log: structlog.stdlib.BoundLogger = structlog.get_logger()

DEFAULT_NAMESPACE = "ndxp"

Outgoing = tuple[Sealed, float]  # message, seconds that it may wait in the queue


class RabbitBus:
    """See Bus. Make it with `connect`."""

    def __init__(self, url: str, topology: Topology) -> None:
        self._topology = topology
        self._pending = Pending()
        self._link = Link(url, self._pending.fail_all)
        self._presence = Presence(self._link, self._topology)
        self._outgoing: dict[SubsystemId, Batcher[Outgoing, None]] = {}
        self._exchange: AbstractExchange | None = None
        self._replies: AbstractQueue | None = None
        self._serving: list[RabbitServing] = []

    @classmethod
    async def connect(
        cls, url: str, namespace: str = DEFAULT_NAMESPACE, *, temporary: bool = False
    ) -> "RabbitBus":
        """Raises BrokerError if no broker answers within ten seconds.

        With `temporary` the broker forgets the namespace once nobody serves in it.
        """
        bus = cls(url, Topology(namespace=namespace, temporary=temporary))
        await bus._link.add(bus._setup)
        await bus._link.start()
        return bus

    async def call(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> Sealed:
        if not await self._presence.of(provider):
            raise ProviderUnavailableError
        with self._pending.expect(request_id) as answer:
            await self._batcher(provider).submit((message, ttl_s))
            return await answer

    async def repeat(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> None:
        """In a publication of its own, as the broker would deliver it again."""
        await self._publish(provider, [(message, ttl_s)])

    async def cut(self) -> None:
        await self._link.cut()

    async def serve(self, provider: SubsystemId, handler: Handler) -> RabbitServing:
        serving = RabbitServing(self._link, self._topology, provider, handler)
        try:
            with translated():
                await self._link.add(serving.setup)
        except BusUnavailableError:
            self._link.remove(serving.setup)
            raise
        self._serving.append(serving)
        return serving

    def on_late(self, handler: LateHandler) -> None:
        self._pending.on_late(handler)

    @property
    def waiting(self) -> int:
        return len(self._pending)

    def ready(self) -> bool:
        return self._link.up

    async def present(self, provider: SubsystemId) -> bool:
        return self._link.up and await self._presence.of(provider)

    async def close(self) -> None:
        self._pending.fail_all()
        await asyncio.gather(*(serving.close() for serving in self._serving))
        await self._link.close()
        self._pending.fail_all()  # who called meanwhile

    async def _setup(self, connection: AbstractConnection) -> None:
        requests = await open_channel(connection)
        self._exchange = await self._topology.declare_exchange(requests)
        consuming = await open_channel(connection)
        self._replies = await consuming.declare_queue(exclusive=True, auto_delete=True)
        await self._replies.consume(self._receive, no_ack=True)

    async def _receive(self, message: AbstractIncomingMessage) -> None:
        try:
            answers = unpack_items(message.body)
        except SealError as error:
            answers = [error]
        for answer in answers:
            try:
                self._settle(answer)
            except SealError as error:
                log.warning("bus.reply_refused", reason=error.reason)

    def _settle(self, answer: Sealed | SealError) -> None:
        if isinstance(answer, SealError):
            raise answer
        self._pending.settle(peek_request_id(answer.jws), answer)

    def _batcher(self, provider: SubsystemId) -> Batcher[Outgoing, None]:
        if provider not in self._outgoing:
            self._outgoing[provider] = Batcher(
                lambda batch: self._publish(provider, batch),
                size_of=lambda outgoing: outgoing[0].size,
                max_items=MAX_BATCH_EXCHANGES,
                max_bytes=MAX_BATCH_BYTES,
                max_waiting=MAX_WAITING,
            )
        return self._outgoing[provider]

    async def _publish(self, provider: SubsystemId, batch: list[Outgoing]) -> list[None]:
        if self._exchange is None or self._replies is None or not self._link.up:
            raise BusUnavailableError
        message = aio_pika.Message(
            pack_batch([sealed for sealed, _ in batch]),
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            expiration=max(ttl_s for _, ttl_s in batch),
            reply_to=self._replies.name,
        )
        with translated():
            try:
                returned = await self._exchange.publish(
                    message, str(provider), mandatory=True, timeout=PUBLISH_TIMEOUT_S
                )
            except DeliveryError as error:
                raise OverloadedError from error
        if not isinstance(returned, Basic.Ack):
            raise ProviderUnavailableError
        return [None] * len(batch)
