"""The network document in force, which may change while a node runs: hold a source, not a Directory.

A newer version is verified first, then everything that parts of the node made of the old one is made anew,
then it is recorded (a gateway: in the log), and only then it counts. What cannot be verified, made or
recorded changes nothing. What counts is remembered in the state folder, which no call waits for. An expired
document stops traffic.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar

import structlog

from gateway.clock import Clock
from gateway.errors import ExchangeError, NetworkExpiredError, OperatorError, TrustError
from gateway.trust import Directory, document_digest, open_network

T = TypeVar("T")
Record = Callable[[Directory], Awaitable[None]]

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Fetch(Protocol):
    """Where newer network documents come from."""

    async def fetch(self) -> str | None:
        """The document, or None if it is the one that came last; raises OperatorError."""
        ...


class Derived(Generic[T]):
    """What a part of the node made of the network document; made anew for each version."""

    def __init__(self, source: "DirectorySource", build: Callable[[Directory], T]) -> None:
        self.source = source
        self.build = build
        self.newest = build(source.newest)

    def current(self) -> T:
        """Raises NetworkExpiredError when the document may not be used any more."""
        self.source.current()
        return self.newest


class DirectorySource:
    """Hands out the newest version; belongs to one event loop."""

    def __init__(
        self,
        directory: Directory,
        clock: Clock,
        record: Record | None = None,
        remember: Record | None = None,
    ) -> None:
        """`record` makes a version durable before it counts, `remember` after; each raises what it cannot.

        `directory` is remembered already.
        """
        self.newest = directory
        self._clock = clock
        self._record = record
        self._remember = remember
        self._remembered = directory.version
        self._derived: list[Derived[Any]] = []
        self._refused = ""
        self._waiting: str | None = None  # refused so far: what is missing may come later
        self._inside = 0
        self._empty = asyncio.Event()
        self._changed: asyncio.Future[None] | None = None
        self._offering = asyncio.Lock()

    def current(self) -> Directory:
        """Raises NetworkExpiredError when the document may not be used any more."""
        if self._clock.now_ms() >= self.newest.expires_ms:
            raise NetworkExpiredError
        return self.newest

    def derive(self, build: Callable[[Directory], T]) -> Derived[T]:
        """Keep what `build` makes of each version; it runs in a thread.

        Raises what `build` raises; from then on an OperatorError of it refuses a version.
        """
        derived = Derived(self, build)
        self._derived.append(derived)
        return derived

    @contextlib.asynccontextmanager
    async def steady(self) -> AsyncIterator[None]:
        """Within, the version does not change, so that what is logged is logged under its own version."""
        while self._changed is not None:
            await asyncio.shield(self._changed)
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def refresh(self, fetch: Fetch) -> None:
        """Take what there is to take; whatever goes wrong is logged, and tried again next time."""
        try:
            document = await fetch.fetch() or self._waiting
        except OperatorError as error:
            log.warning("network.not_fetched", reason=str(error))
            return
        self._waiting = document if document and not await self.offer(document) else None
        await self._keep()

    async def _keep(self) -> None:
        """Remember what counts; where that fails it counts all the same, and is tried again next time.

        Were it undone, the log would already name a version that nobody goes by.
        """
        directory = self.newest
        if self._remember is None or directory.version == self._remembered:
            return
        try:
            await self._remember(directory)
        except OperatorError as error:
            log.error("network.not_remembered", version=directory.version, reason=str(error))  # noqa: TRY400
            return
        self._remembered = directory.version

    async def offer(self, document: str) -> bool:
        """Let this document count if it is a newer version of the same authority or its successor.

        True if it is the one that counts now. Of several that are offered at a time one comes after the other.
        """
        async with self._offering:
            if document == self.newest.document:
                return True
            try:
                await self._take(await asyncio.to_thread(self._verified, document))
            except (OperatorError, ExchangeError) as error:
                self._complain(document, error)
                return False
        log.info("network.accepted", version=self.newest.version)
        return True

    def _verified(self, document: str) -> Directory:
        directory = open_network(document, self.newest.roots[-1])
        if directory.version <= self.newest.version:
            raise TrustError(
                f"version {directory.version} is not newer than {self.newest.version}, which is in use"
            )
        if directory.expires_ms <= self._clock.now_ms():
            raise TrustError(f"version {directory.version} has expired already")
        return directory

    async def _take(self, directory: Directory) -> None:
        made = [
            (derived, await asyncio.to_thread(derived.build, directory))
            for derived in self._derived
        ]
        async with self._alone():
            if self._record is not None:
                await self._record(directory)
            # Parts that joined meanwhile: nothing is awaited from here on.
            made += [(late, late.build(directory)) for late in self._derived[len(made) :]]
            self.newest = directory
            for derived, value in made:
                derived.newest = value

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait until nobody is within `steady`, and let nobody in."""
        self._changed = asyncio.get_running_loop().create_future()
        try:
            while self._inside:
                self._empty.clear()
                await self._empty.wait()
            yield
        finally:
            self._changed.set_result(None)
            self._changed = None

    def _complain(self, document: str, error: Exception) -> None:
        """Once for each document: it is offered again every few seconds."""
        digest = document_digest(document)
        if digest != self._refused:
            log.error("network.refused", reason=str(error))
        self._refused = digest


async def keep_fresh(source: DirectorySource, fetch: Fetch, every_s: float) -> None:
    """Look for a newer version every so often, for ever."""
    while True:
        try:
            await source.refresh(fetch)
        except Exception as error:
            log.error("network.refresh_failed", error=type(error).__name__)  # noqa: TRY400  its text may hold more
        await asyncio.sleep(every_s)
