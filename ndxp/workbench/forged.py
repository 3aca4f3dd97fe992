"""The dishonest messages of a check: an honest one, and what an attacker or a blunder makes of it."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Final

import msgpack
from cryptography.hazmat.primitives.asymmetric import ec

from gateway import jws
from gateway.jws import Signer, b64url
from gateway.message import Sealed

ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256, FIPS 186-5 and SP 800-186 §3.2.1.3."""


def forgeries(honest: Sealed, other: Sealed, signer: Signer) -> Mapping[str, Sealed]:
    """Messages in the name of the client that its key did not sign, by what is wrong with them."""
    claiming = Signer(key=ec.generate_private_key(ec.SECP256R1()), kid=signer.kid)
    return {
        "a strange key under the client's kid": resealed(honest, claiming, {}),
        "alg none": _unsigned(honest),
        "another message's content": Sealed(jws=honest.jws, content=other.content),
    }


def own_keys(honest: Sealed, signer: Signer) -> Mapping[str, Sealed]:
    """Messages that bring the key by which they want to be believed, or a header nobody asked for."""
    key = ec.generate_private_key(ec.SECP256R1())
    stranger = Signer(key=key, kid=signer.kid)
    return {
        "a jwk in the header": with_header(honest, stranger, {"jwk": _public(key)}),
        "the client's own signature, with crit": with_header(honest, signer, {"crit": ["exp"]}),
        "a kid that is listed nowhere": resealed(honest, Signer(key=key, kid="A" * 43), {}),
    }


def wrong_payloads(honest: Sealed, signer: Signer) -> Mapping[str, Sealed]:
    """Payloads that the client signed and that are not of the form."""
    changes: Mapping[str, Mapping[str, object]] = {
        "a member too many": {"note": "x"},
        "no id": {"id": None},
        "issuedAt as text": {"issuedAt": "0"},
        "a requestId that is no UUID": {"requestId": "1"},
    }
    return {what: resealed(honest, signer, changed) for what, changed in changes.items()}


def wrong_contents(honest: Sealed, signer: Signer) -> Mapping[str, Sealed]:
    """Contents that the client signed and that are not of the form."""
    fields = msgpack.unpackb(honest.content)
    contents = {
        "no msgpack": b"\xc1",
        "a key too many": msgpack.packb({**fields, "note": "x"}),
        "no method": msgpack.packb({k: v for k, v in fields.items() if k != "method"}),
        "a salt of 8 bytes": msgpack.packb({**fields, "salt": bytes(8)}),
        "the body as text": msgpack.packb({**fields, "body": "{}"}),
    }
    return {what: with_content(honest, signer, data) for what, data in contents.items()}


def repacked(honest: Sealed, signer: Signer) -> Sealed:
    """The same content in another encoding that msgpack allows: keys in reverse, lengths written long."""
    fields = list(reversed(msgpack.unpackb(honest.content).items()))
    body = b"".join(_long_text(name) + _long(value) for name, value in fields)
    return with_content(honest, signer, b"\xde" + len(fields).to_bytes(2, "big") + body)


def resealed(honest: Sealed, signer: Signer, changed: Mapping[str, object]) -> Sealed:
    """Signed with other members in the payload; a member set to None is left out."""
    token = jws.parse(honest.jws)
    payload = {k: v for k, v in {**token.payload, **changed}.items() if v is not None}
    return Sealed(jws=signer.sign(token.typ, payload), content=honest.content)


def retyped(honest: Sealed, signer: Signer, typ: str) -> Sealed:
    """Signed as a message of another type."""
    return Sealed(jws=signer.sign(typ, jws.parse(honest.jws).payload), content=honest.content)


def with_content(honest: Sealed, signer: Signer, content: bytes) -> Sealed:
    """Signed over other content."""
    digest = b64url(hashlib.sha256(content).digest())
    changed = resealed(honest, signer, {"contentDigest": digest})
    return Sealed(jws=changed.jws, content=content)


def with_header(honest: Sealed, signer: Signer, added: Mapping[str, object]) -> Sealed:
    """Signed under a header with more in it."""
    header, payload, _ = honest.jws.split(".")
    named = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    signing_input = f"{_part({**named, **added})}.{payload}"
    signature = b64url(signer.signature(signing_input.encode()))
    return Sealed(jws=f"{signing_input}.{signature}", content=honest.content)


def second_signature(honest: Sealed) -> Sealed | None:
    """The same message under the other signature that ECDSA lets anybody compute; None for other keys.

    For (r, s) verifies, so does (r, n - s).
    """
    token = jws.parse(honest.jws)
    if token.alg != "ES256":
        return None
    r, s = token.signature[:32], int.from_bytes(token.signature[32:], "big")
    signature = b64url(r + (ORDER - s).to_bytes(32, "big"))
    return Sealed(jws=f"{token.signing_input.decode()}.{signature}", content=honest.content)


def _unsigned(sealed: Sealed) -> Sealed:
    token = jws.parse(sealed.jws)
    _, payload, _ = sealed.jws.split(".")
    header = _part({"alg": "none", "kid": token.kid, "typ": token.typ})
    return Sealed(jws=f"{header}.{payload}.", content=sealed.content)


def _part(value: object) -> str:
    return b64url(json.dumps(value, separators=(",", ":")).encode())


def _public(key: ec.EllipticCurvePrivateKey) -> Mapping[str, str]:
    numbers = key.public_key().public_numbers()
    x, y = (b64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _long(value: object) -> bytes:
    match value:
        case str():
            return _long_text(value)
        case bytes():
            return b"\xc6" + len(value).to_bytes(4, "big") + value
        case list():
            return b"\xdd" + len(value).to_bytes(4, "big") + b"".join(map(_long, value))
        case _:
            packed: bytes = msgpack.packb(value)
            return packed


def _long_text(text: str) -> bytes:
    data = text.encode()
    return b"\xdb" + len(data).to_bytes(4, "big") + data
