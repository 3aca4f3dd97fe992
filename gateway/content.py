"""The part of a sealed message that holds personal data: a msgpack map that only its digest leaves.

request {salt, method, path, query, headers, body, user, issue}; answer {salt, status, headers,
body, native}. `headers` is an array of [name, value], order and duplicates kept. The salt makes the
digest useless for guessing what was asked. docs/protocol.md §3 has every type.
"""

import re
import secrets
from dataclasses import dataclass

import msgpack

from gateway.errors import SealError
from gateway.message import Headers, Request

SALT_BYTES = 16

# RFC 9110 §5.1 and §5.5: anything else could end a header, or a message, where it is written out.
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HEADER_VALUE = re.compile("[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*")

# Visible ASCII, as a request line can carry it.
_PATH = re.compile(r"(?:/[!-\"$->@-~]*)?")
_QUERY = re.compile(r"[!-\"$-~]*")

_REQUEST_TYPES: dict[str, tuple[type, ...]] = {
    "salt": (bytes,),
    "method": (str,),
    "path": (str,),
    "query": (str,),
    "headers": (list,),
    "body": (bytes,),
    "user": (str, type(None)),
    "issue": (str, type(None)),
}
_RESPONSE_TYPES: dict[str, tuple[type, ...]] = {
    "salt": (bytes,),
    "status": (int,),
    "headers": (list,),
    "body": (bytes,),
    "native": (bytes,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContent:
    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    user: str | None
    issue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseContent:
    status: int
    headers: Headers
    body: bytes
    native: bytes = b""


def pack_request(request: Request) -> bytes:
    """The content of a request, freshly salted: packing twice gives different bytes."""
    return _pack(
        {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.headers,
            "body": request.body,
            "user": request.user,
            "issue": request.issue,
        }
    )


def pack_response(content: ResponseContent) -> bytes:
    """The content of an answer, freshly salted."""
    return _pack(
        {
            "status": content.status,
            "headers": content.headers,
            "body": content.body,
            "native": content.native,
        }
    )


def unpack_request(data: bytes) -> RequestContent:
    """Read a request's content; raises SealError unless it is exactly of the form above."""
    fields = _unpack(data, _REQUEST_TYPES)
    return RequestContent(headers=_headers(fields.pop("headers")), **fields)  # type: ignore[arg-type]  # _unpack checked each type


def unpack_response(data: bytes) -> ResponseContent:
    """Read an answer's content; raises SealError unless it is exactly of the form above."""
    fields = _unpack(data, _RESPONSE_TYPES)
    content = ResponseContent(headers=_headers(fields.pop("headers")), **fields)  # type: ignore[arg-type]  # _unpack checked each type
    if not 200 <= content.status <= 599:
        raise SealError("malformed_content", "status is not an HTTP status")
    return content


def _pack(fields: dict[str, object]) -> bytes:
    packed: bytes = msgpack.packb({"salt": secrets.token_bytes(SALT_BYTES), **fields})
    return packed


def _unpack(data: bytes, types: dict[str, tuple[type, ...]]) -> dict[str, object]:
    try:
        fields = msgpack.unpackb(data, object_pairs_hook=_members)
    except (ValueError, msgpack.UnpackException) as error:
        raise SealError("malformed_content", "not msgpack") from error
    if not isinstance(fields, dict) or fields.keys() != types.keys():
        raise SealError("malformed_content", "not the map of its kind")
    for name, allowed in types.items():
        if not isinstance(fields[name], allowed) or isinstance(fields[name], bool):
            raise SealError("malformed_content", f"{name} has the wrong type")
    if len(fields.pop("salt")) != SALT_BYTES:
        raise SealError("malformed_content", f"salt is not {SALT_BYTES} bytes")
    return fields


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A map; raises ValueError for a key twice, which other parsers read in other ways."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice")
    return members


def is_target(path: str, query: str) -> bool:
    """Whether path and query can stand in a request line: no blank, no `#`, nothing beyond ASCII."""
    return bool(_PATH.fullmatch(path) and _QUERY.fullmatch(query))


def is_header(name: str, value: str) -> bool:
    """Whether a header is one of HTTP and can be sealed."""
    return bool(_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(value))


def _headers(pairs: object) -> Headers:
    assert isinstance(pairs, list)  # noqa: S101  _unpack checked it
    headers = []
    for pair in pairs:
        match pair:
            case [str(name), str(value)]:
                if not is_header(name, value):
                    raise SealError("malformed_content", "a header is not one of HTTP")
                headers.append((name, value))
            case _:
                raise SealError("malformed_content", "headers are not pairs of text")
    return tuple(headers)
