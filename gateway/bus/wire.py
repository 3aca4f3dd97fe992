"""What travels in an AMQP body: a msgpack array of [jws, content] (docs/protocol.md §5)."""

import msgpack

from gateway.bus import MAX_BATCH_EXCHANGES
from gateway.errors import SealError
from gateway.message import Sealed

CONTENT_TYPE = "application/vnd.ndxp.sealed+msgpack; v=1"


def pack_batch(messages: list[Sealed]) -> bytes:
    """The body that carries these messages."""
    packed: bytes = msgpack.packb([(message.jws, message.content) for message in messages])
    return packed


def unpack_batch(body: bytes) -> list[Sealed]:
    """The messages of a body; raises SealError if it or any of its items is not of the form."""
    messages = []
    for item in unpack_items(body):
        if isinstance(item, SealError):
            raise item
        messages.append(item)
    return messages


def unpack_items(body: bytes) -> list[Sealed | SealError]:
    """The messages of a body, and in place of an item that is none what is wrong with it.

    Raises SealError if the body is not an array of as many items as a batch may have.
    """
    try:
        items = msgpack.unpackb(body)
    except (ValueError, msgpack.UnpackException) as error:
        raise SealError("malformed_batch", "not msgpack") from error
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_BATCH_EXCHANGES:
        raise SealError("malformed_batch", "not an array of items, or too many")
    return [_message(item) for item in items]


def pack_item(message: Sealed) -> bytes:
    """One message alone, as `POST /sealed` takes it."""
    packed: bytes = msgpack.packb((message.jws, message.content))
    return packed


def unpack_item(body: bytes) -> Sealed:
    """The message of such a body; raises SealError if it is none."""
    try:
        message = _message(msgpack.unpackb(body))
    except (ValueError, msgpack.UnpackException) as error:
        raise SealError("malformed_item", "not msgpack") from error
    if isinstance(message, SealError):
        raise message
    return message


def _message(item: object) -> Sealed | SealError:
    match item:
        case [str(jws), bytes(content)]:
            return Sealed(jws=jws, content=content)
        case _:
            return SealError("malformed_item", "not [jws, content]")
