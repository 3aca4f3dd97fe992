"""Whom to believe: the network document that the authority signs.

The document is a JWS (typ ndxp-network+jws) whose payload is the network file plus `version`, `issuedAt`,
`expiresAt`, `certificates`: [{kid, owner, certificate}], `revoked`: [{kid, since, reason}] and `succession`
(gateway/succession.py). Nothing here does I/O: bytes in, a Directory out, or TrustError.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509

from gateway import jws
from gateway.certificates import Certificate, read_listing, signing_key, thumbprint
from gateway.errors import SealError, TrustError
from gateway.network import Network, read_network
from gateway.succession import read_succession

NETWORK_TYP = "ndxp-network+jws"
ADDED = ("version", "issuedAt", "expiresAt", "certificates", "revoked", "succession")
"""What the authority adds to the network file."""
_TIMES = ("issuedAt", "expiresAt")  # a document without is one of old: verified, and expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One version of the network document, verified; `expires_ms` says until when it may be used."""

    version: int
    issued_ms: int
    expires_ms: int
    network: Network
    certificates: Mapping[str, Certificate]
    roots: tuple[x509.Certificate, ...] = field(repr=False)  # the last signed it
    document: str = field(repr=False)  # its exact bytes
    revoked: frozenset[str] = frozenset()  # kids, also of certificates that it does not list

    def certificate(self, kid: str) -> Certificate:
        """The certificate of that thumbprint; raises TrustError if the document does not list it."""
        try:
            return self.certificates[kid]
        except KeyError:
            raise TrustError("no certificate with this kid in the network document") from None

    def is_old(self, now_ms: int) -> bool:
        """Whether two thirds of its life are over: time to renew it."""
        return self.expires_ms - now_ms <= (self.expires_ms - self.issued_ms) // 3


def open_network(document: str, authority: x509.Certificate) -> Directory:
    """Verify a network document against an authority or its successors, expired or not.

    Raises TrustError, or ConfigurationError for a faulty network. An authority that was succeeded
    signs nothing any more for who trusts its successor.
    """
    try:
        token = jws.parse(document, max_chars=jws.MAX_DOCUMENT_CHARS)
        roots = read_succession(token.payload.get("succession", [])) or [authority]
        if token.typ != NETWORK_TYP or token.kid != thumbprint(roots[-1]) or authority not in roots:
            raise TrustError("the network document is not signed by this authority")
        payload: Mapping[str, Any] = jws.verify(token, signing_key(roots[-1]))
    except SealError as error:
        raise TrustError(f"the network document does not verify: {error}") from error
    version, times = payload.get("version"), [payload.get(name, 0) for name in _TIMES]
    if type(version) is not int or not isinstance(payload.get("certificates"), list):
        raise TrustError("the network document has no version or no certificates")
    if [type(time) for time in times] != [int, int]:
        raise TrustError("the network document has an issuedAt or expiresAt that is no time")
    revoked = frozenset(each["kid"] for each in read_revoked(payload))
    listed = (read_listing(item, roots, revoked) for item in payload["certificates"])
    return Directory(
        version=version,
        issued_ms=times[0],
        expires_ms=times[1],
        network=read_network(
            "network document", {k: v for k, v in payload.items() if k not in ADDED}
        ),
        certificates={certificate.kid: certificate for certificate in listed},
        roots=tuple(roots),
        document=document,
        revoked=revoked,
    )


def read_revoked(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The revocations of a document; raises TrustError unless each is {kid, since, reason}."""
    revoked = payload.get("revoked", [])
    for each in revoked if isinstance(revoked, list) else [None]:
        match each:
            case {"kid": str(), "since": int(), "reason": str(), **rest} if not rest:
                pass
            case _:
                raise TrustError("a revocation of the network document is not kid, since, reason")
    return list(revoked)


def document_digest(document: str) -> str:
    """Names a network document in a log: base64url SHA-256 of its exact bytes, signature included."""
    # An auditor reads bytes that are no UTF-8 as surrogates: they have a digest too, the wrong one.
    return jws.b64url(hashlib.sha256(document.encode("utf-8", "surrogateescape")).digest())
