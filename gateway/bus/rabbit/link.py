"""One connection to the broker, built anew with backoff whenever it breaks."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import (
    CONNECTION_EXCEPTIONS,
    AuthenticationError,
    InvalidFrameError,
    ProbableAuthenticationError,
)
from pamqp.commands import Basic
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
    """Runs every setup on each new connection, and `on_down` when one is lost.

    Raises BrokerError for a URL that is not AMQP.
    """

    def __init__(self, url: str, on_down: Callable[[], None]) -> None:
        self._url = _broker_url(url).update_query(heartbeat=str(HEARTBEAT_S))
        self._on_down = on_down
        self._setups: list[Setup] = []
        self._connection: AbstractConnection | None = None
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
        """Connect; raises BrokerError if no broker answers within `patience_s`.

        A broker that refuses us for good is BrokerError at once, but only here: a running platform
        outlives a password that is wrong for a while.
        """
        try:
            async with asyncio.timeout(patience_s):
                lost = await self._reach(starting=True)
        except TimeoutError:
            raise no_broker(self._url) from None
        self._task = asyncio.create_task(self._run(lost))

    async def add(self, setup: Setup) -> None:
        """Run `setup` now, if connected, and on every later connection."""
        self._setups.append(setup)
        if self._connection is not None:
            await setup(self._connection)

    def remove(self, setup: Setup) -> None:
        """Run `setup` no more; not to run it is no error."""
        if setup in self._setups:
            self._setups.remove(setup)

    async def cut(self) -> None:
        """Lose the connection; like any that is lost it is built anew."""
        await _close(self._connection)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _run(self, lost: asyncio.Event) -> None:
        while True:
            await lost.wait()
            connection, self._connection = self._connection, None
            self._on_down()
            log.warning("bus.lost")
            await _close(connection)
            lost = await self._reach(starting=False)

    async def _reach(self, *, starting: bool) -> asyncio.Event:
        """Connect, however often it takes; the event tells when the connection is lost."""
        delay = FIRST_DELAY_S
        while True:
            lost = asyncio.Event()
            try:
                self._connection = await self._connect(lost)
            except Exception as error:  # aiormq's bare one too: nothing may end the attempts
                if starting and (sentence := _refusal(error)):
                    raise BrokerError(f"the broker at {_place(self._url)} {sentence}") from None
                log.warning("bus.unreachable", error=type(error).__name__, retry_s=delay)
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_DELAY_S)
            else:
                log.info("bus.connected")
                return lost

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
    return BrokerError(
        f"no message broker answers at {_place(url)}; start RabbitMQ or correct --bus"
    )


def _place(url: URL) -> str:
    return f"{url.host}:{url.port or AMQP_PORT}"


def _broker_url(text: str) -> URL:
    """Names nothing of `text` when it refuses it: a misspelt URL may hold its password anywhere."""
    try:
        url = URL(text)
    except ValueError:
        url = URL()
    if url.scheme not in {"amqp", "amqps"} or not url.host:
        raise BrokerError("a broker's URL reads amqp://USER:PASSWORD@HOST:PORT/; correct --bus")
    return url


def _refusal(error: Exception) -> str:
    """What no further attempt will change, as the end of a sentence; empty if one may."""
    if isinstance(error, AuthenticationError | ProbableAuthenticationError):
        return "refuses the user name or password; correct --bus"
    # A broker that refuses the virtual host closes in place of OpenOk; aiormq drops its words.
    if isinstance(error, InvalidFrameError) and "Connection.OpenOk" in str(error):
        return "does not open this virtual host to this user; correct the path of --bus"
    return ""


async def open_channel(connection: AbstractConnection, prefetch: int = 0) -> AbstractChannel:
    """A channel with publisher confirms.

    If the broker closes it or cancels a consumer on it (its queue was deleted), the whole link
    starts anew.
    """
    channel = await connection.channel()
    if prefetch:
        await channel.set_qos(prefetch_count=prefetch)
    restarts: list[asyncio.Task[None]] = []

    def restart() -> None:
        if not connection.is_closed:
            restarts.append(asyncio.create_task(_close(connection)))

    def closed(_channel: object, error: BaseException | None) -> None:
        if error is not None:
            restart()

    def cancelled(_frame: Basic.Cancel) -> None:
        log.warning("bus.consumer_cancelled")
        restart()

    channel.close_callbacks.add(closed)
    (await channel.get_underlay_channel()).on_consumer_cancel_callbacks.add(cancelled)
    return channel


async def _close(connection: AbstractConnection | None) -> None:
    if connection is None:
        return
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await connection.close()
    except Exception as error:  # as in `_reach`
        log.debug("bus.close_failed", error=type(error).__name__)
