"""The bus within one process: the same contract as RabbitMQ, without a broker."""

import asyncio
from collections import deque

import structlog

from gateway.bus import (
    CLOSE_PATIENCE_S,
    MAX_CONCURRENT,
    MAX_WAITING,
    Handler,
    LateHandler,
    Reply,
)
from gateway.bus.pending import Pending
from gateway.errors import BusUnavailableError, OverloadedError, ProviderUnavailableError
from gateway.message import Sealed, SubsystemId

log: structlog.stdlib.BoundLogger = structlog.get_logger()

MAX_DEAD = 1000


class LocalBus:
    """Hands messages over within the event loop; `dead` holds what providers refused."""

    def __init__(self) -> None:
        self.dead: deque[tuple[str, str]] = deque(maxlen=MAX_DEAD)  # (reason, JWS)
        self._serving: dict[SubsystemId, deque[_Serving]] = {}
        self._pending = Pending()
        self._open = True

    async def call(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> Sealed:
        """See Bus. `ttl_s` is not needed: nothing lies in a queue that outlives its caller."""
        server = self._next(provider)
        with self._pending.expect(request_id) as answer:
            server.take(request_id, message)
            return await answer

    async def repeat(
        self, provider: SubsystemId, request_id: str, message: Sealed, ttl_s: float
    ) -> None:
        self._next(provider).take(request_id, message)

    async def cut(self) -> None:
        """There is no broker to lose: whoever waits for an answer waits in vain."""
        self._pending.fail_all()

    async def serve(self, provider: SubsystemId, handler: Handler) -> "_Serving":
        serving = _Serving(self, provider, handler)
        self._serving.setdefault(provider, deque()).append(serving)
        return serving

    def on_late(self, handler: LateHandler) -> None:
        self._pending.on_late(handler)

    @property
    def waiting(self) -> int:
        return len(self._pending)

    def ready(self) -> bool:
        return self._open

    async def present(self, provider: SubsystemId) -> bool:
        return bool(self._serving.get(provider))

    async def close(self) -> None:
        self._open = False
        self._pending.fail_all()
        for servers in list(self._serving.values()):
            for serving in list(servers):
                await serving.close()

    def _next(self, provider: SubsystemId) -> "_Serving":
        """Whose turn it is."""
        if not self._open:
            raise BusUnavailableError
        servers = self._serving.get(provider)
        if not servers:
            raise ProviderUnavailableError
        server = servers[0]
        servers.rotate(-1)
        return server

    def leave(self, provider: SubsystemId, serving: "_Serving") -> None:
        servers = self._serving[provider]
        if serving in servers:
            servers.remove(serving)

    def settle(self, request_id: str, message: Sealed, reply: Reply) -> None:
        if reply.dead:
            self.dead.append((reply.dead, message.jws))
        if reply.answer is not None:
            self._pending.settle(request_id, reply.answer)


class _Serving:
    def __init__(self, bus: LocalBus, provider: SubsystemId, handler: Handler) -> None:
        self._bus = bus
        self._provider = provider
        self._handler = handler
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT)

    def take(self, request_id: str, message: Sealed) -> None:
        if len(self._tasks) >= MAX_CONCURRENT + MAX_WAITING:
            raise OverloadedError
        task = asyncio.create_task(self._answer(request_id, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, request_id: str, message: Sealed) -> None:
        async with self._slots:
            reply = await handled(self._handler, message)
        self._bus.settle(request_id, message, reply)

    async def close(self) -> None:
        self._bus.leave(self._provider, self)
        await finish(self._tasks)


async def finish(tasks: set[asyncio.Task[None]]) -> None:
    """Let what is being answered end; what takes too long is cancelled."""
    if not tasks:
        return
    _, unfinished = await asyncio.wait(tasks, timeout=CLOSE_PATIENCE_S)
    for task in unfinished:
        task.cancel()
    await asyncio.gather(*unfinished, return_exceptions=True)


async def handled(handler: Handler, message: Sealed) -> Reply:
    """The handler's reply; one that raises is a defect of the adapter and costs only this message."""
    try:
        return await handler(message)
    except Exception as error:
        # Only the type: the text of a foreign error may hold personal data.
        log.error("bus.handler_failed", error=type(error).__name__)  # noqa: TRY400
        return Reply(answer=None, dead="internal_error")
