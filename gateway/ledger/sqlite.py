"""The log in one SQLite file (WAL, synchronous=FULL): the embedded default."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.batching import Batcher
from gateway.clock import Clock
from gateway.errors import LedgerError, LogUnavailableError
from gateway.ledger.checkpoint import Checkpoint, sign_checkpoint
from gateway.ledger.derive import OpenRequest
from gateway.ledger.lock import writer_lock
from gateway.ledger.merkle import EMPTY_ROOT
from gateway.ledger.payloads import NetworkPayload
from gateway.ledger.store import Store
from gateway.message import Entry

CHECKPOINT_DELAY_S = 0.5  # a checkpoint is made within a second of the traffic that it covers
_MAX_BATCH = 1024  # entries
_MAX_BATCH_BYTES = 1 << 20
_MAX_WAITING = 16_384  # entries

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class SqliteLedger:
    """The writer of one log; the only one (`open` locks it).

    Everything but the commit runs in the event loop: it needs the interpreter's lock anyway, and a
    thread that gives the lock back with each row waits for it again each time while the loop is
    busy. The commit (fsync) runs in a thread; meanwhile the next batch gathers.
    """

    def __init__(self, store: Store, signer: Ed25519PrivateKey, origin: str, clock: Clock) -> None:
        self._store = store
        self._signer = signer
        self._empty = Checkpoint(origin=origin, size=0, root=EMPTY_ROOT)
        self._clock = clock
        self.commits = 0
        self.commit_seconds = 0.0  # in which all of these were made
        self._committer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._writing = asyncio.Lock()
        self._uncovered = asyncio.Event()
        self._batcher: Batcher[Entry, int | LedgerError] = Batcher(
            self._flush,
            size_of=_size,
            max_items=_MAX_BATCH,
            max_bytes=_MAX_BATCH_BYTES,
            max_waiting=_MAX_WAITING,
        )

    @classmethod
    @asynccontextmanager
    async def open(
        cls, path: Path, signer: Ed25519PrivateKey, origin: str, clock: Clock
    ) -> AsyncIterator["SqliteLedger"]:
        """Open or create the log at `path` for writing; on leaving, everything is covered.

        `signer` signs the checkpoints under the name `origin`. Raises StateError when another
        process writes this log, LedgerError when it cannot be used, TamperedError when its end
        does not fit its tree.
        """
        with writer_lock(path):
            ledger = cls(Store(path), signer, origin, clock)
            await ledger.checkpoint()
            keeper = asyncio.create_task(ledger._keep_checkpoints())
            try:
                yield ledger
            finally:
                keeper.cancel()
                await asyncio.gather(keeper, return_exceptions=True)
                await ledger.close()

    @property
    def size(self) -> int:
        """How many entries are durable."""
        return self._store.tree.size

    @property
    def waiting(self) -> int:
        """How many entries wait for the commit before theirs."""
        return self._batcher.waiting

    def open_requests(self) -> list[OpenRequest]:
        """Requests that nothing closed, oldest first.

        After `open` these are what a crash left: append a failure `aborted` for each before
        anything else, because nobody waits for their answers any more.
        """
        return self._store.open_requests

    def newest_network(self) -> NetworkPayload | None:
        """Which network document the log named last; None in a new log."""
        return self._store.newest_network()

    async def append(self, entry: Entry) -> int:
        """See Ledger. An entry that is older than the last one gets the last one's time."""
        result = await self._batcher.submit(entry)
        if isinstance(result, LedgerError):
            raise result
        return result

    async def checkpoint(self) -> None:
        """Sign what is in the log now, unless that was done; a failure is logged, not raised."""
        async with self._writing:
            store = self._store
            try:
                if store.last_checkpoint >= store.tree.size:
                    return
                claimed = replace(self._empty, size=store.tree.size, root=store.tree.root())
                time_ms = max(self._clock.now_ms(), store.last_ms)
                store.write_checkpoint(time_ms, sign_checkpoint(claimed, self._signer))
                await self._commit()
            except sqlite3.Error as error:
                store.discard()
                self._uncovered.set()
                log.error("ledger.checkpoint_failed", reason=_reason(error))  # noqa: TRY400  the reason says it

    async def _flush(self, entries: list[Entry]) -> list[int | LedgerError]:
        async with self._writing:
            try:
                batch = self._store.plan(entries)
                if batch.entries:
                    self._store.write(batch)
                    await self._commit()
            except BaseException as error:
                self._store.discard()
                if not isinstance(error, sqlite3.Error):
                    raise
                log.error("ledger.write_failed", reason=_reason(error), entries=len(entries))  # noqa: TRY400  the reason says it
                raise LogUnavailableError from error
            self._store.keep(batch)
        if batch.entries:
            self._uncovered.set()
        return batch.results

    async def _commit(self) -> None:
        """Commit in the thread; cancelled, it still waits: nobody else may use the connection."""
        connection = self._store.connection
        started = self._clock.monotonic()
        commit = asyncio.get_running_loop().run_in_executor(self._committer, connection.commit)
        try:
            await asyncio.shield(commit)
            self.commits += 1
            self.commit_seconds += self._clock.monotonic() - started
        except asyncio.CancelledError:
            await asyncio.gather(commit, return_exceptions=True)
            if connection.in_transaction:
                connection.rollback()
            raise

    async def _keep_checkpoints(self) -> None:
        while True:
            await self._uncovered.wait()
            await asyncio.sleep(CHECKPOINT_DELAY_S)
            self._uncovered.clear()
            await self.checkpoint()

    async def close(self) -> None:
        """Write what waits, cover it with a checkpoint, and let go of the file."""
        await self._batcher.close()
        await self.checkpoint()
        self._committer.shutdown()
        self._store.connection.close()


def _size(entry: Entry) -> int:
    return len(entry.jws) + len(entry.facts)


def _reason(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", type(error).__name__)
