"""X.509 as far as it is used here: who a signing certificate names, and the key that it vouches for."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from gateway import jws
from gateway.errors import TrustError

NODE_PREFIX = "node:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A signing certificate and its owner: a member (`VN/GOV/G01`) or a node (`node:ndxp`)."""

    kid: str
    owner: str
    public_key: jws.PublicKey
    not_before_ms: int
    not_after_ms: int
    revoked: bool = False


def thumbprint(certificate: x509.Certificate) -> str:
    """The `kid`: base64url SHA-256 of the DER certificate (RFC 7515 §4.1.8)."""
    return jws.b64url(hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest())


def signing_key(certificate: x509.Certificate) -> jws.PublicKey:
    """The key of a signing certificate; raises TrustError unless P-256, Ed25519 or RSA 2048/3072."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TrustError("certificate with an unusable key") from error
    return usable_key(key)


def usable_key(key: object) -> jws.PublicKey:
    """The key itself, if members may sign with its kind; raises TrustError otherwise."""
    match key:
        case ec.EllipticCurvePublicKey(curve=ec.SECP256R1()):
            return key
        case ed25519.Ed25519PublicKey():
            return key
        case rsa.RSAPublicKey(key_size=2048 | 3072):
            return key
        case _:
            raise TrustError("signing keys are P-256, Ed25519, RSA-2048 or RSA-3072")


def read_listing(
    item: Mapping[str, Any], issuers: Iterable[x509.Certificate], revoked: frozenset[str]
) -> Certificate:
    """One certificate of a network document, issued by one of `issuers`; raises TrustError."""
    try:
        certificate = read_der(item["certificate"])
        owner = item["owner"]
    except (KeyError, TypeError, ValueError) as error:
        raise TrustError("a listed certificate was not issued by the authority") from error
    if not any(_is_issued(certificate, issuer) for issuer in issuers):
        raise TrustError("a listed certificate was not issued by the authority")
    if common_name(certificate) != owner or thumbprint(certificate) != item.get("kid"):
        raise TrustError("a listed certificate belongs to another owner")
    if not _is_for_signing(certificate):
        raise TrustError("a listed certificate is one for TLS, not for signing")
    return Certificate(
        kid=thumbprint(certificate),
        owner=owner,
        public_key=signing_key(certificate),
        not_before_ms=int(certificate.not_valid_before_utc.timestamp() * 1000),
        not_after_ms=int(certificate.not_valid_after_utc.timestamp() * 1000),
        revoked=thumbprint(certificate) in revoked,
    )


def listing(certificate: x509.Certificate) -> dict[str, str]:
    """How a certificate stands in the network document."""
    return {
        "kid": thumbprint(certificate),
        "owner": common_name(certificate),
        "certificate": der_text(certificate),
    }


def common_name(certificate: x509.Certificate) -> str:
    """Whom the certificate names."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def der_text(certificate: x509.Certificate) -> str:
    """DER in base64, as documents hold it."""
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


def read_der(text: str) -> x509.Certificate:
    """Read DER in base64; raises TypeError or ValueError."""
    return x509.load_der_x509_certificate(base64.b64decode(text, validate=True))


def _is_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (TypeError, ValueError, InvalidSignature):
        return False
    return True


def _is_for_signing(certificate: x509.Certificate) -> bool:
    """Certificates for TLS say so in an extended key usage; those for signing have none."""
    usages = [
        extension
        for extension in certificate.extensions
        if extension.oid == ExtensionOID.EXTENDED_KEY_USAGE
    ]
    return not usages
