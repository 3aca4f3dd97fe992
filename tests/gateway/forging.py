"""How an attacker writes messages: the pieces of a JWS put together by hand."""

import hashlib
import json
from collections.abc import Mapping

from gateway import jws
from gateway.jws import Signer, b64url
from gateway.message import Sealed


def part(value: object) -> str:
    """A JWS part over a JSON value, or over bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return b64url(data)


def payload_of(token: str) -> dict[str, object]:
    return dict(jws.parse(token).payload)


def resign(sealed: Sealed, signer: Signer, changed: Mapping[str, object]) -> Sealed:
    """The same message with other members, signed anew; a member set to None is left out."""
    token = jws.parse(sealed.jws)
    payload = {k: v for k, v in {**token.payload, **changed}.items() if v is not None}
    return Sealed(jws=signer.sign(token.typ, payload), content=sealed.content)


def with_content(sealed: Sealed, signer: Signer, content: bytes) -> Sealed:
    """The same message over other content, the digest in order."""
    digest = b64url(hashlib.sha256(content).digest())
    changed = resign(sealed, signer, {"contentDigest": digest})
    return Sealed(jws=changed.jws, content=content)


def with_header(token: str, header: object) -> str:
    """The same signature under another header."""
    _, payload, signature = token.split(".")
    return f"{part(header)}.{payload}.{signature}"
