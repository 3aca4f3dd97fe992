"""What a provider remembers against replay: (client, requestId) and the digest of the message.

The same digest again is a redelivery and gets the remembered answer; another digest under the same id is
refused. Never a hash of the JWS: an ECDSA signature has a second valid form. Lasts until the message
expires plus the clock skew; the services here change nothing, so each process may have its own.
"""

import asyncio
import heapq
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from gateway.bus import Reply
from gateway.clock import Clock
from gateway.errors import OverloadedError, ReplayError
from gateway.signature import CLOCK_SKEW_MS, OpenedRequest

MAX_REMEMBERED = 200_000  # messages; more at a time is overload: forgetting would let a replay in
MAX_ANSWER_BYTES = 16 * 1024 * 1024

Answering = Callable[[OpenedRequest], Coroutine[None, None, Reply]]


@dataclass(slots=True)
class _Seen:
    digest: str
    reply: asyncio.Task[Reply] | None  # None once its bytes had to go


class ReplayMemory:
    """Belongs to one adapter and one event loop."""

    def __init__(self, clock: Clock, max_remembered: int = MAX_REMEMBERED) -> None:
        self._clock = clock
        self._max_remembered = max_remembered
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._forgetting: list[tuple[int, tuple[str, str]]] = []  # a heap: the next to forget first
        self._answers: OrderedDict[tuple[str, str], int] = OrderedDict()  # sizes of kept answers
        self._bytes = 0

    async def once(self, request: OpenedRequest, answer: Answering, again: Answering) -> Reply:
        """The answer to this message, computed once for all its deliveries.

        Raises ReplayError for another message under the same id. Where the answer's bytes had to go,
        `again` decides whether it may be computed once more.
        """
        self._forget()
        key = (str(request.client), request.request_id)
        seen = self._seen.get(key)
        if seen is None:
            return await self._first(key, request, answer)
        if seen.digest != request.digest:
            raise ReplayError
        reply = await (asyncio.shield(seen.reply) if seen.reply else again(request))
        return Reply(answer=reply.answer)

    async def _first(
        self, key: tuple[str, str], request: OpenedRequest, answer: Answering
    ) -> Reply:
        if len(self._seen) >= self._max_remembered:
            raise OverloadedError
        task = asyncio.create_task(self._answered(key, request, answer))
        forget_ms = request.expires_ms + CLOCK_SKEW_MS
        self._seen[key] = _Seen(digest=request.digest, reply=task)
        heapq.heappush(self._forgetting, (forget_ms, key))
        return await asyncio.shield(task)

    async def _answered(
        self, key: tuple[str, str], request: OpenedRequest, answer: Answering
    ) -> Reply:
        reply = await answer(request)
        if key in self._seen:  # not forgotten meanwhile
            self._keep(key, reply)
        return reply

    def _keep(self, key: tuple[str, str], reply: Reply) -> None:
        size = reply.answer.size if reply.answer else 0
        self._bytes += size - self._answers.get(key, 0)
        self._answers[key] = size
        while self._bytes > MAX_ANSWER_BYTES:
            oldest, freed = self._answers.popitem(last=False)
            self._bytes -= freed
            self._seen[oldest].reply = None

    def _forget(self) -> None:
        now_ms = self._clock.now_ms()
        while self._forgetting and self._forgetting[0][0] <= now_ms:
            _, key = heapq.heappop(self._forgetting)
            del self._seen[key]
            self._bytes -= self._answers.pop(key, 0)
