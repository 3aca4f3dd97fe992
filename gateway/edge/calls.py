"""One call, whatever the dialect: who makes it, what it asks, the exchange, the answer; and it counts."""

from contextlib import ExitStack
from dataclasses import replace

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.clock import Clock
from gateway.edge.dialect import Dialect
from gateway.edge.faulty import Faulty
from gateway.edge.limiter import Limiter
from gateway.edge.tally import Tally
from gateway.errors import ExchangeError, InternalError
from gateway.exchange import Exchange
from gateway.message import Request
from gateway.network import Network
from gateway.refresh import DirectorySource
from gateway.trace import trace_of

log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Calls:
    """The calls of all listeners of one node."""

    def __init__(self, exchange: Exchange, source: DirectorySource, clock: Clock) -> None:
        self._exchange = exchange
        self._source = source
        self._clock = clock
        self.limiter = Limiter(clock)
        self.tally = Tally(clock)

    @property
    def _network(self) -> Network:
        return self._source.newest.network

    async def call(self, http: BaseRequest, dialect: Dialect, faulty: Faulty) -> web.StreamResponse:
        """Answer one call; nothing is raised."""
        # A connection may have several calls: what one of them bound is gone for the next.
        trace = trace_of(http.headers.items())
        with structlog.contextvars.bound_contextvars(trace_id=trace.id):
            started = self._clock.monotonic()
            request: Request | None = None
            place = ExitStack()
            self.tally.metrics.in_flight.inc()
            try:
                with self._exchange.noise.counting():
                    answer = await dialect.answer(http)
                    if answer is not None:
                        return answer
                    caller = dialect.caller(http)
                    place.enter_context(self.limiter.admit(caller.client))
                    request = await dialect.read(http, caller)
                    response = dialect.local(request)
                if response is None:
                    # The copy only: a request hash is over what the caller sent.
                    sent = replace(request, headers=trace.carried(request.headers))
                    response = await faulty(http, sent, caller.scope)
                size = len(response.body)
                answer = dialect.write(http, request, response)
            except Exception as error:
                failure = as_failure(error)
                self.tally.ended(self._network, request, failure.outcome, started)
                return await faulty.answer(http, dialect.refuse(http, request, failure))
            finally:
                place.close()
                self.tally.metrics.in_flight.dec()
            self.tally.answered(self._network, request, response.outcome, started, size)
            return await faulty.answer(http, answer)


def as_failure(error: Exception) -> ExchangeError:
    """What a caller is told of it."""
    if isinstance(error, ExchangeError):
        return error
    # Only the type: the text of a foreign error may hold what was sent.
    log.error("call.failed", error=type(error).__name__)
    return InternalError()
