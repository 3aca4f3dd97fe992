"""What travels in an AMQP body: a msgpack array of [jws, content] (docs/protocol.md §5)."""

import msgpack

from gateway.errors import SealError
from gateway.message import Sealed

CONTENT_TYPE = "application/vnd.ndxp.sealed+msgpack; v=1"


def pack_batch(messages: list[Sealed]) -> bytes:
    """The body that carries these messages."""
    packed: bytes = msgpack.packb([(message.jws, message.content) for message in messages])
    return packed


def unpack_batch(body: bytes) -> list[Sealed]:
    """The messages of a body; raises SealError if it is not of the form, whole."""
    try:
        items = msgpack.unpackb(body)
    except (ValueError, msgpack.UnpackException) as error:
        raise SealError("malformed_batch", "not msgpack") from error
    if not isinstance(items, list) or not items:
        raise SealError("malformed_batch", "not an array of items")
    return [_message(item) for item in items]


def _message(item: object) -> Sealed:
    match item:
        case [str(jws), bytes(content)]:
            return Sealed(jws=jws, content=content)
        case _:
            raise SealError("malformed_batch", "an item is not [jws, content]")
