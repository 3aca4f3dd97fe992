"""How an answer with a fault leaves over HTTP: late, slowly, in part, or never."""

import asyncio
import contextlib
import socket
import struct
from typing import Final

from aiohttp import web

from mock_registries.faults import Sending

_SLICE_S = 0.25  # how long a call is held at most after its caller has gone
_STEP_S = 0.1
_NO_LINGER: Final = struct.pack("ii", 1, 0)  # closing sends RST


async def carry(request: web.BaseRequest, sending: Sending) -> web.StreamResponse:
    """Send an answer as it is to be sent; what is returned needs no more than aiohttp's finish."""
    await _wait(request, sending.wait_s)
    answer = sending.answer
    if sending.reset:
        _reset(request)
    if sending.cut is None and not sending.bytes_per_s:
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    with contextlib.suppress(ConnectionError):
        await response.prepare(request)
        await _write(response, sending)
    if sending.cut is not None and request.transport is not None:
        request.transport.close()
    return response


async def _wait(request: web.BaseRequest, seconds: float) -> None:
    """Wait, unless the caller goes."""
    while seconds > 0 and request.transport is not None:
        await asyncio.sleep(min(seconds, _SLICE_S))
        seconds -= _SLICE_S


def _reset(request: web.BaseRequest) -> None:
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    request.transport.abort()


async def _write(response: web.StreamResponse, sending: Sending) -> None:
    body, rate = sending.answer.body[: sending.cut], sending.bytes_per_s
    step = max(1, round(rate * _STEP_S)) if rate else max(1, len(body))
    for start in range(0, len(body), step):
        await response.write(body[start : start + step])
        await asyncio.sleep(step / rate if rate else 0)
