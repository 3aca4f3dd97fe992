"""Whether each entry is signed by whom it has to be signed, as the network stood at that place."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric import ed25519

from gateway import jws
from gateway.certificates import NODE_PREFIX, Certificate
from gateway.errors import ConfigurationError, LedgerError, SealError, TrustError
from gateway.ledger.checkpoint import Checkpoint, SignedCheckpoint, key_id, open_checkpoint
from gateway.ledger.payloads import TYPS, read_payload
from gateway.ledger.rows import member_of
from gateway.message import Entry, ServiceId
from ndxp.audit.documents import Documents

_ISSUED = {"failure": "time", "refusal": "time", "summary": "to", "network": "time"}


class Certificates(Protocol):
    """One version of the network document, verified against the authority."""

    @property
    def version(self) -> int: ...

    @property
    def certificates(self) -> Mapping[str, Certificate]: ...

    def certificate(self, kid: str) -> Certificate:
        """The certificate of that thumbprint; raises TrustError if the document lists none."""
        ...


OpenNetwork = Callable[[str], Certificates]
"""Verifies a network document against the authority; raises TrustError or ConfigurationError."""


class Signatures:
    """Follows the network documents of a log and verifies what stands after each."""

    def __init__(self, open_network: OpenNetwork) -> None:
        self.verified = 0
        self._open_network = open_network
        self._network: Certificates | None = None
        self._log_keys: dict[bytes, ed25519.Ed25519PublicKey] = {}
        self._node = ""  # the one whose log this is, known from its first signature

    def take_network(self, entry: Entry, documents: Documents) -> None:
        """From here on the document that `entry` names counts; raises LedgerError if it must not.

        The entry itself has to be signed by a node that this very document lists.
        """
        payload = read_payload("network", entry.jws)
        document = documents.named(payload["documentDigest"])
        try:
            network = self._open_network(document)
        except (TrustError, ConfigurationError) as error:
            msg = f"the network document cannot be believed: {error}"
            raise LedgerError(msg) from error
        if network.version != payload["version"]:
            msg = "the network document has another version than its entry says"
            raise LedgerError(msg)
        if self._network is not None and network.version <= self._network.version:
            msg = "the network document is not newer than the one before it"
            raise LedgerError(msg)
        self._network = network
        for certificate in network.certificates.values():
            if certificate.owner.startswith(NODE_PREFIX) and not certificate.revoked:
                self._add_log_key(certificate)
        self.verify(entry)

    def verify(self, entry: Entry) -> None:
        """Verify one entry's signature; raises LedgerError saying what is wrong with it."""
        try:
            token = jws.parse(entry.jws)
            if token.typ != TYPS[entry.kind]:
                msg = "typ is not that of its kind"
                raise LedgerError(msg)
            certificate = self._certificate(token.kid)
            payload = jws.verify(token, certificate.public_key)
        except (SealError, TrustError) as error:
            msg = f"the signature is not good: {error}"
            raise LedgerError(msg) from error
        self._check_owner(certificate.owner, entry.kind, payload)
        if certificate.revoked:
            msg = "the certificate was revoked before this was written"
            raise LedgerError(msg)
        issued = payload[_ISSUED.get(entry.kind, "issuedAt")]
        assert isinstance(issued, int)  # noqa: S101  read_payload checked it
        if not certificate.not_before_ms <= issued <= certificate.not_after_ms:
            msg = "the certificate was not valid when this was signed"
            raise LedgerError(msg)
        self.verified += 1

    def open_checkpoint(self, signed: SignedCheckpoint) -> Checkpoint:
        """The checkpoint, if a key of this log's node signed it; raises LedgerError otherwise."""
        origin = signed.claimed.origin
        for key in self._log_keys.values():
            if key_id(origin, key) == signed.key_id:
                return open_checkpoint(signed, key)
        msg = "the checkpoint is not signed with a key of the node"
        raise LedgerError(msg)

    def _certificate(self, kid: str) -> Certificate:
        if self._network is None:
            msg = "no network document stands before it"
            raise LedgerError(msg)
        return self._network.certificate(kid)

    def _add_log_key(self, certificate: Certificate) -> None:
        if isinstance(certificate.public_key, ed25519.Ed25519PublicKey):
            self._log_keys[certificate.public_key.public_bytes_raw()] = certificate.public_key

    def _check_owner(self, owner: str, kind: str, payload: Any) -> None:
        match kind:
            case "request":
                right = owner == member_of(payload["client"])
            case "response" | "late":
                right = owner == ServiceId.parse(payload["service"]).provider.member
            case _:
                right = owner.startswith(NODE_PREFIX) and owner == (self._node or owner)
                self._node = owner
        if not right:
            msg = "the signature belongs to somebody else"
            raise LedgerError(msg)
