"""The exact bytes of an entry, which are what the tree covers.

An entry is the msgpack array [kind, time, jws, facts]: text, milliseconds since 1970, text, text,
each in its shortest encoding. The sequence number is not part of it: the tree gives the place.
"""

import hashlib

import msgpack

from gateway.errors import LedgerError
from gateway.message import MAX_LEAF_BYTES

_LEAF_PREFIX = b"\x00"  # RFC 6962 §2.1: a leaf can never be taken for a node


def entry_bytes(kind: str, time_ms: int, jws: str, facts: str) -> bytes:
    """The bytes of an entry; raises LedgerError when they do not fit a tlog-tiles bundle."""
    try:
        data: bytes = msgpack.packb((kind, time_ms, jws, facts))
    except (TypeError, ValueError, OverflowError) as error:
        msg = "an entry is text, milliseconds, text, text"
        raise LedgerError(msg) from error
    if len(data) > MAX_LEAF_BYTES:
        msg = f"an entry has at most {MAX_LEAF_BYTES} bytes"
        raise LedgerError(msg)
    return data


def leaf_hash(data: bytes) -> bytes:
    """The leaf over an entry's bytes (RFC 6962 §2.1)."""
    return hashlib.sha256(_LEAF_PREFIX + data).digest()
