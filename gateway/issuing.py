"""Keys and certificates as an authority makes them, and the requests (CSR) that it takes instead.

Signing certificates have no extended key usage; those for TLS have it, so that neither can be used as
the other (gateway/certificates.py refuses it).
"""

import datetime
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway import jws
from gateway.certificates import usable_key
from gateway.errors import StateError, TrustError

LIFE: Final = datetime.timedelta(days=825)
BACKDATED_MS: Final = 300_000  # so that a slightly slow clock believes it too
KEY_KINDS: Final = ("P-256", "Ed25519", "RSA-2048", "RSA-3072")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who signs certificates."""

    name: x509.Name
    key: jws.PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a certificate is for, and from when on it counts (ms)."""

    owner: str
    public_key: jws.PublicKey
    from_ms: int


def new_key(kind: str) -> jws.PrivateKey:
    """A key of one of KEY_KINDS."""
    match kind:
        case "P-256":
            return ec.generate_private_key(ec.SECP256R1())
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case _:
            bits = int(kind.removeprefix("RSA-"))
            return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def signing_certificate(subject: Subject, issuer: Issuer) -> x509.Certificate:
    """A certificate whose key signs messages, and nothing else."""
    return _sign(
        _builder(subject, issuer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(content_commitment=True), critical=True),
        issuer,
    )


def tls_certificate(subject: Subject, issuer: Issuer, names: Sequence[str]) -> x509.Certificate:
    """A certificate for a server or client of TLS, whose `names` are host names or IP addresses."""
    purposes = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = (
        _builder(subject, issuer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(_issuer_key(issuer.key), critical=False)
    )
    if names:
        alternative = x509.SubjectAlternativeName([_general_name(name) for name in names])
        builder = builder.add_extension(alternative, critical=False)
    return _sign(builder, issuer)


def root_certificate(name: str, key: jws.PrivateKey, from_ms: int) -> x509.Certificate:
    """The certificate of an authority, signed by itself."""
    issuer = Issuer(name=_name(name), key=key)
    subject = Subject(owner=name, public_key=key.public_key(), from_ms=from_ms)
    return _sign(
        _builder(subject, issuer)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False),
        issuer,
    )


def read_request(data: bytes, owner: str) -> jws.PublicKey:
    """The key of a certificate request in PEM, whose holder proved to have its private half.

    Raises TrustError unless it names `owner`, its signature is good, and members may sign with its kind.
    """
    try:
        request = x509.load_pem_x509_csr(data)
        key = request.public_key()
        good = request.is_signature_valid
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TrustError("this is no certificate request in PEM (PKCS #10)") from error
    if not good:
        raise TrustError("the certificate request is not signed by its own key")
    names = request.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    if [name.value for name in names] != [owner]:
        raise TrustError(f"the subject of the certificate request has to be CN={owner}")
    return usable_key(key)


def _builder(subject: Subject, issuer: Issuer) -> x509.CertificateBuilder:
    begins = datetime.datetime.fromtimestamp(subject.from_ms / 1000, tz=datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject.owner))
        .issuer_name(issuer.name)
        .public_key(subject.public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + LIFE + datetime.timedelta(milliseconds=BACKDATED_MS))
    )


def _sign(builder: x509.CertificateBuilder, issuer: Issuer) -> x509.Certificate:
    if not isinstance(issuer.key, ec.EllipticCurvePrivateKey):
        raise StateError("the development authority signs with P-256")
    return builder.sign(issuer.key, hashes.SHA256())


def _issuer_key(key: jws.PrivateKey) -> x509.AuthorityKeyIdentifier:
    """Authorities that succeed each other have one name: whoever builds a chain needs this to choose."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _general_name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        pass
    try:
        return x509.DNSName(text)
    except ValueError as error:
        raise TrustError(f"{text} is no host name and no IP address") from error


def _usage(*, content_commitment: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
