"""How requests begin and end in the log: each that is in it gets exactly one end, whatever happens."""

import asyncio
import contextlib
from collections import deque

import structlog

from gateway.errors import (
    AbortedError,
    DeadlineExceededError,
    ExchangeError,
    InternalError,
    InvalidAnswerError,
    LedgerError,
    LogUnavailableError,
    OverloadedError,
)
from gateway.ledger import Ledger
from gateway.message import Entry, Sealed
from gateway.records import Parties, Recorder
from gateway.signature import SealedRequest

log: structlog.stdlib.BoundLogger = structlog.get_logger()

_MAX_GIVEN_UP = 10_000


class Endings:
    """The log of one pipeline; owns what could not be ended yet."""

    def __init__(self, ledger: Ledger, recorder: Recorder) -> None:
        self._ledger = ledger
        self._recorder = recorder
        self._given_up: dict[str, SealedRequest] = {}
        self._unclosed: deque[Entry] = deque()

    async def begin(self, entry: Entry, sealed: SealedRequest) -> None:
        """A caller that leaves while its request is being written leaves one that has to be closed."""
        writing = asyncio.ensure_future(self._ledger.append(entry))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            writing.add_done_callback(lambda written: self._abandon(written, sealed))
            raise

    async def close(self, sealed: SealedRequest, error: BaseException, out_ms: int) -> None:
        """Log how a request ended that got no usable answer; its caller hears of that error only."""
        failure = error if isinstance(error, ExchangeError) else InternalError()
        if isinstance(error, asyncio.CancelledError):
            failure = AbortedError()
        elif not isinstance(error, ExchangeError):
            log.error("exchange.failed", error=type(error).__name__, request_id=sealed.request_id)
        if isinstance(error, DeadlineExceededError):
            self._give_up(sealed)
        with contextlib.suppress(ExchangeError):
            await self._end(self._failure(sealed, failure, out_ms), sealed)

    async def answer(self, sealed: SealedRequest, answer: Sealed, out_ms: int) -> None:
        """An answer that cannot be logged is not given."""
        await self._end(self._recorder.response(answer.jws, len(answer.content), out_ms), sealed)

    def given_up(self, request_id: str) -> SealedRequest | None:
        """The request to which this late answer belongs; each is told once."""
        return self._given_up.pop(request_id, None)

    async def settle(self) -> None:
        """Close in the log what could not be closed when it ended; call it every second or so."""
        try:
            while self._unclosed:
                await self._close_late(self._unclosed[0])
                self._unclosed.popleft()
        except ExchangeError as error:
            log.warning("exchange.not_closed", error=type(error).__name__)

    def _abandon(self, written: asyncio.Future[int], sealed: SealedRequest) -> None:
        if not written.cancelled() and written.exception() is None:
            self._unclosed.append(self._failure(sealed, AbortedError(), None))

    async def _end(self, entry: Entry, sealed: SealedRequest) -> None:
        """Append even if the caller leaves meanwhile: what was begun in the log is ended there."""
        await asyncio.shield(self._append_end(entry, sealed))

    async def _append_end(self, entry: Entry, sealed: SealedRequest) -> None:
        """Where the end of a request cannot be appended, settle() ends it as a failure."""
        try:
            await self._ledger.append(entry)
        except LedgerError as error:
            log.warning("exchange.end_refused", service=str(sealed.service), kind=entry.kind)
            refused = InvalidAnswerError("a member of its seal")
            self._unclosed.append(self._failure(sealed, refused, None))
            raise refused from error
        except (LogUnavailableError, OverloadedError) as error:
            failed = entry if entry.kind == "failure" else self._failure(sealed, error, None)
            self._unclosed.append(failed)
            raise

    def _failure(self, sealed: SealedRequest, error: ExchangeError, out_ms: int | None) -> Entry:
        return self._recorder.failure(_parties(sealed), error, out_ms)

    def _give_up(self, sealed: SealedRequest) -> None:
        self._given_up[sealed.request_id] = sealed
        if len(self._given_up) > _MAX_GIVEN_UP:
            del self._given_up[next(iter(self._given_up))]

    async def _close_late(self, entry: Entry) -> None:
        """An end that the log refuses is dropped: it was written after all, and closed already."""
        try:
            await self._ledger.append(entry)
        except LedgerError:
            log.warning("exchange.closed_before")


def _parties(sealed: SealedRequest) -> Parties:
    return Parties(
        message_id=sealed.message_id,
        request_id=sealed.request_id,
        client=str(sealed.client),
        service=str(sealed.service),
    )
