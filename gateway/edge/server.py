"""The node's HTTP listener: r1, /healthz, /readyz and /metrics."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.clock import Clock
from gateway.config import Limits, is_loopback
from gateway.edge import r1
from gateway.edge.connection import Server
from gateway.edge.problems import Refusal, problem_response
from gateway.errors import (
    ConfigurationError,
    ExchangeError,
    InternalError,
    UnauthenticatedError,
    UnknownServiceError,
)
from gateway.exchange import Exchange
from gateway.message import Request, preferred_language
from gateway.network import Network
from gateway.telemetry import Metrics

log: structlog.stdlib.BoundLogger = structlog.get_logger()

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Where to listen; `token` is asked of every call and may be empty on loopback only."""

    host: str
    port: int
    token: str

    def check(self) -> None:
        """Raises ConfigurationError: clients prove nothing yet, so an open listener needs a token."""
        if not self.token and not is_loopback(self.host):
            raise ConfigurationError(
                "listen", [f"{self.host} is not loopback: set NDXP_TOKEN, or listen on 127.0.0.1"]
            )


class Edge:
    """Turns HTTP calls into exchanges. `missing` names what keeps the node from being ready."""

    def __init__(
        self,
        exchange: Exchange,
        network: Network,
        limits: Limits,
        clock: Clock,
        missing: Callable[[], Awaitable[list[str]]],
    ) -> None:
        self._exchange = exchange
        self._network = network
        self._limits = limits
        self._clock = clock
        self._missing = missing
        self._reading = r1.Reading(limits.max_reading_bytes)
        self._token = b""
        self._metrics = Metrics()
        self._runner: web.ServerRunner | None = None
        self.port = 0

    async def start(self, listen: Listen) -> None:
        """Listen; raises ConfigurationError where that is unsafe or the port is taken."""
        listen.check()
        self._token = listen.token.encode()
        server = Server(self._handle, self._limits.header_deadline_s)
        self._runner = web.ServerRunner(server, shutdown_timeout=5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, listen.host, listen.port, backlog=1024).start()
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
            case "/metrics":
                return web.Response(
                    body=self._metrics.render(),
                    headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
                )
            case _:
                return await self._call(http)

    async def _ready(self) -> web.Response:
        missing = await self._missing()
        body = {"ready": not missing, "missing": missing}
        return web.json_response(body, status=503 if missing else 200)

    async def _call(self, http: BaseRequest) -> web.StreamResponse:
        started = self._clock.monotonic()
        request: Request | None = None
        self._metrics.in_flight.inc()
        try:
            request = await self._read(http)
            response = await self._exchange(request)
        except Exception as error:
            failure = error if isinstance(error, ExchangeError) else InternalError()
            if failure is not error:
                # Only the type: the text of a foreign error may hold what was sent.
                log.error("call.failed", error=type(error).__name__)  # noqa: TRY400
            self._count(request, failure.outcome, started)
            return self._refuse(http, request, failure)
        finally:
            self._metrics.in_flight.dec()
        self._count(request, response.outcome, started)
        return r1.write_response(request, response)

    async def _read(self, http: BaseRequest) -> Request:
        try:
            self._authenticate(http)
            if not http.raw_path.startswith(r1.PREFIX):
                raise UnknownServiceError
            return await r1.read_request(http, self._limits, self._clock, self._reading)
        except ExchangeError as error:
            self._exchange.noise.count(error)
            raise

    def _authenticate(self, http: BaseRequest) -> None:
        if not self._token:
            return
        scheme, _, token = http.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(
            token.encode(errors="surrogateescape"), self._token
        ):
            raise UnauthenticatedError

    def _refuse(
        self, http: BaseRequest, request: Request | None, error: ExchangeError
    ) -> web.Response:
        language = preferred_language(http.headers.get("Accept-Language", ""))
        if request is not None:
            return problem_response(
                Refusal(
                    error=error,
                    language=language,
                    message_id=request.message_id,
                    detail=request.request_id,
                )
            )
        return problem_response(Refusal(error=error, language=language))

    def _count(self, request: Request | None, outcome: str, started: float) -> None:
        client = service = UNKNOWN
        if request is not None:
            network = self._network
            subsystem = network.resolve(request.client)
            provider = network.subsystems.get(network.resolve(request.service.provider))
            if subsystem in network.subsystems:
                client = str(subsystem)
            if provider is not None and request.service.code in {s.code for s in provider.services}:
                service = f"{provider.id}/{request.service.code}"
        self._metrics.count(client, service, outcome, self._clock.monotonic() - started)
