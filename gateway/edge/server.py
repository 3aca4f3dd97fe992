"""The node's HTTP listener: r1, /monitoring, /healthz, /readyz and /metrics."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway import fetch
from gateway.clock import Clock
from gateway.config import ErrorProfile, Limits, is_loopback
from gateway.edge import r1, sealed
from gateway.edge.authentication import Authentication, Caller, Evidence
from gateway.edge.body import Reading
from gateway.edge.connection import Server
from gateway.edge.doors import Doors
from gateway.edge.limiter import Limiter
from gateway.edge.monitoring import HEALTH, OPERATIONAL, Monitoring
from gateway.edge.problems import Manner, Refusal, problem_response
from gateway.edge.tally import Tally
from gateway.edge.tls import Identity, believe, listener_context
from gateway.errors import (
    ConfigurationError,
    ExchangeError,
    InternalError,
    TokenScopeError,
)
from gateway.exchange import Exchange
from gateway.message import Request, Sealed, SubsystemId
from gateway.network import Network
from gateway.refresh import DirectorySource
from gateway.tokens import Tokens
from gateway.trace import Trace, trace_of
from gateway.trust import document_digest

_NAMED = 5  # of a list of subsystems, in a sentence

log: structlog.stdlib.BoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where to listen and how to speak: TLS if it has an identity."""

    host: str
    port: int
    identity: Identity | None = None
    profile: ErrorProfile = "spec"

    @property
    def scheme(self) -> str:
        return "https" if self.identity else "http"

    def check(self, network: Network) -> None:
        """Raises ConfigurationError: who proves nothing is believed on loopback only."""
        unproven = [] if is_loopback(self.host) else network.unproven()
        if unproven:
            named = ", ".join(map(str, unproven[:_NAMED]))
            more = f" and {len(unproven) - _NAMED} more" if len(unproven) > _NAMED else ""
            raise ConfigurationError(
                "listen",
                [
                    f'{self.host} is not loopback, and with auth = "none" anybody could call as'
                    f' {named}{more}: give them auth = "mtls" or "token", or listen on 127.0.0.1'
                ],
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What the listener shows of the node behind it."""

    missing: Callable[[], Awaitable[list[str]]]  # names what keeps it from being ready
    transactions: Path  # its log
    doors: Doors  # what it answers by itself
    tokens: Tokens  # those of its clients


class Edge:
    """Turns HTTP calls into exchanges, and shows the node to those who run or watch it."""

    def __init__(
        self,
        exchange: Exchange,
        source: DirectorySource,
        limits: Limits,
        clock: Clock,
        inside: Inside,
    ) -> None:
        self._exchange = exchange
        self._source = source
        self._limits = limits
        self._clock = clock
        self._missing = inside.missing
        self._doors = inside.doors
        self._profile: ErrorProfile = "spec"
        self._dialect = r1.Dialect(
            source=source,
            limits=limits,
            clock=clock,
            reading=Reading(limits.max_reading_bytes),
        )
        self._authentication = Authentication(source, inside.tokens, clock)
        self._limiter = Limiter(clock)
        self._tally = Tally(clock)
        self._monitoring = Monitoring(inside.transactions, clock, self._tally.health)
        self.metrics = self._tally.metrics
        self._runner: web.ServerRunner | None = None
        self.port = 0

    @property
    def _network(self) -> Network:
        return self._source.newest.network

    async def start(self, listen: Listen) -> None:
        """Listen; raises ConfigurationError where that is unsafe or the port is taken."""
        listen.check(self._network)
        self._authentication.believes_neighbours = is_loopback(listen.host)
        self._profile = listen.profile
        context = listener_context(listen.identity) if listen.identity else None
        if context is not None:
            self._source.derive(partial(believe, context))
        server = Server(self._handle, self._limits.header_deadline_s, listen.profile)
        self._runner = web.ServerRunner(server, shutdown_timeout=5)
        await self._runner.setup()
        try:
            await web.TCPSite(
                self._runner, listen.host, listen.port, backlog=1024, ssl_context=context
            ).start()
        except OSError as error:
            raise ConfigurationError(
                "listen", [f"{listen.host}:{listen.port}: {error.strerror}"]
            ) from error
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, http: BaseRequest) -> web.StreamResponse:
        match http.raw_path.partition("?")[0]:
            case "/healthz":
                return web.json_response({"status": "ok"})
            case "/readyz":
                return await self._ready()
            case fetch.PATH:
                return self._document(http)
            case sealed.PATH:
                return await self._forward(http)
            case "/metrics":
                return web.Response(
                    body=self.metrics.render(),
                    headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
                )
            case path:
                # A connection may have several calls: what one of them bound is gone for the next.
                trace = trace_of(http.headers.items())
                with structlog.contextvars.bound_contextvars(trace_id=trace.id):
                    if path in (OPERATIONAL, HEALTH) or Doors.opens(path):
                        return await self._show(http, path)
                    return await self._call(http, trace)

    def _document(self, http: BaseRequest) -> web.Response:
        """The network document for other nodes: it is signed, and holds nothing secret."""
        document = self._source.newest.document
        headers = {"ETag": f'"{document_digest(document)}"', "Content-Type": "application/jose"}
        if http.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=document.encode(), headers=headers)

    async def _ready(self) -> web.Response:
        missing = await self._missing()
        body = {"ready": not missing, "missing": missing}
        return web.json_response(body, status=503 if missing else 200)

    async def _show(self, http: BaseRequest, path: str) -> web.Response:
        """What the node answers by itself: no exchange, no entry in the log."""
        try:
            if path in (OPERATIONAL, HEALTH):
                return await self._monitor(http)
            self._authentication.check_somebody(Evidence.of(http))
            return self._doors.answer(http)
        except Exception as error:
            failure = _failure(error)
            self._exchange.noise.count(failure)
            return self._refuse(http, None, failure)

    async def _monitor(self, http: BaseRequest) -> web.Response:
        caller = self._authentication.caller(r1.client_of(http), Evidence.of(http))
        if caller.scope:  # records are about all services of the client
            raise TokenScopeError
        with self._limiter.admit(caller.client):
            return await self._monitoring.answer(http, self._network)

    async def _call(self, http: BaseRequest, trace: Trace) -> web.StreamResponse:
        started = self._clock.monotonic()
        request: Request | None = None
        place = ExitStack()
        self.metrics.in_flight.inc()
        try:
            with self._exchange.noise.counting():
                caller = self._admitted(http, place)
                request = await self._dialect.read(http)
                # What a metadata service answers, no provider and no log hears of.
                response = self._doors.metadata(request)
            if response is None:
                # The copy only: the request hash is over what the caller sent.
                sent = replace(request, headers=trace.carried(request.headers))
                response = await self._exchange(sent, caller.scope)
        except Exception as error:
            failure = _failure(error)
            self._tally.ended(self._network, request, failure.outcome, started)
            return self._refuse(http, request, failure)
        finally:
            place.close()
            self.metrics.in_flight.dec()
        size = len(response.body)
        self._tally.answered(self._network, request, response.outcome, started, size)
        return self._dialect.write(http, request, response, self._profile)

    async def _forward(self, http: BaseRequest) -> web.StreamResponse:
        started = self._clock.monotonic()
        self.metrics.in_flight.inc()
        try:
            forwarded = await self._exchange.forward(*await self._read_sealed(http), self._bounded)
        except Exception as error:
            failure = _failure(error)
            self._tally.ended(self._network, None, failure.outcome, started)
            # Ours, not X-Road's: nodes read the codes, whatever this one's profile is.
            return problem_response(Refusal(error=failure), Manner.of(http, "spec"))
        finally:
            self.metrics.in_flight.dec()
        size = len(forwarded.answer.content)
        self._tally.answered(self._network, forwarded.request, forwarded.outcome, started, size)
        return sealed.write_sealed(forwarded)

    async def _read_sealed(self, http: BaseRequest) -> tuple[Sealed, str | None]:
        """What was posted, and the node that forwarded it if one did."""
        evidence = Evidence.of(http)
        with self._exchange.noise.counting():
            node = self._authentication.node(evidence)
            if node is None:
                self._authentication.check_somebody(evidence)
            return await sealed.read_sealed(http, self._limits, self._dialect.reading), node

    def _bounded(self, client: SubsystemId) -> AbstractContextManager[None]:
        """A place among the calls of a client whose seal was checked; rights refuse an unknown one."""
        subsystem = self._network.subsystems.get(client)
        return nullcontext() if subsystem is None else self._limiter.admit(subsystem)

    def _admitted(self, http: BaseRequest, place: ExitStack) -> Caller:
        """Who calls, with a place among its calls; who proves nothing takes no place from anybody."""
        r1.check_version(http.raw_path)
        caller = self._authentication.caller(r1.client_of(http), Evidence.of(http))
        place.enter_context(self._limiter.admit(caller.client))
        return caller

    def _refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        manner = Manner.of(http, self._profile)
        if request is None:
            return problem_response(Refusal(error=error), manner)
        refusal = Refusal(error=error, message_id=request.message_id, detail=request.request_id)
        return problem_response(refusal, manner)


def _failure(error: Exception) -> ExchangeError:
    if isinstance(error, ExchangeError):
        return error
    # Only the type: the text of a foreign error may hold what was sent.
    log.error("call.failed", error=type(error).__name__)
    return InternalError()
