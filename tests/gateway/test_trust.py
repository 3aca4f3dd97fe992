import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, types

from gateway.certificates import common_name, listing, signing_key, thumbprint
from gateway.errors import ConfigurationError, TrustError
from gateway.issuing import new_key, root_certificate
from gateway.jws import Signer
from gateway.state import State, read_key_file
from gateway.succession import state_succession
from gateway.trust import NETWORK_TYP, Directory, open_network
from tests.gateway.forging import payload_of
from tests.gateway.members import DAY_MS, START_MS, ManualClock


def certificate(
    subject: str, key: types.CertificatePublicKeyTypes, issuer: str, signer: Any
) -> x509.Certificate:
    """A certificate as anybody could make it."""
    now = datetime.datetime.fromtimestamp(START_MS / 1000, tz=datetime.UTC)
    name = [x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)] if subject else []
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name(name))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(signer, hashes.SHA256())
    )


class Authority:
    """The development authority of a state folder, in the hands of a test."""

    def __init__(self, state: State) -> None:
        self.certificate = state.authority()
        self.key = read_key_file(state.authority_key)
        self.signer = Signer(key=self.key, kid=thumbprint(self.certificate))
        self.payload: dict[str, Any] = payload_of(state.document())

    def sign(self, **changed: Any) -> str:
        payload = {k: v for k, v in {**self.payload, **changed}.items() if v is not None}
        return self.signer.sign(NETWORK_TYP, payload)

    def open(self, **changed: Any) -> Directory:
        return open_network(self.sign(**changed), self.certificate)


@pytest.fixture
def authority(state: State) -> Authority:
    return Authority(state)


def test_a_signed_network_document_opens(authority: Authority) -> None:
    directory = authority.open()

    assert directory.version == 1
    owners = {found.owner for found in directory.certificates.values()}
    assert owners == {*directory.network.members, "node:test"}


def test_a_certificate_is_found_by_its_thumbprint(state: State) -> None:
    signer = state.signer("VN/GOV/G01")

    found = state.directory().certificate(signer.kid)

    assert found.owner == "VN/GOV/G01"
    assert found.public_key == signer.key.public_key()


def test_an_unlisted_certificate_is_not_found(state: State) -> None:
    with pytest.raises(TrustError):
        state.directory().certificate("nobody")


def test_a_certificate_is_in_force_from_a_little_before_it_was_made(
    state: State, clock: ManualClock
) -> None:
    found = state.directory().certificate(state.signer("VN/GOV/G01").kid)

    assert found.not_before_ms == clock.ms - 5 * 60_000
    assert found.not_after_ms == clock.ms + 825 * 24 * 3_600_000


def test_a_document_signed_by_a_member_is_refused(state: State, authority: Authority) -> None:
    document = state.signer("VN/GOV/G01").sign(NETWORK_TYP, authority.payload)

    with pytest.raises(TrustError):
        open_network(document, authority.certificate)


def test_a_document_of_a_stranger_under_the_authoritys_kid_is_refused(
    authority: Authority,
) -> None:
    stranger = Signer(key=ec.generate_private_key(ec.SECP256R1()), kid=authority.signer.kid)

    with pytest.raises(TrustError):
        open_network(stranger.sign(NETWORK_TYP, authority.payload), authority.certificate)


def test_a_document_of_another_typ_is_refused(authority: Authority) -> None:
    document = authority.signer.sign("ndxp-request+jws", authority.payload)

    with pytest.raises(TrustError):
        open_network(document, authority.certificate)


@pytest.mark.parametrize("document", ["", "a.b.c", "x" * 100], ids=["empty", "parts", "text"])
def test_what_is_no_jws_is_refused(authority: Authority, document: str) -> None:
    with pytest.raises(TrustError):
        open_network(document, authority.certificate)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": None},
        {"version": "1"},
        {"version": True},
        {"version": 1.0},
        {"certificates": None},
        {"certificates": {}},
        {"certificates": [None]},
        {"certificates": ["x"]},
        {"certificates": [{}]},
        {"certificates": [{"kid": "k", "owner": "o", "certificate": "!"}]},
        {"certificates": [{"kid": "k", "owner": "o", "certificate": 1}]},
    ],
    ids=str,
)
def test_a_document_without_a_version_or_usable_certificates_is_refused(
    authority: Authority, changed: dict[str, object]
) -> None:
    with pytest.raises(TrustError):
        authority.open(**changed)


def test_a_signed_document_with_a_faulty_network_is_refused(authority: Authority) -> None:
    with pytest.raises(ConfigurationError, match="network document: name"):
        authority.open(name=None)


def test_a_certificate_of_another_authority_is_refused(authority: Authority) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    foreign = certificate("VN/GOV/G01", key.public_key(), common_name(authority.certificate), key)

    with pytest.raises(TrustError, match="not issued by the authority"):
        authority.open(certificates=[listing(foreign)])


@pytest.mark.parametrize("name", ["kid", "owner"])
def test_a_certificate_listed_for_somebody_else_is_refused(authority: Authority, name: str) -> None:
    listed = authority.payload["certificates"]
    listed[0][name] = listed[1][name]

    with pytest.raises(TrustError):
        authority.open(certificates=listed)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP256K1()),
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505  too weak on purpose
        ed448.Ed448PrivateKey.generate(),
        dsa.generate_private_key(2048),
    ],
    ids=["P-384", "secp256k1", "RSA-1024", "Ed448", "DSA"],
)
def test_a_key_that_may_not_sign_is_refused(
    authority: Authority, key: types.CertificateIssuerPrivateKeyTypes
) -> None:
    weak = certificate(
        "VN/GOV/G01", key.public_key(), common_name(authority.certificate), authority.key
    )

    with pytest.raises(TrustError):
        authority.open(certificates=[listing(weak)])


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.generate(),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
    ],
    ids=["Ed25519", "RSA-2048"],
)
def test_a_key_that_may_sign_is_taken(
    authority: Authority, key: types.CertificateIssuerPrivateKeyTypes
) -> None:
    issuer = common_name(authority.certificate)
    issued = certificate("VN/GOV/G01", key.public_key(), issuer, authority.key)

    directory = authority.open(certificates=[listing(issued)])

    assert directory.certificate(thumbprint(issued)).public_key == signing_key(issued)


def test_a_certificate_without_a_name_names_nobody(authority: Authority) -> None:
    key = ec.generate_private_key(ec.SECP256R1())

    assert common_name(certificate("", key.public_key(), "x", key)) == ""


def test_a_document_says_until_when_it_may_be_used(authority: Authority) -> None:
    directory = authority.open()

    assert directory.issued_ms == START_MS
    assert directory.expires_ms == START_MS + 30 * DAY_MS
    assert not directory.is_old(START_MS + 20 * DAY_MS - 1)
    assert directory.is_old(START_MS + 20 * DAY_MS)


def test_a_document_of_old_without_an_end_verifies_and_has_expired(authority: Authority) -> None:
    directory = authority.open(expiresAt=None, revoked=None, succession=None)

    assert directory.expires_ms == 0


@pytest.mark.parametrize("value", ["1", 1.5, True, []], ids=repr)
@pytest.mark.parametrize("name", ["issuedAt", "expiresAt"])
def test_a_time_of_another_type_is_refused(authority: Authority, name: str, value: object) -> None:
    with pytest.raises(TrustError, match="no time"):
        authority.open(**{name: value})


def test_an_owner_may_have_several_certificates(authority: Authority) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = common_name(authority.certificate)
    second = certificate("VN/GOV/G01", key.public_key(), issuer, authority.key)

    directory = authority.open(certificates=[*authority.payload["certificates"], listing(second)])

    owners = [found.owner for found in directory.certificates.values()]
    assert owners.count("VN/GOV/G01") == 2


def test_a_revoked_certificate_is_marked(authority: Authority) -> None:
    kid = authority.payload["certificates"][0]["kid"]
    revocation = {"kid": kid, "since": START_MS, "reason": "lost"}

    directory = authority.open(revoked=[revocation])

    assert [found.kid for found in directory.certificates.values() if found.revoked] == [kid]


@pytest.mark.parametrize(
    "revoked",
    [
        {},
        "x",
        [None],
        [[]],
        [{"kid": "k", "since": 1}],
        [{"kid": 1, "since": 1, "reason": ""}],
        [{"kid": "k", "since": "1", "reason": ""}],
        [{"kid": "k", "since": 1, "reason": None}],
        [{"kid": "k", "since": 1, "reason": "", "more": 1}],
    ],
    ids=repr,
)
def test_a_revocation_of_another_form_is_refused(authority: Authority, revoked: object) -> None:
    with pytest.raises(TrustError):
        authority.open(revoked=revoked)


def succeed(authority: Authority) -> tuple[x509.Certificate, Signer, list[str]]:
    """A successor with its key, and the statement that both signed."""
    key = new_key("P-256")
    successor = root_certificate("successor", key, START_MS)
    signer = Signer(key=key, kid=thumbprint(successor))
    pair = (authority.certificate, authority.signer), (successor, signer)
    return successor, signer, state_succession(*pair, START_MS)


def test_a_successor_is_believed_by_who_knows_either(authority: Authority) -> None:
    successor, signer, statement = succeed(authority)
    document = signer.sign(NETWORK_TYP, {**authority.payload, "succession": [statement]})

    for known in (authority.certificate, successor):
        directory = open_network(document, known)
        assert directory.roots == (authority.certificate, successor)
        assert len(directory.certificates) == len(authority.payload["certificates"])


def test_an_authority_that_was_succeeded_signs_nothing_more(authority: Authority) -> None:
    successor, _, statement = succeed(authority)

    with pytest.raises(TrustError):
        open_network(authority.sign(), successor)
    with pytest.raises(TrustError):
        authority.open(succession=[statement])
