"""One HTTP connection, with a deadline for headers that aiohttp does not have.

aiohttp keeps a connection open for minutes whose client sends its header a byte a second; thousands of
those cost nothing to their sender. Here a header has to be complete within `deadline_s` of its first
byte, or of the connection. It also answers what is not HTTP with a problem document.
"""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from gateway.config import ErrorProfile
from gateway.edge.problems import Manner, Refusal, problem_response
from gateway.errors import BadRequestError, ExchangeError, InternalError, UriTooLongError

MAX_URL_BYTES = 8000  # what RFC 9110 §4.1 wants at least
MAX_HEADER_BYTES = 8190  # of one; another number than the first, to tell them apart


class Server(web.Server):
    """Makes a connection with a header deadline for each client."""

    def __init__(self, handler: Any, header_deadline_s: float, profile: ErrorProfile) -> None:
        super().__init__(
            handler,
            access_log=None,
            keepalive_timeout=75,
            lingering_time=2,
            max_line_size=MAX_URL_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            auto_decompress=False,  # a body is taken as it was sent, and its size is what counts
        )
        self._header_deadline_s = header_deadline_s
        self._manner = Manner(profile=profile)

    def __call__(self) -> RequestHandler:
        return Connection(
            self, self._header_deadline_s, self._manner, loop=self._loop, **self._kwargs
        )


class Connection(RequestHandler):
    """aiohttp's connection; reads three of its private counters to know where in a message it is."""

    __slots__ = ("_deadline_s", "_header_timer", "_manner")

    def __init__(
        self, manager: web.Server, deadline_s: float, manner: Manner, **settings: Any
    ) -> None:
        super().__init__(manager, **settings)
        self._deadline_s = deadline_s
        self._manner = manner
        self._header_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._arm()

    def data_received(self, data: bytes) -> None:
        headers = self._request_count
        super().data_received(data)
        if self._request_count > headers or self._messages or self._current_request is not None:
            self._disarm()
        elif self._header_timer is None:
            self._arm()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A problem document; aiohttp's own page and log line would repeat what was sent."""
        error: ExchangeError = InternalError()
        if isinstance(exc, LineTooLong) and exc.args[1] == MAX_URL_BYTES:
            error = UriTooLongError(str(MAX_URL_BYTES))
        elif status < 500:
            error = BadRequestError("it is not valid HTTP/1.1")
        response = problem_response(Refusal(error=error), self._manner)
        response.force_close()  # after the answer; the connection's own force_close loses it
        return response

    def log_exception(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: an exception's text may hold what was sent; the edge logs what it needs."""

    def _arm(self) -> None:
        self._header_timer = self._loop.call_later(self._deadline_s, self._expire)

    def _disarm(self) -> None:
        if self._header_timer is not None:
            self._header_timer.cancel()
            self._header_timer = None

    def _expire(self) -> None:
        self._header_timer = None
        self.force_close()
