"""How an answer leaves that a fault on demand spoils: in part, slowly, mislabelled, or not at all."""

import asyncio
import contextlib
import socket
import struct
from typing import Final

from aiohttp import hdrs, web
from aiohttp.web_request import BaseRequest

from gateway.faults import Fault
from gateway.faults.parameters import LONGEST_S

_SLICE_S = 0.5  # how long a call is held at most after its caller has gone
_STEP_S = 0.1
_NO_LINGER: Final = struct.pack("ii", 1, 0)  # closing sends RST


async def spoil(http: BaseRequest, answer: web.StreamResponse, fault: Fault) -> web.StreamResponse:
    """The answer as the fault lets it leave; what is returned may be sent already, or to nobody."""
    body = answer.body if isinstance(answer, web.Response) else None
    # After a HEAD there is none: what came behind the header would be read as the next answer.
    whole = body if isinstance(body, bytes) and http.method != hdrs.METH_HEAD else b""
    match fault.name:
        case "hang":
            await wait(http, fault.number("seconds"))
            _reset(http)
        case "connection_reset":
            _reset(http)
        case "wrong_content_type":
            answer.headers[hdrs.CONTENT_TYPE] = "text/html"
        case "truncated_body" if whole:
            kept = whole[: int(len(whole) * fault.number("share"))]
            answer = await _send(http, answer, len(whole), [kept])
            if http.transport is not None:
                http.transport.close()
        case "slow_trickle" if whole:
            rate = max(fault.number("bytes_per_s"), len(whole) / LONGEST_S)
            step = max(1, round(rate * _STEP_S))
            parts = [whole[start : start + step] for start in range(0, len(whole), step)]
            answer = await _send(http, answer, len(whole), parts, step / rate)
    return answer


async def wait(http: BaseRequest, seconds: float) -> None:
    """Wait, unless the caller goes."""
    while seconds > 0 and http.transport is not None:
        await asyncio.sleep(min(seconds, _SLICE_S))
        seconds -= _SLICE_S


def _reset(http: BaseRequest) -> None:
    if http.transport is None or http.transport.is_closing():
        return
    connection = http.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    http.transport.abort()


async def _send(
    http: BaseRequest,
    answer: web.StreamResponse,
    promised: int,
    parts: list[bytes],
    pause_s: float = 0.0,
) -> web.StreamResponse:
    """Send these parts under a header that promises so many bytes."""
    sent = web.StreamResponse(status=answer.status, headers=answer.headers)
    sent.content_length = promised
    with contextlib.suppress(ConnectionError):
        await sent.prepare(http)
        for part in parts:
            await sent.write(part)
            await asyncio.sleep(pause_s)
    return sent
