"""A provider's side on a real broker, and what an attacker can do who has access to that broker."""

import asyncio
from dataclasses import dataclass

import msgpack
from aio_pika.abc import AbstractQueue

from gateway.bus.wire import pack_batch, unpack_batch
from gateway.message import Sealed
from gateway.signature import OpenedResponse, SealedRequest, open_response
from tests.adapters.counting import CountingAdapter
from tests.gateway.bus.broker import Backdoor, DeadLetter, take
from tests.gateway.members import SERVICE, Members

PROVIDER = SERVICE.provider
QUIET_S = 0.1  # so long is listened for what must not come


@dataclass(frozen=True, slots=True, kw_only=True)
class Attacked:
    """The provider under attack; whatever reaches `adapter` reached the registry."""

    members: Members
    adapter: CountingAdapter
    backdoor: Backdoor
    replies: AbstractQueue

    async def publish(self, *batch: Sealed) -> None:
        await self.publish_raw(pack_batch(list(batch)))

    async def publish_raw(self, body: bytes) -> None:
        await self.backdoor.publish(PROVIDER, body, self.replies.name)

    async def answers(self, count: int) -> list[Sealed]:
        """The next answers, exactly so many."""
        found: list[Sealed] = []
        while len(found) < count:
            found += unpack_batch((await take(self.replies)).body)
        assert len(found) == count
        return found

    async def answer(self, request: SealedRequest) -> OpenedResponse:
        """The next answer, opened as the gateway that asked would."""
        (answer,) = await self.answers(1)
        return open_response(answer, request, self.members.directory)

    async def buried(self) -> DeadLetter:
        """The one dead letter that there is, which holds a JWS and no content."""
        (letter,) = await self.backdoor.dead(1)
        assert await self.backdoor.dead_count() == 0
        assert msgpack.unpackb(letter.body) == [letter.jws]
        return letter

    async def silence(self) -> None:
        """Nobody is answered."""
        await asyncio.sleep(QUIET_S)
        assert await self.replies.get(no_ack=True, fail=False) is None

    @property
    def reached(self) -> list[str]:
        """The ids of the requests that reached the registry."""
        return [call.request_id for call in self.adapter.calls]
