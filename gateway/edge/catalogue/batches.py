"""What travels on the bus, as schemas of AsyncAPI: a batch [[jws, content], …] (docs/protocol.md §2–§5).

What is in a text or in bytes stands beside it as `contentSchema`, a schema of what is to be found there once it is
decoded as its `contentMediaType` says: in the JWS the payload of schemas/sealed/ (and as `x-header` its header), in
the content's body what the service's own schema says.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from gateway.bus import MAX_BATCH_BYTES, MAX_BATCH_EXCHANGES
from gateway.edge.catalogue.components import DRAFT_7, Document, component
from gateway.jws import MAX_JWS_CHARS
from gateway.network import METHODS
from gateway.signature import REQUEST_TYP, RESPONSE_TYP
from gateway.strict_json import parse_json

SHIPPED: Final = {
    "Problem": ("problem.json",),
    "SealedRequest": ("sealed", "request.json"),
    "SealedResponse": ("sealed", "response.json"),
}
"""The schemas that every service shares, where they lie among those that ship with us."""

_B64URL: Final = "[A-Za-z0-9_-]"
_TEXT: Final[Document] = {"type": "string"}
_TEXT_OR_NIL: Final[Document] = {"type": ["string", "null"]}
_BYTES: Final[Document] = {"type": "string", "format": "binary"}
_SALT: Final[Document] = {**_BYTES, "minLength": 16, "maxLength": 16}
_HEADERS: Final[Document] = {
    "type": "array",
    "items": {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2},
}


def shipped() -> Document:
    """Those schemas as components."""
    return {name: _shipped(name, *place) for name, place in SHIPPED.items()}


def _shipped(name: str, *place: str) -> Document:
    schema = parse_json(files("schemas").joinpath(*place).read_bytes())
    return component(schema if isinstance(schema, Mapping) else {}, name, DRAFT_7)


def request_batch(schema: str) -> Document:
    """Of requests to one service, by the component of its request schema; empty: an opaque one."""
    content = _map(
        salt=_SALT,
        method={"const": "POST"} if schema else {"enum": sorted(METHODS)},
        path={"const": ""} if schema else _TEXT,
        query={"const": ""} if schema else _TEXT,
        headers=_HEADERS,
        body=_json(schema),
        user=_TEXT_OR_NIL,
        issue=_TEXT_OR_NIL,
    )
    return _batch(_jws(REQUEST_TYP, "SealedRequest"), content)


def answer_batch(schema: str) -> Document:
    """Of answers: what the service says, or a problem; of an opaque service anything."""
    content = _map(
        salt=_SALT,
        status={"type": "integer", "minimum": 200, "maximum": 599},
        headers=_HEADERS,
        body=_json(schema, "Problem"),
        native=_BYTES,
    )
    return _batch(_jws(RESPONSE_TYP, "SealedResponse"), content)


def dead_letter() -> Document:
    """A JWS without its content; empty if there was none to be read."""
    return {
        "type": "array",
        "items": [{"type": "string"}],
        "additionalItems": False,
        "minItems": 1,
    }


def dead_letter_headers() -> Document:
    """The headers of the AMQP message."""
    reason = {"type": "string", "pattern": "^[a-z_]+$", "description": "docs/protocol.md §6"}
    provider = {"type": "string", "description": "the provider on whose queue it was"}
    return _map(reason=reason, provider=provider)


def _json(*components: str) -> Document:
    """JSON that one of these components describes; of a service without a schema any bytes."""
    if not components[0]:
        return _BYTES
    return {**_BYTES, "contentMediaType": "application/json", **_within(*components)}


def _batch(jws: Document, content: Document) -> Document:
    """Items of different services of the provider may be together; each is as its own message says."""
    packed: Document = {
        **_BYTES,
        "description": "msgpack; the base64url SHA-256 of these bytes is contentDigest in the JWS",
        "contentMediaType": "application/msgpack",
        "contentSchema": content,
    }
    return {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_BATCH_EXCHANGES,
        "x-max-bytes-unless-one": MAX_BATCH_BYTES,
        "items": {
            "type": "array",
            "items": [jws, packed],
            "additionalItems": False,
            "minItems": 2,
        },
    }


def _jws(typ: str, payload: str) -> Document:
    header = _map(
        typ={"const": typ},
        alg={"enum": ["ES256", "EdDSA", "PS256", "RS256"]},
        kid={"type": "string", "pattern": f"^{_B64URL}{{43}}$"},
    )
    return {
        "type": "string",
        "description": "RFC 7515, compact; signed with the key of the certificate that kid names",
        "pattern": rf"^{_B64URL}+\.{_B64URL}+\.{_B64URL}+$",
        "maxLength": MAX_JWS_CHARS,
        "contentMediaType": "application/jose",
        "x-header": header,
        **_within(payload),
    }


def _within(*components: str) -> Document:
    each = [{"$ref": f"#/components/schemas/{name}"} for name in components]
    return {"contentSchema": each[0] if len(each) == 1 else {"anyOf": each}}


def _map(**members: object) -> Document:
    """An object with exactly these members."""
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }
