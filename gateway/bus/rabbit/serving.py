"""A provider's end of the bus: takes batches, answers each item as it finishes, acknowledges last."""

import asyncio
import contextlib
from collections import defaultdict

import aio_pika
import msgpack
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from gateway.batching import Batcher
from gateway.bus import (
    MAX_BATCH_BYTES,
    MAX_BATCH_EXCHANGES,
    MAX_CONCURRENT,
    Handler,
)
from gateway.bus.local import finish, handled
from gateway.bus.rabbit.link import BROKEN, PUBLISH_TIMEOUT_S, Link, open_channel, translated
from gateway.bus.rabbit.topology import Topology
from gateway.bus.wire import CONTENT_TYPE, pack_batch, unpack_items
from gateway.errors import BusUnavailableError, OverloadedError, SealError
from gateway.message import Sealed, SubsystemId

log: structlog.stdlib.BoundLogger = structlog.get_logger()

Addressed = tuple[str, Sealed]  # reply queue, answer


class RabbitServing:
    """One consumer on a provider's queue; competes with others on the same queue."""

    def __init__(
        self, link: Link, topology: Topology, provider: SubsystemId, handler: Handler
    ) -> None:
        self._link = link
        self._topology = topology
        self._provider = provider
        self._handler = handler
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)
        self._tasks: set[asyncio.Task[None]] = set()
        self._consuming: tuple[AbstractChannel, str] | None = None
        self._answering: AbstractChannel | None = None
        self._answers: Batcher[Addressed, None] = Batcher(
            self._publish_answers,
            size_of=lambda addressed: addressed[1].size,
            max_items=MAX_BATCH_EXCHANGES,
            max_bytes=MAX_BATCH_BYTES,
            max_waiting=MAX_CONCURRENT,
        )

    async def setup(self, connection: AbstractConnection) -> None:
        """Declare and consume on a new connection."""
        # Counts AMQP messages, and a message may hold a single exchange: fewer would leave slots idle.
        channel = await open_channel(connection, prefetch=MAX_CONCURRENT)
        self._answering = await open_channel(connection)
        await self._topology.declare_dead(self._answering)
        queue = await self._topology.declare_provider(channel, self._provider)
        self._consuming = channel, await queue.consume(self._receive)

    async def close(self) -> None:
        self._link.remove(self.setup)
        consuming, self._consuming = self._consuming, None
        if consuming is not None and self._link.up:
            channel, tag = consuming
            queue = await channel.get_queue(self._topology.queue(self._provider), ensure=False)
            with contextlib.suppress(*BROKEN):
                await queue.cancel(tag)
        await finish(self._tasks)
        await self._answers.close()

    async def _receive(self, message: AbstractIncomingMessage) -> None:
        task = asyncio.create_task(self._work(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, message: AbstractIncomingMessage) -> None:
        try:
            await self._answer_batch(message)
            await message.ack()
        except (*BROKEN, BusUnavailableError, OverloadedError) as error:
            # Goes back, or the broken channel gave it back: it comes again with the same bytes.
            log.warning("bus.answer_lost", error=type(error).__name__)
            await _give_back(message)
        except asyncio.CancelledError:
            await _give_back(message)
            raise

    async def _answer_batch(self, message: AbstractIncomingMessage) -> None:
        try:
            batch = unpack_items(message.body)
        except SealError as error:
            await self._bury("", error.reason)
            return
        await asyncio.gather(*(self._answer(item, message.reply_to) for item in batch))

    async def _answer(self, item: Sealed | SealError, reply_to: str | None) -> None:
        if isinstance(item, SealError):
            await self._bury("", item.reason)
            return
        # Held until the answer has left: no more answers wait than exchanges are worked on.
        async with self._slots:
            reply = await handled(self._handler, item)
            if reply.dead:
                await self._bury(item.jws, reply.dead)
            if reply.answer is not None and reply_to:
                await self._answers.submit((reply_to, reply.answer))

    async def _publish_answers(self, addressed: list[Addressed]) -> list[None]:
        by_queue: dict[str, list[Sealed]] = defaultdict(list)
        for reply_to, answer in addressed:
            by_queue[reply_to].append(answer)
        # Not a task group: its ExceptionGroup would hide what broke from those who wait.
        await asyncio.gather(
            *(
                self._publish(
                    aio_pika.Message(pack_batch(answers), content_type=CONTENT_TYPE), reply_to
                )
                for reply_to, answers in by_queue.items()
            )
        )
        return [None] * len(addressed)

    async def _bury(self, jws: str, reason: str) -> None:
        log.warning("bus.item_refused", provider=str(self._provider), reason=reason)
        body = aio_pika.Message(
            msgpack.packb([jws]),
            headers={"reason": reason, "provider": str(self._provider)},
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await self._publish(body, self._topology.dead)

    async def _publish(self, message: aio_pika.Message, queue: str) -> None:
        """A reply queue that is gone drops the answer: whoever asked has left."""
        if self._answering is None:
            raise BusUnavailableError
        exchange = self._answering.default_exchange
        with translated():
            await exchange.publish(message, queue, mandatory=False, timeout=PUBLISH_TIMEOUT_S)


async def _give_back(message: AbstractIncomingMessage) -> None:
    with contextlib.suppress(*BROKEN):
        await message.reject(requeue=True)
