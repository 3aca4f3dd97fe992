"""One connection to the broker, built anew with backoff whenever it breaks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from yarl import URL

from gateway.errors import BrokerError, BusUnavailableError

log: structlog.stdlib.BoundLogger = structlog.get_logger()

AMQP_PORT = 5672
START_PATIENCE_S = 10
CONNECT_TIMEOUT_S = 5
PUBLISH_TIMEOUT_S = 10
FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 1.0  # calls work again within seconds of the broker's return
HEARTBEAT_S = 10

BROKEN = (*CONNECTION_EXCEPTIONS, TimeoutError)
"""What aio_pika raises when the broker, the connection or a channel is gone."""


@contextmanager
def translated() -> Iterator[None]:
    """Whatever says that the broker is gone, as BusUnavailableError."""
    try:
        yield
    except BROKEN as error:
        raise BusUnavailableError from error
    except Exception as error:
        # aiormq throws a bare Exception at those who wait while a connection is closed in order.
        if type(error) is not Exception:
            raise
        raise BusUnavailableError from error


Setup = Callable[[AbstractConnection], Awaitable[None]]


class Link:
    """Runs every setup on each new connection, and `on_down` when one is lost."""

    def __init__(self, url: str, on_down: Callable[[], None]) -> None:
        self._url = URL(url).update_query(heartbeat=str(HEARTBEAT_S))
        self._on_down = on_down
        self._setups: list[Setup] = []
        self._connection: AbstractConnection | None = None
        self._first = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def connection(self) -> AbstractConnection:
        """The connection in use; raises BusUnavailableError while there is none."""
        if self._connection is None:
            raise BusUnavailableError
        return self._connection

    @property
    def up(self) -> bool:
        return self._connection is not None

    async def start(self, patience_s: float = START_PATIENCE_S) -> None:
        """Connect; raises BrokerError if no broker answers within `patience_s`."""
        self._task = asyncio.create_task(self._run())
        try:
            async with asyncio.timeout(patience_s):
                await self._first.wait()
        except TimeoutError:
            await self.close()
            raise no_broker(self._url) from None

    async def add(self, setup: Setup) -> None:
        """Run `setup` now, if connected, and on every later connection."""
        self._setups.append(setup)
        if self._connection is not None:
            await setup(self._connection)

    def remove(self, setup: Setup) -> None:
        """Run `setup` no more; not to run it is no error."""
        if setup in self._setups:
            self._setups.remove(setup)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _run(self) -> None:
        delay = FIRST_DELAY_S
        while True:
            lost = asyncio.Event()
            try:
                self._connection = await self._connect(lost)
            except BROKEN as error:
                log.warning("bus.unreachable", error=type(error).__name__, retry_s=delay)
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_DELAY_S)
                continue
            delay = FIRST_DELAY_S
            self._first.set()
            log.info("bus.connected")
            await lost.wait()
            connection, self._connection = self._connection, None
            self._on_down()
            log.warning("bus.lost")
            await _close(connection)

    async def _connect(self, lost: asyncio.Event) -> AbstractConnection:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            connection = await aio_pika.connect(self._url, timeout=CONNECT_TIMEOUT_S)
            connection.close_callbacks.add(lambda *_: lost.set())
            try:
                for setup in self._setups:
                    await setup(connection)
            except BaseException:
                await _close(connection)
                raise
        return connection


def no_broker(url: URL) -> BrokerError:
    """The error of a command whose broker does not answer; names the place, not the password."""
    place = f"{url.host}:{url.port or AMQP_PORT}"
    return BrokerError(f"no message broker answers at {place}; start RabbitMQ or correct --bus")


async def open_channel(connection: AbstractConnection, prefetch: int = 0) -> AbstractChannel:
    """A channel with publisher confirms; if the broker closes it, the whole link starts anew."""
    channel = await connection.channel()
    if prefetch:
        await channel.set_qos(prefetch_count=prefetch)

    async def restart() -> None:
        await _close(connection)

    def closed(_channel: object, error: BaseException | None) -> None:
        if error is not None and not connection.is_closed:
            restarts.append(asyncio.create_task(restart()))

    restarts: list[asyncio.Task[None]] = []
    channel.close_callbacks.add(closed)
    return channel


async def _close(connection: AbstractConnection | None) -> None:
    if connection is None:
        return
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await connection.close()
    except BROKEN:
        log.debug("bus.close_failed")
