"""One exchange, from a request that an edge understood to an answer that the caller may have.

The steps stand in `_exchange` in the order of docs/protocol.md §1. Whatever happens, a request that is
in the log is followed there by exactly one response or failure.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import dataclass, replace
from typing import NoReturn

import structlog

from gateway.access import EVERYTHING, Admit, Scope, authorise, unbounded
from gateway.bus import Bus
from gateway.clock import Clock
from gateway.endings import Endings
from gateway.errors import (
    AccessDeniedError,
    AnswerSignatureError,
    BadRequestError,
    CannotSealError,
    DeadlineExceededError,
    ExchangeError,
    InvalidAnswerError,
    InvalidBodyError,
    LedgerError,
    OverloadedError,
    ReplayError,
    SchemaViolationError,
    SealError,
    SealRefusedError,
    TokenScopeError,
)
from gateway.forwarding import as_request, as_response, as_sealed
from gateway.jws import Signer
from gateway.keyring import Keyring
from gateway.ledger import Ledger
from gateway.message import COUNTED, Outcome, Request, Response, Sealed
from gateway.network import METHODS
from gateway.records import Noise, Recorder
from gateway.refresh import Derived
from gateway.schema import Catalogue
from gateway.signature import (
    OpenedResponse,
    SealedRequest,
    open_request,
    open_response,
    seal_request,
)
from gateway.strict_json import parse_json
from gateway.trust import Directory

log: structlog.stdlib.BoundLogger = structlog.get_logger()

LOGGED_REFUSALS = (AccessDeniedError, CannotSealError, SchemaViolationError)
"""Refusals of a known client about a known service; everything else is counted as noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """What a node believes and signs with, under one version of the network document."""

    directory: Directory
    catalogue: Catalogue
    keyring: Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """A sealed answer as the provider's side gave it; `request` says what it answers."""

    request: Request
    answer: Sealed
    outcome: Outcome


class Exchange:
    """Carries requests through the pipeline. Safe to call concurrently; owns no I/O of its own."""

    def __init__(
        self,
        trusted: Derived[Trusted],
        ledger: Ledger,
        bus: Bus,
        recorder: Recorder,
        max_in_flight: int,
    ) -> None:
        self._trusted = trusted
        self._ledger = ledger
        self._bus = bus
        self._recorder = recorder
        self._clock: Clock = recorder.clock
        self._max_in_flight = max_in_flight
        self._in_flight = 0
        self._endings = Endings(ledger, recorder)
        self._tasks: set[asyncio.Task[None]] = set()
        self.noise = Noise(self._clock)
        bus.on_late(self._on_late)

    @property
    def _directory(self) -> Directory:
        return self._trusted.newest.directory

    @property
    def _catalogue(self) -> Catalogue:
        return self._trusted.newest.catalogue

    def _signer(self, request: Request) -> Signer:
        owner = request.client.member
        return self._trusted.newest.keyring.signer(owner, self._clock.now_ms())

    async def __call__(self, request: Request, scope: Scope = EVERYTHING) -> Response:
        """Return the provider's answer; raises an ExchangeError that says what went wrong."""
        with self._place():
            request = self._resolve(request)
            async with self._trusted.source.steady():
                async with self._refusing(request):
                    pattern, subject = self._admit(request, scope)
                    signer = self._signer(request)
                sealed = seal_request(request, signer, self._recorder.references, subject)
                await self._endings.begin(self._recorder.request(request, sealed, pattern), sealed)
            _, opened = await self._answered(sealed)
            return as_response(opened)

    async def forward(
        self, sealed: Sealed, via: str | None = None, admit: Admit = unbounded
    ) -> Forwarded:
        """Carry a request that is sealed already, unchanged, and its answer back, unchanged.

        `via` is the node that sealed or forwarded it; without one its member posted it. `admit` is
        held as long as it runs, and raises the ExchangeError that says why its client has to wait.
        Raises an ExchangeError that says what went wrong; SealRefusedError if nobody can believe it.
        """
        with self._place(), contextlib.ExitStack() as place:
            async with self._trusted.source.steady():
                request, known = self._opened(sealed)
                async with self._refusing(request):
                    place.enter_context(admit(request.client))
                    pattern, _ = self._admit(request)
                entry = self._recorder.request(request, known, pattern, via)
                await self._once(self._endings.begin(entry, known))
            answer, opened = await self._answered(known)
            return Forwarded(request=request, answer=answer, outcome=opened.outcome)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        """One of the exchanges that may run at a time."""
        if self._in_flight >= self._max_in_flight:
            self.noise.count(OverloadedError())
            raise OverloadedError
        self._in_flight += 1
        try:
            yield
        finally:
            self._in_flight -= 1

    def _opened(self, sealed: Sealed) -> tuple[Request, SealedRequest]:
        """What a member sealed, as the pipeline knows requests; counted where the log may not have it."""
        with self.noise.counting():
            directory, now_ms = self._trusted.current().directory, self._clock.now_ms()
            try:
                opened = open_request(sealed, directory, now_ms)
            except SealError as error:
                raise SealRefusedError(error.reason) from error
            if opened.content.method not in METHODS:
                raise BadRequestError("its method is none that a service takes")
        return as_request(opened, now_ms), as_sealed(opened, sealed)

    async def _once(self, writing: Awaitable[object]) -> None:
        """A member's exchange id counts once, whoever sends its message again."""
        try:
            await writing
        except LedgerError as error:
            self.noise.count(ReplayError())
            raise ReplayError from error

    @contextlib.asynccontextmanager
    async def _refusing(self, request: Request) -> AsyncIterator[None]:
        """What is raised within refuses the request: that is logged, or counted."""
        try:
            yield
        except LOGGED_REFUSALS as error:
            await self._log_refusal(request, error)
            raise
        except ExchangeError as error:
            self.noise.count(error)
            raise

    async def refuse(self, request: Request, error: ExchangeError) -> NoReturn:
        """Refuse a call because a fault on demand does: an entry of its own, whatever the error is."""
        await self._log_refusal(self._resolve(request), error)
        raise error

    async def _log_refusal(self, request: Request, error: ExchangeError) -> None:
        entry = self._recorder.refusal(request, error)
        await self._once(asyncio.shield(self._ledger.append(entry)))

    async def _answered(self, sealed: SealedRequest) -> tuple[Sealed, OpenedResponse]:
        """Carry a request that is in the log; its end is there too when this returns or raises."""
        out_ms = self._clock.now_ms()
        async with contextlib.AsyncExitStack() as steady:
            try:
                answer = await self._carry(sealed)
                await steady.enter_async_context(self._trusted.source.steady())
                opened = self._open(answer, sealed)
            except BaseException as error:
                await self._endings.close(sealed, error, out_ms)
                raise
            await self._endings.answer(sealed, answer, out_ms)
        return answer, opened

    def _resolve(self, request: Request) -> Request:
        """Clients may write a member by its long code; everything after this uses the short one."""
        network = self._directory.network
        provider = network.resolve(request.service.provider)
        return replace(
            request,
            client=network.resolve(request.client),
            service=replace(request.service, provider=provider),
        )

    def _admit(self, request: Request, scope: Scope = EVERYTHING) -> tuple[str, str | None]:
        """The right's path pattern, and whom the lookup is about; raises what refuses the request."""
        network = self._trusted.current().directory.network
        endpoint = authorise(network, request.client, request.service, request.method, request.path)
        if scope and request.service not in scope:
            raise TokenScopeError
        return endpoint.partition(" ")[2], self._subject(request)

    def _subject(self, request: Request) -> str | None:
        """Whom a request is about, once its body has the service's form; an opaque one takes any."""
        if self._directory.network.is_opaque(request.service):
            return None
        body = parse_json(request.body)
        self._catalogue.check_request(request.service, body)
        return self._catalogue.subject(request.service, body)

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
        network = self._directory.network
        if opened.outcome in COUNTED and not network.is_opaque(sealed.service):
            try:
                body = parse_json(opened.content.body)
            except InvalidBodyError as error:
                raise InvalidAnswerError(error.where) from error
            self._catalogue.check_response(sealed.service, body)
        return opened

    def _on_late(self, request_id: str, answer: Sealed) -> None:
        sealed = self._endings.given_up(request_id)
        if sealed is not None:
            task = asyncio.create_task(self._log_late(sealed, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _log_late(self, sealed: SealedRequest, answer: Sealed) -> None:
        try:
            async with self._trusted.source.steady():
                open_response(answer, sealed, self._directory)
                await self._ledger.append(self._recorder.late(answer.jws, len(answer.content)))
        except (SealError, ExchangeError, LedgerError) as error:
            log.warning("answer.late_refused", error=type(error).__name__)

    async def settle(self) -> None:
        """Close in the log what could not be closed when it ended; call it every second or so."""
        await self._endings.settle()

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
