"""Compact JSON Web Signatures (RFC 7515) on `cryptography` alone: strict in, one spelling out.

Written here and not taken from a library because this is what the project exists for and it is the
hottest code there is; a test holds it against joserfc and npm jose. What is refused on purpose:
every header parameter but alg, kid and typ (so no crit, jwk, jku, x5c, x5u), `alg: none`, HMAC,
an `alg` that does not fit the key, padding and non-canonical base64url, duplicate JSON keys.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import jiter
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from gateway.errors import SealError

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey

MAX_JWS_CHARS = 32_768
MAX_DOCUMENT_CHARS = 4 * 1024 * 1024  # the network document of a whole country
_ES256 = ec.ECDSA(hashes.SHA256())
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)  # RFC 7518 §3.5
_COORDINATE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A JWS taken apart but not believed yet: nothing here was verified."""

    alg: str
    kid: str
    typ: str
    payload: Mapping[str, object]
    signing_input: bytes
    signature: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the signing input: names the message, whatever was done to its signature.

        Never hash the whole JWS: an ECDSA signature has a second valid form.
        """
        return hashlib.sha256(self.signing_input).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A private key under the name of its certificate."""

    key: PrivateKey
    kid: str

    def sign(self, typ: str, payload: Mapping[str, object]) -> str:
        """The compact JWS over `payload`, whose values are JSON."""
        header = {"alg": _algorithm(self.key), "kid": self.kid, "typ": typ}
        signing_input = f"{_encode_json(header)}.{_encode_json(payload)}"
        return f"{signing_input}.{b64url(self.signature(signing_input.encode()))}"

    def signature(self, data: bytes) -> bytes:
        """What stands behind the last dot, over bytes of whatever kind."""
        return _sign(self.key, data)


def parse(jws: str, max_chars: int = MAX_JWS_CHARS) -> Token:
    """Take a compact JWS apart; raises SealError unless it is spelled in the one way allowed."""
    if len(jws) > max_chars:
        raise SealError("malformed_jws", "too long")
    parts = jws.split(".")
    if len(parts) != 3:
        raise SealError("malformed_jws", "not three parts")
    header = _decode_json(parts[0])
    if header.keys() != {"alg", "kid", "typ"}:
        raise SealError("forbidden_header", "only alg, kid and typ may stand in the JWS header")
    alg, kid, typ = header["alg"], header["kid"], header["typ"]
    if not (isinstance(alg, str) and isinstance(kid, str) and isinstance(typ, str)):
        raise SealError("malformed_jws", "alg, kid and typ are text")
    return Token(
        alg=alg,
        kid=kid,
        typ=typ,
        payload=_decode_json(parts[1]),
        signing_input=jws[: jws.rindex(".")].encode(),
        signature=unb64url(parts[2]),
    )


def verify(token: Token, key: PublicKey) -> Mapping[str, object]:
    """Return the payload that `key` signed; raises SealError if it did not or `alg` does not fit."""
    try:
        _verify(token, key)
    except (InvalidSignature, ValueError) as error:
        raise SealError("bad_signature") from error
    return token.payload


def b64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """Decode base64url in its one canonical spelling; raises SealError on any other."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise SealError("malformed_jws", "not base64url") from error
    if b64url(data) != text:
        raise SealError("malformed_jws", "not canonical base64url")
    return data


def _encode_json(value: Mapping[str, object]) -> str:
    return b64url(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def _decode_json(part: str) -> dict[str, object]:
    try:
        value = jiter.from_json(
            unb64url(part), catch_duplicate_keys=True, allow_inf_nan=False, cache_mode="keys"
        )
    except ValueError as error:
        raise SealError("malformed_jws", "not JSON") from error
    if not isinstance(value, dict):
        raise SealError("malformed_jws", "not a JSON object")
    return value


def _algorithm(key: PrivateKey) -> str:
    match key:
        case ec.EllipticCurvePrivateKey():
            return "ES256"
        case ed25519.Ed25519PrivateKey():
            return "EdDSA"
        case _:
            return "PS256"


def _sign(key: PrivateKey, data: bytes) -> bytes:
    match key:
        case ec.EllipticCurvePrivateKey():
            r, s = decode_dss_signature(key.sign(data, _ES256))
            return r.to_bytes(_COORDINATE_BYTES, "big") + s.to_bytes(_COORDINATE_BYTES, "big")
        case ed25519.Ed25519PrivateKey():
            return key.sign(data)
        case _:
            return key.sign(data, _PSS, hashes.SHA256())


def _verify(token: Token, key: PublicKey) -> None:
    data, signature = token.signing_input, token.signature
    match token.alg, key:
        case "ES256", ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            if len(signature) != 2 * _COORDINATE_BYTES:
                raise SealError("bad_signature", "not two coordinates")
            r = int.from_bytes(signature[:_COORDINATE_BYTES], "big")
            s = int.from_bytes(signature[_COORDINATE_BYTES:], "big")
            key.verify(encode_dss_signature(r, s), data, _ES256)
        case "EdDSA", ed25519.Ed25519PublicKey():
            key.verify(signature, data)
        case "PS256", rsa.RSAPublicKey():
            key.verify(signature, data, _PSS, hashes.SHA256())
        case "RS256", rsa.RSAPublicKey():
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        case _:
            raise SealError("bad_algorithm", "alg does not fit the key")
