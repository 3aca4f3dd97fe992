"""Request and reply over RabbitMQ as a reader would write it from aio-pika's tutorial.

The one place beside gateway.bus.rabbit that speaks AMQP: it is what the platform is compared with, so
it must not share the platform's bus. Durable queue, persistent messages, publisher confirms.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError
from yarl import URL

from gateway.bus.rabbit.link import no_broker
from gateway.bus.rabbit.topology import Topology
from gateway.message import SubsystemId

PREFETCH = 128  # the tutorial's own 1 would answer one call at a time


def rpc_queue(namespace: str) -> str:
    """The name of the bare RPC's queue."""
    return f"{namespace}.rpc"


@asynccontextmanager
async def rpc_server(url: str, queue_name: str) -> AsyncIterator[None]:
    """Echo what comes to the queue, which `sweep` deletes."""
    async with await _connect(url) as connection:
        channel = await connection.channel()  # with publisher confirms, aio-pika's default
        await channel.set_qos(prefetch_count=PREFETCH)

        async def echo(message: AbstractIncomingMessage) -> None:
            async with message.process(requeue=False):
                await channel.default_exchange.publish(
                    aio_pika.Message(
                        message.body,
                        correlation_id=message.correlation_id,
                        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                    ),
                    routing_key=str(message.reply_to),
                )

        queue = await channel.declare_queue(queue_name, durable=True)
        await queue.consume(echo)
        yield


class RpcClient:
    """The tutorial's client: one reply queue, a future for each correlation id."""

    def __init__(self, channel: aio_pika.abc.AbstractChannel, queue_name: str) -> None:
        self._channel = channel
        self._queue_name = queue_name
        self._reply_to = ""
        self._waiting: dict[str, asyncio.Future[bytes]] = {}

    async def start(self) -> None:
        """Declare the reply queue."""
        replies = await self._channel.declare_queue(exclusive=True)
        await replies.consume(self._on_reply, no_ack=True)
        self._reply_to = replies.name

    async def call(self, body: bytes) -> bytes:
        """The reply."""
        correlation_id = str(uuid.uuid4())
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting[correlation_id] = future
        await self._channel.default_exchange.publish(
            aio_pika.Message(
                body,
                correlation_id=correlation_id,
                reply_to=self._reply_to,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            ),
            routing_key=self._queue_name,
        )
        return await future

    async def _on_reply(self, message: AbstractIncomingMessage) -> None:
        self._waiting.pop(str(message.correlation_id)).set_result(message.body)


@asynccontextmanager
async def rpc_client(url: str, queue_name: str) -> AsyncIterator[RpcClient]:
    """A client of the echo."""
    async with await _connect(url) as connection:
        client = RpcClient(await connection.channel(), queue_name)
        await client.start()
        yield client


async def broker_version(url: str) -> str:
    """Which broker answers; raises BrokerError if none does."""
    async with await _connect(url) as connection:
        transport = connection.transport
        properties = transport.connection.server_properties if transport else {}
        return " ".join(
            value.decode() if isinstance(value, bytes) else str(value)
            for value in (properties.get("product"), properties.get("version"))
        )


async def sweep(url: str, namespace: str, providers: list[SubsystemId]) -> None:
    """Delete what a platform and a bare RPC under this namespace left on the broker."""
    topology = Topology(namespace=namespace)
    queues = [topology.dead, rpc_queue(namespace), *map(topology.queue, providers)]
    async with await _connect(url) as connection:
        channel = await connection.channel()
        for name in queues:
            await channel.queue_delete(name)
        await channel.exchange_delete(topology.requests)


async def _connect(url: str) -> AbstractConnection:
    try:
        return await aio_pika.connect(url, timeout=5)
    except (OSError, AMQPError, TimeoutError) as error:
        raise no_broker(URL(url)) from error
