"""What bus tests do behind the bus's back, on the broker itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Self

import aio_pika
import msgpack
from yarl import URL

from gateway.bus.wire import CONTENT_TYPE
from gateway.message import SubsystemId

Incoming = aio_pika.abc.AbstractIncomingMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What lies in the queue of the refused."""

    reason: str
    jws: str
    body: bytes


class Backdoor:
    """A connection of its own to the broker, as an operator or an attacker has it."""

    def __init__(self, channel: aio_pika.abc.AbstractChannel, namespace: str) -> None:
        self._namespace = namespace
        self.channel = channel

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: str, namespace: str) -> AsyncIterator[Self]:
        async with await aio_pika.connect(url) as connection:
            backdoor = cls(await connection.channel(), namespace)
            yield backdoor

    def queue(self, provider: SubsystemId) -> str:
        return f"{self._namespace}.requests.{provider}"

    async def publish(
        self, provider: SubsystemId, body: bytes, reply_to: str | None = None
    ) -> None:
        """Straight into the provider's queue, whatever it is."""
        message = aio_pika.Message(body, content_type=CONTENT_TYPE, reply_to=reply_to)
        await self.channel.default_exchange.publish(message, self.queue(provider))

    async def reply(self, queue: str, body: bytes) -> None:
        """Straight into somebody's reply queue."""
        message = aio_pika.Message(body, content_type=CONTENT_TYPE)
        await self.channel.default_exchange.publish(message, queue)

    async def steal(self, provider: SubsystemId) -> "asyncio.Queue[Incoming]":
        """Stand in the provider's place; what it is sent comes here, with where to answer."""
        stolen: asyncio.Queue[Incoming] = asyncio.Queue()
        queue = await self.channel.get_queue(self.queue(provider), ensure=False)
        await queue.consume(stolen.put, no_ack=True)
        return stolen

    async def reply_queue(self) -> aio_pika.abc.AbstractQueue:
        """A reply queue of one's own."""
        return await self.channel.declare_queue(exclusive=True)

    async def dead(self, count: int) -> list[DeadLetter]:
        """The next `count` dead letters, waiting until they are there."""
        queue = await self.channel.get_queue(f"{self._namespace}.dead", ensure=False)
        letters = []
        for _ in range(count):
            taken = await take(queue)
            (jws,) = msgpack.unpackb(taken.body)
            reason = str(taken.headers["reason"])
            letters.append(DeadLetter(reason=reason, jws=jws, body=taken.body))
        return letters

    async def dead_count(self) -> int:
        """How many dead letters lie there now."""
        queue = await self.channel.declare_queue(f"{self._namespace}.dead", passive=True)
        return queue.declaration_result.message_count or 0

    async def clean(self, providers: Sequence[SubsystemId]) -> None:
        """Remove everything of the namespace."""
        for name in [f"{self._namespace}.dead", *map(self.queue, providers)]:
            await self.channel.queue_delete(name)
        await self.channel.exchange_delete(f"{self._namespace}.requests")


async def take(queue: aio_pika.abc.AbstractQueue) -> Incoming:
    """The next message of a queue, once it is there."""
    async with asyncio.timeout(5):
        while True:
            message = await queue.get(no_ack=True, fail=False)
            if message is not None:
                return message
            await asyncio.sleep(0.01)


class Proxy:
    """A cable to the broker that a test can cut; whoever calls again is connected again."""

    def __init__(self, broker: URL) -> None:
        self._broker = broker
        self._cables: set[asyncio.StreamWriter] = set()
        self.flowing = asyncio.Event()  # while it is not set, nothing passes
        self.flowing.set()
        self.url = ""

    @classmethod
    @contextlib.asynccontextmanager
    async def to(cls, url: str) -> AsyncIterator[Self]:
        proxy = cls(URL(url))
        server = await asyncio.start_server(proxy._connect, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        proxy.url = str(URL(url).with_host("127.0.0.1").with_port(port))
        try:
            yield proxy
        finally:
            server.close()
            proxy.cut()

    def cut(self) -> None:
        """Every connection breaks, without a word."""
        for cable in self._cables:
            cable.transport.abort()
        self._cables.clear()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = self._broker.host or "127.0.0.1", self._broker.port or 5672
        there_reader, there_writer = await asyncio.open_connection(host, port)
        self._cables |= {writer, there_writer}
        await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                await self.flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()
