"""The node's HTTP listeners: its own, which speaks r1, and one for each other dialect."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.applications import Applications
from gateway.clock import Clock
from gateway.config import Limits, is_loopback
from gateway.edge import r1
from gateway.edge.authentication import Authentication
from gateway.edge.body import Reading
from gateway.edge.calls import Calls
from gateway.edge.connection import Server
from gateway.edge.dialect import Setting
from gateway.edge.dialects import DIALECTS
from gateway.edge.doors import Doors
from gateway.edge.fault_desk import FaultDesk
from gateway.edge.faulty import Faulty, Mischief
from gateway.edge.front import Front
from gateway.edge.listen import R1, Listen
from gateway.edge.monitoring import Monitoring
from gateway.edge.tls import believe, listener_context
from gateway.errors import ConfigurationError
from gateway.exchange import Exchange
from gateway.refresh import DirectorySource
from gateway.telemetry import Metrics
from gateway.tokens import Tokens

Handler = Callable[[BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What the listeners show of the node behind them."""

    missing: Callable[[], Awaitable[list[str]]]  # names what keeps it from being ready
    transactions: Path  # its log
    doors: Doors  # what it answers by itself
    tokens: Tokens  # those of its clients
    applications: Applications  # the accounts of those that speak another dialect than r1
    mischief: Mischief  # what it takes to disturb it on demand


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
        self._inside = inside
        self._reading = Reading(limits.max_reading_bytes)
        self._calls = Calls(exchange, source, clock)
        self._runners: list[web.ServerRunner] = []
        self.ports: dict[str, int] = {}
        """On which each dialect is spoken."""

    @property
    def port(self) -> int:
        return self.ports[R1]

    @property
    def metrics(self) -> Metrics:
        return self._calls.tally.metrics

    async def start(self, listen: Listen) -> None:
        """Listen; raises ConfigurationError where that is unsafe or the port is taken."""
        listen.check(self._source.newest.network)
        context = listener_context(listen.identity) if listen.identity else None
        if context is not None:
            self._source.derive(partial(believe, context))
        handler = self._handler(self._setting(listen))
        server = Server(handler, self._limits.header_deadline_s, listen.profile)
        runner = web.ServerRunner(server, shutdown_timeout=5)
        self._runners.append(runner)
        await runner.setup()
        try:
            await web.TCPSite(
                runner, listen.host, listen.port, backlog=1024, ssl_context=context
            ).start()
        except OSError as error:
            raise ConfigurationError(
                "listen", [f"{listen.host}:{listen.port}: {error.strerror}"]
            ) from error
        self.ports[listen.dialect] = runner.addresses[0][1]

    async def close(self) -> None:
        # Together: each gives the calls that still run a few seconds.
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))

    def _setting(self, listen: Listen) -> Setting:
        authentication = Authentication(self._source, self._inside.tokens, self._clock)
        authentication.believes_neighbours = is_loopback(listen.host)
        return Setting(
            listen=listen,
            source=self._source,
            limits=self._limits,
            clock=self._clock,
            reading=self._reading,
            authentication=authentication,
            doors=self._inside.doors,
            applications=self._inside.applications,
        )

    def _handler(self, setting: Setting) -> Handler:
        faulty = Faulty(
            exchange=self._exchange,
            mischief=self._inside.mischief,
            listen=setting.listen,
            source=self._source,
            metrics=self.metrics,
        )
        if setting.listen.dialect != R1:
            dialect = DIALECTS[setting.listen.dialect].make(setting)
            return lambda http: self._calls.call(http, dialect, faulty)
        front = Front(
            exchange=self._exchange,
            calls=self._calls,
            dialect=r1.Dialect(setting=setting),
            setting=setting,
            monitoring=Monitoring(self._inside.transactions, self._clock, self._calls.tally.health),
            fault_desk=FaultDesk(faulty=faulty, limits=self._limits, reading=self._reading),
            missing=self._inside.missing,
        )
        return front.handle
