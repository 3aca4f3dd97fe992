"""`POST /sealed`: for members that keep their own key, and for nodes in front of this one.

One sealed message in, one out, both unchanged.

The body is one item of a batch (docs/protocol.md §5), msgpack [jws, content]; so is the answer, with
status 200 whatever the provider's own status is. An error of this node is a problem as everywhere.
"""

from typing import Final

from aiohttp import web
from aiohttp.web_request import BaseRequest

from gateway.bus.wire import CONTENT_TYPE, pack_item, unpack_item
from gateway.config import Limits
from gateway.edge.body import Reading, read_body
from gateway.errors import (
    InvalidContentTypeError,
    InvalidMethodError,
    SealError,
    SealRefusedError,
)
from gateway.exchange import Forwarded
from gateway.message import Sealed

PATH: Final = "/sealed"
_MEDIA_TYPE = CONTENT_TYPE.partition(";")[0]


async def read_sealed(http: BaseRequest, limits: Limits, reading: Reading) -> Sealed:
    """Read a call; raises the CallerError that says what is wrong with its form."""
    if http.method != "POST":
        raise InvalidMethodError("POST")
    if http.content_type != _MEDIA_TYPE:
        raise InvalidContentTypeError(_MEDIA_TYPE)
    try:
        return unpack_item(await read_body(http, limits, reading))
    except SealError as error:
        raise SealRefusedError(error.reason) from error


def write_sealed(forwarded: Forwarded) -> web.Response:
    """The provider's sealed answer."""
    return web.Response(
        body=pack_item(forwarded.answer),
        headers={
            "Content-Type": CONTENT_TYPE,
            "X-Road-Id": forwarded.request.message_id,
            "X-Road-Request-Id": forwarded.request.request_id,
        },
    )
