"""The development authority: makes a state folder usable on first start.

It issues what a real network would get from its trust service: one certificate per member and node,
and the signed network document, whose version rises whenever the network file or a certificate changes.
"""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.clock import Clock
from gateway.errors import StateError
from gateway.jws import MAX_DOCUMENT_CHARS, PrivateKey, Signer, parse
from gateway.network import load_document, read_network
from gateway.state import (
    State,
    pem_key,
    read_certificate_file,
    read_key_file,
    write_private,
)
from gateway.trust import NETWORK_TYP, NODE_PREFIX, Directory, listing, thumbprint

_LIFE = datetime.timedelta(days=825)
_BACKDATED = datetime.timedelta(minutes=5)  # so that a slightly slow clock believes it too
_ISSUED_AT_ONCE = 16  # a country has a hundred members, and each waits for the disk twice
_NAME = "NDXP simulator development authority"


def prepare(state: State, network_file: Path, node: str, clock: Clock) -> Directory:
    """Bring `state` in line with the network file; makes only what is missing.

    Raises ConfigurationError for a faulty network file, before anything is written.
    """
    document = load_document(network_file)
    network = read_network(str(network_file), document)
    state.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = _Authority(state, clock)
    owners = [*network.members, NODE_PREFIX + node]
    with ThreadPoolExecutor(_ISSUED_AT_ONCE) as pool:
        list(pool.map(authority.issue, owners))  # the list raises what a thread raised
    if not state.references_key.exists():
        write_private(state.references_key, secrets.token_bytes(32))
    authority.publish(document, owners)
    return state.directory()


class _Authority:
    def __init__(self, state: State, clock: Clock) -> None:
        self._state = state
        self._clock = clock
        if not state.authority_certificate.exists():
            self._create()
        elif not state.authority_key.exists():
            raise StateError(f"{state.folder} holds no authority key: it cannot issue certificates")
        self._certificate = state.authority()
        self._key = read_key_file(state.authority_key)

    def issue(self, owner: str) -> None:
        """Make the owner's key and certificate unless they exist."""
        if self._state.certificate_file(owner).exists():
            return
        key = _new_key(owner)
        certificate = (
            self._builder(owner, key, self._certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(_ec(self._key), hashes.SHA256())
        )
        write_private(self._state.key_file(owner), pem_key(key))
        write_private(self._state.certificate_file(owner), certificate.public_bytes(Encoding.PEM))

    def publish(self, document: Mapping[str, Any], owners: Iterable[str]) -> None:
        """Sign the network document anew if it changed; versions only rise."""
        certificates = [
            listing(read_certificate_file(self._state.certificate_file(owner))) for owner in owners
        ]
        content = {**document, "certificates": certificates}
        old = self._published()
        if (
            old is not None
            and {k: old[k] for k in old if k not in ("version", "issuedAt")} == content
        ):
            return
        version = old["version"] + 1 if old is not None else 1
        signed = Signer(key=self._key, kid=thumbprint(self._certificate)).sign(
            NETWORK_TYP, {"version": version, "issuedAt": self._clock.now_ms(), **content}
        )
        self._state.believe(signed)  # what nobody would believe must not replace what they do
        write_private(self._state.network_document, signed.encode())

    def _published(self) -> dict[str, Any] | None:
        if not self._state.network_document.exists():
            return None
        self._state.directory()  # raises unless it is ours and whole
        return dict(parse(self._state.document(), MAX_DOCUMENT_CHARS).payload)

    def _create(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _NAME)])
        certificate = (
            self._builder(_NAME, key, name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_private(self._state.authority_key, pem_key(key))
        write_private(self._state.authority_certificate, certificate.public_bytes(Encoding.PEM))

    def _builder(self, owner: str, key: PrivateKey, issuer: x509.Name) -> x509.CertificateBuilder:
        now = datetime.datetime.fromtimestamp(self._clock.now_ms() / 1000, tz=datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, owner)]))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + _LIFE)
        )


def _new_key(owner: str) -> PrivateKey:
    """Members sign with P-256 (ES256); a node's Ed25519 key signs its checkpoints as well."""
    if owner.startswith(NODE_PREFIX):
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def _ec(key: PrivateKey) -> ec.EllipticCurvePrivateKey:
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StateError("the development authority signs with P-256")
    return key
