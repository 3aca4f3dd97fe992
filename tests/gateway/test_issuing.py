import ipaddress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway.certificates import common_name, listing, read_listing
from gateway.errors import StateError, TrustError
from gateway.issuing import (
    KEY_KINDS,
    Issuer,
    Subject,
    new_key,
    read_request,
    root_certificate,
    signing_certificate,
    tls_certificate,
)
from gateway.jws import PrivateKey, Signer, parse, verify
from tests.gateway.members import START_MS

OWNER = "VN/GOV/H29"
KEY = new_key("P-256")
ROOT = root_certificate("root", KEY, START_MS)
ISSUER = Issuer(name=ROOT.subject, key=KEY)


def subject(key: PrivateKey, owner: str = OWNER) -> Subject:
    return Subject(owner=owner, public_key=key.public_key(), from_ms=START_MS)


def request(key: PrivateKey, owner: str = OWNER) -> x509.CertificateSigningRequest:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, owner)])
    digest = (
        hashes.SHA256() if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) else None
    )
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, digest)


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_a_key_of_each_kind_signs_under_its_certificate(kind: str) -> None:
    key = new_key(kind)
    listed = read_listing(listing(signing_certificate(subject(key), ISSUER)), [ROOT], frozenset())

    token = parse(Signer(key=key, kid=listed.kid).sign("t", {"a": 1}))

    assert verify(token, listed.public_key) == {"a": 1}
    assert (listed.owner, listed.not_before_ms) == (OWNER, START_MS)


def test_a_certificate_for_tls_names_hosts_and_addresses() -> None:
    issued = tls_certificate(subject(KEY, "gateway"), ISSUER, ["localhost", "127.0.0.1", "::1"])

    names = issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [
        ipaddress.ip_address("127.0.0.1"),
        ipaddress.ip_address("::1"),
    ]
    usage = issued.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert set(usage) == {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH}
    assert common_name(issued) == "gateway"


def test_a_certificate_for_tls_cannot_be_listed_for_signing() -> None:
    issued = tls_certificate(subject(KEY), ISSUER, [])

    with pytest.raises(TrustError, match="for TLS"):
        read_listing(listing(issued), [ROOT], frozenset())


def test_a_name_that_is_no_host_is_refused() -> None:
    with pytest.raises(TrustError, match="no host name"):
        tls_certificate(subject(KEY), ISSUER, ["máy chủ"])


def test_an_authority_signs_with_p_256_only() -> None:
    with pytest.raises(StateError):
        root_certificate("root", new_key("Ed25519"), START_MS)


@pytest.mark.parametrize("kind", KEY_KINDS)
def test_a_request_of_ones_own_key_is_taken(kind: str) -> None:
    key = new_key(kind)

    assert read_request(request(key).public_bytes(Encoding.PEM), OWNER) == key.public_key()


@pytest.mark.parametrize("data", [b"", b"\xff", b"-----BEGIN CERTIFICATE REQUEST-----\n"], ids=repr)
def test_what_is_no_request_is_refused(data: bytes) -> None:
    with pytest.raises(TrustError, match="no certificate request"):
        read_request(data, OWNER)


@pytest.mark.parametrize("owner", ["VN/GOV/H2", "vn/gov/h29", "VN/GOV/H29/motcua"])
def test_a_request_for_another_owner_is_refused(owner: str) -> None:
    with pytest.raises(TrustError, match=f"CN={OWNER}"):
        read_request(request(KEY, owner).public_bytes(Encoding.PEM), OWNER)


def test_a_request_that_its_key_did_not_sign_is_refused() -> None:
    der = bytearray(request(KEY).public_bytes(Encoding.DER))
    at = der.index(OWNER.encode())
    der[at] ^= 1
    spoilt = x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM)

    with pytest.raises(TrustError, match="not signed by its own key"):
        read_request(spoilt, OWNER)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(public_exponent=65537, key_size=4096),
    ],
    ids=["P-384", "RSA-4096"],
)
def test_a_request_of_another_kind_of_key_is_refused(key: PrivateKey) -> None:
    with pytest.raises(TrustError, match="signing keys are"):
        read_request(request(key).public_bytes(Encoding.PEM), OWNER)
