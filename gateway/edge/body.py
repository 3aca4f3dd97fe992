"""Reading a body: no more than is allowed, no longer than it may take, not too many at a time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import HttpVersion11, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import BaseRequest

from gateway.config import Limits
from gateway.errors import BadRequestError, BodyTooLargeError, OverloadedError, SlowRequestError

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Reading:
    """How many bytes of bodies are arriving; many slow callers must not fill the memory."""

    def __init__(self, max_bytes: int) -> None:
        self._left = max_bytes

    @contextmanager
    def body(self) -> Iterator[Callable[[int], None]]:
        """Account for one body, part by part; raises OverloadedError when all are too many."""
        taken = 0

        def take(size: int) -> None:
            nonlocal taken
            if size > self._left:
                raise OverloadedError
            self._left -= size
            taken += size

        try:
            yield take
        finally:
            self._left += taken


def check_uncompressed(http: BaseRequest) -> None:
    """Raise BadRequestError where a body that is to be read here would have to be unpacked first."""
    if http.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise BadRequestError("the body is compressed, and Content-Encoding is not taken here")


async def read_body(http: BaseRequest, limits: Limits, reading: Reading) -> bytes:
    """The body as it was sent; raises the CallerError that says why it cannot be taken.

    Says 100 Continue only now: whoever waits for it has its refusal without sending a body.
    """
    if (http.content_length or 0) > limits.max_body_bytes:
        raise BodyTooLargeError(str(limits.max_body_bytes))
    try:
        with reading.body() as take:
            async with asyncio.timeout(limits.body_deadline_s):
                await _invite(http)
                return await _read(http, limits, take)
    except TimeoutError:
        raise SlowRequestError(str(limits.body_deadline_s)) from None
    except (web.RequestPayloadError, HttpProcessingError, ConnectionError):
        raise BadRequestError("the body ends early or is not encoded as its header says") from None


async def _invite(http: BaseRequest) -> None:
    if http.version < HttpVersion11 or http.headers.get("Expect", "").lower() != "100-continue":
        return
    await http.writer.write(_CONTINUE)
    http.writer.output_size = 0  # what was written is no part of the answer


async def _read(http: BaseRequest, limits: Limits, take: Callable[[int], None]) -> bytes:
    parts, left = [], limits.max_body_bytes
    while part := await http.content.readany():
        left -= len(part)
        if left < 0:
            raise BodyTooLargeError(str(limits.max_body_bytes))
        take(len(part))
        parts.append(part)
    return b"".join(parts)
