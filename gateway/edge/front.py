"""A node's own listener: r1, what nodes and those who run one ask (/sealed, /network, /monitoring, /healthz, …).

What a node tells of itself beyond that is behind doors.py; faults are switched at fault_desk.py.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway import fetch
from gateway.clock import Clock
from gateway.edge import r1, sealed
from gateway.edge.authentication import Evidence
from gateway.edge.calls import Calls, as_failure
from gateway.edge.dialect import Setting
from gateway.edge.doors import Doors
from gateway.edge.fault_desk import FaultDesk
from gateway.edge.monitoring import HEALTH, OPERATIONAL, Monitoring
from gateway.edge.problems import Manner, Refusal, problem_response
from gateway.edge.r1_form import client_of
from gateway.errors import TokenScopeError
from gateway.exchange import Exchange
from gateway.message import Sealed, SubsystemId
from gateway.network import Network
from gateway.trace import trace_of
from gateway.trust import document_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Answers whatever comes to the listener that speaks r1."""

    exchange: Exchange
    calls: Calls
    dialect: r1.Dialect
    setting: Setting
    monitoring: Monitoring
    fault_desk: FaultDesk
    missing: Callable[[], Awaitable[list[str]]]  # names what keeps the node from being ready

    @property
    def _network(self) -> Network:
        return self.setting.source.newest.network

    @property
    def _clock(self) -> Clock:
        return self.setting.clock

    async def handle(self, http: BaseRequest) -> web.StreamResponse:
        """Answer one call; nothing is raised."""
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
                    body=self.calls.tally.metrics.render(),
                    headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
                )
            case path if path in (OPERATIONAL, HEALTH) or _opens(path):
                with structlog.contextvars.bound_contextvars(
                    trace_id=trace_of(http.headers.items()).id
                ):
                    return await self._show(http, path)
            case _:
                return await self.calls.call(http, self.dialect, self.fault_desk.faulty)

    def _document(self, http: BaseRequest) -> web.Response:
        """The network document for other nodes: it is signed, and holds nothing secret."""
        document = self.setting.source.newest.document
        headers = {"ETag": f'"{document_digest(document)}"', "Content-Type": "application/jose"}
        if http.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=document.encode(), headers=headers)

    async def _ready(self) -> web.Response:
        missing = await self.missing()
        body = {"ready": not missing, "missing": missing}
        return web.json_response(body, status=503 if missing else 200)

    async def _show(self, http: BaseRequest, path: str) -> web.StreamResponse:
        """What the node answers by itself: no exchange, no entry in the log."""
        try:
            if path in (OPERATIONAL, HEALTH):
                return await self._monitor(http)
            if self.fault_desk.opens(path):
                return await self.fault_desk.answer(http, path)
            self.setting.authentication.check_somebody(Evidence.of(http))
            return self.setting.doors.answer(http)
        except Exception as error:
            failure = as_failure(error)
            self.exchange.noise.count(failure)
            return self.dialect.refuse(http, None, failure)

    async def _monitor(self, http: BaseRequest) -> web.Response:
        caller = self.setting.authentication.caller(client_of(http), Evidence.of(http))
        if caller.scope:  # records are about all services of the client
            raise TokenScopeError
        with self.calls.limiter.admit(caller.client):
            return await self.monitoring.answer(http, self._network)

    async def _forward(self, http: BaseRequest) -> web.StreamResponse:
        tally, started = self.calls.tally, self._clock.monotonic()
        tally.metrics.in_flight.inc()
        try:
            forwarded = await self.exchange.forward(*await self._read_sealed(http), self._bounded)
            answer = sealed.write_sealed(forwarded)
        except Exception as error:
            failure = as_failure(error)
            tally.ended(self._network, None, failure.outcome, started)
            # Ours, not X-Road's: nodes read the codes, whatever this one's profile is.
            return problem_response(Refusal(error=failure), Manner.of(http, "spec"))
        finally:
            tally.metrics.in_flight.dec()
        size = len(forwarded.answer.content)
        tally.answered(self._network, forwarded.request, forwarded.outcome, started, size)
        return answer

    async def _read_sealed(self, http: BaseRequest) -> tuple[Sealed, str | None]:
        """What was posted, and the node that forwarded it if one did."""
        evidence = Evidence.of(http)
        with self.exchange.noise.counting():
            node = self.setting.authentication.node(evidence)
            if node is None:
                self.setting.authentication.check_somebody(evidence)
            return await sealed.read_sealed(http, self.setting.limits, self.setting.reading), node

    def _bounded(self, client: SubsystemId) -> AbstractContextManager[None]:
        """A place among the calls of a client whose seal was checked; rights refuse an unknown one."""
        subsystem = self._network.subsystems.get(client)
        return nullcontext() if subsystem is None else self.calls.limiter.admit(subsystem)


def _opens(path: str) -> bool:
    """Whether the node answers this by itself."""
    return Doors.opens(path) or FaultDesk.opens(path)
