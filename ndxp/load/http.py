"""A lean HTTP/1.1 client for measuring: keep-alive, one call at a time on a connection.

A general client costs more processor time a call than a bare server, and then a test on one machine
measures its own client. This one knows only answers with Content-Length: the gateway, the registries
and whoever we compare them with send them.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ndxp.load.target import Target

CONNECT_S = 5.0
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]{1,9})(?:\r\n|$)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_END: Final = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, and whether the connection can be used again."""

    status: int
    body: bytes
    keep: bool


def request_bytes(target: Target, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """A POST of JSON as it goes over the wire, made once and sent often."""
    return http_bytes(target, f"POST {path}", {"Content-Type": "application/json", **headers}, body)


def http_bytes(target: Target, what: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Any request; `what` is its method and path. One without a body has no length either."""
    length = {"Content-Length": str(len(body))} if body else {}
    lines = [
        f"{what} HTTP/1.1",
        f"Host: {str(target).removeprefix('http://')}",
        *(f"{name}: {value}" for name, value in {**headers, **length}.items()),
    ]
    return "\r\n".join(lines).encode("latin-1") + _END + body


def read_answer(received: bytes) -> Answer | None:
    """The answer in what was received, None while it is incomplete; raises ValueError otherwise."""
    head, end, body = received.partition(_END)
    if not end:
        return None
    status = _STATUS.match(head)
    length = _LENGTH.search(head)
    if status is None or length is None:
        raise ValueError("not an HTTP/1.1 answer with Content-Length")
    missing = int(length[1]) - len(body)
    if missing < 0:
        raise ValueError("more came than Content-Length says")
    if missing:
        return None
    return Answer(status=int(status[1]), body=body, keep=_CLOSE.search(head) is None)


class Connection(asyncio.Protocol):
    """One connection; belongs to one call at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._answer: asyncio.Future[Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  create_connection's promise
        self._transport = transport

    @property
    def usable(self) -> bool:
        """Whether another call may be sent."""
        return self._transport is not None and not self._transport.is_closing()

    async def send(self, request: bytes) -> Answer:
        """The answer; raises ConnectionError when the connection breaks, ValueError for nonsense."""
        if self._transport is None:
            raise ConnectionResetError
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._answer is None or self._answer.done():
            self.close()
            return
        try:
            answer = read_answer(self._received)
        except ValueError as error:
            self._answer.set_exception(error)
            return
        if answer is not None:
            self._answer.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Pool:
    """Connections to one target, opened when none is free, used again in last-in-first-out order."""

    def __init__(self, target: Target, timeout_s: float) -> None:
        self._target = target
        self._timeout_s = timeout_s
        self._idle: list[Connection] = []
        self.opened = 0  # connections; no more than calls at a time where they are kept alive

    async def send(self, request: bytes) -> Answer:
        """One call; raises TimeoutError, OSError (no connection) or ValueError (unreadable)."""
        connection: Connection | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                connection = self._take() or await self._connect()
                answer = await connection.send(request)
        except BaseException:
            if connection is not None:
                connection.close()
            raise
        if answer.keep:
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    async def reach(self) -> None:
        """Open a connection, to be used by the first call; raises OSError or TimeoutError."""
        async with asyncio.timeout(CONNECT_S):
            self._idle.append(await self._connect())

    def close(self) -> None:
        """Close what is idle."""
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(
            Connection, self._target.host, self._target.port
        )
        self.opened += 1
        return connection
