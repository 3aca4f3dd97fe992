"""One exchange, from a request that an edge understood to an answer that the caller may have.

The steps stand in `_exchange` in the order of docs/protocol.md §1. Whatever happens, a request that is
in the log is followed there by exactly one response or failure.
"""

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, replace

import structlog

from gateway.access import authorise
from gateway.bus import Bus
from gateway.clock import Clock
from gateway.errors import (
    AbortedError,
    AccessDeniedError,
    AnswerSignatureError,
    CannotSealError,
    DeadlineExceededError,
    ExchangeError,
    InternalError,
    InvalidAnswerError,
    InvalidBodyError,
    LedgerError,
    LogUnavailableError,
    OverloadedError,
    SchemaViolationError,
    SealError,
)
from gateway.jws import Signer
from gateway.ledger import Ledger
from gateway.message import Entry, Request, Response, Sealed
from gateway.records import Noise, Parties, Recorder
from gateway.schema import Catalogue, parse_json
from gateway.signature import OpenedResponse, SealedRequest, open_response, seal_request
from gateway.trust import Directory

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LOGGED_REFUSALS = (AccessDeniedError, CannotSealError, SchemaViolationError)
"""Refusals of a known client about a known service; everything else is counted as noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """What a node believes and signs with: who takes part, what they may say, the keys it keeps."""

    directory: Directory
    catalogue: Catalogue
    signers: dict[str, Signer]  # by member


class Exchange:
    """Carries requests through the pipeline. Safe to call concurrently; owns no I/O of its own."""

    def __init__(
        self, trusted: Trusted, ledger: Ledger, bus: Bus, recorder: Recorder, max_in_flight: int
    ) -> None:
        self._directory = trusted.directory
        self._catalogue = trusted.catalogue
        self._signers = trusted.signers
        self._ledger = ledger
        self._bus = bus
        self._recorder = recorder
        self._clock: Clock = recorder.clock
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._given_up: dict[str, SealedRequest] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unclosed: deque[Entry] = deque()
        self.noise = Noise(self._clock)
        bus.on_late(self._on_late)

    async def __call__(self, request: Request) -> Response:
        """Return the provider's answer; raises an ExchangeError that says what went wrong."""
        if self._in_flight >= self._max_in_flight:
            self.noise.count(OverloadedError())
            raise OverloadedError
        self._in_flight += 1
        try:
            return await self._exchange(request)
        finally:
            self._in_flight -= 1

    async def _exchange(self, request: Request) -> Response:
        request = self._resolve(request)
        pattern, subject = await self._admit(request)
        signer = self._signers[request.client.member]
        sealed = seal_request(request, signer, self._recorder.references, subject)
        await self._log_request(self._recorder.request(request, sealed, pattern), sealed)
        out_ms = self._clock.now_ms()
        try:
            answer = await self._carry(sealed)
            opened = self._open(answer, sealed)
        except BaseException as error:
            await self._close(sealed, error, out_ms)
            raise
        await self._log_answer(sealed, answer, out_ms)
        return _response(opened)

    def _resolve(self, request: Request) -> Request:
        """Clients may write a member by its long code; everything after this uses the short one."""
        network = self._directory.network
        provider = network.resolve(request.service.provider)
        return replace(
            request,
            client=network.resolve(request.client),
            service=replace(request.service, provider=provider),
        )

    async def _admit(self, request: Request) -> tuple[str, str | None]:
        """The right's path pattern and whom the lookup is about; a refusal is logged or counted."""
        try:
            pattern = authorise(self._directory.network, request.client, request.service)
            if request.client.member not in self._signers:
                raise CannotSealError
            body = parse_json(request.body)
            self._catalogue.check_request(request.service, body)
        except LOGGED_REFUSALS as error:
            await asyncio.shield(self._ledger.append(self._recorder.refusal(request, error)))
            raise
        except ExchangeError as error:
            self.noise.count(error)
            raise
        return pattern, self._catalogue.subject(request.service, body)

    async def _carry(self, sealed: SealedRequest) -> Sealed:
        left_s = (sealed.expires_ms - self._clock.now_ms()) / 1000
        if left_s <= 0:
            raise DeadlineExceededError
        try:
            async with asyncio.timeout(left_s):
                return await self._bus.call(
                    sealed.service.provider, sealed.request_id, sealed.sealed, left_s
                )
        except TimeoutError:
            raise DeadlineExceededError from None

    def _open(self, answer: Sealed, sealed: SealedRequest) -> OpenedResponse:
        """The answer, if the provider sealed it for this request and it has the service's form."""
        try:
            opened = open_response(answer, sealed, self._directory)
        except SealError as error:
            log.warning("answer.refused", reason=error.reason, service=str(sealed.service))
            raise AnswerSignatureError from error
        if 200 <= opened.status < 300:
            try:
                body = parse_json(opened.content.body)
            except InvalidBodyError as error:
                raise InvalidAnswerError(error.where) from error
            self._catalogue.check_response(sealed.service, body)
        return opened

    async def _log_request(self, entry: Entry, sealed: SealedRequest) -> None:
        """A caller that leaves while its request is being written leaves one that has to be closed."""
        writing = asyncio.ensure_future(self._ledger.append(entry))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            writing.add_done_callback(lambda written: self._abandon(written, sealed))
            raise

    def _abandon(self, written: asyncio.Future[int], sealed: SealedRequest) -> None:
        if not written.cancelled() and written.exception() is None:
            self._unclosed.append(self._failure(sealed, AbortedError(), None))

    async def _close(self, sealed: SealedRequest, error: BaseException, out_ms: int) -> None:
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

    async def _log_answer(self, sealed: SealedRequest, answer: Sealed, out_ms: int) -> None:
        """An answer that cannot be logged is not given."""
        await self._end(self._recorder.response(answer.jws, len(answer.content), out_ms), sealed)

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
        if len(self._given_up) > 10_000:
            del self._given_up[next(iter(self._given_up))]

    def _on_late(self, request_id: str, answer: Sealed) -> None:
        sealed = self._given_up.pop(request_id, None)
        if sealed is not None:
            task = asyncio.create_task(self._log_late(sealed, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _log_late(self, sealed: SealedRequest, answer: Sealed) -> None:
        try:
            open_response(answer, sealed, self._directory)
            await self._ledger.append(self._recorder.late(answer.jws, len(answer.content)))
        except (SealError, ExchangeError, LedgerError) as error:
            log.warning("answer.late_refused", error=type(error).__name__)

    async def settle(self) -> None:
        """Close in the log what could not be closed when it ended; call it every second or so."""
        try:
            while self._unclosed:
                await self._close_late(self._unclosed[0])
                self._unclosed.popleft()
        except ExchangeError as error:
            log.warning("exchange.not_closed", error=type(error).__name__)

    async def _close_late(self, entry: Entry) -> None:
        """An end that the log refuses is dropped: it was written after all, and closed already."""
        try:
            await self._ledger.append(entry)
        except LedgerError:
            log.warning("exchange.closed_before")

    async def log_noise(self) -> None:
        """Write what was counted since the last time as one entry, if anything was."""
        counts, since_ms = self.noise.take()
        if not counts:
            return
        try:
            await asyncio.shield(self._ledger.append(self._recorder.summary(counts, since_ms)))
        except (ExchangeError, LedgerError) as error:
            self.noise.put_back(counts, since_ms)
            log.warning("noise.not_logged", error=type(error).__name__)


def _parties(sealed: SealedRequest) -> Parties:
    return Parties(
        message_id=sealed.message_id,
        request_id=sealed.request_id,
        client=str(sealed.client),
        service=str(sealed.service),
    )


def _response(opened: OpenedResponse) -> Response:
    return Response(
        status=opened.status,
        headers=opened.content.headers,
        body=opened.content.body,
        native=opened.content.native,
        outcome=opened.outcome,
        code=opened.code,
    )
