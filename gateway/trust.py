"""Whom to believe: certificates, and the network document that the authority signs.

The document is a JWS (typ ndxp-network+jws) whose payload is the network file plus `version`, `issuedAt`
and `certificates`: [{kid, owner, certificate}]. Nothing here does I/O: bytes in, a Directory out, or
TrustError.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from gateway import jws
from gateway.errors import SealError, TrustError
from gateway.network import Network, read_network

NETWORK_TYP = "ndxp-network+jws"
NODE_PREFIX = "node:"
_ADDED = {"version", "issuedAt", "certificates"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A signing certificate and its owner: a member (`VN/GOV/G01`) or a node (`node:ndxp`)."""

    kid: str
    owner: str
    public_key: jws.PublicKey
    not_before_ms: int
    not_after_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """One version of the network document, verified."""

    version: int
    network: Network
    certificates: Mapping[str, Certificate]

    def certificate(self, kid: str) -> Certificate:
        """The certificate of that thumbprint; raises TrustError if the document does not list it."""
        try:
            return self.certificates[kid]
        except KeyError:
            raise TrustError("no certificate with this kid in the network document") from None


def thumbprint(certificate: x509.Certificate) -> str:
    """The `kid`: base64url SHA-256 of the DER certificate (RFC 7515 §4.1.8)."""
    return jws.b64url(hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())


def signing_key(certificate: x509.Certificate) -> jws.PublicKey:
    """The key of a signing certificate; raises TrustError unless P-256, Ed25519 or RSA 2048/3072."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TrustError("certificate with an unusable key") from error
    match key:
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            return key
        case ed25519.Ed25519PublicKey():
            return key
        case rsa.RSAPublicKey(key_size=2048 | 3072):
            return key
        case _:
            raise TrustError("signing keys are P-256, Ed25519, RSA-2048 or RSA-3072")


def open_network(document: str, authority: x509.Certificate) -> Directory:
    """Verify a network document against the authority; raises TrustError or ConfigurationError."""
    try:
        token = jws.parse(document, max_chars=jws.MAX_DOCUMENT_CHARS)
        if token.typ != NETWORK_TYP or token.kid != thumbprint(authority):
            raise TrustError("the network document is not signed by this authority")
        payload: Mapping[str, Any] = jws.verify(token, signing_key(authority))
    except SealError as error:
        raise TrustError(f"the network document does not verify: {error}") from error
    version = payload.get("version")
    if type(version) is not int or not isinstance(payload.get("certificates"), list):
        raise TrustError("the network document has no version or no certificates")
    network = read_network(
        "network document", {k: v for k, v in payload.items() if k not in _ADDED}
    )
    listed = (read_certificate(item, authority) for item in payload["certificates"])
    return Directory(version=version, network=network, certificates={c.kid: c for c in listed})


def document_digest(document: str) -> str:
    """Names a network document in a log: base64url SHA-256 of its exact bytes, signature included."""
    # An auditor reads bytes that are no UTF-8 as surrogates: they have a digest too, the wrong one.
    return jws.b64url(hashlib.sha256(document.encode("utf-8", "surrogateescape")).digest())


def read_certificate(item: Mapping[str, Any], authority: x509.Certificate) -> Certificate:
    """One certificate of the document, issued by the authority; raises TrustError."""
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(item["certificate"]))
        certificate.verify_directly_issued_by(authority)
        owner = item["owner"]
    except (KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise TrustError("a listed certificate was not issued by the authority") from error
    if common_name(certificate) != owner or thumbprint(certificate) != item.get("kid"):
        raise TrustError("a listed certificate belongs to another owner")
    return Certificate(
        kid=thumbprint(certificate),
        owner=owner,
        public_key=signing_key(certificate),
        not_before_ms=int(certificate.not_valid_before_utc.timestamp() * 1000),
        not_after_ms=int(certificate.not_valid_after_utc.timestamp() * 1000),
    )


def common_name(certificate: x509.Certificate) -> str:
    """Whom the certificate names."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def listing(certificate: x509.Certificate) -> dict[str, str]:
    """How a certificate stands in the network document."""
    return {
        "kid": thumbprint(certificate),
        "owner": common_name(certificate),
        "certificate": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
    }
