"""Asks a provider in ways that no gateway would, and hands back whatever it says: for checking adapters.

RabbitBus sends what is honest and believes who is named. This sends exactly the bytes that it is given
and listens on a reply queue of its own for each question, so that an answer with a wrong id is seen too.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial

import aio_pika
import msgpack
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import ChannelNotFoundEntity, ChannelPreconditionFailed, DeliveryError
from pamqp.commands import Basic

from gateway.bus.rabbit.link import BROKEN, PUBLISH_TIMEOUT_S, Link, translated
from gateway.bus.rabbit.presence import Presence
from gateway.bus.rabbit.topology import MAX_DEAD, Topology
from gateway.bus.wire import CONTENT_TYPE, unpack_batch
from gateway.errors import (
    BusUnavailableError,
    OverloadedError,
    ProviderUnavailableError,
    SealError,
)
from gateway.message import Sealed, SubsystemId
from gateway.signature import peek_request_id

TTL_S = 60  # how long a question may wait in the queue
LAST_S = 0.1  # without another one that was the last of the dead letters
LOOK_AGAIN_S = 0.1
_DIFFERENT = re.compile(r"inequivalent arg '([a-z_-]{1,40})'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """An answer as it came, unverified, in a message of this content type."""

    sealed: Sealed
    after_s: float  # since the question left
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What lies in the queue of the refused; `bare` if it is the JWS and nothing else."""

    jws: str
    reason: str
    provider: str
    bare: bool


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
        self, provider: SubsystemId, body: bytes, expected: int, within_s: float
    ) -> list[Arrived]:
        """Send `body` as one AMQP message; return the answers, in the order in which they came.

        Returns when answers to `expected` different requests are there, or `within_s` has passed. Raises
        ProviderUnavailableError when nobody serves the provider, OverloadedError when its queue is
        full, BusUnavailableError, and SealError for an answer that is no batch.
        """
        if not await self._presence.of(provider):
            raise ProviderUnavailableError
        try:
            channel = await self._link.connection.channel()
            try:
                return await self._ask(channel, provider, body, (expected, within_s))
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
        body: bytes,
        enough: tuple[int, float],
    ) -> list[Arrived]:
        heard: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        exchange = await self._topology.declare_exchange(channel)
        replies = await channel.declare_queue(exclusive=True, auto_delete=True)
        await replies.consume(heard.put, no_ack=True)
        message = aio_pika.Message(
            body,
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            expiration=TTL_S,
            reply_to=replies.name,
        )
        began = asyncio.get_running_loop().time()
        sent = await exchange.publish(
            message, str(provider), mandatory=True, timeout=PUBLISH_TIMEOUT_S
        )
        if not isinstance(sent, Basic.Ack):
            raise ProviderUnavailableError
        return await _collect(heard, began, *enough)

    async def misdeclared(self, provider: SubsystemId) -> str:
        """What the adapter declared in another way than docs/protocol.md §5 has it; empty if nothing.

        The adapter has to be present: what is not there would be made. Raises BusUnavailableError.
        """
        topology = self._topology
        declarations: Mapping[str, Callable[[AbstractChannel], Awaitable[object]]] = {
            topology.queue(provider): partial(topology.declare_provider, provider=provider),
            topology.dead: topology.declare_dead,
        }
        for name, declare in declarations.items():
            with translated():
                try:
                    async with self._link.connection.channel() as channel:
                        await channel.declare_queue(name, passive=True)
                        await declare(channel)
                except ChannelNotFoundEntity:
                    return f"{name} is not there"
                except ChannelPreconditionFailed as error:
                    told = _DIFFERENT.search(str(error))
                    return f"{name} has another {told[1] if told else 'property'}"
        return ""

    async def dead_letters(self, wanted: Collection[str], within_s: float) -> list[DeadLetter]:
        """Those of the dead letters whose JWS is one of `wanted`; all stay where they are.

        Returns when each was seen or `within_s` has passed. Raises BusUnavailableError.
        """
        found: dict[str, DeadLetter] = {}
        try:
            async with asyncio.timeout(within_s):
                while True:
                    with translated():
                        await self._look(wanted, found)
                    if found.keys() >= set(wanted):
                        break
                    # What one looks at nobody else sees: another check may be waiting for its turn.
                    await asyncio.sleep(LOOK_AGAIN_S)
        except TimeoutError:
            pass
        return list(found.values())

    async def _look(self, wanted: Collection[str], found: dict[str, DeadLetter]) -> None:
        """Look at all that lies there now."""
        heard: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        # Nothing is acknowledged: with the channel goes all that was looked at back to its place.
        async with self._link.connection.channel() as channel:
            await channel.set_qos(prefetch_count=MAX_DEAD)
            queue = await channel.get_queue(self._topology.dead, ensure=False)
            with contextlib.suppress(ChannelNotFoundEntity, TimeoutError):
                await queue.consume(heard.put)
                while found.keys() < set(wanted):
                    letter = _dead_letter(await asyncio.wait_for(heard.get(), LAST_S))
                    if letter.jws in wanted:
                        found[letter.jws] = letter


def named(answer: Sealed) -> str:
    """The request that an answer claims to be to; of one that claims nothing, the answer itself."""
    try:
        return peek_request_id(answer.jws)
    except SealError:
        return answer.jws


def _dead_letter(message: AbstractIncomingMessage) -> DeadLetter:
    try:
        items = msgpack.unpackb(message.body)
    except (ValueError, msgpack.UnpackException):
        items = None
    match items:
        case [str(jws), *rest]:
            bare = not rest
        case [[str(jws), *_]]:  # an item as it was, its content too
            bare = False
        case _:
            jws, bare = "", False
    reason, provider = (str(message.headers.get(name, "")) for name in ("reason", "provider"))
    return DeadLetter(jws=jws, reason=reason, provider=provider, bare=bare)


async def _collect(
    heard: "asyncio.Queue[AbstractIncomingMessage]", began: float, expected: int, within_s: float
) -> list[Arrived]:
    answers: list[Arrived] = []
    answered: set[str] = set()
    clock = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(within_s):
            while len(answered) < expected:
                message = await heard.get()
                after_s, kind = clock.time() - began, message.content_type or ""
                for sealed in unpack_batch(message.body):
                    answers.append(Arrived(sealed=sealed, after_s=after_s, content_type=kind))
                    answered.add(named(sealed))
    except TimeoutError:
        return answers
    return answers
